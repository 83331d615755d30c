//! FP32 numbers multiplied and added with one rounding: the product's factors are taken nine cycles before the addend.
//!
//! [`fp32_fma`] is the definition; [`Fp32Fma`] says in which cycle each operand is taken.

use crate::exact::{Exact, INFINITY, Rounded, SIGN};
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// a · b + c.
pub fn fp32_fma(a: u32, b: u32, c: u32) -> Rounded {
    if [a, b, c].into_iter().any(|number| f32::from_bits(number).is_nan()) {
        return Rounded::NAN;
    }
    let sign = (a ^ b) & SIGN;
    let product = match (Exact::of_fp32(a), Exact::of_fp32(b)) {
        (Some(x), Some(y)) => Some(x.product(y)),
        (None, Some(other)) | (Some(other), None) if other.significand == 0 => return Rounded::NAN,
        _ => None,
    };
    match (product, Exact::of_fp32(c)) {
        (None, None) if sign != c & SIGN => Rounded::NAN,
        (None, _) => Rounded::as_is(sign | INFINITY),
        (_, None) => Rounded::as_is(c),
        // The sum of two negative terms is negative, be it −0; every other exact zero is +0.
        (Some(product), Some(addend)) => Rounded::finite(product.rounded_sum(addend) | sign & c),
    }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Fp32Fma {
    factors: Delay<(u32, u32)>,
    results: Delay<Rounded>,
}

impl Fp32Fma {
    /// Cycles from the factors to the addend.
    pub const TO_ADDEND: usize = 9;
    /// Cycles from the addend to the result.
    pub const LATENCY: usize = 13;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self { factors: Delay::new(Self::TO_ADDEND, (0, 0)), results: Delay::new(Self::LATENCY, Rounded::default()) }
    }
}

impl Default for Fp32Fma {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> Fp32Fma {
    Fp32Fma::new()
}

impl Behaviour for Fp32Fma {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let number = |port| inputs.get(port) as u32;
        let (a, b) = self.factors.cycle((number("a_i"), number("b_i")));
        let rounded = self.results.cycle(fp32_fma(a, b, number("c_i")));
        rounded.show(outputs, "result_o");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::{edges, nearest, of_processor, shown};
    use proptest::prelude::*;
    use seedchip_spec::Block;

    const ONE: u32 = 0x3f80_0000;
    const GREATEST: u32 = 0x7f7f_ffff;

    /// The processor's fused multiply-add.
    fn expected(a: u32, b: u32, c: u32) -> Rounded {
        let [x, y, z] = [a, b, c].map(f32::from_bits);
        of_processor(x.mul_add(y, z), &[a, b, c])
    }

    #[test]
    fn every_line_of_the_table() {
        const NAN: (u32, bool, bool) = (0x7fc0_0000, false, true);
        const ENDLESS: (u32, bool, bool) = (INFINITY, false, false);
        const MINUS: (u32, bool, bool) = (SIGN | INFINITY, false, false);
        let minus = |number| number | SIGN;
        let number = |number| (number, false, false);
        #[rustfmt::skip]
        let table = [
            ([0x7f80_0001, ONE, ONE], NAN), ([ONE, 0xffff_ffff, ONE], NAN), ([ONE, ONE, 0x7fc0_0000], NAN),
            ([INFINITY, INFINITY, 0x7f80_0001], NAN),
            ([INFINITY, 0, ONE], NAN), ([minus(0), INFINITY, ONE], NAN), ([INFINITY, minus(0), INFINITY], NAN),
            ([INFINITY, ONE, minus(INFINITY)], NAN), ([ONE, minus(INFINITY), INFINITY], NAN),
            ([minus(INFINITY), minus(INFINITY), minus(INFINITY)], NAN),
            ([INFINITY, 1, ONE], ENDLESS), ([minus(1), INFINITY, GREATEST], MINUS), ([INFINITY, 1, INFINITY], ENDLESS),
            ([minus(INFINITY), INFINITY, minus(INFINITY)], MINUS), ([minus(INFINITY), minus(ONE), 0], ENDLESS),
            ([ONE, ONE, INFINITY], ENDLESS), ([GREATEST, GREATEST, minus(INFINITY)], MINUS),
            ([0, 0, INFINITY], ENDLESS),
            ([GREATEST, GREATEST, minus(GREATEST)], (INFINITY, true, false)),
            ([GREATEST, ONE, 0x7300_0000], (INFINITY, true, false)), ([GREATEST, ONE, 0x72ff_ffff], number(GREATEST)),
            ([minus(GREATEST), 0x4000_0000, GREATEST], number(minus(GREATEST))),
            ([0x4040_0000, 0x4040_0000, ONE], number(0x4120_0000)), // 3 · 3 + 1 = 10
            // (1 + 2^-23)² − (1 + 2^-22) = 2^-46.
            ([ONE + 1, ONE + 1, minus(ONE + 2)], number((127 - 46) << 23)),
        ];
        for ([a, b, c], (result, overflow, nan)) in table {
            assert_eq!(fp32_fma(a, b, c), Rounded { result, overflow, nan }, "{a:#x} · {b:#x} + {c:#x}");
        }
    }

    #[test]
    fn zeros_have_their_signs() {
        const MINUS_ONE: u32 = SIGN | ONE;
        let result = |a, b, c| fp32_fma(a, b, c).result;
        for (a, b, sign) in
            [(0, ONE, 0), (SIGN, ONE, SIGN), (0, MINUS_ONE, SIGN), (SIGN, MINUS_ONE, 0), (SIGN, 0, SIGN)]
        {
            assert_eq!([result(a, b, SIGN), result(a, b, 0)], [sign, 0], "{a:#x} · {b:#x}");
        }
        assert_eq!([result(ONE, ONE, MINUS_ONE), result(MINUS_ONE, ONE, ONE)], [0; 2]);
        // Not 0, and rounded to 0: 2^-298 and 2^-150, a tie.
        for c in [0, SIGN] {
            assert_eq!([result(1, 1, c), result(1, 0x3f00_0000, c)], [0; 2]);
            assert_eq!([result(1, SIGN | 1, c), result(SIGN | 0x3f00_0000, 1, c)], [SIGN; 2]);
        }
        assert_eq!(result(1, 0x3f00_0000, SIGN | 1), SIGN, "a half less one");
        assert_eq!(result(SIGN | 1, 0x3f00_0000, 1), 0);
    }

    #[test]
    fn what_lies_far_below_breaks_ties() {
        // (1 + 2^-23) · (1 + 2^-1) = 1.5 + 1.5 · 2^-23 is a tie; c breaks it.
        let (a, b) = (ONE + 1, 0x3fc0_0000);
        for (c, result) in [(0, 2), (1, 2), (SIGN | 1, 1), (SIGN | 0x80_0000, 1)] {
            assert_eq!(fp32_fma(a, b, c).result, b + result, "{c:#x}");
        }
        // A product 2^-298 below 1 is no tie, and one that is half of the last place of c is.
        assert_eq!([fp32_fma(1, 1, ONE).result, fp32_fma(SIGN | 1, 1, ONE).result], [ONE; 2]);
        assert_eq!(fp32_fma(0x3380_0000, ONE, ONE).result, ONE);
        assert_eq!(fp32_fma(0x3380_0000, ONE + 1, ONE).result, ONE + 1);
        // 2^254 less and more the least number: infinite.
        let product = fp32_fma(0x7f00_0000, 0x7f00_0000, SIGN | 1);
        assert_eq!(product, Rounded { result: INFINITY, overflow: true, nan: false });
    }

    #[test]
    fn edges_are_multiplied_and_added_as_the_processor_does() {
        for a in edges() {
            for b in edges() {
                for c in edges() {
                    assert_eq!(fp32_fma(a, b, c), expected(a, b, c), "{a:#x} · {b:#x} + {c:#x}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_numbers_are_those_of_the_processor(a in any::<u32>(), b in any::<u32>(), c in any::<u32>()) {
            prop_assert_eq!(fp32_fma(a, b, c), expected(a, b, c));
        }

        /// Addends near the product, and those that cancel all of it but its low bits.
        #[test]
        fn addends_near_the_product_are_those_of_the_processor(
            a in any::<u32>(), b in any::<u32>(), c in any::<u32>(), near in -50..=27_i32, low in -2..=2_i32,
        ) {
            let product = f32::from_bits(a) * f32::from_bits(b);
            let exponent = (product.to_bits() >> 23 & 0xff).cast_signed() + near;
            let c = c & !INFINITY | exponent.clamp(0, 255).cast_unsigned() << 23;
            prop_assert_eq!(fp32_fma(a, b, c), expected(a, b, c));
            let c = (-product).to_bits().wrapping_add_signed(low);
            prop_assert_eq!(fp32_fma(a, b, c), expected(a, b, c));
        }

        /// Exponents whose products underflow, judged by the middles between numbers too.
        #[test]
        fn small_products_are_nearest(
            bits in any::<[u32; 3]>(), field in 0..=150_u32, other in -26..=26_i32, low in 0..30_u32,
        ) {
            let with = |bits: u32, field: u32| bits & !INFINITY | field << 23;
            let [a, b, c] = [
                with(bits[0], field),
                with(bits[1], (127 - field.cast_signed() + other).clamp(0, 254).cast_unsigned()),
                with(bits[2], low),
            ];
            let rounded = fp32_fma(a, b, c);
            prop_assert_eq!(rounded, expected(a, b, c));
            let [x, y, z] = [a, b, c].map(|number| Exact::of_fp32(number).expect("it is finite"));
            let judged = if rounded.result << 1 == 0 { [0, SIGN] } else { [rounded.result; 2] };
            prop_assert!(judged.into_iter().any(|result| nearest(result, &[x.product(y), z])));
        }
    }

    #[test]
    fn every_operand_is_taken_in_its_cycle() {
        let mut bench = Bench::of(&Block::named("fp32_fma").expect("it is listed").first());
        let (numbers, count) = (edges(), edges().len() as i64);
        let number = |index: i64| numbers[index.rem_euclid(count) as usize];
        let factors = |step: i64| if step < 0 { [0, 0] } else { [number(step * 5), number(step * 11)] };
        let addend = |step: i64| number(step * 17);
        for cycle in 0..400_i64 {
            let [a, b] = factors(cycle);
            let outputs = bench.cycle(&[("a_i", a.into()), ("b_i", b.into()), ("c_i", addend(cycle - 9).into())]);
            let expected = match cycle - 22 {
                ..-9 => Rounded::default(),
                // Also of the first addends, whose product would have been taken before the start.
                step => expected(factors(step)[0], factors(step)[1], addend(step)),
            };
            assert_eq!(shown(&outputs, "result_o"), expected, "{cycle}");
        }
    }

    #[test]
    fn the_first_addend_shows_in_cycle_13_beside_a_product_of_plus_zero() {
        for (c, result, nan) in [
            (ONE, ONE, 0),
            (SIGN, 0, 0),
            (INFINITY, INFINITY, 0),
            (0xff80_0001, 0x7fc0_0000, 1),
            (SIGN | 1, SIGN | 1, 0),
        ] {
            let mut bench = Bench::of(&Block::named("fp32_fma").expect("it is listed").first());
            bench.inputs.set("a_i", INFINITY.into());
            bench.inputs.set("b_i", ONE.into());
            for cycle in 0..=22 {
                let outputs = bench.cycle(&[("c_i", if cycle == 0 { c.into() } else { 0 })]);
                let expected = match cycle {
                    13 => (result.into(), nan),
                    22 => (INFINITY.into(), 0),
                    _ => (0, 0),
                };
                assert_eq!((outputs.specified("result_o"), outputs.specified("nan_o")), expected, "{cycle}");
            }
        }
    }
}
