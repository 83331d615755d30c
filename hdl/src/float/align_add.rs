use crate::float::trailing::Trailing;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// The sum of an FP32 number a and a number b of any width, exact but for bits that lie so far below that only
    /// their being there matters.
    ///
    /// The number of the lesser exponent is shifted to the right until the exponents are equal, by sixteens, fours and
    /// ones; a one that falls out at the bottom makes the lowest bit one. What the rounder gets is a magnitude that may
    /// have leading zeros. One path for all distances: a second one for near exponents would save three cycles of
    /// latency and take as much again.
    ///
    /// Both numbers lie left in D = max(b_bits + 1, 27) bits. When b is the greater one its exponent is greater by at
    /// least one, so the distance, which is negative then, is inverted rather than negated, and one place is wiring.
    ///
    /// Timing: the outputs belong to the inputs of seven cycles before: distance 1, exchange 1, shift 3, sum 1,
    /// magnitude 1. One sum per cycle. No reset.
    /// Special cases: the sum rounds right if a is finite, unpacked, and b is normalised, or its exponent is at most 0,
    /// or it is 0 with an exponent of at most 1. cancelled_o says that the signs differ: an exact zero is then +0.
    /// Widths: the lowest of D bits of both numbers is zero before the shift, and no flip-flop, so a one there stands for
    /// what lies below, and the sum's lowest bit too. At a distance of 0 or 1 nothing is lost; at 2 or more the sum of a
    /// normalised number and one of less than half of it loses one leading place at most, and keeps D − 1 ≥ 26: 24, one to
    /// round by and the lowest.
    /// A distance from −1023 to 1279 fits 12 bits; 63 places empty D ≤ 62 bits. The sum of two numbers of D bits fits D + 1
    /// bits, and a difference is negative where the top one of them is set.
    pub struct AlignAdd;

    /// An adder for numbers b of `b_bits` bits, 2 to 61.
    new(b_bits) {
        let bits = (b_bits + 1).max(27);
    }
    module "align_add" sized "{b_bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// a is negative.
        in a_sign_i: Bit,
        /// a's exponent: the top bit of its significand weighs 2^(exponent − 127).
        in a_exponent_i: Bits<8>,
        /// a's significand.
        in a_significand_i: Bits<24>,
        /// b is negative.
        in b_sign_i: Bit,
        /// b's exponent: the top bit of its significand weighs 2^(exponent − 127).
        in b_exponent_i: Signed<11>,
        /// b's significand.
        in b_significand_i: Bits<64>{b_bits},
        /// The sum of seven cycles before is negative.
        out sign_o: Bit,
        /// Its exponent: the top bit of its significand weighs 2^(exponent − 126).
        out exponent_o: Bits<10>,
        /// Its significand.
        out significand_o: Bits<64>{bits + 1},
        /// Its terms had different signs.
        out cancelled_o: Bit,
    }
    inside {
        reg distance: Bits<12>,
        reg a_sign: Bit,
        reg a_exponent: Bits<8>,
        reg a_significand: Bits<24>,
        reg b_sign: Bit,
        reg b_exponent: Bits<10>,
        reg b_significand: Bits<64>{b_bits},

        wire b_greater: Bit,
        wire places: Bits<11>,
        wire a_left: Bits<64>{bits - 1},
        wire b_left: Bits<64>{bits - 1},
        reg amount: Bits<6>,
        reg greater: Bits<64>{bits - 1},
        reg smaller: Bits<64>{bits - 1},
        reg sign: Bit,
        reg differ: Bit,
        reg exponent: Bits<10>,

        block greater_delay: Delay = Delay::new(bits - 1, 3),
        block sign_delay: Delay<Bits<1>> = Delay::new(1, 4),
        block differ_delay: Delay<Bits<1>> = Delay::new(1, 2),
        block exponent_delay: Delay<Bits<10>> = Delay::new(10, 5),

        block sixteens: Trailing = Trailing::new(bits, 16),
        reg coarse: Bits<64>{bits},
        reg coarse_lost: Bit,
        reg coarse_amount: Bits<4>,
        block fours: Trailing = Trailing::new(bits, 4),
        reg medium: Bits<64>{bits},
        reg medium_lost: Bit,
        reg medium_amount: Bits<2>,
        block ones: Trailing = Trailing::new(bits, 1),
        wire lost: Bit,
        wire aligned: Bits<64>{bits},
        reg term: Bits<64>{bits},
        reg subtract: Bit,

        wire left: Bits<64>{bits + 2},
        wire right: Bits<64>{bits + 2},
        wire both: Bits<64>{bits + 2},
        reg sum: Bits<64>{bits + 1},
        reg subtracted: Bit,

        wire negative: Bit,
        reg significand: Bits<64>{bits + 1},
        reg result_sign: Bit,
        reg cancelled: Bit,

        const a_place: Bits<6> = (bits as u64 - 25).into(),
        const b_place: Bits<6> = ((bits - 1 - b_bits) as u64).into(),
        const top: Bits<6> = (bits as u64).into(),
        const carry: Bits<6> = (bits as u64 + 1).into(),
        const zero: Bits<64> = 0.into(),
    }
}

impl Logic for AlignAdd {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the distance of the exponents");
        self.distance.d.next = unsigned_cast(
            signed_cast(bit_cast::<12, 8>(self.a_exponent_i.val()))
                - bit_cast_signed::<12, 11>(self.b_exponent_i.val()),
        );
        self.a_sign.d.next = self.a_sign_i.val();
        self.a_exponent.d.next = self.a_exponent_i.val();
        self.a_significand.d.next = self.a_significand_i.val();
        self.b_sign.d.next = self.b_sign_i.val();
        self.b_exponent.d.next = unsigned_cast(self.b_exponent_i.val()).get_bits::<10>(0);
        self.b_significand.d.next = self.b_significand_i.val();

        comment!("# t + 1: the exchange; a distance below 0 is inverted, and a goes one place by wiring");
        self.b_greater.next = self.distance.q.val().get_bit(11);
        self.a_left.next = bit_cast::<64, 24>(self.a_significand.q.val()) << self.a_place.val();
        self.b_left.next = self.b_significand.q.val() << self.b_place.val();
        if self.b_greater.val() {
            self.places.next = !self.distance.q.val().get_bits::<11>(0);
            self.greater.d.next = self.b_left.val();
            self.smaller.d.next = self.a_left.val() >> 1;
            self.sign.d.next = self.b_sign.q.val();
            self.exponent.d.next = self.b_exponent.q.val();
        } else {
            self.places.next = self.distance.q.val().get_bits::<11>(0);
            self.greater.d.next = self.a_left.val();
            self.smaller.d.next = self.b_left.val();
            self.sign.d.next = self.a_sign.q.val();
            self.exponent.d.next = bit_cast::<10, 8>(self.a_exponent.q.val());
        }
        self.amount.d.next = self.places.val().get_bits::<6>(0);
        if self.places.val().get_bits::<5>(6).any() {
            self.amount.d.next = 63.into();
        }
        self.differ.d.next = self.a_sign.q.val() ^ self.b_sign.q.val();

        comment!("# t + 2: by sixteens; what the smaller one waits for goes along");
        self.sixteens.value_i.next = self.smaller.q.val() << 1;
        self.sixteens.steps_i.next = self.amount.q.val().get_bits::<2>(4);
        self.coarse.d.next = self.sixteens.value_o.val();
        self.coarse_lost.d.next = self.sixteens.lost_o.val();
        self.coarse_amount.d.next = self.amount.q.val().get_bits::<4>(0);
        self.greater_delay.clk_i.next = self.clk_i.val();
        self.greater_delay.data_i.next = self.greater.q.val();
        self.sign_delay.clk_i.next = self.clk_i.val();
        self.sign_delay.data_i.next = self.sign.q.val().into();
        self.exponent_delay.clk_i.next = self.clk_i.val();
        self.exponent_delay.data_i.next = self.exponent.q.val();
        self.differ_delay.clk_i.next = self.clk_i.val();
        self.differ_delay.data_i.next = self.differ.q.val().into();

        comment!("# t + 3: by fours");
        self.fours.value_i.next = self.coarse.q.val();
        self.fours.steps_i.next = self.coarse_amount.q.val().get_bits::<2>(2);
        self.medium.d.next = self.fours.value_o.val();
        self.medium_lost.d.next = self.coarse_lost.q.val() | self.fours.lost_o.val();
        self.medium_amount.d.next = self.coarse_amount.q.val().get_bits::<2>(0);

        comment!("# t + 4: by ones; what is to be subtracted is inverted");
        self.ones.value_i.next = self.medium.q.val();
        self.ones.steps_i.next = self.medium_amount.q.val();
        self.lost.next = self.medium_lost.q.val() | self.ones.lost_o.val();
        self.aligned.next = self.ones.value_o.val() | bit_cast::<64, 1>(self.lost.val().into());
        self.subtract.d.next = self.differ_delay.data_o.val().any();
        self.term.d.next = self.aligned.val();
        if self.differ_delay.data_o.val().any() {
            self.term.d.next = !self.aligned.val();
        }

        comment!("# t + 5: the sum; the carry into it comes from a bit below");
        self.left.next = (self.greater_delay.data_o.val() << 2) | 1;
        self.right.next = bit_cast::<64, 1>(self.subtract.q.val().into())
            | (self.term.q.val() << 1)
            | (bit_cast::<64, 1>(self.subtract.q.val().into()) << self.carry.val());
        self.both.next = self.left.val() + self.right.val();
        self.sum.d.next = self.both.val() >> 1;
        self.subtracted.d.next = self.subtract.q.val();

        comment!("# t + 6: the magnitude");
        self.negative.next = self.subtracted.q.val() & self.sum.q.val().get_bit(self.top.val().index());
        self.significand.d.next = self.sum.q.val();
        if self.negative.val() {
            self.significand.d.next = self.zero.val() - self.sum.q.val();
        }
        self.result_sign.d.next = self.sign_delay.data_o.val().any() ^ self.negative.val();
        self.cancelled.d.next = self.subtracted.q.val();

        self.sign_o.next = self.result_sign.q.val();
        self.exponent_o.next = self.exponent_delay.data_o.val();
        self.significand_o.next = self.significand.q.val();
        self.cancelled_o.next = self.cancelled.q.val();
    }
}
