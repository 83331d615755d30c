//! Cases of `deskew`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "deskew", cases: 1000, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("data_i", "data_o", Script::of("deskew")).formula("C / G − 1 − floor(lane / G)")
}

const SUM_BITS: usize = 18;

/// Lane i of four comes 3 − i cycles later: the last at once.
pub fn listed() -> Vec<Script> {
    let sums = [-(1 << 17), (1 << 17) - 1, -1, 1];
    let mut script =
        Script::of("deskew").cycle(&[]).lanes("data_i", SUM_BITS, &sums).sees_lane("data_o", 3, SUM_BITS, 1);
    for cycle in 1..6 {
        script = script.rest(1);
        for (lane, sum) in sums.into_iter().enumerate() {
            let value = if cycle == 3 - lane { sum } else { 0 };
            script = script.sees_lane("data_o", lane, SUM_BITS, value);
        }
    }
    vec![script]
}
