use rust_hdl::prelude::*;
use seedchip_export::bit_cast_signed;

block! {
    /// The exponent of a block's sum: its row's and its column's scale, and the unit of the formats.
    ///
    /// exponent_o = row_i + column_i − 254 + unit_i: both scales less their bias of 127, plus the exponent of the unit.
    ///
    /// Timing: combinational.
    /// Special cases: a scale of 255 is NaN; the exponent is that of the formula all the same.
    /// Widths: from 0 + 0 − 254 − 32 = −286 to 255 + 255 − 254 + 31 = 287: ten bits.
    pub struct Scale;

    /// A sum of scales.
    new()
    module "scale"
    ports {
        /// The row's scale, E8M0.
        in row_i: Bits<8>,
        /// The column's scale, E8M0.
        in column_i: Bits<8>,
        /// The exponent of the unit that the block's sum counts.
        in unit_i: Signed<6>,
        /// The exponent of the sum's lowest bit.
        out exponent_o: Signed<10>,
        /// A scale is NaN.
        out nan_o: Bit,
    }
    inside {
        wire scales: Bits<9>,
        const bias: Signed<10> = 254.into(),
    }
}

impl Logic for Scale {
    #[hdl_gen]
    fn update(&mut self) {
        self.scales.next = bit_cast::<9, 8>(self.row_i.val()) + bit_cast::<9, 8>(self.column_i.val());
        self.exponent_o.next = signed_cast(bit_cast::<10, 9>(self.scales.val()))
            + (bit_cast_signed::<10, 6>(self.unit_i.val()) - self.bias.val());
        self.nan_o.next = self.row_i.val().all() | self.column_i.val().all();
    }
}
