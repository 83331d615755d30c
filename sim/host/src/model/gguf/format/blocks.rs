//! Blocks of 32 elements with one scale, and in some formats one offset, in binary16.
//!
//! The lower halves of 16 bytes are the elements 0 to 15, the upper halves 16 to 31. A fifth bit of each element is in
//! a word of 32 bits before them.

use super::half;

/// Places of the upper half of the elements.
const UPPER: usize = 16;

/// x = d · (q − 8), q of 4 bits.
pub fn q4_0(block: &[u8], numbers: &mut [f32]) {
    let scale = half(block, 0);
    elements(&block[2..], 0, numbers, |q| scale * (f32::from(q) - 8.0));
}

/// x = d · q + m, q of 4 bits.
pub fn q4_1(block: &[u8], numbers: &mut [f32]) {
    let (scale, offset) = (half(block, 0), half(block, 2));
    elements(&block[4..], 0, numbers, |q| scale * f32::from(q) + offset);
}

/// x = d · (q − 16), q of 5 bits.
pub fn q5_0(block: &[u8], numbers: &mut [f32]) {
    let scale = half(block, 0);
    elements(&block[6..], word(block, 2), numbers, |q| scale * (f32::from(q) - 16.0));
}

/// x = d · q + m, q of 5 bits.
pub fn q5_1(block: &[u8], numbers: &mut [f32]) {
    let (scale, offset) = (half(block, 0), half(block, 2));
    elements(&block[8..], word(block, 4), numbers, |q| scale * f32::from(q) + offset);
}

/// x = d · q, q a signed byte.
pub fn q8_0(block: &[u8], numbers: &mut [f32]) {
    let scale = half(block, 0);
    for (number, q) in numbers.iter_mut().zip(&block[2..]) {
        *number = scale * f32::from(q.cast_signed());
    }
}

fn elements(halves: &[u8], fifth_bits: u32, numbers: &mut [f32], number: impl Fn(u8) -> f32) {
    let fifth = |index: usize| ((fifth_bits >> index & 1) as u8) << 4;
    for (index, both) in halves.iter().enumerate() {
        numbers[index] = number(both & 15 | fifth(index));
        numbers[index + UPPER] = number(both >> 4 | fifth(index + UPPER));
    }
}

fn word(block: &[u8], place: usize) -> u32 {
    u32::from_le_bytes([block[place], block[place + 1], block[place + 2], block[place + 3]])
}
