use crate::float::fp32_add::Fp32Add;
use crate::stream::delay::Delay;
use crate::stream::token_delay::TokenDelay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// One level of the tree of a row's sums: adds numbers that follow each other in pairs.
    ///
    /// A number waits until its neighbour comes; the last one of a row that has none passes alone. −0 is added to it, which
    /// changes no number; what the tree is padded with, +0, would change −0 alone, and row_sum sees to that.
    ///
    /// Timing: a sum shows 13 cycles after the number that completed it, fp32_add's. A number every cycle. Reset: the
    /// number that waits, and the sums under way.
    pub struct PairSum;

    /// A level.
    new()
    module "pair_sum"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low.
        in rst_ni: Bit,
        /// A number comes.
        in valid_i: Bit,
        /// It is its row's last.
        in last_i: Bit,
        /// The number.
        in number_i: Bits<32>,
        /// A sum of finite numbers below it has become infinite.
        in overflow_i: Bit,
        /// The row's tree is padded.
        in plus_i: Bit,
        /// A sum is there.
        out valid_o: Bit,
        /// It is its row's last.
        out last_o: Bit,
        /// The sum.
        out number_o: Bits<32>,
        /// It, or a sum below it, has overflowed.
        out overflow_o: Bit,
        /// The row's tree is padded.
        out plus_o: Bit,
    }
    inside {
        reg holding: Bit,
        reg held: Bits<32>,
        reg held_overflow: Bit,
        wire completes: Bit,
        wire overflowed: Bit,
        block add: Fp32Add = Fp32Add::new(),
        block tokens: TokenDelay = TokenDelay::new(1, 13),
        block marks: Delay<Bits<3>> = Delay::new(3, 13),
        const minus_zero: Bits<32> = 0x8000_0000.into(),
    }
}

impl Logic for PairSum {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.completes.next = self.valid_i.val() && (self.holding.q.val() || self.last_i.val());
        if self.valid_i.val() {
            self.holding.d.next = !self.completes.val();
            self.held.d.next = self.number_i.val();
            self.held_overflow.d.next = self.overflow_i.val();
        }

        comment!("The pair, or the last number alone.");
        self.add.clk_i.next = self.clk_i.val();
        self.add.subtract_i.next = false;
        self.add.a_i.next = self.number_i.val();
        self.add.b_i.next = self.minus_zero.val();
        self.overflowed.next = self.overflow_i.val();
        if self.holding.q.val() {
            self.add.a_i.next = self.held.q.val();
            self.add.b_i.next = self.number_i.val();
            self.overflowed.next = self.overflow_i.val() || self.held_overflow.q.val();
        }
        self.tokens.clk_i.next = self.clk_i.val();
        self.tokens.rst_ni.next = self.rst_ni.val();
        self.tokens.token_i.next = bit_cast::<64, 1>(self.completes.val().into());
        self.marks.clk_i.next = self.clk_i.val();
        self.marks.data_i.next = bit_cast::<3, 1>(self.last_i.val().into())
            | (bit_cast::<3, 1>(self.overflowed.val().into()) << 1)
            | (bit_cast::<3, 1>(self.plus_i.val().into()) << 2);

        self.valid_o.next = self.tokens.token_o.val().any();
        self.number_o.next = self.add.sum_o.val();
        self.last_o.next = self.marks.data_o.val().get_bit(0);
        self.overflow_o.next = self.marks.data_o.val().get_bit(1) || self.add.overflow_o.val();
        self.plus_o.next = self.marks.data_o.val().get_bit(2);

        if !self.rst_ni.val() {
            self.holding.d.next = false;
        }
    }
}
