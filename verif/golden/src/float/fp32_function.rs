//! exp2, exp, sigmoid, reciprocal and reciprocal square root of FP32 numbers.
//!
//! Two evaluations of a table follow each other: 2^t of a number of turns of the exponent, and the inverse of a number
//! and of its square root. The sigmoid takes both: 1 / (1 + 2^t).

use crate::exact::{Exact, INFINITY, Rounded, SIGN, round};
use crate::float::coefficients::coefficients;
use crate::float::quadratic::quadratic;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::functions::{Function, LOG2_E, Table};
use seedchip_spec::{Instance, Pins};

/// `value` · 2^(`exponent` − 28), not rounded yet.
#[derive(Clone, Copy, Debug)]
struct Scaled {
    value: u32,
    exponent: i32,
}

/// f(x).
pub fn fp32_function(function: Function, x: u32) -> Rounded {
    let magnitude = x & !SIGN;
    let (negative, sign) = (x >= SIGN, x & SIGN);
    if magnitude > INFINITY {
        return Rounded::NAN;
    }
    let scaled = match function {
        Function::Exp2 | Function::Exp if x == INFINITY => return Rounded::as_is(INFINITY),
        Function::Exp2 | Function::Exp => power(exponent(function, magnitude, negative)),
        Function::Sigmoid => sigmoid(exponent(function, magnitude, !negative)),
        Function::Reciprocal | Function::Rsqrt if magnitude == 0 => return Rounded::as_is(sign | INFINITY),
        Function::Reciprocal if magnitude == INFINITY => return Rounded::as_is(sign),
        Function::Reciprocal => reciprocal(magnitude),
        Function::Rsqrt if negative => return Rounded::NAN,
        Function::Rsqrt if magnitude == INFINITY => return Rounded::as_is(0),
        Function::Rsqrt => rsqrt(magnitude),
    };
    // All that is below 2^-150 is 0.
    let value = if scaled.exponent < -150 { 0 } else { scaled.value };
    let result = round(value.into(), scaled.exponent - 28);
    Rounded::finite(if function == Function::Reciprocal { sign | result } else { result })
}

/// The exponent that 2 is raised to, in units of 2^-26: ±x, or ±x · log2(e).
fn exponent(function: Function, magnitude: u32, negative: bool) -> i64 {
    let field = (magnitude >> 23).max(1);
    let significand = u64::from(magnitude & 0x7f_ffff) | u64::from(magnitude >> 23 != 0) << 23;
    let factor = if function == Function::Exp2 { 1 << 34 } else { LOG2_E };
    let halves = match 134_u32.checked_sub(field) {
        Some(shift) => ((significand * factor) >> 23).checked_shr(shift).unwrap_or(0).cast_signed(),
        None => (1 << 36) - 2,
    };
    let rounded = (halves + 1) >> 1;
    if negative { -rounded } else { rounded }
}

/// An offset of a segment from the low 18 bits of an argument, whose middle is 0.
fn offset(argument: i64) -> i32 {
    (argument & 0x3_ffff) as i32 - 0x2_0000
}

/// 2^t.
fn power(t: i64) -> Scaled {
    let segment = (t >> 18) & 0xff;
    let row = coefficients(Table::Exponential, segment as usize);
    Scaled { value: quadratic(row, offset(t)), exponent: (t >> 26) as i32 }
}

/// 1 / (1 + 2^t).
fn sigmoid(t: i64) -> Scaled {
    const ONE: u32 = 1 << 28;
    let Scaled { value, exponent } = power(t);
    let distance = exponent.unsigned_abs().min(31);
    // Of the two terms, the one with the less exponent is shifted.
    let sum = if exponent >= 0 { value + (ONE >> distance) } else { ONE + (value >> distance) };
    let twice = sum >= 1 << 29;
    let rounded = if twice { (sum + 4) >> 3 } else { (sum + 2) >> 2 };
    let carry = rounded == 1 << 27;
    let leading = exponent.max(0) + i32::from(twice) + i32::from(carry);
    inverse(0, i64::from(rounded) & 0x3ff_ffff, -1 - leading)
}

/// A number that is not 0: its 23 bits below the leading one, and the leading one's exponent.
fn normalised(magnitude: u32) -> (i64, i32) {
    let Some(Exact { significand, exponent }) = Exact::of_fp32(magnitude) else { return (0, 128) };
    let leading = significand.ilog2();
    (significand << (23 - leading) & 0x7f_ffff, exponent + leading.cast_signed())
}

/// The value of a segment of the inverse table, counted from `first`, for 26 bits of an argument.
fn inverse(first: usize, argument: i64, exponent: i32) -> Scaled {
    let row = coefficients(Table::Inverse, first + (argument >> 18) as usize);
    Scaled { value: quadratic(row, offset(argument)), exponent }
}

/// 1 / x.
fn reciprocal(magnitude: u32) -> Scaled {
    let (fraction, exponent) = normalised(magnitude);
    inverse(0, fraction << 3, -1 - exponent)
}

/// 1 / √x. There are 128 segments for even exponents and 128 for odd ones.
fn rsqrt(magnitude: u32) -> Scaled {
    let (fraction, exponent) = normalised(magnitude);
    let first = if exponent & 1 == 0 { 256 } else { 384 };
    inverse(first, fraction << 2, -1 - (exponent >> 1))
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Fp32Function {
    results: Delay<Rounded>,
}

impl Fp32Function {
    /// Cycles from a number to its result.
    pub const LATENCY: usize = 42;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self { results: Delay::new(Self::LATENCY, Rounded::default()) }
    }
}

impl Default for Fp32Function {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> Fp32Function {
    Fp32Function::new()
}

impl Behaviour for Fp32Function {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let function = Function::of_code(inputs.get("select_i"));
        let rounded = self.results.cycle(fp32_function(function, inputs.get("number_i") as u32));
        rounded.show(outputs, "result_o");
    }
}

#[cfg(test)]
mod tests;
