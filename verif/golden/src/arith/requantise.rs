//! Requantisation of one column: int32 sum to int8 result.
//!
//! The functions are the definition; [`Requantise`] says in which cycle each operand is taken.

use super::multiplier::{Multiplier, multiply};
use crate::beat::signed;
use crate::parameters::Column;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_params::Pins;

/// How a sum becomes a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Not at all: the result is the int32 sum.
    Raw,
    /// One rounding, half up, at the end of the shift.
    Single,
    /// gemmlowp's two roundings: doubling high multiply, then rounding right shift.
    Double,
}

impl Mode {
    /// The mode that these options ask for: raw wins.
    pub fn of(raw: bool, double: bool) -> Self {
        match (raw, double) {
            (true, _) => Self::Raw,
            (false, false) => Self::Single,
            (false, true) => Self::Double,
        }
    }
}

/// A result and whether it lay outside of int8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requantised {
    /// The result: int8 unless the mode is raw.
    pub value: i32,
    /// The scaled sum plus the zero point lay outside −128 to 127, before the clamp; never in raw mode.
    pub saturated: bool,
}

/// The result of a sum `acc`, with the parameters of its column (whose bias is in the sum already).
pub fn requantise(acc: i32, column: &Column, mode: Mode) -> Requantised {
    let product = product(acc, column.multiplier, mode);
    clamp(scale(product, column.shift, mode), column.zero_point, column.low, column.high, mode)
}

/// P = acc · M; raw: M = 1.
fn product(acc: i32, multiplier: i32, mode: Mode) -> i64 {
    multiply(acc, if mode == Mode::Raw { 1 } else { multiplier })
}

/// P scaled down to 32 bits; `shift` is 0 to 63.
fn scale(product: i64, shift: u32, mode: Mode) -> i32 {
    scale_bits(product, shift, mode, 32) as i32
}

/// The definition of [`scale`] for sums and multipliers of `bits` bits and so products of twice as many: what
/// is proven by exhaustion for few bits is the same text as what is used for 32.
fn scale_bits(product: i64, shift: u32, mode: Mode, bits: u32) -> i64 {
    let high = bits - 1;
    let (first, second) = match mode {
        Mode::Raw => (0, 0),
        Mode::Single => (shift, 0),
        Mode::Double => (high, shift.saturating_sub(high)),
    };
    let half = |amount: u32| if amount == 0 { 0 } else { 1_i64 << (amount - 1) };

    let rounded = signed(product.wrapping_add(half(first)).cast_unsigned(), 2 * bits as usize) >> first;
    let value = rounded.clamp(-(1 << high), (1 << high) - 1);
    let away_from_zero = i64::from(second > 0 && value < 0);
    (value + half(second) - away_from_zero) >> second
}

/// The zero point added, the range of int8 judged, the column's range applied. With low > high the result is
/// high.
fn clamp(value: i32, zero_point: i8, low: i8, high: i8, mode: Mode) -> Requantised {
    if mode == Mode::Raw {
        return Requantised { value, saturated: false };
    }
    let shifted = i64::from(value) + i64::from(zero_point);
    Requantised {
        value: shifted.max(i64::from(low)).min(i64::from(high)) as i32,
        saturated: i8::try_from(shifted).is_err(),
    }
}

/// The clocked block: seven cycles from `acc_i` to `result_o`.
///
/// Assumption on the inputs: `raw_i` and `double_i` change only while no value that matters is in flight.
#[derive(Clone, Debug)]
pub struct Requantise {
    products: Delay<i64>,
    values: Delay<i32>,
    result: Requantised,
}

impl Requantise {
    /// Cycles from the end of the multiplication, when the shift is taken, to the taking of the zero point.
    const SCALING: usize = 3;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self {
            products: Delay::new(Multiplier::LATENCY, 0),
            values: Delay::new(Self::SCALING, 0),
            result: Requantised { value: 0, saturated: false },
        }
    }
}

impl Default for Requantise {
    fn default() -> Self {
        Self::new()
    }
}

impl Behaviour for Requantise {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("result_o", u64::from(self.result.value.cast_unsigned()));
        outputs.pins.set("saturated_o", self.result.saturated.into());

        let word = |port| (inputs.get(port) as u32).cast_signed();
        let byte = |port| (inputs.get(port) as u8).cast_signed();
        let mode = Mode::of(inputs.high("raw_i"), inputs.high("double_i"));
        let product = self.products.cycle(product(word("acc_i"), word("multiplier_i"), mode));
        let value = self.values.cycle(scale(product, inputs.get("shift_i") as u32, mode));
        self.result = clamp(value, byte("zero_point_i"), byte("low_i"), byte("high_i"), mode);
    }
}

#[cfg(test)]
mod tests;
