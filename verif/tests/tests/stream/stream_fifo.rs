//! Cases of `stream_fifo`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "stream_fifo", cases: 800, cycles: 80 }

pub fn latency() -> Latency {
    Latency::new("up_valid_i", "down_valid_o", Script::of("stream_fifo").resting(&[("down_ready_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![fill_and_drain(), full_and_popped(), reset_empties()]
}

fn filled() -> Script {
    let mut script = Script::of("stream_fifo");
    for word in 0..5 {
        // The first word passes on to the output register in the third cycle: five fit.
        let shown = i64::from(word >= 2);
        script = script
            .cycle(&[("up_valid_i", 1), ("up_data_i", 0x7f00 + word)])
            .sees(&[("up_ready_o", 1), ("down_valid_o", shown)]);
    }
    script.cycle(&[("up_valid_i", 1), ("up_data_i", 0xdead)]).sees(&[
        ("up_ready_o", 0),
        ("down_valid_o", 1),
        ("down_data_o", 0x7f00),
    ])
}

/// Four words in the memory and one shown; they leave in order, and the last stays to be seen.
fn fill_and_drain() -> Script {
    let mut script = filled();
    for word in 0..5 {
        script = script.cycle(&[("down_ready_i", 1)]).sees(&[("down_valid_o", 1), ("down_data_o", 0x7f00 + word)]);
    }
    script.rest(1).sees(&[("down_valid_o", 0), ("down_data_o", 0x7f04), ("up_ready_o", 1)])
}

/// A full queue is popped while a word waits: it enters in the next cycle, at the place that became free.
fn full_and_popped() -> Script {
    let mut script = filled()
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0x8001), ("down_ready_i", 1)])
        .sees(&[("up_ready_o", 0), ("down_data_o", 0x7f00)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0x8002)])
        .sees(&[("up_ready_o", 1), ("down_data_o", 0x7f01)])
        .rest(1)
        .sees(&[("up_ready_o", 0)]);
    for word in [0x7f01, 0x7f02, 0x7f03, 0x7f04, 0x8002] {
        script = script.cycle(&[("down_ready_i", 1)]).sees(&[("down_valid_o", 1), ("down_data_o", word)]);
    }
    script.rest(1).sees(&[("down_valid_o", 0)])
}

fn reset_empties() -> Script {
    filled()
        .cycle(&[("rst_ni", 0), ("up_valid_i", 1), ("up_data_i", 0xbad)])
        .rest(1)
        .sees(&[("up_ready_o", 1), ("down_valid_o", 0), ("down_data_o", 0x7f00)])
        .cycle(&[("up_valid_i", 1), ("up_data_i", 0x600d)])
        .rest(1)
        .sees(&[("down_valid_o", 0)])
        .rest(1)
        .sees(&[("down_valid_o", 1), ("down_data_o", 0x600d)])
}
