//! A queue in a memory, with the memory's output register as one more entry.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Instance, Pins, Value};
use std::collections::VecDeque;

/// Words in the memory, and the word last read from it.
#[derive(Clone, Debug)]
pub struct StreamFifo<T> {
    depth: usize,
    memory: VecDeque<T>,
    valid: bool,
    shown: T,
}

impl<T: Clone> StreamFifo<T> {
    /// An empty queue of `depth` words (a power of two) that shows `initial` until a word comes.
    pub fn new(depth: usize, initial: T) -> Self {
        Self { depth, memory: VecDeque::new(), valid: false, shown: initial }
    }

    /// Whether a word can be taken in this cycle.
    pub fn ready(&self) -> bool {
        self.memory.len() < self.depth
    }

    /// Whether a word is offered in this cycle.
    pub fn valid(&self) -> bool {
        self.valid
    }

    /// Whether it holds no word, offered or not.
    pub fn is_empty(&self) -> bool {
        !self.valid && self.memory.is_empty()
    }

    /// The word last read from the memory.
    pub fn shown(&self) -> &T {
        &self.shown
    }

    /// The rising edge: `up` is the word offered to the queue, `down_ready` whether its own is taken.
    pub fn step(&mut self, up: Option<T>, down_ready: bool) {
        let up = up.filter(|_| self.ready());
        if !self.valid || down_ready {
            let read = self.memory.pop_front();
            self.valid = read.is_some();
            if let Some(word) = read {
                self.shown = word;
            }
        }
        self.memory.extend(up);
    }

    /// What reset does at a rising edge, after the step: the words are gone. The memory's output register has
    /// no reset, so that it shows the word that was read in this cycle.
    pub fn reset(&mut self) {
        self.memory.clear();
        self.valid = false;
    }
}

impl StreamFifo<Value> {
    /// An empty queue of `depth` words of `bits` bits.
    pub fn bits(depth: usize, bits: usize) -> Self {
        Self::new(depth, BitVec::repeat(false, bits))
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> StreamFifo<Value> {
    let [lanes, lane_bits, depth] = instance.own();
    StreamFifo::bits(depth, lanes * lane_bits)
}

impl Behaviour for StreamFifo<Value> {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.bits_mut("down_data_o").copy_from_bitslice(self.shown());
        outputs.pins.set("up_ready_o", self.ready().into());
        outputs.pins.set("down_valid_o", self.valid().into());

        let up = inputs.high("up_valid_i").then(|| inputs.bits("up_data_i").to_bitvec());
        self.step(up, inputs.high("down_ready_i"));
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_passes_an_empty_queue_in_two_cycles() {
        let mut queue = StreamFifo::new(4, 0);
        queue.step(Some(7), true);
        assert!(!queue.valid());
        queue.step(None, true);
        assert!(queue.valid());
        assert_eq!(*queue.shown(), 7);
        queue.step(None, true);
        assert!(!queue.valid());
        assert_eq!(*queue.shown(), 7);
    }

    #[test]
    fn a_queue_that_nobody_empties_takes_one_more_than_its_depth() {
        let mut queue = StreamFifo::new(4, 0);
        let accepted = (1..20).filter(|word| {
            let ready = queue.ready();
            queue.step(Some(*word), false);
            ready
        });
        assert_eq!(accepted.count(), 5);
    }

    #[test]
    fn a_word_per_cycle_passes() {
        let mut queue = StreamFifo::new(4, 0);
        for word in 1..50 {
            assert!(queue.ready());
            assert_eq!(queue.valid(), word > 2);
            assert_eq!(*queue.shown(), (word - 2).max(0));
            queue.step(Some(word), true);
        }
    }
}
