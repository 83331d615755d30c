use rust_hdl::prelude::*;
use seedchip_export::{Resize, dff_setup};

block! {
    /// Gives a command the beats of its packet, and sees that the packet has its length.
    ///
    /// A beat is taken from the stream in the cycle in which it serves: nothing is stored. When the packet ends too early,
    /// the beats that are missing are 0; when it goes on behind the last beat that is wanted, that one waits for the packet's
    /// end, and is the packet's last. So a command's end also says that its packet has been taken. (A counter of its own
    /// would know the length beforehand, and repeat what the command's beats are counted by.)
    ///
    /// Timing: combinational from the stream and take_i to valid_o and up_ready_o.
    /// Special cases: of a refused command everything is discarded up to the packet's end, without an error.
    pub struct OperandPacket<T: Resize = Bits<64>>;

    /// The packets of beats of `lanes` lanes of `lane_bits` bits.
    new(lanes, lane_bits) {
        let bits = lanes * lane_bits;
    }
    module "operand_packet" sized "{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A beat is wanted.
        in want_i: Bit,
        /// It is the command's last.
        in last_i: Bit,
        /// The command was refused: what there is is to be discarded.
        in drain_i: Bit,
        /// The beat has served.
        in take_i: Bit,
        /// A beat is offered.
        in up_valid_i: Bit,
        /// The beat is accepted.
        out up_ready_o: Bit,
        /// The beat.
        in up_data_i: T{lane_bits}[lanes],
        /// The beat is the last of its packet.
        in up_last_i: Bit,
        /// The wanted beat is there.
        out valid_o: Bit,
        /// The beat.
        out data_o: T{lane_bits}[lanes],
        /// With the command's last beat: the packet was too short (2), too long (1), or neither (0).
        out error_o: Bits<2>,
    }
    inside {
        reg ended: Bit,
        reg long: Bit,
        wire offered: Bit,
        wire fits: Bit,
        wire skips: Bit,
        const nothing: T = T::default(),
        value _lanes: usize = lanes,
    }
}

impl<T: Resize> Logic for OperandPacket<T> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("A beat is wanted, or one too many: only the packet's last beat is the command's last.");
        self.offered.next = self.want_i.val() && !self.ended.q.val() && self.up_valid_i.val();
        self.fits.next = self.up_last_i.val() || !self.last_i.val();
        self.skips.next = self.offered.val() && !self.fits.val();
        self.valid_o.next = (self.offered.val() && self.fits.val()) || (self.want_i.val() && self.ended.q.val());
        self.up_ready_o.next = self.skips.val() || (self.offered.val() && self.take_i.val());
        for i in 0..self._lanes {
            self.data_o[i].next = self.up_data_i[i].val();
            if self.ended.q.val() {
                self.data_o[i].next = self.nothing.val();
            }
        }

        comment!("Whether the packet has its length.");
        self.error_o.next = 0.into();
        if self.ended.q.val() {
            self.error_o.next = 2.into();
        } else if self.long.q.val() {
            self.error_o.next = 1.into();
        }
        if self.skips.val() && !self.drain_i.val() {
            self.long.d.next = true;
        }
        if self.take_i.val() {
            if self.last_i.val() {
                self.ended.d.next = false;
                self.long.d.next = false;
            } else if self.up_last_i.val() {
                self.ended.d.next = true;
            }
        }

        if !self.rst_ni.val() {
            self.ended.d.next = false;
            self.long.d.next = false;
        }
    }
}
