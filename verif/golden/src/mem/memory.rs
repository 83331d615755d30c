//! A memory with one write port and one read port, registered.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Instance, Pins, Value};

/// Words of some bits; the word last read stays at the output. A read in the cycle of a write to the same
/// address shows the old word.
#[derive(Clone, Debug)]
pub struct Memory {
    words: Vec<Value>,
    read: Value,
}

impl Memory {
    /// A memory of `depth` words (a power of two) of `bits` bits.
    pub fn new(depth: usize, bits: usize) -> Self {
        let zero = BitVec::repeat(false, bits);
        Self { words: vec![zero.clone(); depth], read: zero }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Memory {
    let [lanes, lane_bits, depth] = instance.own();
    Memory::new(depth, lanes * lane_bits)
}

impl Behaviour for Memory {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.bits_mut("read_data_o").copy_from_bitslice(&self.read);

        let address = |port| inputs.get(port) as usize;
        if inputs.high("read_i") {
            self.read = self.words[address("read_address_i")].clone();
        }
        if inputs.high("write_i") {
            self.words[address("write_address_i")] = inputs.bits("write_data_i").to_bitvec();
        }
    }
}
