//! The plain matrix product and one layer of a network: what the unit computes, without tiles or streams.

use crate::matrix::convert::{Converted, convert};
use crate::tiling::Shape;
use seedchip_spec::{Column, Rounding};

/// `a · w` in int32: `a` is m × k, `w` is k × n, the result m × n, all row by row.
///
/// Sums wrap in 32 bits; with a k that the unit takes none does.
///
/// # Panics
///
/// If the operands have another number of elements, which is a mistake of the program.
pub fn product(a: &[i8], w: &[i8], shape: Shape) -> Vec<i32> {
    let Shape { m, n, k } = shape;
    assert_eq!((a.len(), w.len()), (m * k, k * n), "operands of a product of {shape:?}");
    let sum = |row: &[i8], column: usize| {
        let terms = row.iter().enumerate().map(|(at, a)| i32::from(*a) * i32::from(w[at * n + column]));
        terms.fold(0, i32::wrapping_add)
    };
    a.chunks_exact(k).flat_map(|row| (0..n).map(move |column| sum(row, column))).collect()
}

/// The results of one layer, m × n, row by row: product, bias and conversion, with the parameters of each column.
///
/// # Panics
///
/// As [`product`].
pub fn layer(a: &[i8], w: &[i8], columns: &[Column], shape: Shape, rounding: Rounding) -> Vec<Converted> {
    assert_eq!(columns.len(), shape.n, "parameters of a layer of {shape:?}");
    let sums = product(a, w, shape).into_iter().zip(columns.iter().cycle());
    sums.map(|(sum, column)| convert(sum, column, rounding)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_by_hand() {
        let shape = Shape { m: 2, n: 3, k: 2 };
        assert_eq!(product(&[1, 2, -3, 4], &[1, 0, -1, 10, 20, 127], shape), [21, 40, 253, 37, 80, 511]);
    }

    #[test]
    fn the_greatest_sum_does_not_overflow() {
        let shape = Shape { m: 1, n: 1, k: 131_071 };
        let smallest = vec![-128; shape.k];
        assert_eq!(i64::from(product(&smallest, &smallest, shape)[0]), 131_071 * (1_i64 << 14));
    }

    #[test]
    fn every_result_takes_the_parameters_of_its_column() {
        let column =
            |bias, zero_point| Column { bias, multiplier: 1 << 30, shift: 31, zero_point, low: -128, high: 100 };
        let shape = Shape { m: 2, n: 2, k: 1 };
        let results = layer(&[10, -3], &[1, 100], &[column(1, 0), column(0, 5)], shape, Rounding::Up);
        // (10 + 1) / 2, 1000 / 2 + 5, (-3 + 1) / 2, -300 / 2 + 5, ties up.
        let found: Vec<_> = results.iter().map(|result| (result.value, result.saturated)).collect();
        assert_eq!(found, [(6, false), (100, true), (-1, false), (-128, true)]);
    }
}
