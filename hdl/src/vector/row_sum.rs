use crate::float::fp32_add::Fp32Add;
use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use crate::vector::pair_sum::PairSum;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// The sum of a row: one balanced tree of adjacent pairs.
    ///
    /// A tree of adders over the lanes makes one number of a vector, a chain of pair_sums one of a row. Every level of the
    /// chain has an adder of its own, used half as often as the one before: so the latency of a row depends on its length
    /// alone. (One adder with a queue could serve all of them, as together they add less than one number per cycle; a row
    /// would then wait for others, and no formula would say how long.) The order of the additions is that of the page, and no
    /// matter of L: adjacent elements are in adjacent lanes.
    ///
    /// Timing: 13 · (log2 L + levels_i) + 1 cycles from a row's last vector to its sum. A vector every cycle. Reset: rows
    /// under way.
    /// Special cases: the tree is padded with +0 up to a power of two; that changes a sum of −0 alone, where plus_i says so.
    pub struct RowSum;

    /// Sums of vectors of `lanes` lanes, at most 2^`levels` in a row.
    new(lanes, levels) {
        let tree = 13 * lanes.ilog2() as usize;
    }
    module "row_sum" sized "{lanes}x{levels}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A vector comes.
        in valid_i: Bit,
        /// It is its row's last.
        in last_i: Bit,
        /// Levels of the chain that a row passes.
        in levels_i: Bits<5>,
        /// The row's tree is padded.
        in plus_i: Bit,
        /// The elements; those that do not exist are −0.
        in number_i: Bits<32>{32}[lanes],
        /// A row's sum is there.
        out valid_o: Bit,
        /// The sum.
        out sum_o: Bits<32>,
        /// An addition of finite numbers has become infinite.
        out overflow_o: Bit,
        /// The sum is NaN.
        out nan_o: Bit,
    }
    inside {
        // The lanes, then a sum for each pair of what stands before.
        wire number: Bits<32>[2 * lanes - 1],
        wire overflowed: Bit[2 * lanes - 1],
        block add: Fp32Add[lanes - 1] = |_| Fp32Add::new(),
        block below: Delay<Bits<1>>[lanes - 1] = |_| Delay::new(1, 13),
        block tokens: TokenDelay = TokenDelay::new(1, tree),
        block marks: Delay<Bits<2>> = Delay::new(2, tree),
        // What each level of the chain gives, the tree being the first.
        block pair: PairSum[levels] = |_| PairSum::new(),
        wire valid: Bit[levels + 1],
        wire last: Bit[levels + 1],
        wire sum: Bits<32>[levels + 1],
        wire overflow: Bit[levels + 1],
        wire plus: Bit[levels + 1],
        wire leaves: Bit[levels + 1],
        wire row_valid: Bit,
        wire row_sum: Bits<32>,
        wire row_overflow: Bit,
        wire row_plus: Bit,
        reg told_valid: Bit,
        reg told_sum: Bits<32>,
        reg told_overflow: Bit,

        const level: Bits<5>[levels + 1] = ToBits::to_bits,
        const minus_zero: Bits<32> = 0x8000_0000.into(),
        value _lanes: usize = lanes,
        value _lanes_end: usize = lanes + 1,
        value _nodes: usize = lanes - 1,
        value _root: usize = lanes - 2,
        value _levels: usize = levels,
        value _stages: usize = levels + 1,
    }
}

impl Logic for RowSum {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# The tree over the lanes.");
        for i in 0..self._lanes {
            self.number[i].next = self.number_i[i].val();
            self.overflowed[i].next = false;
        }
        for lanes in self._lanes..self._lanes_end {
            for i in 0..self._nodes {
                self.number[lanes + i].next = self.add[i].sum_o.val();
                self.overflowed[lanes + i].next = self.add[i].overflow_o.val() || self.below[i].data_o.val().any();
            }
        }
        for i in 0..self._nodes {
            self.add[i].clk_i.next = self.clk_i.val();
            self.add[i].subtract_i.next = false;
            self.add[i].a_i.next = self.number[2 * i].val();
            self.add[i].b_i.next = self.number[2 * i + 1].val();
            self.below[i].clk_i.next = self.clk_i.val();
            self.below[i].data_i.next = 0.into();
            if self.overflowed[2 * i].val() || self.overflowed[2 * i + 1].val() {
                self.below[i].data_i.next = 1.into();
            }
        }
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.rst_ni.val();
        self.tokens.token_i.next = bit_cast::<64, 1>(self.valid_i.val().into());
        self.marks.clk_i.next = self.clk_i.val();
        self.marks.data_i.next =
            bit_cast::<2, 1>(self.last_i.val().into()) | (bit_cast::<2, 1>(self.plus_i.val().into()) << 1);

        comment!("# The chain over the vectors: a row leaves it behind its last level.");
        self.valid[0].next = self.tokens.token_o.val().any();
        self.last[0].next = self.marks.data_o.val().get_bit(0);
        self.plus[0].next = self.marks.data_o.val().get_bit(1);
        for i in self._root..self._nodes {
            self.sum[0].next = self.add[i].sum_o.val();
            self.overflow[0].next = self.add[i].overflow_o.val() || self.below[i].data_o.val().any();
        }
        for k in 0..self._levels {
            self.pair[k].clk_i.next = self.clk_i.val();
            self.pair[k].rst_ni.next = self.rst_ni.val();
            self.pair[k].valid_i.next = self.valid[k].val() && !self.leaves[k].val();
            self.pair[k].last_i.next = self.last[k].val();
            self.pair[k].number_i.next = self.sum[k].val();
            self.pair[k].overflow_i.next = self.overflow[k].val();
            self.pair[k].plus_i.next = self.plus[k].val();
            self.valid[k + 1].next = self.pair[k].valid_o.val();
            self.last[k + 1].next = self.pair[k].last_o.val();
            self.sum[k + 1].next = self.pair[k].number_o.val();
            self.overflow[k + 1].next = self.pair[k].overflow_o.val();
            self.plus[k + 1].next = self.pair[k].plus_o.val();
        }
        self.row_valid.next = false;
        self.row_sum.next = self.sum[0].val();
        self.row_overflow.next = self.overflow[0].val();
        self.row_plus.next = self.plus[0].val();
        for k in 0..self._stages {
            self.leaves[k].next = self.levels_i.val() == self.level[k].val();
            if self.leaves[k].val() {
                self.row_valid.next = self.valid[k].val();
                self.row_sum.next = self.sum[k].val();
                self.row_overflow.next = self.overflow[k].val();
                self.row_plus.next = self.plus[k].val();
            }
        }

        comment!("# The row's sum.");
        self.told_valid.d.next = self.row_valid.val();
        self.told_overflow.d.next = self.row_overflow.val();
        self.told_sum.d.next = self.row_sum.val();
        if self.row_plus.val() && self.row_sum.val() == self.minus_zero.val() {
            self.told_sum.d.next = 0.into();
        }
        self.valid_o.next = self.told_valid.q.val();
        self.sum_o.next = self.told_sum.q.val();
        self.overflow_o.next = self.told_overflow.q.val();
        self.nan_o.next =
            self.told_sum.q.val().get_bits::<8>(23).all() && self.told_sum.q.val().get_bits::<23>(0).any();

        if !self.rst_ni.val() {
            self.told_valid.d.next = false;
        }
    }
}
