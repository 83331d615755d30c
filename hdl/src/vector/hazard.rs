use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// Says whether a row may read what rows before it write.
    ///
    /// One for each place that passes write and read: a bank, or a register of scalars. It remembers the last pass that
    /// writes there by the numbers of its rows, counted over all passes. Rows are done in the order of their numbers, so
    /// the rows of earlier passes are done when these are. A reader that reads row by row what was written row by row goes
    /// on with each row that is done; another one waits for all of them. (A bit per word would tell more, at the price of
    /// a second memory with two ports for writing.)
    ///
    /// Timing: clear_o is combinational from done_i, row_i and aligned_i; a commit shows in the next cycle.
    /// Widths: no more than 600 rows are under way, and a pass has at most 1024 rows: differences fit twelve bits with a
    /// sign. When the last row of a pass is done, busy ends before the counters come round again.
    pub struct Hazard;

    /// A hazard.
    new()
    module "hazard"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: nothing is under way.
        in rst_ni: Bit,
        /// A pass that writes here has sent its last row.
        in commit_i: Bit,
        /// The number of its first row.
        in begin_i: Bits<12>,
        /// The number of the row behind its last one.
        in end_i: Bits<12>,
        /// Rows that are done.
        in done_i: Bits<12>,
        /// The row that wants to read.
        in row_i: Bits<10>,
        /// It reads what the row of its number has written.
        in aligned_i: Bit,
        /// It may.
        out clear_o: Bit,
    }
    inside {
        reg busy: Bit,
        reg begin: Bits<12>,
        reg end: Bits<12>,
        wire finished: Bit,
        wire rows_done: Bits<12>,
    }
}

impl Logic for Hazard {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.finished.next = self.done_i.val() == self.end.q.val();
        if self.commit_i.val() {
            self.busy.d.next = true;
            self.begin.d.next = self.begin_i.val();
            self.end.d.next = self.end_i.val();
        } else if self.finished.val() {
            self.busy.d.next = false;
        }

        comment!("Rows of the pass that are done; negative while rows of earlier passes are not.");
        self.rows_done.next = self.done_i.val() - self.begin.q.val();
        self.clear_o.next = !self.busy.q.val()
            || self.finished.val()
            || (self.aligned_i.val()
                && !self.rows_done.val().get_bit(11)
                && self.rows_done.val() > bit_cast::<12, 10>(self.row_i.val()));

        if !self.rst_ni.val() {
            self.busy.d.next = false;
        }
    }
}
