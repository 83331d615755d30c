//! Cases of `memory_held`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "memory_held", cases: 400, cycles: 60 }

pub fn latency() -> Latency {
    let written = Script::of("memory_held").cycle(&[("write_i", 1), ("write_address_i", 1), ("write_data_i", 1)]);
    Latency::new("read_address_i", "read_data_o", written.resting(&[("read_i", 1), ("show_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![two_steps(), read_during_write()]
}

/// A word waits in either step until it is wanted.
fn two_steps() -> Script {
    let mut script = Script::of("memory_held");
    for address in 0..4 {
        script = script.cycle(&[("write_i", 1), ("write_address_i", address), ("write_data_i", 0x8001 + address)]);
    }
    script
        .cycle(&[("read_i", 1), ("read_address_i", 2)])
        .rest(2)
        .sees(&[("read_data_o", 0)])
        .cycle(&[("show_i", 1), ("read_i", 1), ("read_address_i", 3)])
        .sees(&[("read_data_o", 0)])
        .rest(1)
        .sees(&[("read_data_o", 0x8003)])
        .cycle(&[("show_i", 1)])
        .rest(3)
        .sees(&[("read_data_o", 0x8004)])
}

/// A read in the cycle of a write to its address takes the old word.
fn read_during_write() -> Script {
    Script::of("memory_held")
        .resting(&[("show_i", 1)])
        .cycle(&[("write_i", 1), ("write_address_i", 2), ("write_data_i", 0x1234)])
        .cycle(&[
            ("write_i", 1),
            ("write_address_i", 2),
            ("write_data_i", 0xffff),
            ("read_i", 1),
            ("read_address_i", 2),
        ])
        .cycle(&[("read_i", 1), ("read_address_i", 2)])
        .rest(1)
        .sees(&[("read_data_o", 0x1234)])
        .rest(1)
        .sees(&[("read_data_o", 0xffff)])
}
