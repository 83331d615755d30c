//! Cases of `stream_register`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "stream_register", cases: 800, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("up_valid_i", "down_valid_o", Script::of("stream_register").resting(&[("down_ready_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![through(), stalled(), reset_keeps_data()]
}

/// A beat a cycle, while the sink is always ready.
fn through() -> Script {
    let mut script = Script::of("stream_register").resting(&[("down_ready_i", 1)]);
    for beat in 0..6 {
        script = script
            .cycle(&[("up_valid_i", 1), ("up_data_i", 0x100 + beat), ("up_last_i", beat & 1)])
            .sees(&[("up_ready_o", 1), ("down_valid_o", i64::from(beat > 0))]);
        if beat > 0 {
            script = script.sees(&[("down_data_o", 0x100 + beat - 1), ("down_last_o", (beat - 1) & 1)]);
        }
    }
    // Empty again: the beat last shown stays.
    script.rest(1).sees(&[("down_valid_o", 1)]).rest(1).sees(&[
        ("down_valid_o", 0),
        ("down_data_o", 0x105),
        ("down_last_o", 1),
    ])
}

/// Two beats fit; the third waits; order and data stay.
fn stalled() -> Script {
    Script::of("stream_register")
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0xaaaa)])
        .sees(&[("up_ready_o", 1), ("down_valid_o", 0)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0x5555), ("up_last_i", 1)])
        .sees(&[("up_ready_o", 1), ("down_valid_o", 1), ("down_data_o", 0xaaaa)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0xffff)])
        .sees(&[("up_ready_o", 0), ("down_data_o", 0xaaaa), ("down_last_o", 0)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0xffff), ("down_ready_i", 1)])
        .sees(&[("up_ready_o", 0), ("down_data_o", 0xaaaa)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0xffff), ("down_ready_i", 1)])
        .sees(&[("up_ready_o", 1), ("down_valid_o", 1), ("down_data_o", 0x5555), ("down_last_o", 1)])
        .cycle(&[("down_ready_i", 1)])
        .sees(&[("down_valid_o", 1), ("down_data_o", 0xffff), ("down_last_o", 0)])
        .rest(1)
        .sees(&[("down_valid_o", 0), ("down_data_o", 0xffff)])
}

/// A reset empties both entries and shows the first; what they hold stays. The first beat went to the second.
fn reset_keeps_data() -> Script {
    Script::of("stream_register")
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0x1357), ("up_last_i", 1)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0x2468)])
        .cycle(&[("rst_ni", 0)])
        .sees(&[("up_ready_o", 0), ("down_valid_o", 1), ("down_data_o", 0x1357), ("down_last_o", 1)])
        .rest(1)
        .sees(&[("up_ready_o", 1), ("down_valid_o", 0), ("down_data_o", 0x2468), ("down_last_o", 0)])
}
