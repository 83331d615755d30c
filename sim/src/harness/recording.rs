//! The value of every port in every cycle, for replay in another simulator.

use crate::model::{Model, words_of};
use bitvec::slice::BitSlice;
use seedchip_spec::{Direction, Pins, Port};

/// The values of the ports, cycle by cycle, just before the rising edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    ports: &'static [Port],
    words_per_cycle: usize,
    words: Vec<u32>,
}

impl Recording {
    /// An empty recording of these ports.
    pub fn new(ports: &'static [Port]) -> Self {
        Self { ports, words_per_cycle: ports.iter().map(words_of).sum(), words: Vec::new() }
    }

    /// Adds the values of the ports as they stand.
    pub(crate) fn record<M: Model + ?Sized>(&mut self, model: &M) {
        let start = self.words.len();
        self.words.resize(start + self.words_per_cycle, 0);
        let mut rest = &mut self.words[start..];
        for (index, port) in self.ports.iter().enumerate() {
            let (words, after) = rest.split_at_mut(words_of(port));
            model.read(index, words);
            rest = after;
        }
    }

    /// How many cycles were recorded.
    pub fn cycles(&self) -> usize {
        self.words.len() / self.words_per_cycle
    }

    /// The ports with their values in one cycle.
    pub fn cycle(&self, cycle: usize) -> impl Iterator<Item = (&'static Port, &[u32])> {
        let mut rest = &self.words[cycle * self.words_per_cycle..][..self.words_per_cycle];
        self.ports.iter().map(move |port| {
            let (words, after) = rest.split_at(words_of(port));
            rest = after;
            (port, words)
        })
    }

    /// The inputs, or the outputs, of one cycle.
    pub fn pins(&self, cycle: usize, direction: Direction) -> Pins {
        let mut pins = Pins::zero(self.ports, direction);
        for (port, words) in self.cycle(cycle).filter(|(port, _)| port.direction == direction) {
            pins.bits_mut(port.name).copy_from_bitslice(&BitSlice::from_slice(words)[..port.width]);
        }
        pins
    }
}
