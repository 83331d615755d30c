//! Cases of `packer`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::four_kinds;

four_kinds! { block: "packer", cases: 1000, cycles: 100 }

pub fn latency() -> Latency {
    let raw = [("converter_idle_i", 1), ("end_ready_i", 1), ("m_axis_result_tready", 1)];
    Latency::new("raw_valid_i", "m_axis_result_tvalid", Script::of("packer").resting(&raw))
}

pub fn listed() -> Vec<Script> {
    vec![raw(), four_rows(), early_end(), skid(), abort(), joined()]
}

const IDLE: [(&str, i64); 3] = [("converter_idle_i", 1), ("end_ready_i", 1), ("m_axis_result_tready", 1)];

/// A row of sums is a beat; the last one's columns beyond the second are null bytes.
fn raw() -> Script {
    let row = [&IDLE[..], &[("raw_valid_i", 1), ("raw_last_i", 1), ("raw_columns_i", 1)]].concat();
    Script::of("packer")
        .resting(&IDLE)
        .cycle(&row)
        .lanes("raw_i", 32, &[1, -2, 3, 4])
        .sees(&[("raw_ready_o", 1), ("end_o", 1), ("end_error_o", 0)])
        .rest(1)
        .sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tlast", 1), ("m_axis_result_tkeep", 0xff), ("open_o", 0)])
        .sees_lane("m_axis_result_tdata", 1, 32, -2)
        .rest(1)
        .sees(&[("m_axis_result_tvalid", 0)])
}

fn group(value: i64, more: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    let given = [("group_valid_i", 1), ("group_keep_i", 1), ("group_i", value)];
    [&given[..], &[("end_ready_i", 1), ("m_axis_result_tready", 1)], more].concat()
}

/// Sixteen groups of a byte fill a beat, in order; the next one begins another without a gap.
fn four_rows() -> Script {
    let mut script = Script::of("packer");
    for byte in 0..17 {
        script = script
            .cycle(&group(byte + 1, &[]))
            .sees(&[("advance_o", 1), ("m_axis_result_tvalid", i64::from(byte == 16))]);
    }
    for byte in 0..16 {
        script = script.sees_lane("m_axis_result_tdata", byte, 8, byte as i64 + 1);
    }
    script.sees(&[("m_axis_result_tkeep", 0xffff), ("m_axis_result_tlast", 0), ("open_o", 1)])
}

/// The command's last row has one column: the beat ends there. Its end waits for room for the status.
fn early_end() -> Script {
    let last = [("group_last_row_i", 1), ("group_error_i", 1)];
    Script::of("packer")
        .cycle(&group(7, &[("group_saturated_i", 1), ("group_last_row_i", 1)]))
        .cycle(&group(0, &[&last[..], &[("group_keep_i", 0), ("group_end_i", 1), ("end_ready_i", 0)]].concat()))
        .sees(&[("advance_o", 0), ("end_o", 0)])
        .cycle(&group(0, &[&last[..], &[("group_keep_i", 0), ("group_end_i", 1)]].concat()))
        .sees(&[("advance_o", 1), ("end_o", 1), ("end_error_o", 1), ("end_saturated_o", 1)])
        .rest(1)
        .sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tlast", 1), ("m_axis_result_tkeep", 1)])
        .sees_lane("m_axis_result_tdata", 0, 8, 7)
}

/// While a beat waits one group goes to the skid, and the lanes wait.
fn skid() -> Script {
    let mut script = Script::of("packer");
    for byte in 0..16 {
        script = script.cycle(&group(byte, &[]));
    }
    let stalled = [("m_axis_result_tready", 0)];
    script
        .cycle(&group(16, &stalled))
        .sees(&[("advance_o", 1), ("m_axis_result_tvalid", 1)])
        .cycle(&group(17, &stalled))
        .sees(&[("advance_o", 0), ("m_axis_result_tvalid", 1)])
        .sees_lane("m_axis_result_tdata", 0, 8, 0)
        .cycle(&group(17, &[]))
        .sees(&[("advance_o", 0)])
        .cycle(&group(17, &[]))
        .sees(&[("advance_o", 1), ("m_axis_result_tvalid", 0)])
}

/// A packet that is open is ended by a beat of zeros.
fn abort() -> Script {
    let row = [&IDLE[..], &[("raw_valid_i", 1)]].concat();
    Script::of("packer")
        .resting(&IDLE)
        .cycle(&row)
        .lanes("raw_i", 32, &[1, 2, 3, 4])
        .cycle(&[&row[..], &[("abort_i", 1)]].concat())
        .sees(&[("raw_ready_o", 0), ("m_axis_result_tvalid", 1), ("open_o", 1)])
        .cycle(&row)
        .sees(&[("raw_ready_o", 0), ("m_axis_result_tvalid", 0)])
        .rest(1)
        .sees(&[
            ("m_axis_result_tvalid", 1),
            ("m_axis_result_tlast", 1),
            ("m_axis_result_tkeep", 0xffff),
            ("open_o", 0),
        ])
        .sees_lane("m_axis_result_tdata", 0, 64, 0)
}

/// Six groups of one FP32 result fill a beat; of the last row two columns exist. Its last group waits for room for the
/// status, and a beat that is not taken stops the next row's first group.
fn joined() -> Script {
    let given = |number: i64, more: &[(&'static str, i64)]| {
        [&IDLE[..], &[("joined_valid_i", 1), ("joined_keep_i", 1), ("joined_i", 0x100 + number)], more].concat()
    };
    let mut script = Script::at(script::in_unit("packer", "4x6x8_mx"));
    for number in 0..6 {
        let left = i64::from(number == 5);
        script = script.cycle(&given(number, &[])).sees(&[
            ("joined_ready_o", 1),
            ("joined_left_o", left),
            ("end_o", 0),
            ("m_axis_result_tvalid", 0),
        ]);
    }
    let stalled = [("m_axis_result_tready", 0)];
    script = script
        .cycle(&given(0, &stalled))
        .sees(&[("joined_ready_o", 0), ("m_axis_result_tvalid", 1), ("m_axis_result_tkeep", 0xff_ffff)])
        .sees(&[("m_axis_result_tlast", 0), ("open_o", 1)])
        .sees_lane("m_axis_result_tdata", 5, 32, 0x105);
    let last_row = [("joined_last_row_i", 1)];
    for number in 0..5 {
        let keep = [("joined_keep_i", i64::from(number < 2))];
        script = script.cycle(&given(number, &[&last_row[..], &keep[..]].concat())).sees(&[("joined_ready_o", 1)]);
    }
    let end = [
        ("joined_end_i", 1),
        ("joined_keep_i", 0),
        ("joined_error_i", 1),
        ("joined_overflow_i", 1),
        ("joined_nan_i", 1),
    ];
    let end = [&last_row[..], &end[..]].concat();
    script
        .cycle(&given(5, &[&end[..], &[("end_ready_i", 0)]].concat()))
        .sees(&[("joined_ready_o", 0), ("end_o", 0), ("joined_left_o", 0)])
        .cycle(&given(5, &end))
        .sees(&[("joined_ready_o", 1), ("end_o", 1), ("end_error_o", 1), ("end_joined_o", 1), ("joined_left_o", 1)])
        .sees(&[("end_overflow_o", 1), ("end_nan_o", 1), ("end_saturated_o", 0)])
        .rest(1)
        .sees(&[("m_axis_result_tvalid", 1), ("m_axis_result_tkeep", 0xff), ("m_axis_result_tlast", 1), ("open_o", 0)])
        .sees_lane("m_axis_result_tdata", 1, 32, 0x101)
}
