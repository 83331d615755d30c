use crate::arith::multiplier::Multiplier;
use crate::arith::shift_right::ShiftRight;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// One column's requantisation: an int32 sum to an int8 result, or the sum itself.
    ///
    /// result = clamp(round(acc · M / 2^s) + zero point, low, high), M signed 32 bits, s = shift. Two
    /// ways of rounding: single (double_i = 0) rounds once, ties towards plus infinity; double (double_i = 1)
    /// is the pair of roundings of gemmlowp, by 31 with ties towards plus infinity, then by s − 31 with
    /// ties away from zero. Raw (raw_i = 1) gives the sum.
    ///
    /// Half a unit is never formed: (x + 2^(s−1)) >> s is (x >> s) plus the last bit that was shifted out, and of a
    /// negative x whose tie goes away from zero it is that of x − 1. So one shifter serves both roundings (the first of
    /// the two is by a constant), in two steps of at most four cases and of 16, and only the ten bits that a result of
    /// eight can come from go through the second; whether the others say more than their sign is found beside it.
    ///
    /// Whether a value is beyond ten bits takes three cycles to tell, so it joins the rest only where the limits are
    /// compared; until then a value that is beyond goes along as if it were not.
    ///
    /// Timing: a sum every cycle, its result twelve cycles later. For an acc_i of t, multiplier_i is
    /// taken at t, shift_i at t + 5, zero_point_i at t + 9, low_i and high_i at t + 10, keep_i at t + 11. raw_i and
    /// double_i may change only while nothing is in flight. No reset.
    /// Special cases: s = 0 does not round; with low > high the result is high. Raw comes with M = 1, s = 0 and zero
    /// point 0, so that a sum reaches the end as it is. keep_i = 0 gives 0, not saturated.
    /// Widths: 64 bits hold the product. Rounded by 31 it is at most 2^31, so 33 bits hold it, and 32 when saturated;
    /// the decrement for a negative tie leaves the bits above the 31st as they are, as it starts from a negative
    /// number. A value beyond 10 bits is out of range with any zero point.
    pub struct Requantise;

    /// The requantisation of one column.
    new()
    module "requantise"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The sum.
        in acc_i: Signed<32>,
        /// The multiplier M.
        in multiplier_i: Signed<32>,
        /// The shift s.
        in shift_i: Bits<6>,
        /// The zero point, added after scaling.
        in zero_point_i: Signed<8>,
        /// The smallest result.
        in low_i: Signed<8>,
        /// The greatest result.
        in high_i: Signed<8>,
        /// Raw: the result is the sum itself.
        in raw_i: Bit,
        /// Round twice, as gemmlowp does.
        in double_i: Bit,
        /// Keep the result; otherwise it is zero.
        in keep_i: Bit,
        /// The result.
        out result_o: Signed<32>,
        /// The value with its zero point was outside −128 to 127.
        out saturated_o: Bit,
    }
    inside {
        block multiplier: Multiplier = Multiplier::new(),
        wire twice: Bit,
        wire halved: Signed<33>,
        reg first_rounding: Signed<64>,
        reg amount: Bits<6>,
        reg again: Bit,

        wire decremented: Bits<32>,
        wire lower: Bits<32>,
        reg adjusted: Signed<64>,
        reg adjusted_amount: Bits<6>,

        block coarse_shift: ShiftRight = ShiftRight::new(64),
        wire upper_signs: Bits<39>,
        reg coarse: Bits<32>,
        reg coarse_lost: Bit,
        reg coarse_negative: Bit,
        reg coarse_amount: Bits<4>,
        reg beyond_25: Bit,
        reg beyond_41: Bit,
        reg beyond_57: Bit,

        wire signs: Bits<16>,
        wire excess: Bits<16>,
        block fine_shift: ShiftRight = ShiftRight::new(26),
        wire fine: Bits<64>{11},
        reg value: Bits<32>,
        reg round: Bit,
        reg negative: Bit,
        reg beyond_coarse: Bit,
        reg beyond_fine: Bits<4>,

        wire narrow: Signed<12>,
        reg moved: Signed<32>,
        reg moved_negative: Bit,
        reg beyond: Bit,

        wire to_high: Signed<13>,
        wire from_low: Signed<13>,
        wire span: Signed<9>,
        reg above: Bit,
        reg below: Bit,
        reg crossed: Bit,
        reg outside: Bit,
        reg low: Signed<8>,
        reg high: Signed<8>,
        reg unclamped: Signed<32>,

        reg result: Signed<32>,
        reg saturated: Bit,

        const ones: Bits<16> = Bits::mask(),
        const greatest: Bits<32> = 0x7fff_ffff.into(),
    }
}

impl Logic for Requantise {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t to t + 5: the product");
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.a_i.next = self.acc_i.val();
        self.multiplier.b_i.next = self.multiplier_i.val();

        comment!("# t + 5: the first of two roundings, by 31; only -2^31 squared is beyond 32 bits then");
        self.twice.next = self.double_i.val() & !self.raw_i.val();
        self.halved.next = signed_cast(unsigned_cast(self.multiplier.product_o.val()).get_bits::<33>(31));
        self.first_rounding.d.next = self.multiplier.product_o.val();
        self.amount.d.next = self.shift_i.val();
        self.again.d.next = self.twice.val() & (self.shift_i.val() > 31);
        if self.twice.val() {
            self.first_rounding.d.next = bit_cast_signed::<64, 33>(
                self.halved.val() + signed_cast(bit_cast::<33, 1>(self.multiplier.product_o.val().get_bit(30).into())),
            );
            self.amount.d.next = 0.into();
            if self.shift_i.val() > 31 {
                self.amount.d.next = self.shift_i.val() - 31;
            }
        }

        comment!("# t + 6: negative ties of the second rounding go away from zero; the value beyond 32 bits saturates");
        self.decremented.next = unsigned_cast(self.first_rounding.q.val()).get_bits::<32>(0) - 1;
        self.lower.next = unsigned_cast(self.first_rounding.q.val()).get_bits::<32>(0);
        if self.again.q.val() & self.first_rounding.q.val().get_bit(63) {
            self.lower.next = self.decremented.val();
        } else if self.twice.val() & self.first_rounding.q.val().get_bit(31) & !self.first_rounding.q.val().get_bit(63)
        {
            self.lower.next = self.greatest.val();
        }
        self.adjusted.d.next = signed_cast(
            bit_cast::<64, 32>(self.lower.val())
                | (bit_cast::<64, 32>(unsigned_cast(self.first_rounding.q.val()).get_bits::<32>(32)) << 32),
        );
        self.adjusted_amount.d.next = self.amount.q.val();

        comment!(
            "# t + 7: the shift by multiples of 16, the last bit lost, and which bits beyond the tenth then matter"
        );
        self.coarse_shift.data_i.next = self.adjusted.q.val();
        self.coarse_shift.amount_i.next = self.adjusted_amount.q.val() & 0x30;
        self.coarse.d.next = unsigned_cast(self.coarse_shift.data_o.val()).get_bits::<32>(0);
        match self.adjusted_amount.q.val().get_bits::<2>(4).index() {
            0 => {
                self.coarse_lost.d.next = false;
            }
            1 => {
                self.coarse_lost.d.next = self.adjusted.q.val().get_bit(15);
            }
            2 => {
                self.coarse_lost.d.next = self.adjusted.q.val().get_bit(31);
            }
            _ => {
                self.coarse_lost.d.next = self.adjusted.q.val().get_bit(47);
            }
        }
        if self.adjusted.q.val().get_bit(63) {
            self.upper_signs.next = !unsigned_cast(self.adjusted.q.val()).get_bits::<39>(25);
        } else {
            self.upper_signs.next = unsigned_cast(self.adjusted.q.val()).get_bits::<39>(25);
        }
        self.beyond_25.d.next = self.upper_signs.val().get_bits::<16>(0).any()
            & !self.adjusted_amount.q.val().get_bit(4)
            & !self.adjusted_amount.q.val().get_bit(5);
        self.beyond_41.d.next =
            self.upper_signs.val().get_bits::<16>(16).any() & !self.adjusted_amount.q.val().get_bit(5);
        self.beyond_57.d.next = self.upper_signs.val().get_bits::<7>(32).any()
            & !(self.adjusted_amount.q.val().get_bit(4) & self.adjusted_amount.q.val().get_bit(5));
        self.coarse_negative.d.next = self.adjusted.q.val().get_bit(63);
        self.coarse_amount.d.next = self.adjusted_amount.q.val().get_bits::<4>(0);

        comment!("# t + 8: the rest of the shift; the bit below the value is the last one lost");
        self.fine_shift.data_i.next = bit_cast_signed::<64, 26>(signed_cast(
            bit_cast::<26, 1>(self.coarse_lost.q.val().into())
                | (bit_cast::<26, 25>(self.coarse.q.val().get_bits::<25>(0)) << 1),
        ));
        self.fine_shift.amount_i.next = bit_cast::<6, 4>(self.coarse_amount.q.val());
        self.fine.next = unsigned_cast(self.fine_shift.data_o.val());
        comment!("Only a raw value, which is not shifted, has bits above the tenth that are looked at.");
        self.value.d.next = bit_cast::<32, 10>(self.fine.val().get_bits::<10>(1))
            | (bit_cast::<32, 22>(self.coarse.q.val().get_bits::<22>(10)) << 10);
        self.round.d.next = self.fine.val().get_bit(0);
        if self.coarse_negative.q.val() {
            self.signs.next = !self.coarse.q.val().get_bits::<16>(9);
        } else {
            self.signs.next = self.coarse.q.val().get_bits::<16>(9);
        }
        self.excess.next = self.signs.val() & (self.ones.val() << self.coarse_amount.q.val());
        self.beyond_fine.d.next = bit_cast::<4, 1>(self.excess.val().get_bits::<4>(0).any().into())
            | (bit_cast::<4, 1>(self.excess.val().get_bits::<4>(4).any().into()) << 1)
            | (bit_cast::<4, 1>(self.excess.val().get_bits::<4>(8).any().into()) << 2)
            | (bit_cast::<4, 1>(self.excess.val().get_bits::<4>(12).any().into()) << 3);
        self.beyond_coarse.d.next = self.beyond_25.q.val() | self.beyond_41.q.val() | self.beyond_57.q.val();
        self.negative.d.next = self.coarse_negative.q.val();

        comment!("# t + 9: the rounding and the zero point");
        if self.raw_i.val() {
            self.narrow.next = signed_cast(self.value.q.val().get_bits::<12>(0));
        } else {
            self.narrow.next = bit_cast_signed::<12, 10>(signed_cast(self.value.q.val().get_bits::<10>(0)));
        }
        self.moved.d.next = signed_cast(
            bit_cast::<32, 12>(unsigned_cast(
                self.narrow.val()
                    + bit_cast_signed::<12, 8>(self.zero_point_i.val())
                    + signed_cast(bit_cast::<12, 1>(self.round.q.val().into())),
            )) | (bit_cast::<32, 20>(self.value.q.val().get_bits::<20>(12)) << 12),
        );
        self.beyond.d.next = self.beyond_coarse.q.val() | self.beyond_fine.q.val().any();
        self.moved_negative.d.next = self.negative.q.val();

        comment!("# t + 10: on which side of the limits the value is");
        self.to_high.next = bit_cast_signed::<13, 8>(self.high_i.val())
            - bit_cast_signed::<13, 12>(signed_cast(unsigned_cast(self.moved.q.val()).get_bits::<12>(0)));
        self.from_low.next =
            bit_cast_signed::<13, 12>(signed_cast(unsigned_cast(self.moved.q.val()).get_bits::<12>(0)))
                - bit_cast_signed::<13, 8>(self.low_i.val());
        self.span.next = bit_cast_signed::<9, 8>(self.high_i.val()) - bit_cast_signed::<9, 8>(self.low_i.val());
        if self.beyond.q.val() {
            self.above.d.next = !self.moved_negative.q.val();
            self.below.d.next = self.moved_negative.q.val();
        } else {
            self.above.d.next = self.to_high.val().get_bit(12);
            self.below.d.next = self.from_low.val().get_bit(12);
        }
        self.crossed.d.next = self.span.val().get_bit(8);
        self.outside.d.next = !self.raw_i.val()
            & (self.beyond.q.val()
                | (unsigned_cast(self.moved.q.val()).get_bits::<5>(7).any()
                    & !unsigned_cast(self.moved.q.val()).get_bits::<5>(7).all()));
        self.unclamped.d.next = self.moved.q.val();
        self.low.d.next = self.low_i.val();
        self.high.d.next = self.high_i.val();

        comment!("# t + 11: the clamp");
        if !self.keep_i.val() {
            self.result.d.next = 0.into();
        } else if self.raw_i.val() {
            self.result.d.next = self.unclamped.q.val();
        } else if self.above.q.val() | self.crossed.q.val() {
            self.result.d.next = bit_cast_signed::<32, 8>(self.high.q.val());
        } else if self.below.q.val() {
            self.result.d.next = bit_cast_signed::<32, 8>(self.low.q.val());
        } else {
            self.result.d.next = bit_cast_signed::<32, 8>(bit_cast_signed::<8, 32>(self.unclamped.q.val()));
        }
        self.saturated.d.next = self.outside.q.val() & self.keep_i.val();
        self.result_o.next = self.result.q.val();
        self.saturated_o.next = self.saturated.q.val();
    }
}
