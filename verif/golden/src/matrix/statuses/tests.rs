//! Commands and their ends by hand.

use super::*;
use crate::bench::Bench;

fn bench() -> Bench {
    Bench::new("statuses", "tiny")
}

/// Offers a command, which is accepted.
fn accept(bench: &mut Bench, tag: u64) {
    let pins = bench.cycle(&[("command_valid_i", 1), ("command_tag_i", tag)]).pins;
    assert!(pins.high("command_ready_o"));
}

/// Ends a command in a cycle with these inputs.
fn end(bench: &mut Bench, more: &[(&str, u64)]) {
    let pins = bench.cycle(&[&[("end_i", 1)][..], more].concat()).pins;
    assert!(pins.high("end_ready_o"));
}

/// Takes the status that shows; waits for it, at most three cycles.
fn take(bench: &mut Bench) -> Vec<u32> {
    for _ in 0..4 {
        let pins = bench.cycle(&[("m_axis_status_tready", 1)]).pins;
        if pins.high("m_axis_status_tvalid") {
            return pins.words("m_axis_status_tdata").to_vec();
        }
    }
    panic!("no status came");
}

fn status(bench: &mut Bench) -> Status {
    Status::decode(&take(bench)).expect("it is a status")
}

#[test]
fn a_status_has_the_cycles_from_the_acceptance_to_the_end_with_its_own() {
    let mut bench = bench();
    bench.wait(5);
    accept(&mut bench, 0x1234);
    // The tag is ready two cycles after the acceptance.
    assert!(!bench.cycle(&[]).pins.high("end_ready_o"));
    end(&mut bench, &[]);
    assert!(!bench.cycle(&[]).pins.high("m_axis_status_tvalid"));
    assert_eq!(take(&mut bench), [0x1234, 2, 0, 0, 0, 0, 0, 0]);
    bench.wait(7);
    accept(&mut bench, 5);
    bench.wait(8);
    end(&mut bench, &[("end_saturated_i", 1)]);
    assert_eq!(take(&mut bench), [1 << 16 | 5, 9, 0, 0, 0, 0, 0, 0], "cycles without a command do not count");
}

#[test]
fn cycles_of_a_sequence_add_up_to_its_length() {
    let mut bench = bench();
    (1..4).for_each(|tag| accept(&mut bench, tag));
    // Accepted at 0; ends at 5, 6 and 10.
    bench.wait(2);
    end(&mut bench, &[]);
    end(&mut bench, &[]);
    bench.wait(3);
    end(&mut bench, &[]);
    for (tag, cycles) in [(1, 5), (2, 1), (3, 4)] {
        let status = status(&mut bench);
        assert_eq!((status.tag, status.cycles), (tag, cycles));
    }
}

#[test]
fn a_stall_in_the_cycle_of_an_end_counts_for_the_next_status() {
    let mut bench = bench();
    accept(&mut bench, 1);
    accept(&mut bench, 2);
    bench.cycle(&[("stall_weights_i", 1), ("stall_results_i", 1)]);
    bench.cycle(&[("stall_weights_i", 1), ("stall_activations_i", 1)]);
    bench.cycle(&[("stall_weights_i", 1), ("stall_parameters_i", 1)]);
    bench.cycle(&[("stall_parameters_i", 1)]);
    end(&mut bench, &[("stall_results_i", 1)]);
    end(&mut bench, &[]);
    let stalls = |status: Status| {
        [status.stalls_weights, status.stalls_activations, status.stalls_parameters, status.stalls_results]
    };
    assert_eq!(stalls(status(&mut bench)), [3, 1, 2, 1]);
    assert_eq!(stalls(status(&mut bench)), [0, 0, 0, 1]);
}

#[test]
fn the_verdicts_error_goes_before_that_of_the_parameters() {
    let mut bench = bench();
    for (error, parameters, expected) in [
        (0, 0, ErrorCode::None),
        (0, 1, ErrorCode::ParameterRange),
        (0, 2, ErrorCode::ParametersLong),
        (0, 3, ErrorCode::ParametersShort),
        (7, 3, ErrorCode::WeightsShort),
        (1, 1, ErrorCode::ZeroSize),
        (10, 0, ErrorCode::ActivationsLong),
    ] {
        accept(&mut bench, 1);
        bench.wait(1);
        end(&mut bench, &[("end_error_i", error), ("end_parameter_error_i", parameters)]);
        assert_eq!(status(&mut bench).error, expected);
    }
}

#[test]
fn a_command_that_asks_gets_the_geometry_with_the_diagnosis_of_its_end() {
    let mut bench = bench();
    accept(&mut bench, 0xabcd);
    bench.cycle(&[("diagnosis_i", 0xff)]);
    end(&mut bench, &[("end_asks_i", 1), ("diagnosis_i", 0xa5), ("end_saturated_i", 1), ("stall_results_i", 1)]);
    // Version 2, 4 rows, 4 columns, 16 accumulators, 1 lane, queues of 4, both formats.
    assert_eq!(take(&mut bench), [0xabcd, 0x0400_0402, 0x0100_1000, 0x0003_0400, 0xa5, 0, 0, 0]);
}

#[test]
fn statuses_stay_until_they_are_taken_and_hold_up_further_ends() {
    let mut bench = bench();
    (0..6).for_each(|tag| accept(&mut bench, tag));
    let mut ended = 0;
    for _ in 0..10 {
        let ready = bench.cycle(&[]).pins.high("end_ready_o");
        if ready {
            end(&mut bench, &[]);
            ended += 1;
        }
    }
    assert_eq!(ended, 4);
    (0..4).for_each(|tag| assert_eq!(status(&mut bench).tag, tag));
    (4..6).for_each(|tag| {
        end(&mut bench, &[]);
        assert_eq!(status(&mut bench).tag, tag);
    });
}

#[test]
fn seventeen_commands_can_be_outstanding() {
    let mut bench = bench();
    (0..17).for_each(|tag| accept(&mut bench, tag));
    assert!(!bench.cycle(&[("command_valid_i", 1)]).pins.high("command_ready_o"));
}

#[test]
fn an_abort_gives_every_command_a_status_and_accepts_none_meanwhile() {
    let mut bench = bench();
    accept(&mut bench, 1);
    bench.wait(3);
    end(&mut bench, &[("end_saturated_i", 1)]);
    (2..8).for_each(|tag| accept(&mut bench, tag));
    for _ in 0..3 {
        let pins = bench.cycle(&[("abort_i", 1), ("command_valid_i", 1), ("stall_weights_i", 1)]).pins;
        assert_eq!((pins.get("command_ready_o"), pins.get("end_ready_o")), (0, 0));
    }
    // The status before stays; behind it there is room for three, then the others wait.
    for _ in 0..10 {
        let pins = bench.cycle(&[("command_valid_i", 1), ("stall_results_i", 1)]).pins;
        assert_eq!((pins.get("command_ready_o"), pins.get("end_ready_o")), (0, 0));
    }
    assert_eq!((take(&mut bench)[0], take(&mut bench)[0]), (1 << 16 | 1, 14 << 24 | 2));
    for tag in 3..8 {
        assert_eq!(take(&mut bench), [14 << 24 | tag, 0, 0, 0, 0, 0, 0, 0]);
    }
    // With the last one the counters start again; what came before does not count.
    accept(&mut bench, 9);
    bench.wait(1);
    end(&mut bench, &[]);
    assert_eq!(take(&mut bench), [9, 2, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn nothing_is_told_during_an_abort_of_many_cycles() {
    let mut bench = bench();
    accept(&mut bench, 3);
    for _ in 0..9 {
        assert!(!bench.cycle(&[("abort_i", 1)]).pins.high("m_axis_status_tvalid"));
    }
    // One is made in the first cycle without abort, and shows three cycles later; commands are accepted again after it.
    let seen = [0; 4].map(|_| {
        let pins = bench.cycle(&[]).pins;
        (pins.get("m_axis_status_tvalid"), pins.get("command_ready_o"))
    });
    assert_eq!(seen, [(0, 0), (0, 1), (0, 1), (1, 1)]);
}

#[test]
fn an_abort_without_commands_is_nothing() {
    let mut bench = bench();
    assert!(!bench.cycle(&[("abort_i", 1), ("command_valid_i", 1)]).pins.high("command_ready_o"));
    let pins = bench.cycle(&[]).pins;
    assert_eq!((pins.get("command_ready_o"), pins.get("end_ready_o")), (1, 0));
    bench.wait(5);
    assert!(!bench.cycle(&[]).pins.high("m_axis_status_tvalid"));
}

#[test]
fn a_command_accepted_in_the_cycle_before_the_abort_is_aborted() {
    let mut bench = bench();
    accept(&mut bench, 4);
    bench.cycle(&[("abort_i", 1)]);
    bench.wait(3);
    assert_eq!(status(&mut bench).error, ErrorCode::Aborted);
}

#[test]
fn reset_forgets_commands_and_statuses() {
    let mut bench = bench();
    accept(&mut bench, 1);
    accept(&mut bench, 2);
    end(&mut bench, &[]);
    bench.wait(1);
    bench.cycle(&[("rst_ni", 0)]);
    for _ in 0..4 {
        let pins = bench.cycle(&[("abort_i", 1)]).pins;
        assert_eq!((pins.get("m_axis_status_tvalid"), pins.get("end_ready_o")), (0, 0));
    }
    accept(&mut bench, 3);
    bench.wait(1);
    end(&mut bench, &[]);
    assert_eq!(status(&mut bench).cycles, 2);
}

/// Statuses of a unit with block formats, with a command that can end.
fn joining() -> Bench {
    let mut bench = Bench::new("statuses", "4x6x8_mx");
    accept(&mut bench, 1);
    bench.wait(2);
    bench
}

#[test]
fn a_joined_command_has_flags_and_errors_of_its_own() {
    for (inputs, flags, error) in [
        (&[("end_joined_i", 1)][..], 0, 0),
        (&[("end_joined_i", 1), ("end_overflow_i", 1)], 2, 0),
        (&[("end_joined_i", 1), ("end_nan_i", 1)], 4, 0),
        (&[("end_joined_i", 1), ("end_nan_i", 1), ("end_overflow_i", 1), ("end_saturated_i", 1)], 7, 0),
        (&[("end_joined_i", 1), ("end_parameter_error_i", 1)], 0, 16),
        (&[("end_joined_i", 1), ("end_parameter_error_i", 2)], 0, 15),
        (&[("end_joined_i", 1), ("end_parameter_error_i", 2), ("end_error_i", 9)], 0, 9),
        (&[("end_parameter_error_i", 2), ("end_saturated_i", 1)], 1, 12),
    ] {
        let mut bench = joining();
        end(&mut bench, inputs);
        assert_eq!(take(&mut bench)[0], error << 24 | flags << 16 | 1, "{inputs:?}");
    }
}

#[test]
fn the_geometry_tells_the_formats_and_what_waits_of_row_scales() {
    for scales in 0..4 {
        let mut bench = joining();
        end(&mut bench, &[("end_asks_i", 1), ("diagnosis_i", 0x81), ("scale_diagnosis_i", scales), ("end_nan_i", 1)]);
        let beat = take(&mut bench);
        assert_eq!((beat[0], beat[3] >> 16, beat[4]), (1, 0b1001_1111, 0x81 | (scales as u32) << 8));
        assert_eq!(Geometry::decode(&beat).expect("a geometry").diagnosis, 0x81 | (scales as u16) << 8);
    }
}

#[test]
fn an_aborted_command_has_no_flags_of_blocks() {
    let mut bench = joining();
    bench.cycle(&[("abort_i", 1), ("end_nan_i", 1), ("end_joined_i", 1)]);
    bench.inputs.set("end_nan_i", 1);
    assert_eq!(take(&mut bench)[0], 14 << 24 | 1);
}
