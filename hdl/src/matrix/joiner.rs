use crate::float::join::Join;
use crate::float::scale::Scale;
use crate::mem::memory_registered::MemoryRegistered;
use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Configuration;

block! {
    /// The lanes in which block sums join their FP32 accumulators.
    ///
    /// A row of block sums comes group by group, as rows do that are converted: J lanes serve all columns, each always the
    /// same C / J of them, whose accumulators are its own memory. A block is 32 / R tiles, so that many cycles a row are
    /// no loss. Nothing stops a lane: who feeds it makes sure that there is room for what comes out. (Lanes that could be
    /// held would need an enable in every register of the adders, which the vector unit has no use for.)
    ///
    /// Timing: a group every cycle; a result shows 19 cycles after its feed: choice 1, join 18. An accumulator is stored in
    /// the cycle of its result, and may be read by a feed from 16 cycles after the one before on. Reset: what is under way,
    /// and the flags.
    /// Special cases: begin_i takes +0 for the accumulator. A column that does not exist has sums of 0 and no NaN, whatever
    /// the scales: it stays +0.
    /// Widths: a sum is one of 32 products, for which the configuration's widest block format needs V bits. A place is a
    /// row and a group.
    pub struct Joiner;

    /// The joiner of `configuration`.
    new(configuration: &Configuration) {
        let (columns, lanes, groups) =
            (configuration.columns(), configuration.joiners(), configuration.join_groups());
        let (sum_bits, rows) = (configuration.block_sum_bits(), configuration.accumulators());
        let places = rows * groups.next_power_of_two();
        let place_bits = places.ilog2() as usize;
    }
    module "joiner" of configuration
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: nothing is under way.
        in rst_ni: Bit,
        /// A group of a row is fed.
        in feed_i: Bit,
        /// Which group.
        in group_i: Bits<16>{configuration.join_group_bits()},
        /// The row's sums of a block.
        in row_i: Bits<64>{32}[columns],
        /// The row's scale, E8M0.
        in row_scale_i: Bits<8>,
        /// The columns' scales, E8M0.
        in column_scale_i: Bits<8>[columns],
        /// The exponent of the unit that the sums count.
        in unit_i: Signed<6>,
        /// The block is the first: begin with +0.
        in begin_i: Bit,
        /// The block is the last: what comes out is a result.
        in final_i: Bit,
        /// The row.
        in address_i: Bits<16>{configuration.address_bits()},
        /// Which of the group's columns exist.
        in keep_i: Bit[lanes],
        /// The row is the command's last.
        in last_row_i: Bit,
        /// The group is the command's last.
        in end_i: Bit,
        /// What was wrong with the command's row scales.
        in error_i: Bits<2>,
        /// A group of results comes out.
        out valid_o: Bit,
        /// The results, FP32.
        out result_o: Bits<32>[lanes],
        /// Which of its columns exist.
        out keep_o: Bit[lanes],
        /// It is of the command's last row.
        out last_row_o: Bit,
        /// It is the command's last.
        out end_o: Bit,
        /// What was wrong with the command's row scales.
        out error_o: Bits<2>,
        /// A sum of the command so far has overflowed.
        out overflow_o: Bit,
        /// An accumulator of the command so far has become NaN.
        out nan_o: Bit,
    }
    inside {
        // A cycle after the feed.
        reg sum: Bits<64>{sum_bits}[lanes],
        reg column_scale: Bits<8>[lanes],
        reg row_scale: Bits<8>,
        reg unit: Signed<6>,
        reg keep: Bit[lanes],
        wire chosen_sum: Bits<64>{sum_bits}[lanes],
        wire chosen_scale: Bits<8>[lanes],
        wire place: Bits<16>{place_bits},

        block scale: Scale[lanes] = |_| Scale::new(),
        // Two cycles after it.
        reg exponent: Signed<10>[lanes],
        reg nan: Bit[lanes],
        block exponent_delay: Delay<Bits<10>>[lanes] = |_| Delay::new(10, 2),
        block nan_delay: Delay<Bits<1>>[lanes] = |_| Delay::new(1, 2),
        block join: Join[lanes] = |_| Join::new(sum_bits),

        block begin_delay: Delay<Bits<1>> = Delay::new(1, 6),
        block keep_delay: Delay<Bits<1>>[lanes] = |_| Delay::new(1, 18),
        block place_to_read: Delay<Bits<16>> = Delay::new(place_bits, 4),
        block place_to_write: Delay<Bits<16>> = Delay::new(place_bits, 15),
        block accumulators: MemoryRegistered<Bits<32>> = MemoryRegistered::new(lanes, 32, places),
        block tokens: TokenDelay = TokenDelay::new(2, 19),
        block marks: Delay<Bits<4>> = Delay::new(4, 19),

        wire fed: Bit,
        wire ends: Bit,
        wire overflows: Bit[lanes],
        wire nans: Bit[lanes],
        wire overflowed: Bit,
        wire is_nan: Bit,
        reg overflow: Bit,
        reg nan_so_far: Bit,
        const group_index: Bits<16>[groups] = ToBits::to_bits,
        const first_place: Bits<16>[groups] = |group| (group * rows).to_bits(),
        value _groups: usize = groups,
        value _lanes: usize = lanes,
        value _last_lane: usize = lanes - 1,
    }
}

impl Logic for Joiner {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the group of each lane, and the place of its accumulator");
        for lanes in self._lanes..(self._lanes + 1) {
            for i in 0..self._lanes {
                self.chosen_sum[i].next = self.row_i[i].val();
                self.chosen_scale[i].next = self.column_scale_i[i].val();
                for g in 1..self._groups {
                    if self.group_i.val() == self.group_index[g].val() {
                        self.chosen_sum[i].next = self.row_i[g * lanes + i].val();
                        self.chosen_scale[i].next = self.column_scale_i[g * lanes + i].val();
                    }
                }
                self.sum[i].d.next = self.chosen_sum[i].val();
                self.column_scale[i].d.next = self.chosen_scale[i].val();
                self.keep[i].d.next = self.keep_i[i].val();
            }
        }
        self.row_scale.d.next = self.row_scale_i.val();
        self.unit.d.next = self.unit_i.val();
        self.place.next = self.address_i.val();
        for g in 1..self._groups {
            if self.group_i.val() == self.group_index[g].val() {
                self.place.next = self.address_i.val() | self.first_place[g].val();
            }
        }

        comment!("# t + 1 to t + 4: the exponents of the sums");
        for i in 0..self._lanes {
            self.scale[i].row_i.next = self.row_scale.q.val();
            self.scale[i].column_i.next = self.column_scale[i].q.val();
            self.scale[i].unit_i.next = self.unit.q.val();
            self.exponent[i].d.next = self.scale[i].exponent_o.val();
            self.nan[i].d.next = self.scale[i].nan_o.val() & self.keep[i].q.val();
            self.exponent_delay[i].clk_i.next = self.clk_i.val();
            self.exponent_delay[i].data_i.next = unsigned_cast(self.exponent[i].q.val());
            self.nan_delay[i].clk_i.next = self.clk_i.val();
            self.nan_delay[i].data_i.next = self.nan[i].q.val().into();
            self.join[i].clk_i.next = self.clk_i.val();
            self.join[i].sum_i.next = signed_cast(self.sum[i].q.val());
            self.join[i].exponent_i.next = signed_cast(self.exponent_delay[i].data_o.val());
            self.join[i].nan_i.next = self.nan_delay[i].data_o.val().any();
        }

        comment!("# t + 6: the accumulators; +0 in the first block");
        self.begin_delay.clk_i.next = self.clk_i.val();
        self.begin_delay.data_i.next = self.begin_i.val().into();
        self.place_to_read.clk_i.next = self.clk_i.val();
        self.place_to_read.data_i.next = self.place.val();
        self.accumulators.clk_i.next = self.clk_i.val();
        self.accumulators.read_address_i.next = self.place_to_read.data_o.val();
        for i in 0..self._lanes {
            self.join[i].acc_i.next = self.accumulators.read_data_o[i].val();
            if self.begin_delay.data_o.val().any() {
                self.join[i].acc_i.next = 0.into();
            }
        }

        comment!("# t + 19: results, stored as accumulators too");
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.rst_ni.val();
        self.tokens.token_i.next = bit_cast::<64, 1>(self.feed_i.val().into())
            | (bit_cast::<64, 1>((self.feed_i.val() & self.final_i.val()).into()) << 1);
        self.marks.clk_i.next = self.clk_i.val();
        self.marks.data_i.next = bit_cast::<4, 1>(self.last_row_i.val().into())
            | (bit_cast::<4, 1>(self.end_i.val().into()) << 1)
            | (bit_cast::<4, 2>(self.error_i.val()) << 2);
        self.place_to_write.clk_i.next = self.clk_i.val();
        self.place_to_write.data_i.next = self.place_to_read.data_o.val();
        self.fed.next = self.tokens.token_o.val().get_bit(0);
        self.accumulators.write_i.next = self.fed.val();
        self.accumulators.write_address_i.next = self.place_to_write.data_o.val();
        for i in 0..self._lanes {
            self.accumulators.write_data_i[i].next = self.join[i].acc_o.val();
            self.result_o[i].next = self.join[i].acc_o.val();
            self.keep_delay[i].clk_i.next = self.clk_i.val();
            self.keep_delay[i].data_i.next = self.keep[i].q.val().into();
            self.keep_o[i].next = self.keep_delay[i].data_o.val().any();
        }
        self.valid_o.next = self.tokens.token_o.val().get_bit(1);
        self.last_row_o.next = self.marks.data_o.val().get_bit(0);
        self.ends.next = self.marks.data_o.val().get_bit(1);
        self.end_o.next = self.ends.val();
        self.error_o.next = self.marks.data_o.val().get_bits::<2>(2);

        comment!("The flags of the command so far.");
        self.overflows[0].next = self.join[0].overflow_o.val();
        self.nans[0].next = self.join[0].nan_o.val();
        for i in 1..self._lanes {
            self.overflows[i].next = self.overflows[i - 1].val() | self.join[i].overflow_o.val();
            self.nans[i].next = self.nans[i - 1].val() | self.join[i].nan_o.val();
        }
        for i in self._last_lane..self._lanes {
            self.overflowed.next = self.overflow.q.val() | self.overflows[i].val();
            self.is_nan.next = self.nan_so_far.q.val() | self.nans[i].val();
        }
        self.overflow_o.next = self.overflowed.val();
        self.nan_o.next = self.is_nan.val();
        if self.fed.val() {
            self.overflow.d.next = self.overflowed.val() & !self.ends.val();
            self.nan_so_far.d.next = self.is_nan.val() & !self.ends.val();
        }

        if !self.rst_ni.val() {
            self.overflow.d.next = false;
            self.nan_so_far.d.next = false;
        }
    }
}
