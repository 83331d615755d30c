use crate::mem::memory::Memory;
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// A memory of one write port and one read port with a register behind its output.
    ///
    /// Block RAMs answer late in their cycle; the register, which they have built in, gives the logic behind a whole
    /// one. A user that has a cycle to spare takes this one, a queue the plain memory. Its words are not reset. A read
    /// in the cycle of a write to the same address shows the old word.
    ///
    /// Timing: a word written at t can be read from t + 1. What is read at t shows at t + 2. Both ports take an access
    /// every cycle.
    pub struct MemoryRegistered<T: Resize = Bits<64>>;

    /// A memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits, depth) {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
    }
    module "memory_registered" sized "{depth}x{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Write a word.
        in write_i: Bit,
        /// The address to write to.
        in write_address_i: Bits<16>{address_bits},
        /// The word to write.
        in write_data_i: T{lane_bits}[lanes],
        /// The address to read from.
        in read_address_i: Bits<16>{address_bits},
        /// The word of the address of two cycles ago.
        out read_data_o: T{lane_bits}[lanes],
    }
    inside {
        block memory: Memory<T> = Memory::new(lanes, lane_bits, depth),
        reg word: T{lane_bits}[lanes],
        value _lanes: usize = lanes,
    }
}

impl<T: Resize> Logic for MemoryRegistered<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.memory.clk_i.next = self.clk_i.val();
        self.memory.write_i.next = self.write_i.val();
        self.memory.write_address_i.next = self.write_address_i.val();
        self.memory.read_i.next = true;
        self.memory.read_address_i.next = self.read_address_i.val();
        for i in 0..self._lanes {
            self.memory.write_data_i[i].next = self.write_data_i[i].val();
            self.word[i].d.next = self.memory.read_data_o[i].val();
            self.read_data_o[i].next = self.word[i].q.val();
        }
    }
}
