//! The curves that the tables hold, in MPFR and in FP64.

use rug::Float;
use rug::float::Constant;
use seedchip_spec::functions::Table;

/// Bits of MPFR's numbers here.
const BITS: u32 = 160;

/// Offsets run from −`HALF` to `HALF` − 1: a segment has 2^18 arguments.
pub const HALF: i64 = 1 << 17;

/// What a table's values are approximations of.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Curve {
    /// 2^f in units of 2^-28, f in [0, 1).
    Exp2,
    /// 1 / m in units of 2^-29, m in [1, 2).
    Reciprocal,
    /// 1 / √m in units of 2^-29, m in [1, 2).
    Rsqrt,
    /// 1 / √(2m) in units of 2^-29, m in [1, 2).
    RsqrtOfTwice,
    /// sin(π/2 · u) / u in units of 2^-28, u in [0, 1).
    Sine,
}

/// The curve of a segment, and which of how many segments on [0, 1) it is.
fn place(table: Table, segment: usize) -> (Curve, usize, u32) {
    match (table, segment) {
        (Table::Exponential, _) => (Curve::Exp2, segment, 256),
        (Table::Inverse, 0..256) => (Curve::Reciprocal, segment, 256),
        (Table::Inverse, 256..384) => (Curve::Rsqrt, segment - 256, 128),
        (Table::Inverse, _) => (Curve::RsqrtOfTwice, segment - 384, 128),
        (Table::Sine, _) => (Curve::Sine, segment, 256),
    }
}

/// The exact value in the table's units, to `BITS` bits. `twice` is twice the offset, so that there are arguments
/// between the offsets.
pub fn exact(table: Table, segment: usize, twice: i64) -> Float {
    let (curve, index, segments) = place(table, segment);
    // From 0 on, in halves of an offset's unit.
    let numerator = ((index as i64) << 19) + (1 << 18) + twice;
    let fraction = Float::with_val(BITS, numerator) / (u64::from(segments) << 19);
    match curve {
        Curve::Exp2 => fraction.exp2() << 28,
        Curve::Reciprocal => (fraction + 1_u32).recip() << 29,
        Curve::Rsqrt => (fraction + 1_u32).recip_sqrt() << 29,
        Curve::RsqrtOfTwice => ((fraction + 1_u32) * 2_u32).recip_sqrt() << 29,
        Curve::Sine if numerator == 0 => (Float::with_val(BITS, Constant::Pi) / 2_u32) << 28,
        Curve::Sine => ((Float::with_val(BITS, Constant::Pi) / 2_u32 * &fraction).sin() / fraction) << 28,
    }
}

/// The same in FP64: off by a few of its last places, 2^-22 units at most.
pub fn nearly(table: Table, segment: usize, twice: i64) -> f64 {
    const HALF_PI: f64 = std::f64::consts::FRAC_PI_2;
    let (curve, index, segments) = place(table, segment);
    let numerator = ((index as i64) << 19) + (1 << 18) + twice;
    let fraction = numerator as f64 / (f64::from(segments) * f64::from(1 << 19));
    let (value, unit) = match curve {
        Curve::Exp2 => (fraction.exp2(), 1 << 28),
        Curve::Reciprocal => (1.0 / (fraction + 1.0), 1 << 29),
        Curve::Rsqrt => (1.0 / (fraction + 1.0).sqrt(), 1 << 29),
        Curve::RsqrtOfTwice => (1.0 / (fraction * 2.0 + 2.0).sqrt(), 1 << 29),
        Curve::Sine if numerator == 0 => (HALF_PI, 1 << 28),
        Curve::Sine => ((HALF_PI * fraction).sin() / fraction, 1 << 28),
    };
    value * f64::from(unit)
}

/// Twice the distance from an offset to the argument that its value is for: what the sine's offset leaves out below is
/// half a unit in the middle.
pub fn shift(table: Table) -> i64 {
    i64::from(table == Table::Sine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fp64_is_near_enough() {
        let mut compared = 0;
        for table in Table::ALL {
            for segment in 0..table.segments() {
                for twice in [-2 * HALF, -2 * HALF + 1, -99_999, 0, 4097, 2 * HALF - 1, 2 * HALF] {
                    let error = exact(table, segment, twice) - nearly(table, segment, twice);
                    assert!(error.to_f64().abs() < 2_f64.powi(-22), "{table:?} {segment} {twice}: {error}");
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, 7 * 1024);
    }
}
