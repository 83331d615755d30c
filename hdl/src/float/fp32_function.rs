use crate::arith::multiplier::Multiplier;
use crate::float::coefficients::Coefficients;
use crate::float::normalise::Normalise;
use crate::float::quadratic::Quadratic;
use crate::float::round_fp32::RoundFp32;
use crate::float::unpack_fp32::UnpackFp32;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};
use seedchip_spec::functions::{Function, LOG2_E};

block! {
    /// exp2, exp, sigmoid, reciprocal or reciprocal square root of an FP32 number.
    ///
    /// All of them are values of two tables with an exponent. exp2 and exp take 2^f of the fraction of their exponent,
    /// reciprocal and rsqrt that of the significand, and the sigmoid both, one behind the other: 1 / (1 + 2^t). Nothing is
    /// rounded in between. (One evaluation would do for all but the sigmoid, which would then come half as often.) The
    /// rounder shifts what underflows gradually.
    ///
    /// Timing: result_o follows number_i and select_i by 42 cycles, whatever the function. A number every cycle, of any
    /// function. No reset.
    /// Special cases: infinities, zeros and NaNs have bits of their own beside the data; a number beyond ±256 stands for
    /// ±2^36 of the exponent's units, at which every function has overflowed, underflowed or reached 1.
    /// Widths: s · log2(e) · 2^11 < 2^36. The exponent t fits 36 bits in units of 2^-26. e + 150 is at most 661.
    pub struct Fp32Function;

    /// A function.
    new()
    module "fp32_function"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number.
        in number_i: Bits<32>,
        /// The function: 0 exp2, 1 exp, 2 sigmoid, 3 reciprocal, 4 to 7 reciprocal square root.
        in select_i: Bits<3>,
        /// The function of the number.
        out result_o: Bits<32>,
        /// The number is finite, and so is the exact value, but the result is not.
        out overflow_o: Bit,
        /// The result is NaN.
        out nan_o: Bit,
    }
    inside {
        // What is asked for, and what needs no evaluation.
        block unpack: UnpackFp32 = UnpackFp32::new(),
        wire is_exp2: Bit,
        wire is_exponential: Bit,
        wire is_sigmoid: Bit,
        wire is_rsqrt: Bit,
        wire flags: Bits<4>,
        block flags_delay: Delay<Bits<4>> = Delay::new(4, 5),
        block flags_to_second: Delay<Bits<4>> = Delay::new(4, 18),
        block flags_to_end: Delay<Bits<4>> = Delay::new(4, 12),
        wire kind: Bits<2>,
        wire negative: Bit,
        block kind_delay: Delay<Bits<4>> = Delay::new(3, 35),

        // The exponent t.
        block multiplier: Multiplier = Multiplier::new(),
        block significand_delay: Delay<Bits<24>> = Delay::new(24, 5),
        wire significand: Bits<36>,
        reg high: Bits<36>,
        wire distance: Bits<9>,
        wire saturates: Bit,
        wire vanishes: Bit,
        block distance_delay: Delay<Bits<8>> = Delay::new(8, 6),
        wire octets: Bits<36>,
        reg coarse: Bits<36>,
        reg fine: Bits<36>,
        reg fine_is_great: Bit,
        reg magnitude: Bits<36>,
        wire turns: Bit,
        block turns_delay: Delay<Bits<1>> = Delay::new(1, 8),
        wire turned: Bits<37>,
        wire twice: Bits<37>,
        reg exponent: Bits<36>,

        // 2^f.
        wire fraction: Bits<26>,
        block first_coefficients: Coefficients = Coefficients::new(0),
        block first_place: Delay<Bits<18>> = Delay::new(18, 2),
        block first: Quadratic = Quadratic::new(),
        block whole_delay: Delay<Bits<10>> = Delay::new(10, 10),
        block whole_to_sum: Delay<Bits<10>> = Delay::new(10, 4),
        block whole_to_end: Delay<Bits<10>> = Delay::new(10, 12),
        block value_delay: Delay<Bits<29>> = Delay::new(29, 15),

        // 1 + 2^t.
        wire whole_magnitude: Bits<10>,
        reg whole_is_negative: Bit,
        reg whole_distance: Bits<5>,
        reg shifted: Bits<30>,
        reg other: Bits<30>,
        reg whole_fine: Bits<3>,
        reg shifted_late: Bits<30>,
        reg other_late: Bits<30>,
        reg sum: Bits<30>,
        wire quotient: Bits<28>,
        wire carries: Bits<2>,
        wire whole_of_sum: Signed<11>,

        // The significand and its exponent.
        block normalise: Normalise = Normalise::new(24),
        block field_delay: Delay<Bits<8>> = Delay::new(8, 3),
        wire binade: Signed<11>,
        block mantissa_delay: Delay<Bits<64>> = Delay::new(23, 20),
        block binade_delay: Delay<Bits<16>> = Delay::new(11, 20),
        wire mantissa: Bits<23>,
        wire own_binade: Signed<11>,
        wire half_binade: Signed<11>,

        // 1 / m or 1 / √m.
        reg segment: Bits<16>{9},
        reg place: Bits<18>,
        reg second_exponent: Signed<11>,
        wire argument: Bits<26>,
        block second_coefficients: Coefficients = Coefficients::new(1),
        block second_place: Delay<Bits<18>> = Delay::new(18, 2),
        block second: Quadratic = Quadratic::new(),
        block second_exponent_delay: Delay<Bits<16>> = Delay::new(11, 11),

        // The end.
        wire end_exponent: Signed<11>,
        wire biased: Signed<11>,
        wire value: Bits<29>,
        wire is_nothing: Bit,
        reg end_value: Bits<64>{53},
        reg end_field: Bits<10>,
        reg end_kind: Bits<2>,
        reg end_negative: Bit,
        block round: RoundFp32 = RoundFp32::new(53),

        const exp2_code: Bits<3> = Function::Exp2.code().to_bits(),
        const sigmoid_code: Bits<3> = Function::Sigmoid.code().to_bits(),
        const rsqrt_code: Bits<3> = Function::Rsqrt.code().to_bits(),
        const less_than_three: Signed<32> = (LOG2_E as i64 - (3 << 33)).into(),
        const nearest: Bits<9> = 134.into(),
        const greatest: Bits<36> = ((1_u64 << 36) - 2).to_bits(),
        const one: Bits<30> = (1_u64 << 28).to_bits(),
        const middle: Bits<18> = (1_u64 << 17).to_bits(),
        const farthest: Bits<6> = 63.into(),
        const bias: Signed<11> = 127.into(),
        const least: Signed<11> = 150.into(),
        const minus_one: Signed<11> = (-1).into(),
        const zero_kind: Bits<2> = 0.into(),
        const computed_kind: Bits<2> = 1.into(),
        const infinite_kind: Bits<2> = 2.into(),
        const nan_kind: Bits<2> = 3.into(),
    }
}

impl Logic for Fp32Function {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the number apart, and what the function is");
        self.unpack.number_i.next = self.number_i.val();
        self.is_exp2.next = self.select_i.val() == self.exp2_code.val();
        self.is_exponential.next = self.select_i.val() < self.sigmoid_code.val();
        self.is_sigmoid.next = self.select_i.val() == self.sigmoid_code.val();
        self.is_rsqrt.next = self.select_i.val() >= self.rsqrt_code.val();
        self.flags.next = bit_cast::<4, 1>(self.is_exp2.val().into())
            | (bit_cast::<4, 1>(self.is_exponential.val().into()) << 1)
            | (bit_cast::<4, 1>(self.is_sigmoid.val().into()) << 2)
            | (bit_cast::<4, 1>(self.is_rsqrt.val().into()) << 3);
        self.flags_delay.clk_i.next = self.clk_i.val();
        self.flags_delay.data_i.next = self.flags.val();
        self.flags_to_second.clk_i.next = self.clk_i.val();
        self.flags_to_second.data_i.next = self.flags_delay.data_o.val();
        self.flags_to_end.clk_i.next = self.clk_i.val();
        self.flags_to_end.data_i.next = self.flags_to_second.data_o.val();

        comment!("Zeros, infinities and NaNs.");
        self.kind.next = self.computed_kind.val();
        self.negative.next = false;
        if self.is_exponential.val() {
            if self.unpack.infinite_o.val() && !self.unpack.sign_o.val() {
                self.kind.next = self.infinite_kind.val();
            }
        } else if !self.is_sigmoid.val() {
            self.negative.next = self.unpack.sign_o.val();
            if self.unpack.infinite_o.val() {
                self.kind.next = self.zero_kind.val();
            }
            if self.unpack.zero_o.val() {
                self.kind.next = self.infinite_kind.val();
            } else if self.is_rsqrt.val() && self.unpack.sign_o.val() {
                self.kind.next = self.nan_kind.val();
            }
        }
        if self.unpack.nan_o.val() {
            self.kind.next = self.nan_kind.val();
        }
        self.kind_delay.clk_i.next = self.clk_i.val();
        self.kind_delay.data_i.next =
            bit_cast::<4, 2>(self.kind.val()) | (bit_cast::<4, 1>(self.negative.val().into()) << 2);

        comment!("# t to t + 6: the significand, or log2(e) times it, which is 3 · 2^33 times it less a product");
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.enable_i.next = true;
        self.multiplier.a_i.next = signed_cast(bit_cast::<32, 24>(self.unpack.significand_o.val()));
        self.multiplier.b_i.next = self.less_than_three.val();
        self.significand_delay.clk_i.next = self.clk_i.val();
        self.significand_delay.data_i.next = self.unpack.significand_o.val();
        self.significand.next = bit_cast::<36, 24>(self.significand_delay.data_o.val());
        if self.flags_delay.data_o.val().get_bit(0) {
            self.high.d.next = self.significand.val() << 11;
        } else {
            self.high.d.next = unsigned_cast(self.multiplier.product_o.val()).get_bits::<36>(23)
                + (self.significand.val() << 10)
                + (self.significand.val() << 11);
        }

        comment!("# t + 6 to t + 8: moved by the number's exponent");
        self.distance.next = self.nearest.val() - bit_cast::<9, 8>(self.unpack.exponent_o.val());
        self.saturates.next = self.distance.val().get_bit(8);
        self.vanishes.next = self.distance.val().get_bit(7) | self.distance.val().get_bit(6);
        self.distance_delay.clk_i.next = self.clk_i.val();
        self.distance_delay.data_i.next = bit_cast::<8, 6>(self.distance.val().get_bits::<6>(0))
            | (bit_cast::<8, 1>(self.vanishes.val().into()) << 6)
            | (bit_cast::<8, 1>(self.saturates.val().into()) << 7);
        self.octets.next = bit_cast::<36, 6>((self.distance_delay.data_o.val().get_bits::<6>(0) >> 3) << 3);
        self.coarse.d.next = self.high.q.val() >> self.octets.val();
        if self.distance_delay.data_o.val().get_bit(6) {
            self.coarse.d.next = 0.into();
        }
        self.fine.d.next = bit_cast::<36, 3>(self.distance_delay.data_o.val().get_bits::<3>(0));
        self.fine_is_great.d.next = self.distance_delay.data_o.val().get_bit(7);
        self.magnitude.d.next = self.coarse.q.val() >> self.fine.q.val();
        if self.fine_is_great.q.val() {
            self.magnitude.d.next = self.greatest.val();
        }

        comment!("# t + 8: rounded, with its sign");
        self.turns.next = self.unpack.sign_o.val() ^ self.is_sigmoid.val();
        self.turns_delay.clk_i.next = self.clk_i.val();
        self.turns_delay.data_i.next = self.turns.val().into();
        self.turned.next = bit_cast::<37, 36>(self.magnitude.q.val());
        if self.turns_delay.data_o.val().any() {
            self.turned.next = !bit_cast::<37, 36>(self.magnitude.q.val());
        }
        self.twice.next = self.turned.val() + 1;
        self.exponent.d.next = self.twice.val().get_bits::<36>(1);

        comment!("# t + 9 to t + 20: two to the fraction");
        self.fraction.next = self.exponent.q.val().get_bits::<26>(0);
        self.first_coefficients.clk_i.next = self.clk_i.val();
        self.first_coefficients.segment_i.next = bit_cast::<16, 8>(self.fraction.val().get_bits::<8>(18));
        self.first_place.clk_i.next = self.clk_i.val();
        self.first_place.data_i.next = self.fraction.val().get_bits::<18>(0) ^ self.middle.val();
        self.first.clk_i.next = self.clk_i.val();
        self.first.c0_i.next = self.first_coefficients.c0_o.val();
        self.first.c1_i.next = self.first_coefficients.c1_o.val();
        self.first.c2_i.next = self.first_coefficients.c2_o.val();
        self.first.offset_i.next = signed_cast(self.first_place.data_o.val());
        self.whole_delay.clk_i.next = self.clk_i.val();
        self.whole_delay.data_i.next = self.exponent.q.val().get_bits::<10>(26);
        self.value_delay.clk_i.next = self.clk_i.val();
        self.value_delay.data_i.next = self.first.value_o.val();

        comment!("# t + 19 to t + 23: one more, in units of the greater term");
        self.whole_is_negative.d.next = self.whole_delay.data_o.val().get_bit(9);
        self.whole_magnitude.next = self.whole_delay.data_o.val();
        if self.whole_delay.data_o.val().get_bit(9) {
            self.whole_magnitude.next = !self.whole_delay.data_o.val() + 1;
        }
        self.whole_distance.d.next = bit_cast::<5, 10>(self.whole_magnitude.val());
        if (self.whole_magnitude.val() >> 5).any() {
            self.whole_distance.d.next = 31.into();
        }
        self.other.d.next = bit_cast::<30, 29>(self.first.value_o.val());
        self.shifted.d.next = self.one.val() >> bit_cast::<30, 5>((self.whole_distance.q.val() >> 3) << 3);
        if self.whole_is_negative.q.val() {
            self.other.d.next = self.one.val();
            self.shifted.d.next = bit_cast::<30, 29>(self.first.value_o.val())
                >> bit_cast::<30, 5>((self.whole_distance.q.val() >> 3) << 3);
        }
        self.whole_fine.d.next = self.whole_distance.q.val().get_bits::<3>(0);
        self.shifted_late.d.next = self.shifted.q.val() >> bit_cast::<30, 3>(self.whole_fine.q.val());
        self.other_late.d.next = self.other.q.val();
        self.sum.d.next = self.other_late.q.val() + self.shifted_late.q.val();

        comment!("# t + 23: its leading bits, rounded, and its exponent");
        self.whole_to_sum.clk_i.next = self.clk_i.val();
        self.whole_to_sum.data_i.next = self.whole_delay.data_o.val();
        self.whole_to_end.clk_i.next = self.clk_i.val();
        self.whole_to_end.data_i.next = self.whole_to_sum.data_o.val();
        self.quotient.next = (self.sum.q.val() + 2).get_bits::<28>(2);
        if self.sum.q.val().get_bit(29) {
            self.quotient.next = bit_cast::<28, 27>((self.sum.q.val() + 4).get_bits::<27>(3));
        }
        self.carries.next = bit_cast::<2, 1>(self.sum.q.val().get_bit(29).into())
            + bit_cast::<2, 1>(self.quotient.val().get_bit(27).into());
        self.whole_of_sum.next = bit_cast_signed::<11, 10>(signed_cast(self.whole_to_sum.data_o.val()));
        if self.whole_to_sum.data_o.val().get_bit(9) {
            self.whole_of_sum.next = 0.into();
        }

        comment!("# t to t + 4: the significand without leading zeros; it waits for the sum's turn");
        self.normalise.clk_i.next = self.clk_i.val();
        self.normalise.value_i.next = bit_cast::<64, 24>(self.unpack.significand_o.val());
        self.normalise.limit_i.next = self.farthest.val();
        self.field_delay.clk_i.next = self.clk_i.val();
        self.field_delay.data_i.next = self.unpack.exponent_o.val();
        self.binade.next = signed_cast(bit_cast::<11, 8>(self.field_delay.data_o.val()))
            - self.bias.val()
            - signed_cast(bit_cast::<11, 6>(self.normalise.shift_o.val()));
        self.mantissa_delay.clk_i.next = self.clk_i.val();
        self.mantissa_delay.data_i.next = self.normalise.value_o.val();
        self.binade_delay.clk_i.next = self.clk_i.val();
        self.binade_delay.data_i.next = bit_cast::<16, 11>(unsigned_cast(self.binade.val()));

        comment!("# t + 23: the argument of the second table, and the exponent of its value");
        self.mantissa.next = bit_cast::<23, 64>(self.mantissa_delay.data_o.val());
        self.own_binade.next = signed_cast(bit_cast::<11, 16>(self.binade_delay.data_o.val()));
        self.half_binade.next =
            bit_cast_signed::<11, 10>(signed_cast(unsigned_cast(self.own_binade.val()).get_bits::<10>(1)));
        if self.flags_to_second.data_o.val().get_bit(2) {
            self.argument.next = bit_cast::<26, 28>(self.quotient.val());
            self.second_exponent.d.next =
                self.minus_one.val() - self.whole_of_sum.val() - signed_cast(bit_cast::<11, 2>(self.carries.val()));
        } else if self.flags_to_second.data_o.val().get_bit(3) {
            self.argument.next = bit_cast::<26, 16>(self.mantissa.val().get_bits::<16>(0)) << 2;
            self.second_exponent.d.next = self.minus_one.val() - self.half_binade.val();
        } else {
            self.argument.next = bit_cast::<26, 23>(self.mantissa.val()) << 3;
            self.second_exponent.d.next = self.minus_one.val() - self.own_binade.val();
        }
        self.segment.d.next = bit_cast::<16, 8>(self.argument.val().get_bits::<8>(18));
        if self.flags_to_second.data_o.val().get_bit(3) {
            self.segment.d.next = bit_cast::<16, 7>(self.mantissa.val().get_bits::<7>(16))
                | (bit_cast::<16, 1>(unsigned_cast(self.own_binade.val()).get_bits::<1>(0)) << 7)
                | 256;
        }
        self.place.d.next = self.argument.val().get_bits::<18>(0) ^ self.middle.val();

        comment!("# t + 24 to t + 35: its value");
        self.second_coefficients.clk_i.next = self.clk_i.val();
        self.second_coefficients.segment_i.next = self.segment.q.val();
        self.second_place.clk_i.next = self.clk_i.val();
        self.second_place.data_i.next = self.place.q.val();
        self.second.clk_i.next = self.clk_i.val();
        self.second.c0_i.next = self.second_coefficients.c0_o.val();
        self.second.c1_i.next = self.second_coefficients.c1_o.val();
        self.second.c2_i.next = self.second_coefficients.c2_o.val();
        self.second.offset_i.next = signed_cast(self.second_place.data_o.val());
        self.second_exponent_delay.clk_i.next = self.clk_i.val();
        self.second_exponent_delay.data_i.next = bit_cast::<16, 11>(unsigned_cast(self.second_exponent.q.val()));

        comment!("# t + 35: the one or the other; what is below half of the least number is nothing");
        self.value.next = self.second.value_o.val();
        self.end_exponent.next = signed_cast(bit_cast::<11, 16>(self.second_exponent_delay.data_o.val()));
        if self.flags_to_end.data_o.val().get_bit(1) {
            self.value.next = self.value_delay.data_o.val();
            self.end_exponent.next = bit_cast_signed::<11, 10>(signed_cast(self.whole_to_end.data_o.val()));
        }
        self.biased.next = self.end_exponent.val() + self.least.val();
        self.end_kind.d.next = bit_cast::<2, 4>(self.kind_delay.data_o.val());
        self.end_negative.d.next = self.kind_delay.data_o.val().get_bit(2);
        self.is_nothing.next = unsigned_cast(self.biased.val()).get_bit(10)
            | (bit_cast::<2, 4>(self.kind_delay.data_o.val()) == self.zero_kind.val());
        self.end_value.d.next = bit_cast::<64, 29>(self.value.val());
        self.end_field.d.next = bit_cast::<10, 11>(unsigned_cast(self.biased.val()));
        if self.is_nothing.val() {
            self.end_value.d.next = 0.into();
            self.end_field.d.next = 0.into();
        }

        comment!("# t + 36: rounded");
        self.round.clk_i.next = self.clk_i.val();
        self.round.sign_i.next = self.end_negative.q.val();
        self.round.exponent_i.next = self.end_field.q.val();
        self.round.significand_i.next = self.end_value.q.val();
        self.round.cancelled_i.next = false;
        self.round.plus_zero_i.next = false;
        self.round.infinite_i.next = self.end_kind.q.val() == self.infinite_kind.val();
        self.round.nan_i.next = self.end_kind.q.val() == self.nan_kind.val();
        self.result_o.next = self.round.result_o.val();
        self.overflow_o.next = self.round.overflow_o.val();
        self.nan_o.next = self.round.nan_o.val();
    }
}
