//! An accumulator's step: the exact sum of a block joins an FP32 number and is rounded once.
//!
//! [`join`] is the definition; [`Join`] says in which cycle each operand is taken.

use crate::beat::signed;
use crate::exact::{Exact, Rounded, SIGN};
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// RN(acc + `sum` · 2^`exponent`), every zero being +0; NaN with `nan`.
pub fn join(acc: u32, sum: i64, exponent: i32, nan: bool) -> Rounded {
    if nan || f32::from_bits(acc).is_nan() {
        return Rounded::NAN;
    }
    let Some(number) = Exact::of_fp32(acc) else { return Rounded::as_is(acc) };
    let result = number.rounded_sum(Exact { significand: sum, exponent });
    Rounded::finite(if result == SIGN { 0 } else { result })
}

/// The clocked block: eighteen cycles from `sum_i` to `acc_o`.
#[derive(Clone, Debug)]
pub struct Join {
    sum_bits: usize,
    sums: Delay<i64>,
    scaled: Delay<(i64, i32, bool)>,
    results: Delay<Rounded>,
}

impl Join {
    /// Cycles from a sum to its exponent and whether it is NaN.
    const TO_EXPONENT: usize = 3;
    /// Cycles from there to the accumulator.
    const TO_ACC: usize = 2;
    /// Cycles from an accumulator to the next one.
    pub const LATENCY: usize = 13;

    /// A pipeline of zeros for sums of at most 64 bits.
    pub fn new(sum_bits: usize) -> Self {
        Self {
            sum_bits,
            sums: Delay::new(Self::TO_EXPONENT, 0),
            scaled: Delay::new(Self::TO_ACC, (0, 0, false)),
            results: Delay::new(Self::LATENCY, Rounded::default()),
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Join {
    let [sum_bits] = instance.own();
    Join::new(sum_bits)
}

impl Behaviour for Join {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let sum = self.sums.cycle(signed(inputs.get("sum_i"), self.sum_bits));
        let exponent = signed(inputs.get("exponent_i"), 10) as i32;
        let (sum, exponent, nan) = self.scaled.cycle((sum, exponent, inputs.high("nan_i")));
        let joined = self.results.cycle(join(inputs.get("acc_i") as u32, sum, exponent, nan));
        joined.show(outputs, "acc_o");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::{finite, nearest, shown};
    use crate::exact::{INFINITY, NAN};
    use crate::float::align_add::{Operand, align_add};
    use crate::float::normalise::{Normalised, normalise};
    use crate::float::round_fp32::{Special, round_fp32};
    use crate::float::unpack_fp32::Unpacked;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    const ONE: u32 = 0x3f80_0000;
    const GREATEST: u32 = 0x7f7f_ffff;

    /// The result of a step that is not NaN, and whether it overflows.
    fn joined(acc: u32, sum: i64, exponent: i32) -> (u32, bool) {
        let Rounded { result, overflow, nan } = join(acc, sum, exponent, false);
        assert!(!nan);
        (result, overflow)
    }

    fn result(acc: u32, sum: i64, exponent: i32) -> u32 {
        let (result, overflow) = joined(acc, sum, exponent);
        assert!(!overflow);
        result
    }

    #[test]
    fn ties_go_to_even_and_anything_below_breaks_them() {
        assert_eq!(result(ONE, 1, -24), ONE);
        assert_eq!(result(ONE + 1, 1, -24), ONE + 2);
        assert_eq!(result(ONE, 3, -24), ONE + 2);
        assert_eq!(result(ONE, -1, -25), ONE, "below 1 the places are half as wide");
        assert_eq!(result(ONE, -3, -25), ONE - 2);
        assert_eq!(result(ONE, (1 << 40) + 1, -64), ONE + 1);
        assert_eq!(result(ONE, (1 << 40) - 1, -64), ONE);
        // A sum of 42 bits that is a tie by itself, and an accumulator far below, down to the least.
        let tie = (1 << 40) + (1 << 16);
        for (acc, up) in [(0, 0), (1, 1), (SIGN | 1, 0), (ONE, 1), (SIGN | ONE, 0)] {
            assert_eq!(result(acc, tie, 40), ((127 + 80) << 23) + up, "{acc:#x}");
            assert_eq!(result(acc ^ SIGN, -tie, 40), (SIGN | (127 + 80) << 23) + up, "{acc:#x}");
        }
        // The other way round: the accumulator with the sum far below.
        for exponent in [-512, -400, -200, -150] {
            assert_eq!([result(ONE, 1, exponent), result(ONE, -1, exponent)], [ONE; 2]);
        }
    }

    #[test]
    fn subnormal_numbers_are_kept() {
        assert_eq!(result(1, 1, -149), 2);
        assert_eq!(result(1, -1, -149), 0);
        assert_eq!(result(0x80_0000, -1, -149), 0x7f_ffff);
        assert_eq!(result(0x7f_ffff, 1, -149), 0x80_0000);
        assert_eq!(result(1, 1, -150), 2, "1.5 units");
        assert_eq!(result(2, 1, -150), 2, "2.5 units");
        assert_eq!(result(2, -1, -150), 2, "1.5 units");
        assert_eq!(result(0, (1 << 41) - 1, -190), 1, "nearly one");
        assert_eq!(result(0, (1 << 41) - 1, -191), 0, "nearly a half");
        assert_eq!(result(0, (1 << 24) + 1, -174), 1, "a little more than a half");
        assert_eq!(result(0, -(1 << 24) - 1, -174), SIGN | 1);
        assert_eq!(result(0x80_0001, -(1 << 23), -149), 1, "cancellation down to the least number");
    }

    #[test]
    fn every_zero_is_plus_zero() {
        for acc in [0, SIGN] {
            for exponent in [-512, -286, 0, 287, 511] {
                assert_eq!(result(acc, 0, exponent), 0);
            }
            // Rounded to zero: a half of the least number, and less.
            for sum in [1, -1] {
                for exponent in [-150, -151, -512] {
                    assert_eq!(result(acc, sum, exponent), 0, "{sum}, {exponent}");
                }
            }
            assert_eq!(result(acc, -(1 << 41), -191), 0);
            assert_eq!(result(acc, -(1 << 41), -512), 0);
            assert_eq!(result(acc, -(1 << 41) + 1, -191), 0);
        }
        assert_eq!(result(ONE, -1, 0), 0);
        assert_eq!(result(SIGN | ONE, 1 << 40, -40), 0);
        assert_eq!(result(SIGN | 1, 1, -149), 0);
        assert_eq!(result(1, -1, -150), 0, "1 less a half: a tie that goes to the even one");
        assert_eq!(result(SIGN | 1, 1, -150), 0);
    }

    #[test]
    fn a_sum_of_zero_leaves_the_accumulator() {
        for acc in [1, SIGN | 1, 0x7f_ffff, ONE, SIGN | ONE, GREATEST, SIGN | GREATEST, INFINITY, SIGN | INFINITY] {
            for exponent in -512..512 {
                assert_eq!(join(acc, 0, exponent, false), Rounded::as_is(acc));
            }
        }
    }

    #[test]
    fn overflow_begins_at_2_128_less_2_103() {
        // The greatest number is 2^128 − 2^104.
        assert_eq!(joined(GREATEST, 1, 103), (INFINITY, true));
        assert_eq!(joined(SIGN | GREATEST, -1, 103), (SIGN | INFINITY, true));
        assert_eq!(joined(GREATEST, (1 << 41) - 1, 62), (GREATEST, false));
        assert_eq!(joined(GREATEST, 1, 102), (GREATEST, false));
        assert_eq!(joined(0, (1 << 25) - 1, 103), (INFINITY, true));
        assert_eq!(joined(SIGN | 1, (1 << 25) - 1, 103), (GREATEST, false), "the least number less");
        assert_eq!(joined(1, (1 << 25) - 1, 103), (INFINITY, true));
        assert_eq!(joined(0, (1 << 25) - 2, 103), (GREATEST, false));
        assert_eq!(joined(0, -(1 << 41), 87), (SIGN | INFINITY, true), "−2^128");
        assert_eq!(joined(GREATEST, -(1 << 41), 87), (SIGN | 0x7380_0000, false), "−2^104");
        assert_eq!(joined(GREATEST, -1, 128), (SIGN | 0x7380_0000, false));
        assert_eq!(joined(GREATEST, -1, 129), (SIGN | INFINITY, true), "−2^128 − 2^104");
        assert_eq!(joined(SIGN | GREATEST, (1 << 25) - 2, 104), (GREATEST, false));
        for exponent in [129, 287, 511] {
            for acc in [0, 1, SIGN | GREATEST] {
                assert_eq!(joined(acc, 1, exponent), (INFINITY, true));
                assert_eq!(joined(acc ^ SIGN, -(1 << 41), exponent), (SIGN | INFINITY, true));
            }
        }
    }

    #[test]
    fn cancellation_leaves_what_lies_below() {
        // 2^20 − (2^41 − 1) · 2^-21 = 2^-21.
        let acc = 1_048_576_f32.to_bits();
        assert_eq!(result(acc, -(1 << 41) + 1, -21), 2_f32.powi(-21).to_bits());
        assert_eq!(result(acc, -(1 << 41), -21), 0);
        // All of 42 bits: −2^41 + 2^0.
        assert_eq!(result(ONE, -(1 << 41), 0), (-2_f32.powi(41)).to_bits());
        assert_eq!(result((2_f32.powi(41)).to_bits() - 1, -(1 << 41), 0), (-2_f32.powi(17)).to_bits());
        assert_eq!(result((2_f32.powi(41)).to_bits() + 1, -(1 << 41), 0), 2_f32.powi(18).to_bits());
    }

    #[test]
    fn the_least_sum_of_every_width_is_a_power_of_two() {
        for sum_bits in 16..=42 {
            let least = -(1_i64 << (sum_bits - 1));
            let power = (127 + sum_bits - 1) << 23;
            assert_eq!(result(0, least, 0), SIGN | power as u32);
            assert_eq!(result(power as u32, least, 0), 0);
        }
    }

    #[test]
    fn nan_and_infinities() {
        let nan = Rounded { result: 0x7fc0_0000, overflow: false, nan: true };
        for acc in [NAN, NAN | SIGN, INFINITY + 1, 0x7fff_ffff, SIGN | INFINITY | 1, u32::MAX] {
            for sum in [0, 1, -(1 << 41)] {
                assert_eq!([false, true].map(|it| join(acc, sum, 511, it)), [nan; 2], "{acc:#x}");
            }
        }
        for acc in [0, SIGN, ONE, GREATEST, INFINITY, SIGN | INFINITY] {
            for sum in [0, 1, -(1 << 41)] {
                assert_eq!(join(acc, sum, 511, true), nan);
            }
        }
        for acc in [INFINITY, SIGN | INFINITY] {
            for sum in [0, 1, -1, -(1 << 41)] {
                for exponent in [-512, 0, 511] {
                    let same = Rounded { result: acc, overflow: false, nan: false };
                    assert_eq!(join(acc, sum, exponent, false), same);
                }
            }
        }
    }

    /// The blocks one behind the other, as the page's figure has them, with a magnitude of W bits.
    fn by_blocks(acc: u32, sum: i64, exponent: i32, sum_bits: usize) -> Rounded {
        let Normalised { value, shift } = normalise(sum.unsigned_abs(), sum_bits, 63);
        let top = exponent + 127 + sum_bits as i32 - 1 - shift.cast_signed();
        let Unpacked { negative, exponent, significand, .. } = Unpacked::new(acc);
        let a = Operand { negative, exponent: exponent.into(), significand: significand.into() };
        let b = Operand { negative: sum < 0, exponent: if sum == 0 { 0 } else { top }, significand: value };
        let special = Special { plus_zero: true, infinite: false, nan: false };
        round_fp32(align_add(a, b, sum_bits), (sum_bits + 1).max(27) + 1, special)
    }

    proptest! {
        /// Any step is rounded once, and as the blocks do it one by one.
        #[test]
        fn steps_are_rounded_to_the_nearest(
            acc in finite(), sum in any::<i64>(), sum_bits in 16..=42_usize, zeros in 0..64_usize, any in -512..512_i32,
            near in -90..50_i32, close in any::<bool>(),
        ) {
            let sum = sum >> (64 - sum_bits) >> (zeros % sum_bits);
            let number = Exact::of_fp32(acc).expect("it is finite");
            let exponent = if close { number.exponent + near } else { any };
            let joined = join(acc, sum, exponent, false);
            prop_assert_ne!(joined.result, SIGN);
            let judged = if joined.result == 0 { [0, SIGN] } else { [joined.result; 2] };
            let terms = [number, Exact { significand: sum, exponent }];
            prop_assert!(judged.into_iter().any(|result| nearest(result, &terms)));
            prop_assert_eq!(joined.overflow, joined.result & INFINITY == INFINITY);
            prop_assert_eq!(by_blocks(acc, sum, exponent, sum_bits), joined);
        }

        /// Sums whose exact result fits into FP64, which the processor then converts.
        #[test]
        fn steps_of_neighbours_are_those_of_the_processor(
            acc in finite(), sum in -(1_i64 << 27)..1 << 27, near in -24..1_i32,
        ) {
            let number = Exact::of_fp32(acc).expect("it is finite");
            let exact = f64::from(f32::from_bits(acc)) + sum as f64 * 2_f64.powi(number.exponent + near);
            let expected = exact as f32 + 0.0;
            prop_assert_eq!(joined(acc, sum, number.exponent + near), (expected.to_bits(), expected.is_infinite()));
        }
    }

    #[test]
    fn every_operand_is_taken_in_its_cycle() {
        for instance in Block::named("join").expect("it is listed").instances() {
            let mut bench = Bench::of(&instance);
            // A step that begins in every cycle: (−s) · 2^e + acc, NaN now and then.
            let sum = |step: i64| -step;
            let exponent = |step: i64| step % 40 - 20;
            let nan = |step: i64| step % 9 == 4;
            let acc = |step: i64| (step as f32 / 8.0).to_bits();
            for cycle in 0..120_i64 {
                let outputs = bench.cycle(&[
                    ("sum_i", sum(cycle).cast_unsigned()),
                    ("exponent_i", exponent(cycle - 3).cast_unsigned()),
                    ("nan_i", nan(cycle - 3).into()),
                    ("acc_i", acc(cycle - 5).into()),
                ]);
                let shown = shown(&outputs, "acc_o");
                let expected = match cycle - 18 {
                    // The first results are of steps whose sums, and whose NaN, would have been taken before the start.
                    ..-5 => Rounded::default(),
                    step @ -5..0 => join(acc(step), 0, 0, step >= -3 && nan(step)),
                    step => join(acc(step), sum(step), exponent(step) as i32, nan(step)),
                };
                assert_eq!(shown, expected, "{instance}: {cycle}");
            }
        }
    }

    #[test]
    fn the_first_accumulator_shows_in_cycle_13() {
        let mut bench = Bench::of(&Block::named("join").expect("it is listed").first());
        for cycle in 0..20 {
            let outputs = bench.cycle(&[("acc_i", if cycle == 0 { ONE.into() } else { 0 }), ("exponent_i", 0x1ff)]);
            assert_eq!(outputs.specified("acc_o"), if cycle == 13 { ONE.into() } else { 0 }, "{cycle}");
        }
    }
}
