//! Cases of `tile_iterator`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;
use seedchip_spec::{Command, Format, Rounding};

four_kinds! { block: "tile_iterator", cases: 600, cycles: 80 }

pub fn latency() -> Latency {
    // Of commands that only ask.
    let ready = [("launch_ready_i", 1), ("load_ready_i", 1), ("parameter_ready_i", 1)];
    Latency::new("command_valid_i", "launch_valid_o", Script::of("tile_iterator").resting(&ready))
}

pub fn listed() -> Vec<Script> {
    vec![two_by_two_tiles(), four_bits(), refused(), slow_queues()]
}

fn offered(script: Script, command: &[u32; 4]) -> Script {
    let words = command.map(i64::from);
    script.cycle(&[("command_valid_i", 1)]).lanes("command_data_i", 32, &words).sees(&[("command_ready_o", 1)])
}

fn ready() -> Script {
    Script::of("tile_iterator").resting(&[("launch_ready_i", 1), ("load_ready_i", 1), ("parameter_ready_i", 1)])
}

/// 2 × 6 × 5 on an array of 4 × 4: a tile every two cycles, behind CHECK and PARAMETERS.
fn two_by_two_tiles() -> Script {
    let command = Command { rounding: Rounding::Double, ..Command::product(2, 5, 6) };
    let mut script = offered(ready(), &command.encode()).rest(1).sees(&[("launch_valid_o", 0)]).rest(1).sees(&[
        ("parameter_valid_o", 1),
        ("parameter_drain_o", 0),
        ("parameter_double_o", 1),
        ("parameter_n_o", 4),
    ]);
    for (rows, columns, first, result, last) in [(3, 3, 1, 0, 0), (1, 3, 0, 1, 0), (3, 0, 1, 0, 0), (1, 0, 0, 1, 1)] {
        script = script.rest(1).sees(&[
            ("launch_valid_o", 1),
            ("load_valid_o", 1),
            ("launch_kind_o", 1),
            ("launch_m_o", 1),
            ("launch_slots_o", 3),
            ("launch_rows_o", rows),
            ("launch_columns_o", columns),
            ("launch_first_o", first),
            ("launch_result_o", result),
            ("launch_last_o", last),
            ("launch_rounding_o", 3),
            ("load_rows_o", rows),
            ("load_columns_o", columns),
            ("load_last_o", last),
            ("load_nibbles_o", 0),
        ]);
        script = script.rest(1).sees(&[("launch_valid_o", 0), ("command_ready_o", last)]);
    }
    script
}

/// Raw: no parameters.
fn four_bits() -> Script {
    let command = Command { format: Format::Int4, raw: true, ..Command::product(7, 1, 1) };
    offered(ready(), &command.encode()).rest(2).sees(&[
        ("launch_valid_o", 1),
        ("launch_raw_o", 1),
        ("launch_slots_o", 6),
        ("load_nibbles_o", 1),
    ])
}

/// Each reason, in its order, and what an unknown opcode does not announce.
fn refused() -> Script {
    let mut script = ready();
    let good = Command { raw: true, ..Command::product(1, 1, 1) };
    for (command, error) in [
        (Command { m: 0, ..good }, 1),
        (Command { k: 131_072, ..good }, 2),
        (Command { m: 17, ..good }, 3),
        (Command { m: 17, k: 131_072, ..good }, 2),
    ] {
        script = offered(script, &command.encode())
            .rest(2)
            .sees(&[("launch_kind_o", 2), ("launch_error_o", error), ("load_valid_o", 1), ("load_drain_o", 1)])
            .rest(1)
            .sees(&[("command_ready_o", 1)]);
    }
    script = offered(script, &[7, 0, 0, 0]);
    script.rest(2).sees(&[("launch_kind_o", 0), ("launch_error_o", 5), ("launch_asks_o", 0), ("load_valid_o", 0)])
}

/// Both queues are offered the tile until each has accepted it.
fn slow_queues() -> Script {
    let command = Command { raw: true, ..Command::product(1, 1, 5) };
    offered(Script::of("tile_iterator"), &command.encode())
        .rest(2)
        .sees(&[("launch_valid_o", 1), ("load_valid_o", 1)])
        .cycle(&[("launch_ready_i", 1)])
        .rest(1)
        .sees(&[("launch_valid_o", 0), ("load_valid_o", 1)])
        .cycle(&[("load_ready_i", 1)])
        .sees(&[("load_valid_o", 1)])
        .rest(1)
        .sees(&[("launch_valid_o", 0), ("load_valid_o", 0)])
        .rest(1)
        .sees(&[("launch_valid_o", 1), ("launch_first_o", 0)])
}
