//! One column's requantisation: an int32 sum to an int8 result, or the sum itself.
//!
//! result = clamp(round(acc · M / 2^s) + zero point, low, high), M signed 32 bits, s = shift. Two
//! ways of rounding: single (double_i = 0) adds half a unit and shifts once; double (double_i = 1)
//! is the pair of roundings of gemmlowp, by 31 with ties towards plus infinity, then by s − 31 with
//! ties away from zero. Raw (raw_i = 1) gives the sum. One multiplier and two shifters; a block
//! without double rounding would do with one.
//!
//! Ports: acc_i, multiplier_i (signed 32 bits), shift_i (6 bits), zero_point_i, low_i, high_i
//! (signed 8 bits), raw_i, double_i; result_o (signed 32 bits), saturated_o (the value with its
//! zero point lay outside −128 to 127, before low and high).
//! Timing: a sum every cycle, its result seven cycles later. For an acc_i of t, multiplier_i is
//! taken at t, shift_i at t + 3, zero_point_i, low_i and high_i at t + 6. raw_i and double_i may
//! change only while nothing is in flight. No reset.
//! Special cases: s = 0 does not round; with low > high the result is high.
//! Widths: 64 bits hold the product; with the rounding constant it wraps only for acc = M = −2^31,
//! s = 63. 33 bits hold a saturated value and the half of the second rounding (at most 2^31), or a
//! zero point.

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
    /// The result.
    pub result_o: Signal<Out, Signed<32>>,
    /// The value was beyond 8 bits.
    pub saturated_o: Signal<Out, Bit>,

    multiplier: Multiplier,
    amount: Signal<Local, Bits<6>>,
    unit: Signal<Local, Bits<64>>,
    half: Signal<Local, Bits<64>>,
    sum: Flop<Signed<64>>,
    first_amount: Flop<Bits<6>>,
    second_amount: Flop<Bits<6>>,

    first_shift: ShiftRight,
    shifted: Signal<Local, Bits<64>>,
    excess: Signal<Local, Bits<33>>,
    value: Flop<Signed<32>>,
    value_amount: Flop<Bits<6>>,

    step: Signal<Local, Bits<33>>,
    nudge: Signal<Local, Bits<33>>,
    nudged: Signal<Local, Signed<33>>,
    second_shift: ShiftRight,
    rounded: Flop<Signed<32>>,

    moved: Signal<Local, Signed<33>>,
    moved_excess: Signal<Local, Bits<26>>,
    result: Flop<Signed<32>>,
    saturated: Flop<Bit>,

    one: Constant<Signed<32>>,
    wide_one: Constant<Bits<64>>,
    narrow_one: Constant<Bits<33>>,
    narrow_ones: Constant<Bits<33>>,
    greatest: Constant<Signed<32>>,
    least: Constant<Signed<32>>,
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
            result_o: Signal::default(),
            saturated_o: Signal::default(),
            multiplier: Multiplier::new(),
            amount: Signal::default(),
            unit: Signal::default(),
            half: Signal::default(),
            sum: Flop::default(),
            first_amount: Flop::default(),
            second_amount: Flop::default(),
            first_shift: ShiftRight::new(64),
            shifted: Signal::default(),
            excess: Signal::default(),
            value: Flop::default(),
            value_amount: Flop::default(),
            step: Signal::default(),
            nudge: Signal::default(),
            nudged: Signal::default(),
            second_shift: ShiftRight::new(33),
            rounded: Flop::default(),
            moved: Signal::default(),
            moved_excess: Signal::default(),
            result: Flop::default(),
            saturated: Flop::default(),
            one: Constant::new(1.into()),
            wide_one: Constant::new(1.into()),
            narrow_one: Constant::new(1.into()),
            narrow_ones: Constant::new(Bits::mask()),
            greatest: Constant::new(i64::from(i32::MAX).into()),
            least: Constant::new(i64::from(i32::MIN).into()),
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
        dff_setup!(self, clk_i, sum, first_amount, second_amount, value, value_amount, rounded, result, saturated);

        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.a_i.next = self.acc_i.val();
        comment!("t to t + 3: the product");
        if self.raw_i.val() {
            self.multiplier.b_i.next = self.one.val();
        } else {
            self.multiplier.b_i.next = self.multiplier_i.val();
        }

        comment!("t + 3: half a unit of the first rounding");
        if self.raw_i.val() {
            self.amount.next = 0.into();
        } else if self.double_i.val() {
            self.amount.next = 31.into();
        } else {
            self.amount.next = self.shift_i.val();
        }
        self.unit.next = self.wide_one.val() << self.amount.val();
        self.half.next = self.unit.val() >> 1;
        self.sum.d.next = self.multiplier.product_o.val() + signed_cast(self.half.val());
        self.first_amount.d.next = self.amount.val();
        if self.double_i.val() & !self.raw_i.val() & (self.shift_i.val() > 31) {
            self.second_amount.d.next = self.shift_i.val() - 31;
        } else {
            self.second_amount.d.next = 0.into();
        }

        self.first_shift.data_i.next = self.sum.q.val();
        self.first_shift.amount_i.next = self.first_amount.q.val();
        comment!("t + 4: shift, saturate to 32 bits");
        self.shifted.next = unsigned_cast(self.first_shift.data_o.val());
        self.excess.next = self.shifted.val().get_bits::<33>(31);
        if self.excess.val().all() | !self.excess.val().any() {
            self.value.d.next = signed_cast(self.shifted.val().get_bits::<32>(0));
        } else if self.shifted.val().get_bit(63) {
            self.value.d.next = self.least.val();
        } else {
            self.value.d.next = self.greatest.val();
        }
        self.value_amount.d.next = self.second_amount.q.val();

        comment!("t + 5: half of 2^e, less one if negative, and shift by e");
        if self.value.q.val().get_bit(31) {
            self.step.next = !(self.narrow_ones.val() << self.value_amount.q.val());
        } else {
            self.step.next = self.narrow_one.val() << self.value_amount.q.val();
        }
        self.nudge.next = self.step.val() >> 1;
        self.nudged.next = bit_cast_signed::<33, 32>(self.value.q.val()) + signed_cast(self.nudge.val());
        self.second_shift.data_i.next = bit_cast_signed::<64, 33>(self.nudged.val());
        self.second_shift.amount_i.next = self.value_amount.q.val();
        self.rounded.d.next = bit_cast_signed::<32, 64>(self.second_shift.data_o.val());

        comment!("t + 6: zero point and clamp");
        self.moved.next =
            bit_cast_signed::<33, 32>(self.rounded.q.val()) + bit_cast_signed::<33, 8>(self.zero_point_i.val());
        self.moved_excess.next = unsigned_cast(self.moved.val()).get_bits::<26>(7);
        if self.raw_i.val() {
            self.result.d.next = self.rounded.q.val();
        } else if (self.moved.val() > bit_cast_signed::<33, 8>(self.high_i.val()))
            | (self.low_i.val() > self.high_i.val())
        {
            self.result.d.next = bit_cast_signed::<32, 8>(self.high_i.val());
        } else if self.moved.val() < bit_cast_signed::<33, 8>(self.low_i.val()) {
            self.result.d.next = bit_cast_signed::<32, 8>(self.low_i.val());
        } else {
            self.result.d.next = bit_cast_signed::<32, 33>(self.moved.val());
        }
        self.saturated.d.next = !self.raw_i.val() & self.moved_excess.val().any() & !self.moved_excess.val().all();
        self.result_o.next = self.result.q.val();
        self.saturated_o.next = self.saturated.q.val();
    }
}
