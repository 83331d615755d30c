//! Integers to FP32 numbers, in seven cycles.

use crate::beat::signed;
use crate::exact::round;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// RN(`integer`), +0 for 0.
pub fn int_to_fp32(integer: i64) -> u32 {
    round(integer.into(), 0)
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct IntToFp32 {
    bits: usize,
    results: Delay<u32>,
}

impl IntToFp32 {
    /// Cycles from an integer to its number.
    pub const LATENCY: usize = 7;

    /// A pipeline of zeros for integers of 26 to 64 bits.
    pub fn new(bits: usize) -> Self {
        Self { bits, results: Delay::new(Self::LATENCY, 0) }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> IntToFp32 {
    let [bits] = instance.own();
    IntToFp32::new(bits)
}

impl Behaviour for IntToFp32 {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let number = self.results.cycle(int_to_fp32(signed(inputs.get("integer_i"), self.bits)));
        outputs.pins.set("number_o", number.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::SIGN;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    #[test]
    fn integers_by_hand() {
        let table = [(0, 0), (1, 0x3f80_0000), (3, 0x4040_0000), ((1 << 24) - 1, 0x4b7f_ffff), (1 << 24, 0x4b80_0000)];
        for (integer, number) in table {
            let negative = if integer == 0 { 0 } else { number | SIGN };
            assert_eq!([int_to_fp32(integer), int_to_fp32(-integer)], [number, negative]);
        }
        // Ties: 2^24 + 1 and 2^24 + 3.
        assert_eq!([1, 2, 3, 5].map(|low| int_to_fp32((1 << 24) + low)), [0, 1, 2, 2].map(|up| 0x4b80_0000 + up));
        assert_eq!(int_to_fp32((1 << 25) - 1), 0x4c00_0000, "the carry goes through");
        assert_eq!([i64::MIN, i64::MAX].map(int_to_fp32), [0xdf00_0000, 0x5f00_0000]);
    }

    #[test]
    fn integers_near_powers_and_ties_are_those_of_the_processor() {
        for bits in 0..63 {
            for below in [0, 1, 2, 23, 24, 25, 40].into_iter().filter(|below| *below <= bits) {
                for near in -3..=3 {
                    let integer = (1_i64 << bits).wrapping_add(1 << (bits - below)).wrapping_add(near);
                    for integer in [integer, integer.wrapping_neg()] {
                        assert_eq!(int_to_fp32(integer), (integer as f32).to_bits(), "{integer}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_integer_is_that_of_the_processor(integer in any::<i64>(), zeros in 0..64) {
            let integer = integer >> zeros;
            prop_assert_eq!(int_to_fp32(integer), (integer as f32).to_bits());
        }
    }

    #[test]
    fn a_number_shows_seven_cycles_after_its_integer() {
        for instance in Block::named("int_to_fp32").expect("it is listed").instances() {
            let [bits] = instance.own();
            let mut bench = Bench::of(&instance);
            let integer = |cycle: usize| match cycle {
                0 => i64::MIN >> (64 - bits),
                1 => i64::MAX >> (64 - bits),
                _ => (cycle as i64).wrapping_mul(0x1234_5678_9abc_def1) >> (64 - bits) >> (cycle % bits),
            };
            for cycle in 0..300_usize {
                let outputs = bench.cycle(&[("integer_i", integer(cycle).cast_unsigned())]);
                let expected = cycle.checked_sub(7).map_or(0, |cycle| (integer(cycle) as f32).to_bits());
                assert_eq!(outputs.specified("number_o"), expected.into(), "{bits}: {cycle}");
            }
        }
    }
}
