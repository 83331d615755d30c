//! The exponent of a block's sum, combinational.

use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// A power of two, or NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The exponent of the power, whatever the scales.
    pub exponent: i32,
    /// One of the scales is NaN.
    pub nan: bool,
}

impl Scale {
    /// The product of two E8M0 scales and 2^`unit`.
    pub fn new(row: u8, column: u8, unit: i32) -> Self {
        Self { exponent: i32::from(row) + i32::from(column) - 254 + unit, nan: row == 255 || column == 255 }
    }
}

/// The ports show the product of `row_i`, `column_i` and the unit.
#[derive(Clone, Copy, Debug)]
pub struct Scaling;

/// The block of the list.
pub(crate) fn model(_instance: &Instance) -> Scaling {
    Scaling
}

impl Behaviour for Scaling {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let byte = |port| inputs.get(port) as u8;
        let scale = Scale::new(byte("row_i"), byte("column_i"), signed(inputs.get("unit_i"), 6) as i32);
        outputs.pins.set("exponent_o", i64::from(scale.exponent).cast_unsigned());
        outputs.pins.set("nan_o", scale.nan.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use seedchip_spec::Block;

    #[test]
    fn the_power_is_the_product_of_the_scales_and_the_unit() {
        let mut bench = Bench::of(&Block::named("scale").expect("it is listed").first());
        // The OCP specification: 2^-127, and twice as much from code to code.
        let scales: Vec<f64> = (0..256)
            .scan(2_f64.powi(-128), |scale, _| {
                *scale *= 2.0;
                Some(*scale)
            })
            .collect();
        assert_eq!((scales[127], scales[254]), (1.0, 2_f64.powi(127)));
        for unit in [-32, -18, -12, -10, -8, -7, -2, -1, 0, 1, 31_i32] {
            for row in 0..256 {
                for column in 0..256 {
                    let unit_bits = i64::from(unit).cast_unsigned();
                    let outputs =
                        bench.cycle(&[("row_i", row as u64), ("column_i", column as u64), ("unit_i", unit_bits)]);
                    let power = 2_f64.powi(signed(outputs.specified("exponent_o"), 10) as i32);
                    assert_eq!(power, scales[row] * scales[column] * 2_f64.powi(unit), "{row} {column} {unit}");
                    assert_eq!(outputs.specified("nan_o") == 1, row == 255 || column == 255);
                }
            }
        }
    }

    #[test]
    fn both_ends() {
        assert_eq!(Scale::new(0, 0, -32), Scale { exponent: -286, nan: false });
        assert_eq!(Scale::new(255, 255, 31), Scale { exponent: 287, nan: true });
        assert_eq!(Scale::new(254, 254, -12), Scale { exponent: 242, nan: false });
        assert_eq!(Scale::new(133, 133, -12), Scale { exponent: 0, nan: false }, "plain integers");
    }
}
