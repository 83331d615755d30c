//! Cases of `requantise`, all small sums, and all products that are a power of two.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::{check, four_kinds};
use seedchip_spec::Column;

four_kinds! { block: "requantise", cases: 1500, cycles: 30 }

pub fn latency() -> Latency {
    let identity = [("multiplier_i", 1 << 30), ("shift_i", 30), ("low_i", -128), ("high_i", 127), ("keep_i", 1)];
    Latency::new("acc_i", "result_o", Script::of("requantise").resting(&identity))
}

/// Cycles from the sum to the result.
const LATENCY: usize = 12;

/// M = 2^30 (a half) and no clamp beyond that of a byte.
const HALF: Column = Column { bias: 0, multiplier: 1 << 30, shift: 31, zero_point: 0, low: -128, high: 127 };

/// The parameters that come with raw, and a range that must not matter.
const PLAIN: Column = Column { bias: 0, multiplier: 1, shift: 0, zero_point: 0, low: 0, high: 1 };

/// Which way a sum takes.
#[derive(Clone, Copy)]
enum Way {
    Single,
    Double,
    Raw,
    /// Raw, and double rounding asked for in vain.
    RawDouble,
}

/// The inputs that give a sum this way and these parameters.
fn inputs(way: Way, column: Column) -> [(&'static str, i64); 7] {
    [
        ("multiplier_i", column.multiplier.into()),
        ("shift_i", column.shift.into()),
        ("zero_point_i", column.zero_point.into()),
        ("low_i", column.low.into()),
        ("high_i", column.high.into()),
        ("raw_i", i64::from(matches!(way, Way::Raw | Way::RawDouble))),
        ("double_i", i64::from(matches!(way, Way::Double | Way::RawDouble))),
    ]
}

/// A sum on its own: all parameters stand still, and the result shows twelve cycles later.
fn one(way: Way, acc: i64, column: Column, result: i64, saturated: bool) -> Script {
    Script::of("requantise")
        .resting(&inputs(way, column))
        .resting(&[("keep_i", 1)])
        .cycle(&[("acc_i", acc)])
        .rest(LATENCY)
        .sees(&[("result_o", result), ("saturated_o", i64::from(saturated))])
}

pub fn listed() -> Vec<Script> {
    let (least, most) = (i64::from(i32::MIN), i64::from(i32::MAX));
    let identity = Column { shift: 30, ..HALF };
    vec![
        // Ties round up, whatever the sign.
        one(Way::Single, 1, HALF, 1, false),
        one(Way::Single, -1, HALF, 0, false),
        one(Way::Single, 3, HALF, 2, false),
        one(Way::Single, -3, HALF, -1, false),
        // The ends of s.
        one(Way::Single, 1, Column { shift: 1, ..HALF }, 127, true),
        one(Way::Single, -1, Column { shift: 1, ..HALF }, -128, true),
        one(Way::Single, most, Column { multiplier: i32::MAX, shift: 62, ..HALF }, 1, false),
        one(Way::Single, least, Column { multiplier: i32::MAX, shift: 62, ..HALF }, -1, false),
        one(Way::Single, 5, Column { multiplier: 3, shift: 0, ..HALF }, 15, false),
        // P plus the rounding constant needs 65 bits: 2^62 + 2^62 is 2^63, and no −2^63.
        one(Way::Single, least, Column { multiplier: i32::MIN, shift: 63, ..HALF }, 1, false),
        one(Way::Single, least, Column { multiplier: i32::MAX, shift: 63, ..HALF }, 0, false),
        one(Way::Single, least, Column { multiplier: i32::MIN, shift: 0, ..HALF }, 127, true),
        // Ties, and the values below them, at shifts by multiples of 16.
        one(Way::Single, 1, Column { multiplier: 1 << 15, shift: 16, ..HALF }, 1, false),
        one(Way::Single, 1, Column { multiplier: (1 << 15) - 1, shift: 16, ..HALF }, 0, false),
        one(Way::Single, 2, Column { shift: 32, ..HALF }, 1, false),
        one(Way::Single, 3, Column { multiplier: (1 << 30) - (1 << 29), shift: 32, ..HALF }, 0, false),
        one(Way::Single, 1 << 17, Column { shift: 48, ..HALF }, 1, false),
        one(Way::Single, (1 << 17) - 1, Column { shift: 48, ..HALF }, 0, false),
        one(Way::Single, -(1 << 17), Column { shift: 48, ..HALF }, 0, false),
        one(Way::Single, -(1 << 17) - 1, Column { shift: 48, ..HALF }, -1, false),
        // v saturates to 32 bits before the zero point.
        one(Way::Single, most, Column { multiplier: i32::MAX, shift: 1, zero_point: 127, ..HALF }, 127, true),
        one(Way::Single, least, Column { multiplier: i32::MAX, shift: 1, zero_point: -128, ..HALF }, -128, true),
        // M = 0 leaves the zero point.
        one(Way::Single, most, Column { multiplier: 0, shift: 40, zero_point: -7, ..HALF }, -7, false),
        // The first values beyond a byte saturate, the last within don't.
        one(Way::Single, 127, identity, 127, false),
        one(Way::Single, 127, Column { zero_point: 1, ..identity }, 127, true),
        one(Way::Single, -128, identity, -128, false),
        one(Way::Single, -128, Column { zero_point: -1, ..identity }, -128, true),
        // The clamp is no saturation.
        one(Way::Single, 50, Column { low: 0, high: 10, ..identity }, 10, false),
        one(Way::Single, -50, Column { low: 0, high: 10, ..identity }, 0, false),
        // With low > high the result is high.
        one(Way::Single, 0, Column { zero_point: 5, low: 20, high: -20, ..identity }, -20, false),
        // Raw: the sum as it came, whatever the range and `double_i` say.
        one(Way::Raw, least, PLAIN, least, false),
        one(Way::Raw, most, PLAIN, most, false),
        one(Way::Raw, -1, PLAIN, -1, false),
        one(Way::Raw, 128, PLAIN, 128, false),
        one(Way::Raw, -129, Column { low: 20, high: -20, ..PLAIN }, -129, false),
        one(Way::RawDouble, least, PLAIN, least, false),
        one(Way::RawDouble, most, PLAIN, most, false),
        one(Way::RawDouble, 1 << 30, Column { low: 127, high: -128, ..PLAIN }, 1 << 30, false),
        // Double rounding: the first step rounds up, the second away from zero.
        one(Way::Double, 1, HALF, 1, false),
        one(Way::Double, -1, HALF, 0, false),
        one(Way::Double, 2, Column { shift: 32, ..HALF }, 1, false),
        one(Way::Double, -2, Column { shift: 32, ..HALF }, -1, false),
        one(Way::Double, 6, Column { shift: 32, ..HALF }, 2, false),
        one(Way::Double, -6, Column { shift: 32, ..HALF }, -2, false),
        one(Way::Double, 1 << 16, Column { shift: 47, ..HALF }, 1, false),
        one(Way::Double, -(1 << 16), Column { shift: 47, ..HALF }, -1, false),
        one(Way::Double, 2 - (1 << 16), Column { shift: 47, ..HALF }, 0, false),
        one(Way::Double, most, Column { multiplier: i32::MAX, shift: 62, ..HALF }, 1, false),
        one(Way::Double, least, Column { multiplier: i32::MIN, shift: 62, ..HALF }, 1, false),
        one(Way::Double, least, Column { multiplier: i32::MIN, shift: 63, ..HALF }, 0, false),
        one(Way::Double, least, Column { multiplier: i32::MAX, shift: 63, ..HALF }, 0, false),
        one(Way::Double, 200, Column { shift: 30, ..HALF }, 100, false),
        stages(),
        kept(HALF, Way::Single, 1000, 127, true),
        kept(HALF, Way::Double, -1000, -128, true),
        kept(Column { multiplier: 0, low: 3, high: 5, ..HALF }, Way::Single, 1, 3, false),
        kept(PLAIN, Way::Raw, least, least, false),
        kept(PLAIN, Way::RawDouble, most, most, false),
    ]
}

/// Two sums one after the other, each with parameters of its own that are there for one cycle only.
fn stages() -> Script {
    Script::of("requantise")
        .cycle(&[("acc_i", 7), ("multiplier_i", 1 << 30)])
        .cycle(&[("acc_i", -9), ("multiplier_i", 3 << 29)])
        .rest(3)
        .cycle(&[("shift_i", 30)])
        .cycle(&[("shift_i", 29)])
        .rest(2)
        .cycle(&[("zero_point_i", 1)])
        .cycle(&[("zero_point_i", 2), ("low_i", -128), ("high_i", 127)])
        .cycle(&[("low_i", -20), ("high_i", 127), ("keep_i", 1)])
        .cycle(&[("keep_i", 1)])
        .sees(&[("result_o", 8), ("saturated_o", 0)])
        .rest(1)
        .sees(&[("result_o", -20), ("saturated_o", 0)])
}

/// The same sum three times, the second kept: zero, the result, zero.
fn kept(column: Column, way: Way, acc: i64, result: i64, saturated: bool) -> Script {
    let sums = Script::of("requantise").resting(&inputs(way, column));
    let sums = (0..3).fold(sums, |script, _| script.cycle(&[("acc_i", acc)])).rest(LATENCY - 3);
    sums.cycle(&[("keep_i", 1)])
        .sees(&[("result_o", 0), ("saturated_o", 0)])
        .rest(1)
        .sees(&[("result_o", result), ("saturated_o", i64::from(saturated))])
        .rest(1)
        .sees(&[("result_o", 0), ("saturated_o", 0)])
}

/// (P + half) >> s, as a division that rounds down.
fn rounded(product: i64, half: i64, shift: u32) -> i64 {
    (product + half).div_euclid(1 << shift)
}

/// A product scaled down, before its zero point: half up in one step, or as gemmlowp does in two.
fn value(way: Way, product: i64, shift: u32) -> i64 {
    match way {
        Way::Double => {
            let first = rounded(product, 1 << 30, 31).min(i64::from(i32::MAX));
            let second = shift.saturating_sub(31);
            let half = if second == 0 { 0 } else { (1 << (second - 1)) - i64::from(first < 0) };
            rounded(first, half, second)
        }
        Way::Single | Way::Raw | Way::RawDouble => {
            rounded(product, if shift == 0 { 0 } else { 1 << (shift - 1) }, shift)
        }
    }
}

/// Every sum around zero, with multipliers and shifts for which its value is often a tie, and one with every
/// fraction: results leave the byte on both sides.
#[test]
fn small_sums() {
    let mut results = 0;
    for (multiplier, shift) in
        [(1 << 30, 30), (1 << 30, 31), (1 << 30, 32), (1 << 30, 35), (3 << 29, 33), (0x5555_5555, 33)]
    {
        for (way, zero_point) in [(Way::Single, 0), (Way::Double, 0), (Way::Single, -77), (Way::Double, 77)] {
            let column = Column { multiplier, shift, zero_point, ..HALF };
            let mut script = Script::of("requantise").resting(&inputs(way, column)).resting(&[("keep_i", 1)]);
            let sums: Vec<i64> = (-700..=700).collect();
            for cycle in 0..sums.len() + LATENCY {
                script = script.cycle(&[("acc_i", sums.get(cycle).copied().unwrap_or(0))]);
                let Some(sent) = cycle.checked_sub(LATENCY) else { continue };
                let moved = value(way, sums[sent] * i64::from(multiplier), shift.into()) + i64::from(zero_point);
                let saturated = i64::from(!(-128..=127).contains(&moved));
                script = script.sees(&[("result_o", moved.clamp(-128, 127)), ("saturated_o", saturated)]);
                results += 1;
            }
            check(&script);
        }
    }
    assert_eq!(results, 6 * 4 * 1401);
}

/// Sums ±2^i with every multiplier 2^j and every shift: a value beyond the range by one bit alone is found, whichever
/// it is. A script for each sum and way of rounding.
pub fn powers_of_two() -> impl Iterator<Item = Script> {
    let positive = (0..31).map(|bit| 1 << bit);
    let negative = (0..32).map(|bit| -(1 << bit));
    let sums = positive.chain(negative);
    sums.flat_map(|sum| [Way::Single, Way::Double].map(|way| times_powers_of_two(way, sum)))
}

fn times_powers_of_two(way: Way, sum: i64) -> Script {
    /// Cycles from the multiplier to the shift.
    const TO_SHIFT: usize = 5;
    let operands: Vec<(i64, u32)> = (0..64).flat_map(|shift| (0..31).map(move |bit| (1_i64 << bit, shift))).collect();
    let resting = [("acc_i", sum), ("low_i", -128), ("high_i", 127), ("keep_i", 1)];
    let double = ("double_i", i64::from(matches!(way, Way::Double)));
    let mut script = Script::of("requantise").resting(&resting).resting(&[double]);
    for cycle in 0..operands.len() + LATENCY {
        let multiplier = operands.get(cycle).map_or(0, |operands| operands.0);
        let shift = cycle.checked_sub(TO_SHIFT).and_then(|cycle| operands.get(cycle)).map_or(0, |operands| operands.1);
        script = script.cycle(&[("multiplier_i", multiplier), ("shift_i", shift.into())]);
        if let Some((multiplier, shift)) = cycle.checked_sub(LATENCY).map(|sent| operands[sent]) {
            let value = value(way, sum * multiplier, shift);
            let saturated = i64::from(!(-128..=127).contains(&value));
            script = script.sees(&[("result_o", value.clamp(-128, 127)), ("saturated_o", saturated)]);
        }
    }
    script
}

#[test]
fn all_products_of_powers_of_two() {
    let scripts = powers_of_two().inspect(check).count();
    assert_eq!(scripts, 2 * (31 + 32));
}
