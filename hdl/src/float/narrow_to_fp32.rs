use rust_hdl::prelude::*;

block! {
    /// A number of a narrow format, BF16, E5M2, E4M3 or E2M1, as an FP32 number, exactly.
    ///
    /// A BF16 number is the upper half of an FP32 number, and stays subnormal if it is. The others have at most three
    /// bits of mantissa, so the leading one of a subnormal number is in one of three places, and each is a case; a
    /// shifter behind a count of zeros would be no smaller.
    ///
    /// Timing: combinational.
    /// Special cases: a NaN gives the canonical NaN; an infinity stays one, and a zero keeps its sign.
    /// Widths: E5M2, E4M3 and E2M1 numbers, the least of which is 2^-16, are normal FP32 numbers.
    pub struct NarrowToFp32;

    /// A widener for one of the four formats, with so many bits of exponent and of mantissa.
    new(exponent_bits, mantissa_bits) {
        let fraction_bits = mantissa_bits.max(3);
    }
    module "narrow_to_fp32" sized "{exponent_bits}x{mantissa_bits}"
    ports {
        /// The code.
        in code_i: Bits<32>{1 + exponent_bits + mantissa_bits},
        /// The number.
        out number_o: Bits<32>,
    }
    inside {
        wire exponent: Bits<32>{exponent_bits},
        wire mantissa: Bits<32>{mantissa_bits},
        wire sign: Bits<32>{1},
        wire left: Bits<32>{fraction_bits},
        wire field: Bits<8>,
        wire fraction: Bits<32>{fraction_bits},
        wire nan: Bit,

        const mantissa_place: Bits<5> = (mantissa_bits as u64).into(),
        const sign_place: Bits<5> = ((exponent_bits + mantissa_bits) as u64).into(),
        const left_place: Bits<5> = ((fraction_bits - mantissa_bits) as u64).into(),
        const fraction_place: Bits<5> = (23 - fraction_bits as u64).into(),
        const widens_exponent: Bits<1> = u64::from(exponent_bits < 8).into(),
        const has_infinities: Bits<1> = u64::from(exponent_bits > 4).into(),
        const has_nans: Bits<1> = u64::from(exponent_bits > 2).into(),
        const offset: Bits<8> = (128 - (1_u64 << (exponent_bits - 1))).into(),
        const last: Bits<32> = ((1_u64 << exponent_bits) - 1).into(),
        const all_ones: Bits<32> = ((1_u64 << mantissa_bits) - 1).into(),
        const canonical: Bits<32> = 0x7fc0_0000.into(),
    }
}

impl Logic for NarrowToFp32 {
    #[hdl_gen]
    fn update(&mut self) {
        self.mantissa.next = self.code_i.val();
        self.exponent.next = self.code_i.val() >> self.mantissa_place.val();
        self.sign.next = self.code_i.val() >> self.sign_place.val();

        comment!("Of a subnormal number that becomes a normal one the leading one goes out at the left.");
        self.left.next = self.mantissa.val() << self.left_place.val();
        self.fraction.next = self.left.val();
        self.field.next = self.exponent.val().get_bits::<8>(0);
        if self.widens_exponent.val() == 1 {
            self.field.next = self.exponent.val().get_bits::<8>(0) + self.offset.val();
            if !self.exponent.val().any() {
                if self.left.val().get_bit(2) {
                    self.field.next = self.offset.val();
                    self.fraction.next = self.left.val() << 1;
                } else if self.left.val().get_bit(1) {
                    self.field.next = self.offset.val() - 1;
                    self.fraction.next = self.left.val() << 2;
                } else if self.left.val().get_bit(0) {
                    self.field.next = self.offset.val() - 2;
                    self.fraction.next = 0.into();
                } else {
                    self.field.next = 0.into();
                }
            }
        }

        self.nan.next = false;
        if self.has_infinities.val() == 1 {
            self.nan.next = (self.exponent.val() == self.last.val()) & self.mantissa.val().any();
            if self.exponent.val() == self.last.val() {
                self.field.next = 255.into();
            }
        } else if self.has_nans.val() == 1 {
            self.nan.next = (self.exponent.val() == self.last.val()) & (self.mantissa.val() == self.all_ones.val());
        }
        self.number_o.next = (self.sign.val() << 31)
            | (bit_cast::<32, 8>(self.field.val()) << 23)
            | (self.fraction.val() << self.fraction_place.val());
        if self.nan.val() {
            self.number_o.next = self.canonical.val();
        }
    }
}
