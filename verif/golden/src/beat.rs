//! Numbers in packed bits.

/// The low `bits` (1 to 64) of `value` as a two's complement number.
pub(crate) fn signed(value: u64, bits: usize) -> i64 {
    let unused = 64 - bits;
    (value << unused).cast_signed() >> unused
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
}
