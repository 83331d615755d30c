use crate::handshake::{BeatSink, BeatSource};
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// A two-entry buffer that cuts every combinational path of a stream.
    ///
    /// Valid and ready come from flip-flops, and data from a multiplexer behind flip-flops, so no path goes through the
    /// buffer, and it still passes one beat per cycle. Beats are written to the two entries in turn: the write enables
    /// depend on registers alone, and down_ready_i reaches three flip-flops, however wide the data. (An output register
    /// with a spare register in front of it would bring down_ready_i to a multiplexer in every bit.) With one entry,
    /// up_ready_o would depend on down_ready_i; for more than two beats there is stream_fifo.
    ///
    /// Timing: a beat accepted at t is offered at t + 1 if it is the oldest then. One beat per cycle. While the buffer
    /// is empty, the data outputs keep the last beat; after a reset they show the first entry. The entries have no
    /// reset.
    pub struct StreamRegister<T: Resize = Bits<64>>;

    /// A stream register for beats of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits) {
        let bits = lanes * lane_bits;
    }
    module "stream_register" parameters {
        /// Bits of a beat's data.
        WIDTH: width in [16, 5, 9] = bits,
    } made by new(1, width)
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: empties both entries.
        in rst_ni: Bit,
        /// The incoming beats.
        bundle up: BeatSink<T>{lanes, lane_bits},
        /// The oldest beat.
        bundle down: BeatSource<T>{lanes, lane_bits},
    }
    inside {
        reg filled: Bit,
        reg full: Bit,
        reg second_shown: Bit,
        wire waits: Bit,
        reg first_data: T{lane_bits}[lanes],
        reg first_last: Bit,
        reg second_data: T{lane_bits}[lanes],
        reg second_last: Bit,
        value _lanes: usize = lanes,
    }
}

impl<T: Resize> Logic for StreamRegister<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.up.ready_o.next = !self.full.q.val();
        self.down.valid_o.next = self.filled.q.val();

        comment!("The entry that is not shown takes what comes, until both hold a beat.");
        if !self.full.q.val() & self.second_shown.q.val() {
            self.first_last.d.next = self.up.last_i.val();
            for i in 0..self._lanes {
                self.first_data[i].d.next = self.up.data_i[i].val();
            }
        }
        if !self.full.q.val() & !self.second_shown.q.val() {
            self.second_last.d.next = self.up.last_i.val();
            for i in 0..self._lanes {
                self.second_data[i].d.next = self.up.data_i[i].val();
            }
        }
        if self.second_shown.q.val() {
            self.down.last_o.next = self.second_last.q.val();
            for i in 0..self._lanes {
                self.down.data_o[i].next = self.second_data[i].q.val();
            }
        } else {
            self.down.last_o.next = self.first_last.q.val();
            for i in 0..self._lanes {
                self.down.data_o[i].next = self.first_data[i].q.val();
            }
        }

        comment!("It is shown once it holds the oldest beat.");
        self.waits.next = self.filled.q.val() & !self.down.ready_i.val();
        self.filled.d.next = self.waits.val() | self.full.q.val() | self.up.valid_i.val();
        self.full.d.next = self.waits.val() & (self.full.q.val() | self.up.valid_i.val());
        self.second_shown.d.next =
            self.second_shown.q.val() ^ (!self.waits.val() & (self.full.q.val() | self.up.valid_i.val()));
        if !self.rst_ni.val() {
            self.filled.d.next = false;
            self.full.d.next = false;
            self.second_shown.d.next = false;
        }
    }
}
