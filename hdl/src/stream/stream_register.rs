//! A two-entry buffer that cuts every combinational path of a stream.
//!
//! Valid and ready come from flip-flops and data from a multiplexer behind them, so two blocks on either side are timed
//! on their own, and a beat still passes every cycle. Beats go to two entries in turn: an entry's enable follows from
//! registers alone, and down_ready_i reaches three flip-flops, however wide the data. (With data shown by one register,
//! and a spare one behind it, it would reach the multiplexer of each bit.) One entry less would need a path from
//! down_ready_i to up_ready_o; to hold more than two take stream_fifo.
//!
//! Ports: rst_ni (synchronous, low empties it); up_valid_i, up_ready_o, up_data_i, up_last_i: the
//! stream that comes; down_valid_o, down_ready_i, down_data_o, down_last_o: the stream that goes.
//! Data are lanes of equal width, lane 0 lowest.
//! Timing: a beat accepted at t is seen at t + 1 if it is the oldest then; a beat every cycle. While none is held the
//! beat last shown stays, and after a reset the first entry is shown; the entries have no reset.

use rust_hdl::prelude::*;
use seedchip_export::{Bus, Flop, Module, Resize};

/// A stream register with data lanes of type `T`.
#[derive(Clone, Debug, LogicBlock)]
pub struct StreamRegister<T: Resize = Bits<64>> {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// Synchronous reset, active low.
    pub rst_ni: Signal<In, Bit>,
    /// A beat comes.
    pub up_valid_i: Signal<In, Bit>,
    /// There is room for it.
    pub up_ready_o: Signal<Out, Bit>,
    /// Its data.
    pub up_data_i: Vec<Bus<In, T>>,
    /// Whether it is the last of its packet.
    pub up_last_i: Signal<In, Bit>,
    /// A beat is held.
    pub down_valid_o: Signal<Out, Bit>,
    /// It is taken.
    pub down_ready_i: Signal<In, Bit>,
    /// The oldest beat.
    pub down_data_o: Vec<Bus<Out, T>>,
    /// Whether it is the last of its packet.
    pub down_last_o: Signal<Out, Bit>,
    filled: Flop<Bit>,
    full: Flop<Bit>,
    second_shown: Flop<Bit>,
    first_data: Vec<Flop<T>>,
    first_last: Flop<Bit>,
    second_data: Vec<Flop<T>>,
    second_last: Flop<Bit>,
    module_name: Module,
    _lanes: usize,
}

impl<T: Resize> StreamRegister<T> {
    /// A stream register for beats of `lanes` lanes of `lane_bits` bits.
    pub fn new(lanes: usize, lane_bits: usize) -> Self {
        let bits = lanes * lane_bits;
        Self {
            clk_i: Signal::default(),
            rst_ni: Signal::default(),
            up_valid_i: Signal::default(),
            up_ready_o: Signal::default(),
            up_data_i: Bus::lanes(lanes, lane_bits),
            up_last_i: Signal::default(),
            down_valid_o: Signal::default(),
            down_ready_i: Signal::default(),
            down_data_o: Bus::lanes(lanes, lane_bits),
            down_last_o: Signal::default(),
            filled: Flop::default(),
            full: Flop::default(),
            second_shown: Flop::default(),
            first_data: Flop::lanes(lanes, lane_bits),
            first_last: Flop::default(),
            second_data: Flop::lanes(lanes, lane_bits),
            second_last: Flop::default(),
            module_name: Module::new(format!("stream_register_{bits}"), include_str!("stream_register.rs")),
            _lanes: lanes,
        }
    }
}

impl<T: Resize> Logic for StreamRegister<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, filled, full, second_shown, first_last, second_last);
        for i in 0..self._lanes {
            self.first_data[i].clock.next = self.clk_i.val();
            self.first_data[i].d.next = self.first_data[i].q.val();
            self.second_data[i].clock.next = self.clk_i.val();
            self.second_data[i].d.next = self.second_data[i].q.val();
        }
        self.up_ready_o.next = !self.full.q.val();
        self.down_valid_o.next = self.filled.q.val();

        comment!("The entry that is not shown takes what comes, until both hold a beat.");
        if !self.full.q.val() & self.second_shown.q.val() {
            self.first_last.d.next = self.up_last_i.val();
            for i in 0..self._lanes {
                self.first_data[i].d.next = self.up_data_i[i].val();
            }
        }
        if !self.full.q.val() & !self.second_shown.q.val() {
            self.second_last.d.next = self.up_last_i.val();
            for i in 0..self._lanes {
                self.second_data[i].d.next = self.up_data_i[i].val();
            }
        }
        if self.second_shown.q.val() {
            self.down_last_o.next = self.second_last.q.val();
            for i in 0..self._lanes {
                self.down_data_o[i].next = self.second_data[i].q.val();
            }
        } else {
            self.down_last_o.next = self.first_last.q.val();
            for i in 0..self._lanes {
                self.down_data_o[i].next = self.first_data[i].q.val();
            }
        }

        comment!("It is shown once it holds the oldest beat.");
        if !self.filled.q.val() | self.down_ready_i.val() {
            self.filled.d.next = self.up_valid_i.val() | self.full.q.val();
            self.full.d.next = false;
            self.second_shown.d.next = self.second_shown.q.val() ^ (self.up_valid_i.val() | self.full.q.val());
        } else {
            self.full.d.next = self.up_valid_i.val() | self.full.q.val();
        }
        if !self.rst_ni.val() {
            self.filled.d.next = false;
            self.full.d.next = false;
            self.second_shown.d.next = false;
        }
    }
}
