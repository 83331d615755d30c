//! Cases of `memory_registered`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "memory_registered", cases: 400, cycles: 60 }

pub fn latency() -> Latency {
    let script = Script::of("memory_registered");
    let written = script.cycle(&[("write_i", 1), ("write_address_i", 1), ("write_data_i", 1)]);
    Latency::new("read_address_i", "read_data_o", written)
}

pub fn listed() -> Vec<Script> {
    vec![every_word(), read_during_write()]
}

/// Every word is written, then read, one address a cycle: each word shows two cycles after its address.
fn every_word() -> Script {
    let mut script = Script::of("memory_registered");
    for address in 0..4 {
        script = script.cycle(&[("write_i", 1), ("write_address_i", address), ("write_data_i", 0x8001 + address)]);
    }
    for cycle in 0..6 {
        script = script.cycle(&[("read_address_i", cycle & 3)]);
        if cycle >= 2 {
            script = script.sees(&[("read_data_o", 0x8001 + cycle - 2)]);
        }
    }
    script
}

/// A read in the cycle of a write shows the old word, one after it the new; a word that isn't written keeps.
fn read_during_write() -> Script {
    Script::of("memory_registered")
        .resting(&[("read_address_i", 2)])
        .cycle(&[("write_i", 1), ("write_address_i", 2), ("write_data_i", 0x1234)])
        .cycle(&[("write_i", 1), ("write_address_i", 2), ("write_data_i", 0xffff)])
        .cycle(&[("write_i", 0), ("write_address_i", 2), ("write_data_i", 0x5555)])
        .sees(&[("read_data_o", 0)])
        .rest(1)
        .sees(&[("read_data_o", 0x1234)])
        .rest(1)
        .sees(&[("read_data_o", 0xffff)])
        .cycle(&[("read_address_i", 1)])
        .sees(&[("read_data_o", 0xffff)])
        .rest(1)
        .sees(&[("read_data_o", 0xffff)])
        .rest(1)
        .sees(&[("read_data_o", 0)])
        .rest(1)
        .sees(&[("read_data_o", 0xffff)])
}
