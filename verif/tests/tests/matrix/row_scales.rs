//! Cases of `row_scales`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "row_scales", cases: 800, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("up_data_i", "scale_o", Script::of("row_scales").resting(&[("up_valid_i", 1), ("want_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![right(), short(), long(), drained(), unwanted()]
}

const OFFERED: [(&str, i64); 2] = [("up_valid_i", 1), ("want_i", 1)];

fn with(pins: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    [&OFFERED[..], pins].concat()
}

/// A beat stays until its row leaves.
fn right() -> Script {
    Script::of("row_scales")
        .cycle(&with(&[("up_data_i", 0x5a)]))
        .sees(&[("scale_valid_o", 1), ("scale_o", 0x5a), ("up_ready_o", 0)])
        .cycle(&with(&[("up_data_i", 0x5a), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("scale_o", 0x5a), ("up_ready_o", 1)])
        .cycle(&with(&[("up_data_i", 0x81), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("scale_o", 0x81), ("up_ready_o", 1), ("error_o", 0)])
        .cycle(&[("want_i", 1)])
        .sees(&[("scale_valid_o", 0)])
}

/// Zeros for what is missing, while the next command's beat waits; that begins anew.
fn short() -> Script {
    Script::of("row_scales")
        .cycle(&with(&[("up_data_i", 7), ("up_last_i", 1), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("up_ready_o", 1)])
        .cycle(&with(&[("up_data_i", 9), ("up_last_i", 1), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("scale_o", 0), ("up_ready_o", 0)])
        .cycle(&with(&[("up_data_i", 9), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("scale_o", 0), ("up_ready_o", 0), ("error_o", 2)])
        .cycle(&with(&[("up_data_i", 9), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("scale_o", 9), ("up_ready_o", 1), ("error_o", 0)])
}

/// The last row waits for the packet's last beat.
fn long() -> Script {
    Script::of("row_scales")
        .cycle(&with(&[("up_data_i", 7), ("last_i", 1)]))
        .sees(&[("scale_valid_o", 0), ("up_ready_o", 1)])
        .cycle(&with(&[("up_data_i", 8), ("last_i", 1), ("up_last_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("scale_o", 8), ("up_ready_o", 0), ("error_o", 1)])
        .cycle(&with(&[("up_data_i", 8), ("last_i", 1), ("up_last_i", 1), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("up_ready_o", 1), ("error_o", 1)])
        .cycle(&with(&[("up_data_i", 9), ("up_last_i", 1), ("last_i", 1), ("take_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("error_o", 0)])
}

/// A refused command's packet is discarded, and is no error.
fn drained() -> Script {
    let drain = [("last_i", 1), ("drain_i", 1)];
    Script::of("row_scales")
        .cycle(&with(&drain))
        .sees(&[("scale_valid_o", 0), ("up_ready_o", 1)])
        .cycle(&with(&[&drain[..], &[("up_last_i", 1), ("take_i", 1)]].concat()))
        .sees(&[("scale_valid_o", 1), ("up_ready_o", 1), ("error_o", 0)])
        .cycle(&with(&[("up_last_i", 1), ("last_i", 1)]))
        .sees(&[("scale_valid_o", 1), ("error_o", 0)])
}

/// Scales of a command that comes later wait.
fn unwanted() -> Script {
    let last = [("up_valid_i", 1), ("up_last_i", 1), ("last_i", 1), ("up_data_i", 3)];
    Script::of("row_scales")
        .cycle(&last)
        .sees(&[("scale_valid_o", 0), ("up_ready_o", 0)])
        .cycle(&[&last[..], &[("want_i", 1)]].concat())
        .sees(&[("scale_valid_o", 1), ("scale_o", 3), ("error_o", 0)])
}
