//! Cases of `collector`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::four_kinds;

four_kinds! { block: "collector", cases: 800, cycles: 80 }

pub fn latency() -> Latency {
    let raw = [("entry_valid_i", 1), ("entry_raw_i", 1)];
    Latency::new("arrived_i", "raw_valid_o", Script::of("collector").resting(&raw)).interval("1 raw, C / Q converted")
}

pub fn listed() -> Vec<Script> {
    vec![raw(), converted(), empty(), as_many_as_can_wait(), joined(), as_many_as_can_be_joined(), drained()]
}

/// As many rows wait as there are places for, two of them on the way; then all of them leave.
fn as_many_as_can_wait() -> Script {
    let instance = script::in_unit("collector", "4x10x4");
    let rows = instance.configuration().waiting_rows() + 2;
    let script = Script::at(instance).resting(&[("arrived_i", 1)]).rest(rows);
    let entry = [("entry_valid_i", 1), ("entry_raw_i", 1), ("raw_ready_i", 1)];
    let leaves = |script: Script, _| script.rest(1).sees(&[("raw_valid_o", 1), ("entry_ready_o", 1)]);
    (0..rows)
        .fold(script.resting(&[&entry[..], &[("arrived_i", 0)]].concat()), leaves)
        .rest(1)
        .sees(&[("raw_valid_o", 0)])
}

/// Two rows leave, one a cycle; the second is the command's last.
fn raw() -> Script {
    let entry =
        [("entry_valid_i", 1), ("entry_raw_i", 1), ("entry_last_i", 1), ("entry_rows_i", 1), ("raw_ready_i", 1)];
    let arrived = [&entry[..], &[("arrived_i", 1)]].concat();
    Script::of("collector")
        .resting(&entry)
        .cycle(&arrived)
        .cycle(&arrived)
        .sees(&[("read_o", 1), ("row_address_o", 0), ("credit_o", 1)])
        .rest(1)
        .sees(&[("read_o", 1), ("row_address_o", 1), ("show_o", 1), ("raw_valid_o", 0)])
        .rest(1)
        .sees(&[("raw_valid_o", 1), ("last_row_o", 0), ("entry_ready_o", 0), ("show_o", 1)])
        .rest(1)
        .sees(&[("raw_valid_o", 1), ("last_row_o", 1), ("entry_ready_o", 1)])
        .rest(1)
        .sees(&[("raw_valid_o", 0)])
}

/// A row of four groups of one lane; the columns beyond the second do not exist.
fn converted() -> Script {
    let entry = [("entry_valid_i", 1), ("entry_last_i", 1), ("entry_columns_i", 1), ("advance_i", 1)];
    let set = [&entry[..], &[("set_valid_i", 1), ("set_error_i", 2)]].concat();
    let mut script = Script::of("collector")
        .resting(&entry)
        .cycle(&[&entry[..], &[("arrived_i", 1)]].concat())
        .rest(2)
        .cycle(&entry)
        .sees(&[("feed_o", 0), ("stall_parameters_o", 1)]);
    for group in 0..4 {
        let last = i64::from(group == 3);
        script = script.cycle(&set).sees(&[
            ("feed_o", 1),
            ("group_o", group),
            ("keep_o", i64::from(group < 2)),
            ("feed_end_o", last),
            ("set_ready_o", last),
            ("entry_ready_o", last),
            ("error_o", 2),
        ]);
    }
    script.rest(1).sees(&[("feed_o", 0), ("stall_parameters_o", 0)])
}

/// A refused command that announces parameters has a set for what was discarded.
fn empty() -> Script {
    let entry = [("entry_valid_i", 1), ("entry_empty_i", 1), ("entry_last_i", 1), ("empty_ready_i", 1)];
    Script::of("collector")
        .cycle(&entry)
        .sees(&[("empty_valid_o", 0)])
        .cycle(&[&entry[..], &[("set_valid_i", 1)]].concat())
        .sees(&[("empty_valid_o", 1), ("entry_ready_o", 1), ("set_ready_o", 1)])
}

/// The collector of four rows and six columns: one joiner, six groups a row, five rows of results on their way.
fn of_blocks() -> Script {
    Script::at(script::in_unit("collector", "4x6x8_mx"))
}

const JOINED: [(&str, i64); 5] =
    [("entry_valid_i", 1), ("entry_joined_i", 1), ("entry_raw_i", 1), ("entry_columns_i", 3), ("advance_i", 1)];

/// One row of a first block, then the same row of the last one, which waits until 16 cycles are over.
fn joined() -> Script {
    let of = |pins: &[(&'static str, i64)]| [&JOINED[..], &[("scale_valid_i", 1)], pins].concat();
    let begin = of(&[("entry_begin_i", 1)]);
    let last = of(&[("entry_final_i", 1), ("entry_last_i", 1)]);
    let mut script = of_blocks()
        .cycle(&of(&[("arrived_i", 1), ("entry_begin_i", 1)]))
        .cycle(&of(&[("arrived_i", 1), ("entry_begin_i", 1)]))
        .cycle(&begin)
        .cycle(&[&JOINED[..], &[("entry_begin_i", 1)]].concat())
        .sees(&[
            ("join_o", 0),
            ("stall_parameters_o", 1),
            ("raw_valid_o", 0),
            ("scale_want_o", 1),
            ("scale_last_o", 0),
        ]);
    let group = |script: Script, group: i64, row_is_last: i64| {
        let ends = i64::from(group == 5);
        script.sees(&[
            ("join_o", 1),
            ("join_group_o", group),
            ("join_row_o", 0),
            ("join_keep_o", i64::from(group < 4)),
            ("join_last_row_o", row_is_last),
            ("join_end_o", row_is_last & ends),
            ("scale_take_o", ends),
            ("scales_ready_o", ends),
            ("entry_ready_o", ends),
            ("stall_parameters_o", 0),
        ])
    };
    for number in 0..6 {
        script = group(script.cycle(&begin), number, 0);
    }
    // The first row began six cycles ago.
    for _ in 6..16 {
        script = script.cycle(&last).sees(&[("join_o", 0), ("stall_parameters_o", 0), ("scale_last_o", 1)]);
    }
    for number in 0..6 {
        script = group(script.cycle(&last), number, 1);
    }
    let raw = [("entry_valid_i", 1), ("entry_raw_i", 1), ("raw_ready_i", 1)];
    let arrived = [&raw[..], &[("arrived_i", 1)]].concat();
    script
        .cycle(&arrived)
        .resting(&raw)
        .rest(6)
        .sees(&[("raw_valid_o", 0), ("entry_ready_o", 0)])
        .cycle(&[&raw[..], &[("joined_left_i", 1)]].concat())
        .sees(&[("raw_valid_o", 0)])
        .rest(1)
        .sees(&[("raw_valid_o", 1), ("entry_ready_o", 1)])
}

/// Five rows of results, then one must leave.
fn as_many_as_can_be_joined() -> Script {
    let more = [("scale_valid_i", 1), ("entry_begin_i", 1), ("entry_final_i", 1), ("entry_rows_i", 7)];
    let resting = [&JOINED[..], &more[..]].concat();
    let arrived = [&resting[..], &[("arrived_i", 1)]].concat();
    let script = (0..7).fold(of_blocks().resting(&resting), |script, _| script.cycle(&arrived));
    script
        .rest(3 + 5 * 6 - 7)
        .sees(&[("join_o", 1), ("join_group_o", 5), ("join_row_o", 4)])
        .rest(1)
        .sees(&[("join_o", 0)])
        .cycle(&[&resting[..], &[("joined_left_i", 1)]].concat())
        .sees(&[("join_o", 0)])
        .rest(1)
        .sees(&[("join_o", 1), ("join_group_o", 0), ("join_row_o", 5)])
}

/// A refused command of a block format waits for the end of its row scales.
fn drained() -> Script {
    let entry = [&JOINED[..], &[("entry_empty_i", 1), ("entry_last_i", 1), ("empty_ready_i", 1)]].concat();
    of_blocks()
        .cycle(&entry)
        .sees(&[("empty_valid_o", 0), ("scale_want_o", 1), ("scale_last_o", 1), ("entry_ready_o", 0)])
        .cycle(&[&entry[..], &[("scale_valid_i", 1)]].concat())
        .sees(&[("empty_valid_o", 1), ("entry_ready_o", 1), ("scale_take_o", 1), ("set_ready_o", 0), ("error_o", 0)])
}
