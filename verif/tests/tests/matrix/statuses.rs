//! Cases of `statuses`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::four_kinds;

four_kinds! { block: "statuses", cases: 800, cycles: 100 }

/// The counters begin with a reset.
fn reset() -> Script {
    Script::of("statuses").cycle(&[("rst_ni", 0)])
}

pub fn latency() -> Latency {
    let accepted = reset().cycle(&[("command_valid_i", 1)]).rest(3);
    Latency::new("end_i", "m_axis_status_tvalid", accepted).interval("a command")
}

pub fn listed() -> Vec<Script> {
    vec![cycles_and_stalls(), geometry(), aborted(), many_cycles(), of_blocks()]
}

/// Bits of a status from `offset` up.
fn sees_field(script: Script, offset: usize, width: usize, value: i64) -> Script {
    // Every offset here is a whole number of its widths.
    assert!(offset.is_multiple_of(width));
    script.sees_lane("m_axis_status_tdata", offset / width, width, value)
}

fn cycles_and_stalls() -> Script {
    let script = reset()
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 0x1234)])
        .sees(&[("command_ready_o", 1), ("end_ready_o", 0)])
        .cycle(&[("stall_weights_i", 1)])
        .cycle(&[("stall_weights_i", 1), ("stall_results_i", 1)])
        .cycle(&[("end_i", 1), ("end_saturated_i", 1), ("end_parameter_error_i", 3)])
        .sees(&[("end_ready_o", 1)])
        .rest(3)
        .sees(&[("m_axis_status_tvalid", 1)]);
    let fields =
        [(0, 16, 0x1234), (16, 8, 1), (24, 8, 11), (32, 16, 3), (80, 40, 2), (120, 40, 0), (160, 40, 0), (200, 40, 1)];
    fields.into_iter().fold(script, |script, (offset, width, value)| sees_field(script, offset, width, value))
}

/// More cycles, and stalls of each kind, than twelve bits count, at the size at which the mutants are made.
fn many_cycles() -> Script {
    let stalls =
        [("stall_weights_i", 1), ("stall_activations_i", 1), ("stall_parameters_i", 1), ("stall_results_i", 1)];
    let script = Script::at(script::in_unit("statuses", "4x5x128"))
        .cycle(&[("rst_ni", 0)])
        .cycle(&[("command_valid_i", 1)])
        .resting(&stalls)
        .rest(4200)
        .resting(&stalls.map(|(port, _)| (port, 0)))
        .cycle(&[("end_i", 1)])
        .rest(3)
        .sees(&[("m_axis_status_tvalid", 1)]);
    let fields = [(32, 16, 4201), (80, 40, 4200), (120, 40, 4200), (160, 40, 4200), (200, 40, 4200)];
    fields.into_iter().fold(script, |script, (offset, width, value)| sees_field(script, offset, width, value))
}

/// R = C = 4, D = 16, Q = 1, S = 4, two formats.
fn geometry() -> Script {
    let script = reset()
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 7)])
        .rest(2)
        .cycle(&[("end_i", 1), ("end_asks_i", 1), ("diagnosis_i", 0xa5)])
        .rest(3)
        .sees(&[("m_axis_status_tvalid", 1)]);
    let fields = [
        (0, 16, 7),
        (32, 8, 2),
        (40, 8, 4),
        (56, 8, 4),
        (72, 8, 16),
        (88, 8, 1),
        (104, 8, 4),
        (112, 16, 3),
        (128, 8, 0xa5),
    ];
    fields.into_iter().fold(script, |script, (offset, width, value)| sees_field(script, offset, width, value))
}

/// Two commands get a status each, and none is accepted before.
fn aborted() -> Script {
    let script = reset()
        .resting(&[("m_axis_status_tready", 1)])
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 1)])
        .cycle(&[("command_valid_i", 1), ("command_tag_i", 2)])
        .rest(2)
        .cycle(&[("abort_i", 1), ("command_valid_i", 1)])
        .sees(&[("command_ready_o", 0), ("end_ready_o", 0)])
        .rest(1)
        .sees(&[("command_ready_o", 0)])
        .rest(1)
        .sees(&[("command_ready_o", 0)]);
    let script = script.rest(1).sees(&[("m_axis_status_tvalid", 0), ("command_ready_o", 1)]);
    let script = sees_field(script.rest(1).sees(&[("m_axis_status_tvalid", 1)]), 0, 16, 1);
    let script = sees_field(script, 24, 8, 14);
    sees_field(script.rest(1).sees(&[("m_axis_status_tvalid", 1)]), 0, 16, 2)
}

/// Flags of FP32 results, errors of row scales; the geometry of a unit with all formats, and its diagnosis.
fn of_blocks() -> Script {
    let resting = [("m_axis_status_tready", 1)];
    let mut script = Script::at(script::in_unit("statuses", "4x6x8_mx")).cycle(&[("rst_ni", 0)]).resting(&resting);
    for (flags, error, code) in [(2, 2, 15), (4, 1, 16), (6, 0, 0)] {
        let end = [
            ("end_i", 1),
            ("end_joined_i", 1),
            ("end_parameter_error_i", error),
            ("end_overflow_i", flags >> 1 & 1),
            ("end_nan_i", flags >> 2),
            ("m_axis_status_tready", 1),
        ];
        script = script.cycle(&[("command_valid_i", 1), ("command_tag_i", code)]).rest(3).cycle(&end);
        script = script.rest(3).sees(&[("m_axis_status_tvalid", 1)]);
        script = sees_field(sees_field(script, 16, 8, flags), 24, 8, code);
    }
    let asks = [("end_i", 1), ("end_asks_i", 1), ("diagnosis_i", 0x81), ("scale_diagnosis_i", 2)];
    let script = script.cycle(&[("command_valid_i", 1)]).rest(3).cycle(&asks).rest(3);
    let script = sees_field(script.sees(&[("m_axis_status_tvalid", 1)]), 112, 16, 0x9f);
    sees_field(script, 128, 16, 0x281)
}
