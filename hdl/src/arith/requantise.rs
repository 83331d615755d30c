//! One column's requantisation: an int32 sum to an int8 result, or the sum itself.
//!
//! result = clamp(round(acc · M / 2^s) + zero point, low, high), M signed 32 bits, s = shift. Two
//! ways of rounding: single (double_i = 0) rounds once, ties towards plus infinity; double (double_i = 1)
//! is the pair of roundings of gemmlowp, by 31 with ties towards plus infinity, then by s − 31 with
//! ties away from zero. Raw (raw_i = 1) gives the sum.
//!
//! Half a unit is never formed: (x + 2^(s−1)) >> s is (x >> s) plus the last bit that was shifted out, and of a
//! negative x whose tie goes away from zero it is that of x − 1. So one shifter serves both roundings (the first of
//! the two is by a constant), in two steps of at most four cases and of 16, and only the ten bits that a result of
//! eight can come from go through the second; whether the others say more than their sign is found beside it.
//!
//! Whether a value is beyond ten bits takes three cycles to tell, so it joins the rest only where the limits are
//! compared; until then a value that is beyond goes along as if it were not.
//!
//! Ports: acc_i, multiplier_i (signed 32 bits), shift_i (6 bits), zero_point_i, low_i, high_i
//! (signed 8 bits), raw_i, double_i, keep_i; result_o (signed 32 bits), saturated_o (the value with its
//! zero point lay outside −128 to 127, before low and high).
//! Timing: a sum every cycle, its result twelve cycles later. For an acc_i of t, multiplier_i is
//! taken at t, shift_i at t + 5, zero_point_i at t + 9, low_i and high_i at t + 10, keep_i at t + 11. raw_i and
//! double_i may change only while nothing is in flight. No reset.
//! Special cases: s = 0 does not round; with low > high the result is high. Raw comes with M = 1, s = 0 and zero
//! point 0, so that a sum reaches the end as it is. keep_i = 0 gives 0, not saturated.
//! Widths: 64 bits hold the product. Rounded by 31 it is at most 2^31, so 33 bits hold it, and 32 when saturated; the
//! decrement for a negative tie leaves the bits above the 31st as they are, as it starts from a negative number. A
//! value beyond 10 bits is out of range with any zero point.

use crate::arith::{Multiplier, ShiftRight};
use rust_hdl::prelude::*;
use seedchip_export::{Flop, Module, bit_cast_signed};

/// The requantisation of one column.
#[derive(Clone, Debug, LogicBlock)]
pub struct Requantise {
    /// Clock.
    pub clk_i: Signal<In, Clock>,
    /// The sum.
    pub acc_i: Signal<In, Signed<32>>,
    /// M.
    pub multiplier_i: Signal<In, Signed<32>>,
    /// s.
    pub shift_i: Signal<In, Bits<6>>,
    /// Added after scaling.
    pub zero_point_i: Signal<In, Signed<8>>,
    /// The smallest result.
    pub low_i: Signal<In, Signed<8>>,
    /// The greatest result.
    pub high_i: Signal<In, Signed<8>>,
    /// The result is the sum itself.
    pub raw_i: Signal<In, Bit>,
    /// Round twice.
    pub double_i: Signal<In, Bit>,
    /// The result is wanted: zero if not.
    pub keep_i: Signal<In, Bit>,
    /// The result.
    pub result_o: Signal<Out, Signed<32>>,
    /// The value was beyond 8 bits.
    pub saturated_o: Signal<Out, Bit>,

    multiplier: Multiplier,
    twice: Signal<Local, Bit>,
    halved: Signal<Local, Signed<33>>,
    first_rounding: Flop<Signed<64>>,
    amount: Flop<Bits<6>>,
    again: Flop<Bit>,

    decremented: Signal<Local, Bits<32>>,
    lower: Signal<Local, Bits<32>>,
    adjusted: Flop<Signed<64>>,
    adjusted_amount: Flop<Bits<6>>,

    coarse_shift: ShiftRight,
    upper_signs: Signal<Local, Bits<39>>,
    coarse: Flop<Bits<32>>,
    coarse_lost: Flop<Bit>,
    coarse_negative: Flop<Bit>,
    coarse_amount: Flop<Bits<4>>,
    beyond_25: Flop<Bit>,
    beyond_41: Flop<Bit>,
    beyond_57: Flop<Bit>,

    signs: Signal<Local, Bits<16>>,
    excess: Signal<Local, Bits<16>>,
    fine_shift: ShiftRight,
    fine: Signal<Local, Bits<64>>,
    value: Flop<Bits<32>>,
    round: Flop<Bit>,
    negative: Flop<Bit>,
    beyond_coarse: Flop<Bit>,
    beyond_fine: Flop<Bits<4>>,

    narrow: Signal<Local, Signed<12>>,
    moved: Flop<Signed<32>>,
    moved_negative: Flop<Bit>,
    beyond: Flop<Bit>,

    to_high: Signal<Local, Signed<13>>,
    from_low: Signal<Local, Signed<13>>,
    span: Signal<Local, Signed<9>>,
    above: Flop<Bit>,
    below: Flop<Bit>,
    crossed: Flop<Bit>,
    outside: Flop<Bit>,
    low: Flop<Signed<8>>,
    high: Flop<Signed<8>>,
    unclamped: Flop<Signed<32>>,

    result: Flop<Signed<32>>,
    saturated: Flop<Bit>,

    ones: Constant<Bits<16>>,
    greatest: Constant<Bits<32>>,
    module_name: Module,
}

impl Requantise {
    /// The requantisation of one column.
    pub fn new() -> Self {
        Self {
            clk_i: Signal::default(),
            acc_i: Signal::default(),
            multiplier_i: Signal::default(),
            shift_i: Signal::default(),
            zero_point_i: Signal::default(),
            low_i: Signal::default(),
            high_i: Signal::default(),
            raw_i: Signal::default(),
            double_i: Signal::default(),
            keep_i: Signal::default(),
            result_o: Signal::default(),
            saturated_o: Signal::default(),
            multiplier: Multiplier::new(),
            twice: Signal::default(),
            halved: Signal::default(),
            first_rounding: Flop::default(),
            amount: Flop::default(),
            again: Flop::default(),
            decremented: Signal::default(),
            lower: Signal::default(),
            adjusted: Flop::default(),
            adjusted_amount: Flop::default(),
            coarse_shift: ShiftRight::new(64),
            upper_signs: Signal::default(),
            coarse: Flop::default(),
            coarse_lost: Flop::default(),
            coarse_negative: Flop::default(),
            coarse_amount: Flop::default(),
            beyond_25: Flop::default(),
            beyond_41: Flop::default(),
            beyond_57: Flop::default(),
            signs: Signal::default(),
            excess: Signal::default(),
            fine_shift: ShiftRight::new(26),
            fine: Signal::default(),
            value: Flop::default(),
            round: Flop::default(),
            negative: Flop::default(),
            beyond_coarse: Flop::default(),
            beyond_fine: Flop::new(4),
            narrow: Signal::default(),
            moved: Flop::default(),
            moved_negative: Flop::default(),
            beyond: Flop::default(),
            to_high: Signal::default(),
            from_low: Signal::default(),
            span: Signal::default(),
            above: Flop::default(),
            below: Flop::default(),
            crossed: Flop::default(),
            outside: Flop::default(),
            low: Flop::default(),
            high: Flop::default(),
            unclamped: Flop::default(),
            result: Flop::default(),
            saturated: Flop::default(),
            ones: Constant::new(Bits::mask()),
            greatest: Constant::new(0x7fff_ffff.into()),
            module_name: Module::new("requantise", include_str!("requantise.rs")),
        }
    }
}

impl Default for Requantise {
    fn default() -> Self {
        Self::new()
    }
}

impl Logic for Requantise {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, first_rounding, amount, again, adjusted, adjusted_amount);
        dff_setup!(self, clk_i, coarse, coarse_lost, coarse_negative, coarse_amount, beyond_25, beyond_41, beyond_57);
        dff_setup!(self, clk_i, value, round, negative, beyond_coarse, beyond_fine, moved, moved_negative, beyond);
        dff_setup!(self, clk_i, above, below, crossed, outside, low, high, unclamped, result, saturated);

        comment!("t to t + 5: the product");
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.a_i.next = self.acc_i.val();
        self.multiplier.b_i.next = self.multiplier_i.val();

        comment!("t + 5: the first of two roundings, by 31; only -2^31 squared is beyond 32 bits then");
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

        comment!("t + 6: negative ties of the second rounding go away from zero; the value beyond 32 bits saturates");
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

        comment!("t + 7: the shift by multiples of 16, the last bit lost, and which bits beyond the tenth then matter");
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

        comment!("t + 8: the rest of the shift; the bit below the value is the last one lost");
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

        comment!("t + 9: the rounding and the zero point");
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

        comment!("t + 10: on which side of the limits the value is");
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

        comment!("t + 11: the clamp");
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
