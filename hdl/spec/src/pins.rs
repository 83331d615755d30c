//! The values on a block's ports in one cycle.

use crate::block::{Direction, Port};
use bitvec::prelude::*;
use std::collections::BTreeMap;

/// The bits of one port, bit 0 first.
pub type Value = BitVec<u32, Lsb0>;

/// The values on the input ports, or on the output ports, of a block in one cycle.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pins(BTreeMap<&'static str, Value>);

impl Pins {
    /// All ports of one direction, at zero.
    pub fn zero(ports: &[Port], direction: Direction) -> Self {
        Self(
            ports
                .iter()
                .filter(|port| port.direction == direction)
                .map(|port| (port.name, BitVec::repeat(false, port.width)))
                .collect(),
        )
    }

    /// Names and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    /// The bits of a port; a port that doesn't exist is a mistake of the program and panics with its name.
    pub fn bits(&self, port: &str) -> &BitSlice<u32, Lsb0> {
        self.0.get(port).unwrap_or_else(|| panic!("the block has no port `{port}`"))
    }

    /// The bits of a port, to write.
    pub fn bits_mut(&mut self, port: &str) -> &mut BitSlice<u32, Lsb0> {
        self.0.get_mut(port).unwrap_or_else(|| panic!("the block has no port `{port}`"))
    }

    /// Whether a port of one bit is high.
    pub fn high(&self, port: &str) -> bool {
        self.bits(port)[0]
    }

    /// A port of at most 64 bits as an unsigned number.
    pub fn get(&self, port: &str) -> u64 {
        self.lane(port, 0, self.bits(port).len())
    }

    /// Writes the low bits of `value` to a port of at most 64 bits.
    pub fn set(&mut self, port: &str, value: u64) {
        let width = self.bits(port).len();
        self.set_lane(port, 0, width, value);
    }

    /// The words of a port, bit 0 in the first.
    pub fn words(&self, port: &str) -> &[u32] {
        self.0.get(port).unwrap_or_else(|| panic!("the block has no port `{port}`")).as_raw_slice()
    }

    /// Writes words to a port that is as wide as they are.
    pub fn set_words(&mut self, port: &str, words: &[u32]) {
        self.bits_mut(port).copy_from_bitslice(words.view_bits());
    }

    /// Lane `lane` of `width` bits as an unsigned number.
    pub fn lane(&self, port: &str, lane: usize, width: usize) -> u64 {
        self.bits(port)[lane * width..][..width].load_le()
    }

    /// Writes the low `width` bits of `value` to lane `lane`.
    pub fn set_lane(&mut self, port: &str, lane: usize, width: usize, value: u64) {
        let value = if width < 64 { value & ((1 << width) - 1) } else { value };
        self.bits_mut(port)[lane * width..][..width].store_le(value);
    }
}
