use crate::float::int_to_fp32::IntToFp32;
use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use crate::vector::fixed_term::FixedTerm;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// The sum of a row of numbers from 0 to 1, each in multiples of 2^-40: exact, and rounded once.
    ///
    /// Softmax's terms lie there, and integers add in any order: so one register takes vectors as they come, where floating
    /// point wants a tree over the whole row, an adder per level. A term of less than 2^-41 is lost; of a row whose greatest
    /// term is 1 that is less than half a unit of the sum's last place, for 2^16 such terms.
    ///
    /// Timing: 12 + log2 L cycles from a row's last vector to its sum: terms 3, a register per level of the tree, the sum so
    /// far, int_to_fp32 7, the exponent. A vector every cycle. Reset: rows under way.
    /// Special cases: the sum is NaN if a number lies outside of 0 to 1.
    /// Widths: 2^20 terms of at most 2^40 sum to at most 2^60. A sum that is not 0 is 1 at least as an integer, so its
    /// exponent is 127 at least, and 40 less is that of a normal number.
    pub struct FixedSum;

    /// Sums of vectors of `lanes` lanes.
    new(lanes) {
        let levels = lanes.ilog2() as usize;
    }
    module "fixed_sum" sized "{lanes}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A vector comes.
        in valid_i: Bit,
        /// It is its row's last.
        in last_i: Bit,
        /// The elements; those that do not exist are 0.
        in number_i: Bits<32>{32}[lanes],
        /// A row's sum is there.
        out valid_o: Bit,
        /// The sum.
        out sum_o: Bits<32>,
        /// The sum is NaN.
        out nan_o: Bit,
    }
    inside {
        block term: FixedTerm[lanes] = |_| FixedTerm::new(),
        // The lanes, then a register for each pair of what stands before.
        wire partial: Bits<46>[2 * lanes - 1],
        wire strays: Bit[2 * lanes - 1],
        reg added: Bits<46>[lanes - 1],
        reg stray: Bit[lanes - 1],
        block tokens: TokenDelay = TokenDelay::new(2, 3 + levels),
        reg begun: Bit,
        reg so_far: Bits<61>,
        reg so_far_stray: Bit,
        reg complete: Bit,
        wire base: Bits<61>,
        wire base_stray: Bit,
        wire of_vector: Bits<46>,
        wire of_vector_stray: Bit,
        block to_fp32: IntToFp32 = IntToFp32::new(62),
        block complete_delay: TokenDelay = TokenDelay::new(1, 7),
        block stray_delay: Delay<Bits<1>> = Delay::new(1, 7),
        reg valid: Bit,
        reg sum: Bits<32>,
        reg nan: Bit,

        // Forty in the exponent field.
        const forty: Bits<32> = (40 << 23).into(),
        const not_a_number: Bits<32> = 0x7fc0_0000.into(),
        value _lanes: usize = lanes,
        value _lanes_end: usize = lanes + 1,
        value _nodes: usize = lanes - 1,
        value _root: usize = lanes - 2,
    }
}

impl Logic for FixedSum {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.");
        for i in 0..self._lanes {
            self.term[i].clk_i.next = self.clk_i.val();
            self.term[i].number_i.next = self.number_i[i].val();
            self.partial[i].next = self.term[i].term_o.val();
            self.strays[i].next = self.term[i].outside_o.val();
        }
        for lanes in self._lanes..self._lanes_end {
            for i in 0..self._nodes {
                self.partial[lanes + i].next = self.added[i].q.val();
                self.strays[lanes + i].next = self.stray[i].q.val();
            }
        }
        for i in 0..self._nodes {
            self.added[i].d.next = self.partial[2 * i].val() + self.partial[2 * i + 1].val();
            self.stray[i].d.next = self.strays[2 * i].val() || self.strays[2 * i + 1].val();
        }
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.rst_ni.val();
        self.tokens.token_i.next =
            bit_cast::<64, 1>(self.valid_i.val().into()) | (bit_cast::<64, 1>(self.last_i.val().into()) << 1);

        comment!("# t + 3 + log2 L: the sum so far.");
        self.of_vector.next = 0.into();
        self.of_vector_stray.next = false;
        for i in self._root..self._nodes {
            self.of_vector.next = self.added[i].q.val();
            self.of_vector_stray.next = self.stray[i].q.val();
        }
        self.base.next = 0.into();
        self.base_stray.next = false;
        if self.begun.q.val() {
            self.base.next = self.so_far.q.val();
            self.base_stray.next = self.so_far_stray.q.val();
        }
        self.complete.d.next = self.tokens.token_o.val().get_bit(0) && self.tokens.token_o.val().get_bit(1);
        if self.tokens.token_o.val().get_bit(0) {
            self.so_far.d.next = self.base.val() + bit_cast::<61, 46>(self.of_vector.val());
            self.so_far_stray.d.next = self.base_stray.val() || self.of_vector_stray.val();
            self.begun.d.next = !self.tokens.token_o.val().get_bit(1);
        }

        comment!("# t + 4 + log2 L: rounded; its unit is 2^-40.");
        self.to_fp32.clk_i.next = self.clk_i.val();
        self.to_fp32.integer_i.next = signed_cast(bit_cast::<64, 61>(self.so_far.q.val()));
        self.complete_delay.clk_i.next = self.clk_i.val();
        self.complete_delay.rst_ni.next = self.rst_ni.val();
        self.complete_delay.token_i.next = bit_cast::<64, 1>(self.complete.q.val().into());
        self.stray_delay.clk_i.next = self.clk_i.val();
        self.stray_delay.data_i.next = self.so_far_stray.q.val().into();
        self.valid.d.next = self.complete_delay.token_o.val().any();
        self.nan.d.next = self.stray_delay.data_o.val().any();
        self.sum.d.next = self.to_fp32.number_o.val();
        if self.stray_delay.data_o.val().any() {
            self.sum.d.next = self.not_a_number.val();
        } else if self.to_fp32.number_o.val().any() {
            self.sum.d.next = self.to_fp32.number_o.val() - self.forty.val();
        }
        self.valid_o.next = self.valid.q.val();
        self.sum_o.next = self.sum.q.val();
        self.nan_o.next = self.nan.q.val();

        if !self.rst_ni.val() {
            self.begun.d.next = false;
            self.complete.d.next = false;
            self.valid.d.next = false;
        }
    }
}
