//! A delay whose every stage is cleared by reset.

use super::delay::Delay;
use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Instance, Pins, Value};

/// `token_o` is `token_i` of some cycles ago, or zero if there was a reset since.
#[derive(Clone, Debug)]
pub struct TokenDelay {
    tokens: Delay<Value>,
    none: Value,
}

impl TokenDelay {
    /// A delay of `cycles` cycles, at least 1, of `bits` bits.
    pub fn new(cycles: usize, bits: usize) -> Self {
        Self { tokens: Delay::bits(cycles, bits), none: BitVec::repeat(false, bits) }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> TokenDelay {
    let [bits, stages] = instance.own();
    TokenDelay::new(stages, bits)
}

impl Behaviour for TokenDelay {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let oldest = self.tokens.cycle(inputs.bits("token_i").to_bitvec());
        outputs.pins.bits_mut("token_o").copy_from_bitslice(&oldest);
        if !inputs.high("rst_ni") {
            self.tokens.fill(&self.none);
        }
    }
}
