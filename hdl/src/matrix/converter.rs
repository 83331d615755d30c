use crate::matrix::convert::Convert;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// The convert lanes behind the choice of a group, and tokens beside them.
    ///
    /// A lane is the largest thing behind the array, so the columns share a quarter as many: a row takes C / Q cycles.
    /// The lanes stop together by the enables of their registers, which cost nothing in flip-flops and DSP blocks.
    /// (A queue behind lanes that never stop would have to hold what is under way, 14 groups.)
    ///
    /// Timing: a group every cycle, its results 14 cycles later, counting cycles with enable_i; without it everything
    /// holds. For a feed_i of t: bias_i is taken at t + 1, multiplier_i at t + 2, shift_i at t + 7, zero_point_i at
    /// t + 11, low_i and high_i at t + 12. valid_o and what comes with it are of t + 14. Reset: feed_i, in all stages.
    pub struct Converter;

    /// The converter of `configuration`.
    new(configuration: &Configuration) {
        let (columns, groups, lanes) =
            (configuration.columns(), configuration.groups(), configuration.convert_lanes());
    }
    module "converter" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: no group is under way.
        in rst_ni: Bit,
        /// Go on; otherwise everything holds.
        in enable_i: Bit,
        /// A group of the row goes into the lanes.
        in feed_i: Bit,
        /// Which group.
        in group_i: Bits<16>{configuration.group_bits()},
        /// The row.
        in row_i: Bits<64>{32}[columns],
        /// The group is the command's last.
        in end_i: Bit,
        /// The row is the command's last.
        in last_row_i: Bit,
        /// Which columns of the group exist.
        in keep_i: Bit[lanes],
        /// What was wrong with the command's parameters.
        in error_i: Bits<2>,
        /// The rounding of the command.
        in rounding_i: Bits<2>,
        /// The biases, a cycle later.
        in bias_i: Signed<32>[lanes],
        /// The multipliers, two cycles later.
        in multiplier_i: Signed<32>[lanes],
        /// The shifts, seven cycles later.
        in shift_i: Bits<6>[lanes],
        /// The zero points, eleven cycles later.
        in zero_point_i: Signed<8>[lanes],
        /// The lower limits, twelve cycles later.
        in low_i: Signed<8>[lanes],
        /// The upper limits, twelve cycles later.
        in high_i: Signed<8>[lanes],
        /// A group has come through.
        out valid_o: Bit,
        /// It is the command's last.
        out end_o: Bit,
        /// It is of the command's last row.
        out last_row_o: Bit,
        /// Which of its columns exist.
        out keep_o: Bit[lanes],
        /// What was wrong with the command's parameters.
        out error_o: Bits<2>,
        /// Its results.
        out result_o: Bits<8>[lanes],
        /// One of them saturated.
        out saturated_o: Bit,
        /// No group is under way.
        out idle_o: Bit,
    }
    inside {
        block lane: Convert[lanes] = |_| Convert::new(),
        wire chosen: Bits<64>{32}[lanes],
        reg acc: Bits<64>{32}[lanes],
        wire saturated: Bit[lanes],
        // Stage s of these is s + 1 cycles old.
        reg feed: Bit[14],
        reg end: Bit[14],
        reg last_row: Bit[14],
        reg keep: Bit[14 * lanes],
        reg error: Bits<2>[14],
        reg rounding: Bits<2>[2],
        wire under_way: Bit[14],
        reg busy: Bit,
        const group_index: Bits<16>[groups] = ToBits::to_bits,
        value _groups: usize = groups,
        value _lanes: usize = lanes,
        value _last_lane: usize = lanes - 1,
    }
}

impl Logic for Converter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("The group of each lane.");
        for lanes in self._lanes..(self._lanes + 1) {
            for i in 0..self._lanes {
                self.chosen[i].next = self.row_i[i].val();
                for g in 1..self._groups {
                    if self.group_i.val() == self.group_index[g].val() {
                        self.chosen[i].next = self.row_i[g * lanes + i].val();
                    }
                }
            }
        }
        if self.enable_i.val() {
            for i in 0..self._lanes {
                self.acc[i].d.next = self.chosen[i].val();
            }
        }

        comment!("The lanes.");
        for lanes in self._lanes..(self._lanes + 1) {
            for i in 0..self._lanes {
                self.lane[i].clk_i.next = self.clk_i.val();
                self.lane[i].enable_i.next = self.enable_i.val();
                self.lane[i].acc_i.next = signed_cast(self.acc[i].q.val().get_bits::<32>(0));
                self.lane[i].bias_i.next = self.bias_i[i].val();
                self.lane[i].multiplier_i.next = self.multiplier_i[i].val();
                self.lane[i].rounding_i.next = self.rounding[1].q.val();
                self.lane[i].shift_i.next = self.shift_i[i].val();
                self.lane[i].zero_point_i.next = self.zero_point_i[i].val();
                self.lane[i].low_i.next = self.low_i[i].val();
                self.lane[i].high_i.next = self.high_i[i].val();
                self.lane[i].keep_i.next = self.keep[12 * lanes + i].q.val();
                self.result_o[i].next = unsigned_cast(self.lane[i].result_o.val());
                self.keep_o[i].next = self.keep[13 * lanes + i].q.val();
            }
        }
        self.saturated[0].next = self.lane[0].saturated_o.val();
        for i in 1..self._lanes {
            self.saturated[i].next = self.saturated[i - 1].val() | self.lane[i].saturated_o.val();
        }
        for i in self._last_lane..self._lanes {
            self.saturated_o.next = self.saturated[i].val();
        }

        comment!("What goes along.");
        if self.enable_i.val() {
            self.feed[0].d.next = self.feed_i.val();
            self.end[0].d.next = self.end_i.val();
            self.last_row[0].d.next = self.last_row_i.val();
            self.error[0].d.next = self.error_i.val();
            self.rounding[0].d.next = self.rounding_i.val();
            self.rounding[1].d.next = self.rounding[0].q.val();
            for s in 1..14 {
                self.feed[s].d.next = self.feed[s - 1].q.val();
                self.end[s].d.next = self.end[s - 1].q.val();
                self.last_row[s].d.next = self.last_row[s - 1].q.val();
                self.error[s].d.next = self.error[s - 1].q.val();
            }
            for i in 0..self._lanes {
                self.keep[i].d.next = self.keep_i[i].val();
            }
            for lanes in self._lanes..(self._lanes + 1) {
                for s in 1..14 {
                    for i in 0..self._lanes {
                        self.keep[s * lanes + i].d.next = self.keep[(s - 1) * lanes + i].q.val();
                    }
                }
            }
        }
        self.valid_o.next = self.feed[13].q.val();
        self.end_o.next = self.end[13].q.val();
        self.last_row_o.next = self.last_row[13].q.val();
        self.error_o.next = self.error[13].q.val();

        comment!(
            "Whether a group is under way is known a cycle ahead, so that the packer need not look at all stages."
        );
        self.under_way[0].next = self.feed_i.val();
        for s in 1..14 {
            self.under_way[s].next = self.under_way[s - 1].val() | self.feed[s - 1].q.val();
        }
        if self.enable_i.val() {
            self.busy.d.next = self.under_way[13].val();
        }
        self.idle_o.next = !self.busy.q.val();

        if !self.rst_ni.val() {
            for s in 0..14 {
                self.feed[s].d.next = false;
            }
            self.busy.d.next = false;
        }
    }
}
