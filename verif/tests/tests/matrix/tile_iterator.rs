//! Cases of `tile_iterator`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::four_kinds;
use seedchip_spec::{Command, Format, Rounding};

const READY: &[(&str, i64)] = &[("launch_ready_i", 1), ("load_ready_i", 1), ("parameter_ready_i", 1)];

four_kinds! { block: "tile_iterator", cases: 600, cycles: 80 }

pub fn latency() -> Latency {
    // Of commands that only ask.
    Latency::new("command_valid_i", "launch_valid_o", ready())
}

pub fn listed() -> Vec<Script> {
    vec![
        two_by_two_tiles(),
        four_bits(),
        refused(ready(), 17),
        refused(tall(), 513),
        slow_queues(),
        greatest_k(),
        many_columns(),
        blocks(),
        formats(),
        refused_blocks(),
    ]
}

fn offered(script: Script, command: &[u32; 4]) -> Script {
    let words = command.map(i64::from);
    script.cycle(&[("command_valid_i", 1)]).lanes("command_data_i", 32, &words).sees(&[("command_ready_o", 1)])
}

fn ready() -> Script {
    Script::of("tile_iterator").resting(READY)
}

/// The iterator of an array of 252 rows, with 512 accumulators.
fn tall() -> Script {
    Script::at(script::in_unit("tile_iterator", "252x4x512")).resting(READY)
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
fn refused(mut script: Script, too_large: u16) -> Script {
    let good = Command { raw: true, ..Command::product(1, 1, 1) };
    for (command, error) in [
        (Command { m: 0, ..good }, 1),
        (Command { k: 131_072, ..good }, 2),
        (Command { m: too_large, ..good }, 3),
        (Command { m: too_large, k: 131_072, ..good }, 2),
        // Fields whose only bit is their highest.
        (Command { m: 1 << 15, ..good }, 3),
        (Command { k: 1 << 31, ..good }, 2),
        (Command { n: 1 << 15, k: 0, ..good }, 1),
        (Command { m: too_large, n: 1 << 15, ..good }, 3),
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

/// The greatest k of all, in each of two n-tiles: 4 162 k-tiles of 252 rows, of which the last has four.
fn greatest_k() -> Script {
    let command = Command { format: Format::Int4, raw: true, ..Command::product(16, 5, 1 << 20) };
    let mut script = offered(tall(), &command.encode()).rest(2).sees(&[("launch_slots_o", 125), ("load_nibbles_o", 1)]);
    for (columns, last) in [(3, 0), (0, 1)] {
        script = script
            .sees(&[("launch_first_o", 1), ("launch_columns_o", columns), ("launch_last_o", 0)])
            .rest(2 * 4161)
            .sees(&[("launch_valid_o", 1), ("launch_result_o", 1), ("launch_rows_o", 3), ("launch_last_o", last)])
            .rest(1)
            .sees(&[("command_ready_o", last)])
            .rest(1);
    }
    script
}

/// A tile of INT8 takes a slot per row of the array; this n has one bit.
fn many_columns() -> Script {
    let command = Command { raw: true, ..Command::product(1, 1 << 15, 252) };
    let tile = [
        ("launch_kind_o", 1),
        ("launch_first_o", 1),
        ("launch_result_o", 1),
        ("launch_slots_o", 251),
        ("launch_columns_o", 3),
        ("launch_last_o", 0),
    ];
    offered(tall(), &command.encode()).rest(2).sees(&tile).rest(2).sees(&tile)
}

/// k = 34 on four rows: two blocks of eight tiles, of which the second has one with two rows and seven without any.
fn blocks() -> Script {
    let command = Command { format: Format::MxInt8Mxfp4, ..Command::product(2, 6, 34) };
    let script = Script::at(script::in_unit("tile_iterator", "4x6x8_mx")).resting(READY);
    let mut script = offered(script, &command.encode()).rest(1).sees(&[("launch_valid_o", 0)]);
    for tile in 0..16 {
        let (first, last) = (tile % 8 == 0, tile % 8 == 7);
        script = script.rest(1).sees(&[
            ("parameter_valid_o", 0),
            ("launch_valid_o", 1),
            ("load_valid_o", 1),
            ("launch_kind_o", 1),
            ("launch_joined_o", 1),
            ("launch_first_o", first.into()),
            ("launch_result_o", last.into()),
            ("launch_begin_o", i64::from(tile < 8)),
            ("launch_last_o", i64::from(tile == 15)),
            ("load_last_o", i64::from(tile == 15)),
            ("load_scales_o", last.into()),
            ("launch_padding_o", i64::from(tile > 8)),
            ("load_padding_o", i64::from(tile > 8)),
        ]);
        script = script.sees(&[("launch_slots_o", 3), ("launch_unit_o", -7), ("launch_codes_o", 0)]);
        script = script.sees(&[("load_codes_o", 1), ("load_nibbles_o", 1)]);
        if last {
            script = script.sees(&[("launch_final_o", i64::from(tile == 15))]);
        }
        if tile <= 8 {
            let rows = if tile == 8 { 1 } else { 3 };
            script = script.sees(&[("launch_rows_o", rows), ("load_rows_o", rows)]);
        }
        script = script.rest(1).sees(&[("command_ready_o", i64::from(tile == 15))]);
    }
    script
}

/// Every block format on sixteen rows: tiles, elements, unit; and integers again.
fn formats() -> Script {
    let mut script = Script::at(script::in_unit("tile_iterator", "16x3x4_registered_mx")).resting(READY);
    for (format, unit, slots, nibbles, codes, of_activations) in [
        (Format::MxInt8, -12, 15, 0, 0, 0),
        (Format::MxInt8Int4, -8, 7, 1, 0, 0),
        (Format::MxInt8Mxfp4, -7, 7, 1, 1, 0),
        (Format::Mxfp4, -2, 7, 1, 1, 1),
    ] {
        let command = Command { format, ..Command::product(4, 3, 32) };
        script = offered(script, &command.encode()).rest(1);
        for _tile in 0..2 {
            script = script.rest(1).sees(&[
                ("launch_valid_o", 1),
                ("launch_slots_o", slots),
                ("launch_unit_o", unit),
                ("launch_codes_o", of_activations),
                ("load_nibbles_o", nibbles),
                ("load_codes_o", codes),
                ("launch_begin_o", 1),
            ]);
            script = script.rest(1).sees(&[("launch_valid_o", 0)]);
        }
    }
    let integers = Command { raw: true, ..Command::product(4, 3, 17) };
    offered(script, &integers.encode()).rest(2).sees(&[
        ("launch_joined_o", 0),
        ("load_scales_o", 0),
        ("launch_padding_o", 0),
        ("launch_codes_o", 0),
        ("load_codes_o", 0),
        ("launch_slots_o", 15),
    ])
}

/// A format that the unit lacks, a k that is too large, and a code beyond all formats.
fn refused_blocks() -> Script {
    let mut script = Script::at(script::in_unit("tile_iterator", "8x4x16_f7")).resting(READY);
    let good = Command { format: Format::MxInt8, ..Command::product(1, 1, 1) };
    let lacking = Command { format: Format::Mxfp4, ..good };
    let long = Command { k: (1 << 20) + 1, ..good };
    for (command, error, joined) in [(lacking, 4, 1), (long, 2, 1), (Command { m: 0, ..good }, 1, 1)] {
        script = offered(script, &command.encode())
            .rest(2)
            .sees(&[("launch_kind_o", 2), ("launch_error_o", error), ("launch_joined_o", joined), ("launch_raw_o", 1)])
            .rest(1)
            .sees(&[("command_ready_o", 1)]);
    }
    let mut beat = Command { raw: true, ..good }.encode();
    for code in [5, 6, 8, 0x82] {
        Command::FORMAT.set(&mut beat, code);
        let joined = i64::from(code < 8);
        script = offered(script, &beat)
            .rest(2)
            .sees(&[("launch_kind_o", 2), ("launch_error_o", 4), ("launch_joined_o", joined)])
            .rest(1);
    }
    script.sees(&[("command_ready_o", 1)])
}
