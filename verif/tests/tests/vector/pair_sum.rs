//! Cases of `pair_sum`.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "pair_sum", cases: 200, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("number_i", "number_o", Script::of("pair_sum").resting(&[("valid_i", 1), ("last_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![pairs(), reset()]
}

/// A number with its marks: last, overflow, plus.
fn number(script: Script, number: u32, [last, overflow, plus]: [i64; 3]) -> Script {
    script.cycle(&[
        ("valid_i", 1),
        ("number_i", number.into()),
        ("last_i", last),
        ("overflow_i", overflow),
        ("plus_i", plus),
    ])
}

fn sees(script: Script, number: u32, [last, overflow, plus]: [i64; 3]) -> Script {
    script.sees(&[
        ("valid_o", 1),
        ("number_o", number.into()),
        ("last_o", last),
        ("overflow_o", overflow),
        ("plus_o", plus),
    ])
}

/// Three in a row, then two, then one: a number alone stays what it is.
fn pairs() -> Script {
    let mut script = number(Script::of("pair_sum"), ONE, [0, 1, 1]);
    script = script.rest(1);
    script = number(script, 0x4000_0000, [0, 0, 0]);
    script = number(script, MINUS, [1, 0, 1]);
    script = number(script, GREATEST, [0, 0, 0]);
    script = number(script, GREATEST, [1, 0, 0]);
    script = number(script, 0x7fff_ffff, [1, 1, 0]);
    script = number(script, MINUS, [0, 0, 0]);
    script = number(script, MINUS, [1, 0, 1]);
    script = script.rest(6);
    script = sees(script.rest(1), 0x4040_0000, [0, 1, 0]);
    script = sees(script.rest(1), MINUS, [1, 0, 1]);
    script = script.rest(1).sees(&[("valid_o", 0)]);
    script = sees(script.rest(1), INFINITY, [1, 1, 0]);
    script = sees(script.rest(1), NAN, [1, 1, 0]);
    script = script.rest(1).sees(&[("valid_o", 0)]);
    sees(script.rest(1), MINUS, [1, 0, 1]).rest(1).sees(&[("valid_o", 0)])
}

/// A reset forgets the number that is held, and the sum under way.
fn reset() -> Script {
    let script = number(Script::of("pair_sum"), ONE, [1, 0, 0]);
    let script = number(script, ONE, [0, 0, 0]).cycle(&[("rst_ni", 0)]);
    let script = number(script, ONE, [0, 0, 0]).rest(9).rest(1).sees(&[("valid_o", 0)]);
    sees(number(script, ONE, [0, 0, 0]).rest(12).rest(1), 0x4000_0000, [0, 0, 0])
}
