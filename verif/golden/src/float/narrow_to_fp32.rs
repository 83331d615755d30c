//! Numbers of narrow formats to FP32, exact, combinational; and what these formats are.

use crate::exact::{INFINITY, NAN, SIGN, round};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// What a format has beside finite numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Specials {
    /// Infinities and NaNs, in the codes whose exponents are all ones.
    Ieee,
    /// NaNs, in the codes that are all ones below the sign.
    Nan,
    /// Nothing.
    None,
}

/// A narrow format: a sign, an exponent and a mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Narrow {
    exponent_bits: u32,
    mantissa_bits: u32,
    specials: Specials,
}

impl Narrow {
    /// BF16.
    pub const BF16: Self = Self { exponent_bits: 8, mantissa_bits: 7, specials: Specials::Ieee };
    /// E5M2.
    pub const E5M2: Self = Self { exponent_bits: 5, mantissa_bits: 2, specials: Specials::Ieee };
    /// E4M3.
    pub const E4M3: Self = Self { exponent_bits: 4, mantissa_bits: 3, specials: Specials::Nan };
    /// E2M1.
    pub const E2M1: Self = Self { exponent_bits: 2, mantissa_bits: 1, specials: Specials::None };

    /// The format of these sizes; of others than the four it is one with infinities and NaNs.
    pub fn new(exponent_bits: usize, mantissa_bits: usize) -> Self {
        let (exponent_bits, mantissa_bits) = (exponent_bits as u32, mantissa_bits as u32);
        let specials = match (exponent_bits, mantissa_bits) {
            (4, 3) => Specials::Nan,
            (2, 1) => Specials::None,
            _ => Specials::Ieee,
        };
        Self { exponent_bits, mantissa_bits, specials }
    }

    /// Bits of the mantissa.
    pub fn mantissa_bits(self) -> u32 {
        self.mantissa_bits
    }

    /// The sign bit of its codes.
    pub fn sign(self) -> u32 {
        1 << (self.exponent_bits + self.mantissa_bits)
    }

    /// The exponent of its least number, which is 2^`least`.
    pub fn least(self) -> i32 {
        let bias = (1 << (self.exponent_bits - 1)) - 1;
        1 - bias - self.mantissa_bits.cast_signed()
    }

    /// The code of the greatest finite number.
    pub fn greatest(self) -> u32 {
        let ones = self.sign() - 1;
        match self.specials {
            Specials::Ieee => ones - (1 << self.mantissa_bits),
            Specials::Nan => ones - 1,
            Specials::None => ones,
        }
    }

    /// The code of +∞.
    pub fn infinity(self) -> Option<u32> {
        (self.specials == Specials::Ieee).then_some(self.greatest() + 1)
    }

    /// The code of the NaN that results are.
    pub fn nan(self) -> Option<u32> {
        match self.specials {
            // The first bit of the mantissa.
            Specials::Ieee => Some(self.greatest() + 1 + (1 << (self.mantissa_bits - 1))),
            Specials::Nan => Some(self.sign() - 1),
            Specials::None => None,
        }
    }
}

/// The FP32 number of a code.
pub fn narrow_to_fp32(code: u32, format: Narrow) -> u32 {
    let sign = if code & format.sign() == 0 { 0 } else { SIGN };
    let magnitude = code & (format.sign() - 1);
    if format.infinity() == Some(magnitude) {
        return sign | INFINITY;
    }
    if magnitude > format.greatest() {
        return NAN;
    }
    let (field, mantissa) = (magnitude >> format.mantissa_bits, magnitude % (1 << format.mantissa_bits));
    // The subnormal numbers have the exponent of the least normal ones, whose first bit is not in the code.
    let significand = if field == 0 { mantissa } else { mantissa + (1 << format.mantissa_bits) };
    // Every number of these formats is one of FP32, so nothing is rounded.
    sign | round(significand.into(), format.least() + field.max(1).cast_signed() - 1)
}

/// The ports show the number of `code_i`.
#[derive(Clone, Copy, Debug)]
pub struct NarrowToFp32 {
    format: Narrow,
}

/// The block of the list.
pub(crate) fn model(instance: &Instance) -> NarrowToFp32 {
    let [exponent_bits, mantissa_bits] = instance.own();
    NarrowToFp32 { format: Narrow::new(exponent_bits, mantissa_bits) }
}

impl Behaviour for NarrowToFp32 {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        outputs.pins.set("number_o", narrow_to_fp32(inputs.get("code_i") as u32, self.format).into());
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::float::element::Element;
    use seedchip_spec::Block;

    /// The formats with exponent bits, mantissa bits, and the greatest finite number by its code and by the standard.
    pub(crate) const FORMATS: [(Narrow, i32, i32, u32, f64); 4] = [
        (Narrow::BF16, 8, 7, 0x7f7f, 255.0 * (1_u128 << 120) as f64),
        (Narrow::E5M2, 5, 2, 0x7b, 57344.0),
        (Narrow::E4M3, 4, 3, 0x7e, 448.0),
        (Narrow::E2M1, 2, 1, 0x7, 6.0),
    ];

    /// The formula of the standards: the number of a code without its sign, be it finite or not. FP64 holds it.
    pub(crate) fn magnitude(code: u32, exponent_bits: i32, mantissa_bits: i32) -> f64 {
        let (field, mantissa) = (code >> mantissa_bits, code & ((1 << mantissa_bits) - 1));
        let fraction = f64::from(mantissa) / 2_f64.powi(mantissa_bits);
        let bias = (1 << (exponent_bits - 1)) - 1;
        match field {
            0 => fraction * 2_f64.powi(1 - bias),
            _ => (1.0 + fraction) * 2_f64.powi(field.cast_signed() - bias),
        }
    }

    #[test]
    fn formats_have_the_sizes_and_the_ends_of_the_standards() {
        for (format, exponent_bits, mantissa_bits, greatest, number) in FORMATS {
            assert_eq!(Narrow::new(exponent_bits as usize, mantissa_bits as usize), format);
            assert_eq!((format.greatest(), magnitude(greatest, exponent_bits, mantissa_bits)), (greatest, number));
            assert_eq!(2_f64.powi(format.least()), magnitude(1, exponent_bits, mantissa_bits));
            assert_eq!(f64::from(f32::from_bits(narrow_to_fp32(greatest, format))), number);
        }
        let formats = FORMATS.map(|(format, ..)| format);
        assert_eq!(formats.map(Narrow::sign), [0x8000, 0x80, 0x80, 8]);
        assert_eq!(formats.map(Narrow::infinity), [Some(0x7f80), Some(0x7c), None, None]);
        assert_eq!(formats.map(Narrow::nan), [Some(0x7fc0), Some(0x7e), Some(0x7f), None]);
    }

    #[test]
    fn numbers_by_hand() {
        let number = |code, format| narrow_to_fp32(code, format);
        let value = |code, format| f32::from_bits(number(code, format));
        assert_eq!(
            [0x38, 1, 8, 0x7e, 0xfe].map(|code| value(code, Narrow::E4M3)),
            [1.0, 2_f32.powi(-9), 2_f32.powi(-6), 448.0, -448.0]
        );
        assert_eq!([0x7f, 0xff].map(|code| number(code, Narrow::E4M3)), [0x7fc0_0000; 2]);
        assert_eq!([0x78, 0x7c].map(|code| value(code, Narrow::E4M3)), [256.0, 384.0], "no infinities");
        assert_eq!(
            [0x3c, 1, 4, 0x7b].map(|code| value(code, Narrow::E5M2)),
            [1.0, 2_f32.powi(-16), 2_f32.powi(-14), 57344.0]
        );
        assert_eq!([0x7c, 0xfc].map(|code| number(code, Narrow::E5M2)), [0x7f80_0000, 0xff80_0000]);
        assert_eq!([0x7d, 0x7e, 0x7f, 0xfd, 0xff].map(|code| number(code, Narrow::E5M2)), [0x7fc0_0000; 5]);
        let e2m1 = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0];
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(|code| value(code, Narrow::E2M1)), e2m1);
        assert_eq!([8, 9, 10, 11, 12, 13, 14, 15].map(|code| -value(code, Narrow::E2M1)), e2m1);
        for (format, minus_zero) in
            [(Narrow::BF16, 0x8000), (Narrow::E5M2, 0x80), (Narrow::E4M3, 0x80), (Narrow::E2M1, 8)]
        {
            assert_eq!([number(0, format), number(minus_zero, format)], [0, SIGN]);
        }
    }

    #[test]
    fn every_code_has_the_number_of_the_standards() {
        for instance in Block::named("narrow_to_fp32").expect("it is listed").instances() {
            let sizes = instance.own();
            let (_, exponent_bits, mantissa_bits, greatest, _) = FORMATS
                .into_iter()
                .find(|format| sizes == [format.1 as usize, format.2 as usize])
                .expect("it is listed");
            let mut bench = Bench::of(&instance);
            let sign = 1 << (exponent_bits + mantissa_bits);
            for code in 0..2 * sign {
                let shown = bench.cycle(&[("code_i", code.into())]).specified("number_o") as u32;
                let below = code % sign;
                let infinite = mantissa_bits != 3 && below == greatest + 1;
                if below > greatest && !infinite {
                    assert_eq!(shown, 0x7fc0_0000, "{instance}: {code:#x}");
                    continue;
                }
                let magnitude = if infinite { f64::INFINITY } else { magnitude(below, exponent_bits, mantissa_bits) };
                let number = f64::from(f32::from_bits(shown));
                assert_eq!(
                    (number.abs(), number.is_sign_negative()),
                    (magnitude, code >= sign),
                    "{instance}: {code:#x}"
                );
            }
        }
    }

    #[test]
    fn bf16_is_the_upper_half_of_fp32() {
        for code in 0..1 << 16 {
            let number = f32::from_bits(code << 16);
            let expected = if number.is_nan() { 0x7fc0_0000 } else { number.to_bits() };
            assert_eq!(narrow_to_fp32(code, Narrow::BF16), expected, "{code:#x}");
        }
    }

    #[test]
    fn elements_are_the_same_numbers() {
        for code in 0..=255_u8 {
            let element = Element::e4m3(code);
            let units = f32::from(element.significand) * 2_f32.powi(i32::from(element.shift) - 9);
            let expected = if element.nan { 0x7fc0_0000 } else { units.to_bits() | u32::from(element.negative) << 31 };
            assert_eq!(narrow_to_fp32(code.into(), Narrow::E4M3), expected, "{code:#x}");
        }
        for code in 0..16_u8 {
            let element = Element::e2m1(code);
            let units = f32::from(element.significand) * 2_f32.powi(i32::from(element.shift) - 1);
            let expected = units.to_bits() | u32::from(element.negative) << 31;
            assert_eq!(narrow_to_fp32(code.into(), Narrow::E2M1), expected, "{code:#x}");
        }
    }
}
