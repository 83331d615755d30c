use rust_hdl::prelude::*;

block! {
    /// An FP32 number apart: sign, exponent, significand and what kind of number it is.
    ///
    /// A finite number is (−1)^sign · significand · 2^(exponent − 150). Subnormal numbers and zeros come with the exponent
    /// of the least normal numbers, 1, and a significand whose top bit is 0, so nothing behind this block needs to know
    /// of them.
    ///
    /// Timing: combinational.
    /// Special cases: infinities and NaNs have exponent 255 and the significand that their bits spell.
    pub struct UnpackFp32;

    /// An unpacker.
    new()
    module "unpack_fp32"
    ports {
        /// The number.
        in number_i: Bits<32>,
        /// It is negative.
        out sign_o: Bit,
        /// Its exponent, 1 to 254 where it is finite; its significand's top bit weighs 2^(exponent − 127).
        out exponent_o: Bits<8>,
        /// Its significand.
        out significand_o: Bits<24>,
        /// It is +0 or −0.
        out zero_o: Bit,
        /// It is infinite.
        out infinite_o: Bit,
        /// It is NaN.
        out nan_o: Bit,
    }
    inside {
        wire exponent: Bits<8>,
        wire fraction: Bits<23>,
        wire normal: Bit,
        wire whole: Bit,
    }
}

impl Logic for UnpackFp32 {
    #[hdl_gen]
    fn update(&mut self) {
        self.exponent.next = self.number_i.val().get_bits::<8>(23);
        self.fraction.next = self.number_i.val().get_bits::<23>(0);
        self.normal.next = self.exponent.val().any();
        self.whole.next = !self.fraction.val().any();
        self.sign_o.next = self.number_i.val().get_bit(31);
        self.exponent_o.next = self.exponent.val();
        if !self.normal.val() {
            self.exponent_o.next = 1.into();
        }
        self.significand_o.next =
            bit_cast::<24, 23>(self.fraction.val()) | (bit_cast::<24, 1>(self.normal.val().into()) << 23);
        self.zero_o.next = !self.normal.val() & self.whole.val();
        self.infinite_o.next = self.exponent.val().all() & self.whole.val();
        self.nan_o.next = self.exponent.val().all() & !self.whole.val();
    }
}
