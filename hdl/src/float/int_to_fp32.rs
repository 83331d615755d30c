use crate::float::round_fp32::RoundFp32;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// An integer as the nearest FP32 number.
    ///
    /// The rounder shifts leading zeros out and rounds, so all that is left to do is the magnitude. A shifter and an
    /// increment made for integers would save its underflow and overflow, and two cycles.
    ///
    /// Timing: number_o belongs to the integer of seven cycles before: magnitude 1, round_fp32 6. One number per cycle.
    /// No reset.
    /// Special cases: 0 becomes +0.
    /// Widths: the magnitude is at most 2^(bits − 1), which fits the bits. Its top bit weighs 2^(bits − 1), so the
    /// exponent is bits + 125, at most 189.
    pub struct IntToFp32;

    /// A converter of integers of `bits` bits, 26 to 64.
    new(bits)
    module "int_to_fp32" sized "{bits}"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// The integer.
        in integer_i: Signed<64>{bits},
        /// The number for the integer of seven cycles before.
        out number_o: Bits<32>,
    }
    inside {
        wire negative: Bit,
        reg magnitude: Bits<64>{bits},
        reg sign: Bit,
        block round: RoundFp32 = RoundFp32::new(bits),

        const top: Bits<6> = (bits as u64 - 1).into(),
        const exponent: Bits<10> = (bits as u64 + 125).into(),
        const zero: Bits<64> = 0.into(),
    }
}

impl Logic for IntToFp32 {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);

        comment!("# t: the magnitude");
        self.negative.next = self.integer_i.val().get_bit(self.top.val().index());
        self.sign.d.next = self.negative.val();
        self.magnitude.d.next = unsigned_cast(self.integer_i.val());
        if self.negative.val() {
            self.magnitude.d.next = self.zero.val() - unsigned_cast(self.integer_i.val());
        }

        comment!("# t + 1 to t + 7: rounded");
        self.round.clk_i.next = self.clk_i.val();
        self.round.sign_i.next = self.sign.q.val();
        self.round.exponent_i.next = self.exponent.val();
        self.round.significand_i.next = self.magnitude.q.val();
        self.round.cancelled_i.next = false;
        self.round.plus_zero_i.next = false;
        self.round.infinite_i.next = false;
        self.round.nan_i.next = false;

        self.number_o.next = self.round.result_o.val();
    }
}
