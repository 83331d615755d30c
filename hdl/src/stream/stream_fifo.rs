use crate::handshake::{WordSink, WordSource};
use crate::mem::memory::Memory;
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// A queue of N words in a memory, and one more in the memory's output register.
    ///
    /// Meant for block RAM; a queue of one or two words is smaller as a stream_register.
    ///
    /// Timing: a word takes two cycles through an empty queue. One word per cycle. up_ready_o does not depend on
    /// down_ready_i; down_ready_i reaches the read enable of the memory.
    /// Widths: the pointers wrap at the depth of the memory, a power of two. When they are equal, the memory is empty or
    /// full: the registers full and filled distinguish the two. Their next values are computed, without an occupancy
    /// count, from a second pair of pointers. That pair counts down, so that synthesis does not merge it with the first
    /// pair, whose wires go to every bit of the memory.
    pub struct StreamFifo<T: Resize = Bits<64>>;

    /// A queue with a memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits, depth) {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
    }
    module "stream_fifo" parameters {
        /// Bits of a word.
        WIDTH: width in [16, 5, 9] = bits,
        /// Bits of an address of the memory, which has N words.
        ADDRESS_BITS: address_bits in [2, 3, 5] = address_bits,
    } made by new(1, width, 1 << address_bits)
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: empties the queue.
        in rst_ni: Bit,
        /// The incoming words.
        bundle up: WordSink<T>{lanes, lane_bits},
        /// The oldest word.
        bundle down: WordSource<T>{lanes, lane_bits},
    }
    inside {
        reg write_pointer: Bits<16>{address_bits},
        reg read_pointer: Bits<16>{address_bits},
        reg write_down: Bits<16>{address_bits},
        reg read_down: Bits<16>{address_bits},
        wire write_next: Bits<16>{address_bits},
        wire read_next: Bits<16>{address_bits},
        reg full: Bit,
        reg filled: Bit,
        reg shown: Bit,
        wire write: Bit,
        wire wanted: Bit,
        wire read: Bit,
        block memory: Memory<T> = Memory::new(lanes, lane_bits, depth),
        value _lanes: usize = lanes,
    }
}

impl<T: Resize> Logic for StreamFifo<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.up.ready_o.next = !self.full.q.val();
        self.write.next = self.up.valid_i.val() & self.up.ready_o.val();
        self.wanted.next = self.down.ready_i.val() | !self.shown.q.val();
        self.read.next = self.filled.q.val() & self.wanted.val();

        self.memory.clk_i.next = self.clk_i.val();
        self.memory.write_i.next = self.write.val();
        self.memory.write_address_i.next = self.write_pointer.q.val();
        self.memory.read_i.next = self.read.val();
        self.memory.read_address_i.next = self.read_pointer.q.val();
        for i in 0..self._lanes {
            self.memory.write_data_i[i].next = self.up.data_i[i].val();
            self.down.data_o[i].next = self.memory.read_data_o[i].val();
        }
        self.down.valid_o.next = self.shown.q.val();

        self.write_next.next = self.write_down.q.val() - 1;
        self.read_next.next = self.read_down.q.val() - 1;
        if self.write.val() {
            self.write_pointer.d.next = self.write_pointer.q.val() + 1;
            self.write_down.d.next = self.write_next.val();
        }
        if self.read.val() {
            self.read_pointer.d.next = self.read_pointer.q.val() + 1;
            self.read_down.d.next = self.read_next.val();
        }
        comment!("A full memory, and one that is to become full or empty, is read whenever a word is wanted.");
        self.full.d.next = !self.wanted.val()
            & (self.full.q.val() | (self.up.valid_i.val() & (self.write_next.val() == self.read_down.q.val())));
        self.filled.d.next = self.write.val()
            | (self.filled.q.val() & !(self.wanted.val() & (self.read_next.val() == self.write_down.q.val())));
        self.shown.d.next = self.read.val() | (self.shown.q.val() & !self.down.ready_i.val());
        if !self.rst_ni.val() {
            self.write_pointer.d.next = 0.into();
            self.read_pointer.d.next = 0.into();
            self.write_down.d.next = 0.into();
            self.read_down.d.next = 0.into();
            self.full.d.next = false;
            self.filled.d.next = false;
            self.shown.d.next = false;
        }
    }
}
