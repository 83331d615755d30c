use crate::arith::multiplier::Multiplier;
use crate::float::align_add::AlignAdd;
use crate::float::normalise::Normalise;
use crate::float::round_fp32::RoundFp32;
use crate::float::unpack_fp32::UnpackFp32;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// A fused multiply-add of FP32 numbers: a · b + c, rounded once.
    ///
    /// The product of the significands is normalised before c is added, so the adder is no wider than the product, and
    /// subnormal factors need nothing of their own. (Aligned as it is, it would be 23 bits wider.) c is taken when the
    /// product is ready, so a chain of sums waits for the thirteen cycles of an addition only. The multiplier is that of
    /// the convert lanes; one of 24 × 24 bits would need the same four DSP blocks.
    ///
    /// Timing: an operation every cycle. a_i and b_i at t, c_i at t + 9; the outputs show the result at t + 22:
    /// multiplier 5, normalise 3, exponent 1, align_add 7, round_fp32 6. No reset.
    /// Special cases: NaN where an operand is NaN, where 0 meets infinity in the product, and where infinities of
    /// different signs meet in the sum. An infinite product or c brings its own sign. An exact zero of terms with
    /// different signs is +0.
    /// Widths: the product of two significands fits 48 bits. The exponent of its top bit is that of a plus that of b less
    /// 126, −124 to 384, and that of its leading one not less than −124 − 47: ten bits. A product of 0 has exponent 0,
    /// below that of every c; every other one is normalised.
    pub struct Fp32Fma;

    /// A multiply-add.
    new()
    module "fp32_fma"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The first factor.
        in a_i: Bits<32>,
        /// The second factor.
        in b_i: Bits<32>,
        /// What is added to the product of the factors of nine cycles before.
        in c_i: Bits<32>,
        /// The result for the c of thirteen cycles before.
        out result_o: Bits<32>,
        /// Its operands were finite, and it is infinite.
        out overflow_o: Bit,
        /// It is NaN.
        out nan_o: Bit,
    }
    inside {
        block unpack_a: UnpackFp32 = UnpackFp32::new(),
        block unpack_b: UnpackFp32 = UnpackFp32::new(),
        block multiplier: Multiplier = Multiplier::new(),
        reg exponent: Bits<10>,
        block exponent_delay: Delay<Bits<10>> = Delay::new(10, 7),
        wire nothing: Bit,
        wire negative: Bit,
        wire boundless: Bit,
        block product_delay: Delay<Bits<3>> = Delay::new(3, 9),
        block normalise: Normalise = Normalise::new(48),
        reg term: Bits<64>{48},
        reg term_exponent: Signed<10>,

        block unpack_c: UnpackFp32 = UnpackFp32::new(),
        wire product_negative: Bit,
        wire product_infinite: Bit,
        wire nan: Bit,
        wire infinite: Bit,
        wire infinity_sign: Bit,
        block align_add: AlignAdd = AlignAdd::new(48),
        block special_delay: Delay<Bits<3>> = Delay::new(3, 7),

        wire sign: Bit,
        block round: RoundFp32 = RoundFp32::new(50),

        const bias: Bits<10> = 126.into(),
        const farthest: Bits<6> = 63.into(),
    }
}

impl Logic for Fp32Fma {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the factors apart; the exponent that the top bit of their product has");
        self.unpack_a.number_i.next = self.a_i.val();
        self.unpack_b.number_i.next = self.b_i.val();
        self.exponent.d.next = bit_cast::<10, 8>(self.unpack_a.exponent_o.val())
            + bit_cast::<10, 8>(self.unpack_b.exponent_o.val())
            - self.bias.val();
        self.nothing.next = (self.unpack_a.zero_o.val() & self.unpack_b.infinite_o.val())
            | (self.unpack_a.infinite_o.val() & self.unpack_b.zero_o.val());
        self.negative.next = self.unpack_a.sign_o.val() ^ self.unpack_b.sign_o.val();
        self.boundless.next = self.unpack_a.infinite_o.val() | self.unpack_b.infinite_o.val();
        self.product_delay.clk_i.next = self.clk_i.val();
        self.product_delay.data_i.next =
            bit_cast::<3, 1>((self.unpack_a.nan_o.val() | self.unpack_b.nan_o.val() | self.nothing.val()).into())
                | (bit_cast::<3, 1>(self.boundless.val().into()) << 1)
                | (bit_cast::<3, 1>(self.negative.val().into()) << 2);

        comment!("# t to t + 5: the product");
        self.multiplier.clk_i.next = self.clk_i.val();
        self.multiplier.enable_i.next = true;
        self.multiplier.a_i.next = signed_cast(bit_cast::<32, 24>(self.unpack_a.significand_o.val()));
        self.multiplier.b_i.next = signed_cast(bit_cast::<32, 24>(self.unpack_b.significand_o.val()));
        self.exponent_delay.clk_i.next = self.clk_i.val();
        self.exponent_delay.data_i.next = self.exponent.q.val();

        comment!("# t + 5 to t + 8: normalised");
        self.normalise.clk_i.next = self.clk_i.val();
        self.normalise.value_i.next = unsigned_cast(self.multiplier.product_o.val());
        self.normalise.limit_i.next = self.farthest.val();

        comment!("# t + 8: the exponent of its leading one");
        self.term.d.next = self.normalise.value_o.val();
        self.term_exponent.d.next = 0.into();
        if self.normalise.value_o.val().get_bit(47) {
            self.term_exponent.d.next =
                signed_cast(self.exponent_delay.data_o.val() - bit_cast::<10, 6>(self.normalise.shift_o.val()));
        }

        comment!("# t + 9: c comes");
        self.product_infinite.next = self.product_delay.data_o.val().get_bit(1);
        self.product_negative.next = self.product_delay.data_o.val().get_bit(2);
        self.unpack_c.number_i.next = self.c_i.val();
        self.align_add.clk_i.next = self.clk_i.val();
        self.align_add.a_sign_i.next = self.unpack_c.sign_o.val();
        self.align_add.a_exponent_i.next = self.unpack_c.exponent_o.val();
        self.align_add.a_significand_i.next = self.unpack_c.significand_o.val();
        self.align_add.b_sign_i.next = self.product_negative.val();
        self.align_add.b_exponent_i.next = bit_cast_signed::<11, 10>(self.term_exponent.q.val());
        self.align_add.b_significand_i.next = self.term.q.val();
        self.nan.next = self.product_delay.data_o.val().get_bit(0)
            | self.unpack_c.nan_o.val()
            | (self.product_infinite.val()
                & self.unpack_c.infinite_o.val()
                & (self.product_negative.val() ^ self.unpack_c.sign_o.val()));
        self.infinite.next = self.product_infinite.val() | self.unpack_c.infinite_o.val();
        self.infinity_sign.next = self.unpack_c.sign_o.val();
        if self.product_infinite.val() {
            self.infinity_sign.next = self.product_negative.val();
        }
        self.special_delay.clk_i.next = self.clk_i.val();
        self.special_delay.data_i.next = bit_cast::<3, 1>(self.nan.val().into())
            | (bit_cast::<3, 1>(self.infinite.val().into()) << 1)
            | (bit_cast::<3, 1>(self.infinity_sign.val().into()) << 2);

        comment!("# t + 16: the sum is rounded; an infinity brings its own sign");
        self.sign.next = self.align_add.sign_o.val();
        if self.special_delay.data_o.val().get_bit(1) {
            self.sign.next = self.special_delay.data_o.val().get_bit(2);
        }
        self.round.clk_i.next = self.clk_i.val();
        self.round.sign_i.next = self.sign.val();
        self.round.exponent_i.next = self.align_add.exponent_o.val();
        self.round.significand_i.next = self.align_add.significand_o.val();
        self.round.cancelled_i.next = self.align_add.cancelled_o.val();
        self.round.plus_zero_i.next = false;
        self.round.infinite_i.next = self.special_delay.data_o.val().get_bit(1);
        self.round.nan_i.next = self.special_delay.data_o.val().get_bit(0);

        self.result_o.next = self.round.result_o.val();
        self.overflow_o.next = self.round.overflow_o.val();
        self.nan_o.next = self.round.nan_o.val();
    }
}
