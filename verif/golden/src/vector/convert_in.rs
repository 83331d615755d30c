//! Elements of a stream to FP32, in seven cycles.
//!
//! Page: Blocks of a lane, `convert_in`.

use crate::exact::{NAN, round};
use crate::float::int_to_fp32::int_to_fp32;
use crate::float::narrow_to_fp32::{Narrow, narrow_to_fp32};
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::codec::Content;
use seedchip_spec::{Instance, Number, Pins};

/// Cycles from an element to its number.
pub(crate) const LATENCY: usize = 7;

/// The FP32 number of an element of a format, by its code, in the lowest bits of a slot. Angles, and formats that no element
/// has, are FP32.
pub fn convert_in(bits: u32, format: u64) -> u32 {
    let integer = i64::from(bits as u8 as i8);
    match Number::from_bits(format) {
        Some(Number::Bf16) => narrow_to_fp32(bits, Narrow::BF16),
        Some(Number::Int32) => int_to_fp32(bits.cast_signed().into()),
        Some(Number::Int8) => int_to_fp32(integer),
        Some(Number::MxInt8) => round(integer.into(), -6),
        Some(Number::E4m3) => narrow_to_fp32(bits, Narrow::E4M3),
        Some(Number::E2m1) => narrow_to_fp32(bits, Narrow::E2M1),
        Some(Number::E8m0) if bits as u8 == 255 => NAN,
        Some(Number::E8m0) => round(1, i32::from(bits as u8) - 127),
        Some(Number::Fp32 | Number::Sine | Number::Cosine | Number::RowInt8 | Number::None) | None => bits,
    }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct ConvertIn {
    numbers: Delay<u32>,
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> ConvertIn {
    ConvertIn { numbers: Delay::new(LATENCY, 0) }
}

impl Behaviour for ConvertIn {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let number = convert_in(inputs.get("number_i") as u32, inputs.get("format_i"));
        outputs.pins.set("number_o", self.numbers.cycle(number).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::edges;
    use crate::float::narrow_to_fp32::tests::magnitude;

    /// Where the formats of bytes differ from those of the processor.
    const BYTES: [Number; 5] = [Number::Int8, Number::MxInt8, Number::E4m3, Number::E2m1, Number::E8m0];

    /// By the processor; of finite elements.
    fn expected(byte: u8, format: Number) -> f32 {
        let narrow = |bits: i32, exponent_bits, mantissa_bits| {
            let code = u32::from(byte) % (1 << bits);
            let value = magnitude(code % (1 << (bits - 1)), exponent_bits, mantissa_bits);
            (if code >> (bits - 1) == 1 { -value } else { value }) as f32
        };
        match format {
            Number::Int8 => f32::from(byte.cast_signed()),
            Number::MxInt8 => f32::from(byte.cast_signed()) / 64.0,
            Number::E4m3 => narrow(8, 4, 3),
            Number::E2m1 => narrow(4, 2, 1),
            _ => 2_f64.powi(i32::from(byte) - 127) as f32,
        }
    }

    #[test]
    fn every_byte_is_the_number_that_its_format_says_whatever_stands_above_it() {
        for format in BYTES {
            for byte in 0..=255_u8 {
                let is_nan = match format {
                    Number::E4m3 => byte & 0x7f == 0x7f,
                    Number::E8m0 => byte == 255,
                    _ => false,
                };
                let number = if is_nan { 0x7fc0_0000 } else { expected(byte, format).to_bits() };
                for above in [0, 0xffff_ff00, 0x1234_5600] {
                    let bits = above | u32::from(byte);
                    assert_eq!(convert_in(bits, format as u64), number, "{format:?}: {bits:#x}");
                }
            }
        }
    }

    #[test]
    fn wide_elements_by_hand() {
        let of = |format: Number| move |bits: u32| convert_in(bits, format as u64);
        for number in edges() {
            for format in [0, 8, 9, 10, 11, 12, 13, 14, 15] {
                assert_eq!(convert_in(number, format), number);
            }
            assert_eq!(of(Number::Int32)(number), (number.cast_signed() as f32).to_bits());
        }
        // 1, −2, the least number, NaN with another payload, −∞.
        let bf16 = [0x3f80, 0xffff_c000, 0x0001, 0xff81, 0xff80].map(of(Number::Bf16));
        assert_eq!(bf16, [0x3f80_0000, 0xc000_0000, 0x0001_0000, 0x7fc0_0000, 0xff80_0000]);
        assert_eq!([0, 0x80, 0x40, 0xc0].map(of(Number::MxInt8)), [0, 0xc000_0000, 0x3f80_0000, 0xbf80_0000]);
        assert_eq!([0, 1, 127, 254].map(of(Number::E8m0)), [0x0040_0000, 0x0080_0000, 0x3f80_0000, 0x7f00_0000]);
    }

    #[test]
    fn a_number_shows_seven_cycles_after_its_element() {
        let block = ConvertIn { numbers: Delay::new(LATENCY, 0) };
        let mut bench = Bench::unlisted(block, &[("number_i", 32), ("format_i", 4)], &[("number_o", 32)]);
        let element = |cycle: u64| (cycle.wrapping_mul(0x9e37_79b9_7f4a_7c15) as u32, cycle % 16);
        for cycle in 0..100 {
            let (bits, format) = element(cycle);
            let outputs = bench.cycle(&[("number_i", bits.into()), ("format_i", format)]);
            let expected = cycle.checked_sub(7).map(element).map_or(0, |(bits, format)| convert_in(bits, format));
            assert_eq!(outputs.specified("number_o"), expected.into(), "{cycle}");
        }
    }
}
