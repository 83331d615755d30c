//! A queue of N words in a memory, and one more in the memory's output register.
//!
//! Sized for block RAM; a queue of one or two words is better a stream_register.
//!
//! Ports: rst_ni (synchronous, low empties it); up_valid_i, up_ready_o, up_data_i: the stream that
//! comes; down_valid_o, down_ready_i, down_data_o: the stream that goes. Data are lanes of equal
//! width, lane 0 lowest.
//! Timing: a word passes an empty queue in two cycles; a word every cycle. up_ready_o does not
//! depend on down_ready_i; down_ready_i reaches the memory's read enable.
//! Widths: the pointers wrap at the memory's depth, a power of two. Where they are equal, full and filled say which of
//! the two it is. These are registers; what they become follows, without a count, from a second pair of pointers.
//! It counts down, so that synthesis does not merge it with the first, whose wires go to every bit of the memory.

use crate::mem::Memory;
use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, Resize};

/// A queue with data lanes of type `T`.
#[derive(Clone, Debug, LogicBlock)]
pub struct StreamFifo<T: Resize = Bits<64>> {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub rst_ni: Signal<In, Bit>,
    /// A word comes.
    pub up_valid_i: Signal<In, Bit>,
    /// There is room for it.
    pub up_ready_o: Signal<Out, Bit>,
    /// The word.
    pub up_data_i: Vec<Bus<In, T>>,
    /// A word is shown.
    pub down_valid_o: Signal<Out, Bit>,
    /// It is taken.
    pub down_ready_i: Signal<In, Bit>,
    /// The oldest word.
    pub down_data_o: Vec<Bus<Out, T>>,
    write_pointer: Flop<Bits<16>>,
    read_pointer: Flop<Bits<16>>,
    write_down: Flop<Bits<16>>,
    read_down: Flop<Bits<16>>,
    write_next: Bus<Local, Bits<16>>,
    read_next: Bus<Local, Bits<16>>,
    full: Flop<Bit>,
    filled: Flop<Bit>,
    shown: Flop<Bit>,
    write: Signal<Local, Bit>,
    wanted: Signal<Local, Bit>,
    read: Signal<Local, Bit>,
    memory: Memory<T>,
    module_name: Module,
    _lanes: usize,
}

impl<T: Resize> StreamFifo<T> {
    /// A queue with a memory of `depth` words (a power of two, 2 to 65 536) of `lanes` lanes of `lane_bits`
    /// bits.
    pub fn new(lanes: usize, lane_bits: usize, depth: usize) -> Self {
        let bits = lanes * lane_bits;
        let address_bits = depth.ilog2() as usize;
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            up_valid_i: Signal::default(),
            up_ready_o: Signal::default(),
            up_data_i: Bus::lanes(lanes, lane_bits),
            down_valid_o: Signal::default(),
            down_ready_i: Signal::default(),
            down_data_o: Bus::lanes(lanes, lane_bits),
            write_pointer: Flop::new(address_bits),
            read_pointer: Flop::new(address_bits),
            write_down: Flop::new(address_bits),
            read_down: Flop::new(address_bits),
            write_next: Bus::new(address_bits),
            read_next: Bus::new(address_bits),
            full: Flop::default(),
            filled: Flop::default(),
            shown: Flop::default(),
            write: Signal::default(),
            wanted: Signal::default(),
            read: Signal::default(),
            memory: Memory::new(lanes, lane_bits, depth),
            module_name: Module::new(format!("stream_fifo_{depth}x{bits}"), include_str!("stream_fifo.rs")),
            _lanes: lanes,
        }
    }
}

impl<T: Resize> Logic for StreamFifo<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, write_pointer, read_pointer, write_down, read_down, full, filled, shown);
        self.up_ready_o.next = !self.full.q.val();
        self.write.next = self.up_valid_i.val() & self.up_ready_o.val();
        self.wanted.next = self.down_ready_i.val() | !self.shown.q.val();
        self.read.next = self.filled.q.val() & self.wanted.val();

        self.memory.clk_i.next = self.clk_i.val();
        self.memory.write_i.next = self.write.val();
        self.memory.write_address_i.next = self.write_pointer.q.val();
        self.memory.read_i.next = self.read.val();
        self.memory.read_address_i.next = self.read_pointer.q.val();
        for i in 0..self._lanes {
            self.memory.write_data_i[i].next = self.up_data_i[i].val();
            self.down_data_o[i].next = self.memory.read_data_o[i].val();
        }
        self.down_valid_o.next = self.shown.q.val();

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
            & (self.full.q.val() | (self.up_valid_i.val() & (self.write_next.val() == self.read_down.q.val())));
        self.filled.d.next = self.write.val()
            | (self.filled.q.val() & !(self.wanted.val() & (self.read_next.val() == self.write_down.q.val())));
        self.shown.d.next = self.read.val() | (self.shown.q.val() & !self.down_ready_i.val());
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
