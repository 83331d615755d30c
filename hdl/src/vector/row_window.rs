use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// Which lanes of a vector exist in their row, and which are visible.
    ///
    /// Both are ranges of lanes, so counts say it: three of log2 L + 1 bits travel beside the vector where masks would be
    /// two of L bits. The ends of what is visible are compared first and clipped to the vector then, once for all of them.
    ///
    /// Timing: the outputs belong to the inputs of two cycles before. A vector every cycle. No reset.
    /// Special cases: without causal_i, windowed_i and limited_i all elements of the row are visible.
    /// Widths: the first element of a vector is less than 2^20 · 32 = 2^25, everything else less than 2^22.
    pub struct RowWindow;

    /// The windows of vectors of `lanes` lanes.
    new(lanes) {
        let count_bits = lanes.ilog2() as usize + 1;
    }
    module "row_window" sized "{lanes}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The vector's number in its row.
        in index_i: Bits<20>,
        /// The row's position.
        in position_i: Bits<21>,
        /// Elements of the row.
        in n_i: Bits<21>,
        /// Elements behind the position are masked.
        in causal_i: Bit,
        /// Elements that lie a window or more before the position are masked.
        in windowed_i: Bit,
        /// Elements behind the length are masked.
        in limited_i: Bit,
        /// Elements of the window.
        in window_i: Bits<20>,
        /// Elements of the sequence.
        in length_i: Bits<21>,
        /// Lanes that exist.
        out existing_o: Bits<6>{count_bits},
        /// The first visible lane.
        out from_o: Bits<6>{count_bits},
        /// The lane behind the last visible one.
        out to_o: Bits<6>{count_bits},
    }
    inside {
        wire behind: Bits<25>,
        wire window: Bits<25>,
        wire up_to_position: Bits<25>,
        wire up_to_length: Bits<25>,
        reg base: Bits<25>,
        // The row's end, its first visible element, and the one behind the last visible one.
        reg bound: Bits<25>[3],
        wire left: Bits<25>[3],
        reg count: Bits<6>{count_bits}[3],

        const lane_bits: Bits<3> = (lanes.ilog2() as usize).to_bits(),
        const lanes: Bits<25> = lanes.to_bits(),
        const all: Bits<6> = lanes.to_bits(),
    }
}

impl Logic for RowWindow {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the bounds, as elements of the row.");
        self.base.d.next = bit_cast::<25, 20>(self.index_i.val()) << self.lane_bits.val();
        self.bound[0].d.next = bit_cast::<25, 21>(self.n_i.val());
        self.behind.next = bit_cast::<25, 21>(self.position_i.val()) + 1;
        self.window.next = bit_cast::<25, 20>(self.window_i.val());
        self.bound[1].d.next = 0.into();
        if self.windowed_i.val() && self.behind.val() > self.window.val() {
            self.bound[1].d.next = self.behind.val() - self.window.val();
        }
        self.up_to_position.next = bit_cast::<25, 21>(self.n_i.val());
        if self.causal_i.val() && self.behind.val() < bit_cast::<25, 21>(self.n_i.val()) {
            self.up_to_position.next = self.behind.val();
        }
        self.up_to_length.next = self.up_to_position.val();
        if self.limited_i.val() && bit_cast::<25, 21>(self.length_i.val()) < self.up_to_position.val() {
            self.up_to_length.next = bit_cast::<25, 21>(self.length_i.val());
        }
        self.bound[2].d.next = self.up_to_length.val();

        comment!("# t + 1: as lanes of the vector.");
        for i in 0..3 {
            self.left[i].next = self.bound[i].q.val() - self.base.q.val();
            self.count[i].d.next = self.left[i].val().get_bits::<6>(0);
            if self.bound[i].q.val() < self.base.q.val() {
                self.count[i].d.next = 0.into();
            } else if self.left[i].val() > self.lanes.val() {
                self.count[i].d.next = self.all.val();
            }
        }
        self.existing_o.next = self.count[0].q.val();
        self.from_o.next = self.count[1].q.val();
        self.to_o.next = self.count[2].q.val();
    }
}
