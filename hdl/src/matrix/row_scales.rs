use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// Gives each row of a block its scale, and sees that the packet of row scales has its length.
    ///
    /// A scale is taken from the stream in the cycle in which its row is fed: nothing is stored. When the packet ends too
    /// early, the scales that are missing are 0; when it goes on behind the command's last row, that row waits for its end,
    /// and takes its last beat. So a command's end also says that its row scales have been taken. (A row counter of its
    /// own would know the length before the rows are there, and repeat what the collector counts.)
    ///
    /// Timing: combinational from the stream and take_i to scale_valid_o and up_ready_o.
    /// Special cases: of a refused command everything is discarded up to the packet's end, without an error.
    pub struct RowScales;

    /// The scales of rows.
    new()
    module "row_scales"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A scale is wanted.
        in want_i: Bit,
        /// It is the command's last.
        in last_i: Bit,
        /// The command was refused: what there is is to be discarded.
        in drain_i: Bit,
        /// The scale has served.
        in take_i: Bit,
        /// A beat is offered.
        in up_valid_i: Bit,
        /// The beat is accepted.
        out up_ready_o: Bit,
        /// The beat.
        in up_data_i: Bits<8>,
        /// The beat is the last of its packet.
        in up_last_i: Bit,
        /// The scale is there.
        out scale_valid_o: Bit,
        /// The scale.
        out scale_o: Bits<8>,
        /// With the command's last scale: the packet was too short (2), too long (1), or neither (0).
        out error_o: Bits<2>,
    }
    inside {
        reg ended: Bit,
        reg long: Bit,
        wire offered: Bit,
        wire fits: Bit,
        wire skips: Bit,
    }
}

impl Logic for RowScales {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        comment!("A beat is the scale, or one too many: only the packet's last beat is the last row's.");
        self.offered.next = self.want_i.val() && !self.ended.q.val() && self.up_valid_i.val();
        self.fits.next = self.up_last_i.val() || !self.last_i.val();
        self.skips.next = self.offered.val() && !self.fits.val();
        self.scale_valid_o.next = (self.offered.val() && self.fits.val()) || (self.want_i.val() && self.ended.q.val());
        self.up_ready_o.next = self.skips.val() || (self.offered.val() && self.take_i.val());
        self.scale_o.next = self.up_data_i.val();
        if self.ended.q.val() {
            self.scale_o.next = 0.into();
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
