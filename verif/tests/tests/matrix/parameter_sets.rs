//! Cases of `parameter_sets`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::four_kinds;
use seedchip_spec::Column;

four_kinds! { block: "parameter_sets", cases: 600, cycles: 100 }

pub fn latency() -> Latency {
    let mut set = Script::of("parameter_sets");
    for _ in 0..4 {
        set = offered(set, numbered(0), &[("command_valid_i", 1), ("command_n_i", 3)]);
    }
    Latency::new("set_ready_i", "set_valid_o", set.resting(&[("enable_i", 1)]).rest(2)).interval("C")
}

fn numbered(number: i32) -> Column {
    let low = number as i8;
    Column {
        bias: -1000 - number,
        multiplier: (1 << 30) + number,
        shift: 31 + number as u8,
        zero_point: low - 7,
        low: low - 100,
        high: 100 + low,
    }
}

/// Offers the beat of a column, with every bit of no field set: they must not matter.
fn offered(script: Script, column: Column, more: &[(&'static str, i64)]) -> Script {
    let [bias, multiplier, fields, none] = column.encode();
    let words = [bias, multiplier, fields | 0b11 << 6, !none].map(i64::from);
    let script = script.cycle(&[&[("parameter_valid_i", 1), ("enable_i", 1)], more].concat());
    script.lanes("parameter_data_i", 32, &words)
}

pub fn listed() -> Vec<Script> {
    vec![a_set(), short(), long(), range(), drain(), most_columns()]
}

/// The greatest n, of a packet that ends at once: zeros for 65 536 columns.
fn most_columns() -> Script {
    let resting = [("enable_i", 1), ("set_ready_i", 1), ("command_valid_i", 1), ("command_n_i", 65_535)];
    Script::at(script::in_unit("parameter_sets", "4x15x4"))
        .resting(&resting)
        .cycle(&[&resting[..], &[("parameter_valid_i", 1), ("parameter_last_i", 1)]].concat())
        .rest(65_534)
        .sees(&[("command_ready_o", 0)])
        .rest(1)
        .sees(&[("command_ready_o", 1)])
}

const COMMAND: [(&str, i64); 2] = [("command_valid_i", 1), ("command_n_i", 3)];

/// Each field shows in its own cycle behind the number of a group.
fn a_set() -> Script {
    let mut script = Script::of("parameter_sets").resting(&[("enable_i", 1)]);
    for column in 0..4 {
        let last = i64::from(column == 3);
        script = offered(script, numbered(column), &[&COMMAND[..], &[("parameter_last_i", last)]].concat()).sees(&[
            ("parameter_ready_o", 1),
            ("command_ready_o", last),
            ("set_valid_o", 0),
        ]);
    }
    script
        .cycle(&[("enable_i", 1), ("group_i", 2)])
        .sees(&[("set_valid_o", 1), ("set_error_o", 0)])
        .rest(1)
        .sees(&[("bias_o", -1002)])
        .rest(1)
        .sees(&[("multiplier_o", (1 << 30) + 2)])
        .rest(5)
        .sees(&[("shift_o", 33)])
        .rest(4)
        .sees(&[("zero_point_o", -5)])
        .rest(1)
        .sees(&[("low_o", -98), ("high_o", 102)])
}

fn short() -> Script {
    let script = Script::of("parameter_sets").resting(&[("enable_i", 1), ("command_valid_i", 1), ("command_n_i", 3)]);
    offered(script, numbered(0), &[&COMMAND[..], &[("parameter_last_i", 1)]].concat())
        .rest(1)
        .sees(&[("parameter_ready_o", 0)])
        .rest(2)
        .sees(&[("command_ready_o", 1)])
        .cycle(&[("enable_i", 1)])
        .sees(&[("set_valid_o", 1), ("set_error_o", 3)])
}

fn long() -> Script {
    let mut script = Script::of("parameter_sets").resting(&[("enable_i", 1)]);
    for column in 0..6 {
        script = offered(
            script,
            numbered(column),
            &[&COMMAND[..], &[("parameter_last_i", i64::from(column == 5))]].concat(),
        )
        .sees(&[("parameter_ready_o", 1), ("set_valid_o", 0), ("command_ready_o", i64::from(column == 5))]);
    }
    script.rest(1).sees(&[("set_valid_o", 1), ("set_error_o", 2)])
}

/// A shift of 30 is in its range unless the rounding is double.
fn range() -> Script {
    let mut script = Script::of("parameter_sets").resting(&[("enable_i", 1)]);
    for double in 0..2 {
        let command = [("command_valid_i", 1), ("command_double_i", double), ("parameter_last_i", 1)];
        script = offered(script, Column { shift: 30, ..numbered(0) }, &command);
    }
    script
        .cycle(&[("enable_i", 1), ("set_ready_i", 1)])
        .sees(&[("set_valid_o", 1), ("set_error_o", 0)])
        .rest(1)
        .sees(&[("set_valid_o", 1), ("set_error_o", 1)])
}

fn drain() -> Script {
    let command = [("command_valid_i", 1), ("command_drain_i", 1), ("command_n_i", 9)];
    let script = Script::of("parameter_sets").resting(&[("enable_i", 1)]);
    let script = offered(script, Column::default(), &command).sees(&[("parameter_ready_o", 1), ("command_ready_o", 0)]);
    offered(script, Column::default(), &[&command[..], &[("parameter_last_i", 1)]].concat())
        .sees(&[("command_ready_o", 1)])
        .rest(1)
        .sees(&[("set_valid_o", 1), ("set_error_o", 0)])
}
