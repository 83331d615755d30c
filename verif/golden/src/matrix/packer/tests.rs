//! Groups, raw rows and ends by hand.

use super::*;
use crate::bench::Bench;

/// A unit of 4 columns: 1 lane, 16 groups to a beat of 16 bytes. Results are taken and ends are possible.
fn bench() -> Bench {
    let mut bench = Bench::new("packer", "tiny");
    bench.inputs.set("m_axis_result_tready", 1);
    bench.inputs.set("end_ready_i", 1);
    bench
}

/// A group with this byte, accepted at once.
fn group(bench: &mut Bench, byte: u64, more: &[(&str, u64)]) -> Outputs {
    let inputs = [&[("group_valid_i", 1), ("group_i", byte)][..], more].concat();
    bench.cycle(&inputs)
}

/// The beat that is shown: its bytes, with null bytes as 0; its keep; its last.
fn beat(outputs: &Outputs) -> (Vec<u64>, u64, u64) {
    assert!(outputs.pins.high("m_axis_result_tvalid"));
    let keep = outputs.specified("m_axis_result_tkeep");
    let byte = |byte| outputs.pins.lane("m_axis_result_tdata", byte, 8) * (keep >> byte & 1);
    ((0..16).map(byte).collect(), keep, outputs.specified("m_axis_result_tlast"))
}

/// Groups with the bytes of `from` on, one per cycle, that make a whole beat.
fn fill(bench: &mut Bench, from: u64) {
    for byte in from..from + 16 {
        assert!(group(bench, byte, &[]).pins.high("advance_o"), "{byte}");
    }
}

#[test]
fn sixteen_groups_make_a_beat_and_the_next_follow_without_a_gap() {
    let mut bench = bench();
    fill(&mut bench, 1);
    let outputs = group(&mut bench, 17, &[]);
    assert_eq!(beat(&outputs), ((1..17).collect(), 0xffff, 0));
    assert_eq!(outputs.specified("open_o"), 1);
    assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
    // The second beat ends with its third group; of the last row only what is kept counts.
    group(&mut bench, 18, &[("group_keep_i", 0)]);
    let last_row = [("group_last_row_i", 1), ("group_keep_i", 0), ("group_end_i", 1), ("group_error_i", 3)];
    let outputs = group(&mut bench, 19, &last_row);
    assert_eq!((outputs.specified("end_o"), outputs.specified("end_error_o")), (1, 3));
    assert_eq!((outputs.specified("end_saturated_o"), outputs.specified("open_o")), (0, 1));
    let outputs = bench.cycle(&[]);
    let mut bytes = vec![0; 16];
    (bytes[0], bytes[1]) = (17, 18);
    assert_eq!(beat(&outputs), (bytes, 3, 1));
    assert_eq!(outputs.specified("open_o"), 0);
    // The next packet begins with group 0.
    fill(&mut bench, 50);
    assert_eq!(beat(&bench.cycle(&[])).0, (50..66).collect::<Vec<_>>());
}

#[test]
fn one_group_finds_room_behind_a_beat_that_waits_and_then_nothing_arrives() {
    let mut bench = bench();
    bench.inputs.set("m_axis_result_tready", 0);
    fill(&mut bench, 1);
    assert!(group(&mut bench, 100, &[]).pins.high("advance_o"));
    for _ in 0..5 {
        let outputs = group(&mut bench, 101, &[]);
        assert!(!outputs.pins.high("advance_o"));
        assert_eq!(beat(&outputs), ((1..17).collect(), 0xffff, 0));
    }
    // The beat leaves; in the same cycle the group of the skid becomes group 0.
    assert!(!group(&mut bench, 101, &[("m_axis_result_tready", 1)]).pins.high("advance_o"));
    for byte in 101..116 {
        let outputs = group(&mut bench, byte, &[]);
        assert!(outputs.pins.high("advance_o") && !outputs.pins.high("m_axis_result_tvalid"));
    }
    assert_eq!(beat(&bench.cycle(&[])), ((100..116).collect(), 0xffff, 0));
}

#[test]
fn an_end_in_the_skid_was_told_when_it_arrived() {
    let mut bench = bench();
    bench.inputs.set("m_axis_result_tready", 0);
    fill(&mut bench, 1);
    let outputs = group(&mut bench, 7, &[("group_end_i", 1), ("group_saturated_i", 1)]);
    assert_eq!((outputs.specified("end_o"), outputs.specified("end_saturated_o")), (1, 1));
    assert!(!bench.cycle(&[]).pins.high("end_o"));
    bench.cycle(&[("m_axis_result_tready", 1)]);
    let outputs = bench.cycle(&[]);
    assert_eq!((beat(&outputs).0[0], beat(&outputs).1, beat(&outputs).2), (7, 1, 1));
}

#[test]
fn an_end_waits_until_it_is_possible() {
    let mut bench = bench();
    bench.inputs.set("end_ready_i", 0);
    let end = [("group_end_i", 1), ("group_error_i", 1)];
    for _ in 0..3 {
        let pins = group(&mut bench, 5, &end).pins;
        assert_eq!((pins.get("advance_o"), pins.get("end_o")), (0, 0));
    }
    assert!(bench.cycle(&[("group_end_i", 1)]).pins.high("advance_o"), "no group, no end");
    assert!(group(&mut bench, 4, &[]).pins.high("advance_o"));
    let outputs = group(&mut bench, 5, &[&end[..], &[("end_ready_i", 1)][..]].concat());
    assert_eq!((outputs.specified("advance_o"), outputs.specified("end_o")), (1, 1));
    assert_eq!(beat(&bench.cycle(&[])).1, 3);
}

#[test]
fn saturation_is_told_once_with_the_command_that_it_belongs_to() {
    let mut bench = bench();
    group(&mut bench, 1, &[("group_saturated_i", 1)]);
    bench.cycle(&[("group_saturated_i", 1)]);
    assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 1);
    // A group that does not arrive saturates nothing.
    bench.cycle(&[("group_saturated_i", 1)]);
    assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 0);
    assert_eq!(group(&mut bench, 1, &[("group_end_i", 1), ("group_saturated_i", 1)]).specified("end_o"), 1);
    assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 0);
}

/// A raw row of these words.
fn raw(bench: &mut Bench, words: [u32; 4], more: &[(&str, u64)]) -> Outputs {
    bench.inputs.set_words("raw_i", &words);
    let inputs = [&[("raw_valid_i", 1), ("converter_idle_i", 1)][..], more].concat();
    bench.cycle(&inputs)
}

#[test]
fn a_raw_row_is_a_beat_and_the_last_keeps_the_columns_that_exist() {
    let mut bench = bench();
    let outputs = raw(&mut bench, [1, 2, 3, 4], &[("raw_columns_i", 0)]);
    assert_eq!((outputs.specified("raw_ready_o"), outputs.specified("end_o")), (1, 0));
    let outputs = raw(&mut bench, [5, 6, 7, 8], &[("raw_last_i", 1), ("raw_columns_i", 1), ("empty_error_i", 3)]);
    assert_eq!((outputs.specified("end_o"), outputs.specified("end_error_o")), (1, 0));
    let words = |values: [u64; 4]| values.into_iter().flat_map(|value| [value, 0, 0, 0]).collect::<Vec<_>>();
    assert_eq!(beat(&outputs), (words([1, 2, 3, 4]), 0xffff, 0));
    assert_eq!(outputs.specified("open_o"), 1);
    let outputs = bench.cycle(&[]);
    assert_eq!(beat(&outputs), (words([5, 6, 0, 0]), 0x00ff, 1));
    assert_eq!(outputs.specified("open_o"), 0);
}

#[test]
fn a_raw_row_waits_for_the_converter_the_beat_and_its_end() {
    let mut bench = bench();
    let ready = |bench: &mut Bench, more: &[(&str, u64)]| raw(bench, [0; 4], more).pins.high("raw_ready_o");
    assert!(!ready(&mut bench, &[("converter_idle_i", 0)]));
    assert!(!ready(&mut bench, &[("raw_last_i", 1), ("end_ready_i", 0)]));
    assert!(ready(&mut bench, &[("end_ready_i", 0)]));
    assert!(!ready(&mut bench, &[("m_axis_result_tready", 0)]));
    assert!(ready(&mut bench, &[]));
    bench.cycle(&[]);
    // A beat under way: group 0 is there.
    group(&mut bench, 1, &[]);
    assert!(!ready(&mut bench, &[]));
    group(&mut bench, 1, &[("group_end_i", 1)]);
    assert!(ready(&mut bench, &[]), "the beat leaves in this cycle");
}

#[test]
fn an_empty_entry_ends_a_command_without_a_beat() {
    let mut bench = bench();
    let empty = [("empty_valid_i", 1), ("converter_idle_i", 1), ("empty_error_i", 2)];
    for hindrance in [("end_ready_i", 0), ("converter_idle_i", 0), ("empty_valid_i", 0), ("abort_i", 1)] {
        let pins = bench.cycle(&[&empty[..], &[hindrance][..]].concat()).pins;
        assert_eq!((pins.get("empty_ready_o"), pins.get("end_o")), (0, 0), "{hindrance:?}");
    }
    let outputs = bench.cycle(&empty);
    let of = |port| outputs.specified(port);
    assert_eq!((of("empty_ready_o"), of("end_o"), of("end_error_o"), of("end_saturated_o")), (1, 1, 2, 0));
    let pins = bench.cycle(&[]).pins;
    assert_eq!((pins.get("m_axis_result_tvalid"), pins.get("open_o")), (0, 0));
    // A beat that waits for its acceptance does not hinder it.
    raw(&mut bench, [0; 4], &[]);
    bench.inputs.set("m_axis_result_tready", 0);
    assert!(bench.cycle(&empty).pins.high("empty_ready_o"));
}

#[test]
fn an_abort_before_the_first_beat_leaves_nothing() {
    let mut bench = bench();
    (0..5).for_each(|byte| drop(group(&mut bench, byte, &[("group_saturated_i", 1)])));
    let outputs = group(&mut bench, 9, &[("abort_i", 1), ("group_end_i", 1)]);
    assert_eq!(outputs.specified("end_o"), 0);
    assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
    fill(&mut bench, 1);
    assert_eq!(beat(&bench.cycle(&[])), ((1..17).collect(), 0xffff, 0));
    assert_eq!(group(&mut bench, 1, &[("group_end_i", 1)]).specified("end_saturated_o"), 0);
}

#[test]
fn an_abort_within_a_packet_ends_it_with_a_beat_of_zeros_behind_the_one_that_waits() {
    let mut bench = bench();
    bench.inputs.set("m_axis_result_tready", 0);
    fill(&mut bench, 1);
    group(&mut bench, 17, &[]);
    // Three cycles of abort; nothing is accepted, the beat and `open` stay.
    for _ in 0..3 {
        let inputs = [("abort_i", 1), ("raw_valid_i", 1), ("converter_idle_i", 1), ("empty_valid_i", 1)];
        let pins = bench.cycle(&inputs).pins;
        let of = |port| pins.get(port);
        assert_eq!((of("raw_ready_o"), of("empty_ready_o"), of("end_o"), of("open_o")), (0, 0, 0, 1));
        assert!(pins.high("m_axis_result_tvalid"));
    }
    let outputs = group(&mut bench, 18, &[]);
    assert_eq!(outputs.specified("advance_o"), 0);
    assert_eq!(beat(&outputs), ((1..17).collect(), 0xffff, 0));
    assert!(!raw(&mut bench, [1; 4], &[("m_axis_result_tready", 1)]).pins.high("raw_ready_o"));
    let outputs = bench.cycle(&[]);
    assert_eq!(beat(&outputs), (vec![0; 16], 0xffff, 1));
    assert_eq!((outputs.specified("open_o"), outputs.specified("advance_o")), (0, 1));
    // The next packet starts afresh.
    assert!(raw(&mut bench, [1; 4], &[("m_axis_result_tready", 1)]).pins.high("raw_ready_o"));
    assert_eq!(beat(&bench.cycle(&[])).2, 0);
}

#[test]
fn an_end_in_the_skid_survives_an_abort() {
    // The beat before it leaves before, during or after the abort of two cycles.
    for leaves in 0..5 {
        let mut bench = bench();
        bench.inputs.set("m_axis_result_tready", 0);
        fill(&mut bench, 1);
        assert!(group(&mut bench, 77, &[("group_end_i", 1)]).pins.high("end_o"));
        for cycle in 0..5 {
            let abort = u64::from(cycle == 1 || cycle == 2);
            let outputs = bench.cycle(&[("abort_i", abort), ("m_axis_result_tready", u64::from(cycle == leaves))]);
            if cycle <= leaves {
                assert_eq!((beat(&outputs).2, outputs.specified("open_o")), (0, 1));
            }
        }
        let outputs = bench.cycle(&[("m_axis_result_tready", 1)]);
        let mut bytes = vec![0; 16];
        bytes[0] = 77;
        assert_eq!((beat(&outputs), outputs.specified("open_o")), ((bytes, 1, 1), 0));
        let pins = bench.cycle(&[]).pins;
        assert_eq!((pins.get("m_axis_result_tvalid"), pins.get("advance_o")), (0, 1), "no beat of zeros follows");
    }
}

#[test]
fn the_beat_of_zeros_comes_in_a_cycle_without_abort() {
    let mut bench = bench();
    raw(&mut bench, [1; 4], &[]);
    // The beat leaves in a cycle of abort; none follows while the abort lasts.
    for cycle in 0..4 {
        let pins = bench.cycle(&[("abort_i", 1)]).pins;
        assert_eq!((pins.high("m_axis_result_tvalid"), pins.get("open_o")), (cycle == 0, 1));
    }
    assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
    assert_eq!(beat(&bench.cycle(&[])), (vec![0; 16], 0xffff, 1));
    assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"), "there is one of them");
}

#[test]
fn an_abort_behind_the_last_beat_adds_nothing() {
    let mut bench = bench();
    bench.inputs.set("m_axis_result_tready", 0);
    raw(&mut bench, [1; 4], &[("raw_last_i", 1), ("raw_columns_i", 3)]);
    bench.cycle(&[("abort_i", 1)]);
    let outputs = bench.cycle(&[("m_axis_result_tready", 1)]);
    assert_eq!((beat(&outputs).2, outputs.specified("open_o")), (1, 0));
    assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
}

#[test]
fn reset_forgets_the_beat_and_the_packet() {
    let mut bench = bench();
    bench.inputs.set("m_axis_result_tready", 0);
    fill(&mut bench, 1);
    group(&mut bench, 9, &[("group_saturated_i", 1)]);
    bench.cycle(&[("rst_ni", 0)]);
    let pins = bench.cycle(&[("abort_i", 1)]).pins;
    assert_eq!((pins.get("m_axis_result_tvalid"), pins.get("open_o"), pins.get("advance_o")), (0, 0, 1));
    fill(&mut bench, 3);
    assert_eq!(beat(&bench.cycle(&[])).0[0], 3);
}

/// A unit of 3 columns in blocks, with so many joiners: results are taken and ends are possible.
fn joining(configuration: &str) -> Bench {
    let mut bench = Bench::new("packer", configuration);
    for port in ["m_axis_result_tready", "end_ready_i", "converter_idle_i"] {
        bench.inputs.set(port, 1);
    }
    bench
}

/// 6 columns, 1 joiner: 6 groups to a beat.
const NARROW: &str = "4x6x8_mx";
/// 3 columns, 3 joiners: a group is a beat.
const WIDE: &str = "16x3x4_registered_mx";

/// A joined group with this number in every lane.
fn join(bench: &mut Bench, number: u32, more: &[(&str, u64)]) -> Outputs {
    bench.inputs.bits_mut("joined_i").chunks_mut(32).for_each(|lane| lane.store_le(number));
    bench.cycle(&[&[("joined_valid_i", 1)][..], more].concat())
}

/// The beat that is shown in words, null words as 0, and its keep and last.
fn words(outputs: &Outputs) -> (Vec<u64>, u64, u64) {
    assert!(outputs.pins.high("m_axis_result_tvalid"));
    let keep = outputs.specified("m_axis_result_tkeep");
    let word = |word| outputs.pins.lane("m_axis_result_tdata", word, 32) * (keep >> (4 * word) & 1);
    (
        (0..outputs.pins.bits("m_axis_result_tkeep").len() / 4).map(word).collect(),
        keep,
        outputs.specified("m_axis_result_tlast"),
    )
}

const OF_JOINED: [&str; 6] =
    ["end_error_o", "end_joined_o", "end_overflow_o", "end_nan_o", "end_saturated_o", "joined_left_o"];

#[test]
fn joined_groups_make_a_row_and_the_next_follows_without_a_gap() {
    let mut bench = joining(NARROW);
    for row in 0..3_u32 {
        for group in 0..6_u32 {
            // Of the last row four columns exist.
            let last = u64::from(row == 2);
            let end = last * u64::from(group == 5);
            let keep = u64::from(group < 4);
            let of_group = [
                ("joined_keep_i", keep),
                ("joined_last_row_i", last),
                ("joined_end_i", end),
                ("joined_error_i", 2),
                ("joined_overflow_i", 1),
                ("joined_nan_i", u64::from(group == 5)),
            ];
            let outputs = join(&mut bench, 10 * row + group, &of_group);
            let of = |port| outputs.specified(port);
            assert_eq!((of("joined_ready_o"), of("joined_left_o"), of("end_o")), (1, u64::from(group == 5), end));
            if end == 1 {
                assert_eq!(OF_JOINED.map(of), [2, 1, 1, 1, 0, 1]);
            }
            assert_eq!(outputs.pins.high("m_axis_result_tvalid"), row > 0 && group == 0);
            if row > 0 && group == 0 {
                let numbers = (0..6).map(|it| u64::from(10 * (row - 1) + it)).collect();
                assert_eq!(words(&outputs), (numbers, 0xff_ffff, 0));
            }
        }
    }
    let outputs = bench.cycle(&[]);
    assert_eq!(words(&outputs), (vec![20, 21, 22, 23, 0, 0], 0xffff, 1));
    assert_eq!(outputs.specified("open_o"), 0);
}

#[test]
fn a_group_may_be_a_whole_beat() {
    let mut bench = joining(WIDE);
    for number in 0..4 {
        let outputs = join(&mut bench, number, &[("joined_keep_i", 1)]);
        assert_eq!(["joined_ready_o", "joined_left_o"].map(|port| outputs.specified(port)), [1, 1]);
        if number > 0 {
            assert_eq!(words(&outputs), (vec![u64::from(number) - 1; 3], 0xfff, 0));
        }
    }
    let last = [("joined_keep_i", 1), ("joined_last_row_i", 1), ("joined_end_i", 1)];
    let outputs = join(&mut bench, 9, &last);
    assert_eq!(OF_JOINED.map(|port| outputs.specified(port)), [0, 1, 0, 0, 0, 1]);
    assert_eq!(words(&bench.cycle(&[])), (vec![9, 0, 0], 0xf, 1));
}

#[test]
fn a_joined_group_waits_for_the_converter_the_beat_and_its_end() {
    let mut bench = joining(WIDE);
    bench.inputs.set("joined_valid_i", 1);
    for hindrance in [&[("converter_idle_i", 0)][..], &[("joined_end_i", 1), ("end_ready_i", 0)], &[("abort_i", 1)]] {
        let pins = bench.cycle(hindrance).pins;
        let ports = ["joined_ready_o", "joined_left_o", "end_o", "m_axis_result_tvalid"];
        assert_eq!(ports.map(|port| pins.get(port)), [0; 4], "{hindrance:?}");
    }
    join(&mut bench, 1, &[("end_ready_i", 0)]);
    bench.inputs.set("m_axis_result_tready", 0);
    for _ in 0..2 {
        assert_eq!(bench.cycle(&[]).specified("joined_ready_o"), 0);
    }
    assert_eq!(bench.cycle(&[("m_axis_result_tready", 1)]).specified("joined_ready_o"), 1);
    // A beat that has begun takes its other groups whatever comes of the one before.
    let mut bench = joining(NARROW);
    bench.inputs.set("m_axis_result_tready", 0);
    (0..6).for_each(|number| assert_eq!(join(&mut bench, number, &[]).specified("joined_ready_o"), 1));
    assert_eq!(join(&mut bench, 6, &[]).specified("joined_ready_o"), 0);
    assert_eq!(join(&mut bench, 6, &[("m_axis_result_tready", 1)]).specified("joined_ready_o"), 1);
    assert_eq!(join(&mut bench, 7, &[("end_ready_i", 0)]).specified("joined_ready_o"), 1);
}

#[test]
fn what_is_not_valid_is_not_accepted_and_ends_nothing() {
    let mut bench = joining(WIDE);
    let outputs = bench.cycle(&[("joined_end_i", 1), ("joined_keep_i", 7)]);
    assert_eq!(["joined_ready_o", "joined_left_o", "end_o"].map(|port| outputs.specified(port)), [1, 0, 0]);
    assert!(["end_joined_o", "end_overflow_o", "end_nan_o"].iter().all(|port| outputs.unspecified.contains(port)));
    assert!(!bench.cycle(&[]).pins.high("m_axis_result_tvalid"));
}

#[test]
fn other_ends_have_no_flags_of_blocks_and_a_joined_one_no_saturation() {
    let mut bench = joining(WIDE);
    let flags = [("joined_overflow_i", 1), ("joined_nan_i", 1), ("joined_error_i", 3)];
    let of_blocks = ["end_o", "end_joined_o", "end_overflow_o", "end_nan_o"];
    for end in [
        &[("raw_valid_i", 1), ("raw_last_i", 1)][..],
        &[("empty_valid_i", 1)],
        &[("group_valid_i", 1), ("group_end_i", 1), ("converter_idle_i", 0)],
    ] {
        let outputs = bench.cycle(&[end, &flags].concat());
        assert_eq!(of_blocks.map(|port| outputs.specified(port)), [1, 0, 0, 0], "{end:?}");
        bench.cycle(&[]);
    }
    // Saturation of a command that was aborted is forgotten; of one that was not, it would not be a joined one's.
    bench.cycle(&[("group_valid_i", 1), ("group_saturated_i", 1), ("converter_idle_i", 0)]);
    bench.cycle(&[("abort_i", 1)]);
    let outputs = join(&mut bench, 1, &[&[("joined_end_i", 1)][..], &flags].concat());
    assert_eq!(OF_JOINED.map(|port| outputs.specified(port)), [3, 1, 1, 1, 0, 1]);
}

#[test]
fn an_abort_within_a_row_of_joined_groups_drops_it_and_ends_the_packet() {
    let mut bench = joining(NARROW);
    (0..8).for_each(|number| drop(join(&mut bench, number, &[])));
    let outputs = join(&mut bench, 8, &[("abort_i", 1)]);
    assert_eq!(["joined_ready_o", "open_o"].map(|port| outputs.specified(port)), [0, 1]);
    // Zeros end the packet; meanwhile nothing is accepted.
    assert_eq!(join(&mut bench, 9, &[]).specified("joined_ready_o"), 0);
    let outputs = join(&mut bench, 10, &[]);
    assert_eq!((words(&outputs), outputs.specified("joined_ready_o")), ((vec![0; 6], 0xff_ffff, 1), 1));
    (11..16).for_each(|number| drop(join(&mut bench, number, &[])));
    assert_eq!(words(&bench.cycle(&[])).0, (10..16).collect::<Vec<_>>());
}
