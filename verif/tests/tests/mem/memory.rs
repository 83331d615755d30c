//! Cases of `memory`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "memory", cases: 400, cycles: 60 }

pub fn latency() -> Latency {
    let written = Script::of("memory").cycle(&[("write_i", 1), ("write_address_i", 1), ("write_data_i", 1)]);
    Latency::new("read_address_i", "read_data_o", written.resting(&[("read_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![every_word(), read_during_write()]
}

/// Every word is written, then read, and the output keeps the word last read.
fn every_word() -> Script {
    let mut script = Script::of("memory");
    for address in 0..4 {
        script = script.cycle(&[("write_i", 1), ("write_address_i", address), ("write_data_i", 0x8001 + address)]);
    }
    for address in 0..4 {
        script = script
            .cycle(&[("read_i", 1), ("read_address_i", address)])
            .cycle(&[("read_address_i", 3 - address)])
            .sees(&[("read_data_o", 0x8001 + address)])
            .rest(1)
            .sees(&[("read_data_o", 0x8001 + address)]);
    }
    script
}

/// A read in the cycle of a write shows the old word, one after it the new; a word that isn't written keeps.
fn read_during_write() -> Script {
    Script::of("memory")
        .cycle(&[("write_i", 1), ("write_address_i", 2), ("write_data_i", 0x1234)])
        .cycle(&[
            ("write_i", 1),
            ("write_address_i", 2),
            ("write_data_i", 0xffff),
            ("read_i", 1),
            ("read_address_i", 2),
        ])
        .cycle(&[
            ("write_i", 0),
            ("write_address_i", 2),
            ("write_data_i", 0x5555),
            ("read_i", 1),
            ("read_address_i", 2),
        ])
        .sees(&[("read_data_o", 0x1234)])
        .cycle(&[("read_i", 1), ("read_address_i", 2)])
        .sees(&[("read_data_o", 0xffff)])
        .rest(1)
        .sees(&[("read_data_o", 0xffff)])
}
