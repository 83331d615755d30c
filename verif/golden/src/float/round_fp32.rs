//! A sum rounded to FP32, in six cycles.

use crate::exact::{INFINITY, Rounded, SIGN, round};
use crate::float::align_add::Sum;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// What is said beside a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Special {
    /// A result of zero is +0.
    pub plus_zero: bool,
    /// The result is infinite.
    pub infinite: bool,
    /// The result is NaN.
    pub nan: bool,
}

/// A sum of so many bits rounded.
pub fn round_fp32(sum: Sum, bits: usize, special: Special) -> Rounded {
    let sign = if sum.negative { SIGN } else { 0 };
    if special.nan {
        return Rounded::NAN;
    }
    if special.infinite {
        return Rounded::as_is(sign | INFINITY);
    }
    let magnitude = round(sum.significand.into(), sum.exponent.cast_signed() - 126 - (bits as i32 - 1));
    let plus = magnitude == 0 && (special.plus_zero || sum.significand == 0 && sum.cancelled);
    Rounded::finite(if plus { 0 } else { sign | magnitude })
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct RoundFp32 {
    bits: usize,
    results: Delay<Rounded>,
}

impl RoundFp32 {
    /// Cycles from a sum to its result.
    pub const LATENCY: usize = 6;

    /// A pipeline of zeros for sums of 26 to 64 bits.
    pub fn new(bits: usize) -> Self {
        Self { bits, results: Delay::new(Self::LATENCY, Rounded::default()) }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> RoundFp32 {
    let [bits] = instance.own();
    RoundFp32::new(bits)
}

impl Behaviour for RoundFp32 {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let sum = Sum {
            negative: inputs.high("sign_i"),
            exponent: inputs.get("exponent_i") as u32,
            significand: inputs.get("significand_i"),
            cancelled: inputs.high("cancelled_i"),
        };
        let special = Special {
            plus_zero: inputs.high("plus_zero_i"),
            infinite: inputs.high("infinite_i"),
            nan: inputs.high("nan_i"),
        };
        let rounded = self.results.cycle(round_fp32(sum, self.bits, special));
        rounded.show(outputs, "result_o");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::shown;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    const PLAIN: Special = Special { plus_zero: false, infinite: false, nan: false };
    const PLUS: Special = Special { plus_zero: true, ..PLAIN };

    fn sum(negative: bool, exponent: u32, significand: u64) -> Sum {
        Sum { negative, exponent, significand, cancelled: false }
    }

    /// A positive sum of 43 bits.
    fn rounded(exponent: u32, significand: u64) -> (u32, bool) {
        let Rounded { result, overflow, nan } = round_fp32(sum(false, exponent, significand), 43, PLAIN);
        assert!(!nan);
        (result, overflow)
    }

    #[test]
    fn sums_by_hand() {
        let top = 1 << 42;
        assert_eq!(rounded(126, top), (0x3f80_0000, false), "1");
        assert_eq!(rounded(127, top >> 1), (0x3f80_0000, false), "1, not normalised");
        assert_eq!(rounded(126 + 42, 1), (0x3f80_0000, false), "1, its last bit");
        // The last place of the result is 2^19.
        for (low, up) in [(0, 0), (1, 0), (1 << 18, 0), ((1 << 18) + 1, 1), (3 << 18, 2), ((3 << 18) - 1, 1)] {
            assert_eq!(rounded(126, top + low), (0x3f80_0000 + up, false), "{low:#x}");
        }
        assert_eq!(rounded(126, 2 * top - 1), (0x4000_0000, false), "the carry goes through");
        // Of a significand without its top bit the last place is 2^18.
        assert_eq!(rounded(127, (top >> 1) + (1 << 17) + 1), (0x3f80_0001, false));
    }

    #[test]
    fn subnormal_numbers() {
        let top = 1 << 42;
        assert_eq!(rounded(0, top), (0x80_0000, false), "the least normal number");
        assert_eq!(rounded(0, top >> 1), (0x40_0000, false));
        assert_eq!(rounded(0, top - 1), (0x80_0000, false), "rounds to the least normal number");
        assert_eq!(rounded(0, top >> 23), (1, false), "the least number");
        assert_eq!(rounded(0, top >> 24), (0, false), "a half of it");
        assert_eq!(rounded(0, (top >> 24) + 1), (1, false));
        assert_eq!(rounded(0, 3 * (top >> 24)), (2, false));
        assert_eq!(rounded(0, 1), (0, false));
        assert_eq!(rounded(1, top >> 1), (0x80_0000, false), "normal, from below");
        assert_eq!(rounded(24, top >> 24), (0x80_0000, false));
        assert_eq!(rounded(23, top >> 24), (0x40_0000, false));
    }

    #[test]
    fn overflow() {
        let top = 1 << 42;
        let greatest = 2 * top - (1 << 19);
        assert_eq!(rounded(253, greatest), (0x7f7f_ffff, false));
        assert_eq!(rounded(253, greatest + (1 << 18) - 1), (0x7f7f_ffff, false));
        assert_eq!(rounded(253, greatest + (1 << 18)), (INFINITY, true), "2^128 − 2^103");
        assert_eq!(rounded(254, top), (INFINITY, true));
        assert_eq!(rounded(254, top - 1), (INFINITY, true));
        assert_eq!(rounded(254, top - (1 << 18)), (0x7f7f_ffff, false));
        assert_eq!(rounded(1023, top), (INFINITY, true));
        assert_eq!(rounded(1023, 1), (INFINITY, true));
        assert_eq!(rounded(253 + 42, 1), (0x7f00_0000, false));
        assert_eq!(rounded(254 + 42, 1), (INFINITY, true));
        assert_eq!(rounded(1023, 0), (0, false));
        let negative = round_fp32(sum(true, 1023, 1), 43, PLUS);
        assert_eq!(negative, Rounded { result: SIGN | INFINITY, overflow: true, nan: false });
    }

    #[test]
    fn zeros_have_their_signs() {
        for negative in [false, true] {
            let sign = if negative { SIGN } else { 0 };
            // Exact or rounded; the sign that is kept without `plus_zero`, with and without `cancelled`.
            for (significand, cancelled, kept) in [(0, false, sign), (0, true, 0), (1, false, sign), (1, true, sign)] {
                let sum = Sum { negative, exponent: 0, significand, cancelled };
                assert_eq!(round_fp32(sum, 43, PLAIN), Rounded::finite(kept));
                assert_eq!(round_fp32(sum, 43, PLUS), Rounded::finite(0));
            }
            let least = Sum { negative, exponent: 0, significand: 1 << 19, cancelled: true };
            assert_eq!([PLAIN, PLUS].map(|it| round_fp32(least, 43, it).result), [sign | 1; 2], "no zero");
        }
    }

    #[test]
    fn specials_come_first() {
        for (negative, sign) in [(false, 0), (true, SIGN)] {
            for significand in [0, 1, (1 << 43) - 1] {
                for (exponent, plus_zero) in [(0, false), (1023, false), (0, true), (1023, true)] {
                    let sum = Sum { negative, exponent, significand, cancelled: plus_zero };
                    for infinite in [false, true] {
                        let result = round_fp32(sum, 43, Special { plus_zero, infinite, nan: true });
                        assert_eq!(result, Rounded { result: 0x7fc0_0000, overflow: false, nan: true });
                    }
                    let result = round_fp32(sum, 43, Special { plus_zero, infinite: true, nan: false });
                    assert_eq!(result, Rounded { result: sign | 0x7f80_0000, overflow: false, nan: false });
                }
            }
        }
    }

    proptest! {
        /// Sums of up to 53 bits: a conversion of the processor.
        #[test]
        fn sums_round_as_the_processor_converts_them(
            significand in 0..1_u64 << 53, zeros in 0..53_u32, bits in 53..=64_usize, exponent in 0..420_u32,
            negative in any::<bool>(),
        ) {
            let significand = significand >> zeros;
            let value = significand as f64 * 2_f64.powi(exponent as i32 - 126 - (bits as i32 - 1));
            let expected = (if negative { -value } else { value }) as f32;
            let Rounded { result, overflow, nan } = round_fp32(sum(negative, exponent, significand), bits, PLAIN);
            prop_assert_eq!((result, overflow, nan), (expected.to_bits(), expected.is_infinite(), false));
        }
    }

    #[test]
    fn a_result_shows_six_cycles_after_its_sum() {
        for instance in Block::named("round_fp32").expect("it is listed").instances() {
            let [bits] = instance.own();
            let mut bench = Bench::of(&instance);
            for cycle in 0..100_u64 {
                let outputs = bench.cycle(&[
                    ("sign_i", cycle & 1),
                    ("exponent_i", cycle * 11),
                    ("significand_i", u64::MAX >> (cycle % 20)),
                    ("cancelled_i", cycle >> 1),
                    ("plus_zero_i", cycle >> 2),
                    ("infinite_i", u64::from(cycle % 7 == 0)),
                    ("nan_i", u64::from(cycle % 11 == 0)),
                ]);
                let expected = cycle.checked_sub(6).map_or(Rounded::default(), |cycle| {
                    let significand = u64::MAX >> (cycle % 20) & (u64::MAX >> (64 - bits));
                    let sum =
                        Sum { cancelled: cycle & 2 != 0, ..sum(cycle & 1 == 1, cycle as u32 * 11 % 1024, significand) };
                    let plus_zero = cycle & 4 != 0;
                    round_fp32(sum, bits, Special { plus_zero, infinite: cycle % 7 == 0, nan: cycle % 11 == 0 })
                });
                let shown = shown(&outputs, "result_o");
                assert_eq!(shown, expected, "{bits}: {cycle}");
            }
        }
    }
}
