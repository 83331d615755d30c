use crate::mem::memory::Memory;
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// A memory with one write port and one read port, and a register behind its output.
    ///
    /// The clock-to-output delay of a block RAM is long. Its built-in output register leaves the logic behind it a whole
    /// cycle, for one more cycle of latency; a queue, which has none to spare, uses the plain memory. The words have no
    /// reset. A read in the cycle of a write to the same address returns the old word.
    ///
    /// Timing: a word written at t can be read from t + 1. With read_address_i at t, read_data_o has the word at t + 2.
    /// Each port accepts one access per cycle.
    pub struct MemoryRegistered<T: Resize = Bits<64>>;

    /// A memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits, depth) {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
    }
    module "memory_registered" parameters {
        /// Bits of a word.
        WIDTH: width in [16, 5, 9] = bits,
        /// Bits of an address.
        ADDRESS_BITS: address_bits in [2, 3, 5] = address_bits,
    } made by new(1, width, 1 << address_bits)
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
        /// The word at the address of two cycles before.
        out read_data_o: T{lane_bits}[lanes],
    }
    inside {
        block registered: Memory<T> = Memory::new(lanes, lane_bits, depth),
        reg word: T{lane_bits}[lanes],
        value _lanes: usize = lanes,
    }
}

impl<T: Resize> Logic for MemoryRegistered<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.registered.clk_i.next = self.clk_i.val();
        self.registered.write_i.next = self.write_i.val();
        self.registered.write_address_i.next = self.write_address_i.val();
        self.registered.read_i.next = true;
        self.registered.read_address_i.next = self.read_address_i.val();
        for i in 0..self._lanes {
            self.registered.write_data_i[i].next = self.write_data_i[i].val();
            self.word[i].d.next = self.registered.read_data_o[i].val();
            self.read_data_o[i].next = self.word[i].q.val();
        }
    }
}
