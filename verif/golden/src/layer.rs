//! The plain matrix product and one layer of a network: what the datapath computes, without tiles or streams.

use crate::arith::requantise::{Mode, Requantised, requantise};
use crate::tiling::Shape;
use seedchip_spec::Column;

/// `a · w` in int32: `a` is m × k, `w` is k × n, the result m × n, all row by row.
///
/// Sums wrap in 32 bits; up to k = 131 071 none can.
pub fn product(a: &[i8], w: &[i8], shape: Shape) -> Vec<i32> {
    sums(a, w, &vec![0; shape.n], shape)
}

/// The results of one layer, m × n, row by row: product, bias and requantisation with one set of parameters per
/// column. Results are int8 unless the mode is raw.
pub fn layer(a: &[i8], w: &[i8], columns: &[Column], shape: Shape, mode: Mode) -> Vec<Requantised> {
    let biases: Vec<i32> = columns.iter().map(|column| column.bias).collect();
    let parameters = columns.iter().cycle();
    sums(a, w, &biases, shape).into_iter().zip(parameters).map(|(acc, column)| requantise(acc, column, mode)).collect()
}

/// `a · w` plus the bias of each column, in int32.
fn sums(a: &[i8], w: &[i8], biases: &[i32], shape: Shape) -> Vec<i32> {
    let Shape { m, n, k } = shape;
    assert_eq!((a.len(), w.len(), biases.len()), (m * k, k * n, n), "operands of a product of {shape:?}");
    let mut sums = Vec::with_capacity(m * n);
    for row in a.chunks_exact(k) {
        for (column, bias) in biases.iter().enumerate() {
            let terms = row.iter().enumerate().map(|(at, a)| i32::from(*a) * i32::from(w[at * n + column]));
            sums.push(terms.fold(*bias, i32::wrapping_add));
        }
    }
    sums
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
    fn the_greatest_command_does_not_overflow() {
        let shape = Shape { m: 1, n: 1, k: 65_535 };
        let column = Column { bias: 1 << 30, ..Column::default() };
        let smallest = vec![-128; shape.k];
        let sum = layer(&smallest, &smallest, &[column], shape, Mode::Raw)[0];
        assert_eq!(i64::from(sum.value), (1 << 30) + 65_535 * (1_i64 << 14));
    }
}
