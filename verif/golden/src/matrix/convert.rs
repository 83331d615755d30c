//! One lane of the converter: a sum and its bias to an int8 result.
//!
//! [`convert`] is the definition; [`Convert`] says in which cycle each operand is taken.

use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Column, Instance, Pins, Rounding};
use std::cmp::Ordering;

/// A result, and whether it lay outside of int8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Converted {
    /// The result.
    pub value: i8,
    /// The scaled sum plus the zero point lay outside −128 to 127, before the clamp.
    pub saturated: bool,
}

/// The result of a sum (without its bias) with the parameters of its column, whose shift is 0 to 63.
pub fn convert(sum: i32, column: &Column, rounding: Rounding) -> Converted {
    let product = multiply(sum.wrapping_add(column.bias), column.multiplier);
    clamp(scale(product, column.shift.into(), rounding) + i128::from(column.zero_point), column.low, column.high)
}

/// P.
fn multiply(sum: i32, multiplier: i32) -> i64 {
    i64::from(sum) * i64::from(multiplier)
}

/// What becomes of a value in the middle between two integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tie {
    Up,
    Away,
    Even,
}

/// `value` / 2^`shift`, rounded to the nearest integer.
fn divide(value: i128, shift: u32, tie: Tie) -> i128 {
    let unit = 1_i128 << shift;
    let (below, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
    let up = match (2 * rest).cmp(&unit) {
        Ordering::Less => false,
        Ordering::Greater => true,
        Ordering::Equal => match tie {
            Tie::Up => true,
            Tie::Away => value > 0,
            Tie::Even => below % 2 != 0,
        },
    };
    below + i128::from(up)
}

/// v: the product scaled down.
fn scale(product: i64, shift: u32, rounding: Rounding) -> i128 {
    let product = i128::from(product);
    match rounding {
        Rounding::Up => divide(product, shift, Tie::Up),
        Rounding::Away => divide(product, shift, Tie::Away),
        Rounding::Even => divide(product, shift, Tie::Even),
        Rounding::Double => {
            let high = divide(product, 31, Tie::Up).clamp(i32::MIN.into(), i32::MAX.into());
            divide(high, shift.saturating_sub(31), Tie::Away)
        }
    }
}

/// The range of the column applied to y; with low > high the result is high.
fn clamp(y: i128, low: i8, high: i8) -> Converted {
    let value = y.max(low.into()).min(high.into());
    Converted { value: value as i8, saturated: i8::try_from(y).is_err() }
}

/// What a lane takes in one cycle; the fields belong to values of different cycles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operands {
    pub(crate) acc: i32,
    pub(crate) bias: i32,
    pub(crate) multiplier: i32,
    pub(crate) rounding: Rounding,
    pub(crate) shift: u32,
    pub(crate) zero_point: i8,
    pub(crate) low: i8,
    pub(crate) high: i8,
    pub(crate) keep: bool,
}

/// The way of rounding that two bits say.
pub(crate) fn rounding(bits: u64) -> Rounding {
    Rounding::ALL[bits as usize]
}

/// The clocked block: thirteen cycles from `acc_i` to `result_o`.
#[derive(Clone, Debug)]
pub struct Convert {
    sums: Delay<i32>,
    products: Delay<(i64, Rounding)>,
    scaled: Delay<i128>,
    moved: Delay<i128>,
    clamped: Delay<Converted>,
    result: Converted,
}

impl Convert {
    /// Cycles from sum and bias to multiplier and rounding.
    const TO_MULTIPLIER: usize = 1;
    /// Cycles from there to the shift.
    const TO_SHIFT: usize = 5;
    /// Cycles from there to the zero point.
    const TO_ZERO_POINT: usize = 4;
    /// Cycles from there to the range.
    const TO_RANGE: usize = 1;
    /// Cycles from there to whether it is kept, a cycle before the result.
    const TO_KEEP: usize = 1;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self {
            sums: Delay::new(Self::TO_MULTIPLIER, 0),
            products: Delay::new(Self::TO_SHIFT, (0, Rounding::Up)),
            scaled: Delay::new(Self::TO_ZERO_POINT, 0),
            moved: Delay::new(Self::TO_RANGE, 0),
            clamped: Delay::new(Self::TO_KEEP, Converted::default()),
            result: Converted::default(),
        }
    }

    /// What the lane shows.
    pub(crate) fn result(&self) -> Converted {
        self.result
    }

    /// The rising edge of a cycle with `enable_i`.
    pub(crate) fn step(&mut self, operands: Operands) {
        let sum = self.sums.cycle(operands.acc.wrapping_add(operands.bias));
        let (product, rounding) = self.products.cycle((multiply(sum, operands.multiplier), operands.rounding));
        let value = self.scaled.cycle(scale(product, operands.shift, rounding));
        let moved = self.moved.cycle(value + i128::from(operands.zero_point));
        let clamped = self.clamped.cycle(clamp(moved, operands.low, operands.high));
        self.result = if operands.keep { clamped } else { Converted::default() };
    }
}

impl Default for Convert {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> Convert {
    Convert::new()
}

impl Behaviour for Convert {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("result_o", i64::from(self.result.value).cast_unsigned());
        outputs.pins.set("saturated_o", self.result.saturated.into());
        if inputs.high("enable_i") {
            let word = |port| (inputs.get(port) as u32).cast_signed();
            let byte = |port| (inputs.get(port) as u8).cast_signed();
            self.step(Operands {
                acc: word("acc_i"),
                bias: word("bias_i"),
                multiplier: word("multiplier_i"),
                rounding: rounding(inputs.get("rounding_i")),
                shift: inputs.get("shift_i") as u32,
                zero_point: byte("zero_point_i"),
                low: byte("low_i"),
                high: byte("high_i"),
                keep: inputs.high("keep_i"),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use Rounding::{Away, Double, Even, Up};
    use proptest::prelude::*;

    const COLUMN: Column = Column { bias: 0, multiplier: 1 << 30, shift: 31, zero_point: 0, low: -128, high: 127 };

    fn value(sum: i32, column: Column, rounding: Rounding) -> i8 {
        convert(sum, &column, rounding).value
    }

    #[test]
    fn ties_go_up_away_and_to_even() {
        // 2^30 / 2^31: halves.
        for (sum, up, away, even) in
            [(1, 1, 1, 0), (3, 2, 2, 2), (5, 3, 3, 2), (-1, 0, -1, 0), (-3, -1, -2, -2), (-5, -2, -3, -2), (4, 2, 2, 2)]
        {
            assert_eq!([Up, Away, Even].map(|rounding| value(sum, COLUMN, rounding)), [up, away, even], "{sum}");
        }
        // 2^30 / 2^32: quarters; beside the tie there is one nearest.
        let quarter = Column { shift: 32, ..COLUMN };
        for (sum, nearest) in [(1, 0), (3, 1), (-1, 0), (-3, -1), (5, 1), (7, 2), (-5, -1), (-7, -2)] {
            assert_eq!([Up, Away, Even].map(|rounding| value(sum, quarter, rounding)), [nearest; 3], "{sum}");
        }
    }

    #[test]
    fn a_tie_is_one_only_if_every_bit_below_it_is_zero() {
        // (2^30 + 1) · ±1 / 2^31 is a little more than a half in magnitude.
        let column = Column { multiplier: (1 << 30) + 1, ..COLUMN };
        assert_eq!([Up, Away, Even].map(|rounding| value(1, column, rounding)), [1; 3]);
        assert_eq!([Up, Away, Even].map(|rounding| value(-1, column, rounding)), [-1; 3]);
        // 3 · (2^31 − 1) / 2^32 = 1.5 less a little.
        let column = Column { multiplier: i32::MAX, shift: 32, ..COLUMN };
        assert_eq!([Up, Away, Even].map(|rounding| value(3, column, rounding)), [1; 3]);
        assert_eq!([Up, Away, Even].map(|rounding| value(-3, column, rounding)), [-1; 3]);
    }

    #[test]
    fn two_roundings_are_not_one() {
        // 3 · 2^30 / 2^31 = 1.5 → 2, and 2 / 2 = 1; at once 3 · 2^30 / 2^32 = 0.75 → 1.
        // 1 · 2^30 / 2^31 = 0.5 → 1, and 1 / 2 = 0.5 → 1; at once 0.25 → 0.
        let column = Column { shift: 32, ..COLUMN };
        assert_eq!([Double, Up].map(|rounding| value(3, column, rounding)), [1, 1]);
        assert_eq!([Double, Up].map(|rounding| value(1, column, rounding)), [1, 0]);
        // −1: −0.5 → 0 (up), 0. −3: −1.5 → −1 (up), −0.5 → −1 (away). −2: −1 → −1, −0.5 → −1.
        assert_eq!([-1, -2, -3].map(|sum| value(sum, column, Double)), [0, -1, -1]);
        // A shift below 31 counts as 31.
        for shift in [0, 1, 30, 31] {
            assert_eq!([1, -1, 5, -5].map(|sum| value(sum, Column { shift, ..COLUMN }, Double)), [1, 0, 3, -2]);
        }
    }

    #[test]
    fn the_first_of_two_roundings_saturates_to_32_bits() {
        // −2^31 · −2^31 / 2^31 = 2^31, which becomes 2^31 − 1. By 2^25 that is 64 less a little, and rounds to 64. By 2^32
        // it is less than the half that 2^31 would be.
        assert_eq!(scale(1 << 62, 31, Double), i128::from(i32::MAX));
        assert_eq!(scale(1 << 62, 56, Double), 64);
        assert_eq!(scale(1 << 62, 63, Double), 0);
        assert_eq!(scale(-(1 << 62), 31, Double), i128::from(i32::MIN));
    }

    #[test]
    fn no_value_on_the_way_wraps() {
        // P and half of 2^63 together need more than 64 bits.
        assert_eq!(scale(1 << 62, 63, Up), 1);
        assert_eq!(scale(i64::MAX, 63, Up), 1);
        assert_eq!(scale(i64::MIN, 63, Away), -1);
        assert_eq!([Up, Away, Even].map(|rounding| scale(-(1 << 62), 63, rounding)), [0, -1, 0]);
        // A shift of 0 leaves P as it is.
        assert_eq!([Up, Away, Even].map(|rounding| scale(i64::MIN, 0, rounding)), [i128::from(i64::MIN); 3]);
        let all = Column { multiplier: i32::MAX, shift: 0, ..COLUMN };
        assert_eq!(convert(i32::MIN, &all, Even), Converted { value: -128, saturated: true });
        assert_eq!(convert(i32::MAX, &all, Even), Converted { value: 127, saturated: true });
    }

    #[test]
    fn the_bias_joins_in_32_bits() {
        let column = Column { bias: 1 << 30, multiplier: 1 << 30, shift: 60, ..COLUMN };
        assert_eq!(value(0, column, Up), 1);
        assert_eq!(value(i32::MIN, column, Up), -1);
        assert_eq!(convert(i32::MAX, &Column { bias: 1, ..column }, Up).value, -2, "it wraps");
    }

    #[test]
    fn a_result_is_judged_before_the_range_of_the_column() {
        let column = Column { multiplier: 1 << 30, shift: 30, ..COLUMN };
        let at = |sum, zero_point, low, high| {
            let Converted { value, saturated } = convert(sum, &Column { zero_point, low, high, ..column }, Up);
            (value, saturated)
        };
        assert_eq!(at(127, 0, -128, 127), (127, false));
        assert_eq!(at(128, 0, -128, 127), (127, true));
        assert_eq!(at(-128, 0, -128, 127), (-128, false));
        assert_eq!(at(-129, 0, -128, 127), (-128, true));
        assert_eq!(at(100, 27, -5, 6), (6, false));
        assert_eq!(at(100, 28, -5, 6), (6, true));
        assert_eq!(at(-256, 127, -5, 6), (-5, true));
        assert_eq!(at(-255, 127, -128, 127), (-128, false));
        assert_eq!(at(0, 0, 20, 10), (10, false), "with low > high it is high");
        assert_eq!(at(15, 0, 20, 10), (10, false));
    }

    #[test]
    fn a_multiplier_of_zero_makes_the_zero_point() {
        for rounding in [Up, Away, Even, Double] {
            assert_eq!(value(i32::MIN, Column { multiplier: 0, zero_point: -7, ..COLUMN }, rounding), -7);
        }
    }

    proptest! {
        /// The formulas of the numeric specification, and gemmlowp's own of the second rounding.
        #[test]
        fn shifts_round_as_the_formulas_say(product in -(1_i64 << 62)..=1 << 62, bits in 0..63_u32, shift in 1..=62_u32) {
            let product = product >> bits;
            let wide = i128::from(product);
            let half = 1_i128 << (shift - 1);
            prop_assert_eq!(scale(product, shift, Up), (wide + half) >> shift);
            let magnitude = (wide.abs() + half) >> shift;
            prop_assert_eq!(scale(product, shift, Away), wide.signum() * magnitude);
            let tie = (wide + half).trailing_zeros() >= shift;
            prop_assert_eq!(scale(product, shift, Even) - scale(product, shift, Up), if tie && ((wide + half) >> shift) & 1 == 1 { -1 } else { 0 });

            let high = ((wide + (1 << 30)) >> 31).min(i128::from(i32::MAX));
            let mask = (1_i128 << shift.saturating_sub(31)) - 1;
            let threshold = (mask >> 1) + i128::from(high < 0);
            let rest = i128::from(high & mask > threshold);
            prop_assert_eq!(scale(product, shift, Double), (high >> shift.saturating_sub(31)) + rest);
        }
    }

    /// The cycle in which each operand of the value that enters in cycle 0 is taken.
    const OPERANDS: [(&str, usize, u64); 9] = [
        ("acc_i", 0, 9),
        ("bias_i", 0, 2),
        ("multiplier_i", 1, 1 << 30),
        ("rounding_i", 1, 1),
        ("shift_i", 6, 31),
        ("zero_point_i", 10, 0xf0),
        ("low_i", 11, 0x80),
        ("high_i", 11, 0x7f),
        ("keep_i", 12, 1),
    ];

    #[test]
    fn every_operand_is_taken_in_its_cycle_and_cycles_without_enable_do_not_count() {
        // 11 · 2^30 / 2^31 = 5.5 → 6 (away), − 16 = −10.
        for pause in [0, 1, 3] {
            let mut bench = Bench::of(&seedchip_spec::Block::named("convert").expect("it is listed").first());
            for cycle in 0..14 {
                for _ in 0..pause {
                    // Junk that must not be taken.
                    let junk = OPERANDS.map(|(port, _, _)| (port, 0x55));
                    bench.cycle(&junk);
                }
                let mut operands = vec![("enable_i", 1)];
                operands.extend(OPERANDS.iter().filter(|it| it.1 == cycle).map(|it| (it.0, it.2)));
                let outputs = bench.cycle(&operands);
                let expected = if cycle == 13 { 256 - 10 } else { 0 };
                assert_eq!((outputs.specified("result_o"), outputs.specified("saturated_o")), (expected, 0), "{cycle}");
            }
        }
    }

    #[test]
    fn a_value_that_is_not_kept_is_zero_and_saturates_nothing() {
        for keep in [0, 1] {
            let mut bench = Bench::of(&seedchip_spec::Block::named("convert").expect("it is listed").first());
            for (port, value) in [("enable_i", 1), ("acc_i", 1000), ("multiplier_i", 1 << 30), ("shift_i", 30)] {
                bench.inputs.set(port, value);
            }
            for (port, value) in [("low_i", 0x80), ("high_i", 0x70), ("keep_i", keep)] {
                bench.inputs.set(port, value);
            }
            bench.wait(13);
            let pins = bench.cycle(&[]).pins;
            assert_eq!((pins.get("result_o"), pins.get("saturated_o")), (0x70 * keep, keep));
        }
    }
}
