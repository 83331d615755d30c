//! The coefficients of a segment: near the minimax polynomial, rounded one after the other.
//!
//! A segment is so short that the quadratic through the three zeros of the Chebyshev polynomial of degree 3 is the minimax
//! polynomial but for a term of the fourth degree. Its second and first coefficient are rounded, and the integers near
//! them are tried together: the pair is taken whose greatest error, *of the integer evaluation with all its truncations*,
//! is the least, with the constant that puts the errors' ends at equal distance from zero. So each coefficient makes up
//! for the rounding of those before it. Errors are those at 129 offsets spread over the segment; what they miss is found
//! by the bound over all offsets. Everything behind the three and the 129 values of MPFR is integers: the same
//! coefficients on every machine.

use crate::curve::{HALF, exact, shift};
use rug::float::Round;
use seedchip_golden::float::quadratic::quadratic;
use seedchip_spec::functions::{Coefficients, Table};

/// Fractions of a unit that errors are counted in here.
const FINE: u32 = 20;

/// A point of the segment, with the exact value there in units of 2^-`FINE`.
struct Point {
    offset: i32,
    exact: i64,
}

/// An exact value in units of 2^-`FINE`, to the nearest integer.
fn fine(table: Table, segment: usize, twice: i64) -> i64 {
    let value = exact(table, segment, twice) << FINE;
    value.to_integer_round(Round::Nearest).and_then(|(integer, _)| integer.to_i64()).unwrap_or_default()
}

fn points(table: Table, segment: usize) -> Vec<Point> {
    // Uneven steps: truncations of even ones would not be like those of the others.
    let offsets = (0..128).map(|step| step * HALF / 64 - HALF + step * 1201 % 2048).chain([HALF - 1]);
    offsets
        .map(|offset| Point { offset: offset as i32, exact: fine(table, segment, 2 * offset + shift(table)) })
        .collect()
}

/// The second and the first coefficient of the quadratic through three points, rounded.
fn start(table: Table, segment: usize) -> (i32, i32) {
    // √3 / 2 of the half segment, and the middle.
    let zero = (HALF as f64 * 0.75_f64.sqrt()).round() as i64;
    let [low, middle, high] = [-zero, 0, zero].map(|offset| fine(table, segment, 2 * offset + shift(table)));
    let zero = i128::from(zero);
    // c1 · offset weighs 2^-18 units, c2 · offset² 2^-35.
    let first = divide(i128::from(high - low) << 18, (2 * zero) << FINE);
    let second = divide(i128::from(high + low - 2 * middle) << 35, (2 * zero * zero) << FINE);
    (first as i32, second as i32)
}

/// To the nearest integer.
fn divide(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// The constant for a pair of coefficients, and the greatest error at the points with it.
fn constant(points: &[Point], c1: i32, c2: i32) -> (i64, u32) {
    // Beside any constant in the middle of its range, so that the evaluation does not wrap.
    let middle = 3 << 27;
    let row = Coefficients { c0: middle, c1, c2 };
    let errors = points.iter().map(|point| {
        let without = i64::from(quadratic(row, point.offset)) - i64::from(middle);
        point.exact - (without << FINE)
    });
    let (least, greatest) = errors.fold((i64::MAX, i64::MIN), |(low, high), error| (low.min(error), high.max(error)));
    let c0 = divide(i128::from(least) + i128::from(greatest), 2 << FINE);
    let c0_fine = (c0 as i64) << FINE;
    ((greatest - c0_fine).max(c0_fine - least), c0 as u32)
}

/// The coefficients of a segment.
pub fn fit(table: Table, segment: usize) -> Coefficients {
    let points = points(table, segment);
    let (first, second) = start(table, segment);
    let near = |middle: i32, reach: i32| middle - reach..=middle + reach;
    let pairs = near(second, 2).flat_map(|c2| near(first, 3).map(move |c1| (c1, c2)));
    let candidates = pairs.map(|(c1, c2)| {
        let (error, c0) = constant(&points, c1, c2);
        (error, Coefficients { c0, c1, c2 })
    });
    // Of equal errors the first.
    candidates.min_by_key(|(error, _)| *error).map(|(_, row)| row).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_nearest() {
        let quotients = [(7, 2), (-7, 2), (5, 3), (-5, 3), (4, 3), (0, 5)].map(|(over, under)| divide(over, under));
        assert_eq!(quotients, [4, -3, 2, -2, 1, 0]);
    }

    #[test]
    fn a_quadratic_has_its_own_coefficients() {
        // Points of a curve that the evaluation itself made have no error but the half unit that truncation leaves.
        let row = Coefficients { c0: 0x1800_0000, c1: 0x10_0000, c2: -0x400 };
        let offsets = (0..65).map(|step| step * 4001 - (1 << 17));
        let points: Vec<Point> =
            offsets.map(|offset| Point { offset, exact: i64::from(quadratic(row, offset)) << FINE }).collect();
        assert_eq!(constant(&points, row.c1, row.c2), (0, row.c0));
        assert!(constant(&points, row.c1 + 2, row.c2).0 > 0);
    }

    /// log2(e) · 2^34 to the nearest integer.
    #[test]
    fn the_factor_of_the_exponential_is_nearest() {
        use rug::{Float, float::Constant};
        let exact: Float = Float::with_val(200, Constant::Log2).recip() << 34;
        let (nearest, _) = exact.to_integer_round(Round::Nearest).expect("it is finite");
        assert_eq!(nearest, seedchip_spec::functions::LOG2_E);
    }
}
