use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use crate::vector::fixed_sum::FixedSum;
use crate::vector::row_maximum::RowMaximum;
use crate::vector::row_sum::RowSum;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;
use seedchip_spec::Reduction;

block! {
    /// What rows become as scalars.
    ///
    /// Each kind has a block of its own, and all but the tree's sum take the same time, the longest of them: so scalars of
    /// passes that follow each other keep their order without numbers.
    ///
    /// Timing: 13 + log2 L cycles from a row's last vector to its scalar, of a sum 13 · (log2 L + levels_i) + 2. A vector
    /// every cycle. Reset: rows under way.
    pub struct Reductions;

    /// The reductions of vectors of `lanes` lanes, at most 2^`levels` in a row of a sum.
    new(lanes, levels) {
        let lane_bits = lanes.ilog2() as usize;
        let count_bits = lane_bits + 1;
    }
    module "reductions" sized "{lanes}x{levels}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A vector comes, of a pass that keeps a scalar.
        in valid_i: Bit,
        /// It is its row's last.
        in last_i: Bit,
        /// The reduction.
        in reduction_i: Bits<3>,
        /// Levels of the chain that a row's sum passes.
        in levels_i: Bits<5>,
        /// The tree of a row's sum is padded.
        in plus_i: Bit,
        /// The vector's number in its row.
        in index_i: Bits<20>,
        /// Lanes that exist.
        in existing_i: Bits<6>{count_bits},
        /// The first visible lane.
        in from_i: Bits<6>{count_bits},
        /// The lane behind the last visible one.
        in to_i: Bits<6>{count_bits},
        /// The elements.
        in number_i: Bits<32>{32}[lanes],
        /// A row's scalar is there.
        out valid_o: Bit,
        /// The scalar.
        out scalar_o: Bits<32>,
        /// An addition of finite numbers has become infinite.
        out overflow_o: Bit,
        /// The scalar is NaN, or the index of one.
        out nan_o: Bit,
        /// The row has no peak.
        out empty_o: Bit,
    }
    inside {
        wire is_sum: Bit,
        wire is_fixed_sum: Bit,
        wire is_maximum: Bit,
        block sum: RowSum = RowSum::new(lanes, levels),
        block fixed_sum: FixedSum = FixedSum::new(lanes),
        block maximum: RowMaximum = RowMaximum::new(lanes),
        // The greatest waits as long as a fixed sum takes, and so does a first element.
        block maximum_valid: TokenDelay = TokenDelay::new(1, 9),
        block maximum_delay: Delay = Delay::new(34, 9),
        reg begun: Bit,
        reg first: Bits<32>,
        wire element: Bits<32>,
        block element_valid: TokenDelay = TokenDelay::new(1, 12 + lane_bits),
        block element_delay: Delay<Bits<32>> = Delay::new(32, 12 + lane_bits),
        reg valid: Bit,
        reg scalar: Bits<32>,
        reg overflow: Bit,
        reg nan: Bit,
        reg empty: Bit,

        const of_sum: Bits<3> = (Reduction::Sum as u128).to_bits(),
        const of_fixed_sum: Bits<3> = (Reduction::FixedSum as u128).to_bits(),
        const of_maximum: Bits<3> = (Reduction::Maximum as u128).to_bits(),
        const of_argmax: Bits<3> = (Reduction::Argmax as u128).to_bits(),
        const number: Bits<6>[lanes] = ToBits::to_bits,
        const minus_zero: Bits<32> = 0x8000_0000.into(),
        value _lanes: usize = lanes,
    }
}

impl Logic for Reductions {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("Each row goes to the block of its reduction.");
        self.is_sum.next = self.reduction_i.val() == self.of_sum.val();
        self.is_fixed_sum.next = self.reduction_i.val() == self.of_fixed_sum.val();
        self.is_maximum.next =
            self.reduction_i.val() >= self.of_maximum.val() && self.reduction_i.val() <= self.of_argmax.val();
        self.sum.clk_i.next = self.clk_i.val();
        self.sum.rst_ni.next = self.rst_ni.val();
        self.sum.valid_i.next = self.valid_i.val() && self.is_sum.val();
        self.sum.last_i.next = self.last_i.val();
        self.sum.levels_i.next = self.levels_i.val();
        self.sum.plus_i.next = self.plus_i.val();
        self.fixed_sum.clk_i.next = self.clk_i.val();
        self.fixed_sum.rst_ni.next = self.rst_ni.val();
        self.fixed_sum.valid_i.next = self.valid_i.val() && self.is_fixed_sum.val();
        self.fixed_sum.last_i.next = self.last_i.val();
        self.maximum.clk_i.next = self.clk_i.val();
        self.maximum.rst_ni.next = self.rst_ni.val();
        self.maximum.valid_i.next = self.valid_i.val() && self.is_maximum.val();
        self.maximum.last_i.next = self.last_i.val();
        self.maximum.kind_i.next = (self.reduction_i.val() - self.of_maximum.val()).get_bits::<2>(0);
        self.maximum.index_i.next = self.index_i.val();
        for i in 0..self._lanes {
            self.sum.number_i[i].next = self.number_i[i].val();
            if self.number[i].val() >= self.existing_i.val() {
                self.sum.number_i[i].next = self.minus_zero.val();
            }
            self.fixed_sum.number_i[i].next = self.number_i[i].val();
            self.maximum.number_i[i].next = self.number_i[i].val();
            self.maximum.takes_i[i].next =
                self.number[i].val() >= self.from_i.val() && self.number[i].val() < self.to_i.val();
        }

        comment!("The first element of a row, without a reduction.");
        self.element.next = self.number_i[0].val();
        if self.begun.q.val() {
            self.element.next = self.first.q.val();
        }
        if self.valid_i.val() {
            self.begun.d.next = !self.last_i.val();
            self.first.d.next = self.element.val();
        }
        self.element_valid.clk_i.next = self.clk_i.val();
        self.element_valid.rst_ni.next = self.rst_ni.val();
        self.element_valid.token_i.next = bit_cast::<64, 1>(
            (self.valid_i.val()
                && self.last_i.val()
                && !self.is_sum.val()
                && !self.is_fixed_sum.val()
                && !self.is_maximum.val())
            .into(),
        );
        self.element_delay.clk_i.next = self.clk_i.val();
        self.element_delay.data_i.next = self.element.val();
        self.maximum_valid.clk_i.next = self.clk_i.val();
        self.maximum_valid.rst_ni.next = self.rst_ni.val();
        self.maximum_valid.token_i.next = bit_cast::<64, 1>(self.maximum.valid_o.val().into());
        self.maximum_delay.clk_i.next = self.clk_i.val();
        self.maximum_delay.data_i.next = bit_cast::<64, 32>(self.maximum.number_o.val())
            | (bit_cast::<64, 1>(self.maximum.nan_o.val().into()) << 32)
            | (bit_cast::<64, 1>(self.maximum.empty_o.val().into()) << 33);

        comment!("The scalar is that of the one that has finished: they never do so together.");
        self.valid.d.next = self.sum.valid_o.val()
            || self.fixed_sum.valid_o.val()
            || self.maximum_valid.token_o.val().any()
            || self.element_valid.token_o.val().any();
        self.scalar.d.next = self.element_delay.data_o.val();
        self.overflow.d.next = false;
        self.nan.d.next = self.element_delay.data_o.val().get_bits::<8>(23).all()
            && self.element_delay.data_o.val().get_bits::<23>(0).any();
        self.empty.d.next = false;
        if self.sum.valid_o.val() {
            self.scalar.d.next = self.sum.sum_o.val();
            self.overflow.d.next = self.sum.overflow_o.val();
            self.nan.d.next = self.sum.nan_o.val();
        } else if self.fixed_sum.valid_o.val() {
            self.scalar.d.next = self.fixed_sum.sum_o.val();
            self.nan.d.next = self.fixed_sum.nan_o.val();
        } else if self.maximum_valid.token_o.val().any() {
            self.scalar.d.next = self.maximum_delay.data_o.val().get_bits::<32>(0);
            self.nan.d.next = self.maximum_delay.data_o.val().get_bit(32);
            self.empty.d.next = self.maximum_delay.data_o.val().get_bit(33);
        }
        self.valid_o.next = self.valid.q.val();
        self.scalar_o.next = self.scalar.q.val();
        self.overflow_o.next = self.overflow.q.val();
        self.nan_o.next = self.nan.q.val();
        self.empty_o.next = self.empty.q.val();

        if !self.rst_ni.val() {
            self.begun.d.next = false;
            self.valid.d.next = false;
        }
    }
}
