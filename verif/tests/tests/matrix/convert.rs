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
        converted(Value { acc: -(1 << 30), bias: -(1 << 30), multiplier: 1 << 30, shift: 54, ..PLAIN }, -128, 0),
    ]);
    scripts.extend((0..31).map(power_of_two));
    scripts
}

/// acc = ±2^i times M = 2^30: bits that stand alone in the product, at every shift that makes them 64.
fn power_of_two(bit: i64) -> Script {
    let negative = bit % 2 == 1;
    let value = Value { acc: if negative { -(1 << bit) } else { 1 << bit }, multiplier: 1 << 30, ..PLAIN };
    let shift = (bit + 30 - 6).clamp(0, 63);
    converted(Value { shift, ..value }, if negative { -64 } else { 64 }, 0)
}
