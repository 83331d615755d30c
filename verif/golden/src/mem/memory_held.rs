//! A memory whose reads take two steps, each with an enable of its own.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Instance, Pins, Value};

/// Words of some bits, the word last read, and the word last shown.
#[derive(Clone, Debug)]
pub struct MemoryHeld {
    words: Vec<Value>,
    read: Value,
    shown: Value,
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> MemoryHeld {
    let [lanes, lane_bits, depth] = instance.own();
    let zero: Value = BitVec::repeat(false, lanes * lane_bits);
    MemoryHeld { words: vec![zero.clone(); depth], read: zero.clone(), shown: zero }
}

impl Behaviour for MemoryHeld {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.bits_mut("read_data_o").copy_from_bitslice(&self.shown);

        let address = |port| inputs.get(port) as usize;
        if inputs.high("show_i") {
            self.shown = self.read.clone();
        }
        if inputs.high("read_i") {
            self.read = self.words[address("read_address_i")].clone();
        }
        if inputs.high("write_i") {
            self.words[address("write_address_i")] = inputs.bits("write_data_i").to_bitvec();
        }
    }
}
