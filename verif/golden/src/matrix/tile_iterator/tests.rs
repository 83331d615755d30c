//! Commands by hand, and what is offered of them.

use super::*;
use crate::bench::Bench;
use seedchip_spec::Format;
use seedchip_spec::codec::Field;

/// A tile iterator of this configuration that has taken a command, in the cycle before CHECK; whoever takes what it
/// offers is ready.
fn taken(configuration: &str, command: &[u32]) -> Bench {
    let mut bench = Bench::new("tile_iterator", configuration);
    bench.inputs.set_words("command_data_i", command);
    assert_eq!(bench.cycle(&[("command_valid_i", 1)]).specified("command_ready_o"), 1);
    // What stands behind it is of no meaning.
    bench.inputs.set_words("command_data_i", &[!0; 4]);
    for port in ["command_valid_i", "parameter_ready_i", "load_ready_i", "launch_ready_i"] {
        bench.inputs.set(port, 1);
    }
    bench
}

const VALIDS: [&str; 4] = ["command_ready_o", "parameter_valid_o", "load_valid_o", "launch_valid_o"];

fn get<const N: usize>(outputs: &Outputs, ports: [&str; N]) -> [u64; N] {
    ports.map(|port| outputs.specified(port))
}

fn raw(m: u16, n: u16, k: u32) -> Command {
    Command { raw: true, ..Command::product(m, n, k) }
}

fn with(command: &Command, field: Field, value: u64) -> [u32; 4] {
    let mut beat = command.encode();
    field.set(&mut beat, value);
    beat
}

const MEANS_NOTHING: [&str; 5] = ["parameter_n_o", "load_drain_o", "load_rows_o", "launch_kind_o", "launch_rounding_o"];

#[test]
fn a_raw_product_of_one_tile_is_offered_two_cycles_after_its_acceptance() {
    let mut bench = taken("tiny", &Command { rounding: Rounding::Even, ..raw(3, 2, 1) }.encode());
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, VALIDS), [0; 4]);
    assert!(MEANS_NOTHING.iter().all(|port| outputs.unspecified.contains(port)));
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, VALIDS), [0, 0, 1, 1]);
    assert_eq!(get(&outputs, LOAD), [0, 1]);
    assert_eq!(get(&outputs, LOAD_PRODUCT), [0, 0, 1]);
    assert_eq!(get(&outputs, LAUNCH), [1, 0, 0, 1, 1]);
    assert_eq!(get(&outputs, LAUNCH_PRODUCT), [2, 1, 1, 2, 3, 0, 1]);
    assert_eq!(get(&bench.cycle(&[("command_valid_i", 0)]), VALIDS), [1, 0, 0, 0]);
}

#[test]
fn a_command_with_parameters_offers_them_first() {
    for (rounding, double) in Rounding::ALL.iter().zip([0, 0, 0, 1]) {
        let command = Command { rounding: *rounding, ..Command::product(1, 9, 1) };
        let mut bench = taken("tiny", &command.encode());
        bench.cycle(&[]);
        for ready in [0, 0, 1] {
            let outputs = bench.cycle(&[("parameter_ready_i", ready)]);
            assert_eq!(get(&outputs, VALIDS), [0, 1, 0, 0]);
            assert_eq!(get(&outputs, PARAMETER), [0, double, 8]);
            assert!(MEANS_NOTHING[1..].iter().all(|port| outputs.unspecified.contains(port)));
        }
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, VALIDS), [0, 0, 1, 1]);
        assert_eq!(get(&outputs, ["launch_raw_o", "launch_rounding_o"]), [0, *rounding as u64]);
        assert!(outputs.unspecified.contains(&"parameter_n_o"));
    }
}

#[test]
fn tiles_go_n_tile_outer_and_k_tile_inner_every_other_cycle() {
    // 4 × 4: three k-tiles, two n-tiles.
    let mut bench = taken("tiny", &raw(16, 6, 9).encode());
    bench.cycle(&[]);
    let mut tiles = Vec::new();
    for tile in 0..6 {
        let outputs = bench.cycle(&[]);
        let ports = ["launch_first_o", "launch_result_o", "launch_last_o", "launch_rows_o", "launch_columns_o"];
        tiles.push(get(&outputs, ports));
        assert_eq!(get(&outputs, ["launch_m_o", "launch_slots_o"]), [15, 15]);
        let of_load = get(&outputs, ["load_rows_o", "load_columns_o", "load_last_o"]);
        assert_eq!(of_load, get(&outputs, ["launch_rows_o", "launch_columns_o", "launch_last_o"]));
        let outputs = bench.cycle(&[("command_valid_i", 0)]);
        assert_eq!(get(&outputs, VALIDS), [u64::from(tile == 5), 0, 0, 0]);
    }
    let expected =
        [[1, 0, 0, 3, 3], [0, 0, 0, 3, 3], [0, 1, 0, 0, 3], [1, 0, 0, 3, 1], [0, 0, 0, 3, 1], [0, 1, 1, 0, 1]];
    assert_eq!(tiles, expected);
}

#[test]
fn each_offer_stands_until_it_is_accepted_and_no_longer() {
    for (load_first, ports) in [(true, ["load_ready_i", "launch_ready_i"]), (false, ["launch_ready_i", "load_ready_i"])]
    {
        let mut bench = taken("tiny", &raw(1, 1, 8).encode());
        bench.cycle(&[]);
        for port in ports {
            bench.inputs.set(port, 0);
        }
        let all = bench.cycle(&[]);
        assert_eq!(get(&all, VALIDS), [0, 0, 1, 1]);
        assert_eq!(bench.cycle(&[]), all, "constant");
        assert_eq!(bench.cycle(&[(ports[0], 1)]), all);
        for (again, ready) in [(0, 0), (1, 0), (0, 0), (1, 1)] {
            // Acceptance of what is not offered any more is nothing.
            let outputs = bench.cycle(&[(ports[0], again), (ports[1], ready)]);
            assert_eq!(get(&outputs, VALIDS), [0, 0, u64::from(!load_first), u64::from(load_first)]);
            let silent = if load_first { "load_last_o" } else { "launch_last_o" };
            assert!(outputs.unspecified.contains(&silent));
        }
        assert_eq!(get(&bench.cycle(&[]), VALIDS), [0; 4], "the step");
        assert_eq!(get(&bench.cycle(&[]), VALIDS), [0, 0, 1, 1], "the next tile offers both");
    }
}

#[test]
fn slots_are_no_fewer_than_the_beats_of_a_tile_and_four() {
    // R = 9, H = 5; R = 5, H = 3.
    for (configuration, format, m, slots) in [
        ("9x8x16", Format::Int8, 1, 9),
        ("9x8x16", Format::Int4, 1, 5),
        ("9x8x16", Format::Int8, 10, 10),
        ("5x3x8", Format::Int4, 1, 4),
        ("5x3x8", Format::Int4, 5, 5),
    ] {
        let mut bench = taken(configuration, &Command { format, ..raw(m, 1, 1) }.encode());
        bench.cycle(&[]);
        let outputs = bench.cycle(&[]);
        let found = get(&outputs, ["launch_m_o", "launch_slots_o", "load_nibbles_o"]);
        assert_eq!(found, [u64::from(m) - 1, slots - 1, u64::from(format == Format::Int4)]);
    }
}

/// What is offered of a load and a launch tile in blocks.
const OF_LOAD: [&str; 3] = LOAD_BLOCKS;
const OF_LAUNCH: [&str; 5] =
    ["launch_first_o", "launch_result_o", "launch_begin_o", "launch_padding_o", "launch_codes_o"];

#[test]
fn a_block_is_whole_and_its_last_tile_brings_scales() {
    // 16 rows: two tiles to a block. k = 35: the last tile is padding.
    let command = Command { format: Format::MxInt8, ..Command::product(2, 4, 35) };
    let mut bench = taken("16x3x4_registered_mx", &command.encode());
    assert_eq!(get(&bench.cycle(&[]), VALIDS), [0; 4]);
    let expected = [
        ([1, 0, 1, 0, 0], None, [0, 0, 0], 15),
        ([0, 1, 1, 0, 0], Some(0), [0, 0, 1], 15),
        ([1, 0, 0, 0, 0], None, [0, 0, 0], 2),
        ([0, 1, 0, 1, 0], Some(1), [1, 0, 1], 99),
    ];
    for (number, (launch, is_final, load, rows)) in expected.into_iter().chain(expected).enumerate() {
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, VALIDS), [0, 0, 1, 1], "no parameters are asked for");
        assert_eq!((get(&outputs, OF_LAUNCH), get(&outputs, OF_LOAD)), (launch, load), "{number}");
        let told = !outputs.unspecified.contains(&"launch_final_o");
        assert_eq!(told.then(|| outputs.specified("launch_final_o")), is_final, "{number}");
        assert_eq!(get(&outputs, ["launch_raw_o", "launch_joined_o", "launch_slots_o"]), [1, 1, 15]);
        assert_eq!(outputs.specified("launch_unit_o"), 64 - 12);
        let last = [u64::from(number == 7), if number < 4 { 2 } else { 0 }];
        assert_eq!(get(&outputs, ["launch_last_o", "launch_columns_o"]), last);
        for port in ["launch_rows_o", "load_rows_o"] {
            assert_eq!(outputs.unspecified.contains(&port), rows == 99);
            assert!(rows == 99 || outputs.specified(port) == rows);
        }
        let outputs = bench.cycle(&[("command_valid_i", 0)]);
        assert_eq!(get(&outputs, VALIDS), [u64::from(number == 7), 0, 0, 0]);
    }
}

#[test]
fn formats_say_what_elements_are_and_their_unit() {
    // nibbles, codes of weights, codes of activations, unit, slots of a block of one tile.
    for (format, expected) in [
        (Format::MxInt8, [0, 0, 0, 64 - 12, 31]),
        (Format::MxInt8Int4, [1, 0, 0, 64 - 8, 15]),
        (Format::MxInt8Mxfp4, [1, 1, 0, 64 - 7, 15]),
        (Format::Mxfp4, [1, 1, 1, 64 - 2, 15]),
    ] {
        for raw in [false, true] {
            let command = Command { format, raw, ..Command::product(1, 1, 32) };
            let mut bench = taken("32x2x4_paired_mx", &command.encode());
            bench.cycle(&[]);
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, ["launch_raw_o", "launch_joined_o", "load_scales_o"]), [1, 1, 1]);
            let ports = ["load_nibbles_o", "load_codes_o", "launch_codes_o", "launch_unit_o", "launch_slots_o"];
            assert_eq!(get(&outputs, ports), expected, "{}", format.name());
        }
    }
}

#[test]
fn integers_are_no_blocks_in_a_unit_that_has_them() {
    for command in [raw(1, 1, 9), Command { format: Format::Int4, ..Command::product(1, 1, 9) }] {
        let mut bench = taken("4x6x8_mx", &command.encode());
        bench.wait(if command.raw { 1 } else { 2 });
        for tile in 0..3 {
            let outputs = bench.cycle(&[]);
            assert_eq!(
                get(&outputs, ["launch_first_o", "launch_result_o"]),
                [u64::from(tile == 0), u64::from(tile == 2)]
            );
            assert_eq!(get(&outputs, ["launch_joined_o", "launch_padding_o", "launch_codes_o"]), [0; 3]);
            assert_eq!(get(&outputs, OF_LOAD), [0; 3]);
            assert!(LAUNCH_JOINED.iter().all(|port| outputs.unspecified.contains(port)));
            bench.cycle(&[]);
        }
    }
}

#[test]
fn codes_of_block_formats_ask_for_no_parameters_even_if_they_are_refused() {
    for format in 2..10 {
        let known = matches!(format, 2..=4 | 7);
        for (field, value, error) in [
            (Command::M, 0, 1),
            (Command::K, (1 << 20) + 1, 2),
            (Command::M, 9, 3),
            (Field { offset: 20, width: 1 }, 1, 6),
        ] {
            let mut command = with(&Command::product(1, 1, 1), field, value);
            Command::FORMAT.set(&mut command, format);
            let mut bench = taken("4x6x8_mx", &command);
            bench.cycle(&[]);
            if format >= 8 {
                let outputs = bench.cycle(&[]);
                assert_eq!(get(&outputs, VALIDS), [0, 1, 0, 0]);
            }
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, VALIDS), [0, 0, 1, 1]);
            let error = if known || error == 6 { error } else { 4 };
            let ports = ["launch_kind_o", "launch_error_o", "launch_joined_o", "launch_raw_o"];
            let joined = u64::from(format < 8);
            assert_eq!(get(&outputs, ports), [2, error, joined, joined], "format {format}");
        }
    }
    // Drains, and commands without packets.
    for (opcode, kind, error, joined) in [(1, 2, 1, 1), (0, 0, 0, 0), (2, 0, 5, 0)] {
        let mut command = with(&Command::product(0, 1, 1), Command::FORMAT, 7);
        Command::OPCODE.set(&mut command, opcode);
        let mut bench = taken("4x6x8_mx", &command);
        bench.cycle(&[]);
        let outputs = bench.cycle(&[]);
        let ports = ["launch_kind_o", "launch_error_o", "launch_joined_o", "launch_raw_o", "load_valid_o"];
        assert_eq!(get(&outputs, ports), [kind, error, joined, 1, u64::from(kind == 2)]);
        let silent = LOAD_BLOCKS.iter().chain(&LAUNCH_BLOCKS).chain(&LAUNCH_JOINED);
        assert!(silent.into_iter().all(|port| outputs.unspecified.contains(port)));
    }
}

#[test]
fn a_command_without_packets_is_one_launch_tile() {
    let asks = with(&raw(0, 0, 0), Command::OPCODE, 0);
    for (command, asks, error) in [
        (asks, 1, 0),
        // Of opcode 0 everything but the tag is ignored.
        ([0xffff_ff00, !0, !0, !0], 1, 0),
        (with(&raw(1, 1, 1), Command::OPCODE, 2), 0, 5),
        (with(&Command::product(1, 1, 1), Command::OPCODE, 255), 0, 5),
    ] {
        let mut bench = taken("tiny", &command);
        assert_eq!(get(&bench.cycle(&[]), VALIDS), [0; 4]);
        bench.inputs.set("launch_ready_i", 0);
        for ready in [0, 1] {
            let outputs = bench.cycle(&[("launch_ready_i", ready)]);
            assert_eq!(get(&outputs, VALIDS), [0, 0, 0, 1]);
            assert_eq!(get(&outputs, LAUNCH), [0, asks, error, 1, 1]);
            assert!(LAUNCH_PRODUCT.iter().chain(&LOAD).all(|port| outputs.unspecified.contains(port)));
        }
        assert_eq!(get(&bench.cycle(&[]), VALIDS), [1, 0, 0, 0]);
    }
}

#[test]
fn a_refused_product_drains_what_it_announced() {
    let reserved = Field { offset: 20, width: 1 };
    let good = Command::product(1, 0x1234, 1);
    let int4 = Command { format: Format::Int4, ..good };
    for (command, error, n) in [
        (with(&good, reserved, 1), 6, 0x1233),
        (with(&good, Command::FORMAT, 2), 4, 0x1233),
        (with(&good, Command::M, 0), 1, 0x1233),
        (with(&good, Command::N, 0), 1, 0xffff),
        (with(&good, Command::K, 0), 1, 0x1233),
        (with(&good, Command::K, 65_536), 2, 0x1233),
        (with(&int4, Command::K, 1 << 20), 2, 0x1233),
        (with(&good, Command::M, 17), 3, 0x1233),
    ] {
        for raw in [0, 1] {
            // A raw command may have the greater k.
            let mut command = command;
            Command::RAW.set(&mut command, raw);
            if error == 2 && raw == 1 {
                Command::K.set(&mut command, 1 << 21);
            }
            let mut bench = taken("tiny", &command);
            bench.cycle(&[]);
            if raw == 0 {
                let outputs = bench.cycle(&[]);
                assert_eq!(get(&outputs, VALIDS), [0, 1, 0, 0]);
                assert_eq!(get(&outputs, PARAMETER), [1, 0, n]);
            }
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, VALIDS), [0, 0, 1, 1]);
            assert_eq!(get(&outputs, LAUNCH), [2, 0, error, raw, 1]);
            assert_eq!(get(&outputs, LOAD), [1, 1]);
            assert!(LAUNCH_PRODUCT.iter().chain(&LOAD_PRODUCT).all(|port| outputs.unspecified.contains(port)));
            assert_eq!(get(&bench.cycle(&[]), VALIDS), [1, 0, 0, 0]);
        }
    }
}

#[test]
fn the_greatest_product_has_its_number_of_tiles() {
    let mut bench = taken("tiny", &Command { format: Format::Int4, ..raw(1, 1, 1 << 20) }.encode());
    bench.cycle(&[]);
    for tile in 0..1 << 18 {
        assert_eq!(bench.cycle(&[]).specified("launch_last_o"), u64::from(tile == (1 << 18) - 1));
        bench.cycle(&[("command_valid_i", 0)]);
    }
    assert_eq!(bench.cycle(&[]).specified("command_ready_o"), 1);
}

#[test]
fn reset_forgets_the_command_in_every_state() {
    for cycles in 0..6 {
        let mut bench = taken("tiny", &Command::product(1, 1, 8).encode());
        bench.inputs.set("command_valid_i", 0);
        bench.inputs.set("launch_ready_i", u64::from(cycles != 3));
        bench.wait(cycles);
        bench.cycle(&[("rst_ni", 0)]);
        assert_eq!(get(&bench.cycle(&[]), VALIDS), [1, 0, 0, 0]);
        bench.inputs.set_words("command_data_i", &raw(1, 1, 1).encode());
        bench.cycle(&[("command_valid_i", 1)]);
        bench.wait(1);
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, VALIDS), [0, 0, 1, 1]);
        assert_eq!(outputs.specified("launch_first_o"), 1);
    }
}
