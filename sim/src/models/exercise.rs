//! Random inputs and a hash of the outputs, in Rust and in C++ (`SeedchipExercise` in `include/seedchip_model.h`): shows
//! that both address the same ports, and measures the cost of the Rust interface.

use super::Verilated;
use crate::model::Model;
use seedchip_spec::Direction;

/// Generates inputs, folds outputs.
pub struct Exercise {
    state: u64,
    fold: u64,
}

impl Exercise {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed | 1, fold: 0 }
    }

    /// The next random number.
    #[expect(clippy::should_implement_trait, reason = "never ends, so an Option would only be in the way")]
    #[inline]
    pub fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    /// Drives an input of any width.
    #[inline]
    pub fn drive(&mut self, model: &mut Verilated, port: usize) {
        if let Some(words) = model.words_mut(port) {
            words.iter_mut().for_each(|word| *word = self.next() as u32);
        } else {
            let value = self.next();
            model.set_value(port, value);
        }
    }

    /// Folds an output of any width in.
    #[inline]
    pub fn observe(&mut self, model: &Verilated, port: usize) {
        if let Some(words) = model.words(port) {
            words.iter().for_each(|word| self.add((*word).into()));
        } else {
            self.add(model.value(port));
        }
    }

    #[inline]
    fn add(&mut self, value: u64) {
        self.fold = self.fold.rotate_left(5) ^ value;
    }

    /// The hash of the outputs.
    pub fn fold(&self) -> u64 {
        self.fold
    }
}

impl Verilated {
    /// Clocks the model `cycles` times with random inputs and folds its outputs into a number. A port `rst_ni` is low for
    /// two cycles.
    pub fn exercise(&mut self, cycles: u64, seed: u64) -> u64 {
        let ports = self.ports();
        let indices = |direction| (0..ports.len()).filter(move |index| ports[*index].direction == direction);
        let reset = self.port("rst_ni");
        let inputs: Vec<usize> = indices(Direction::Input).filter(|index| Some(*index) != reset).collect();
        let outputs: Vec<usize> = indices(Direction::Output).collect();
        let mut exercise = Exercise::new(seed);
        for cycle in 0..cycles {
            if let Some(reset) = reset {
                self.set_value(reset, u64::from(cycle > 1));
            }
            inputs.iter().for_each(|input| exercise.drive(self, *input));
            self.settle();
            outputs.iter().for_each(|output| exercise.observe(self, *output));
            self.rise();
        }
        exercise.fold()
    }
}
