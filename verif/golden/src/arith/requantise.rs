//! Requantisation of one column: int32 sum to int8 result.
//!
//! The functions are the definition; [`Requantise`] says in which cycle each operand is taken.

use super::multiplier::{Multiplier, multiply};
use crate::parameters::raw;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Column, Instance, Pins};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Requantised {
    /// The result: int8 unless the mode is raw.
    pub value: i32,
    /// The scaled sum plus the zero point lay outside −128 to 127, before the clamp; never in raw mode.
    pub saturated: bool,
}

/// The result of a sum `acc`, with the parameters of its column (whose bias is in the sum already).
pub fn requantise(acc: i32, column: &Column, mode: Mode) -> Requantised {
    let column = if mode == Mode::Raw { raw(column) } else { *column };
    let product = multiply(acc, column.multiplier);
    let moved = move_by(column.zero_point, scale(product, column.shift.into(), mode), mode);
    clamp(moved, column.low, column.high, mode)
}

/// The scaled sum with the zero point added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
struct Moved {
    value: i64,
    saturated: bool,
}

/// P scaled down to 32 bits; `shift` is 0 to 63. A raw sum comes with a shift of 0.
fn scale(product: i64, shift: u32, mode: Mode) -> i32 {
    scale_bits(product, shift, mode, 32) as i32
}

/// The definition of [`scale`] for sums and multipliers of `bits` bits and so products of twice as many: what
/// is proven by exhaustion for few bits is the same text as what is used for 32. Nothing wraps: P plus a half of
/// 2^63 needs more than 64 bits.
fn scale_bits(product: i64, shift: u32, mode: Mode, bits: u32) -> i64 {
    let high = bits - 1;
    let (first, second) = match mode {
        Mode::Raw | Mode::Single => (shift, 0),
        Mode::Double => (high, shift.saturating_sub(high)),
    };
    let half = |amount: u32| if amount == 0 { 0 } else { 1_i128 << (amount - 1) };

    let rounded = (i128::from(product) + half(first)) >> first;
    let value = rounded.clamp(-(1 << high), (1 << high) - 1);
    let away_from_zero = i128::from(second > 0 && value < 0);
    ((value + half(second) - away_from_zero) >> second) as i64
}

/// The zero point added, and the range of int8 judged. A raw sum comes with a zero point of 0.
fn move_by(zero_point: i8, value: i32, mode: Mode) -> Moved {
    let value = i64::from(value) + i64::from(zero_point);
    Moved { value, saturated: mode != Mode::Raw && i8::try_from(value).is_err() }
}

/// The range of the column applied. With low > high the result is high.
fn clamp(moved: Moved, low: i8, high: i8, mode: Mode) -> Requantised {
    let Moved { value, saturated } = moved;
    let value = if mode == Mode::Raw { value } else { value.max(low.into()).min(high.into()) };
    Requantised { value: value as i32, saturated }
}

/// The clocked block: twelve cycles from `acc_i` to `result_o`.
///
/// Assumptions on the inputs: `raw_i` and `double_i` change only while no value that matters is in flight; with
/// `raw_i` come the parameters of [`raw`].
#[derive(Clone, Debug)]
pub struct Requantise {
    products: Delay<i64>,
    scaled: Delay<i32>,
    moved: Delay<Moved>,
    clamped: Delay<Requantised>,
    results: Delay<Requantised>,
}

impl Requantise {
    /// Cycles from the taking of the shift to the taking of the zero point.
    const TO_ZERO_POINT: usize = 4;
    /// Cycles from there to the taking of the range.
    const TO_RANGE: usize = 1;
    /// Cycles from there to whether it is kept.
    const TO_KEEP: usize = 1;
    /// Cycles from there to the result.
    const TO_RESULT: usize = 1;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self {
            products: Delay::new(Multiplier::LATENCY, 0),
            scaled: Delay::new(Self::TO_ZERO_POINT, 0),
            moved: Delay::new(Self::TO_RANGE, Moved::default()),
            clamped: Delay::new(Self::TO_KEEP, Requantised::default()),
            results: Delay::new(Self::TO_RESULT, Requantised::default()),
        }
    }
}

impl Default for Requantise {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> Requantise {
    Requantise::new()
}

impl Behaviour for Requantise {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let word = |port| (inputs.get(port) as u32).cast_signed();
        let byte = |port| (inputs.get(port) as u8).cast_signed();
        let mode = Mode::of(inputs.high("raw_i"), inputs.high("double_i"));
        let product = self.products.cycle(multiply(word("acc_i"), word("multiplier_i")));
        let value = self.scaled.cycle(scale(product, inputs.get("shift_i") as u32, mode));
        let moved = self.moved.cycle(move_by(byte("zero_point_i"), value, mode));
        let clamped = self.clamped.cycle(clamp(moved, byte("low_i"), byte("high_i"), mode));
        let kept = if inputs.high("keep_i") { clamped } else { Requantised::default() };
        let result = self.results.cycle(kept);
        outputs.pins.set("result_o", u64::from(result.value.cast_unsigned()));
        outputs.pins.set("saturated_o", result.saturated.into());
    }
}

#[cfg(test)]
mod tests;
