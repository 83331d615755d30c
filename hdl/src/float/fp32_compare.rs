use crate::float::unpack_fp32::UnpackFp32;
use rust_hdl::prelude::*;

block! {
    /// The order of two FP32 numbers, and the greater one.
    ///
    /// With the sign bit of a positive number set, and all bits of a negative one inverted, numbers are in the order of
    /// unsigned integers: one comparison of 32 bits decides both the order and the maximum. (Comparing the magnitudes
    /// and choosing by the signs would be a comparison too, with the choice behind it.)
    ///
    /// Timing: combinational.
    /// Special cases: a NaN is neither less nor equal, and the maximum is the canonical NaN. −0 = +0, but +0 is the
    /// greater one.
    pub struct Fp32Compare;

    /// A comparator.
    new()
    module "fp32_compare"
    ports {
        /// a.
        in a_i: Bits<32>,
        /// b.
        in b_i: Bits<32>,
        /// a < b.
        out less_o: Bit,
        /// a = b.
        out equal_o: Bit,
        /// a or b is NaN.
        out unordered_o: Bit,
        /// The greater one.
        out maximum_o: Bits<32>,
    }
    inside {
        block unpack_a: UnpackFp32 = UnpackFp32::new(),
        block unpack_b: UnpackFp32 = UnpackFp32::new(),
        wire a_key: Bits<32>,
        wire b_key: Bits<32>,
        wire below: Bit,
        wire zeros: Bit,
        wire unordered: Bit,
        const sign: Bits<32> = 0x8000_0000.into(),
        const canonical: Bits<32> = 0x7fc0_0000.into(),
    }
}

impl Logic for Fp32Compare {
    #[hdl_gen]
    fn update(&mut self) {
        self.unpack_a.number_i.next = self.a_i.val();
        self.unpack_b.number_i.next = self.b_i.val();
        self.unordered.next = self.unpack_a.nan_o.val() | self.unpack_b.nan_o.val();
        self.zeros.next = self.unpack_a.zero_o.val() & self.unpack_b.zero_o.val();

        comment!("Keys that are ordered as unsigned integers are.");
        self.a_key.next = self.a_i.val() ^ self.sign.val();
        if self.unpack_a.sign_o.val() {
            self.a_key.next = !self.a_i.val();
        }
        self.b_key.next = self.b_i.val() ^ self.sign.val();
        if self.unpack_b.sign_o.val() {
            self.b_key.next = !self.b_i.val();
        }
        self.below.next = self.a_key.val() < self.b_key.val();

        self.less_o.next = self.below.val() & !self.zeros.val() & !self.unordered.val();
        self.equal_o.next = ((self.a_i.val() == self.b_i.val()) | self.zeros.val()) & !self.unordered.val();
        self.unordered_o.next = self.unordered.val();
        if self.unordered.val() {
            self.maximum_o.next = self.canonical.val();
        } else if self.below.val() {
            self.maximum_o.next = self.b_i.val();
        } else {
            self.maximum_o.next = self.a_i.val();
        }
    }
}
