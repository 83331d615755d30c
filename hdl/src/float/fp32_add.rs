use crate::float::align_add::AlignAdd;
use crate::float::round_fp32::RoundFp32;
use crate::float::unpack_fp32::UnpackFp32;
use crate::stream::delay::Delay;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// The sum or the difference of two FP32 numbers, rounded once.
    ///
    /// One path for all distances of the exponents, as in the blocks that it is made of. A second one for near exponents
    /// would save some of the thirteen cycles and take as much again; nothing here waits for a single sum.
    ///
    /// Timing: the outputs belong to the inputs of thirteen cycles before: align_add 7, round_fp32 6. One sum per cycle.
    /// No reset.
    /// Special cases: NaN where an operand is NaN, or where infinities of different signs meet. An infinite operand has
    /// the greatest exponent, so the sum's sign is its own. An exact zero of terms with different signs is +0.
    /// Widths: b is as it was unpacked: with an exponent of 1 it may lack its top bit. It is not the greater one then, as
    /// a's exponent is at least 1: below a distance of 4 nothing of b is lost, and from 1 on a is normalised. So the
    /// sum rounds right.
    pub struct Fp32Add;

    /// An adder.
    new()
    module "fp32_add"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The first term.
        in a_i: Bits<32>,
        /// The second term.
        in b_i: Bits<32>,
        /// The second term is subtracted.
        in subtract_i: Bit,
        /// The sum of the terms of thirteen cycles before.
        out sum_o: Bits<32>,
        /// They were finite, and it is infinite.
        out overflow_o: Bit,
        /// It is NaN.
        out nan_o: Bit,
    }
    inside {
        block unpack_a: UnpackFp32 = UnpackFp32::new(),
        block unpack_b: UnpackFp32 = UnpackFp32::new(),
        wire b_sign: Bit,
        wire nan: Bit,
        wire infinite: Bit,
        block align_add: AlignAdd = AlignAdd::new(24),
        block special_delay: Delay<Bits<2>> = Delay::new(2, 7),
        block round: RoundFp32 = RoundFp32::new(28),
    }
}

impl Logic for Fp32Add {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the terms apart");
        self.unpack_a.number_i.next = self.a_i.val();
        self.unpack_b.number_i.next = self.b_i.val();
        self.b_sign.next = self.unpack_b.sign_o.val() ^ self.subtract_i.val();
        self.nan.next = self.unpack_a.nan_o.val()
            | self.unpack_b.nan_o.val()
            | (self.unpack_a.infinite_o.val()
                & self.unpack_b.infinite_o.val()
                & (self.unpack_a.sign_o.val() ^ self.b_sign.val()));
        self.infinite.next = self.unpack_a.infinite_o.val() | self.unpack_b.infinite_o.val();

        comment!("# t to t + 7: added");
        self.align_add.clk_i.next = self.clk_i.val();
        self.align_add.a_sign_i.next = self.unpack_a.sign_o.val();
        self.align_add.a_exponent_i.next = self.unpack_a.exponent_o.val();
        self.align_add.a_significand_i.next = self.unpack_a.significand_o.val();
        self.align_add.b_sign_i.next = self.b_sign.val();
        self.align_add.b_exponent_i.next = signed_cast(bit_cast::<11, 8>(self.unpack_b.exponent_o.val()));
        self.align_add.b_significand_i.next = bit_cast::<64, 24>(self.unpack_b.significand_o.val());
        self.special_delay.clk_i.next = self.clk_i.val();
        self.special_delay.data_i.next =
            bit_cast::<2, 1>(self.infinite.val().into()) | (bit_cast::<2, 1>(self.nan.val().into()) << 1);

        comment!("# t + 7 to t + 13: rounded");
        self.round.clk_i.next = self.clk_i.val();
        self.round.sign_i.next = self.align_add.sign_o.val();
        self.round.exponent_i.next = self.align_add.exponent_o.val();
        self.round.significand_i.next = self.align_add.significand_o.val();
        self.round.cancelled_i.next = self.align_add.cancelled_o.val();
        self.round.plus_zero_i.next = false;
        self.round.infinite_i.next = self.special_delay.data_o.val().get_bit(0);
        self.round.nan_i.next = self.special_delay.data_o.val().get_bit(1);

        self.sum_o.next = self.round.result_o.val();
        self.overflow_o.next = self.round.overflow_o.val();
        self.nan_o.next = self.round.nan_o.val();
    }
}
