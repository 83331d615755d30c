use crate::float::trailing::Trailing;
use crate::float::unpack_fp32::UnpackFp32;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// A number from 0 to 1 in multiples of 2^-40, nearest even: a part of fixed_sum.
    ///
    /// Timing: the outputs belong to the number of three cycles before: distance, shift, round. No reset.
    /// Special cases: what is NaN, greater than 1, or negative and not −0, is outside; its term means nothing.
    /// Widths: 1 is 2^40. 63 shift all 42 bits out.
    pub struct FixedTerm;

    /// A term.
    new()
    module "fixed_term"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number.
        in number_i: Bits<32>,
        /// The term, in the bits of the sum of 32 of them.
        out term_o: Bits<46>,
        /// The number lies outside.
        out outside_o: Bit,
    }
    inside {
        block unpack: UnpackFp32 = UnpackFp32::new(),
        wire distance: Bits<8>,
        reg significand: Bits<24>,
        reg amount: Bits<6>,
        reg outside: Bit[3],
        block sixteens: Trailing = Trailing::new(42, 16),
        block fours: Trailing = Trailing::new(42, 4),
        block ones: Trailing = Trailing::new(42, 1),
        reg kept: Bits<41>,
        reg half: Bit,
        reg more: Bit,
        wire up: Bit,
        reg term: Bits<41>,
        const one: Bits<8> = 127.into(),
        const left_place: Bits<6> = 18.into(),
    }
}

impl Logic for FixedTerm {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: how far the significand goes to the right");
        self.unpack.number_i.next = self.number_i.val();
        self.distance.next = self.one.val() - self.unpack.exponent_o.val();
        self.amount.d.next = self.distance.val().get_bits::<6>(0);
        if self.distance.val().get_bits::<2>(6).any() {
            self.amount.d.next = 63.into();
        }
        self.significand.d.next = self.unpack.significand_o.val();
        self.outside[0].d.next = (self.unpack.sign_o.val() && !self.unpack.zero_o.val())
            || self.unpack.exponent_o.val() > self.one.val()
            || (self.unpack.exponent_o.val() == self.one.val()
                && self.unpack.significand_o.val().get_bits::<23>(0).any());

        comment!("# t + 1: the shift");
        self.sixteens.value_i.next = bit_cast::<64, 24>(self.significand.q.val()) << self.left_place.val();
        self.sixteens.steps_i.next = self.amount.q.val().get_bits::<2>(4);
        self.fours.value_i.next = self.sixteens.value_o.val();
        self.fours.steps_i.next = self.amount.q.val().get_bits::<2>(2);
        self.ones.value_i.next = self.fours.value_o.val();
        self.ones.steps_i.next = self.amount.q.val().get_bits::<2>(0);
        self.kept.d.next = self.ones.value_o.val().get_bits::<41>(1);
        self.half.d.next = self.ones.value_o.val().get_bit(0);
        self.more.d.next = self.sixteens.lost_o.val() || self.fours.lost_o.val() || self.ones.lost_o.val();
        self.outside[1].d.next = self.outside[0].q.val();

        comment!("# t + 2: rounded");
        self.up.next = self.half.q.val() && (self.more.q.val() || self.kept.q.val().get_bit(0));
        self.term.d.next = self.kept.q.val() + bit_cast::<41, 1>(self.up.val().into());
        self.outside[2].d.next = self.outside[1].q.val();
        self.term_o.next = bit_cast::<46, 41>(self.term.q.val());
        self.outside_o.next = self.outside[2].q.val();
    }
}
