//! FP32 numbers apart, combinational.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// (−1)^`negative` · `significand` · 2^(`exponent` − 150), if the number is finite; infinities and NaNs follow the same
/// rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// The sign bit.
    pub negative: bool,
    /// 1 to 255.
    pub exponent: u8,
    /// 24 bits.
    pub significand: u32,
    /// It is a zero.
    pub zero: bool,
    /// It is an infinity.
    pub infinite: bool,
    /// It is NaN.
    pub nan: bool,
}

impl Unpacked {
    /// The parts of a number.
    pub fn new(number: u32) -> Self {
        let (field, fraction) = ((number >> 23) as u8, number & 0x7f_ffff);
        Self {
            negative: number >> 31 == 1,
            exponent: field.max(1),
            significand: if field == 0 { fraction } else { fraction + (1 << 23) },
            zero: field == 0 && fraction == 0,
            infinite: field == 255 && fraction == 0,
            nan: field == 255 && fraction != 0,
        }
    }
}

/// The ports show the parts of `number_i`.
#[derive(Clone, Copy, Debug)]
pub struct UnpackFp32;

/// The block of the list.
pub(crate) fn model(_instance: &Instance) -> UnpackFp32 {
    UnpackFp32
}

impl Behaviour for UnpackFp32 {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let unpacked = Unpacked::new(inputs.get("number_i") as u32);
        outputs.pins.set("sign_o", unpacked.negative.into());
        outputs.pins.set("exponent_o", unpacked.exponent.into());
        outputs.pins.set("significand_o", unpacked.significand.into());
        outputs.pins.set("zero_o", unpacked.zero.into());
        outputs.pins.set("infinite_o", unpacked.infinite.into());
        outputs.pins.set("nan_o", unpacked.nan.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use seedchip_spec::Block;

    #[test]
    fn numbers_are_what_the_processor_takes_them_for() {
        let mut bench = Bench::of(&Block::named("unpack_fp32").expect("it is listed").first());
        for field in 0..256 {
            for fraction in [0, 1, 2, 0x2a_aaaa, 0x3f_ffff, 0x40_0000, 0x40_0001, 0x7f_fffe, 0x7f_ffff_u32] {
                for sign in [0, 1] {
                    let bits = sign << 31 | field << 23 | fraction;
                    let number = f32::from_bits(bits);
                    let outputs = bench.cycle(&[("number_i", bits.into())]);
                    let port = |port| outputs.specified(port);
                    assert_eq!(port("sign_o"), sign.into(), "{bits:#x}");
                    assert_eq!(port("zero_o") == 1, number == 0.0, "{bits:#x}");
                    assert_eq!(port("infinite_o") == 1, number.is_infinite(), "{bits:#x}");
                    assert_eq!(port("nan_o") == 1, number.is_nan(), "{bits:#x}");
                    let exponent = port("exponent_o") as i32;
                    if number.is_finite() {
                        let magnitude = port("significand_o") as f64 * 2_f64.powi(exponent - 150);
                        assert_eq!(magnitude, f64::from(number.abs()), "{bits:#x}");
                        assert!(port("significand_o") >> 23 == 1 || exponent == 1, "{bits:#x}");
                    } else {
                        assert_eq!((exponent, port("significand_o")), (255, u64::from(fraction) + (1 << 23)));
                    }
                }
            }
        }
    }

    #[test]
    fn subnormal_numbers_have_the_exponent_of_the_least_normal_one() {
        let parts = |number| (Unpacked::new(number).exponent, Unpacked::new(number).significand);
        assert_eq!([0, 1, 0x7f_ffff].map(parts), [(1, 0), (1, 1), (1, 0x7f_ffff)]);
        assert_eq!([0x80_0000, 0x100_0000].map(parts), [(1, 0x80_0000), (2, 0x80_0000)]);
    }
}
