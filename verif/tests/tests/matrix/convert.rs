//! Cases of `convert`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "convert", cases: 3000, cycles: 40 }

pub fn latency() -> Latency {
    let plain = [("enable_i", 1), ("multiplier_i", 1 << 30), ("shift_i", 30), ("low_i", -128), ("high_i", 127)];
    Latency::new("acc_i", "result_o", Script::of("convert").resting(&[&plain[..], &[("keep_i", 1)]].concat()))
}

/// A value with its parameters, each right in the one cycle in which it is taken.
#[derive(Clone, Copy)]
struct Value {
    acc: i64,
    bias: i64,
    multiplier: i64,
    rounding: i64,
    shift: i64,
    zero_point: i64,
    low: i64,
    high: i64,
}

const PLAIN: Value =
    Value { acc: 0, bias: 0, multiplier: 1, rounding: 0, shift: 0, zero_point: 0, low: -128, high: 127 };

fn converted(value: Value, result: i64, saturated: i64) -> Script {
    let mut script = Script::of("convert");
    for cycle in 0..14 {
        let at = |when: i64, value: i64| if cycle == when { value } else { !value };
        script = script.cycle(&[
            ("enable_i", 1),
            ("acc_i", at(0, value.acc)),
            ("bias_i", at(0, value.bias)),
            ("multiplier_i", at(1, value.multiplier)),
            ("rounding_i", at(1, value.rounding)),
            ("shift_i", at(6, value.shift)),
            ("zero_point_i", at(10, value.zero_point)),
            ("low_i", at(11, value.low)),
            ("high_i", at(11, value.high)),
            ("keep_i", at(12, 1)),
        ]);
        // Waiting changes nothing.
        script = if cycle < 13 { script.rest(usize::from(cycle % 3 == 0)) } else { script };
    }
    script.sees(&[("result_o", result), ("saturated_o", saturated)])
}

pub fn listed() -> Vec<Script> {
    let mut scripts = Vec::new();
    let tie = |acc, rounding| Value { acc, rounding, multiplier: 1, shift: 1, ..PLAIN };
    for (acc, up, away, even) in
        [(5, 3, 3, 2), (7, 4, 4, 4), (-5, -2, -3, -2), (-7, -3, -4, -4), (1, 1, 1, 0), (-1, 0, -1, 0)]
    {
        for (rounding, result) in [(0, up), (1, away), (2, even)] {
            scripts.push(converted(tie(acc, rounding), result, 0));
        }
    }
    let double = Value { rounding: 3, multiplier: 1 << 30, shift: 32, ..PLAIN };
    scripts.extend([
        converted(Value { acc: 6, ..double }, 2, 0),
        converted(Value { acc: -6, ..double }, -2, 0),
        converted(Value { acc: -10, shift: 33, ..double }, -1, 0),
        converted(Value { acc: i64::from(i32::MIN), multiplier: i64::from(i32::MIN), shift: 31, ..double }, 127, 1),
        converted(Value { acc: 100, bias: -300, ..PLAIN }, -128, 1),
        converted(Value { acc: 100, zero_point: 27, ..PLAIN }, 127, 0),
        converted(Value { acc: 100, zero_point: 28, ..PLAIN }, 127, 1),
        converted(Value { acc: 100, low: 50, high: 20, ..PLAIN }, 20, 0),
        converted(Value { acc: -(1 << 31), multiplier: i64::from(i32::MAX), shift: 62, ..PLAIN }, -1, 0),
        converted(Value { acc: 256 + 5, ..PLAIN }, 127, 1),
        // Only the bit below the highest that is looked at first says that it is out of range.
        converted(Value { acc: -(1 << 30) - 1, multiplier: 1 << 10, shift: 5, ..PLAIN }, -128, 1),
        converted(Value { acc: -(1 << 30), bias: -(1 << 30), multiplier: 1 << 30, shift: 54, ..PLAIN }, -128, 0),
    ]);
    scripts.extend((0..31).map(power_of_two));
    scripts.extend([near_ties(), greatest_shift()]);
    scripts
}

/// What the specification says of a product: the result and whether it saturated, with the widest limits.
fn specified(acc: i64, multiplier: i64, rounding: i64, shift: i64) -> (i64, i64) {
    let product = i128::from(acc) * i128::from(multiplier);
    // Nearest; what a tie becomes: its floor or the number above.
    let nearest = |value: i128, by: i64, tie_up: fn(i128) -> bool| {
        let (floor, twice) = (value >> by, (value & ((1 << by) - 1)) << 1);
        floor + i128::from(twice > 1 << by || by > 0 && twice == 1 << by && tie_up(floor))
    };
    let away = |floor: i128| floor >= 0;
    let value = match rounding {
        0 => nearest(product, shift, |_| true),
        1 => nearest(product, shift, away),
        2 => nearest(product, shift, |floor| floor & 1 == 1),
        _ => {
            let first = ((product + (1 << 30)) >> 31).clamp(i32::MIN.into(), i32::MAX.into());
            nearest(first, (shift - 31).max(0), away)
        }
    };
    let result = value.clamp(-128, 127);
    (result as i64, (result != value).into())
}

/// Values one after the other, each input in the cycle in which it is taken, multiplied by 2^30 or as they say.
fn stream(values: &[(i64, i64, i64, i64)]) -> Script {
    let fixed = [("enable_i", 1), ("low_i", -128), ("high_i", 127), ("keep_i", 1)];
    let mut script = Script::of("convert").resting(&fixed);
    for cycle in 0..values.len() + 13 {
        let at = |delay: usize| cycle.checked_sub(delay).and_then(|index| values.get(index));
        let acc = at(0).map_or(0, |(acc, ..)| *acc);
        let (multiplier, rounding) = at(1).map_or((0, 0), |(_, multiplier, rounding, _)| (*multiplier, *rounding));
        let shift = at(6).map_or(0, |(.., shift)| *shift);
        let inputs = [("acc_i", acc), ("multiplier_i", multiplier), ("rounding_i", rounding), ("shift_i", shift)];
        script = script.cycle(&[&fixed[..], &inputs].concat());
        if let Some((acc, multiplier, rounding, shift)) = at(13) {
            let (result, saturated) = specified(*acc, *multiplier, *rounding, *shift);
            script = script.sees(&[("result_o", result), ("saturated_o", saturated)]);
        }
    }
    script
}

/// Ties of every shift, and products that differ from them in one bit, in one or two of a run of ones below, or by the
/// least that the first of two roundings sees.
fn near_ties() -> Script {
    let mut values = Vec::new();
    for shift in 31..=62_i64 {
        for odd in [1, -1, 3, -3] {
            let tie = odd << (shift - 31);
            let below = (0..shift - 31).flat_map(|bit| [tie + (1 << bit), tie - 1 - (1 << bit), tie - 1 - (3 << bit)]);
            let accs = [tie, tie - 1, tie + 1].into_iter().chain(below).filter(|acc| i32::try_from(*acc).is_ok());
            values.extend(accs.flat_map(|acc| (0..4).map(move |rounding| (acc, 1 << 30, rounding, shift))));
        }
    }
    stream(&values)
}

/// The greatest products with the greatest shifts, where the first of two roundings saturates.
fn greatest_shift() -> Script {
    let ends = [i32::MIN, i32::MIN + 1, -(1 << 30), -1, 1, 1 << 30, i32::MAX - 1, i32::MAX].map(i64::from);
    let pairs = ends.into_iter().flat_map(|acc| ends.map(|multiplier| (acc, multiplier)));
    let values = pairs.flat_map(|(acc, multiplier)| {
        [31, 32, 62, 63]
            .into_iter()
            .flat_map(move |shift| (0..4).map(move |rounding| (acc, multiplier, rounding, shift)))
    });
    stream(&values.collect::<Vec<_>>())
}

/// acc = ±2^i times M = 2^30: bits that stand alone in the product, at every shift that makes them 64.
fn power_of_two(bit: i64) -> Script {
    let negative = bit % 2 == 1;
    let value = Value { acc: if negative { -(1 << bit) } else { 1 << bit }, multiplier: 1 << 30, ..PLAIN };
    let shift = (bit + 30 - 6).clamp(0, 63);
    converted(Value { shift, ..value }, if negative { -64 } else { 64 }, 0)
}
