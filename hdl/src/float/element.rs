use rust_hdl::prelude::*;

block! {
    /// An element of a block format as a cell for E4M3 multiplies it: sign, significand and a shift.
    ///
    /// The element is (−1)^sign · significand · 2^shift in units of 2^-9 (E4M3) or 2^-1 (E2M1): the product of two has a
    /// significand of eight bits and the sum of their shifts. A multiplier of the whole integers, 18 bits and a sign,
    /// would do without the shift behind it, and be four times as large.
    ///
    /// Timing: combinational.
    /// Special cases: a zero keeps its sign. A NaN has the significand and the shift that its bits spell.
    /// Widths: the shift is E − 1 ≤ 14. Any 32 products, those of NaNs included, sum up to at most
    /// 32 · (15 · 2^14)² < 2^41.
    pub struct Element;

    /// A decoder.
    new()
    module "element"
    ports {
        /// The code: E4M3, or E2M1 in bits 3 to 0.
        in code_i: Bits<8>,
        /// The code is one of E2M1.
        in e2m1_i: Bit,
        /// The element is negative.
        out sign_o: Bit,
        /// The significand.
        out significand_o: Bits<4>,
        /// The power of two that it is multiplied by.
        out shift_o: Bits<4>,
        /// The element is NaN.
        out nan_o: Bit,
    }
    inside {
        wire exponent: Bits<4>,
        wire normal: Bit,
    }
}

impl Logic for Element {
    #[hdl_gen]
    fn update(&mut self) {
        if self.e2m1_i.val() {
            self.exponent.next = bit_cast::<4, 2>(self.code_i.val().get_bits::<2>(1));
        } else {
            self.exponent.next = self.code_i.val().get_bits::<4>(3);
        }
        self.normal.next = self.exponent.val().any();
        if self.e2m1_i.val() {
            self.sign_o.next = self.code_i.val().get_bit(3);
            self.significand_o.next = bit_cast::<4, 1>(self.code_i.val().get_bits::<1>(0))
                | (bit_cast::<4, 1>(self.normal.val().into()) << 1);
        } else {
            self.sign_o.next = self.code_i.val().get_bit(7);
            self.significand_o.next = bit_cast::<4, 3>(self.code_i.val().get_bits::<3>(0))
                | (bit_cast::<4, 1>(self.normal.val().into()) << 3);
        }
        self.shift_o.next = 0.into();
        if self.normal.val() {
            self.shift_o.next = self.exponent.val() - 1;
        }
        self.nan_o.next = self.code_i.val().get_bits::<7>(0).all() & !self.e2m1_i.val();
    }
}
