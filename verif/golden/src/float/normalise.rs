//! Leading zeros shifted out, as far as a limit, in three cycles.

use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// A value and how far it was shifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Normalised {
    /// The value shifted.
    pub value: u64,
    /// The bits that it was shifted by.
    pub shift: u32,
}

/// A value of so many bits shifted to its top, by no more than the limit.
pub fn normalise(value: u64, bits: usize, limit: u32) -> Normalised {
    let zeros = if value == 0 { 16 * bits.div_ceil(16) as u32 - 1 } else { bits as u32 - 1 - value.ilog2() };
    let shift = zeros.min(limit);
    Normalised { value: value << shift, shift }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Normalise {
    bits: usize,
    results: Delay<Normalised>,
}

impl Normalise {
    /// Cycles from a value to its result.
    pub const LATENCY: usize = 3;

    /// A pipeline of zeros for values of 16 to 64 bits.
    pub fn new(bits: usize) -> Self {
        Self { bits, results: Delay::new(Self::LATENCY, Normalised::default()) }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Normalise {
    let [bits] = instance.own();
    Normalise::new(bits)
}

impl Behaviour for Normalise {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let result = self.results.cycle(normalise(inputs.get("value_i"), self.bits, inputs.get("limit_i") as u32));
        outputs.pins.set("value_o", result.value);
        outputs.pins.set("shift_o", result.shift.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    /// Bit by bit.
    fn step_by_step(mut value: u64, bits: usize, limit: u32) -> Normalised {
        let mut shift = 0;
        while shift < limit && value >> (bits - 1) & 1 == 0 {
            value <<= 1;
            shift += 1;
        }
        Normalised { value, shift }
    }

    #[test]
    fn every_value_of_16_bits_is_shifted_step_by_step() {
        for value in 1..1 << 16 {
            for limit in 0..64 {
                assert_eq!(normalise(value, 16, limit), step_by_step(value, 16, limit), "{value:#x}, {limit}");
            }
        }
    }

    #[test]
    fn zero_counts_as_as_many_leading_zeros_as_its_groups_of_16_bits_have_less_one() {
        for (bits, zeros) in [(16, 15), (17, 31), (21, 31), (32, 31), (33, 47), (43, 47), (48, 47), (49, 63), (64, 63)]
        {
            for limit in 0..64 {
                assert_eq!(normalise(0, bits, limit), Normalised { value: 0, shift: zeros.min(limit) }, "{bits}");
            }
        }
    }

    proptest! {
        #[test]
        fn values_are_shifted_step_by_step(
            value in any::<u64>(), bits in 16..=64_usize, zeros in 0..64_usize, limit in 0..64_u32,
        ) {
            let value = (value >> (64 - bits) >> (zeros % bits)).max(1);
            prop_assert_eq!(normalise(value, bits, limit), step_by_step(value, bits, limit));
        }
    }

    #[test]
    fn a_result_shows_three_cycles_after_its_value() {
        for instance in Block::named("normalise").expect("it is listed").instances() {
            let [bits] = instance.own();
            let mut bench = Bench::of(&instance);
            let value = |cycle: usize| 5_u64 << (cycle % (bits - 2));
            for cycle in 0..200 {
                let outputs = bench.cycle(&[("value_i", value(cycle)), ("limit_i", cycle as u64 % 64)]);
                let expected = cycle
                    .checked_sub(3)
                    .map_or(Normalised::default(), |cycle| step_by_step(value(cycle), bits, cycle as u32 % 64));
                let shown = (outputs.specified("value_o"), outputs.specified("shift_o"));
                assert_eq!(shown, (expected.value, expected.shift.into()), "{bits}: {cycle}");
            }
        }
    }

    #[test]
    fn a_value_of_zero_is_not_the_zero_of_the_start() {
        let mut bench = Bench::of(&Block::named("normalise").expect("it is listed").first());
        let shifts = [(); 5].map(|()| bench.cycle(&[("limit_i", 63)]).specified("shift_o"));
        assert_eq!(shifts, [0, 0, 0, 47, 47]);
    }
}
