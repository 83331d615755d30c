//! Cases of `angles`.

use crate::catalogue::latency::Latency;
use crate::fp32::{MINUS, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "angles", cases: 40, cycles: 160 }

pub fn latency() -> Latency {
    let prepared = Script::of("angles").resting(&[("want_i", 1)]).rest(36);
    Latency::new("want_i", "valid_o", prepared).formula("L + 33 = 37").interval("L + 34")
}

/// Four lanes: a vector shows so many cycles after it is wanted.
const LATENCY: usize = 37;

pub fn listed() -> Vec<Script> {
    vec![quarters(), wrapped(), reset()]
}

/// A vector of frequencies at a position, wanted until it shows, and for a cycle more.
fn vector(mut script: Script, cosine: bool, position: i64, frequencies: [u64; 4]) -> Script {
    for cycle in 0..=LATENCY {
        script = script
            .cycle(&[
                ("want_i", 1),
                ("cosine_i", cosine.into()),
                ("position_i", position),
                ("take_i", (cycle == LATENCY).into()),
            ])
            .lanes("low_i", 32, &frequencies.map(|frequency| (frequency & 0xffff_ffff) as i64))
            .lanes("high_i", 8, &frequencies.map(|frequency| (frequency >> 32) as i64))
            .sees(&[("valid_o", (cycle == LATENCY).into())]);
    }
    script
}

fn sees(mut script: Script, numbers: [u32; 4]) -> Script {
    for (lane, number) in numbers.into_iter().enumerate() {
        script = script.sees_lane("number_o", lane, 32, number.into());
    }
    script
}

/// Quarters of a turn.
fn quarters() -> Script {
    let turns = [0, 1 << 38, 1 << 39, 3 << 38];
    let script = sees(vector(Script::of("angles"), false, 1, turns), [0, ONE, 0, MINUS | ONE]);
    sees(vector(script, true, 1, turns), [ONE, 0, MINUS | ONE, 0])
}

/// Whole turns do not count: only 40 bits of the product, and 20 of the position. Frequencies with bit 31.
fn wrapped() -> Script {
    let script = vector(Script::of("angles"), false, 0x10_0005, [1 << 38, 3 << 38, 0xff_ffff_ffff, 1 << 31]);
    // 5 quarters, 15 quarters, −5 units, and 5 · 2^31.
    let script = sees(script, [ONE, MINUS | ONE, 0xadfb_53d1, 0x3d7b_2b74]);
    let script = vector(script, true, 0xf_ffff, [1 << 38, 1 << 39, 0, 1 << 20]);
    // −1 quarter, a half, 0, and −2^20 in 2^40.
    sees(script, [0, MINUS | ONE, ONE, ONE])
}

/// A reset begins anew.
fn reset() -> Script {
    let script = Script::of("angles").cycle(&[("want_i", 1)]).cycle(&[("want_i", 1), ("rst_ni", 0)]);
    sees(vector(script, true, 0, [0; 4]), [ONE; 4])
}
