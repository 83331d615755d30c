//! Cases of `delay`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "delay", cases: 300, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("data_i", "data_o", Script::of("delay")).formula("N")
}

/// Zeros first, then each word three cycles after it came.
pub fn listed() -> Vec<Script> {
    vec![
        Script::of("delay")
            .cycle(&[("data_i", 0x11)])
            .sees(&[("data_o", 0)])
            .cycle(&[("data_i", 0x22)])
            .cycle(&[("data_i", 0xff)])
            .sees(&[("data_o", 0)])
            .rest(1)
            .sees(&[("data_o", 0x11)])
            .rest(1)
            .sees(&[("data_o", 0x22)])
            .rest(1)
            .sees(&[("data_o", 0xff)])
            .rest(1)
            .sees(&[("data_o", 0)]),
    ]
}
