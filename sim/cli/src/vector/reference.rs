//! Operations in float64, beside which the unit's results have errors.

use super::numbers;
use seedchip_host::vector::Answer;
use seedchip_spec::{Number, VectorSizes};

/// Bits of the fractions of FP32 and BF16.
const FP32: i32 = 23;
const BF16: i32 = 7;

/// The unit of the last place at a number, in a format with the exponents of FP32.
fn last_place(value: f64, fraction: i32) -> f64 {
    // A number of FP32 is a normal one of FP64, so that its exponent is the field of it.
    let exponent = ((value.to_bits() >> 52 & 0x7ff) as i32 - 1023).max(-126);
    2_f64.powi(exponent - fraction)
}

/// The error of a number in units of FP32's last place; none if it or what it should be is not finite.
pub fn ulps(found: f64, exact: f64) -> Option<f64> {
    (found.is_finite() && exact.is_finite()).then(|| (found - exact).abs() / last_place(exact, FP32))
}

/// The greatest and the mean error of results, in a sentence.
pub fn errors(exact: &[f64], answer: &Answer) -> String {
    let fraction = match answer.format {
        Number::Fp32 => Some(FP32),
        Number::Bf16 => Some(BF16),
        _ => None,
    };
    let columns = answer.elements.columns;
    let group = if answer.format.has_blocks() { VectorSizes::BLOCK } else { columns };
    let greatest = |index: usize| {
        let (row, t) = (index / columns * columns, index % columns);
        let beside = row + t / group * group..row + columns.min((t / group + 1) * group);
        exact[beside].iter().fold(0_f64, |greatest, value| greatest.max(value.abs()))
    };
    let unit = |index: usize| fraction.map_or_else(|| greatest(index), |bits| last_place(exact[index], bits));
    let found = numbers::of_answer(answer);
    let pairs = found.iter().zip(exact).enumerate();
    let errors: Vec<(usize, f64)> = pairs
        .filter(|(_, (found, exact))| found.is_finite() && exact.is_finite())
        .map(|(index, (found, exact))| (index, if found == exact { 0.0 } else { (found - exact).abs() / unit(index) }))
        .collect();
    let Some((worst, largest)) = errors.iter().copied().max_by(|(_, a), (_, b)| a.total_cmp(b)) else {
        return "error against float64: no result is finite".to_owned();
    };
    let mean = errors.iter().map(|(_, error)| error).sum::<f64>() / errors.len() as f64;
    let place = format!("row {}, column {}", worst / columns, worst % columns);
    if fraction.is_some() {
        return format!("error against float64: largest {largest:.3} ULP ({place}), mean {mean:.3} ULP");
    }
    let (largest, mean) = (100.0 * largest, 100.0 * mean);
    format!("error against float64: largest {largest:.3} % of the greatest beside it ({place}), mean {mean:.3} %")
}

/// 1 / (1 + e^−x).
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// x · sigmoid(x).
pub fn silu(x: f64) -> f64 {
    x * sigmoid(x)
}

/// GELU in its tanh form.
pub fn gelu(x: f64) -> f64 {
    let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x * x * x);
    // The same as (1 + tanh) / 2, without its cancellation.
    x * sigmoid(2.0 * inner)
}

/// 1 / √x.
pub fn rsqrt(x: f64) -> f64 {
    x.sqrt().recip()
}

/// exp(x − max) of what is visible; max is 0 where there is nothing.
pub fn softmax_terms(row: &[f64], visible: impl Fn(usize) -> bool) -> Vec<f64> {
    let seen = |t: usize| if visible(t) { row[t] } else { f64::NEG_INFINITY };
    let greatest = (0..row.len()).map(seen).fold(f64::NEG_INFINITY, f64::max);
    let greatest = if greatest == f64::NEG_INFINITY { 0.0 } else { greatest };
    (0..row.len()).map(|t| (seen(t) - greatest).exp()).collect()
}

/// Softmax of what is visible; of nothing, zeros.
pub fn softmax(row: &[f64], visible: impl Fn(usize) -> bool) -> Vec<f64> {
    let terms = softmax_terms(row, visible);
    let sum: f64 = terms.iter().sum();
    terms.iter().map(|term| if sum == 0.0 { 0.0 } else { term / sum }).collect()
}

/// x over the root of its mean square.
pub fn rms_norm(row: &[f64], epsilon: f64) -> Vec<f64> {
    let mean = row.iter().map(|x| x * x).sum::<f64>() / row.len() as f64;
    row.iter().map(|x| x / (mean + epsilon).sqrt()).collect()
}

/// The same of the distances to the mean.
pub fn layer_norm(row: &[f64], epsilon: f64) -> Vec<f64> {
    let mean = row.iter().sum::<f64>() / row.len() as f64;
    rms_norm(&row.iter().map(|x| x - mean).collect::<Vec<_>>(), epsilon)
}

/// A pair turned by position times frequency, 2^40 for a turn.
pub fn turned([x0, x1]: [f64; 2], position: usize, frequency: u64) -> [f64; 2] {
    let phase = (position as u128 * u128::from(frequency) % (1 << 40)) as f64 / (1_u64 << 40) as f64;
    let (sine, cosine) = (std::f64::consts::TAU * phase).sin_cos();
    [x0 * cosine - x1 * sine, x0 * sine + x1 * cosine]
}
