use crate::float::normalise::Normalise;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// The rounder: an exact number to FP32, nearest even, with gradual underflow.
    ///
    /// The significand need not be normalised. Its leading zeros are shifted out as far as the exponent allows, which is
    /// all that gradual underflow asks for; what is below the least exponent is brought to it by align_add. The exponent
    /// is added to the significand, whose top bit is worth one of it, together with the bit that rounds up: so a carry
    /// out of the significand, and a subnormal number that becomes a normal one, need nothing of their own.
    ///
    /// Timing: the outputs belong to the inputs of six cycles before: normalise 3, decide 1, add 1, choose 1. One number
    /// per cycle. No reset.
    /// Special cases: nan_i gives the canonical NaN, infinite_i the infinity of that sign; neither overflows. A zero has
    /// the sign of the number but for plus_zero_i (every zero is +0) and cancelled_i (an exact zero is +0).
    /// Widths: an exponent of at most 1023, plus one, plus a carry, fits 11 bits.
    pub struct RoundFp32;

    /// A rounder of significands of `bits` bits, 26 to 64.
    new(bits)
    module "round_fp32" sized "{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number is negative.
        in sign_i: Bit,
        /// Its exponent: the top bit of the significand weighs 2^(exponent − 126).
        in exponent_i: Bits<10>,
        /// Its significand.
        in significand_i: Bits<64>{bits},
        /// It is a sum of terms of different signs: an exact zero is +0.
        in cancelled_i: Bit,
        /// A zero is +0, an exact one and one that arises by rounding.
        in plus_zero_i: Bit,
        /// It is infinite.
        in infinite_i: Bit,
        /// It is NaN.
        in nan_i: Bit,
        /// The number of six cycles before, rounded.
        out result_o: Bits<32>,
        /// It was finite, and the result is infinite.
        out overflow_o: Bit,
        /// The result is NaN.
        out nan_o: Bit,
    }
    inside {
        block normalise: Normalise = Normalise::new(bits),
        block exponent_delay: Delay<Bits<10>> = Delay::new(10, 3),
        block sign_delay: Delay<Bits<3>> = Delay::new(3, 3),
        block special_delay: Delay<Bits<2>> = Delay::new(2, 5),

        wire kept: Bits<24>,
        wire guard: Bit,
        wire below: Bits<64>{bits - 25},
        wire rest: Bit,
        reg significand: Bits<24>,
        reg half: Bit,
        reg more: Bit,
        reg exponent: Bits<10>,
        reg signs: Bits<3>,

        wire up: Bit,
        wire exact: Bit,
        wire sum: Bits<34>,
        reg number: Bits<34>,
        reg sign: Bit,
        reg nothing_kept: Bit,
        reg positive: Bit,

        wire nan: Bit,
        wire infinite: Bit,
        wire beyond: Bit,
        wire negative: Bit,
        wire magnitude: Bits<31>,
        reg result: Bits<32>,
        reg overflow: Bit,
        reg result_nan: Bit,

        const first_kept: Bits<6> = (bits as u64 - 24).into(),
        const first_lost: Bits<6> = (bits as u64 - 25).into(),
        const infinity: Bits<31> = 0x7f80_0000.into(),
        const canonical: Bits<31> = 0x7fc0_0000.into(),
    }
}

impl Logic for RoundFp32 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: leading zeros go, as far as the exponent allows");
        self.normalise.clk_i.next = self.clk_i.val();
        self.normalise.value_i.next = self.significand_i.val();
        self.normalise.limit_i.next = self.exponent_i.val().get_bits::<6>(0);
        if self.exponent_i.val().get_bits::<4>(6).any() {
            self.normalise.limit_i.next = 63.into();
        }
        self.exponent_delay.clk_i.next = self.clk_i.val();
        self.exponent_delay.data_i.next = self.exponent_i.val();
        self.sign_delay.clk_i.next = self.clk_i.val();
        self.sign_delay.data_i.next = bit_cast::<3, 1>(self.sign_i.val().into())
            | (bit_cast::<3, 1>(self.cancelled_i.val().into()) << 1)
            | (bit_cast::<3, 1>(self.plus_zero_i.val().into()) << 2);
        self.special_delay.clk_i.next = self.clk_i.val();
        self.special_delay.data_i.next =
            bit_cast::<2, 1>(self.infinite_i.val().into()) | (bit_cast::<2, 1>(self.nan_i.val().into()) << 1);

        comment!("# t + 3: what is kept, and what is lost; a number without its top bit has exponent 0");
        self.kept.next = self.normalise.value_o.val().get_bits::<24>(self.first_kept.val().index());
        self.guard.next = self.normalise.value_o.val().get_bit(self.first_lost.val().index());
        self.below.next = self.normalise.value_o.val();
        self.rest.next = self.below.val().any();
        self.significand.d.next = self.kept.val();
        self.half.d.next = self.guard.val();
        self.more.d.next = self.rest.val();
        self.exponent.d.next = 0.into();
        if self.kept.val().get_bit(23) {
            self.exponent.d.next = self.exponent_delay.data_o.val() - bit_cast::<10, 6>(self.normalise.shift_o.val());
        }
        self.signs.d.next = self.sign_delay.data_o.val();

        comment!("# t + 4: rounded to nearest even: exponent, significand and the bit that rounds up in one sum");
        self.up.next = self.half.q.val() & (self.more.q.val() | self.significand.q.val().get_bit(0));
        self.exact.next = !self.half.q.val() & !self.more.q.val();
        self.sum.next = (bit_cast::<34, 23>(self.significand.q.val().get_bits::<23>(0))
            | (bit_cast::<34, 10>(self.exponent.q.val()) << 23))
            + (bit_cast::<34, 1>(self.up.val().into())
                | (bit_cast::<34, 1>(self.significand.q.val().get_bits::<1>(23)) << 23));
        self.number.d.next = self.sum.val();
        self.sign.d.next = self.signs.q.val().get_bit(0);
        self.nothing_kept.d.next = !self.significand.q.val().any();
        self.positive.d.next =
            (self.exact.val() & self.signs.q.val().get_bit(1)) | (!self.up.val() & self.signs.q.val().get_bit(2));

        comment!("# t + 5: the number, infinity or NaN");
        self.infinite.next = self.special_delay.data_o.val().get_bit(0);
        self.nan.next = self.special_delay.data_o.val().get_bit(1);
        self.beyond.next = self.number.q.val().get_bits::<3>(31).any() | self.number.q.val().get_bits::<8>(23).all();
        if self.nan.val() {
            self.magnitude.next = self.canonical.val();
        } else if self.infinite.val() | self.beyond.val() {
            self.magnitude.next = self.infinity.val();
        } else {
            self.magnitude.next = self.number.q.val().get_bits::<31>(0);
        }
        self.negative.next =
            self.sign.q.val() & (self.infinite.val() | !(self.nothing_kept.q.val() & self.positive.q.val()));
        self.result.d.next = bit_cast::<32, 31>(self.magnitude.val())
            | (bit_cast::<32, 1>((self.negative.val() & !self.nan.val()).into()) << 31);
        self.overflow.d.next = self.beyond.val() & !self.infinite.val() & !self.nan.val();
        self.result_nan.d.next = self.nan.val();

        self.result_o.next = self.result.q.val();
        self.overflow_o.next = self.overflow.q.val();
        self.nan_o.next = self.result_nan.q.val();
    }
}
