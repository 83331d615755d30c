//! Cases of `sequencer`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;
use seedchip_spec::Command;

four_kinds! { block: "sequencer", cases: 600, cycles: 150 }

pub fn latency() -> Latency {
    Latency::new("command_valid_i", "start_o", Script::of("sequencer").resting(&[("status_ready_i", 1)]))
}

const CLEAR_FLAGS: u8 = 1;
const TAG: u16 = 0xbeef;

pub fn listed() -> Vec<Script> {
    let mut scripts =
        vec![smallest_product(), tile_after_tile(), stalls(), late_rows(), out_of_credit(), reset_returns_to_idle()];
    scripts.extend(refused().into_iter().map(|(beat, error)| answered(beat, error)));
    scripts
}

fn beat(m: u16, n: u16, k: u32) -> u128 {
    let words = Command { tag: TAG, ..Command::product(m, n, k) }.encode();
    words.iter().rev().fold(0, |beat, word| beat << 32 | u128::from(*word))
}

/// Commands that end in CHECK, with the error that they are told: each alone, then the order of the errors.
fn refused() -> Vec<(u128, i64)> {
    let good = beat(1, 1, 1);
    let format = 2 << 8;
    let opcode = 2;
    vec![
        (u128::from(TAG) << 96, 0),
        (!0xff, 0),
        (good ^ 1 ^ opcode, 5),
        (0xff, 5),
        (good | 1 << 19, 6),
        (good | 1 << 23, 6),
        (good | 1 << 24, 6),
        (good | 1 << 31, 6),
        (good | 1 << 112, 6),
        (good | 1 << 127, 6),
        (good | format, 4),
        (good | 0xff << 8, 4),
        (beat(0, 1, 1), 1),
        (beat(1, 0, 1), 1),
        (beat(1, 1, 0), 1),
        (beat(1, 1, 65_536), 2),
        (beat(1, 1, u32::MAX), 2),
        (beat(17, 1, 1), 3),
        (beat(65_535, 1, 1), 3),
        (beat(17, 0, 65_536) ^ 1 ^ opcode | format | 1 << 127, 5),
        (beat(17, 0, 65_536) | format | 1 << 127, 6),
        (beat(17, 0, 65_536) | format, 4),
        (beat(17, 0, 65_536), 1),
        (beat(17, 1, 65_536), 2),
    ]
}

/// Takes a command in the next cycle.
fn taken(script: Script, beat: u128) -> Script {
    script.cycle(&[("command_valid_i", 1)]).lanes("command_data_i", 64, &[beat as i64, (beat >> 64) as i64])
}

/// A command that ends in CHECK: no operand is taken, and the status stays until it is taken.
fn answered(beat: u128, error: i64) -> Script {
    let script = Script::of("sequencer").resting(&[("row_valid_i", 1), ("activation_valid_i", 1)]);
    let clear = (beat >> 16) as u8 & CLEAR_FLAGS;
    let tag = (beat >> 96) as i64 & 0xffff;
    let quiet = [("row_ready_o", 0), ("activation_ready_o", 0), ("load_o", 0)];
    taken(script, beat)
        .sees(&[("command_ready_o", 1), ("busy_o", 0), ("start_o", 0), ("clear_flags_o", 0)])
        .rest(1)
        .sees(&[("start_o", 1), ("clear_flags_o", clear.into()), ("busy_o", 1), ("command_ready_o", 0)])
        .sees(&quiet)
        .rest(1)
        .sees(&[("status_valid_o", 1), ("error_o", error), ("tag_o", tag), ("busy_o", 0), ("start_o", 0)])
        .sees(&quiet)
        .cycle(&[("status_ready_i", 1)])
        .sees(&[("status_valid_o", 1), ("error_o", error), ("tag_o", tag)])
        .rest(1)
        .sees(&[("status_valid_o", 0), ("command_ready_o", 1)])
        .sees(&quiet)
}

/// m = n = k = 1: four rows loaded, one activation among four slots, the first sent with the last row. Its tokens show
/// a cycle later.
fn smallest_product() -> Script {
    let script = Script::of("sequencer").resting(&[("row_valid_i", 1), ("activation_valid_i", 1)]);
    let mut script = taken(script, beat(1, 1, 1)).cycle(&[("set_i", 1)]).sees(&[("start_o", 1)]);
    for row in 0..4 {
        script = script.rest(1).sees(&[
            ("row_ready_o", 1),
            ("load_o", 1 << row),
            ("row_last_o", i64::from(row == 3)),
            ("activation_ready_o", i64::from(row == 3)),
            ("stall_weights_o", 0),
            ("swap_o", 0),
            ("result_o", 0),
        ]);
    }
    script = script.sees(&[("activation_last_o", 1), ("row_mask_o", 1)]).rest(1).sees(&[
        ("row_ready_o", 0),
        ("load_o", 0),
        ("activation_ready_o", 0),
        ("swap_o", 1),
        ("store_o", 0),
        ("result_o", 1),
        ("first_o", 1),
        ("partial_o", 1),
        ("set_o", 1),
        ("final_o", 1),
        ("end_o", 0),
        ("address_o", 0),
        ("rows_used_o", 1),
        ("columns_used_o", 1),
    ]);
    for slot in 1..4 {
        script = script.rest(1).sees(&[
            ("activation_ready_o", 0),
            ("swap_o", 0),
            ("result_o", 0),
            ("partial_o", 1),
            ("set_o", 0),
            ("final_o", 0),
            ("end_o", i64::from(slot == 3)),
        ]);
    }
    script
        .sees(&[("column_mask_o", 1), ("busy_o", 1)])
        .rest(2)
        .sees(&[("busy_o", 1), ("status_valid_o", 0), ("end_o", 0), ("partial_o", 0), ("column_mask_o", 1)])
        .cycle(&[("end_i", 1)])
        .sees(&[("busy_o", 1), ("status_valid_o", 0)])
        .cycle(&[("status_ready_i", 1)])
        .sees(&[("busy_o", 0), ("status_valid_o", 1), ("error_o", 0), ("tag_o", TAG.into())])
        .rest(1)
        .sees(&[("command_ready_o", 1)])
}

/// Three tiles without a cycle between them: each next one is loaded from the cycle in which the swap shows.
fn tile_after_tile() -> Script {
    let script = Script::of("sequencer").resting(&[("row_valid_i", 1), ("activation_valid_i", 1)]);
    let mut script = taken(script, beat(4, 1, 10)).cycle(&[("set_i", 1)]).rest(3);
    for slot in 0..12 {
        let (tile, row) = (slot / 4, slot % 4);
        script = script.rest(1).sees(&[
            ("activation_ready_o", 1),
            ("activation_last_o", i64::from(slot == 11)),
            ("row_mask_o", if tile == 2 { 0b11 } else { 0b1111 }),
            ("load_o", if slot <= 8 { 1 << ((row + 3) % 4) } else { 0 }),
            ("row_ready_o", i64::from(slot <= 8)),
        ]);
        if slot > 0 {
            let shown = slot - 1;
            script = script.sees(&[
                ("swap_o", i64::from(shown % 4 == 0)),
                ("set_o", i64::from(shown == 0)),
                ("first_o", i64::from(shown < 4)),
                ("store_o", i64::from(shown < 8)),
                ("result_o", i64::from(shown >= 8)),
                ("address_o", shown % 4),
                ("rows_used_o", if shown >= 8 { 2 } else { 4 }),
                ("columns_used_o", 1),
            ]);
        }
    }
    script.rest(1).sees(&[("final_o", 1), ("end_o", 1), ("row_ready_o", 0), ("activation_ready_o", 0)])
}

/// Each cycle that waits has one cause, told in the next: the fill weights, then parameters before activations.
fn stalls() -> Script {
    let all = |weights, activations, parameters| {
        [
            ("stall_weights_o", weights),
            ("stall_activations_o", activations),
            ("stall_parameters_o", parameters),
            ("stall_results_o", 0),
        ]
    };
    let row = ("row_valid_i", 1);
    taken(Script::of("sequencer"), beat(2, 1, 1))
        .rest(2)
        .sees(&all(0, 0, 0))
        .cycle(&[row])
        .sees(&all(1, 0, 0))
        .rest(1)
        .sees(&all(0, 0, 0))
        .cycle(&[row])
        .sees(&all(1, 0, 0))
        .cycle(&[row])
        .sees(&all(0, 0, 0))
        .cycle(&[row])
        .sees(&all(0, 0, 0))
        .cycle(&[])
        .sees(&all(0, 0, 1))
        .cycle(&[("activation_valid_i", 1), ("set_i", 1)])
        .sees(&all(0, 0, 1))
        .sees(&[("activation_ready_o", 0)])
        .cycle(&[])
        .sees(&all(0, 0, 1))
        .cycle(&[("activation_valid_i", 1)])
        .sees(&all(0, 1, 0))
        .sees(&[("activation_ready_o", 1), ("activation_last_o", 0), ("swap_o", 0)])
        .cycle(&[])
        .sees(&all(0, 0, 0))
        .sees(&[("swap_o", 1), ("set_o", 1), ("result_o", 1), ("final_o", 0), ("address_o", 0)])
        .cycle(&[("activation_valid_i", 1)])
        .sees(&all(0, 1, 0))
        .sees(&[("activation_ready_o", 1), ("activation_last_o", 1), ("swap_o", 0), ("result_o", 0)])
        .cycle(&[])
        .sees(&all(0, 0, 0))
        .sees(&[("swap_o", 0), ("result_o", 1), ("final_o", 1), ("address_o", 1), ("end_o", 0)])
        .cycle(&[])
        .sees(&[("result_o", 0), ("end_o", 0)])
        .cycle(&[])
        .sees(&[("end_o", 1)])
        .sees(&all(0, 0, 0))
}

/// A row that is late in the fill and between tiles: the first waits are the fill's, the later ones the launcher's.
fn late_rows() -> Script {
    let row = ("row_valid_i", 1);
    let script = Script::of("sequencer").resting(&[("activation_valid_i", 1)]);
    let mut script = taken(script, beat(1, 1, 8)).cycle(&[("set_i", 1)]);
    for _ in 0..3 {
        script = script.cycle(&[row]).sees(&[("stall_weights_o", 0), ("activation_ready_o", 0)]);
    }
    script = script
        .rest(1)
        .sees(&[("stall_weights_o", 0), ("row_ready_o", 1), ("load_o", 0), ("activation_ready_o", 0)])
        .cycle(&[row])
        .sees(&[("stall_weights_o", 1), ("load_o", 8), ("activation_ready_o", 1)]);
    for slot in 1..4 {
        script = script.cycle(&[row]).sees(&[("load_o", 1 << (slot - 1)), ("swap_o", i64::from(slot == 1))]);
    }
    script
        .rest(1)
        .sees(&[("activation_ready_o", 0), ("row_ready_o", 1), ("load_o", 0), ("stall_weights_o", 0)])
        .cycle(&[row])
        .sees(&[("activation_ready_o", 1), ("load_o", 8), ("row_last_o", 1), ("stall_weights_o", 1), ("swap_o", 0)])
        .rest(1)
        .sees(&[("swap_o", 1), ("result_o", 1), ("row_ready_o", 0), ("stall_weights_o", 0)])
}

/// The result queue holds 32: the 33rd result waits, and every credit lets one go.
fn out_of_credit() -> Script {
    let script = Script::of("sequencer").resting(&[("row_valid_i", 1), ("activation_valid_i", 1)]);
    let mut script = taken(script, beat(16, 12, 1));
    for _ in 0..3 {
        script = script.cycle(&[("set_i", 1)]);
    }
    // The first slot is sent with the last row at 5.
    script = script.rest(2).sees(&[("activation_ready_o", 1)]);
    for slot in 0..32 {
        script = script.rest(1).sees(&[
            ("result_o", 1),
            ("swap_o", i64::from(slot % 16 == 0)),
            ("stall_results_o", 0),
            ("activation_ready_o", i64::from(slot < 31)),
        ]);
    }
    script
        .rest(1)
        .sees(&[("result_o", 0), ("stall_results_o", 1), ("activation_ready_o", 0), ("swap_o", 0)])
        .cycle(&[("credit_i", 1)])
        .sees(&[("stall_results_o", 1), ("activation_ready_o", 0)])
        .rest(1)
        .sees(&[("result_o", 0), ("stall_results_o", 1), ("activation_ready_o", 1)])
        .rest(1)
        .sees(&[("result_o", 1), ("swap_o", 1), ("stall_results_o", 0), ("activation_ready_o", 0)])
        .rest(1)
        .sees(&[("result_o", 0), ("stall_results_o", 1)])
}

/// A reset in the middle of a product: idle, and the set, the results under way and the tokens are forgotten.
fn reset_returns_to_idle() -> Script {
    let script = Script::of("sequencer").resting(&[("row_valid_i", 1), ("activation_valid_i", 1)]);
    let script = taken(script, beat(4, 4, 4)).cycle(&[("set_i", 1)]).rest(6).sees(&[("result_o", 1)]);
    let script = script.cycle(&[("rst_ni", 0), ("set_i", 1)]).sees(&[("result_o", 1), ("activation_ready_o", 1)]);
    let script = script.rest(1).sees(&[("command_ready_o", 1), ("busy_o", 0), ("result_o", 0), ("end_o", 0)]);
    taken(script, beat(1, 1, 1)).rest(6).sees(&[("stall_parameters_o", 1)])
}
