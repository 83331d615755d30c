//! Beats by hand.

use super::*;
use crate::bench::Bench;

/// A loader of this configuration with a tile of these rows and columns, a command's last.
fn of(configuration: &str, rows: u64, columns: u64) -> Bench {
    let mut bench = Bench::new("loader", configuration);
    for (port, value) in
        [("tile_valid_i", 1), ("tile_last_i", 1), ("tile_rows_i", rows - 1), ("tile_columns_i", columns - 1)]
    {
        bench.inputs.set(port, value);
    }
    bench
}

/// A loader of 4 × 4 with a whole INT8 tile, a command's last.
fn bench() -> Bench {
    of("tiny", 4, 4)
}

/// A beat that is offered for one cycle with these inputs.
fn offer(bench: &mut Bench, weight: u64, last: u64, more: &[(&str, u64)]) -> Outputs {
    let beat = [("weight_valid_i", 1), ("weight_i", weight), ("weight_last_i", last)];
    bench.cycle(&[&beat[..], more].concat())
}

/// A beat that is loaded: `load_o`, `load_pair_o` and the weights.
fn loaded(outputs: &Outputs) -> (u64, u64, u64) {
    assert_eq!(outputs.specified("loading_o"), 1);
    (outputs.specified("load_o"), outputs.specified("load_pair_o"), outputs.specified("weight_o"))
}

/// Nothing is loaded.
fn assert_idle(outputs: &Outputs) {
    assert_eq!([outputs.specified("load_o"), outputs.specified("load_pair_o"), outputs.specified("nibbles_o")], [0; 3]);
    assert!(outputs.unspecified.contains(&"weight_o"));
}

fn set(bench: &mut Bench, inputs: &[(&str, u64)]) {
    inputs.iter().for_each(|(port, value)| bench.inputs.set(port, *value));
}

fn get<const N: usize>(outputs: &Outputs, ports: [&str; N]) -> [u64; N] {
    ports.map(|port| outputs.specified(port))
}

const HANDSHAKES: [&str; 4] = ["weight_ready_o", "complete_o", "loading_o", "over_o"];

#[test]
fn an_int8_tile_is_complete_with_its_last_row_and_stays_so_until_it_is_taken() {
    let mut bench = bench();
    for row in 0..4 {
        // Without a beat nothing goes on.
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, HANDSHAKES), [1, 0, 0, 0]);
        assert_idle(&outputs);
        let outputs = offer(&mut bench, 0x8765_4321 + row, u64::from(row == 3), &[]);
        assert_eq!(loaded(&outputs), (1 << row, 0, 0x8765_4321 + row));
        assert_eq!(get(&outputs, HANDSHAKES), [1, u64::from(row == 3), 1, 0]);
    }
    for take in [0, 0, 1] {
        let outputs = offer(&mut bench, 9, 0, &[("take_i", take)]);
        assert_eq!(get(&outputs, HANDSHAKES), [0, 1, 0, 0]);
        assert_eq!(get(&outputs, ["error_o", "tile_ready_o"]), [0, take]);
        assert_idle(&outputs);
    }
    // The next one begins with row 0.
    assert_eq!(loaded(&offer(&mut bench, 5, 0, &[])), (1, 0, 5));
}

#[test]
fn a_tile_that_is_taken_with_its_final_beat_lets_the_next_one_begin_at_once() {
    let mut bench = bench();
    for row in 0..8 {
        let ends = u64::from(row % 4 == 3);
        let outputs = offer(&mut bench, row, ends, &[("take_i", ends)]);
        assert_eq!(loaded(&outputs), (1 << (row % 4), 0, row));
        assert_eq!(get(&outputs, ["complete_o", "tile_ready_o"]), [ends, ends]);
    }
}

#[test]
fn rows_and_columns_that_do_not_exist_are_zero() {
    let mut bench = of("tiny", 2, 3);
    let weights: Vec<u64> = (0..4).map(|_| loaded(&offer(&mut bench, 0xffff_ffff, 0, &[])).2).collect();
    assert_eq!(weights, [0xff_ffff, 0xff_ffff, 0, 0]);
}

#[test]
fn an_int4_beat_is_for_two_rows() {
    let mut bench = of("tiny", 3, 4);
    bench.inputs.set("tile_nibbles_i", 1);
    let outputs = offer(&mut bench, 0x8765_4321, 0, &[]);
    assert_eq!((loaded(&outputs), outputs.specified("nibbles_o")), ((1, 1, 0x8765_4321), 1));
    // Row 3 does not exist: the high nibbles are zero, and are loaded all the same.
    let outputs = offer(&mut bench, 0x8765_4321, 1, &[("take_i", 1)]);
    assert_eq!((loaded(&outputs), outputs.specified("complete_o")), ((2, 2, 0x0705_0301), 1));
}

#[test]
fn of_an_odd_number_of_rows_the_last_int4_beat_is_for_one() {
    // Rows 0 and 3, 1 and 4, 2.
    for (rows, expected) in [(5, [0xabcdef, 0xabcdef, 0x0b0d0f]), (3, [0x0b0d0f; 3]), (1, [0x0b0d0f, 0, 0])] {
        let mut bench = of("5x3x8_registered", rows, 3);
        bench.inputs.set("tile_nibbles_i", 1);
        for (beat, weight) in expected.into_iter().enumerate() {
            let outputs = offer(&mut bench, 0xabcdef, 0, &[]);
            let bit = 1 << beat;
            assert_eq!(loaded(&outputs), (bit, if beat < 2 { bit } else { 0 }, weight));
            assert_eq!(outputs.specified("complete_o"), u64::from(beat == 2));
        }
    }
}

#[test]
fn what_a_short_packet_lacks_is_zero_until_the_command_ends() {
    let mut bench = bench();
    bench.inputs.set("tile_last_i", 0);
    offer(&mut bench, 1, 0, &[]);
    assert_eq!(loaded(&offer(&mut bench, 2, 1, &[])), (2, 0, 2));
    // The next packet waits.
    for row in 2..4 {
        let outputs = offer(&mut bench, 3, 1, &[]);
        assert_eq!((loaded(&outputs), outputs.specified("weight_ready_o")), ((1 << row, 0, 0), 0));
    }
    bench.cycle(&[("take_i", 1)]);
    // Zeros come also without a beat.
    bench.inputs.set("tile_last_i", 1);
    for row in 0..4 {
        assert_eq!(loaded(&bench.cycle(&[])), (1 << row, 0, 0));
    }
    let outputs = bench.cycle(&[("take_i", 1)]);
    assert_eq!(get(&outputs, ["complete_o", "error_o", "over_o"]), [1, 1, 0]);
    assert_eq!(loaded(&offer(&mut bench, 7, 0, &[])), (1, 0, 7), "the next command has its own packet");
}

#[test]
fn a_packet_that_ends_with_a_tile_that_is_not_the_last_is_short() {
    let mut bench = bench();
    bench.inputs.set("tile_last_i", 0);
    for row in 0..4 {
        offer(&mut bench, 1, u64::from(row == 3), &[("take_i", u64::from(row == 3))]);
    }
    bench.inputs.set("tile_last_i", 1);
    for row in 0..4 {
        let outputs = offer(&mut bench, 5, 1, &[]);
        assert_eq!(loaded(&outputs), (1 << row, 0, 0));
        if row == 3 {
            assert_eq!(outputs.specified("error_o"), 1);
        }
    }
    // The first command without an error.
    bench.cycle(&[("take_i", 1)]);
    (0..3).for_each(|_| drop(offer(&mut bench, 5, 0, &[])));
    assert_eq!(offer(&mut bench, 5, 1, &[]).specified("error_o"), 0);
}

#[test]
fn a_packet_that_goes_on_in_a_tile_that_is_not_the_last_is_no_error() {
    let mut bench = bench();
    bench.inputs.set("tile_last_i", 0);
    (0..4).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
    let outputs = bench.cycle(&[("take_i", 1)]);
    assert_eq!(get(&outputs, ["complete_o", "over_o"]), [1, 0]);
    assert!(outputs.unspecified.contains(&"error_o"), "it is of the command");
}

#[test]
fn the_rest_of_a_long_packet_is_discarded_and_the_next_tile_waits() {
    for taken_with_the_final_beat in [true, false] {
        let mut bench = bench();
        (0..3).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
        let outputs = offer(&mut bench, 1, 0, &[("take_i", taken_with_the_final_beat.into())]);
        assert_eq!(get(&outputs, ["complete_o", "error_o", "over_o"]), [1, 2, 0]);
        if !taken_with_the_final_beat {
            // It is told as long as the tile is there.
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, ["complete_o", "error_o", "over_o", "weight_ready_o"]), [1, 2, 1, 1]);
            assert_eq!(bench.cycle(&[("take_i", 1)]).specified("error_o"), 2);
        }
        for last in [0, 0, 1] {
            let outputs = bench.cycle(&[]);
            assert_eq!(get(&outputs, HANDSHAKES), [1, 0, 0, 1]);
            let outputs = offer(&mut bench, 2, last, &[]);
            assert_eq!(get(&outputs, HANDSHAKES), [1, 0, 1, 1]);
            assert_idle(&outputs);
        }
        // The next tile with its own packet.
        for row in 0..4 {
            let outputs = offer(&mut bench, 4, u64::from(row == 3), &[]);
            assert_eq!((loaded(&outputs), outputs.specified("over_o")), ((1 << row, 0, 4), 0));
        }
        assert_eq!(bench.cycle(&[]).specified("error_o"), 0);
    }
}

#[test]
fn the_rest_is_discarded_also_without_a_tile_and_while_the_tile_waits() {
    let mut bench = bench();
    (0..4).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
    // The packet ends while its tile still waits: it was long for all that.
    let outputs = offer(&mut bench, 1, 1, &[]);
    assert_eq!(get(&outputs, HANDSHAKES), [1, 1, 1, 1]);
    let outputs = bench.cycle(&[("take_i", 1)]);
    assert_eq!(get(&outputs, ["over_o", "error_o", "weight_ready_o"]), [0, 2, 0]);

    (0..3).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
    offer(&mut bench, 1, 0, &[("take_i", 1)]);
    bench.inputs.set("tile_valid_i", 0);
    assert_eq!(get(&offer(&mut bench, 1, 1, &[]), HANDSHAKES), [1, 0, 1, 1]);
    let outputs = offer(&mut bench, 1, 1, &[]);
    assert_eq!(get(&outputs, HANDSHAKES), [0; 4]);
    assert_idle(&outputs);
}

#[test]
fn a_drain_takes_nothing_and_discards_its_packet_once_it_is_taken() {
    let mut bench = bench();
    bench.inputs.set("tile_drain_i", 1);
    let outputs = offer(&mut bench, 1, 1, &[]);
    assert_eq!(get(&outputs, HANDSHAKES), [0; 4]);
    let outputs = offer(&mut bench, 1, 1, &[("tile_nibbles_i", 1)]);
    assert_eq!(get(&outputs, HANDSHAKES), [0, 1, 0, 0]);
    assert_idle(&outputs);
    assert_eq!(bench.cycle(&[("take_i", 1)]).specified("complete_o"), 1);
    // Another drain behind it waits for the packet's end, and a cycle more.
    for last in [0, 1] {
        assert_eq!(get(&offer(&mut bench, 1, last, &[]), HANDSHAKES), [1, 0, 1, 1]);
    }
    assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [0; 4]);
    assert_eq!(get(&bench.cycle(&[("take_i", 1)]), HANDSHAKES), [0, 1, 0, 0]);
    // A product behind it has the packet after.
    bench.inputs.set("tile_drain_i", 0);
    offer(&mut bench, 1, 1, &[]);
    assert_eq!(loaded(&offer(&mut bench, 6, 0, &[])), (1, 0, 6));
}

#[test]
fn a_drain_waits_for_the_rest_of_the_packet_before() {
    let mut bench = bench();
    (0..3).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
    offer(&mut bench, 1, 0, &[("take_i", 1)]);
    bench.inputs.set("tile_drain_i", 1);
    for last in [0, 1] {
        assert_eq!(get(&offer(&mut bench, 1, last, &[]), HANDSHAKES), [1, 0, 1, 1]);
    }
    let seen = [0; 2].map(|_| bench.cycle(&[]).specified("complete_o"));
    assert_eq!(seen, [0, 1]);
}

/// A tile of a block of two tiles, its last one, of one row and two columns.
fn of_blocks(nibbles: u64) -> Bench {
    let mut bench = of("16x3x4_registered_mx", 1, 2);
    for (port, value) in [("tile_scales_i", 1), ("tile_nibbles_i", nibbles), ("scale_ready_i", 1)] {
        bench.inputs.set(port, value);
    }
    bench
}

#[test]
fn column_scales_come_behind_the_rows_and_complete_the_tile() {
    for (nibbles, beats) in [(0, 16), (1, 8)] {
        let mut bench = of_blocks(nibbles);
        for beat in 0..beats {
            let outputs = offer(&mut bench, 0x21_4365, 0, &[]);
            let row = if nibbles == 1 { 0x0305 } else { 0x4365 };
            let pair = if nibbles == 1 { 1 << beat } else { 0 };
            assert_eq!(loaded(&outputs), (1 << beat, pair, if beat == 0 { row } else { 0 }));
            assert_eq!(get(&outputs, ["complete_o", "scale_o", "nibbles_o", "codes_o"]), [0, 0, nibbles, 0]);
        }
        // The queue of scales has no room: nothing happens, whatever comes.
        for _ in 0..3 {
            let outputs = offer(&mut bench, 0xffff, 1, &[("scale_ready_i", 0)]);
            assert_eq!(get(&outputs, HANDSHAKES), [0; 4]);
            assert_eq!(outputs.specified("scale_o"), 0);
            assert_idle(&outputs);
        }
        // Room without a beat.
        assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [1, 0, 0, 0]);
        let outputs = offer(&mut bench, 0xfe_80ff, 1, &[("tile_codes_i", 1)]);
        assert_eq!(loaded(&outputs), (0, 0, 0x80ff), "columns that do not exist have the scale 0");
        assert_eq!(get(&outputs, ["complete_o", "scale_o", "nibbles_o", "codes_o"]), [1, 1, 0, 0]);
        let outputs = bench.cycle(&[("take_i", 1)]);
        assert_eq!(get(&outputs, ["complete_o", "scale_o", "error_o"]), [1, 0, 0], "they are shown once");
        assert_eq!(loaded(&offer(&mut bench, 7, 0, &[])).0, 1, "the next tile begins with row 0");
    }
}

#[test]
fn only_e2m1_weights_are_codes_and_only_a_blocks_last_tile_has_scales() {
    let mut bench = of_blocks(1);
    set(&mut bench, &[("tile_scales_i", 0), ("tile_codes_i", 1), ("scale_ready_i", 0)]);
    for beat in 0..8 {
        assert_eq!(get(&bench.cycle(&[]), ["nibbles_o", "codes_o"]), [0, 0]);
        let outputs = offer(&mut bench, 0, u64::from(beat == 7), &[]);
        let ports = ["nibbles_o", "codes_o", "complete_o", "scale_o"];
        assert_eq!(get(&outputs, ports), [1, 1, u64::from(beat == 7), 0]);
    }
    assert_eq!(bench.cycle(&[]).specified("error_o"), 0);
}

#[test]
fn padding_has_no_row_but_scales() {
    let mut bench = of_blocks(1);
    set(&mut bench, &[("tile_padding_i", 1), ("tile_rows_i", 15)]);
    for beat in 0..8 {
        assert_eq!(loaded(&offer(&mut bench, 0xff_ffff, 0, &[])), (1 << beat, 1 << beat, 0));
    }
    let outputs = offer(&mut bench, 0xff_ffff, 1, &[]);
    assert_eq!((loaded(&outputs), outputs.specified("error_o")), ((0, 0, 0xffff), 0));
}

#[test]
fn a_packet_ends_with_its_last_column_scales() {
    // With the last row it is short, and the scales are zero, once there is room for them.
    let mut bench = of_blocks(0);
    (0..16).for_each(|row| drop(offer(&mut bench, 1, u64::from(row == 15), &[])));
    assert_eq!(get(&bench.cycle(&[("scale_ready_i", 0)]), HANDSHAKES), [0; 4]);
    let outputs = offer(&mut bench, 0xffff, 1, &[]);
    assert_eq!(loaded(&outputs), (0, 0, 0));
    assert_eq!(get(&outputs, ["weight_ready_o", "complete_o", "scale_o", "error_o"]), [0, 1, 1, 1]);
    // Behind them it is long.
    bench.cycle(&[("take_i", 1)]);
    (0..16).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
    let outputs = offer(&mut bench, 0xffff, 0, &[]);
    assert_eq!(get(&outputs, ["complete_o", "scale_o", "error_o", "over_o"]), [1, 1, 2, 0]);
    // The rest is discarded, room for scales or not.
    bench.inputs.set("scale_ready_i", 0);
    assert_eq!(get(&offer(&mut bench, 3, 1, &[]), HANDSHAKES), [1, 1, 1, 1]);
    // In a tile that is not the last the packet must go on behind the scales.
    let mut bench = of_blocks(0);
    bench.inputs.set("tile_last_i", 0);
    (0..16).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
    offer(&mut bench, 0xffff, 1, &[("take_i", 1)]);
    assert_eq!(loaded(&offer(&mut bench, 0xffff, 0, &[])), (1, 0, 0));
}

#[test]
fn reset_before_the_scales_forgets_the_rows() {
    let mut bench = of_blocks(1);
    (0..8).for_each(|_| drop(offer(&mut bench, 1, 0, &[])));
    bench.cycle(&[("rst_ni", 0)]);
    assert_eq!(loaded(&offer(&mut bench, 1, 0, &[])).0, 1);
}

#[test]
fn reset_forgets_the_tile_and_the_packet() {
    // A tile half way, a packet that ended, one that is over.
    for beats in [vec![0, 0], vec![0, 1], vec![0, 0, 0, 0]] {
        let mut bench = bench();
        beats.iter().for_each(|last| drop(offer(&mut bench, 1, *last, &[])));
        bench.cycle(&[("rst_ni", 0)]);
        for row in 0..4 {
            let outputs = offer(&mut bench, 8, u64::from(row == 3), &[]);
            assert_eq!(loaded(&outputs), (1 << row, 0, 8));
            assert_eq!(get(&outputs, HANDSHAKES), [1, u64::from(row == 3), 1, 0]);
        }
        assert_eq!(bench.cycle(&[]).specified("error_o"), 0);
    }
}
