//! Cases of `pass_statuses`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;
use seedchip_spec::{PassError, PassFlags, PassGeometry, PassStatus, VectorSizes};

four_kinds! { block: "pass_statuses", cases: 300, cycles: 120 }

pub fn latency() -> Latency {
    let issued =
        Script::of("pass_statuses").cycle(&[("rst_ni", 0)]).cycle(&[("command_valid_i", 1)]).cycle(&[("issued_i", 1)]);
    Latency::new("end_i", "m_axis_status_tvalid", issued.rest(3)).interval("a pass")
}

pub fn listed() -> Vec<Script> {
    vec![in_order(), of_scalars(), geometry(), aborted(), aborted_question(), many()]
}

/// What a beat of 256 bits shows.
fn shows(mut script: Script, beat: [u32; 8]) -> Script {
    script = script.sees(&[("m_axis_status_tvalid", 1)]);
    for (word, value) in beat.into_iter().enumerate() {
        script = script.sees_lane("m_axis_status_tdata", word, 32, value.into());
    }
    script
}

fn status(tag: u16, flags: u8, error: PassError, cycles: u64, stalls: [u64; 4]) -> [u32; 8] {
    let [stalls_x, stalls_z, stalls_results, stalls_wait] = stalls;
    PassStatus { tag, flags: PassFlags(flags), error, cycles, stalls_x, stalls_z, stalls_results, stalls_wait }.encode()
}

fn start() -> Script {
    Script::of("pass_statuses").cycle(&[("rst_ni", 0)])
}

/// Two passes, the second of which failed: their tags, their cycles and stalls.
fn in_order() -> Script {
    let script = start()
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 0x1234)])
        .sees(&[("command_ready_o", 1)])
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 0x5678), ("stall_x_i", 1)])
        .cycle(&[("issued_i", 1), ("stall_z_i", 1)])
        .cycle(&[("issued_i", 1), ("issued_error_i", 8), ("stall_z_i", 1)])
        .cycle(&[("stall_results_i", 1)])
        .sees(&[("end_ready_o", 1)])
        .cycle(&[("end_i", 1), ("end_flags_i", 0b101), ("stall_wait_i", 1)])
        .cycle(&[("end_i", 1), ("end_flags_i", 0b111)])
        .sees(&[("end_ready_o", 1), ("m_axis_status_tvalid", 0)])
        .rest(1)
        .sees(&[("end_ready_o", 0)])
        .cycle(&[("m_axis_status_tready", 1)]);
    let script = shows(script, status(0x1234, 0b101, PassError::None, 5, [1, 2, 1, 0]));
    let script =
        shows(script.cycle(&[("m_axis_status_tready", 1)]), status(0x5678, 0, PassError::XLong, 1, [0, 0, 0, 1]));
    script.rest(1).sees(&[("m_axis_status_tvalid", 0)])
}

/// A pass that keeps a scalar waits for the last one, and takes its flags.
fn of_scalars() -> Script {
    let script = start()
        .cycle(&[("command_valid_i", 1)])
        .cycle(&[("issued_i", 1), ("issued_keeps_i", 1)])
        .rest(4)
        .sees(&[("end_ready_o", 0)])
        .cycle(&[("scalar_end_i", 1), ("scalar_flags_i", 0b110)])
        .rest(1)
        .sees(&[("end_ready_o", 0)])
        .rest(1)
        .sees(&[("end_ready_o", 1)])
        .cycle(&[("end_i", 1), ("end_flags_i", 0b001)])
        .rest(3);
    shows(script, status(0, 0b1011, PassError::None, 9, [0; 4]))
}

/// The answer to a question.
fn geometry() -> Script {
    let script = start()
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 7)])
        .cycle(&[("issued_i", 1), ("issued_asks_i", 1)])
        .rest(2)
        .cycle(&[("end_i", 1), ("diagnosis_i", 0xa5), ("end_flags_i", 7)])
        .rest(3);
    let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
    shows(script, PassGeometry { tag: 7, diagnosis: 0xa5, ..PassGeometry::of(sizes) }.encode())
}

/// After an abort each pass that has not ended gets its status.
fn aborted() -> Script {
    let script = start()
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 1)])
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 2), ("issued_i", 1), ("stall_x_i", 1)])
        .rest(3)
        .cycle(&[("abort_i", 1), ("end_i", 1)])
        .sees(&[("end_ready_o", 0), ("command_ready_o", 0)])
        .rest(3)
        .sees(&[("command_ready_o", 1)])
        .cycle(&[("m_axis_status_tready", 1)]);
    let script = shows(script, status(1, 0, PassError::Aborted, 0, [0; 4]));
    let script = shows(script.cycle(&[("m_axis_status_tready", 1)]), status(2, 0, PassError::Aborted, 0, [0; 4]));
    // What was issued before the abort is forgotten.
    script
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 3)])
        .rest(4)
        .sees(&[("end_ready_o", 0), ("m_axis_status_tvalid", 0)])
}

/// A question that was issued is forgotten by an abort, too: its pass is told as aborted, and is no answer.
fn aborted_question() -> Script {
    let script = start()
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 5)])
        .cycle(&[("issued_i", 1), ("issued_asks_i", 1)])
        .rest(3)
        .cycle(&[("abort_i", 1)])
        .rest(4);
    shows(script, status(5, 0, PassError::Aborted, 0, [0; 4]))
}

/// 33 passes fit in, and four statuses wait; their counters go beyond twelve bits.
fn many() -> Script {
    let mut script = start();
    for tag in 0..34 {
        script = script
            .cycle(&[("command_valid_i", 1), ("command_tag_i", tag)])
            .sees(&[("command_ready_o", i64::from(tag < 33))]);
    }
    script = script.rest(4100);
    for _ in 0..33 {
        script = script.cycle(&[("issued_i", 1), ("stall_x_i", 1)]);
    }
    for status in 0..6 {
        script = script.cycle(&[("end_i", 1)]).sees(&[("end_ready_o", i64::from(status < 4))]);
    }
    let first = status(0, 0, PassError::None, 34 + 4100 + 33, [33, 0, 0, 0]);
    let mut script = shows(script.cycle(&[("m_axis_status_tready", 1)]), first);
    for tag in 1..4 {
        script = shows(script.cycle(&[("m_axis_status_tready", 1)]), status(tag, 0, PassError::None, 1, [0; 4]));
    }
    script.rest(1).sees(&[("m_axis_status_tvalid", 0), ("command_ready_o", 1), ("end_ready_o", 1)])
}
