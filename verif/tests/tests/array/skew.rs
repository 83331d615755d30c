//! Cases of `skew`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "skew", cases: 300, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("data_i", "data_o", Script::of("skew")).formula("1 + floor(lane / G)")
}

/// Lane i comes i + 1 cycles later.
pub fn listed() -> Vec<Script> {
    let mut script = Script::of("skew").cycle(&[]).lanes("data_i", 8, &[-1, -2, -3, -4]);
    for cycle in 1..7 {
        script = script.rest(1);
        for lane in 0..4 {
            let value = if cycle == lane + 1 { -1 - lane as i64 } else { 0 };
            script = script.sees_lane("data_o", lane, 8, value);
        }
    }
    vec![script]
}
