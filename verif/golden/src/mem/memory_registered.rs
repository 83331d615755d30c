//! A memory with one write port and one read port, and one more register behind it.

use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Instance, Pins, Value};

/// Words of some bits, one of which is read in every cycle. A read in the cycle of a write to the same address
/// shows the old word.
#[derive(Clone, Debug)]
pub struct MemoryRegistered<T> {
    words: Vec<T>,
    reads: Delay<T>,
}

impl<T: Clone> MemoryRegistered<T> {
    /// Cycles from an address to its word.
    pub const LATENCY: usize = 2;

    /// A memory of `depth` words (a power of two).
    pub fn new(depth: usize, initial: T) -> Self {
        Self { words: vec![initial.clone(); depth], reads: Delay::new(Self::LATENCY, initial) }
    }

    /// A cycle: the word of the address of two cycles ago; then the word at `read` is taken, and the one of `write`
    /// stored.
    pub fn step(&mut self, read: usize, write: Option<(usize, T)>) -> T {
        let shown = self.reads.cycle(self.words[read].clone());
        if let Some((address, word)) = write {
            self.words[address] = word;
        }
        shown
    }
}

impl MemoryRegistered<Value> {
    /// A memory of `depth` words (a power of two) of `bits` bits.
    pub fn bits(depth: usize, bits: usize) -> Self {
        Self::new(depth, BitVec::repeat(false, bits))
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> MemoryRegistered<Value> {
    let [lanes, lane_bits, depth] = instance.own();
    MemoryRegistered::bits(depth, lanes * lane_bits)
}

impl Behaviour for MemoryRegistered<Value> {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let address = |port| inputs.get(port) as usize;
        let write =
            inputs.high("write_i").then(|| (address("write_address_i"), inputs.bits("write_data_i").to_bitvec()));
        let shown = self.step(address("read_address_i"), write);
        outputs.pins.bits_mut("read_data_o").copy_from_bitslice(&shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_shows_two_cycles_after_its_address_and_is_the_one_of_before_a_write() {
        let mut memory = MemoryRegistered::new(2, 0);
        let steps = [(0, Some((0, 5))), (0, Some((0, 6))), (0, None), (1, Some((1, 9))), (1, None), (0, None)];
        assert_eq!(steps.map(|(read, write)| memory.step(read, write)), [0, 0, 0, 5, 6, 0]);
    }
}
