//! Blocks of 256 elements in parts, each of which has a scale of few bits.

use super::half;

/// Elements of a part with a scale and an offset.
const PART: usize = 32;

/// x = d · s · q − e · m, q of 4 bits, s and m of 6 bits for each part.
pub fn q4_k(block: &[u8], numbers: &mut [f32]) {
    with_offsets(block, &block[16..], |_, _| 0, numbers);
}

/// x = d · s · q − e · m, q of 5 bits, s and m of 6 bits for each part. Byte i has the fifth bits of all elements i of
/// a part, one bit for each part.
pub fn q5_k(block: &[u8], numbers: &mut [f32]) {
    let fifth_bits = &block[16..16 + PART];
    let fifth = |part: usize, index: usize| (fifth_bits[index] >> part & 1) << 4;
    with_offsets(block, &block[16 + PART..], fifth, numbers);
}

/// Two parts share 32 bytes: the first has the lower halves, the second the upper ones.
fn with_offsets(block: &[u8], halves: &[u8], fifth: impl Fn(usize, usize) -> u8, numbers: &mut [f32]) {
    let (scale, offset_scale) = (half(block, 0), half(block, 2));
    for (part, numbers) in numbers.chunks_exact_mut(PART).enumerate() {
        let [s, m] = scale_and_offset(&block[4..16], part);
        let (scale, offset) = (scale * f32::from(s), offset_scale * f32::from(m));
        let shared = &halves[part / 2 * PART..];
        for (index, (number, both)) in numbers.iter_mut().zip(shared).enumerate() {
            let low = both >> (part % 2 * 4) & 15;
            *number = scale * f32::from(low | fifth(part, index)) - offset;
        }
    }
}

/// The scale and the offset of a part, 6 bits each. Those of parts 0 to 3 are the lower six bits of bytes 0 to 3 and 4
/// to 7. Those of parts 4 to 7 are the halves of bytes 8 to 11, with the upper two bits of the bytes before.
fn scale_and_offset(bytes: &[u8], part: usize) -> [u8; 2] {
    if part < 4 {
        return [bytes[part] & 63, bytes[part + 4] & 63];
    }
    let (both, scale, offset) = (bytes[part + 4], bytes[part - 4], bytes[part]);
    [both & 15 | scale >> 6 << 4, both >> 4 | offset >> 6 << 4]
}

/// x = d · s · (q − 32), q of 6 bits, s a signed byte for 16 elements. In each half of a block, 64 bytes have the lower
/// four bits of elements i and i + 64 (lower and upper half of byte i), and 32 bytes the upper two of elements i, i +
/// 32, i + 64 and i + 96.
pub fn q6_k(block: &[u8], numbers: &mut [f32]) {
    let (low, high, scales) = (&block[..128], &block[128..192], &block[192..208]);
    let scale = half(block, 208);
    for (index, number) in numbers.iter_mut().enumerate() {
        let (side, place) = (index / 128, index % 128);
        let four = low[64 * side + place % 64] >> (place / 64 * 4) & 15;
        let two = high[32 * side + place % 32] >> (place / 32 * 2) & 3;
        let q = f32::from(four | two << 4) - 32.0;
        *number = scale * f32::from(scales[index / 16].cast_signed()) * q;
    }
}
