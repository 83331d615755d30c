//! The parameters of the results.

use crate::layout;

layout! {
    /// The parameters of one column. Bits of no field are ignored.
    #[derive(Default)]
    pub struct Column: 128 bits, others Ignored {
        /// Added to the sum: −2^30 to 2^30; the input's zero point is in it.
        BIAS bias: i32 = 0, 32;
        /// M: 2^30 to 2^31 − 1, or 0.
        MULTIPLIER multiplier: i32 = 32, 32;
        /// s: 1 to 62.
        SHIFT shift: u8 = 64, 6;
        /// Added after scaling.
        ZERO_POINT zero_point: i8 = 72, 8;
        /// The smallest result.
        LOW low: i8 = 80, 8;
        /// The greatest result.
        HIGH high: i8 = 88, 8;
    }
}

impl Column {
    /// The greatest magnitude of a bias: with it no sum of [`Command::greatest_k`](crate::Command::greatest_k) products
    /// leaves int32.
    pub const BIAS_LIMIT: i32 = 1 << 30;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_stand_where_the_page_says() {
        let column =
            Column { bias: -(1 << 30), multiplier: (1 << 30) + 1, shift: 40, zero_point: -1, low: -128, high: 127 };
        let beat = [0xc000_0000, 0x4000_0001, 0x7f80_ff28, 0];
        assert_eq!(column.encode(), beat);
        assert_eq!(Column::decode(&beat), Ok(column));
        assert_eq!(
            Column::decode(&[beat[0], beat[1], beat[2] | 3 << 6, !0]),
            Ok(column),
            "bits of no field are ignored"
        );
    }
}
