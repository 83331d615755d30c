//! Passes and their ends by hand.

use super::*;
use crate::bench::Bench;

const SIZES: VectorSizes = VectorSizes { lanes: 4, words: 16, rows: 8 };

fn bench() -> Bench {
    let flags = ["rst_ni", "abort_i", "command_valid_i", "issued_i", "issued_asks_i", "issued_keeps_i", "scalar_end_i"];
    let stalls = ["stall_x_i", "stall_z_i", "stall_results_i", "stall_wait_i", "end_i", "m_axis_status_tready"];
    let mut inputs: Vec<(&'static str, usize)> = flags.into_iter().chain(stalls).map(|port| (port, 1)).collect();
    inputs.extend([("command_tag_i", 16), ("issued_error_i", 4), ("scalar_flags_i", 3)]);
    inputs.extend([("end_flags_i", 3), ("diagnosis_i", 8)]);
    let outputs =
        [("command_ready_o", 1), ("end_ready_o", 1), ("m_axis_status_tvalid", 1), ("m_axis_status_tdata", 256)];
    Bench::unlisted(PassStatuses::new(SIZES), &inputs, &outputs)
}

fn accept(bench: &mut Bench, tag: u64) {
    assert_eq!(bench.cycle(&[("command_valid_i", 1), ("command_tag_i", tag)]).specified("command_ready_o"), 1);
}

fn issue(bench: &mut Bench, more: &[(&str, u64)]) {
    bench.cycle(&[&[("issued_i", 1)][..], more].concat());
    bench.wait(2);
}

fn end(bench: &mut Bench, more: &[(&str, u64)]) {
    assert_eq!(bench.cycle(&[&[("end_i", 1)][..], more].concat()).specified("end_ready_o"), 1);
}

fn take(bench: &mut Bench) -> Vec<u32> {
    for _ in 0..4 {
        let pins = bench.cycle(&[("m_axis_status_tready", 1)]).pins;
        if pins.high("m_axis_status_tvalid") {
            return pins.words("m_axis_status_tdata").to_vec();
        }
    }
    panic!("no status came");
}

fn status(bench: &mut Bench) -> PassStatus {
    PassStatus::decode(&take(bench)).expect("it is a status")
}

#[test]
fn a_pass_ends_once_it_is_issued_and_has_the_flags_of_its_end() {
    let mut bench = bench();
    accept(&mut bench, 7);
    bench.wait(3);
    assert_eq!(bench.cycle(&[("end_i", 1)]).specified("end_ready_o"), 0);
    issue(&mut bench, &[]);
    bench.cycle(&[("stall_x_i", 1), ("stall_wait_i", 1)]);
    bench.cycle(&[("stall_z_i", 1), ("stall_wait_i", 1)]);
    bench.cycle(&[("stall_results_i", 1), ("stall_wait_i", 1)]);
    end(&mut bench, &[("end_flags_i", 5)]);
    let status = status(&mut bench);
    assert_eq!((status.tag, status.flags, status.error, status.cycles), (7, PassFlags(5), PassError::None, 11));
    assert_eq!([status.stalls_x, status.stalls_z, status.stalls_results, status.stalls_wait], [1, 1, 1, 3]);
}

#[test]
fn a_pass_that_keeps_waits_for_the_flags_of_its_scalars() {
    let mut bench = bench();
    accept(&mut bench, 1);
    accept(&mut bench, 2);
    bench.cycle(&[("issued_i", 1), ("issued_keeps_i", 1)]);
    issue(&mut bench, &[]);
    assert_eq!(bench.cycle(&[]).specified("end_ready_o"), 0);
    bench.cycle(&[("scalar_end_i", 1), ("scalar_flags_i", 6)]);
    bench.wait(1);
    end(&mut bench, &[("end_flags_i", 1)]);
    assert_eq!(status(&mut bench).flags, PassFlags(11));
    end(&mut bench, &[("end_flags_i", 0)]);
    assert_eq!(status(&mut bench).flags, PassFlags(0), "the next one keeps nothing");
}

#[test]
fn a_refused_pass_has_no_flags_and_a_question_the_geometry() {
    let mut bench = bench();
    accept(&mut bench, 1);
    accept(&mut bench, 0x1234);
    issue(&mut bench, &[("issued_error_i", 11)]);
    issue(&mut bench, &[("issued_asks_i", 1)]);
    end(&mut bench, &[("end_flags_i", 7)]);
    let refused = status(&mut bench);
    assert_eq!((refused.flags, refused.error), (PassFlags(0), PassError::MemoryRange));
    end(&mut bench, &[("end_flags_i", 7), ("diagnosis_i", 0xa5)]);
    let geometry = PassGeometry { tag: 0x1234, diagnosis: 0xa5, ..PassGeometry::of(SIZES) };
    assert_eq!(take(&mut bench), geometry.encode());
}

#[test]
fn an_abort_ends_all_passes_and_forgets_what_was_issued() {
    let mut bench = bench();
    (1..4).for_each(|tag| accept(&mut bench, tag));
    issue(&mut bench, &[("issued_keeps_i", 1)]);
    bench.cycle(&[("scalar_end_i", 1), ("scalar_flags_i", 7), ("abort_i", 1)]);
    for tag in 1..4 {
        let status = status(&mut bench);
        assert_eq!((status.tag, status.error, status.flags), (tag, PassError::Aborted, PassFlags(0)));
    }
    accept(&mut bench, 9);
    bench.wait(3);
    assert_eq!(bench.cycle(&[]).specified("end_ready_o"), 0);
    issue(&mut bench, &[]);
    end(&mut bench, &[]);
    assert_eq!((status(&mut bench)).error, PassError::None);
}

#[test]
fn thirty_three_passes_are_outstanding_at_most() {
    let mut bench = bench();
    (0..33).for_each(|tag| accept(&mut bench, tag));
    assert_eq!(bench.cycle(&[("command_valid_i", 1)]).specified("command_ready_o"), 0);
    for tag in 0..33 {
        issue(&mut bench, &[]);
        end(&mut bench, &[]);
        assert_eq!(status(&mut bench).tag, tag);
    }
}
