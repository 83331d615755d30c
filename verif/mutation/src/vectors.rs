//! A case as words of inputs and expected outputs, on which every mutant is run.

use crate::instrument::SELECT;
use seedchip_sim::model::words_of;
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::{Direction, Pins, Port};

/// The inputs of some cycles, and the outputs that are expected.
pub struct Vectors {
    inputs: Vec<u32>,
    outputs: Vec<u32>,
    /// The bits of the outputs that mean something.
    masks: Vec<u32>,
    cycles: usize,
    /// What registers and memories hold at the start.
    pub power_up: PowerUp,
}

impl Vectors {
    /// A case from zero. An answer is the outputs of a cycle, and the ports that mean nothing in it.
    pub fn new<'a>(
        ports: &[Port],
        case: &[Pins],
        answers: impl IntoIterator<Item = (&'a Pins, &'a [&'static str])>,
    ) -> Self {
        let mut vectors =
            Self { inputs: vec![], outputs: vec![], masks: vec![], cycles: case.len(), power_up: PowerUp::Zero };
        for (pins, (answer, unspecified)) in case.iter().zip(answers) {
            for port in ports {
                match port.direction {
                    Direction::Input => vectors.inputs.extend(pins.bits(port.name).to_bitvec().into_vec()),
                    Direction::Output => {
                        vectors.outputs.extend(answer.bits(port.name).to_bitvec().into_vec());
                        let mask = if unspecified.contains(&port.name) { 0 } else { u32::MAX };
                        vectors.masks.extend(std::iter::repeat_n(mask, words_of(port)));
                    }
                }
            }
        }
        vectors
    }

    /// The same inputs from other contents of the registers, with what `model` answers to them: the first cycles,
    /// those of the reset, are not looked at.
    pub fn answered_by(mut self, model: &mut dyn Model, power_up: PowerUp, reset: usize) -> Self {
        let words = self.outputs.len() / self.cycles.max(1);
        let mut outputs = Vec::with_capacity(self.outputs.len());
        self.cycle(model, |_, found| {
            outputs.extend_from_slice(found);
            true
        });
        self.outputs = outputs;
        self.masks[..(reset * words).min(words * self.cycles)].fill(0);
        self.power_up = power_up;
        self
    }

    /// Runs a model that was just made; the first cycle in which an output is not what is expected.
    pub fn differs(&self, model: &mut dyn Model) -> Option<usize> {
        let words = self.outputs.len() / self.cycles.max(1);
        let mut differs = None;
        self.cycle(model, |cycle, found| {
            let place = cycle * words..(cycle + 1) * words;
            let expected = self.outputs[place.clone()].iter().zip(&self.masks[place]);
            let equal = found.iter().zip(expected).all(|(found, (expected, mask))| (found ^ expected) & mask == 0);
            if !equal {
                differs = Some(cycle);
            }
            equal
        });
        differs
    }

    /// Hands out the outputs of each cycle, in the order of the ports, until that is enough.
    fn cycle(&self, model: &mut dyn Model, mut observe: impl FnMut(usize, &[u32]) -> bool) {
        let ports = model.ports();
        let of = |direction| ports.iter().enumerate().filter(move |(_, port)| port.direction == direction);
        let driven = || of(Direction::Input).filter(|(_, port)| port.name != SELECT);
        let mut found = vec![0; self.outputs.len() / self.cycles.max(1)];
        let mut inputs = &self.inputs[..];
        for cycle in 0..self.cycles {
            for (index, port) in driven() {
                let (words, rest) = inputs.split_at(words_of(port));
                model.write(index, words);
                inputs = rest;
            }
            model.settle();
            let mut outputs = &mut found[..];
            for (index, port) in of(Direction::Output) {
                let (words, rest) = std::mem::take(&mut outputs).split_at_mut(words_of(port));
                model.read(index, words);
                outputs = rest;
            }
            if !observe(cycle, &found) {
                return;
            }
            model.rise();
        }
    }
}
