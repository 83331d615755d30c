//! Cases of `operand_packet`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "operand_packet", cases: 800, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("up_data_i", "data_o", Script::of("operand_packet").resting(&[("up_valid_i", 1), ("want_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![right(), short(), long(), drained(), unwanted()]
}

const OFFERED: [(&str, i64); 2] = [("up_valid_i", 1), ("want_i", 1)];

fn with(pins: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    [&OFFERED[..], pins].concat()
}

/// A beat stays until it has served.
fn right() -> Script {
    Script::of("operand_packet")
        .cycle(&with(&[("up_data_i", 0xa55a)]))
        .sees(&[("valid_o", 1), ("data_o", 0xa55a), ("up_ready_o", 0)])
        .cycle(&with(&[("up_data_i", 0xa55a), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("data_o", 0xa55a), ("up_ready_o", 1)])
        .cycle(&with(&[("up_data_i", 0x8001), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("data_o", 0x8001), ("up_ready_o", 1), ("error_o", 0)])
        .cycle(&[("want_i", 1)])
        .sees(&[("valid_o", 0)])
}

/// Zeros for what is missing, while the next command's beat waits; that begins anew.
fn short() -> Script {
    Script::of("operand_packet")
        .cycle(&with(&[("up_data_i", 7), ("up_last_i", 1), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("up_ready_o", 1)])
        .cycle(&with(&[("up_data_i", 0x909), ("up_last_i", 1), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("data_o", 0), ("up_ready_o", 0)])
        .cycle(&with(&[("up_data_i", 0x909), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("data_o", 0), ("up_ready_o", 0), ("error_o", 2)])
        .cycle(&with(&[("up_data_i", 0x909), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("data_o", 0x909), ("up_ready_o", 1), ("error_o", 0)])
}

/// The last beat that is wanted waits for the packet's last one.
fn long() -> Script {
    Script::of("operand_packet")
        .cycle(&with(&[("up_data_i", 7), ("last_i", 1)]))
        .sees(&[("valid_o", 0), ("up_ready_o", 1)])
        .cycle(&with(&[("up_data_i", 8), ("last_i", 1), ("up_last_i", 1)]))
        .sees(&[("valid_o", 1), ("data_o", 8), ("up_ready_o", 0), ("error_o", 1)])
        .cycle(&with(&[("up_data_i", 8), ("last_i", 1), ("up_last_i", 1), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("up_ready_o", 1), ("error_o", 1)])
        .cycle(&with(&[("up_data_i", 9), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("valid_o", 1), ("error_o", 0)])
}

/// A refused command's packet is discarded, and is no error.
fn drained() -> Script {
    let drain = [("last_i", 1), ("drain_i", 1)];
    Script::of("operand_packet")
        .cycle(&with(&drain))
        .sees(&[("valid_o", 0), ("up_ready_o", 1)])
        .cycle(&with(&[&drain[..], &[("up_last_i", 1), ("take_i", 1)]].concat()))
        .sees(&[("valid_o", 1), ("up_ready_o", 1), ("error_o", 0)])
        .cycle(&with(&[("up_last_i", 1), ("last_i", 1)]))
        .sees(&[("valid_o", 1), ("error_o", 0)])
}

/// Beats of a command that comes later wait.
fn unwanted() -> Script {
    let last = [("up_valid_i", 1), ("up_last_i", 1), ("last_i", 1), ("up_data_i", 3)];
    Script::of("operand_packet")
        .cycle(&last)
        .sees(&[("valid_o", 0), ("up_ready_o", 0)])
        .cycle(&[&last[..], &[("want_i", 1)]].concat())
        .sees(&[("valid_o", 1), ("data_o", 3), ("error_o", 0)])
}
