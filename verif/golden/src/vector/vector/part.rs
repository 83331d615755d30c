//! A block of the unit.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Block, Direction, Instance, Pins};

/// A block of the list with its inputs of this cycle.
#[derive(Clone, Debug)]
pub struct Part<B> {
    pub inputs: Pins,
    zero: Pins,
    behaviour: B,
}

impl<B: Behaviour + Clone> Part<B> {
    /// A block at power-up, at sizes of its own.
    ///
    /// # Panics
    ///
    /// If the list has no such block, which is a mistake of the program.
    pub fn new(name: &str, sizes: &[usize], model: fn(&Instance) -> B) -> Self {
        let block = Block::named(name).unwrap_or_else(|| panic!("`{name}` is not listed"));
        let instance = block.at(sizes);
        let pins = |direction| Pins::zero(&instance.ports(), direction);
        Self { inputs: pins(Direction::Input), zero: pins(Direction::Output), behaviour: model(&instance) }
    }

    /// Sets inputs.
    pub fn set(&mut self, values: &[(&str, u64)]) {
        values.iter().for_each(|(port, value)| self.inputs.set(port, *value));
    }

    /// Sets an input that may be wide.
    pub fn set_bits(&mut self, port: &str, value: &BitSlice<u32, Lsb0>) {
        self.inputs.bits_mut(port).copy_from_bitslice(value);
    }

    /// What the block shows with these inputs.
    pub fn peek(&self) -> Pins {
        self.clone().cycle()
    }

    /// What the block shows with these inputs, then the rising edge. What it leaves unspecified is all ones: the unit must not
    /// depend on it.
    pub fn cycle(&mut self) -> Pins {
        let mut outputs = Outputs { pins: self.zero.clone(), unspecified: Vec::new() };
        self.behaviour.cycle(&self.inputs, &mut outputs);
        for port in outputs.unspecified {
            outputs.pins.bits_mut(port).fill(true);
        }
        outputs.pins
    }
}
