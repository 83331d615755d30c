//! A layer computed with plain loops, straight from the numeric specification.

use seedchip_host::quantise::Layer;
use seedchip_spec::Column;

/// Sums with their biases: activations `[m, k]` · weights `[k, n]`.
pub fn sums(k: usize, n: usize, activations: &[i8], weights: &[i8], columns: &[Column]) -> Vec<i32> {
    let mut sums = Vec::new();
    for row in activations.chunks_exact(k) {
        let start = sums.len();
        sums.extend(columns.iter().map(|column| column.bias));
        for (activation, weights) in row.iter().zip(weights.chunks_exact(n)) {
            for (sum, weight) in sums[start..].iter_mut().zip(weights) {
                *sum += i32::from(*activation) * i32::from(*weight);
            }
        }
    }
    sums
}

/// y = clamp(zp + ((acc · M + 2^(s−1)) >> s), low, high).
pub fn requantise(sum: i32, column: &Column) -> i8 {
    let product = i64::from(sum) * i64::from(column.multiplier);
    let scaled = (product + (1 << (column.shift - 1))) >> column.shift;
    let result = scaled + i64::from(column.zero_point);
    i8::try_from(result.min(i64::from(column.high)).max(i64::from(column.low))).expect("the bounds are int8")
}

/// The outputs of a layer, `[m, n]`.
#[allow(dead_code, reason = "not every test that shares this module runs networks")]
pub fn run(layer: &Layer, activations: &[i8]) -> Vec<i8> {
    let sums = sums(layer.inputs, layer.outputs, activations, &layer.weights, &layer.columns);
    sums.iter().zip(layer.columns.iter().cycle()).map(|(sum, column)| requantise(*sum, column)).collect()
}
