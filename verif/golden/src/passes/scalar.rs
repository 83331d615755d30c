//! What a row becomes as a scalar, a slice at a time.
//!
//! Page: What a pass computes, the table of reductions. [`tree_sum`](crate::vector::row_sum::tree_sum),
//! [`fixed_sum`](crate::vector::fixed_sum::fixed_sum) and [`greatest`](crate::vector::row_maximum::greatest) are the definitions.

use crate::exact::{INFINITY, NAN, SIGN};
use crate::vector::reductions::Scalar;
use seedchip_spec::Reduction;
use std::ops::Range;

/// The scalar of a row, whose elements outside of the visible ones are +0. `scratch` is anything.
pub(crate) fn scalar(reduction: Reduction, row: &[u32], visible: Range<usize>, scratch: &mut Vec<u32>) -> Scalar {
    let greatest =
        |of: fn(u32) -> u32, empty: u32| row[visible.clone()].iter().map(|number| of(*number)).fold(empty, maximum);
    let of = |number: u32| Scalar { scalar: number, nan: is_nan(number), ..Scalar::default() };
    match reduction {
        Reduction::None => of(row.first().copied().unwrap_or(0)),
        Reduction::Sum => sum(row, scratch),
        Reduction::FixedSum => of(fixed_sum(row)),
        Reduction::Maximum => of(greatest(|number| number, LEAST)),
        Reduction::Magnitude => of(greatest(|number| number & !SIGN, 0)),
        Reduction::Peak => match greatest(|number| number, LEAST) {
            LEAST => Scalar { empty: true, ..of(0) },
            peak => of(peak),
        },
        Reduction::Argmax => {
            let (first, greatest) = (visible.start, greatest(|number| number, LEAST));
            let wins = |number: &u32| f32::from_bits(*number) == f32::from_bits(greatest);
            let nan = is_nan(greatest);
            let place = row[visible].iter().position(|number| if nan { is_nan(*number) } else { wins(number) });
            Scalar { scalar: place.map_or(0, |place| (first + place) as u32), nan, ..Scalar::default() }
        }
    }
}

/// −∞.
const LEAST: u32 = SIGN | INFINITY;

fn is_nan(number: u32) -> bool {
    number & !SIGN > INFINITY
}

/// The greater one, −0 < +0; NaN if one is.
fn maximum(a: u32, b: u32) -> u32 {
    // Of two's complement: in the order of the numbers.
    let key = |number: u32| if number < SIGN { number.cast_signed() } else { !(number ^ SIGN).cast_signed() };
    if is_nan(a) || is_nan(b) {
        NAN
    } else if key(a) >= key(b) {
        a
    } else {
        b
    }
}

/// The balanced tree: level by level, in place.
fn sum(row: &[u32], tree: &mut Vec<u32>) -> Scalar {
    tree.clear();
    tree.extend(row);
    let mut overflow = false;
    while tree.len() > 1 {
        if tree.len() % 2 == 1 {
            // What is missing up to a power of two is +0, and so are sums of that.
            tree.push(0);
        }
        for pair in 0..tree.len() / 2 {
            let [left, right] = [2 * pair, 2 * pair + 1].map(|index| f32::from_bits(tree[index]));
            let sum = left + right;
            overflow |= sum.is_infinite() & left.is_finite() & right.is_finite();
            tree[pair] = sum.to_bits();
        }
        tree.truncate(tree.len() / 2);
    }
    let sum = tree.first().copied().unwrap_or(0);
    let nan = is_nan(sum);
    Scalar { scalar: if nan { NAN } else { sum }, overflow, nan, empty: false }
}

/// The sum in multiples of 2^-40. A row of 2^20 terms has at most 2^60 of them.
fn fixed_sum(row: &[u32]) -> u32 {
    const UNITS: f64 = (1_u64 << 40) as f64;
    let mut units = 0;
    for number in row {
        let number = f32::from_bits(*number);
        if !(0.0..=1.0).contains(&number) {
            return NAN;
        }
        // Exact in FP64, then the nearest integer, ties to even.
        units += (f64::from(number) * UNITS).round_ties_even() as u64;
    }
    // The conversion rounds once; a sum is no less than a unit, so that no subnormal number comes.
    (units as f32 / UNITS as f32).to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::tests::edges;
    use crate::vector::fixed_sum;
    use crate::vector::row_maximum::{Kind, greatest};
    use crate::vector::row_sum::tree_sum;
    use proptest::prelude::*;

    /// A row's scalars are those of the definitions.
    fn check(row: &[u32], visible: Range<usize>) -> Result<(), TestCaseError> {
        let mut row = row.to_vec();
        let outside = |t: &usize| !visible.contains(t);
        (0..row.len()).filter(outside).for_each(|t| row[t] = 0);
        let elements: Vec<(u32, u32)> = visible.clone().map(|t| (t as u32, row[t])).collect();
        let mut scratch = vec![7; 3];
        for (reduction, expected) in [
            (Reduction::Sum, tree_sum(&row).into()),
            (Reduction::FixedSum, fixed_sum::fixed_sum(&row).into()),
            (Reduction::Maximum, greatest(Kind::Maximum, &elements).into()),
            (Reduction::Magnitude, greatest(Kind::Magnitude, &elements).into()),
            (Reduction::Peak, greatest(Kind::Peak, &elements).into()),
            (Reduction::Argmax, greatest(Kind::Argmax, &elements).into()),
            (Reduction::None, Scalar { scalar: row[0], nan: is_nan(row[0]), ..Scalar::default() }),
        ] {
            let found = scalar(reduction, &row, visible.clone(), &mut scratch);
            // A tree of one number is that number, whatever NaN it is.
            let expected =
                if is_nan(expected.scalar) { Scalar { scalar: NAN, nan: true, ..expected } } else { expected };
            let found = if is_nan(found.scalar) { Scalar { scalar: NAN, ..found } } else { found };
            prop_assert_eq!(found, expected, "{:?} of {:x?} in {:?}", reduction, row, visible);
        }
        Ok(())
    }

    fn number() -> impl Strategy<Value = u32> {
        let edges = edges();
        prop_oneof![
            any::<u32>(),
            (0.0..1.0_f32).prop_map(f32::to_bits),
            (-1e4..1e4_f32).prop_map(f32::to_bits),
            (0..edges.len()).prop_map(move |index| edges[index]),
        ]
    }

    proptest! {
        #[test]
        fn scalars_are_those_of_the_definitions(row in proptest::collection::vec(number(), 1..70), a in 0..70_usize, b in 0..70_usize) {
            let (a, b) = (a.min(row.len()), b.min(row.len()));
            check(&row, 0..row.len())?;
            check(&row, a.min(b)..a.max(b))?;
        }

        #[test]
        fn fixed_sums_are_those_of_the_definition(row in proptest::collection::vec(0.0..=1.0_f32, 1..70), shift in 0..60_i32) {
            let row: Vec<u32> = row.into_iter().map(|number| (number * 2_f32.powi(-shift)).to_bits()).collect();
            check(&row, 0..row.len())?;
        }
    }

    #[test]
    fn rows_of_edges() -> Result<(), TestCaseError> {
        for a in edges() {
            check(&[a], 0..1)?;
            check(&[a], 0..0)?;
            for b in edges() {
                check(&[a, b], 0..2)?;
                check(&[a, 0x8000_0000, b], 0..3)?;
            }
        }
        check(&[0x8000_0000; 5], 0..5)?;
        check(&[0x8000_0000; 8], 0..8)?;
        check(&[0x7f7f_ffff; 4], 1..3)
    }
}
