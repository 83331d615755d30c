//! The operations as the table of the numeric specification says them, row by row, with the golden operations on scalars.

use seedchip_golden::exact::NAN;
use seedchip_golden::float::fp32_add::fp32_add;
use seedchip_golden::float::fp32_fma::fp32_fma;
use seedchip_golden::float::fp32_function::fp32_function;
use seedchip_golden::float::fp32_to_int::fp32_to_int;
use seedchip_golden::float::int_to_fp32::int_to_fp32;
use seedchip_golden::float::sine::sine;
use seedchip_golden::vector::fixed_sum::fixed_sum;
use seedchip_golden::vector::row_sum::tree_sum;
use seedchip_spec::functions::Function;

const SIGN: u32 = 1 << 31;

pub fn mul(a: u32, b: u32) -> u32 {
    fp32_fma(a, b, SIGN).result
}

pub fn add(a: u32, b: u32) -> u32 {
    fp32_add(a, b).result
}

pub fn sub(a: u32, b: u32) -> u32 {
    fp32_add(a, b ^ SIGN).result
}

/// A function of a number.
pub fn of(function: Function, x: u32) -> u32 {
    fp32_function(function, x).result
}

fn is_nan(x: u32) -> bool {
    f32::from_bits(x).is_nan()
}

/// RN of a number.
pub fn rn(number: f64) -> u32 {
    (number as f32).to_bits()
}

/// Softmax of a row of which some elements are visible, and whether the row is empty.
pub fn softmax(row: &[u32], visible: impl Fn(usize) -> bool) -> (Vec<u32>, bool) {
    let seen: Vec<f32> = (0..row.len()).filter(|t| visible(*t)).map(|t| f32::from_bits(row[t])).collect();
    let mask = |of: &dyn Fn(u32) -> u32| -> Vec<u32> {
        row.iter().enumerate().map(|(t, x)| if visible(t) { of(*x) } else { 0 }).collect()
    };
    if seen.iter().any(|x| x.is_nan() || *x == f32::INFINITY) {
        return (mask(&|_| NAN), false);
    }
    let greatest = seen.into_iter().fold(f32::NEG_INFINITY, f32::max);
    if greatest == f32::NEG_INFINITY {
        return (vec![0; row.len()], true);
    }
    let terms = mask(&|x| of(Function::Exp, sub(x, greatest.to_bits())));
    let inverse = of(Function::Reciprocal, fixed_sum(&terms).result);
    (terms.iter().map(|term| mul(*term, inverse)).collect(), false)
}

pub fn rms_norm(row: &[u32], gains: &[u32], epsilon: u32) -> Vec<u32> {
    let squares: Vec<u32> = row.iter().map(|x| mul(*x, *x)).collect();
    let mean = mul(tree_sum(&squares).result, rn(1.0 / row.len() as f64));
    let r = of(Function::Rsqrt, add(mean, epsilon));
    row.iter().zip(gains).map(|(x, gain)| mul(mul(*x, r), *gain)).collect()
}

pub fn layer_norm(row: &[u32], gains: &[u32], biases: &[u32], epsilon: u32) -> Vec<u32> {
    let share = rn(1.0 / row.len() as f64);
    let mean = mul(tree_sum(row).result, share);
    let distances: Vec<u32> = row.iter().map(|x| sub(*x, mean)).collect();
    let squares: Vec<u32> = distances.iter().map(|d| mul(*d, *d)).collect();
    let r = of(Function::Rsqrt, add(mul(tree_sum(&squares).result, share), epsilon));
    distances.iter().zip(gains).zip(biases).map(|((d, gain), bias)| add(mul(mul(*d, r), *gain), *bias)).collect()
}

/// Both halves of a head whose pairs are half of it apart, at a position.
pub fn rope(halves: [&[u32]; 2], frequencies: &[u64], position: u64) -> [Vec<u32>; 2] {
    let [first, second] = halves;
    let turned = frequencies.iter().zip(first).zip(second).map(|((frequency, x0), x1)| {
        let phase = (u128::from(position) * u128::from(*frequency) % (1 << 40)) as u64;
        let (s, c) = (sine(phase, false), sine(phase, true));
        (sub(mul(*x0, c), mul(*x1, s)), add(mul(*x0, s), mul(*x1, c)))
    });
    let (first, second) = turned.unzip();
    [first, second]
}

pub fn silu(x: u32) -> u32 {
    mul(x, of(Function::Sigmoid, x))
}

pub fn gelu(x: u32) -> u32 {
    let t = mul(x, mul(x, x));
    let u = mul(two_roots(), add(x, mul(rn(0.044_715), t)));
    mul(x, of(Function::Sigmoid, u))
}

/// RN(2√(2/π)).
pub fn two_roots() -> u32 {
    rn(2.0 * (2.0 / std::f64::consts::PI).sqrt())
}

pub fn dequantised(acc: i32, row_scale: u32, column_scale: u32, bias: u32) -> u32 {
    add(mul(mul(int_to_fp32(acc.into()), row_scale), column_scale), bias)
}

/// INT8 of a row: its elements, and the scale.
pub fn row_int8(row: &[u32]) -> (Vec<i8>, u32) {
    let magnitudes = row.iter().map(|x| f32::from_bits(*x).abs());
    if magnitudes.clone().any(|x| !x.is_finite()) {
        return (vec![0; row.len()], NAN);
    }
    let greatest = magnitudes.fold(0.0, f32::max);
    if greatest < 2_f32.powi(-120) {
        return (vec![0; row.len()], 0);
    }
    let scale = mul(greatest.to_bits(), rn(1.0 / 127.0));
    let inverse = mul(rn(127.0), of(Function::Reciprocal, greatest.to_bits()));
    let element = |x: &u32| fp32_to_int(mul(*x, inverse), 0, 8, true).value as i8;
    (row.iter().map(element).collect(), scale)
}

/// A block of MXINT8 by the policy `floor`: its elements, and the scale. FP64 holds every quotient.
pub fn mxint8(block: &[u32]) -> (Vec<i8>, u8) {
    let numbers = block.iter().map(|x| f64::from(f32::from_bits(*x)));
    if numbers.clone().any(|x| !x.is_finite()) {
        return (vec![0; block.len()], 255);
    }
    let greatest = numbers.clone().map(f64::abs).fold(0.0, f64::max);
    if greatest == 0.0 {
        return (vec![0; block.len()], 0);
    }
    let mut e = -127_i32;
    while e < 127 && 2_f64.powi(e + 1) <= greatest {
        e += 1;
    }
    let element = |x: f64| (64.0 * x / 2_f64.powi(e)).round_ties_even().clamp(-127.0, 127.0) as i8;
    (numbers.map(element).collect(), (e + 127) as u8)
}

/// The lowest index of the greatest; the first NaN wins.
pub fn argmax(row: &[u32]) -> u32 {
    let mut winner = 0;
    for (t, x) in row.iter().enumerate() {
        let best = row[winner];
        if !is_nan(best) && (is_nan(*x) || f32::from_bits(*x) > f32::from_bits(best)) {
            winner = t;
        }
    }
    winner as u32
}
