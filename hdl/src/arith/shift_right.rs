use rust_hdl::prelude::*;

block! {
    /// Arithmetic shift to the right: the sign is shifted in.
    ///
    /// A leaf of its own, because the language of the other blocks has no arithmetic shift.
    ///
    /// Timing: combinational.
    /// Special cases: a shift by the width or more leaves only the sign.
    pub struct ShiftRight;

    /// A shift of numbers of `bits` bits, at most 64.
    new(bits)
    module "shift_right" parameters {
        /// Bits of a number.
        WIDTH: bits in [64, 26, 7] = bits,
    } made by new(bits)
    ports {
        /// The number.
        in data_i: Signed<64>{bits},
        /// The number of bits to shift by, 0 to 63.
        in amount_i: Bits<6>,
        /// data_i / 2^amount_i, rounded towards minus infinity.
        out data_o: Signed<64>{bits},
    }
}

impl Logic for ShiftRight {
    fn update(&mut self) {
        let bits: LiteralType = self.data_i.val().inner().into();
        let shifted = (bits as i64) >> self.amount_i.val().index();
        self.data_o.next = signed_cast((shifted as LiteralType).into());
    }

    fn connect(&mut self) {
        self.data_o.connect();
    }

    fn hdl(&self) -> Verilog {
        Verilog::Custom("assign data_o = data_i >>> amount_i;\n".into())
    }
}
