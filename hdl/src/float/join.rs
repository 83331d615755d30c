use crate::float::align_add::AlignAdd;
use crate::float::normalise::Normalise;
use crate::float::round_fp32::RoundFp32;
use crate::float::unpack_fp32::UnpackFp32;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::{bit_cast_signed, dff_setup};

block! {
    /// A step of an FP32 accumulator: acc' = RN(acc + S · 2^e), rounded once.
    ///
    /// The integer S is normalised first, so that what is aligned and added is not wider than S itself. (Aligned as it
    /// is, sum and shifters would have its width, the accumulator's and the distance between them: half as large again.)
    /// The accumulator is taken as late as can be, when S and its exponent are ready.
    ///
    /// Timing: a step every cycle. sum_i at t, exponent_i and nan_i at t + 3, acc_i at t + 5; the outputs show the step at
    /// t + 18: magnitude 1, normalise 3, exponent 1, align_add 7, round_fp32 6. An accumulator may come again after 13
    /// cycles. No reset.
    /// Special cases: every zero is +0. A NaN gives the canonical NaN, and an infinite accumulator stays.
    /// Widths: |S| ≤ 2^(W−1) fits W bits without a sign; normalised it has W − 1, as only 2^(W−1) itself is not shifted.
    /// The exponent of its top bit lies between −512 + 127 − 63 and 511 + 41 + 127: 11 bits. An S of 0 has exponent 0, below
    /// that of every accumulator.
    pub struct Join;

    /// A step for sums of `sum_bits` bits, 16 to 42.
    new(sum_bits) {
        let bits = sum_bits.max(27) + 1;
    }
    module "join" sized "{sum_bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// S.
        in sum_i: Signed<64>{sum_bits},
        /// e.
        in exponent_i: Signed<10>,
        /// An element or a scale of the block is NaN.
        in nan_i: Bit,
        /// The accumulator.
        in acc_i: Bits<32>,
        /// The accumulator after the step.
        out acc_o: Bits<32>,
        /// The step made it infinite.
        out overflow_o: Bit,
        /// It is NaN.
        out nan_o: Bit,
    }
    inside {
        reg magnitude: Bits<64>{sum_bits},
        reg negative: Bit,
        block normalise: Normalise = Normalise::new(sum_bits),
        block negative_delay: Delay<Bits<1>> = Delay::new(1, 4),
        reg exponent: Signed<11>,
        block nan_delay: Delay<Bits<1>> = Delay::new(1, 2),
        reg term: Bits<64>{sum_bits - 1},
        reg term_exponent: Signed<11>,

        block unpack: UnpackFp32 = UnpackFp32::new(),
        block align_add: AlignAdd = AlignAdd::new(sum_bits - 1),
        block special_delay: Delay<Bits<3>> = Delay::new(3, 7),

        wire nan: Bit,
        wire infinite: Bit,
        wire sign: Bit,
        block round: RoundFp32 = RoundFp32::new(bits),

        const farthest: Bits<6> = 63.into(),
        const top: Bits<6> = (sum_bits as u64 - 1).into(),
        const bias: Signed<11> = (sum_bits as i64 - 1 + 127).into(),
        const zero: Bits<64> = 0.into(),
    }
}

impl Logic for Join {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the magnitude of S");
        self.negative.d.next = self.sum_i.val().get_bit(self.top.val().index());
        self.magnitude.d.next = unsigned_cast(self.sum_i.val());
        if self.sum_i.val().get_bit(self.top.val().index()) {
            self.magnitude.d.next = self.zero.val() - unsigned_cast(self.sum_i.val());
        }

        comment!("# t + 1 to t + 4: normalised");
        self.normalise.clk_i.next = self.clk_i.val();
        self.normalise.value_i.next = self.magnitude.q.val();
        self.normalise.limit_i.next = self.farthest.val();
        self.negative_delay.clk_i.next = self.clk_i.val();
        self.negative_delay.data_i.next = self.negative.q.val().into();

        comment!("# t + 3: the exponent that the top bit of S would have");
        self.exponent.d.next = bit_cast_signed::<11, 10>(self.exponent_i.val()) + self.bias.val();
        self.nan_delay.clk_i.next = self.clk_i.val();
        self.nan_delay.data_i.next = self.nan_i.val().into();

        comment!("# t + 4: the exponent of its leading one");
        self.term.d.next = self.normalise.value_o.val() >> 1;
        self.term_exponent.d.next = 0.into();
        if self.normalise.value_o.val().get_bit(self.top.val().index()) {
            self.term_exponent.d.next =
                self.exponent.q.val() - signed_cast(bit_cast::<11, 6>(self.normalise.shift_o.val()));
        }

        comment!("# t + 5: the accumulator comes");
        self.unpack.number_i.next = self.acc_i.val();
        self.align_add.clk_i.next = self.clk_i.val();
        self.align_add.a_sign_i.next = self.unpack.sign_o.val();
        self.align_add.a_exponent_i.next = self.unpack.exponent_o.val();
        self.align_add.a_significand_i.next = self.unpack.significand_o.val();
        self.align_add.b_sign_i.next = self.negative_delay.data_o.val().any();
        self.align_add.b_exponent_i.next = self.term_exponent.q.val();
        self.align_add.b_significand_i.next = self.term.q.val();
        self.special_delay.clk_i.next = self.clk_i.val();
        self.nan.next = self.unpack.nan_o.val() | self.nan_delay.data_o.val().any();
        self.special_delay.data_i.next = bit_cast::<3, 1>(self.nan.val().into())
            | (bit_cast::<3, 1>(self.unpack.infinite_o.val().into()) << 1)
            | (bit_cast::<3, 1>(self.unpack.sign_o.val().into()) << 2);

        comment!("# t + 12: the sum is rounded; an infinite accumulator brings its own sign");
        self.infinite.next = self.special_delay.data_o.val().get_bit(1);
        self.sign.next = self.align_add.sign_o.val();
        if self.infinite.val() {
            self.sign.next = self.special_delay.data_o.val().get_bit(2);
        }
        self.round.clk_i.next = self.clk_i.val();
        self.round.sign_i.next = self.sign.val();
        self.round.exponent_i.next = self.align_add.exponent_o.val();
        self.round.significand_i.next = self.align_add.significand_o.val();
        self.round.cancelled_i.next = self.align_add.cancelled_o.val();
        self.round.plus_zero_i.next = true;
        self.round.infinite_i.next = self.infinite.val();
        self.round.nan_i.next = self.special_delay.data_o.val().get_bit(0);

        self.acc_o.next = self.round.result_o.val();
        self.overflow_o.next = self.round.overflow_o.val();
        self.nan_o.next = self.round.nan_o.val();
    }
}
