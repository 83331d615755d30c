//! E4M3 and E2M1 elements apart, combinational.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// (−1)^`negative` · `significand` · 2^`shift`, in units of 2^-9 (E4M3) or 2^-1 (E2M1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// The sign bit, also of a zero.
    pub negative: bool,
    /// 0 to 15.
    pub significand: u8,
    /// 0 to 14.
    pub shift: u8,
    /// It is NaN; the other fields follow the rule of the numbers.
    pub nan: bool,
}

impl Element {
    /// The element of an E4M3 code.
    pub fn e4m3(code: u8) -> Self {
        let (exponent, fraction) = (code >> 3 & 15, code & 7);
        let (significand, shift) = if exponent == 0 { (fraction, 0) } else { (8 + fraction, exponent - 1) };
        Self { negative: code >> 7 == 1, significand, shift, nan: code & 0x7f == 0x7f }
    }

    /// The element of an E2M1 code, in the low bits.
    pub fn e2m1(code: u8) -> Self {
        let (exponent, fraction) = (code >> 1 & 3, code & 1);
        let (significand, shift) = if exponent == 0 { (fraction, 0) } else { (2 + fraction, exponent - 1) };
        Self { negative: code >> 3 & 1 == 1, significand, shift, nan: false }
    }
}

/// The ports show the element of `code_i`.
#[derive(Clone, Copy, Debug)]
pub struct Apart;

/// The block of the list.
pub(crate) fn model(_instance: &Instance) -> Apart {
    Apart
}

impl Behaviour for Apart {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let code = inputs.get("code_i") as u8;
        let element = if inputs.high("e2m1_i") { Element::e2m1(code) } else { Element::e4m3(code) };
        outputs.pins.set("sign_o", element.negative.into());
        outputs.pins.set("significand_o", element.significand.into());
        outputs.pins.set("shift_o", element.shift.into());
        outputs.pins.set("nan_o", element.nan.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use seedchip_spec::Block;

    /// What the ports say: the sign bit, the magnitude in units, NaN.
    fn shown(code: u64, e2m1: bool) -> (u64, u64, u64) {
        let mut bench = Bench::of(&Block::named("element").expect("it is listed").first());
        let outputs = bench.cycle(&[("code_i", code), ("e2m1_i", e2m1.into())]);
        let port = |port| outputs.specified(port);
        (port("sign_o"), port("significand_o") << port("shift_o"), port("nan_o"))
    }

    /// The magnitudes of E4M3 without the NaN by the OCP specification, in units of 2^-9: the subnormal numbers, then
    /// binade by binade.
    #[rustfmt::skip]
    const E4M3: [u64; 127] = [
        0, 1, 2, 3, 4, 5, 6, 7,
        8, 9, 10, 11, 12, 13, 14, 15,
        16, 18, 20, 22, 24, 26, 28, 30,
        32, 36, 40, 44, 48, 52, 56, 60,
        64, 72, 80, 88, 96, 104, 112, 120,
        128, 144, 160, 176, 192, 208, 224, 240,
        256, 288, 320, 352, 384, 416, 448, 480,
        512, 576, 640, 704, 768, 832, 896, 960,
        1024, 1152, 1280, 1408, 1536, 1664, 1792, 1920,
        2048, 2304, 2560, 2816, 3072, 3328, 3584, 3840,
        4096, 4608, 5120, 5632, 6144, 6656, 7168, 7680,
        8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360,
        16384, 18432, 20480, 22528, 24576, 26624, 28672, 30720,
        32768, 36864, 40960, 45056, 49152, 53248, 57344, 61440,
        65536, 73728, 81920, 90112, 98304, 106496, 114688, 122880,
        131072, 147456, 163840, 180224, 196608, 212992, 229376,
    ];

    #[test]
    fn every_e4m3_code_is_its_number() {
        assert_eq!((E4M3[0x38], E4M3[0x7e]), (512, 448 * 512), "1 and the greatest");
        for code in 0..256_u64 {
            let magnitude = E4M3.get((code & 0x7f) as usize).copied();
            let expected = magnitude.map_or((code >> 7, 15 << 14, 1), |magnitude| (code >> 7, magnitude, 0));
            assert_eq!(shown(code, false), expected, "{code:#x}");
        }
    }

    #[test]
    fn every_e2m1_code_is_its_number_whatever_is_above() {
        for code in 0..256_u64 {
            let magnitude = [0, 1, 2, 3, 4, 6, 8, 12][(code & 7) as usize];
            assert_eq!(shown(code, true), (code >> 3 & 1, magnitude, 0), "{code:#x}");
        }
    }

    #[test]
    fn normal_numbers_have_their_top_bit() {
        for code in 0..=255 {
            let (e4m3, e2m1) = (Element::e4m3(code), Element::e2m1(code));
            assert_eq!((e4m3.significand < 8, e2m1.significand < 2), (code & 0x78 == 0, code & 6 == 0), "{code:#x}");
            assert!(e4m3.significand < 8 && e4m3.shift == 0 || e4m3.significand < 16 && e4m3.shift < 15);
            assert!(e2m1.significand < 2 && e2m1.shift == 0 || e2m1.significand < 4 && e2m1.shift < 3);
        }
    }

    #[test]
    fn products_with_a_nan_stay_within_the_sum_of_a_block() {
        let greatest = u64::from(Element::e4m3(0x7f).significand) << Element::e4m3(0x7f).shift;
        assert!(32 * greatest * greatest < 1 << 41);
        assert!(32 * greatest * 12 < 1 << 27);
    }
}
