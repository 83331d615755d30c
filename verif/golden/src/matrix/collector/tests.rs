//! Entries of every kind by hand.

use crate::bench::Bench;

fn bench(entry: &[(&'static str, u64)]) -> Bench {
    let mut bench = Bench::new("collector", "tiny");
    bench.inputs.set("entry_valid_i", 1);
    entry.iter().for_each(|(port, value)| bench.inputs.set(port, *value));
    bench
}

#[test]
fn raw_rows_leave_one_per_cycle_and_the_last_takes_the_entry_along() {
    let mut bench = bench(&[("entry_raw_i", 1), ("entry_rows_i", 2), ("entry_last_i", 1), ("raw_ready_i", 1)]);
    let mut seen = Vec::new();
    for cycle in 0..8 {
        let outputs = bench.cycle(&[("arrived_i", u64::from(cycle < 3))]);
        let pins = &outputs.pins;
        seen.push(["read_o", "show_o", "raw_valid_o", "entry_ready_o"].map(|port| pins.get(port)));
        assert_eq!(pins.get("credit_o"), pins.get("read_o"));
        if pins.high("read_o") {
            assert_eq!(pins.get("row_address_o"), cycle - 1);
        }
        if pins.high("raw_valid_o") {
            assert_eq!(outputs.specified("last_row_o"), u64::from(cycle == 5));
        }
        assert!(!pins.high("set_ready_o") && !pins.high("feed_o") && !pins.high("empty_valid_o"));
    }
    let expected = [
        [0, 0, 0, 0],
        [1, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 1, 1, 0],
        [0, 1, 1, 0],
        [0, 0, 1, 1],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_raw_row_waits_for_its_acceptance_with_two_behind_it() {
    let mut bench = bench(&[("entry_raw_i", 1), ("entry_rows_i", 15)]);
    let mut reads = 0;
    for cycle in 0..12 {
        let pins = bench.cycle(&[("arrived_i", u64::from(cycle < 5))]).pins;
        reads += pins.get("read_o");
        assert_eq!(pins.high("raw_valid_o"), cycle >= 3);
    }
    // One is shown, one is fetched; three wait.
    assert_eq!(reads, 2);
    let pins = bench.cycle(&[("raw_ready_i", 1)]).pins;
    assert_eq!((pins.get("show_o"), pins.get("read_o"), pins.get("row_address_o")), (1, 1, 2));
    assert!(bench.cycle(&[]).pins.high("raw_valid_o"));
}

#[test]
fn a_converted_row_is_fed_group_by_group_and_keeps_the_columns_that_exist() {
    let mut bench = bench(&[("entry_rows_i", 1), ("entry_columns_i", 2), ("entry_last_i", 1)]);
    bench.inputs.set("advance_i", 1);
    bench.cycle(&[("arrived_i", 1)]);
    bench.cycle(&[("arrived_i", 1)]);
    bench.cycle(&[]);
    // No parameters: a stall, but not while the packer does not advance.
    let pins = bench.cycle(&[]).pins;
    assert_eq!((pins.get("feed_o"), pins.get("stall_parameters_o")), (0, 1));
    let pins = bench.cycle(&[("advance_i", 0)]).pins;
    assert_eq!((pins.get("feed_o"), pins.get("stall_parameters_o")), (0, 0));
    bench.inputs.set("set_valid_i", 1);
    assert!(!bench.cycle(&[("advance_i", 0)]).pins.high("feed_o"));
    bench.inputs.set("set_error_i", 1);
    for row in 0..2 {
        for group in 0..4 {
            let outputs = bench.cycle(&[]);
            let of = |port| outputs.specified(port);
            assert_eq!((of("feed_o"), of("group_o"), of("stall_parameters_o")), (1, group, 0));
            assert_eq!(of("keep_o"), u64::from(group <= 2));
            assert_eq!((of("last_row_o"), of("error_o")), (row, 1));
            let ends = u64::from(row == 1 && group == 3);
            assert_eq!([of("feed_end_o"), of("entry_ready_o"), of("set_ready_o")], [ends; 3]);
            assert_eq!(of("show_o"), u64::from(row == 0 && group == 3));
        }
    }
    assert!(!bench.cycle(&[]).pins.high("feed_o"));
}

#[test]
fn an_entry_that_is_not_last_ends_no_command() {
    let mut bench = bench(&[("advance_i", 1), ("set_valid_i", 1)]);
    bench.cycle(&[("arrived_i", 1)]);
    bench.wait(2);
    for group in 0..4 {
        let outputs = bench.cycle(&[]);
        assert_eq!((outputs.specified("last_row_o"), outputs.specified("feed_end_o")), (0, 0));
        assert_eq!(outputs.specified("set_ready_o"), u64::from(group == 3));
    }
}

#[test]
fn an_empty_entry_waits_for_its_set_unless_it_is_raw() {
    let mut bench = bench(&[("entry_empty_i", 1), ("entry_last_i", 1)]);
    let pins = bench.cycle(&[]).pins;
    assert_eq!((pins.get("empty_valid_o"), pins.get("entry_ready_o")), (0, 0));
    let outputs = bench.cycle(&[("set_valid_i", 1), ("set_error_i", 2)]);
    let of = |port| outputs.specified(port);
    assert_eq!((of("empty_valid_o"), of("error_o"), of("entry_ready_o"), of("set_ready_o")), (1, 2, 0, 0));
    let pins = bench.cycle(&[("set_valid_i", 1), ("empty_ready_i", 1)]).pins;
    assert_eq!((pins.get("entry_ready_o"), pins.get("set_ready_o")), (1, 1));
    let outputs = bench.cycle(&[("entry_raw_i", 1), ("empty_ready_i", 1), ("set_error_i", 3)]);
    let of = |port| outputs.specified(port);
    assert_eq!((of("empty_valid_o"), of("error_o"), of("entry_ready_o"), of("set_ready_o")), (1, 0, 1, 0));
}

#[test]
fn the_greatest_error_of_a_commands_entries_is_told_until_its_last_is_accepted() {
    let mut bench = bench(&[("entry_empty_i", 1), ("set_valid_i", 1), ("empty_ready_i", 1)]);
    let mut error = |set, last| bench.cycle(&[("set_error_i", set), ("entry_last_i", last)]).specified("error_o");
    assert_eq!([error(1, 0), error(0, 0), error(2, 0), error(1, 1)], [1, 1, 2, 2]);
    assert_eq!([error(0, 0), error(3, 1), error(0, 0)], [0, 3, 0]);
    // What is not accepted is not kept.
    bench.cycle(&[("set_error_i", 3), ("empty_ready_i", 0)]);
    assert_eq!(bench.cycle(&[]).specified("error_o"), 0);
}

#[test]
fn without_an_entry_rows_come_up_to_be_shown_and_stay() {
    let mut bench = bench(&[("entry_valid_i", 0), ("advance_i", 1), ("set_valid_i", 1), ("raw_ready_i", 1)]);
    for cycle in 0..10 {
        let pins = bench.cycle(&[("arrived_i", 1)]).pins;
        assert_eq!(pins.high("read_o"), (1..=2).contains(&cycle));
        assert_eq!(pins.high("show_o"), cycle == 2);
        assert!(!pins.high("feed_o") && !pins.high("raw_valid_o") && !pins.high("stall_parameters_o"));
    }
    bench.cycle(&[("rst_ni", 0)]);
    bench.cycle(&[("entry_valid_i", 1), ("arrived_i", 1)]);
    let pins = bench.cycle(&[]).pins;
    assert_eq!((pins.get("read_o"), pins.get("row_address_o")), (1, 0), "reset forgets the rows and the pointer");
}

/// A collector with an entry of a block, the only one of its command, whose results and scales find room.
fn joined(configuration: &str, rows: u64, columns: u64) -> Bench {
    let mut bench = Bench::new("collector", configuration);
    for (port, value) in [
        ("entry_valid_i", 1),
        ("entry_joined_i", 1),
        ("entry_raw_i", 1),
        ("entry_begin_i", 1),
        ("entry_final_i", 1),
        ("entry_last_i", 1),
        ("entry_rows_i", rows - 1),
        ("entry_columns_i", columns - 1),
        ("scale_valid_i", 1),
    ] {
        bench.inputs.set(port, value);
    }
    bench
}

const OF_JOIN: [&str; 5] = ["join_group_o", "join_row_o", "join_keep_o", "join_last_row_o", "join_end_o"];

/// Lets so many rows arrive, and waits until the first is to be shown in the next cycle, without a scale.
fn arrive(bench: &mut Bench, rows: usize) {
    for cycle in 0..3.max(rows) {
        bench.cycle(&[("arrived_i", u64::from(cycle < rows)), ("scale_valid_i", 0)]);
    }
}

/// The cycles from now on, of so many, in which a row begins.
fn begins(bench: &mut Bench, cycles: usize, inputs: impl Fn(usize) -> Vec<(&'static str, u64)>) -> Vec<usize> {
    let begins = |cycle: &usize| {
        let outputs = bench.cycle(&inputs(*cycle));
        outputs.pins.high("join_o") && outputs.specified("join_group_o") == 0
    };
    (0..cycles).filter(begins).collect()
}

#[test]
fn a_row_of_a_block_is_fed_group_by_group_once_its_scale_is_there() {
    // 6 columns, 1 joiner: 6 groups.
    let mut bench = joined("4x6x8_mx", 2, 5);
    arrive(&mut bench, 2);
    for row in 0..2 {
        for cycle in 0..3 {
            let outputs = bench.cycle(&[("scale_valid_i", 0)]);
            let ports = ["join_o", "scale_want_o", "stall_parameters_o", "scale_take_o", "scale_last_o"];
            assert_eq!(ports.map(|port| outputs.specified(port)), [0, 1, 1, 0, row], "{cycle}");
            assert!(OF_JOIN.iter().all(|port| outputs.unspecified.contains(port)));
        }
        for group in 0..6 {
            let outputs = bench.cycle(&[]);
            let of = |port| outputs.specified(port);
            assert_eq!([of("join_o"), of("stall_parameters_o"), of("scale_want_o")], [1, 0, 1]);
            let leaves = u64::from(group == 5);
            assert_eq!(OF_JOIN.map(of), [group, row, u64::from(group < 5), row, row * leaves]);
            assert_eq!([of("scale_take_o"), of("show_o")], [leaves, leaves * (1 - row)]);
            assert_eq!([of("scales_ready_o"), of("entry_ready_o")], [leaves * row; 2]);
            assert_eq!([of("set_ready_o"), of("raw_valid_o"), of("feed_o"), of("empty_valid_o")], [0; 4]);
        }
    }
    assert_eq!(bench.cycle(&[("entry_valid_i", 0)]).specified("scale_want_o"), 0);
}

#[test]
fn a_row_that_has_begun_waits_for_nothing() {
    let mut bench = joined("4x6x8_mx", 1, 6);
    arrive(&mut bench, 1);
    bench.cycle(&[]);
    bench.inputs.set("scale_valid_i", 0);
    for group in 1..6 {
        let outputs = bench.cycle(&[("entry_begin_i", 0)]);
        assert_eq!(["join_o", "join_group_o"].map(|port| outputs.specified(port)), [1, group]);
        assert_eq!(outputs.specified("stall_parameters_o"), 0);
    }
}

#[test]
fn only_the_last_row_of_the_last_block_of_the_last_entry_ends_a_command() {
    for (is_final, last_entry) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let mut bench = joined("16x3x4_registered_mx", 1, 3);
        bench.inputs.set("entry_final_i", is_final);
        bench.inputs.set("entry_last_i", last_entry);
        arrive(&mut bench, 1);
        let outputs = bench.cycle(&[]);
        let ends = is_final * last_entry;
        let of = |port| outputs.specified(port);
        assert_eq!(["join_last_row_o", "join_end_o", "scale_last_o"].map(of), [ends; 3]);
        // The block is done in any case.
        assert_eq!(
            ["join_o", "join_keep_o", "scales_ready_o", "entry_ready_o", "scale_take_o"].map(of),
            [1, 7, 1, 1, 1]
        );
    }
}

#[test]
fn a_row_waits_sixteen_cycles_behind_the_same_row_of_the_block_before() {
    // A group per row. Blocks of so many rows follow each other, all rows of all blocks wait already.
    for rows in 1..=4 {
        let mut bench = joined("16x3x4_registered_mx", rows as u64, 3);
        bench.inputs.set("entry_final_i", 0);
        arrive(&mut bench, 4 * rows);
        let first: Vec<usize> = (0..rows).collect();
        assert_eq!(begins(&mut bench, rows, |_| vec![]), first);
        // The second block of the n-tile; the first of another one; its second.
        let distance = 16 - rows;
        let expected: Vec<usize> = (distance..16).collect();
        assert_eq!(begins(&mut bench, 16, |_| vec![("entry_begin_i", 0)]), expected, "{rows} rows");
        assert_eq!(begins(&mut bench, rows, |_| vec![]), first);
        assert_eq!(begins(&mut bench, 16, |_| vec![("entry_begin_i", 0)]), expected, "{rows} rows");
    }
}

#[test]
fn a_reset_forgets_the_rows_that_began() {
    let mut bench = joined("16x3x4_registered_mx", 1, 3);
    arrive(&mut bench, 1);
    bench.cycle(&[]);
    bench.cycle(&[("rst_ni", 0)]);
    bench.inputs.set("entry_begin_i", 0);
    arrive(&mut bench, 1);
    assert_eq!(begins(&mut bench, 1, |_| vec![]), [0]);
    // In the middle of a row.
    let mut bench = joined("4x6x8_mx", 1, 3);
    arrive(&mut bench, 1);
    bench.wait(2);
    bench.cycle(&[("rst_ni", 0)]);
    arrive(&mut bench, 1);
    assert_eq!(bench.cycle(&[]).specified("join_group_o"), 0);
}

#[test]
fn results_of_the_last_block_need_room() {
    // 6 groups a row: Z = 5.
    let mut bench = joined("4x6x8_mx", 8, 6);
    arrive(&mut bench, 16);
    assert_eq!(begins(&mut bench, 60, |_| vec![]), [0, 6, 12, 18, 24]);
    // A row of another block needs none, but its order stays.
    assert_eq!(begins(&mut bench, 6, |_| vec![("entry_final_i", 0)]), [0]);
    let left = |at: usize| move |cycle: usize| vec![("joined_left_i", u64::from(cycle == at))];
    assert_eq!(begins(&mut bench, 20, left(3)), [4], "it begins in the cycle after");
    // One leaves as one begins.
    bench.cycle(&[("joined_left_i", 1)]);
    assert_eq!(begins(&mut bench, 10, left(0)), [0, 6]);
}

/// What an entry that waits for joined results does not do.
const QUIET: [&str; 9] = [
    "raw_valid_o",
    "feed_o",
    "empty_valid_o",
    "entry_ready_o",
    "set_ready_o",
    "join_o",
    "scale_take_o",
    "scales_ready_o",
    "stall_parameters_o",
];

#[test]
fn all_else_waits_for_joined_results() {
    for (empty, raw, joined_entry) in [(0, 1, 0), (0, 0, 0), (1, 1, 0), (1, 0, 0), (1, 1, 1)] {
        let mut bench = joined("16x3x4_registered_mx", 1, 3);
        arrive(&mut bench, 2);
        assert_eq!(begins(&mut bench, 1, |_| vec![]), [0]);
        for (port, value) in [
            ("entry_joined_i", joined_entry),
            ("entry_empty_i", empty),
            ("entry_raw_i", raw),
            ("set_valid_i", 1),
            ("advance_i", 1),
            ("raw_ready_i", 1),
            ("empty_ready_i", 1),
        ] {
            bench.inputs.set(port, value);
        }
        for set in [0, 1, 1] {
            let outputs = bench.cycle(&[("set_valid_i", set), ("joined_left_i", u64::from(set == 2))]);
            assert_eq!(QUIET.map(|port| outputs.specified(port)), [0; 9]);
            // The scales of a refused command are discarded meanwhile.
            assert_eq!(outputs.specified("scale_want_o"), joined_entry);
        }
        assert_eq!(bench.cycle(&[("joined_left_i", 1)]).specified("entry_ready_o"), 0);
        let outputs = bench.cycle(&[]);
        let of = |port| outputs.specified(port);
        assert_eq!(
            [of("raw_valid_o"), of("feed_o"), of("empty_valid_o")],
            [raw * (1 - empty), (1 - raw) * (1 - empty), empty]
        );
        assert_eq!(of("scale_take_o"), joined_entry);
    }
}

#[test]
fn an_empty_joined_entry_waits_for_the_end_of_its_row_scales() {
    let mut bench = joined("4x6x8_mx", 3, 1);
    bench.inputs.set("entry_empty_i", 1);
    // Whatever row its fields say.
    for (valid, ready, taken) in [(0, 1, 0), (1, 0, 0), (1, 1, 1)] {
        let inputs = [("scale_valid_i", valid), ("empty_ready_i", ready), ("set_valid_i", 1), ("set_error_i", 3)];
        let outputs = bench.cycle(&inputs);
        let of = |port| outputs.specified(port);
        assert_eq!(["scale_want_o", "scale_last_o", "empty_valid_o"].map(of), [1, 1, valid]);
        assert_eq!(["scale_take_o", "entry_ready_o", "set_ready_o"].map(of), [taken, taken, 0]);
        assert_eq!(["scales_ready_o", "join_o", "stall_parameters_o"].map(of), [0; 3]);
        if valid == 1 {
            assert_eq!(of("error_o"), 0);
        }
    }
}
