//! FP32 numbers to elements of the results, in four cycles.
//!
//! Page: Blocks of a lane, `convert_out`.

use crate::float::fp32_to_int::{Integer, fp32_to_int};
use crate::float::fp32_to_narrow::{Narrowed, fp32_to_narrow};
use crate::float::narrow_to_fp32::Narrow;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::codec::Content;
use seedchip_spec::{Instance, Number, Pins};

/// Cycles from a number to its element.
pub(crate) const LATENCY: usize = 4;

/// The scale that is NaN.
const NO_SCALE: u8 = 255;

/// An element in the lowest bits of a slot, with what it raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Converted {
    /// The element, zeros above it.
    pub code: u32,
    /// It is infinite, and the number is finite.
    pub overflow: bool,
    /// The number is NaN, the element is 0.
    pub nan_dropped: bool,
}

/// The element of a number in a format, by its code, in a block of this scale; 0 in formats that no result has.
pub fn convert_out(number: u32, format: u64, scale: u8) -> Converted {
    let plain = |code| Converted { code, ..Converted::default() };
    let byte = |integer: Integer| u32::from(integer.value as u8);
    // Elements of blocks are of x / 2^e.
    let shift = 127 - i32::from(scale);
    match Number::from_bits(format) {
        Some(Number::Fp32) => plain(number),
        Some(Number::Bf16) => {
            let Narrowed { code, overflow, .. } = fp32_to_narrow(number, 0, Narrow::BF16);
            Converted { overflow, ..plain(code) }
        }
        Some(Number::Int8) => {
            let integer = fp32_to_int(number, 0, 8, false);
            Converted { nan_dropped: integer.nan_dropped, ..plain(byte(integer)) }
        }
        Some(Number::RowInt8) => plain(byte(fp32_to_int(number, 0, 8, true))),
        Some(Number::MxInt8 | Number::E4m3 | Number::E2m1) if scale == NO_SCALE => plain(0),
        Some(Number::MxInt8) => plain(byte(fp32_to_int(number, 6 + shift, 8, true))),
        Some(Number::E4m3) => plain(fp32_to_narrow(number, shift, Narrow::E4M3).code),
        Some(Number::E2m1) => plain(fp32_to_narrow(number, shift, Narrow::E2M1).code),
        Some(Number::Int32 | Number::E8m0 | Number::Sine | Number::Cosine | Number::None) | None => plain(0),
    }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct ConvertOut {
    elements: Delay<Converted>,
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> ConvertOut {
    ConvertOut { elements: Delay::new(LATENCY, Converted::default()) }
}

impl Behaviour for ConvertOut {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let number = inputs.get("number_i") as u32;
        let converted = convert_out(number, inputs.get("format_i"), inputs.get("scale_i") as u8);
        let shown = self.elements.cycle(converted);
        outputs.pins.set("code_o", shown.code.into());
        outputs.pins.set("overflow_o", shown.overflow.into());
        outputs.pins.set("nan_dropped_o", shown.nan_dropped.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::edges;
    use crate::vector::convert_in::convert_in;
    use proptest::prelude::*;

    const NAN: u32 = 0xff80_0001;

    fn code(number: f32, format: Number, scale: u8) -> u32 {
        convert_out(number.to_bits(), format as u64, scale).code
    }

    /// A byte in two's complement.
    fn byte(integer: i8) -> u32 {
        u32::from(integer.cast_unsigned())
    }

    /// x / 2^e · 64, to the nearest, clamped: FP64 holds every number of it.
    fn mxint8(x: f32, scale: u8) -> u32 {
        let scaled = f64::from(x) * 64.0 * 2_f64.powi(127 - i32::from(scale));
        byte(scaled.round_ties_even().clamp(-127.0, 127.0) as i8)
    }

    #[test]
    fn numbers_without_a_block_by_hand() {
        for number in edges() {
            assert_eq!(convert_out(number, 0, 255), Converted { code: number, ..Converted::default() });
        }
        assert_eq!(
            [1.0, -2.0, 1.003_906_2, 1.011_718_8].map(|x| code(x, Number::Bf16, 255)),
            [0x3f80, 0xc000, 0x3f80, 0x3f82]
        );
        let overflow = convert_out(f32::MAX.to_bits(), 1, 0);
        assert_eq!(overflow, Converted { code: 0x7f80, overflow: true, nan_dropped: false });
        assert_eq!(convert_out(NAN, 1, 0), Converted { code: 0x7fc0, ..Converted::default() });
        let numbers = [0.5, 1.5, -2.5, 127.5, 1e9, -127.5, -1e9, f32::NEG_INFINITY];
        let integers = [0, 2, -2, 127, 127, -128, -128, -128].map(byte);
        assert_eq!(numbers.map(|x| code(x, Number::Int8, 255)), integers);
        let integers = [0, 2, -2, 127, 127, -127, -127, -127].map(byte);
        assert_eq!(numbers.map(|x| code(x, Number::RowInt8, 255)), integers);
        let dropped = |format| convert_out(NAN, format, 0);
        assert_eq!(dropped(3), Converted { nan_dropped: true, ..Converted::default() });
        assert_eq!(dropped(10), Converted::default());
    }

    #[test]
    fn elements_of_blocks_by_hand() {
        // Scales 2^0, 2^2, 2^-1.
        assert_eq!([1.0, 1.99, -5.0, 0.023].map(|x| code(x, Number::MxInt8, 127)), [64, 127, byte(-127), 1]);
        assert_eq!([4.0, -0.0625].map(|x| code(x, Number::MxInt8, 129)), [64, byte(-1)]);
        assert_eq!([448.0, 1e9, -1.0, 0.5].map(|x| code(x, Number::E4m3, 127)), [0x7e, 0x7e, 0xb8, 0x30]);
        assert_eq!([0.5, -0.25].map(|x| code(x, Number::E4m3, 126)), [0x38, 0xb0]);
        assert_eq!([6.0, 7.0, -0.5, 0.3].map(|x| code(x, Number::E2m1, 127)), [7, 7, 9, 1]);
        assert_eq!([24.0, -4.0].map(|x| code(x, Number::E2m1, 129)), [7, 10]);
        for format in [4, 5, 6] {
            for number in [f32::MAX.to_bits(), NAN, 0x8000_0000] {
                assert_eq!(convert_out(number, format, 255), Converted::default());
            }
            assert!(!convert_out(NAN, format, 127).nan_dropped, "a block with a NaN has the scale 255");
        }
        for format in [2, 7, 8, 9, 11, 12, 13, 14, 15] {
            assert_eq!(convert_out(0x3f80_0000, format, 127), Converted::default());
        }
    }

    proptest! {
        #[test]
        fn elements_of_mxint8_are_those_of_the_processor(
            fraction in 0..1_u32 << 23, sign in 0..2_u32, scale in 0..255_u8, near in -20..=10_i32,
        ) {
            let field = (i32::from(scale) + near).clamp(0, 254).cast_unsigned();
            let x = f32::from_bits(sign << 31 | field << 23 | fraction);
            prop_assert_eq!(code(x, Number::MxInt8, scale), mxint8(x, scale));
        }

        /// What comes in goes out again.
        #[test]
        fn elements_go_there_and_back(element in any::<u8>()) {
            let there = |format: Number, scale| convert_out(convert_in(element.into(), format as u64), format as u64, scale).code;
            prop_assert_eq!(there(Number::Int8, 255), element.into());
            prop_assert_eq!(there(Number::Bf16, 255), element.into());
            // −128 is clamped.
            prop_assert_eq!(there(Number::MxInt8, 127), if element == 128 { 129 } else { element.into() });
            prop_assert_eq!(there(Number::E4m3, 127) & 0x7f, u32::from(element & 0x7f));
            prop_assert_eq!(there(Number::E2m1, 127), u32::from(element & 15));
        }
    }

    #[test]
    fn an_element_shows_four_cycles_after_its_number() {
        let block = ConvertOut { elements: Delay::new(LATENCY, Converted::default()) };
        let inputs = [("number_i", 32), ("format_i", 4), ("scale_i", 8)];
        let mut bench = Bench::unlisted(block, &inputs, &[("code_o", 32), ("overflow_o", 1), ("nan_dropped_o", 1)]);
        let numbers = edges();
        let number = |cycle: usize| (numbers[cycle * 5 % numbers.len()], cycle as u64 % 16, (cycle * 31) as u8);
        for cycle in 0..400_usize {
            let (bits, format, scale) = number(cycle);
            let outputs = bench.cycle(&[("number_i", bits.into()), ("format_i", format), ("scale_i", scale.into())]);
            let expected = cycle.checked_sub(4).map(number);
            let expected =
                expected.map_or(Converted::default(), |(bits, format, scale)| convert_out(bits, format, scale));
            let shown = Converted {
                code: outputs.specified("code_o") as u32,
                overflow: outputs.specified("overflow_o") == 1,
                nan_dropped: outputs.specified("nan_dropped_o") == 1,
            };
            assert_eq!(shown, expected, "{cycle}");
        }
    }
}
