//! A block of the unit.

use bitvec::prelude::*;
use seedchip_golden::Block;
use seedchip_spec::{Configuration, Direction, Pins};

/// A block with its pins in this cycle.
pub struct Part {
    pub model: Box<dyn Block>,
    pub inputs: Pins,
    pub outputs: Pins,
    /// The inputs that the outputs are of, in this cycle.
    pub seen: Option<Pins>,
}

impl Part {
    /// A block of this configuration at power-up.
    pub fn new(name: &str, configuration: &Configuration) -> Self {
        let instance = seedchip_spec::Block::named(name).expect("it is listed").of(configuration);
        let (ports, model) = (instance.ports(), seedchip_golden::block(&instance).expect("it has a model"));
        let (inputs, outputs) = (Pins::zero(&ports, Direction::Input), Pins::zero(&ports, Direction::Output));
        Self { model, inputs, outputs, seen: None }
    }

    /// Brings the outputs in line with the inputs; whether they changed.
    pub fn settle(&mut self, garbage: u64) -> bool {
        if self.seen.as_ref() == Some(&self.inputs) {
            return false;
        }
        let mut seen = self.model.peek(&self.inputs);
        for (place, port) in (1..).zip(&seen.unspecified) {
            fill(seen.pins.bits_mut(port), garbage.wrapping_mul(2 * place + 1));
        }
        self.seen = Some(self.inputs.clone());
        let changed = seen.pins != self.outputs;
        self.outputs = seen.pins;
        changed
    }
}

/// Fills bits with what a number makes.
fn fill(bits: &mut BitSlice<u32, Lsb0>, mut number: u64) {
    for chunk in bits.chunks_mut(32) {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let width = chunk.len();
        chunk.store_le::<u32>((number >> 32) as u32 & (u32::MAX >> (32 - width)));
    }
}
