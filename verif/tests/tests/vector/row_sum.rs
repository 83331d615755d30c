//! Cases of `row_sum`.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "row_sum", cases: 100, cycles: 160 }

pub fn latency() -> Latency {
    let prepared = Script::of("row_sum").resting(&[("valid_i", 1), ("last_i", 1)]);
    Latency::new("number_i", "sum_o", prepared).formula("13 · (log2 L + levels) + 1 = 27")
}

pub fn listed() -> Vec<Script> {
    vec![one_vector(), in_order(), overflows()]
}

fn vector(script: Script, levels: i64, last: i64, plus: i64, numbers: [u32; 4]) -> Script {
    script.cycle(&[("valid_i", 1), ("last_i", last), ("levels_i", levels), ("plus_i", plus)]).lanes(
        "number_i",
        32,
        &numbers.map(i64::from),
    )
}

fn sees(script: Script, sum: u32, overflow: i64) -> Script {
    script.sees(&[("valid_o", 1), ("sum_o", sum.into()), ("overflow_o", overflow), ("nan_o", (sum == NAN).into())])
}

/// Rows of one vector: the tree of the lanes alone, and the sign of a padded zero.
fn one_vector() -> Script {
    let mut script = vector(Script::of("row_sum"), 0, 1, 0, [ONE, 0x4000_0000, 0x4040_0000, 0x4080_0000]);
    script = vector(script, 0, 1, 0, [MINUS; 4]);
    script = vector(script, 0, 1, 1, [MINUS; 4]);
    script = vector(script, 0, 1, 1, [MINUS | ONE, MINUS, MINUS, MINUS]);
    script = vector(script, 0, 1, 0, [INFINITY, 0, MINUS | INFINITY, 0]);
    script = script.rest(21).rest(1).sees(&[("valid_o", 0)]);
    script = sees(script.rest(1), 0x4120_0000, 0);
    script = sees(script.rest(1), MINUS, 0);
    script = sees(script.rest(1), 0, 0);
    script = sees(script.rest(1), MINUS | ONE, 0);
    sees(script.rest(1), NAN, 0).rest(1).sees(&[("valid_o", 0)])
}

/// Eight vectors: 1 and 2^-24 eight times each cancel only in the tree's order. Then five, and their padding.
fn in_order() -> Script {
    let small = 0x3380_0000;
    let mut script = Script::of("row_sum");
    for k in 0..8 {
        // 1 + 2^-24 is a tie, to 1; 2^-24 + 2^-24 is exact.
        script = vector(script, 3, (k == 7).into(), 0, if k == 0 { [ONE, small, small, small] } else { [0; 4] });
    }
    script = script.rest(64).rest(1).sees(&[("valid_o", 0)]);
    // (1 + 2^-24) + (2^-24 + 2^-24) = 1 + 2^-23.
    script = sees(script.rest(1), 0x3f80_0001, 0);
    for k in 0..5 {
        script = vector(script, 3, (k == 4).into(), 1, [MINUS; 4]);
    }
    sees(script.rest(65).rest(1), 0, 0)
}

/// An overflow anywhere below shows, whatever comes of it.
fn overflows() -> Script {
    let mut script = vector(Script::of("row_sum"), 1, 0, 0, [GREATEST, GREATEST, 0, 0]);
    script = vector(script, 1, 1, 0, [MINUS | INFINITY, 0, 0, 0]);
    script = vector(script, 1, 0, 0, [ONE; 4]);
    script = vector(script, 1, 1, 0, [GREATEST, 0, GREATEST, 0]);
    script = vector(script, 1, 0, 0, [INFINITY, 0, 0, 0]);
    script = vector(script, 1, 1, 0, [ONE; 4]);
    script = script.rest(35);
    script = sees(script.rest(1), NAN, 1).rest(1);
    script = sees(script.rest(1), INFINITY, 1).rest(1);
    sees(script.rest(1), INFINITY, 0)
}
