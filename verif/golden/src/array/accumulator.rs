//! The accumulators of one column.

use crate::beat::signed;
use crate::mem::memory_registered::MemoryRegistered;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};

/// D words, and the sums on their way to them.
///
/// Assumption on the inputs, for the sums to mean something: an address comes again after 4 cycles at the
/// earliest. The model is exact without it.
#[derive(Clone, Debug)]
pub struct Accumulator {
    sum_bits: usize,
    memory: MemoryRegistered<i32>,
    sums: Delay<i32>,
    /// The bias of a first sum, from when it is sampled to the adding.
    biases: Delay<Option<i32>>,
    acc: i32,
}

impl Accumulator {
    /// Cycles from the arrival of a sum to its adding: those of the memory.
    const TO_ADDING: usize = 2;
    /// Cycles from the sampling of first and bias to the adding.
    const BIAS_TO_ADDING: usize = 1;

    /// Accumulators of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            sum_bits: configuration.sum_bits(),
            memory: MemoryRegistered::new(configuration.accumulators(), 0),
            sums: Delay::new(Self::TO_ADDING, 0),
            biases: Delay::new(Self::BIAS_TO_ADDING, None),
            acc: 0,
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Accumulator {
    Accumulator::new(instance.configuration())
}

impl Behaviour for Accumulator {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("acc_o", u64::from(self.acc.cast_unsigned()));

        let address = |port| inputs.get(port) as usize;
        let write = inputs.high("write_i").then(|| (address("write_address_i"), self.acc));
        let word = self.memory.step(address("read_address_i"), write);
        let sum = self.sums.cycle(signed(inputs.get("sum_i"), self.sum_bits) as i32);
        let bias = inputs.high("first_i").then(|| (inputs.get("bias_i") as u32).cast_signed());
        self.acc = self.biases.cycle(bias).unwrap_or(word).wrapping_add(sum);
    }
}
