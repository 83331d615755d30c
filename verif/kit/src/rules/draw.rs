//! Values of inputs that random bits would hardly ever bring where they matter.

use proptest::prelude::*;
use seedchip_spec::{Column, Command, Configuration, Format, Rounding};
use std::ops::RangeInclusive;

/// Numbers of every length up to `width` bits, 64 at most.
pub(super) fn lengths(width: usize) -> BoxedStrategy<Vec<u32>> {
    let words = move |number: u64| (0..width.div_ceil(32)).map(|word| (number >> (32 * word)) as u32).collect();
    let sign = if width < 64 { (1 << width) - 1 } else { u64::MAX };
    (any::<u64>(), 0..=width as u32, any::<bool>())
        .prop_map(move |(bits, length, inverted)| {
            let number = bits.checked_shr(64 - length).unwrap_or(0);
            words(if inverted { number ^ sign } else { number })
        })
        .boxed()
}

/// Sums and differences of a few powers of two: their products have long runs of zeros and of ones, which are ties, or
/// lie next to one, for some shift.
pub(super) fn sparse() -> BoxedStrategy<Vec<u32>> {
    let power = || {
        (0..32_u32, any::<bool>())
            .prop_map(|(bit, negative)| if negative { (1_u32 << bit).wrapping_neg() } else { 1 << bit })
    };
    prop_oneof![
        2 => power(),
        4 => (power(), power()).prop_map(|(a, b)| a.wrapping_add(b)),
        2 => (power(), power(), power()).prop_map(|(a, b, c)| a.wrapping_add(b).wrapping_add(c)),
        1 => any::<u32>(),
    ]
    .prop_map(|number| vec![number])
    .boxed()
}

/// Signed numbers of at most 32 bits, as often from a wide range as from a narrow one.
pub(super) fn numbers(wide: RangeInclusive<i32>, narrow: RangeInclusive<i32>) -> BoxedStrategy<Vec<u32>> {
    prop_oneof![wide, narrow].prop_map(|number| vec![number.cast_unsigned()]).boxed()
}

/// An FP32 number of these parts; of a fraction that is too long, the lowest bits.
fn of_parts(sign: bool, exponent: u32, fraction: u32) -> Vec<u32> {
    vec![u32::from(sign) << 31 | exponent << 23 | (fraction & ((1 << 23) - 1))]
}

/// FP32 numbers: of any exponent, near one, subnormal, and near the greatest ones and beyond.
pub(super) fn fp32() -> BoxedStrategy<Vec<u32>> {
    let exponent = prop_oneof![0..=255_u32, 100..=150_u32, 0..=2_u32, 250..=255_u32];
    (any::<bool>(), exponent, 0..1_u32 << 23, 0..=23_u32)
        .prop_map(|(sign, exponent, fraction, shift)| of_parts(sign, exponent, fraction << shift))
        .boxed()
}

/// FP32 numbers from 0 to 1, and now and then another.
pub(super) fn fractions() -> BoxedStrategy<Vec<u32>> {
    let exponent = prop_oneof![60..127_u32, 80..=92_u32, 120..127_u32, Just(0)];
    let fraction = prop_oneof![Just(0), 0..1_u32 << 23, (0..8_u32).prop_map(|top| top << 20)];
    let inside = (exponent, fraction).prop_map(|(exponent, fraction)| of_parts(false, exponent, fraction));
    prop_oneof![120 => inside, 10 => Just(vec![0x3f80_0000]), 2 => Just(vec![0x8000_0000]), 1 => fp32()].boxed()
}

/// FP32 numbers of every kind, and as often such as cancel, tie and are equal: of few exponents, with few bits, near the
/// ends of the significand.
pub(super) fn near_one() -> BoxedStrategy<Vec<u32>> {
    let fraction =
        prop_oneof![(0..8_u32).prop_map(|top| top << 20), 0..4_u32, (1_u32 << 23) - 4..1 << 23, 0..1_u32 << 23];
    let near = (any::<bool>(), 124..=130_u32, fraction)
        .prop_map(|(sign, exponent, fraction)| of_parts(sign, exponent, fraction));
    prop_oneof![fp32(), near].boxed()
}

/// FP32 numbers whose products lie near those of [`near_one`], near the least normal number, or near the greatest one.
pub(super) fn factors() -> BoxedStrategy<Vec<u32>> {
    let far = (any::<bool>(), prop_oneof![50..=70_u32, 186..=192_u32], 0..1_u32 << 23, 0..=23_u32)
        .prop_map(|(sign, exponent, fraction, shift)| of_parts(sign, exponent, fraction << shift));
    prop_oneof![2 => near_one(), 1 => far].boxed()
}

/// Mostly good commands of a few tiles, some with one bit flipped.
pub(super) fn commands(configuration: &Configuration) -> BoxedStrategy<Vec<u32>> {
    let most = configuration.accumulators() as u16 + 1;
    let sizes = (0..=most, 0..=3 * configuration.columns() as u16, 0..=3 * configuration.rows() as u32);
    // Formats that the unit has, and now and then any.
    let own: Vec<Format> = configuration.formats().iter().collect();
    let format = prop_oneof![8 => prop::sample::select(own), 1 => prop::sample::select(Format::ALL)];
    let formats = (format, any::<bool>(), prop::sample::select(Rounding::ALL), any::<u16>(), 0..=70_u32);
    let good = (sizes, formats).prop_map(|((m, n, k), (format, raw, rounding, tag, k_of_blocks))| {
        let k = if format.has_blocks() { k_of_blocks } else { k };
        Command { format, raw, rounding, tag, ..Command::product(m, n, k) }.encode().to_vec()
    });
    let flipped = prop_oneof![8 => Just(None), 1 => (0..128_usize).prop_map(Some)];
    // The greatest k of each format, and one more.
    let limit = (prop::sample::select(Format::ALL), any::<bool>(), 0..2_u32).prop_map(|(format, raw, more)| {
        let k = Command::greatest_k(format, raw) + more;
        Command { format, raw, ..Command::product(1, 1, k) }.encode().to_vec()
    });
    let one_bit = (good, flipped).prop_map(|(mut beat, flipped)| {
        if let Some(bit) = flipped {
            beat[bit / 32] ^= 1 << (bit % 32);
        }
        beat
    });
    prop_oneof![12 => one_bit, 1 => limit].boxed()
}

/// Parameters of columns, most of them in their ranges and at their edges.
pub(super) fn columns() -> BoxedStrategy<Vec<u32>> {
    let biases = prop_oneof![
        30 => any::<i16>().prop_map(i32::from),
        1 => prop::sample::select(vec![-(1 << 30), 1 << 30, (1 << 30) + 1, (1 << 30) + 3, -(1 << 30) - 1, i32::MIN]),
    ];
    let multipliers = prop_oneof![
        30 => (1 << 30)..=i32::MAX,
        1 => prop::sample::select(vec![0, 1, 3, (1 << 30) - 1, 1 << 30, i32::MAX, i32::MIN, -1]),
    ];
    let shifts = prop_oneof![50 => 31..=62_u8, 1 => 0..=63_u8, 1 => prop::sample::select(vec![0, 1, 30, 62, 63])];
    (biases, multipliers, shifts, any::<[i8; 3]>(), any::<[u32; 2]>())
        .prop_map(|(bias, multiplier, shift, [zero_point, low, high], rest)| {
            let mut beat = Column { bias, multiplier, shift, zero_point, low, high }.encode();
            beat[2] |= rest[0] & 0xc0;
            beat[3] = rest[1];
            beat.to_vec()
        })
        .boxed()
}
