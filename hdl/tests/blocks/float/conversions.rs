//! Conversions against their definitions, worked out exactly.

use super::{NAN, Random, UNIT, edges, exact, exact_of, nearest, stream};
use crate::{number, settle, start, tick};
use num_bigint::{BigInt, BigUint};
use rust_hdl::prelude::*;
use seedchip_hdl::float::fp32_to_int::Fp32ToInt;
use seedchip_hdl::float::fp32_to_narrow::Fp32ToNarrow;
use seedchip_hdl::float::int_to_fp32::IntToFp32;
use seedchip_hdl::float::mx_scale::MxScale;
use seedchip_hdl::float::narrow_to_fp32::NarrowToFp32;
use std::cmp::Ordering;

/// A narrow format.
#[derive(Clone, Copy)]
struct Format {
    exponent_bits: usize,
    mantissa_bits: usize,
    /// The greatest finite magnitude of a code.
    greatest: u64,
    /// What too large numbers become.
    saturated: u64,
    /// The code of NaN, if there is one.
    nan: Option<u64>,
}

const BF16: Format =
    Format { exponent_bits: 8, mantissa_bits: 7, greatest: 0x7f7f, saturated: 0x7f80, nan: Some(0x7fc0) };
const E5M2: Format = Format { exponent_bits: 5, mantissa_bits: 2, greatest: 0x7b, saturated: 0x7b, nan: Some(0x7e) };
const E4M3: Format = Format { exponent_bits: 4, mantissa_bits: 3, greatest: 0x7e, saturated: 0x7e, nan: Some(0x7f) };
const E2M1: Format = Format { exponent_bits: 2, mantissa_bits: 1, greatest: 7, saturated: 7, nan: None };
const FORMATS: [Format; 4] = [BF16, E5M2, E4M3, E2M1];

/// What the ports show: code, overflow, NaN, NaN dropped.
type Narrowed = (u64, bool, bool, bool);

impl Format {
    /// The value of a magnitude, also of the first one that is too large, as an integer times a power of two.
    fn value(self, magnitude: u64) -> (i64, i64) {
        let (exponent, mantissa) = (magnitude >> self.mantissa_bits, magnitude & ((1 << self.mantissa_bits) - 1));
        let significand = if exponent == 0 { mantissa } else { mantissa + (1 << self.mantissa_bits) };
        let bias = (1 << (self.exponent_bits - 1)) - 1;
        (significand as i64, exponent.max(1) as i64 - bias - self.mantissa_bits as i64)
    }

    fn exact(self, magnitude: u64) -> BigInt {
        let (significand, exponent) = self.value(magnitude);
        exact(significand, exponent)
    }

    /// The nearest magnitude, the even one of two; the first one that is too large stands for all above.
    fn nearest(self, value: &BigInt) -> u64 {
        let (mut low, mut high) = (0, self.greatest + 1);
        if *value >= self.exact(high) {
            return high;
        }
        while high - low > 1 {
            let middle = u64::midpoint(low, high);
            if self.exact(middle) <= *value { low = middle } else { high = middle }
        }
        match (value << 1_u32).cmp(&(self.exact(low) + self.exact(high))) {
            Ordering::Less => low,
            Ordering::Greater => high,
            Ordering::Equal => low + low % 2,
        }
    }

    /// An FP32 number times 2^shift, as the page says.
    fn narrowed(self, bits: u32, shift: i64) -> Narrowed {
        let x = f32::from_bits(bits);
        if x.is_nan() {
            return (self.nan.unwrap_or(0), false, self.nan.is_some(), self.nan.is_none());
        }
        let sign = u64::from(bits >> 31) << (self.exponent_bits + self.mantissa_bits);
        let magnitude =
            if x.is_infinite() { self.greatest + 1 } else { self.nearest(&scaled(bits & 0x7fff_ffff, shift)) };
        let beyond = magnitude > self.greatest;
        let overflow = beyond && x.is_finite() && self.saturated > self.greatest;
        (sign | if beyond { self.saturated } else { magnitude }, overflow, false, false)
    }
}

/// An FP32 number times 2^shift, exactly.
fn scaled(bits: u32, shift: i64) -> BigInt {
    let number = exact_of(bits);
    if shift < 0 { number >> -shift } else { number << shift }
}

/// Shifts at their ends, and such as bring a number to where a format of so many places, or an integer, rounds it.
fn shift(random: &mut Random, bits: u32, least: i64, greatest: i64) -> i64 {
    let exponent = i64::from(bits >> 23 & 0xff) - 127;
    match random.below(8) {
        0 => [-256, -255, 0, 255][random.below(4) as usize],
        1 => random.below(512) as i64 - 256,
        _ => (least + random.below((greatest - least + 1) as u64) as i64 - exponent).clamp(-256, 255),
    }
}

/// The codes of a format and what lies between neighbours, with the FP32 numbers beside each, times a power of two that
/// the shift takes back.
fn around_codes(format: Format) -> Vec<(u32, i64)> {
    let mut random = Random(0x5eed_c41b);
    let step = if format.greatest > 255 { 61 } else { 1 };
    let halves = (0..2 * (format.greatest + 1)).step_by(step).chain(2 * format.greatest - 8..2 * format.greatest + 2);
    let mut all = Vec::new();
    for half in halves {
        let (low, high) = (format.exact(half / 2), format.exact(half.div_ceil(2)));
        let shift = if half < 20 && format.greatest > 255 { 20 } else { random.below(20) as i64 };
        let moved = ((low + high) << shift) >> 1_u32;
        let center = nearest(&moved).to_bits();
        assert!(exact_of(center) == moved || f32::from_bits(center).is_infinite());
        for bits in [center.saturating_sub(1), center, center + 1] {
            all.extend([(bits, -shift), (bits | 1 << 31, -shift)]);
        }
    }
    all
}

#[test]
fn narrow_codes_are_the_nearest() {
    for format in FORMATS {
        let mut random = Random(format.greatest);
        let at_edges = edges().flat_map(|bits| [-256, -127, -24, -1, 0, 1, 23, 126, 149, 255].map(|it| (bits, it)));
        let (_, least) = format.value(1);
        let drawn: Vec<(u32, i64)> = (0..6000)
            .map(|_| {
                let bits = random.fp32();
                (bits, shift(&mut random, bits, least - 3, 1 << (format.exponent_bits - 1)))
            })
            .collect();
        let inputs = at_edges.chain(around_codes(format)).chain(drawn);
        let cases: Vec<_> = inputs.map(|(bits, shift)| ((bits, shift), format.narrowed(bits, shift))).collect();
        stream(
            &mut start(Fp32ToNarrow::new(format.exponent_bits, format.mantissa_bits)),
            3,
            &cases,
            |block, (bits, shift)| {
                block.number_i.next = u64::from(*bits).into();
                block.shift_i.next = (*shift).into();
            },
            |block| {
                let code = LiteralType::from(block.code_o.val());
                (code, block.overflow_o.val(), block.nan_o.val(), block.nan_dropped_o.val())
            },
            |block| tick!(block),
        );
    }
}

#[test]
fn narrow_codes_have_their_values() {
    for format in FORMATS {
        let mut block = start(NarrowToFp32::new(format.exponent_bits, format.mantissa_bits));
        let sign_place = format.exponent_bits + format.mantissa_bits;
        for code in 0..2_u64 << sign_place {
            block.code_i.next = code.into();
            settle(&mut block);
            let (magnitude, sign) = (code & ((1 << sign_place) - 1), (code >> sign_place) as u32);
            let (significand, exponent) = format.value(magnitude);
            let expected = if magnitude <= format.greatest {
                // A double holds all of them, and FP32 too.
                (significand as f64 * 2_f64.powi(exponent as i32)) as f32
            } else if Some(magnitude) != format.nan && magnitude == format.greatest + 1 {
                f32::INFINITY
            } else {
                f32::NAN
            };
            let expected = if expected.is_nan() { NAN } else { expected.to_bits() | sign << 31 };
            assert_eq!(LiteralType::from(block.number_o.val()) as u32, expected, "{code:x}");
        }
    }
}

/// An FP32 number times 2^shift as an integer of so many bits, and whether a NaN was dropped.
fn to_integer(bits: u32, shift: i64, symmetric: bool, width: usize) -> (i64, bool) {
    let x = f32::from_bits(bits);
    let greatest = (1_i64 << (width - 1)) - 1;
    let lowest = if symmetric { -greatest } else { -greatest - 1 };
    if x.is_nan() {
        return (0, true);
    }
    if x.is_infinite() {
        return (if x > 0.0 { greatest } else { lowest }, false);
    }
    let value = scaled(bits, shift);
    let one = BigUint::from(1_u32) << -UNIT as u64;
    let kept = value.magnitude() >> -UNIT as u64;
    let twice_lost = (value.magnitude() - (&kept << -UNIT as u64)) << 1_u32;
    let up = twice_lost > one || twice_lost == one && kept.bit(0);
    let rounded = BigInt::from_biguint(value.sign(), kept + u32::from(up));
    let clamped = rounded.clamp(lowest.into(), greatest.into());
    (i64::try_from(clamped).expect("at most 32 bits"), false)
}

#[test]
fn integers_are_the_nearest() {
    for width in [4, 8, 32] {
        let mut random = Random(width as u64);
        let halves = (0..5 << width.min(8)).flat_map(|half| {
            let number = (half as f32 / 2.0).to_bits();
            [number.saturating_sub(1), number, number + 1].map(|bits| (bits, 0))
        });
        let near_ends = (0..8).flat_map(|half| {
            let number = ((1_u64 << width) as f32).to_bits();
            [(number - half, -2), (number + half, -2), (number - half, -1), (number + half, -1)]
        });
        let at_edges = edges().flat_map(|bits| [-256, -24, -1, 0, 1, 23, 149, 180, 255].map(|it| (bits, it)));
        let drawn: Vec<(u32, i64)> = (0..4000)
            .map(|_| {
                let bits = random.fp32();
                (bits, shift(&mut random, bits, -3, width as i64 + 1))
            })
            .collect();
        let inputs = halves.chain(near_ends).chain(at_edges).chain(drawn);
        let signed = inputs.flat_map(|(bits, shift)| [(bits, shift), (bits ^ 1 << 31, shift)]);
        let cases: Vec<_> = signed
            .flat_map(|(bits, shift)| [false, true].map(|symmetric| (bits, shift, symmetric)))
            .map(|(bits, shift, symmetric)| ((bits, shift, symmetric), to_integer(bits, shift, symmetric, width)))
            .collect();
        stream(
            &mut start(Fp32ToInt::new(width)),
            3,
            &cases,
            |block, (bits, shift, symmetric)| {
                block.number_i.next = u64::from(*bits).into();
                block.shift_i.next = (*shift).into();
                block.symmetric_i.next = *symmetric;
            },
            |block| (number(block.integer_o.val()), block.nan_dropped_o.val()),
            |block| tick!(block),
        );
    }
}

#[test]
fn integers_become_the_nearest_numbers() {
    for width in [26, 32, 42, 64] {
        let mut random = Random(width);
        let lowest = -1_i64 << (width - 1);
        let powers = (0..width - 1).flat_map(|place| [-1, 0, 1].map(|more| (1_i64 << place) + more));
        let drawn: Vec<i64> = (0..3000).map(|_| random.bits(width - 1) as i64).collect();
        let positive = powers.chain(drawn);
        let all = positive.flat_map(|integer| [integer, -integer]).chain([lowest, lowest + 1, !lowest, 0]);
        let cases: Vec<(i64, u32)> = all.map(|integer| (integer, nearest(&exact(integer, 0)).to_bits())).collect();
        stream(
            &mut start(IntToFp32::new(width as usize)),
            7,
            &cases,
            |block, integer| block.integer_i.next = signed_cast((*integer as u64).into()),
            |block| LiteralType::from(block.number_o.val()) as u32,
            |block| tick!(block),
        );
    }
}

/// The scale of a magnitude by search: the greatest elements are given in 64ths.
fn scale(magnitude: u32, format: usize, ceil: bool) -> (u32, bool) {
    let (emax, greatest) = [(0, 127), (0, 112), (8, 448 * 64), (15, 57344 * 64), (2, 384)][format.min(4)];
    let value = exact_of(magnitude);
    match magnitude {
        0 => (0, false),
        0x7f80_0000.. => (255, true),
        _ if ceil => {
            let fits = |scale: &i64| value.clone() << 6_u32 <= exact(greatest, scale - 127);
            ((0..=254).find(fits).unwrap_or(254) as u32, false)
        }
        _ => (((value.bits() as i64 - 1 + UNIT - emax).clamp(-127, 127) + 127) as u32, false),
    }
}

#[test]
fn scales_fit_the_greatest_element() {
    let mut block = start(MxScale::new());
    let mut random = Random(0x5eed_c41b);
    let thresholds = [0x40_0000, 0x60_0000, 0x70_0000, 0x7e_0000, 0x3f_0000, 0x38_0000, 0x30_0000, 0x20_0000, 0];
    let at_thresholds = (0..256_u32).step_by(3).chain([1, 2, 16, 17, 125, 128, 253, 254]).flat_map(|exponent| {
        thresholds.into_iter().flat_map(move |fraction| {
            [-1, 0, 1].map(|more| (exponent << 23 | fraction).saturating_add_signed(more) & 0x7fff_ffff)
        })
    });
    let drawn: Vec<u32> = (0..2000).map(|_| random.fp32() & 0x7fff_ffff).collect();
    for magnitude in at_thresholds.chain(drawn) {
        let format = random.below(8) as usize;
        for format in [format, random.below(3) as usize] {
            for ceil in [false, true] {
                block.magnitude_i.next = u64::from(magnitude).into();
                block.format_i.next = (format as u64).into();
                block.ceil_i.next = ceil;
                settle(&mut block);
                let seen = (LiteralType::from(block.scale_o.val()) as u32, block.nan_o.val());
                assert_eq!(seen, scale(magnitude, format, ceil), "{magnitude:x}, format {format}, {ceil}");
            }
        }
    }
}
