//! Numbers in packed bits: fields of a beat, two's complement, beats on pins.

use seedchip_spec::Pins;
use seedchip_spec::layout::Field;

/// The low `bits` (1 to 64) of `value` as a two's complement number.
pub(crate) fn signed(value: u64, bits: usize) -> i64 {
    let unused = 64 - bits;
    (value << unused).cast_signed() >> unused
}

/// A field of a beat as an unsigned number.
pub(crate) fn field(beat: u128, field: Field) -> u64 {
    ((beat >> field.offset) & ((1 << field.width) - 1)) as u64
}

/// A field of a beat as a two's complement number of at most 32 bits.
pub(crate) fn signed_field(beat: u128, at: Field) -> i32 {
    signed(field(beat, at), at.width) as i32
}

/// A port of 128 bits.
pub(crate) fn wide(pins: &Pins, port: &str) -> u128 {
    u128::from(pins.lane(port, 0, 64)) | u128::from(pins.lane(port, 1, 64)) << 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_four_bits_are_signed_as_they_should() {
        for value in -8..8_i64 {
            assert_eq!(signed(value.cast_unsigned() & 15, 4), value);
        }
        assert_eq!(signed(u64::MAX, 64), -1);
    }

    #[test]
    fn fields_are_cut_out() {
        let at = Field { offset: 72, width: 8 };
        assert_eq!(field(0x80_u128 << 72 | 1 << 80 | 1 << 71, at), 0x80);
        assert_eq!(signed_field(0x80_u128 << 72, at), -128);
    }
}
