//! Cases of `weight_lanes`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::four_kinds;

four_kinds! { block: "weight_lanes", cases: 300, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("weight_i", "lower_o", Script::of("weight_lanes")).formula("1 + floor(column / G)")
}

pub fn listed() -> Vec<Script> {
    vec![bytes(), nibbles(), reset(), codes()]
}

fn bytes() -> Script {
    let mut script = Script::of("weight_lanes").cycle(&[("weight_i", 0x4433_2281)]);
    for (column, byte) in [0x81_i64, 0x22, 0x33, 0x44].into_iter().enumerate() {
        script = script.rest(1).sees(&[("lower_o", byte << (8 * column)), ("upper_o", byte << (8 * column))]);
    }
    script
}

/// The high nibble of column 0 comes H = 2 cycles behind the low one.
fn nibbles() -> Script {
    Script::of("weight_lanes")
        .cycle(&[("weight_i", 0x95), ("nibbles_i", 1)])
        .rest(1)
        .sees(&[("lower_o", 5), ("upper_o", 0x95)])
        .rest(2)
        .sees(&[("lower_o", 0), ("upper_o", 0xf9)])
}

fn reset() -> Script {
    Script::of("weight_lanes")
        .cycle(&[("weight_i", 0x95), ("nibbles_i", 1)])
        .cycle(&[("rst_ni", 0)])
        .rest(2)
        .sees(&[("upper_o", 0)])
}

/// E2M1: the codes 7 and 12 are 6 and −2, as integers 12 and −4; then the same byte as two integers of four bits.
fn codes() -> Script {
    let byte = [("weight_i", 0xc7), ("nibbles_i", 1)];
    Script::at(script::in_unit("weight_lanes", "4x6x8_mx"))
        .cycle(&[&byte[..], &[("codes_i", 1)]].concat())
        .cycle(&byte)
        .sees_lane("lower_o", 0, 8, 12)
        .rest(1)
        .sees_lane("lower_o", 0, 8, 7)
        .rest(1)
        .sees_lane("upper_o", 0, 8, -4)
        .rest(1)
        .sees_lane("upper_o", 0, 8, -4)
}
