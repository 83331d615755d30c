use crate::float::leading::Leading;
use crate::float::unpack_fp32::UnpackFp32;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// An FP32 number times a power of two in a narrow format, BF16, E5M2, E4M3 or E2M1, nearest even, with gradual
    /// underflow.
    ///
    /// The significand is normalised first, for a subnormal number may become a normal one. Of a normalised significand
    /// only the bits that the format keeps, one to round by, and whether there are more go on, so the shift for gradual
    /// underflow is a narrow one. As in the rounder, the exponent is added to the significand together with the bit
    /// that rounds up.
    ///
    /// Timing: the outputs belong to the inputs of three cycles before: exponent, and zeros by sixteens and fours 1,
    /// zeros by ones 1, underflow, round and choose 1. One number per cycle. No reset.
    /// Special cases: a zero keeps its sign, one that arises by rounding too. What is beyond the greatest number is that
    /// number, of BF16 infinity, for which only a finite number overflows. A NaN is the format's NaN; E2M1 has none, so it
    /// is dropped for 0.
    /// Widths: the exponent of the significand's top bit, less that of the least normal number, lies between −382 and 509,
    /// and with up to 31 leading zeros it is not below −413: ten bits. mantissa_bits + 2 places leave less than
    /// half of the least number. The greatest exponent and a significand that is rounded up fit one bit more than the
    /// code without its sign.
    pub struct Fp32ToNarrow;

    /// A converter to one of the four formats, with so many bits of exponent and of mantissa.
    new(exponent_bits, mantissa_bits) {
        let bits = exponent_bits + mantissa_bits;
        // Magnitudes of codes: the first that is too large, what it becomes, and NaN.
        let (first_beyond, greatest, canonical) = match exponent_bits {
            8 => (0x7f80_u64, 0x7f80_u64, 0x7fc0_u64),
            5 => (0x7c, 0x7b, 0x7e),
            4 => (0x7f, 0x7e, 0x7f),
            _ => (0x8, 0x7, 0),
        };
    }
    module "fp32_to_narrow" sized "{exponent_bits}x{mantissa_bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number.
        in number_i: Bits<32>,
        /// The exponent of the power of two.
        in shift_i: Signed<9>,
        /// The code for the number of three cycles before.
        out code_o: Bits<32>{1 + exponent_bits + mantissa_bits},
        /// The number was finite, and the code is an infinity.
        out overflow_o: Bit,
        /// The code is a NaN.
        out nan_o: Bit,
        /// The number was NaN, and the format has none.
        out nan_dropped_o: Bit,
    }
    inside {
        block unpack: UnpackFp32 = UnpackFp32::new(),
        block by_sixteens: Leading = Leading::new(24, 16),
        wire coarse: Bits<64>{24},
        block by_fours: Leading = Leading::new(24, 4),
        wire half_medium: Bits<64>{24},
        reg medium: Bits<64>{24},
        reg zeros: Bits<3>,
        reg exponent: Signed<10>,
        reg nothing: Bit,
        reg infinite: Bit[2],
        reg sign: Bit[2],
        reg nan: Bit[3],

        block by_ones: Leading = Leading::new(24, 1),
        wire half_fine: Bits<64>{24},
        wire fine: Bits<64>{24},
        wire below: Bits<64>{22 - mantissa_bits},
        wire all_zeros: Bits<5>,
        wire excess: Signed<10>,
        wire shortage: Signed<10>,
        wire above: Bits<9>,
        reg digits: Bits<64>{mantissa_bits + 2},
        reg more: Bit,
        reg places: Bits<4>,
        reg normal: Bits<9>{exponent_bits},
        reg beyond: Bit,

        wire moved: Bits<64>{2 * mantissa_bits + 3},
        wire kept: Bits<64>{mantissa_bits + 1},
        wire half: Bit,
        wire lost: Bits<64>{mantissa_bits + 1},
        wire up: Bit,
        wire number: Bits<64>{bits + 1},
        wire too_large: Bit,
        wire magnitude: Bits<64>{bits},
        wire negative: Bit,
        reg code: Bits<32>{bits + 1},
        reg overflow: Bit,

        const bias: Signed<10> = (129 - (1_i64 << (exponent_bits - 1))).into(),
        const first_below: Bits<6> = (22 - mantissa_bits as u64).into(),
        const exponent_place: Bits<6> = (exponent_bits as u64).into(),
        const mantissa_place: Bits<6> = (mantissa_bits as u64).into(),
        const half_place: Bits<6> = (mantissa_bits as u64 + 1).into(),
        const kept_place: Bits<6> = (mantissa_bits as u64 + 2).into(),
        const sign_place: Bits<6> = (bits as u64).into(),
        const is_bf16: Bits<1> = u64::from(exponent_bits == 8).into(),
        const has_nans: Bits<1> = u64::from(exponent_bits > 2).into(),
        const first_beyond: Bits<64> = first_beyond.into(),
        const greatest: Bits<64> = greatest.into(),
        const canonical: Bits<64> = canonical.into(),
    }
}

impl Logic for Fp32ToNarrow {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the exponent, less that of the least normal number; leading zeros go by sixteens and fours");
        self.unpack.number_i.next = self.number_i.val();
        self.exponent.d.next = signed_cast(bit_cast::<10, 8>(self.unpack.exponent_o.val()))
            + bit_cast_signed::<10, 9>(self.shift_i.val())
            - self.bias.val();
        self.by_sixteens.value_i.next = bit_cast::<64, 24>(self.unpack.significand_o.val());
        self.by_sixteens.limit_i.next = 3.into();
        self.coarse.next = bit_cast::<64, 24>(self.unpack.significand_o.val());
        if self.by_sixteens.steps_o.val().get_bit(0) {
            self.coarse.next = bit_cast::<64, 24>(self.unpack.significand_o.val()) << 16;
        }
        self.by_fours.value_i.next = self.coarse.val();
        self.by_fours.limit_i.next = 3.into();
        self.half_medium.next = self.coarse.val();
        if self.by_fours.steps_o.val().get_bit(1) {
            self.half_medium.next = self.coarse.val() << 8;
        }
        self.medium.d.next = self.half_medium.val();
        if self.by_fours.steps_o.val().get_bit(0) {
            self.medium.d.next = self.half_medium.val() << 4;
        }
        self.zeros.d.next = bit_cast::<3, 2>(self.by_fours.steps_o.val())
            | (bit_cast::<3, 1>(self.by_sixteens.steps_o.val().get_bits::<1>(0)) << 2);
        self.nothing.d.next = self.unpack.zero_o.val();
        self.infinite[0].d.next = self.unpack.infinite_o.val();
        self.sign[0].d.next = self.unpack.sign_o.val();
        self.nan[0].d.next = self.unpack.nan_o.val();

        comment!("# t + 1: leading zeros go by ones; how far the number is above the least normal one, or below");
        self.by_ones.value_i.next = self.medium.q.val();
        self.by_ones.limit_i.next = 3.into();
        self.half_fine.next = self.medium.q.val();
        if self.by_ones.steps_o.val().get_bit(1) {
            self.half_fine.next = self.medium.q.val() << 2;
        }
        self.fine.next = self.half_fine.val();
        if self.by_ones.steps_o.val().get_bit(0) {
            self.fine.next = self.half_fine.val() << 1;
        }
        self.digits.d.next = self.fine.val() >> self.first_below.val();
        self.below.next = self.fine.val();
        self.more.d.next = self.below.val().any();
        self.all_zeros.next =
            bit_cast::<5, 2>(self.by_ones.steps_o.val()) | (bit_cast::<5, 3>(self.zeros.q.val()) << 2);
        self.excess.next = self.exponent.q.val() - signed_cast(bit_cast::<10, 5>(self.all_zeros.val()));
        self.shortage.next = signed_cast(bit_cast::<10, 5>(self.all_zeros.val())) - self.exponent.q.val();
        self.above.next = unsigned_cast(self.excess.val()).get_bits::<9>(0);
        self.places.d.next = 0.into();
        self.normal.d.next = 0.into();
        self.beyond.d.next = false;
        if self.excess.val().get_bit(9) {
            self.places.d.next = unsigned_cast(self.shortage.val()).get_bits::<4>(0);
            if unsigned_cast(self.shortage.val()).get_bits::<5>(4).any() {
                self.places.d.next = 15.into();
            }
        } else if !self.nothing.q.val() {
            self.normal.d.next = self.above.val();
            self.beyond.d.next = (self.above.val() >> self.exponent_place.val()).any();
        }
        self.infinite[1].d.next = self.infinite[0].q.val();
        self.sign[1].d.next = self.sign[0].q.val();
        self.nan[1].d.next = self.nan[0].q.val();

        comment!("# t + 2: gradual underflow; exponent, significand and the bit that rounds up in one sum");
        self.moved.next = (self.digits.q.val() << self.half_place.val()) >> self.places.q.val();
        self.kept.next = self.moved.val() >> self.kept_place.val();
        self.half.next = self.moved.val().get_bit(self.half_place.val().index());
        self.lost.next = self.moved.val();
        self.up.next = self.half.val() & (self.lost.val().any() | self.more.q.val() | self.kept.val().get_bit(0));
        self.number.next = (bit_cast::<64, 9>(self.normal.q.val()) << self.mantissa_place.val())
            + self.kept.val()
            + bit_cast::<64, 1>(self.up.val().into());
        self.too_large.next = self.beyond.q.val() | (self.number.val() >= self.first_beyond.val());
        self.magnitude.next = self.number.val();
        if self.nan[1].q.val() {
            self.magnitude.next = self.canonical.val();
        } else if self.too_large.val() | self.infinite[1].q.val() {
            self.magnitude.next = self.greatest.val();
        }
        self.negative.next = self.sign[1].q.val() & !self.nan[1].q.val();
        self.code.d.next = bit_cast::<32, 64>(self.magnitude.val())
            | (bit_cast::<32, 1>(self.negative.val().into()) << self.sign_place.val());
        self.overflow.d.next = false;
        if self.is_bf16.val() == 1 {
            self.overflow.d.next = self.too_large.val() & !self.infinite[1].q.val() & !self.nan[1].q.val();
        }
        self.nan[2].d.next = self.nan[1].q.val();

        self.code_o.next = self.code.q.val();
        self.overflow_o.next = self.overflow.q.val();
        self.nan_o.next = false;
        self.nan_dropped_o.next = false;
        if self.has_nans.val() == 1 {
            self.nan_o.next = self.nan[2].q.val();
        } else {
            self.nan_dropped_o.next = self.nan[2].q.val();
        }
    }
}
