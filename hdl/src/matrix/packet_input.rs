use crate::handshake::{BeatSink, BeatSource};
use crate::stream::stream_register::StreamRegister;
use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// A stream register at an input of the unit, which discards what is left of a packet when its command is aborted.
    ///
    /// The unit forgets an aborted command at once, but whoever sends its packet goes on to tlast. What is left is
    /// discarded here, where the packet's end is seen, so that nothing behind has to know of an abort. (Closing the input
    /// for good instead would hang the sender, and only a reset of both sides would help.)
    ///
    /// Timing: as stream_register, a cycle from beat to beat and a beat per cycle; discarded beats are accepted one per
    /// cycle. In a cycle with abort_i the register is emptied, and a beat that is accepted in it is lost.
    pub struct PacketInput<T: Resize = Bits<64>>;

    /// An input for beats of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits) {
        let bits = lanes * lane_bits;
    }
    module "packet_input" sized "{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: forgets the packet under way.
        in rst_ni: Bit,
        /// Forget the beats inside, and discard the rest of the packet under way.
        in abort_i: Bit,
        /// The incoming beats.
        bundle up: BeatSink<T>{lanes, lane_bits},
        /// The oldest beat.
        bundle down: BeatSource<T>{lanes, lane_bits},
        /// A packet is under way: its first beat was accepted, its last was not.
        out mid_o: Bit,
    }
    inside {
        reg mid: Bit,
        reg discard: Bit,
        wire accepted: Bit,
        block register: StreamRegister<T> = StreamRegister::new(lanes, lane_bits),
        value _lanes: usize = lanes,
    }
}

impl<T: Resize> Logic for PacketInput<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.register.clk_i.next = self.clk_i.val();
        self.register.rst_ni.next = self.rst_ni.val() & !self.abort_i.val();
        self.register.up.valid_i.next = self.up.valid_i.val() & !self.discard.q.val();
        self.register.up.last_i.next = self.up.last_i.val();
        for i in 0..self._lanes {
            self.register.up.data_i[i].next = self.up.data_i[i].val();
        }
        BeatSource::<T>::link(&mut self.down, &mut self.register.down);

        comment!("Beats are discarded from an abort on, which empties the register: it is ready then.");
        self.up.ready_o.next = self.rst_ni.val() & self.register.up.ready_o.val();
        self.accepted.next = self.up.valid_i.val() & self.up.ready_o.val();
        if self.accepted.val() {
            self.mid.d.next = !self.up.last_i.val();
        }
        if self.abort_i.val() {
            self.discard.d.next = self.mid.d.val();
        } else if self.accepted.val() & self.up.last_i.val() {
            self.discard.d.next = false;
        }
        self.mid_o.next = self.mid.q.val();
        if !self.rst_ni.val() {
            self.mid.d.next = false;
            self.discard.d.next = false;
        }
    }
}
