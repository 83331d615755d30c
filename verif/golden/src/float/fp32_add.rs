//! The sum or the difference of two FP32 numbers, in thirteen cycles.

use crate::exact::{Exact, Rounded, SIGN};
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// a + b.
pub fn fp32_add(a: u32, b: u32) -> Rounded {
    if f32::from_bits(a).is_nan() || f32::from_bits(b).is_nan() {
        return Rounded::NAN;
    }
    match (Exact::of_fp32(a), Exact::of_fp32(b)) {
        (None, None) if a != b => Rounded::NAN,
        (None, _) => Rounded::as_is(a),
        (_, None) => Rounded::as_is(b),
        // The sum of two negative terms is negative, be it −0; every other zero is +0.
        (Some(x), Some(y)) => Rounded::finite(x.rounded_sum(y) | a & b & SIGN),
    }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Fp32Add {
    results: Delay<Rounded>,
}

impl Fp32Add {
    /// Cycles from the operands to the sum.
    pub const LATENCY: usize = 13;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self { results: Delay::new(Self::LATENCY, Rounded::default()) }
    }
}

impl Default for Fp32Add {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> Fp32Add {
    Fp32Add::new()
}

impl Behaviour for Fp32Add {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (a, b) = (inputs.get("a_i") as u32, inputs.get("b_i") as u32);
        let flipped = if inputs.high("subtract_i") { SIGN } else { 0 };
        let sum = self.results.cycle(fp32_add(a, b ^ flipped));
        sum.show(outputs, "sum_o");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::INFINITY;
    use crate::exact::tests::{edges, of_processor, shown};
    use proptest::prelude::*;
    use seedchip_spec::Block;

    const ONE: u32 = 0x3f80_0000;
    const GREATEST: u32 = 0x7f7f_ffff;

    /// The processor's sum or difference.
    fn expected(a: u32, b: u32, subtract: bool) -> Rounded {
        let [x, y] = [a, b].map(f32::from_bits);
        of_processor(if subtract { x - y } else { x + y }, &[a, b])
    }

    #[test]
    fn every_line_of_the_table() {
        const NAN: (u32, bool, bool) = (0x7fc0_0000, false, true);
        let minus = |number| number | SIGN;
        #[rustfmt::skip]
        let table = [
            (0x7f80_0001, ONE, NAN), (ONE, 0xffff_ffff, NAN), (0x7fc0_0001, INFINITY, NAN),
            (INFINITY, 0xff80_0001, NAN),
            (INFINITY, minus(INFINITY), NAN), (minus(INFINITY), INFINITY, NAN),
            (INFINITY, INFINITY, (INFINITY, false, false)),
            (minus(INFINITY), minus(INFINITY), (minus(INFINITY), false, false)),
            (INFINITY, minus(GREATEST), (INFINITY, false, false)),
            (minus(INFINITY), GREATEST, (minus(INFINITY), false, false)),
            (minus(GREATEST), INFINITY, (INFINITY, false, false)),
            (GREATEST, minus(INFINITY), (minus(INFINITY), false, false)),
            (GREATEST, GREATEST, (INFINITY, true, false)),
            (minus(GREATEST), minus(GREATEST), (minus(INFINITY), true, false)),
            (GREATEST, 0x7300_0000, (INFINITY, true, false)), // 2^103, a half of the last place
            (GREATEST, 0x72ff_ffff, (GREATEST, false, false)),
            (ONE, ONE, (0x4000_0000, false, false)),
            (ONE, 0x3380_0000, (ONE, false, false)), // 2^-24: a tie
            (ONE + 1, 0x3380_0000, (ONE + 2, false, false)),
            (ONE, 0x3380_0001, (ONE + 1, false, false)),
            (1, 1, (2, false, false)), (0x80_0000, minus(1), (0x7f_ffff, false, false)),
            (0, 0, (0, false, false)), (minus(0), minus(0), (minus(0), false, false)),
            (0, minus(0), (0, false, false)), (minus(0), 0, (0, false, false)),
            (ONE, minus(ONE), (0, false, false)), (minus(ONE), ONE, (0, false, false)),
            (minus(1), 1, (0, false, false)),
        ];
        for (a, b, (result, overflow, nan)) in table {
            assert_eq!(fp32_add(a, b), Rounded { result, overflow, nan }, "{a:#x} + {b:#x}");
        }
    }

    #[test]
    fn edges_are_added_and_subtracted_as_the_processor_does() {
        for a in edges() {
            for b in edges() {
                assert_eq!(fp32_add(a, b), expected(a, b, false), "{a:#x} + {b:#x}");
                assert_eq!(fp32_add(a, b ^ SIGN), expected(a, b, true), "{a:#x} - {b:#x}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_numbers_are_added_as_the_processor_does(a in any::<u32>(), b in any::<u32>()) {
            prop_assert_eq!(fp32_add(a, b), expected(a, b, false));
        }

        /// Exponents not far apart.
        #[test]
        fn neighbours_are_added_as_the_processor_does(a in any::<u32>(), b in any::<u32>(), near in -27..=27_i32) {
            let exponent = (a >> 23 & 0xff).cast_signed() + near;
            let b = b & !INFINITY | exponent.clamp(0, 255).cast_unsigned() << 23;
            prop_assert_eq!(fp32_add(a, b), expected(a, b, false));
            prop_assert_eq!(fp32_add(b, a), expected(b, a, false));
        }
    }

    #[test]
    fn a_sum_shows_thirteen_cycles_after_its_terms() {
        let mut bench = Bench::of(&Block::named("fp32_add").expect("it is listed").first());
        let (numbers, count) = (edges(), edges().len());
        let terms = |cycle: usize| (numbers[cycle * 5 % count], numbers[cycle * 11 % count], cycle % 3 == 1);
        for cycle in 0..300_usize {
            let (a, b, subtract) = terms(cycle);
            let outputs = bench.cycle(&[("a_i", a.into()), ("b_i", b.into()), ("subtract_i", subtract.into())]);
            let expected = cycle.checked_sub(13).map(terms).map(|(a, b, subtract)| expected(a, b, subtract));
            assert_eq!(shown(&outputs, "sum_o"), expected.unwrap_or_default(), "{cycle}");
        }
    }
}
