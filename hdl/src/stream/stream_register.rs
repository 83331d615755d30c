//! A two-entry buffer that cuts every combinational path of a stream.
//!
//! Valid, ready and data all come from flip-flops, so two blocks on either side are timed on their
//! own, and a beat still passes every cycle. One entry less would need a path from down_ready_i to
//! up_ready_o; to hold more than two take stream_fifo.
//!
//! Ports: rst_ni (synchronous, low empties it); up_valid_i, up_ready_o, up_data_i, up_last_i: the
//! stream that comes; down_valid_o, down_ready_i, down_data_o, down_last_o: the stream that goes.
//! Data are lanes of equal width, lane 0 lowest.
//! Timing: a beat accepted at t is seen at t + 1 if it is the oldest then; a beat every cycle. The
//! data registers have no reset, and keep the beat last shown while none is held.

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
    advance: Signal<Local, Bit>,
    valid: Flop<Bit>,
    data: Vec<Flop<T>>,
    last: Flop<Bit>,
    spare_valid: Flop<Bit>,
    spare_data: Vec<Flop<T>>,
    spare_last: Flop<Bit>,
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
            advance: Signal::default(),
            valid: Flop::default(),
            data: Flop::lanes(lanes, lane_bits),
            last: Flop::default(),
            spare_valid: Flop::default(),
            spare_data: Flop::lanes(lanes, lane_bits),
            spare_last: Flop::default(),
            module_name: Module::new(format!("stream_register_{bits}"), include_str!("stream_register.rs")),
            _lanes: lanes,
        }
    }
}

impl<T: Resize> Logic for StreamRegister<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, valid, last, spare_valid, spare_last);
        for i in 0..self._lanes {
            self.data[i].clock.next = self.clk_i.val();
            self.data[i].d.next = self.data[i].q.val();
            self.spare_data[i].clock.next = self.clk_i.val();
            self.spare_data[i].d.next = self.spare_data[i].q.val();
        }
        self.up_ready_o.next = !self.spare_valid.q.val();
        self.down_valid_o.next = self.valid.q.val();
        self.down_last_o.next = self.last.q.val();
        for i in 0..self._lanes {
            self.down_data_o[i].next = self.data[i].q.val();
        }
        self.advance.next = self.down_ready_i.val() | !self.valid.q.val();
        if self.advance.val() {
            self.valid.d.next = self.up_valid_i.val() | self.spare_valid.q.val();
            self.spare_valid.d.next = false;
        } else if self.up_valid_i.val() {
            self.spare_valid.d.next = true;
        }
        if self.advance.val() & self.spare_valid.q.val() {
            self.last.d.next = self.spare_last.q.val();
            for i in 0..self._lanes {
                self.data[i].d.next = self.spare_data[i].q.val();
            }
        } else if self.advance.val() & self.up_valid_i.val() {
            self.last.d.next = self.up_last_i.val();
            for i in 0..self._lanes {
                self.data[i].d.next = self.up_data_i[i].val();
            }
        }
        if !self.spare_valid.q.val() {
            self.spare_last.d.next = self.up_last_i.val();
            for i in 0..self._lanes {
                self.spare_data[i].d.next = self.up_data_i[i].val();
            }
        }
        if !self.rst_ni.val() {
            self.valid.d.next = false;
            self.spare_valid.d.next = false;
        }
    }
}
