//! FP32 numbers to those of narrow formats, in three cycles.

use crate::beat::signed;
use crate::exact::{Exact, SIGN};
use crate::float::narrow_to_fp32::Narrow;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// A code with what it raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Narrowed {
    /// The number in the narrow format.
    pub code: u32,
    /// It is infinite, and the FP32 number is finite.
    pub overflow: bool,
    /// It is NaN.
    pub nan: bool,
    /// The FP32 number is NaN, and the format has none.
    pub nan_dropped: bool,
}

/// x · 2^`shift` to the nearest number of the format.
pub fn fp32_to_narrow(x: u32, shift: i32, format: Narrow) -> Narrowed {
    if f32::from_bits(x).is_nan() {
        return match format.nan() {
            Some(code) => Narrowed { code, nan: true, ..Narrowed::default() },
            None => Narrowed { nan_dropped: true, ..Narrowed::default() },
        };
    }
    let sign = if x < SIGN { 0 } else { format.sign() };
    // BF16 alone becomes infinite, the others saturate.
    let greatest = format.greatest();
    let beyond = if format == Narrow::BF16 { greatest + 1 } else { greatest };
    let Some(number) = Exact::of_fp32(x) else { return Narrowed { code: sign | beyond, ..Narrowed::default() } };
    let magnitude = nearest(Exact { exponent: number.exponent + shift, ..number }, format);
    let code = match u32::try_from(magnitude) {
        Ok(magnitude) if magnitude <= greatest => magnitude,
        _ => beyond,
    };
    Narrowed { code: sign | code, overflow: code > greatest, ..Narrowed::default() }
}

/// The code of a number's magnitude rounded, as if exponents had no end.
fn nearest(number: Exact, format: Narrow) -> u128 {
    let Some(leading) = number.significand.unsigned_abs().checked_ilog2() else { return 0 };
    // The weight of the last bit: the mantissa's bits below the leading one, and no less than the least number.
    let mantissa_bits = format.mantissa_bits();
    let last = (number.exponent + leading.cast_signed() - mantissa_bits.cast_signed()).max(format.least());
    let units = number.rounded_to(last).unsigned_abs();
    // The code counts units from 0 on; every doubling of the unit leaves as many of half the weight behind as there are
    // mantissas.
    (u128::from((last - format.least()).cast_unsigned()) << mantissa_bits) + units
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Fp32ToNarrow {
    format: Narrow,
    results: Delay<Narrowed>,
}

impl Fp32ToNarrow {
    /// Cycles from a number to its code.
    pub const LATENCY: usize = 3;

    /// A pipeline of zeros.
    pub fn new(format: Narrow) -> Self {
        Self { format, results: Delay::new(Self::LATENCY, Narrowed::default()) }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Fp32ToNarrow {
    let [exponent_bits, mantissa_bits] = instance.own();
    Fp32ToNarrow::new(Narrow::new(exponent_bits, mantissa_bits))
}

impl Behaviour for Fp32ToNarrow {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let shift = signed(inputs.get("shift_i"), 9) as i32;
        let narrowed = self.results.cycle(fp32_to_narrow(inputs.get("number_i") as u32, shift, self.format));
        outputs.pins.set("code_o", narrowed.code.into());
        outputs.pins.set("overflow_o", narrowed.overflow.into());
        outputs.pins.set("nan_o", narrowed.nan.into());
        outputs.pins.set("nan_dropped_o", narrowed.nan_dropped.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::edges;
    use crate::float::narrow_to_fp32::narrow_to_fp32;
    use crate::float::narrow_to_fp32::tests::{FORMATS, magnitude};
    use proptest::prelude::*;
    use seedchip_spec::Block;

    const INFINITY: u32 = 0x7f80_0000;

    fn plain(code: u32) -> Narrowed {
        Narrowed { code, overflow: false, nan: false, nan_dropped: false }
    }

    /// A format of the tests: the middles between its neighbouring numbers, as FP64 has them exactly, from that between
    /// the codes 0 and 1 on. The last is that between the greatest number and what would be the next.
    struct Judge {
        format: Narrow,
        sign: u32,
        middles: Vec<f64>,
    }

    impl Judge {
        fn all() -> [Self; 4] {
            FORMATS.map(|(format, exponent_bits, mantissa_bits, greatest, _)| {
                let value = |code| magnitude(code, exponent_bits, mantissa_bits);
                let middles = (0..=greatest).map(|code| f64::midpoint(value(code), value(code + 1))).collect();
                Self { format, sign: 1 << (exponent_bits + mantissa_bits), middles }
            })
        }

        /// How many middles lie below: FP64 holds every FP32 number times every power of two. A middle goes to
        /// the even one of its two codes.
        fn expected(&self, x: u32, shift: i32) -> Narrowed {
            let number = f32::from_bits(x);
            let bf16 = self.sign == 0x8000;
            if number.is_nan() {
                let code = match self.sign {
                    0x8000 => 0x7fc0,
                    8 => 0,
                    _ if self.format == Narrow::E5M2 => 0x7e,
                    _ => 0x7f,
                };
                return Narrowed { nan: self.sign != 8, nan_dropped: self.sign == 8, ..plain(code) };
            }
            let exact = f64::from(number.abs()) * 2_f64.powi(shift);
            let below = self.middles.partition_point(|middle| *middle < exact);
            let tie = self.middles.get(below) == Some(&exact);
            let count = below + usize::from(tie && below % 2 == 1);
            // A count of all the middles is one beyond the greatest code.
            let beyond = count == self.middles.len();
            let code = if beyond && !bf16 { count - 1 } else { count } as u32;
            let sign = if number.is_sign_negative() { self.sign } else { 0 };
            Narrowed { overflow: beyond && bf16 && number.is_finite(), ..plain(sign | code) }
        }

        fn check(&self, x: u32, shift: i32) {
            let narrowed = fp32_to_narrow(x, shift, self.format);
            assert_eq!(narrowed, self.expected(x, shift), "{:?}: {x:#x}, {shift}", self.format);
        }
    }

    #[test]
    fn nan_is_kept_where_there_is_one() {
        for x in [0x7fc0_0000, 0xffff_ffff, 0x7f80_0001, 0xff80_0001, 0x7fbf_ffff] {
            for shift in [-256, 0, 255] {
                for (format, code) in [(Narrow::BF16, 0x7fc0), (Narrow::E5M2, 0x7e), (Narrow::E4M3, 0x7f)] {
                    assert_eq!(fp32_to_narrow(x, shift, format), Narrowed { nan: true, ..plain(code) });
                }
                let dropped = Narrowed { nan_dropped: true, ..plain(0) };
                assert_eq!(fp32_to_narrow(x, shift, Narrow::E2M1), dropped);
            }
        }
    }

    #[test]
    fn bf16_becomes_infinite_and_the_others_saturate() {
        for (format, sign, greatest) in [(Narrow::E5M2, 0x80, 0x7b), (Narrow::E4M3, 0x80, 0x7e), (Narrow::E2M1, 8, 7)] {
            for x in [57345.0, 61440.0, 65536.0, 1e30, f32::MAX, f32::INFINITY] {
                assert_eq!(fp32_to_narrow(x.to_bits(), 0, format), plain(greatest));
                assert_eq!(fp32_to_narrow((-x).to_bits(), 0, format), plain(sign | greatest));
            }
            assert_eq!(fp32_to_narrow(1, 255, format), plain(greatest));
            assert_eq!(fp32_to_narrow(INFINITY, -256, format), plain(greatest));
        }
        let e4m3 = [464.0, 480.0, 448.0, 432.0, 431.9].map(|x: f32| fp32_to_narrow(x.to_bits(), 0, Narrow::E4M3).code);
        assert_eq!(e4m3, [0x7e, 0x7e, 0x7e, 0x7e, 0x7d], "432 is a tie");
        let e2m1 = [5.0, 5.1, 6.9, 7.0, 7.1, 8.0].map(|x: f32| fp32_to_narrow(x.to_bits(), 0, Narrow::E2M1).code);
        assert_eq!(e2m1, [6, 7, 7, 7, 7, 7], "5 is a tie");

        let bf16 = |x, shift| fp32_to_narrow(x, shift, Narrow::BF16);
        let infinite = |code| Narrowed { overflow: true, ..plain(code) };
        assert_eq!([bf16(INFINITY, -256), bf16(SIGN | INFINITY, 255)], [plain(0x7f80), plain(0xff80)]);
        assert_eq!([bf16(0x7f7f_ffff, 0), bf16(0xff7f_ffff, 0)], [infinite(0x7f80), infinite(0xff80)]);
        assert_eq!([bf16(0x7f7f_7fff, 0), bf16(0x7f7f_8000, 0)], [plain(0x7f7f), infinite(0x7f80)]);
        assert_eq!(
            [bf16(0x7f00_0000, 0), bf16(0x7f00_0000, 1), bf16(1, 255)],
            [plain(0x7f00), infinite(0x7f80), plain((127 + 106) << 7)]
        );
    }

    #[test]
    fn zeros_keep_the_sign() {
        for (format, ..) in FORMATS {
            for x in [0.0, 1e-45, f32::MIN_POSITIVE, 1.0] {
                assert_eq!(fp32_to_narrow(x.to_bits(), -256, format), plain(0));
                assert_eq!(fp32_to_narrow((-x).to_bits(), -256, format), plain(format.sign()));
            }
            // A half of the least number is a tie that goes to 0; 3 / 2 of it go to twice it.
            let narrowed = |x: f32| fp32_to_narrow(x.to_bits(), format.least(), format);
            assert_eq!([0.5, 0.500_000_06, 1.0, 1.5, 2.0].map(|x| narrowed(x).code), [0, 1, 1, 2, 2]);
            assert_eq!([0.5, 0.500_000_06, 1.5].map(|x| narrowed(-x).code), [0, 1, 2].map(|code| code | format.sign()));
        }
        assert_eq!(fp32_to_narrow(SIGN | 1, 0, Narrow::BF16), plain(0x8000));
        assert_eq!([0x8000, 0x8001, 0x1_8000].map(|x| fp32_to_narrow(x, 0, Narrow::BF16).code), [0, 1, 2]);
    }

    #[test]
    fn every_number_of_a_format_is_itself_and_ties_beside_it_go_to_even() {
        for judge in Judge::all() {
            for code in 0..=judge.format.greatest() {
                let number = narrow_to_fp32(code, judge.format);
                assert_eq!(fp32_to_narrow(number, 0, judge.format), plain(code));
                assert_eq!(fp32_to_narrow(number | SIGN, 0, judge.format), plain(code | judge.sign));
                // The middle above, where FP32 has it, and its neighbours; the same from elsewhere.
                let middle = (judge.middles[code as usize] as f32).to_bits();
                for x in [middle.saturating_sub(1), middle, middle + 1] {
                    judge.check(x, 0);
                }
                let far = (judge.middles[code as usize] * 2_f64.powi(20)) as f32;
                for x in [far.to_bits() - 1, far.to_bits(), far.to_bits() + 1] {
                    judge.check(x | SIGN, -20);
                }
            }
        }
    }

    #[test]
    fn edges_have_the_nearest_codes_whatever_the_shift() {
        for judge in Judge::all() {
            for x in edges() {
                for shift in -256..256 {
                    judge.check(x, shift);
                }
            }
        }
    }

    /// Distances in fractions: every number in units of 2^-90.
    #[test]
    fn codes_of_eight_bits_and_less_are_the_nearest_of_all() {
        for (format, exponent_bits, mantissa_bits, greatest, _) in &FORMATS[1..] {
            let numbers: Vec<i128> = (0..=*greatest)
                .map(|code| {
                    let (field, mantissa) = (code >> mantissa_bits, i128::from(code & ((1 << mantissa_bits) - 1)));
                    let least = 91 - (1 << (exponent_bits - 1)) + 1 - mantissa_bits;
                    if field == 0 {
                        mantissa << least
                    } else {
                        (mantissa + (1 << mantissa_bits)) << (least as u32 + field - 1)
                    }
                })
                .collect();
            let mut state = 7_u32;
            for exponent in -90..12 {
                for low in [0, 1, 2, 4, 8, 0x40_0000, 0x20_0000, 0x7f_ffff, 0x5f_ffff, 0x60_0000, 0x30_0000, 0x70_0001]
                {
                    state = state.wrapping_mul(0x915f_77f5).wrapping_add(0x3c6e_f35f);
                    for significand in [1 << 23 | low, 1 << 23 | state >> 9] {
                        let exact = i128::from(significand) << (exponent + 90);
                        let code =
                            (0..=*greatest).min_by_key(|code| (exact.abs_diff(numbers[*code as usize]), code % 2));
                        // The number is significand · 2^exponent: an FP32 number in [1, 2), times 2^(exponent + 23).
                        let x = significand - (1 << 23) + (127 << 23);
                        let narrowed = fp32_to_narrow(x, exponent + 23, *format);
                        assert_eq!(Some(narrowed), code.map(plain), "{format:?}: {significand:#x}, {exponent}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_numbers_have_the_nearest_codes(
            numbers in proptest::collection::vec((any::<u32>(), -256..256_i32, -160..140_i32, any::<bool>()), 32),
        ) {
            for judge in Judge::all() {
                for (x, any, size, close) in &numbers {
                    // What the number's exponent becomes, at the edges of the narrow formats more often than not.
                    let (field, range) = ((x >> 23 & 0xff).cast_signed(), judge.sign.ilog2().cast_signed());
                    let size = if range < 15 { size % 24 } else { *size };
                    let shift = if *close { (127 - field + size).clamp(-256, 255) } else { *any };
                    judge.check(*x, shift);
                }
            }
        }
    }

    #[test]
    fn a_code_shows_three_cycles_after_its_number() {
        for instance in Block::named("fp32_to_narrow").expect("it is listed").instances() {
            let [exponent_bits, mantissa_bits] = instance.own();
            let format = Narrow::new(exponent_bits, mantissa_bits);
            let judge = Judge::all().into_iter().find(|judge| judge.format == format).expect("it is one of four");
            let mut bench = Bench::of(&instance);
            let numbers = edges();
            let inputs = |cycle: usize| (numbers[cycle * 5 % numbers.len()], cycle as i32 * 7 % 512 - 256);
            for cycle in 0..600_usize {
                let (x, shift) = inputs(cycle);
                let outputs = bench.cycle(&[("number_i", x.into()), ("shift_i", i64::from(shift).cast_unsigned())]);
                let expected = cycle.checked_sub(3).map(inputs).map(|(x, shift)| judge.expected(x, shift));
                let shown = Narrowed {
                    code: outputs.specified("code_o") as u32,
                    overflow: outputs.specified("overflow_o") == 1,
                    nan: outputs.specified("nan_o") == 1,
                    nan_dropped: outputs.specified("nan_dropped_o") == 1,
                };
                assert_eq!(shown, expected.unwrap_or_default(), "{instance}: {cycle}");
            }
        }
    }
}
