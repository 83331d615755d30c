use crate::mem::memory::Memory;
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// A memory with one write port and one read port whose output register waits: a read takes two steps, each with
    /// an enable of its own.
    ///
    /// The two steps are those of a block RAM with its output register, whose clock-to-output delay leaves the logic
    /// behind it a whole cycle (as in memory_registered), and a word of which can wait in each step until it is wanted.
    /// With one enable for both, a word would wait behind an empty step.
    ///
    /// Timing: a word written at t can be read from t + 1. With read_i and read_address_i at t, the word is in the first
    /// step from t + 1 until the next read_i. With show_i at t, read_data_o at t + 1 is the word of the first step of t,
    /// until the next show_i. Each port accepts one access per cycle. No reset.
    pub struct MemoryHeld<T: Resize = Bits<64>>;

    /// A memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits, depth) {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
    }
    module "memory_held" sized "{depth}x{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Write a word.
        in write_i: Bit,
        /// The address to write to.
        in write_address_i: Bits<16>{address_bits},
        /// The word to write.
        in write_data_i: T{lane_bits}[lanes],
        /// Read a word into the first step.
        in read_i: Bit,
        /// The address to read from.
        in read_address_i: Bits<16>{address_bits},
        /// Show the word of the first step.
        in show_i: Bit,
        /// The word shown last.
        out read_data_o: T{lane_bits}[lanes],
    }
    inside {
        block memory: Memory<T> = Memory::new(lanes, lane_bits, depth),
        reg word: T{lane_bits}[lanes],
        value _lanes: usize = lanes,
    }
}

impl<T: Resize> Logic for MemoryHeld<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.memory.clk_i.next = self.clk_i.val();
        self.memory.write_i.next = self.write_i.val();
        self.memory.write_address_i.next = self.write_address_i.val();
        self.memory.read_i.next = self.read_i.val();
        self.memory.read_address_i.next = self.read_address_i.val();
        for i in 0..self._lanes {
            self.memory.write_data_i[i].next = self.write_data_i[i].val();
            if self.show_i.val() {
                self.word[i].d.next = self.memory.read_data_o[i].val();
            }
            self.read_data_o[i].next = self.word[i].q.val();
        }
    }
}
