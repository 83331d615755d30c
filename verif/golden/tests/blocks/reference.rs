//! What is expected, from the numeric specification with the processor's FP64 numbers, apart from the model.

use crate::support::Layer;
use seedchip_golden::tiling::Shape;
use seedchip_spec::{Element, Flag, Flags, Format};

pub const NAN: u32 = 0x7fc0_0000;
pub const INFINITY: u32 = 0x7f80_0000;

/// 2^`exponent`, of an FP64 number that is not subnormal.
fn power(exponent: i32) -> f64 {
    f64::from_bits(u64::try_from(1023 + exponent).expect("no underflow") << 52)
}

/// What an element is worth in the format's units: E2M1 numbers are integers when they are doubled.
fn integer(element: Element, code: i8) -> i64 {
    match element {
        Element::Int8 | Element::Int4 => code.into(),
        Element::E2m1 => {
            let (exponent, mantissa) = (code >> 1 & 3, f64::from(code & 1));
            let half = if exponent == 0 { mantissa } else { (2.0 + mantissa) * power(i32::from(exponent) - 1) };
            (if code & 8 == 0 { half } else { -half }) as i64
        }
    }
}

/// RN(acc + product): the FP64 sum and what it lacks are exact, and are brought together by rounding to odd, so that the
/// conversion to FP32 rounds once.
fn add(acc: f32, product: f64) -> f32 {
    let acc = f64::from(acc);
    let sum = acc + product;
    let part = sum - acc;
    let lacks = (acc - (sum - part)) + (product - part);
    let bits = sum.to_bits();
    let odd = match lacks {
        0.0 => bits,
        _ if bits & 1 == 1 => bits,
        _ if (lacks > 0.0) == (sum > 0.0) => bits + 1,
        _ => bits - 1,
    };
    let rounded = f64::from_bits(odd) as f32;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// The results of a layer, row by row, and the flags.
pub fn reference(layer: &Layer, format: Format) -> (Vec<u32>, Flags) {
    let Shape { m, n, k } = layer.shape;
    let mut flags = Flags::default();
    let mut results = Vec::new();
    for (row, column) in (0..m).flat_map(|row| (0..n).map(move |column| (row, column))) {
        let mut acc = 0_f32;
        for (block, start) in (0..k).step_by(32).enumerate() {
            let term = |at: usize| {
                integer(format.activations(), layer.activations[row * k + at])
                    * integer(format.weights(), layer.weights[at * n + column])
            };
            let sum: i64 = (start..k.min(start + 32)).map(term).sum();
            let scales = [layer.scales.rows[block * m + row], layer.scales.columns[block * n + column]];
            let before = acc;
            acc = if scales.contains(&255) || acc.is_nan() {
                f32::NAN
            } else if acc.is_infinite() {
                acc
            } else {
                let exponents = scales.map(|scale| i32::from(scale) - 127);
                add(acc, sum as f64 * power(exponents[0] + exponents[1] + unit_exponent(format)))
            };
            if acc.is_nan() {
                flags.raise(Flag::Nan);
            } else if acc.is_infinite() && before.is_finite() {
                flags.raise(Flag::Overflow);
            }
        }
        results.push(if acc.is_nan() { NAN } else { acc.to_bits() });
    }
    (results, flags)
}

/// The weight of 1 in a sum, by the values of the elements: q · 2^-6, q · 2^-2, v.
fn unit_exponent(format: Format) -> i32 {
    let of = |element| match element {
        Element::Int8 => -6,
        Element::Int4 => -2,
        Element::E2m1 => -1,
    };
    of(format.activations()) + of(format.weights())
}
