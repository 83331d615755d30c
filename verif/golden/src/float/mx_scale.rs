//! The scale of a block of numbers from the magnitude of its greatest one, combinational.

use crate::exact::Exact;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// What a format's elements reach: the greatest one is `greatest` / 64 · 2^`emax`, `greatest` being 64 to 127.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reach {
    emax: i32,
    greatest: i64,
}

impl Reach {
    /// The elements of a format by its code.
    fn of_format(code: u64) -> Self {
        let (emax, greatest) = match code {
            0 => (0, 127),  // INT8: 127 / 64
            1 => (0, 112),  // INT4: 7 / 4
            2 => (8, 112),  // E4M3: 448
            3 => (15, 112), // E5M2: 57344
            _ => (2, 96),   // E2M1: 6
        };
        Self { emax, greatest }
    }
}

/// An E8M0 number, and whether it is NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockScale {
    /// The code: 2^(`code` − 127), or NaN.
    pub code: u8,
    /// It is NaN.
    pub nan: bool,
}

/// The scale of a block whose greatest magnitude is this FP32 number: with `ceil` the least one that takes it into the
/// range of the elements, otherwise the one that takes its leading bit to that of the greatest element.
pub fn mx_scale(magnitude: u32, format: u64, ceil: bool) -> BlockScale {
    let Some(Exact { significand, exponent }) = Exact::of_fp32(magnitude & 0x7fff_ffff) else {
        return BlockScale { code: 255, nan: true };
    };
    if significand == 0 {
        return BlockScale { code: 0, nan: false };
    }
    let Reach { emax, greatest } = Reach::of_format(format);
    let leading = significand.ilog2();
    let floor = exponent + leading.cast_signed() - emax;
    // With e = floor the magnitude and the greatest element times 2^e have their leading bits in the same place, and so
    // compare as their significands of 24 bits do. With one less the magnitude is greater, with one more it is less.
    let above = significand << (23 - leading) > greatest << 17;
    let e = floor + i32::from(ceil && above);
    BlockScale { code: (e.clamp(-127, 127) + 127) as u8, nan: false }
}

/// The ports show the scale of `magnitude_i`.
#[derive(Clone, Copy, Debug)]
pub struct MxScale;

/// The block of the list.
pub(crate) fn model(_instance: &Instance) -> MxScale {
    MxScale
}

impl Behaviour for MxScale {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let magnitude = inputs.get("magnitude_i") as u32;
        let scale = mx_scale(magnitude, inputs.get("format_i"), inputs.high("ceil_i"));
        outputs.pins.set("scale_o", scale.code.into());
        outputs.pins.set("nan_o", scale.nan.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::INFINITY;
    use crate::exact::tests::edges;
    use proptest::prelude::*;
    use seedchip_spec::Block;

    /// The page's table: emax and the greatest element.
    const FORMATS: [(i32, f64); 8] =
        [(0, 127.0 / 64.0), (0, 7.0 / 4.0), (8, 448.0), (15, 57344.0), (2, 6.0), (2, 6.0), (2, 6.0), (2, 6.0)];

    fn power(exponent: i32) -> f64 {
        2_f64.powi(exponent)
    }

    /// The definition, by search over the exponents; FP64 holds every number of it.
    fn expected(magnitude: u32, format: usize, ceil: bool) -> BlockScale {
        let (v, (emax, greatest)) = (f64::from(f32::from_bits(magnitude)), FORMATS[format]);
        if !v.is_finite() {
            return BlockScale { code: 255, nan: true };
        }
        if v == 0.0 {
            return BlockScale { code: 0, nan: false };
        }
        let e = if ceil {
            (-127..=127).find(|e| v <= greatest * power(*e)).unwrap_or(127)
        } else {
            let log = (-149..128).rfind(|log| power(*log) <= v).expect("2^-149 is the least number");
            (log - emax).clamp(-127, 127)
        };
        BlockScale { code: (e + 127) as u8, nan: false }
    }

    #[test]
    fn scales_by_hand() {
        let code = |v: f32, format, ceil| mx_scale(v.to_bits(), format, ceil).code;
        // 1, 1.75, the number above, 1.984375, the number above, 2.
        let numbers = [1.0, 1.75, 1.750_000_1, 1.984_375, 1.984_375_1, 2.0];
        assert_eq!(numbers.map(|v| code(v, 0, true)), [127, 127, 127, 127, 128, 128]);
        assert_eq!(numbers.map(|v| code(v, 1, true)), [127, 127, 128, 128, 128, 128]);
        assert_eq!(numbers.map(|v| code(v, 0, false)), [127, 127, 127, 127, 127, 128]);
        assert_eq!([448.0, 448.000_03, 511.0, 512.0].map(|v| code(v, 2, true)), [127, 128, 128, 128]);
        assert_eq!([448.0, 511.0, 512.0].map(|v| code(v, 2, false)), [127, 127, 128]);
        assert_eq!([57344.0, 57344.004].map(|v| code(v, 3, true)), [127, 128]);
        for format in 4..8 {
            assert_eq!([3.0, 3.5, 6.0, 6.000_000_5, 8.0].map(|v| code(v, format, true)), [126, 127, 127, 128, 128]);
            assert_eq!([3.0, 4.0, 6.0, 7.0, 8.0].map(|v| code(v, format, false)), [126, 127, 127, 127, 128]);
        }
    }

    #[test]
    fn exponents_are_clamped_at_both_ends() {
        let code = |v: f32, format, ceil| mx_scale(v.to_bits(), format, ceil).code;
        for (format, ceil) in (0..8).flat_map(|format| [(format, false), (format, true)]) {
            assert_eq!([0.0, f32::from_bits(1)].map(|v| code(v, format, ceil)), [0; 2]);
        }
        assert_eq!([f32::MAX, 1.75 * 2_f32.powi(127)].map(|v| code(v, 1, true)), [254; 2], "there is none, and 127");
        assert_eq!(code(f32::MAX, 0, false), 254);
        assert_eq!(code(f32::MAX, 3, true), 254 - 15 + 1);
        // 2^-127 is subnormal.
        let least = f32::from_bits(0x40_0000);
        assert_eq!([code(least, 0, false), code(2.0 * least, 0, false), code(least * 0.5, 0, true)], [0, 1, 0]);
        assert_eq!([code(f32::from_bits(0x70_0000), 1, true), code(f32::from_bits(0x70_0001), 1, true)], [0, 1]);
    }

    #[test]
    fn what_is_not_finite_is_nan() {
        for magnitude in [INFINITY, INFINITY + 1, 0x7fc0_0000, 0x7fff_ffff] {
            for (format, ceil) in (0..8).flat_map(|format| [(format, false), (format, true)]) {
                assert_eq!(mx_scale(magnitude, format, ceil), BlockScale { code: 255, nan: true });
            }
        }
    }

    #[test]
    fn magnitudes_at_the_reach_of_every_format_have_the_scales_of_the_definition() {
        for (format, (_, greatest)) in FORMATS.into_iter().enumerate() {
            let reaches = (-166..128).map(|e| (greatest * power(e)) as f32);
            let powers = (-149..128).map(|e| power(e) as f32);
            for number in reaches.chain(powers) {
                for near in -1..=1 {
                    let magnitude = number.to_bits().saturating_add_signed(near).min(INFINITY);
                    for ceil in [false, true] {
                        let scale = mx_scale(magnitude, format as u64, ceil);
                        assert_eq!(scale, expected(magnitude, format, ceil), "{magnitude:#x}, {format}, {ceil}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_magnitude_has_the_scale_of_the_definition(
            magnitude in 0..1_u32 << 31, zeros in 0..32, format in 0..8_usize, ceil in any::<bool>(),
        ) {
            for magnitude in [magnitude, magnitude >> zeros] {
                prop_assert_eq!(mx_scale(magnitude, format as u64, ceil), expected(magnitude, format, ceil));
            }
        }
    }

    #[test]
    fn the_ports_show_the_scale() {
        let mut bench = Bench::of(&Block::named("mx_scale").expect("it is listed").first());
        for magnitude in edges().into_iter().filter(|number| number >> 31 == 0) {
            for format in 0..8 {
                for ceil in [false, true] {
                    let pins =
                        [("magnitude_i", magnitude.into()), ("format_i", format as u64), ("ceil_i", ceil.into())];
                    let outputs = bench.cycle(&pins);
                    let shown =
                        BlockScale { code: outputs.specified("scale_o") as u8, nan: outputs.specified("nan_o") == 1 };
                    assert_eq!(shown, expected(magnitude, format, ceil), "{magnitude:#x}, {format}, {ceil}");
                }
            }
        }
    }
}
