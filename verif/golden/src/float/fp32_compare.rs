//! The order of two FP32 numbers and the greater one, combinational.

use crate::exact::{NAN, SIGN};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// How a and b compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// a < b.
    pub less: bool,
    /// a = b, where −0 = +0.
    pub equal: bool,
    /// One of them is NaN.
    pub unordered: bool,
    /// The greater one, where −0 < +0.
    pub maximum: u32,
}

/// An integer that is ordered as the numbers are that are not NaN; that of both zeros is 0.
fn order(number: u32) -> i32 {
    let magnitude = (number & !SIGN).cast_signed();
    if number < SIGN { magnitude } else { -magnitude }
}

/// Two numbers compared.
pub fn fp32_compare(a: u32, b: u32) -> Compared {
    if f32::from_bits(a).is_nan() || f32::from_bits(b).is_nan() {
        return Compared { less: false, equal: false, unordered: true, maximum: NAN };
    }
    let (x, y) = (order(a), order(b));
    let greater = |number: &u32| (order(*number), *number < SIGN);
    Compared { less: x < y, equal: x == y, unordered: false, maximum: if greater(&a) > greater(&b) { a } else { b } }
}

/// The ports show `a_i` and `b_i` compared.
#[derive(Clone, Copy, Debug)]
pub struct Fp32Compare;

/// The block of the list.
pub(crate) fn model(_instance: &Instance) -> Fp32Compare {
    Fp32Compare
}

impl Behaviour for Fp32Compare {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let compared = fp32_compare(inputs.get("a_i") as u32, inputs.get("b_i") as u32);
        outputs.pins.set("less_o", compared.less.into());
        outputs.pins.set("equal_o", compared.equal.into());
        outputs.pins.set("unordered_o", compared.unordered.into());
        outputs.pins.set("maximum_o", compared.maximum.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::INFINITY;
    use crate::exact::tests::edges;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    /// By the processor; its total order has −0 below +0.
    fn expected(a: u32, b: u32) -> Compared {
        let [x, y] = [a, b].map(f32::from_bits);
        let maximum = match x.partial_cmp(&y) {
            None => 0x7fc0_0000,
            Some(_) if x.total_cmp(&y).is_gt() => a,
            Some(_) => b,
        };
        Compared { less: x < y, equal: x == y, unordered: x.is_nan() || y.is_nan(), maximum }
    }

    #[test]
    fn numbers_by_hand() {
        const ONE: u32 = 0x3f80_0000;
        let table = [
            (0, SIGN, (false, true, 0)),
            (SIGN, 0, (false, true, 0)),
            (SIGN, SIGN, (false, true, SIGN)),
            (ONE, ONE + 1, (true, false, ONE + 1)),
            (SIGN | ONE, SIGN | (ONE + 1), (false, false, SIGN | ONE)),
            (SIGN | (ONE + 1), SIGN | ONE, (true, false, SIGN | ONE)),
            (SIGN | 1, 1, (true, false, 1)),
            (SIGN | 1, SIGN, (true, false, SIGN)),
            (INFINITY, 0x7f7f_ffff, (false, false, INFINITY)),
            (SIGN | INFINITY, SIGN | 0x7f7f_ffff, (true, false, SIGN | 0x7f7f_ffff)),
            (INFINITY, INFINITY, (false, true, INFINITY)),
        ];
        for (a, b, (less, equal, maximum)) in table {
            assert_eq!(fp32_compare(a, b), Compared { less, equal, unordered: false, maximum }, "{a:#x}, {b:#x}");
        }
        for nan in [0x7f80_0001, 0xffc0_0000, 0x7fff_ffff, u32::MAX] {
            let unordered = Compared { less: false, equal: false, unordered: true, maximum: 0x7fc0_0000 };
            assert_eq!([fp32_compare(nan, INFINITY), fp32_compare(0, nan), fp32_compare(nan, nan)], [unordered; 3]);
        }
    }

    #[test]
    fn edges_compare_as_the_processor_does() {
        let mut bench = Bench::of(&Block::named("fp32_compare").expect("it is listed").first());
        for a in edges() {
            for b in edges() {
                let outputs = bench.cycle(&[("a_i", a.into()), ("b_i", b.into())]);
                let shown = Compared {
                    less: outputs.specified("less_o") == 1,
                    equal: outputs.specified("equal_o") == 1,
                    unordered: outputs.specified("unordered_o") == 1,
                    maximum: outputs.specified("maximum_o") as u32,
                };
                assert_eq!(shown, expected(a, b), "{a:#x}, {b:#x}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_numbers_compare_as_the_processor_does(a in any::<u32>(), b in any::<u32>(), near in -3..=3_i32) {
            prop_assert_eq!(fp32_compare(a, b), expected(a, b));
            for b in [a, a ^ SIGN].map(|a| a.wrapping_add_signed(near)) {
                prop_assert_eq!(fp32_compare(a, b), expected(a, b));
            }
        }
    }
}
