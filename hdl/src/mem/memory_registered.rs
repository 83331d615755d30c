//! A memory of one write port and one read port with a register behind its output.
//!
//! Block RAMs answer late in their cycle; the register, which they have built in, gives the logic behind a whole one.
//! A user that has a cycle to spare takes this one, a queue the plain memory. Its words are not reset. A read in the
//! cycle of a write to the same address shows the old word.
//!
//! Ports: write_i with write_address_i and write_data_i; read_address_i; read_data_o. The words are lanes of equal
//! width, lane 0 lowest.
//! Timing: a word written at t can be read from t + 1. What is read at t shows at t + 2. Both ports take an access
//! every cycle.

use crate::mem::Memory;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, Resize};

/// A memory of words of lanes of type `T`, with a register behind its output.
#[derive(Clone, Debug, LogicBlock)]
pub struct MemoryRegistered<T: Resize = Bits<64>> {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Store a word.
    pub write_i: Signal<In, Bit>,
    /// Where.
    pub write_address_i: Bus<In, Bits<16>>,
    /// The word.
    pub write_data_i: Vec<Bus<In, T>>,
    /// Which word to show.
    pub read_address_i: Bus<In, Bits<16>>,
    /// The word of the address of two cycles ago.
    pub read_data_o: Vec<Bus<Out, T>>,
    memory: Memory<T>,
    word: Vec<Flop<T>>,
    module_name: Module,
    _lanes: usize,
}

impl<T: Resize> MemoryRegistered<T> {
    /// A memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits` bits.
    pub fn new(lanes: usize, lane_bits: usize, depth: usize) -> Self {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
        Self {
            clk_i: Signal::default(),
            write_i: Signal::default(),
            write_address_i: Bus::new(address_bits),
            write_data_i: Bus::lanes(lanes, lane_bits),
            read_address_i: Bus::new(address_bits),
            read_data_o: Bus::lanes(lanes, lane_bits),
            memory: Memory::new(lanes, lane_bits, depth),
            word: Flop::lanes(lanes, lane_bits),
            module_name: Module::new(format!("memory_registered_{depth}x{bits}"), include_str!("memory_registered.rs")),
            _lanes: lanes,
        }
    }
}

impl<T: Resize> Logic for MemoryRegistered<T> {
    #[hdl_gen]
    fn update(&mut self) {
        self.memory.clk_i.next = self.clk_i.val();
        self.memory.write_i.next = self.write_i.val();
        self.memory.write_address_i.next = self.write_address_i.val();
        self.memory.read_i.next = true;
        self.memory.read_address_i.next = self.read_address_i.val();
        for i in 0..self._lanes {
            self.memory.write_data_i[i].next = self.write_data_i[i].val();
            self.word[i].clock.next = self.clk_i.val();
            self.word[i].d.next = self.memory.read_data_o[i].val();
            self.read_data_o[i].next = self.word[i].q.val();
        }
    }
}
