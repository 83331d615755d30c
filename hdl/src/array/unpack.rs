use crate::array::nibbles::Nibbles;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// From weight beats to rows of C signed bytes.
    ///
    /// INT8 (int4_i = 0): a beat is a row. INT4 (int4_i = 1): a beat holds two rows of nibbles, the low
    /// half of the C · 8 bits first, lane c of a row in nibble c; each is sign-extended. With last_i
    /// the coming row is the last of a command, and the rest of its beat is dropped with it.
    ///
    /// Timing: combinational from beat to row but for the phase, which half of the beat is next: a row
    /// every cycle. int4_i may change only while no row passes: the row follows that of the cycle before, by a register
    /// that stands beside its many multiplexers, while the beats' ready follows int4_i.
    pub struct Unpack;

    /// For rows of `columns` weights.
    new(columns)
    module "unpack" sized "{columns}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// Beats hold two weights per byte.
        in int4_i: Bit,
        /// The coming row is the last of the command.
        in last_i: Bit,
        /// A beat is offered.
        in weight_valid_i: Bit,
        /// The beat is accepted.
        out weight_ready_o: Bit,
        /// The beat: C bytes.
        in weight_i: Signed<8>[columns],
        /// A row is offered.
        out row_valid_o: Bit,
        /// The row is accepted.
        in row_ready_i: Bit,
        /// The row: C signed bytes.
        out row_o: Signed<8>[columns],
    }
    inside {
        reg upper: Bit,
        reg int4: Bit,
        block half: Nibbles = Nibbles::new(columns),
        value _columns: usize = columns,
    }
}

impl Logic for Unpack {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.int4.d.next = self.int4_i.val();
        self.half.upper_i.next = self.upper.q.val();
        for c in 0..self._columns {
            self.half.beat_i[c].next = self.weight_i[c].val();
        }
        for c in 0..self._columns {
            if self.int4.q.val() {
                self.row_o[c].next = self.half.nibble_o[c].val();
            } else {
                self.row_o[c].next = self.weight_i[c].val();
            }
        }
        self.row_valid_o.next = self.weight_valid_i.val();
        self.weight_ready_o.next =
            self.row_ready_i.val() & (!self.int4_i.val() | self.upper.q.val() | self.last_i.val());
        if self.weight_valid_i.val() & self.row_ready_i.val() {
            self.upper.d.next = self.int4_i.val() & !self.upper.q.val() & !self.last_i.val();
        }
        if !self.rst_ni.val() {
            self.upper.d.next = false;
        }
    }
}
