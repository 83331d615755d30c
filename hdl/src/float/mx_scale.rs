use rust_hdl::prelude::*;

block! {
    /// The scale of a block from the magnitude of its greatest element.
    ///
    /// The greatest element of a format is a power of two, 2^emax, times a number from 1.5 to less than 2, so rounding up
    /// asks for one comparison of the fraction with a constant beside the difference of the exponents. (Multiplying by
    /// the reciprocal, as software does, would take a multiplier and round.)
    ///
    /// Timing: combinational.
    /// Special cases: a magnitude of 0 gives the least scale, an infinite one or NaN the NaN of scales. A subnormal
    /// number of at least 2^-127 is one with exponent field 0 whose fraction is moved by one place; smaller ones have the
    /// least scale whatever the format.
    /// Widths: the scale before it is clamped lies between 0 − 15 and 254 + 1: nine bits with a sign.
    pub struct MxScale;

    /// A chooser of scales.
    new()
    module "mx_scale"
    ports {
        /// The magnitude, an FP32 number without its sign.
        in magnitude_i: Bits<31>,
        /// The format: INT8 (0), INT4 (1), E4M3 (2), E5M2 (3), E2M1 (4 and above).
        in format_i: Bits<3>,
        /// The greatest element must not saturate; otherwise its exponent is rounded down.
        in ceil_i: Bit,
        /// The scale, E8M0.
        out scale_o: Bits<8>,
        /// It is NaN.
        out nan_o: Bit,
    }
    inside {
        wire exponent: Bits<8>,
        wire fraction: Bits<23>,
        wire emax: Bits<9>,
        wire greatest: Bits<23>,
        wire up: Bit,
        wire scale: Bits<9>,
        const most_int8: Bits<23> = 0x7e_0000.into(),
        const most_four_bits: Bits<23> = 0x60_0000.into(),
        const most_two_bits: Bits<23> = 0x40_0000.into(),
    }
}

impl Logic for MxScale {
    #[hdl_gen]
    fn update(&mut self) {
        comment!(
            "The magnitude is (1 + fraction * 2^-23) * 2^(exponent - 127), or so small that only the least scale fits."
        );
        self.exponent.next = self.magnitude_i.val().get_bits::<8>(23);
        self.fraction.next = self.magnitude_i.val().get_bits::<23>(0);
        if !self.exponent.val().any() {
            self.fraction.next = 0.into();
            if self.magnitude_i.val().get_bit(22) {
                self.fraction.next = self.magnitude_i.val().get_bits::<23>(0) << 1;
            }
        }

        comment!("The greatest element is (1 + greatest * 2^-23) * 2^emax.");
        match self.format_i.val().index() {
            0 => {
                self.emax.next = 0.into();
                self.greatest.next = self.most_int8.val();
            }
            1 => {
                self.emax.next = 0.into();
                self.greatest.next = self.most_four_bits.val();
            }
            2 => {
                self.emax.next = 8.into();
                self.greatest.next = self.most_four_bits.val();
            }
            3 => {
                self.emax.next = 15.into();
                self.greatest.next = self.most_four_bits.val();
            }
            _ => {
                self.emax.next = 2.into();
                self.greatest.next = self.most_two_bits.val();
            }
        }

        self.up.next = self.ceil_i.val() & (self.fraction.val() > self.greatest.val());
        self.scale.next =
            bit_cast::<9, 8>(self.exponent.val()) - self.emax.val() + bit_cast::<9, 1>(self.up.val().into());
        self.nan_o.next = self.exponent.val().all();
        self.scale_o.next = self.scale.val().get_bits::<8>(0);
        if self.exponent.val().all() {
            self.scale_o.next = 255.into();
        } else if self.scale.val().get_bit(8) {
            self.scale_o.next = 0.into();
        } else if self.scale.val().get_bits::<8>(0).all() {
            self.scale_o.next = 254.into();
        }
    }
}
