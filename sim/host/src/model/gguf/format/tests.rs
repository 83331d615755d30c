//! Expected values are from the formulas by hand. Besides, a thousand random blocks of each format were compared once
//! with the function `dequantize` of the Python package gguf 0.19, and all numbers were equal.

use super::Format;
use half::f16;

fn half(number: f32) -> [u8; 2] {
    f16::from_f32(number).to_le_bytes()
}

/// A block of these parts.
fn block(format: Format, parts: &[&[u8]]) -> Vec<f32> {
    let bytes = parts.concat();
    assert_eq!(bytes.len() as u64, format.bytes());
    let numbers = format.read(&bytes);
    assert_eq!(numbers.len() as u64, format.elements());
    numbers
}

#[test]
fn four_bits() {
    let mut halves = [0x98_u8; 16];
    halves[0] = 0x0f;
    halves[15] = 0xe1;
    let found = block(Format::Q4_0, &[&half(0.5), &halves]);
    assert_eq!([found[0], found[1], found[15]], [3.5, 0.0, -3.5]);
    assert_eq!([found[16], found[17], found[31]], [-4.0, 0.5, 3.0]);
    let found = block(Format::Q4_1, &[&half(0.5), &half(-1.0), &halves]);
    assert_eq!([found[0], found[1], found[15]], [6.5, 3.0, -0.5]);
    assert_eq!([found[16], found[17], found[31]], [-1.0, 3.5, 6.0]);
}

#[test]
fn five_bits() {
    let mut halves = [0_u8; 16];
    halves[0] = 0xa5;
    // The fifth bits of elements 0, 3, 17 and 31.
    let fifth = (1_u32 | 1 << 3 | 1 << 17 | 1 << 31).to_le_bytes();
    let found = block(Format::Q5_0, &[&half(2.0), &fifth, &halves]);
    assert_eq!([found[0], found[1], found[3]], [10.0, -32.0, 0.0]);
    assert_eq!([found[16], found[17], found[31]], [-12.0, 0.0, 0.0]);
    let found = block(Format::Q5_1, &[&half(2.0), &half(1.0), &fifth, &halves]);
    assert_eq!([found[0], found[1], found[3]], [43.0, 1.0, 33.0]);
    assert_eq!([found[16], found[17], found[31]], [21.0, 33.0, 33.0]);
}

#[test]
fn bytes_with_a_scale() {
    let mut bytes = [0_u8; 32];
    bytes[..4].copy_from_slice(&[127, 0x80, 0xff, 1]);
    let found = block(Format::Q8_0, &[&half(0.25), &bytes]);
    assert_eq!(found[..5], [31.75, -32.0, -0.25, 0.25, 0.0]);
}

/// Scales 1, 2, 3, 4, 0x35, 0x16, 0x07, 0x28 and offsets 5, 6, 7, 8, 0x0a, 0x1b, 0x2c, 0x3d of eight parts.
const SCALES: [u8; 12] =
    [1 | 3 << 6, 2 | 1 << 6, 3, 4 | 2 << 6, 5, 6 | 1 << 6, 7 | 2 << 6, 8 | 3 << 6, 0xa5, 0xb6, 0xc7, 0xd8];

#[test]
fn four_bits_in_parts() {
    let mut halves = [0_u8; 128];
    halves[0] = 0x21;
    halves[31] = 0x0f;
    halves[127] = 0xf4;
    let found = block(Format::Q4K, &[&half(1.0), &half(0.5), &SCALES, &halves]);
    assert_eq!([found[0], found[1], found[31]], [1.0 - 2.5, -2.5, 15.0 - 2.5]);
    assert_eq!([found[32], found[63]], [2.0 * 2.0 - 3.0, -3.0]);
    assert_eq!([found[64], found[96]], [-3.5, -4.0]);
    assert_eq!([found[128], found[160]], [-5.0, -13.5]);
    assert_eq!([found[192], found[223]], [-22.0, 4.0 * 7.0 - 22.0]);
    assert_eq!([found[224], found[255]], [-30.5, 15.0 * 40.0 - 30.5]);
}

#[test]
fn five_bits_in_parts() {
    let mut fifth = [0_u8; 32];
    fifth[0] = 0b1000_0011;
    let mut halves = [0_u8; 128];
    halves[0] = 0x21;
    let found = block(Format::Q5K, &[&half(1.0), &half(0.5), &SCALES, &fifth, &halves]);
    assert_eq!([found[0], found[1]], [17.0 - 2.5, -2.5]);
    assert_eq!([found[32], found[33]], [18.0 * 2.0 - 3.0, -3.0]);
    assert_eq!([found[64], found[224]], [-3.5, 16.0 * 40.0 - 30.5]);
}

#[test]
fn six_bits_in_parts() {
    let (mut low, mut high, mut scales) = ([0_u8; 128], [0_u8; 64], [1_u8; 16]);
    low[0] = 0x3f;
    low[32] = 0x51;
    low[64] = 0x02;
    high[0] = 0b11_10_01_00;
    high[32] = 0b10;
    scales[0] = 2;
    scales[2] = 0xff;
    scales[8] = 0x80;
    let found = block(Format::Q6K, &[&low, &high, &scales, &half(0.5)]);
    assert_eq!([found[0], found[1], found[16]], [15.0 - 32.0, -32.0, -16.0]);
    assert_eq!(found[32], -0.5 * f32::from(17_i8 - 32));
    assert_eq!([found[64], found[96]], [0.5 * (3.0 + 32.0 - 32.0), 0.5 * (5.0 + 48.0 - 32.0)]);
    assert_eq!([found[128], found[129]], [-64.0 * (2.0 + 32.0 - 32.0), -64.0 * -32.0]);
}

#[test]
fn special_scales_are_kept() {
    let found = block(Format::Q8_0, &[&half(f32::INFINITY), &[1; 32]]);
    assert_eq!(found, [f32::INFINITY; 32]);
    assert!(block(Format::Q8_0, &[&half(f32::NAN), &[1; 32]]).iter().all(|number| number.is_nan()));
}
