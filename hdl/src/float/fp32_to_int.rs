use crate::float::trailing::Trailing;
use crate::float::unpack_fp32::UnpackFp32;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// An FP32 number times a power of two, rounded to an integer, nearest even, and clamped.
    ///
    /// The significand begins as far left as it can matter, and is shifted to the right until its lowest bit is a half; so
    /// there is one shifter for both directions, and what is above the integer says that it is clamped. A subnormal number
    /// needs nothing of its own.
    ///
    /// Timing: the outputs belong to the inputs of three cycles before: distance 1, shift 1, round 1. One number per
    /// cycle. No reset.
    /// Special cases: an infinity is clamped, a NaN gives 0. A tie that rounds beyond the greatest integer is clamped.
    /// Widths: a distance between bits − 360 and bits + 405 fits ten bits. One below 0 would bring every number but
    /// 0 to at least 2^bits, as 0 does already; 63 shift all bits + 25 ≤ 57 places out. A magnitude of less than
    /// 2^bits has its negative in the bits that are kept, after it was clamped to at most 2^(bits − 1).
    pub struct Fp32ToInt;

    /// A converter to integers of `bits` bits, 4 to 32.
    new(bits)
    module "fp32_to_int" sized "{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The number.
        in number_i: Bits<32>,
        /// The exponent of the power of two.
        in shift_i: Signed<9>,
        /// The least integer is the negative of the greatest one; otherwise it is one less.
        in symmetric_i: Bit,
        /// The integer for the number of three cycles before.
        out integer_o: Signed<64>{bits},
        /// The number was NaN.
        out nan_dropped_o: Bit,
    }
    inside {
        block unpack: UnpackFp32 = UnpackFp32::new(),
        wire distance: Signed<10>,
        reg significand: Bits<24>,
        reg amount: Bits<6>,
        reg sign: Bit[2],
        reg infinite: Bit,
        reg nan: Bit[3],
        reg symmetric: Bit[2],

        block sixteens: Trailing = Trailing::new(bits + 25, 16),
        block fours: Trailing = Trailing::new(bits + 25, 4),
        block ones: Trailing = Trailing::new(bits + 25, 1),
        wire above: Bits<64>{24},
        reg kept: Bits<64>{bits},
        reg half: Bit,
        reg more: Bit,
        reg beyond: Bit,

        wire up: Bit,
        wire limit: Bits<64>{bits},
        wire clamped: Bit,
        wire inverted: Bits<64>{bits},
        wire one: Bit,
        wire bound: Bits<64>{bits},
        reg integer: Bits<64>{bits},

        const farthest: Signed<10> = (bits as i64 + 150).into(),
        const left_place: Bits<6> = (bits as u64 + 1).into(),
        const greatest: Bits<64> = ((1_u64 << (bits - 1)) - 1).into(),
        const lowest: Bits<64> = (1_u64 << (bits - 1)).into(),
    }
}

impl Logic for Fp32ToInt {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: how far the significand goes to the right");
        self.unpack.number_i.next = self.number_i.val();
        self.distance.next = self.farthest.val()
            - signed_cast(bit_cast::<10, 8>(self.unpack.exponent_o.val()))
            - bit_cast_signed::<10, 9>(self.shift_i.val());
        self.amount.d.next = unsigned_cast(self.distance.val()).get_bits::<6>(0);
        if self.distance.val().get_bit(9) {
            self.amount.d.next = 0.into();
        } else if unsigned_cast(self.distance.val()).get_bits::<3>(6).any() {
            self.amount.d.next = 63.into();
        }
        self.significand.d.next = self.unpack.significand_o.val();
        self.infinite.d.next = self.unpack.infinite_o.val();
        self.sign[0].d.next = self.unpack.sign_o.val();
        self.nan[0].d.next = self.unpack.nan_o.val();
        self.symmetric[0].d.next = self.symmetric_i.val();

        comment!("# t + 1: the shift");
        self.sixteens.value_i.next = bit_cast::<64, 24>(self.significand.q.val()) << self.left_place.val();
        self.sixteens.steps_i.next = self.amount.q.val().get_bits::<2>(4);
        self.fours.value_i.next = self.sixteens.value_o.val();
        self.fours.steps_i.next = self.amount.q.val().get_bits::<2>(2);
        self.ones.value_i.next = self.fours.value_o.val();
        self.ones.steps_i.next = self.amount.q.val().get_bits::<2>(0);
        self.kept.d.next = self.ones.value_o.val() >> 1;
        self.half.d.next = self.ones.value_o.val().get_bit(0);
        self.more.d.next = self.sixteens.lost_o.val() | self.fours.lost_o.val() | self.ones.lost_o.val();
        self.above.next = self.ones.value_o.val() >> self.left_place.val();
        self.beyond.d.next = self.above.val().any() | self.infinite.q.val();
        self.sign[1].d.next = self.sign[0].q.val();
        self.nan[1].d.next = self.nan[0].q.val();
        self.symmetric[1].d.next = self.symmetric[0].q.val();

        comment!(
            "# t + 2: rounded, negated and clamped; a negative number is inverted, and one more unless it rounds up"
        );
        self.up.next = self.half.q.val() & (self.more.q.val() | self.kept.q.val().get_bit(0));
        self.inverted.next = self.kept.q.val();
        self.one.next = self.up.val();
        self.limit.next = self.greatest.val();
        self.bound.next = self.greatest.val();
        if self.sign[1].q.val() {
            self.inverted.next = !self.kept.q.val();
            self.one.next = !self.up.val();
            self.bound.next = self.lowest.val() | bit_cast::<64, 1>(self.symmetric[1].q.val().into());
            if !self.symmetric[1].q.val() {
                self.limit.next = self.lowest.val();
            }
        }
        self.clamped.next = self.beyond.q.val() | (self.kept.q.val() >= self.limit.val());
        if self.nan[1].q.val() {
            self.integer.d.next = 0.into();
        } else if self.clamped.val() {
            self.integer.d.next = self.bound.val();
        } else {
            self.integer.d.next = self.inverted.val() + bit_cast::<64, 1>(self.one.val().into());
        }
        self.nan[2].d.next = self.nan[1].q.val();

        self.integer_o.next = signed_cast(self.integer.q.val());
        self.nan_dropped_o.next = self.nan[2].q.val();
    }
}
