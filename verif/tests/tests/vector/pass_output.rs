//! Cases of `pass_output`.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "pass_output", cases: 40, cycles: 120 }

pub fn latency() -> Latency {
    let ready = [("m_axis_result_tready", 1), ("end_ready_i", 1), ("real_i", 1), ("last_i", 1), ("row_last_i", 1)];
    Latency::new("valid_i", "m_axis_result_tvalid", Script::of("pass_output").resting(&ready))
}

const READY: [(&str, i64); 3] = [("m_axis_result_tready", 1), ("m_axis_scale_tready", 1), ("end_ready_i", 1)];

/// A vector of four lanes: format, marks (row's last, pass's last), lanes that exist.
fn vector(script: Script, format: i64, [row_last, last]: [i64; 2], existing: i64, numbers: [u32; 4]) -> Script {
    script
        .cycle(&[
            ("valid_i", 1),
            ("real_i", 1),
            ("format_i", format),
            ("row_last_i", row_last),
            ("last_i", last),
            ("existing_i", existing),
        ])
        .lanes("number_i", 32, &numbers.map(i64::from))
}

pub fn listed() -> Vec<Script> {
    vec![plain(), blocks(), unreal(), aborted()]
}

/// Two beats, the last one with null bytes, and the flags of a conversion.
fn plain() -> Script {
    let mut script = Script::of("pass_output").resting(&READY);
    script = vector(script, 1, [0, 0], 4, [ONE, MINUS | ONE, GREATEST, 0]);
    script = vector(script, 1, [1, 1], 1, [0x4000_0000, NAN, GREATEST, ONE]);
    script = vector(script, 3, [1, 1], 2, [NAN, 0x4040_0000, 0, 0]);
    script = script.rest(5).rest(1).sees(&[("m_axis_result_tvalid", 0)]);
    script = script.rest(1).sees(&[
        ("m_axis_result_tvalid", 1),
        ("m_axis_result_tlast", 0),
        ("m_axis_result_tkeep", 0xffff),
        ("end_o", 0),
        ("open_o", 1),
    ]);
    for (lane, code) in [0x3f80, 0xbf80, 0x7f80, 0].into_iter().enumerate() {
        script = script.sees_lane("m_axis_result_tdata", lane, 32, code);
    }
    script = script.rest(1).sees(&[
        ("m_axis_result_tvalid", 1),
        ("m_axis_result_tlast", 1),
        ("m_axis_result_tkeep", 0xf),
        ("end_o", 1),
        ("end_flags_o", 1),
    ]);
    script = script.sees_lane("m_axis_result_tdata", 0, 32, 0x4000);
    // The next pass waited for that.
    script = script.rest(1).sees(&[("m_axis_result_tvalid", 0)]);
    script
        .rest(1)
        .sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tkeep", 0xff), ("end_o", 1), ("end_flags_o", 4)])
        .sees_lane("m_axis_result_tdata", 1, 32, 3)
}

/// A row of one vector in MXINT8: its scale goes first, and the beat waits for its acceptance.
fn blocks() -> Script {
    let waiting = [("m_axis_result_tready", 1), ("end_ready_i", 1)];
    let mut script = Script::of("pass_output").resting(&waiting);
    script = vector(script, 4, [1, 1], 4, [0x4000_0000, ONE, MINUS | ONE, 0]);
    script = script.rest(12).sees(&[("m_axis_result_tvalid", 0), ("m_axis_scale_tvalid", 1)]);
    script = script.sees(&[("m_axis_scale_tdata", 128), ("m_axis_scale_tlast", 1), ("waits_o", 2), ("open_o", 0)]);
    script = script.cycle(&[("m_axis_scale_tready", 1)]).sees(&[("m_axis_scale_tvalid", 1)]);
    script = script.rest(1).sees(&[("m_axis_scale_tvalid", 0), ("m_axis_result_tvalid", 0)]);
    script = script.rest(1).sees(&[("m_axis_result_tvalid", 1), ("end_o", 1), ("end_flags_o", 0)]);
    for (lane, code) in [64, 32, 0xe0, 0].into_iter().enumerate() {
        script = script.sees_lane("m_axis_result_tdata", lane, 32, code);
    }
    script = script.resting(&READY);
    script = vector(script, 6, [1, 1], 2, [NAN, ONE, 0, 0]);
    script.rest(30)
}

/// A pass without results ends in its turn, with the flags of all of its vectors.
fn unreal() -> Script {
    let with =
        |flags, last| [("valid_i", 1), ("flags_i", flags), ("last_i", last), ("row_last_i", last), ("format_i", 15)];
    Script::of("pass_output")
        .resting(&READY[..2])
        .cycle(&with(1, 0))
        .cycle(&with(2, 0))
        .cycle(&with(0, 1))
        .cycle(&with(0, 1))
        .rest(12)
        .sees(&[("end_o", 0)])
        .cycle(&[("end_ready_i", 1)])
        .sees(&[("end_o", 1), ("end_flags_o", 3)])
        .rest(1)
        .sees(&[("end_o", 0)])
        .cycle(&[("end_ready_i", 1)])
        .sees(&[("end_o", 1), ("end_flags_o", 0)])
        .cycle(&[("end_ready_i", 1)])
        .sees(&[("end_o", 0)])
}

/// An abort closes the packet that is open with a beat of zeros, and a shown beat stays.
fn aborted() -> Script {
    let mut script = Script::of("pass_output").resting(&READY[1..]);
    script = vector(script, 0, [0, 0], 4, [ONE; 4]);
    script = vector(script, 0, [0, 0], 4, [ONE; 4]);
    script = script.rest(12).sees(&[("m_axis_result_tvalid", 1), ("open_o", 1)]);
    script = script.cycle(&[("abort_i", 1)]).cycle(&[("abort_i", 1)]).sees(&[("m_axis_result_tvalid", 1)]);
    script = script.resting(&READY);
    script = script.rest(1).sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tlast", 0), ("end_o", 0)]);
    script = script.rest(1).sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tlast", 0)]);
    script = script.rest(1).sees(&[
        ("m_axis_result_tvalid", 1),
        ("m_axis_result_tlast", 1),
        ("m_axis_result_tkeep", 0xffff),
        ("end_o", 0),
        ("open_o", 0),
    ]);
    for lane in 0..4 {
        script = script.sees_lane("m_axis_result_tdata", lane, 32, 0);
    }
    vector(script, 0, [1, 1], 4, [ONE; 4]).rest(9).sees(&[("m_axis_result_tvalid", 1), ("end_o", 1)])
}
