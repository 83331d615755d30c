//! Tiles and their slots by hand.

use super::*;
use crate::bench::Bench;

/// A launcher of 4 × 4 at whose queue a product of one tile of two rows stands, its last; nothing holds it up.
fn bench() -> Bench {
    let mut bench = Bench::new("launcher", "tiny");
    for (port, value) in [
        ("tile_valid_i", 1),
        ("tile_kind_i", 1),
        ("tile_first_i", 1),
        ("tile_result_i", 1),
        ("tile_last_i", 1),
        ("tile_m_i", 1),
        ("tile_slots_i", 3),
        ("tile_rows_i", 2),
        ("tile_columns_i", 1),
        ("complete_i", 1),
        ("activation_valid_i", 1),
        ("entry_ready_i", 1),
    ] {
        bench.inputs.set(port, value);
    }
    bench
}

fn set(bench: &mut Bench, inputs: &[(&str, u64)]) {
    inputs.iter().for_each(|(port, value)| bench.inputs.set(port, *value));
}

fn get<const N: usize>(outputs: &Outputs, ports: [&str; N]) -> [u64; N] {
    ports.map(|port| outputs.specified(port))
}

const HANDSHAKES: [&str; 5] = ["tile_ready_o", "take_o", "activation_ready_o", "entry_valid_o", "verdict_valid_o"];
const STALLS: [&str; 3] = ["stall_weights_o", "stall_activations_o", "stall_results_o"];

/// The stall that the cycle after shows, with nothing to do in it: none, weights, activations, results.
fn stalls(bench: &mut Bench) -> [u64; 3] {
    get(&bench.cycle(&[("tile_valid_i", 0)]), STALLS)
}

/// Sends the present tile of two rows and four slots, the second row with this `last`; the verdict's cycle is the next.
fn send(bench: &mut Bench, last: u64) {
    for slot in 0..4 {
        let outputs = bench.cycle(&[("activation_last_i", u64::from(slot == 1) & last)]);
        assert_eq!(outputs.specified("tile_ready_o"), u64::from(slot == 3), "slot {slot}");
    }
}

/// The verdict of this cycle, without a tile.
fn verdict(bench: &mut Bench, more: &[(&str, u64)]) -> Option<[u64; 2]> {
    let outputs = bench.cycle(&[&[("tile_valid_i", 0)][..], more].concat());
    if outputs.pins.high("verdict_valid_o") {
        return Some(get(&outputs, ["verdict_asks_o", "verdict_error_o"]));
    }
    assert!(outputs.unspecified.contains(&"verdict_error_o"));
    None
}

#[test]
fn a_tile_sends_its_rows_and_then_empty_slots() {
    let mut bench = bench();
    let mut seen = Vec::new();
    let mut tokens = Vec::new();
    for slot in 0..6 {
        let last = u64::from(slot == 1);
        let outputs = bench.cycle(&[("activation_last_i", last), ("tile_valid_i", u64::from(slot < 4))]);
        seen.push(get(&outputs, HANDSHAKES));
        if slot < 2 {
            // Rows 0 to 2 exist.
            assert_eq!(outputs.specified("row_mask_o"), 7);
        } else {
            assert!(outputs.unspecified.contains(&"row_mask_o"));
        }
        if slot == 0 {
            let entry = ["entry_empty_o", "entry_raw_o", "entry_last_o", "entry_rows_o", "entry_columns_o"];
            assert_eq!(get(&outputs, entry), [0, 0, 1, 1, 1]);
        } else {
            assert!(outputs.unspecified.contains(&"entry_last_o"));
        }
        tokens.push(get(&outputs, ["swap_o", "row_o"]));
        if outputs.pins.high("row_o") {
            let of = get(&outputs, ["first_o", "result_o", "address_o", "wait_address_o"]);
            assert_eq!(of, [1, 1, slot - 1, slot - 1]);
        } else {
            assert!(["first_o", "result_o", "address_o"].iter().all(|port| outputs.unspecified.contains(port)));
        }
        assert_eq!(get(&outputs, STALLS), [0; 3]);
    }
    assert_eq!(seen, [[0, 1, 1, 1, 0], [0, 0, 1, 0, 0], [0; 5], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0; 5]]);
    assert_eq!(tokens, [[0, 0], [1, 1], [0, 1], [0, 0], [0, 0], [0, 0]]);
}

#[test]
fn only_the_last_k_tile_makes_an_entry_and_rows_that_wait() {
    let mut bench = bench();
    set(&mut bench, &[("tile_result_i", 0), ("tile_last_i", 0), ("tile_raw_i", 1), ("tile_rounding_i", 3)]);
    for slot in 0..4 {
        // The queue of entries may be full meanwhile.
        let outputs = bench.cycle(&[("entry_ready_i", 0)]);
        assert_eq!(get(&outputs, ["entry_valid_o", "take_o"]), [0, u64::from(slot == 0)]);
        if slot == 1 {
            assert_eq!(get(&outputs, ["row_o", "first_o", "result_o"]), [1, 1, 0]);
        }
    }
    set(&mut bench, &[("tile_first_i", 0), ("tile_result_i", 1)]);
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["entry_valid_o", "entry_last_o", "entry_raw_o", "entry_rounding_o"]), [1, 0, 1, 3]);
    assert_eq!(outputs.specified("verdict_valid_o"), 0, "the command goes on");
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["first_o", "result_o", "address_o", "wait_address_o"]), [0, 1, 0, 0]);
}

#[test]
fn a_tile_of_as_many_rows_as_slots_is_followed_without_a_gap() {
    let mut bench = bench();
    set(&mut bench, &[("tile_m_i", 3), ("tile_last_i", 0)]);
    for slot in 0..12 {
        let outputs = bench.cycle(&[]);
        assert_eq!(outputs.specified("activation_ready_o"), 1);
        assert_eq!(outputs.specified("tile_ready_o"), u64::from(slot % 4 == 3));
        assert_eq!(outputs.specified("take_o"), u64::from(slot % 4 == 0));
        if slot > 0 {
            let of = get(&outputs, ["swap_o", "address_o", "wait_address_o"]);
            assert_eq!(of, [u64::from(slot % 4 == 1), (slot - 1) % 4, slot - 1]);
        }
    }
}

#[test]
fn slot_0_waits_for_its_weights_which_is_no_stall_while_they_fill() {
    let mut bench = bench();
    set(&mut bench, &[("complete_i", 0), ("tile_last_i", 0)]);
    let waits = |bench: &mut Bench, loading| {
        let outputs = bench.cycle(&[("loading_i", loading)]);
        assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "entry_valid_o", "tile_ready_o"]), [0; 4]);
        outputs.specified("stall_weights_o")
    };
    // Each shows the stall of the cycle before.
    assert_eq!([waits(&mut bench, 1), waits(&mut bench, 0), waits(&mut bench, 1), waits(&mut bench, 1)], [0, 0, 1, 0]);
    bench.inputs.set("complete_i", 1);
    assert_eq!(get(&bench.cycle(&[]), ["take_o", "stall_weights_o"]), [1, 0]);
    // Later slots do not ask for weights.
    bench.inputs.set("complete_i", 0);
    for slot in 1..4 {
        assert_eq!(get(&bench.cycle(&[]), ["tile_ready_o", "stall_weights_o"]), [u64::from(slot == 3), 0]);
    }
    // The next tile does not fill any more.
    assert_eq!([waits(&mut bench, 1), waits(&mut bench, 1), waits(&mut bench, 0), waits(&mut bench, 0)], [0, 1, 1, 1]);
    // Behind a cycle without a tile it does again.
    assert_eq!(stalls(&mut bench), [1, 0, 0]);
    assert_eq!([waits(&mut bench, 1), waits(&mut bench, 1)], [0, 0]);
}

#[test]
fn a_row_waits_for_its_beat_and_an_empty_slot_for_nothing() {
    let mut bench = bench();
    for row in 0..2 {
        for before in [0, 1] {
            let outputs = bench.cycle(&[("activation_valid_i", 0)]);
            assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "stall_activations_o"]), [0, 0, before]);
        }
        let outputs = bench.cycle(&[("activation_last_i", row)]);
        assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "stall_activations_o"]), [1 - row, 1, 1]);
    }
    for slot in 2..4 {
        let outputs = bench.cycle(&[("activation_valid_i", 0)]);
        assert_eq!(get(&outputs, ["tile_ready_o", "stall_activations_o"]), [u64::from(slot == 3), 0]);
    }
    assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
}

#[test]
fn of_several_stalls_one_is_told_results_before_weights_before_activations() {
    let mut bench = bench();
    for (inputs, expected) in [
        (vec![("entry_ready_i", 0), ("complete_i", 0), ("activation_valid_i", 0)], [0, 0, 1]),
        (vec![("complete_i", 0), ("activation_valid_i", 0)], [1, 0, 0]),
        (vec![("activation_valid_i", 0)], [0, 1, 0]),
        // While weights fill no other stall is told.
        (vec![("complete_i", 0), ("loading_i", 1), ("activation_valid_i", 0)], [0, 0, 0]),
        (vec![("entry_ready_i", 0), ("complete_i", 0), ("loading_i", 1)], [0, 0, 1]),
    ] {
        let outputs = bench.cycle(&inputs);
        assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "entry_valid_o"]), [0; 3]);
        assert_eq!(stalls(&mut bench), expected);
    }
}

#[test]
fn results_stall_while_as_many_rows_are_under_way_as_can_wait() {
    // E = 32.
    let mut bench = bench();
    set(&mut bench, &[("tile_m_i", 15), ("tile_slots_i", 15), ("tile_last_i", 0)]);
    (0..32).for_each(|_| assert_eq!(bench.cycle(&[]).specified("activation_ready_o"), 1));
    assert_eq!(get(&bench.cycle(&[]), ["take_o", "activation_ready_o", "entry_valid_o"]), [0; 3]);
    // The room of a credit is there in the cycle after the next one.
    for _ in 0..2 {
        let outputs = bench.cycle(&[("credit_i", 1)]);
        assert_eq!(get(&outputs, ["activation_ready_o", "stall_results_o"]), [0, 1]);
    }
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "stall_results_o"]), [1, 1, 1]);
    // One went and one came: still one has room.
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["activation_ready_o", "stall_results_o", "wait_address_o"]), [1, 0, 0]);
    for before in [0, 1] {
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["activation_ready_o", "stall_results_o"]), [0, before]);
    }
}

#[test]
fn rows_that_are_no_results_and_empty_slots_need_no_room() {
    let mut bench = bench();
    set(&mut bench, &[("tile_m_i", 15), ("tile_slots_i", 20), ("tile_last_i", 0)]);
    (0..42).for_each(|_| drop(bench.cycle(&[])));
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["take_o", "entry_valid_o"]), [0, 0]);
    bench.inputs.set("tile_result_i", 0);
    assert_eq!(get(&bench.cycle(&[]), ["take_o", "activation_ready_o", "entry_valid_o"]), [1, 1, 0]);
}

#[test]
fn what_a_short_packet_lacks_is_zero_until_the_command_ends() {
    let mut bench = bench();
    bench.inputs.set("tile_last_i", 0);
    bench.cycle(&[]);
    // The last row of a tile that is not the last must not end the packet either.
    assert_eq!(bench.cycle(&[("activation_last_i", 1)]).specified("row_mask_o"), 7);
    bench.wait(2);
    bench.inputs.set("tile_last_i", 1);
    for slot in 0..4 {
        // The next packet waits, whole or not.
        let outputs = bench.cycle(&[("activation_valid_i", slot % 2), ("activation_last_i", 1)]);
        assert_eq!(get(&outputs, ["activation_ready_o", "tile_ready_o"]), [0, u64::from(slot == 3)]);
        if slot < 2 {
            assert_eq!(outputs.specified("row_mask_o"), 0);
        }
    }
    // The next command has its own packet, and an error of its own.
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["verdict_valid_o", "verdict_error_o"]), [1, 9]);
    assert_eq!(get(&outputs, ["activation_ready_o", "row_mask_o"]), [1, 7]);
    bench.cycle(&[("activation_last_i", 1)]);
    bench.wait(2);
    assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
}

#[test]
fn a_packet_that_ends_before_the_last_row_of_the_last_tile_is_short() {
    let mut bench = bench();
    assert_eq!(bench.cycle(&[("activation_last_i", 1)]).specified("row_mask_o"), 7);
    assert_eq!(get(&bench.cycle(&[]), ["row_mask_o", "activation_ready_o"]), [0, 0]);
    bench.wait(2);
    assert_eq!(verdict(&mut bench, &[]), Some([0, 9]));
}

#[test]
fn the_rest_of_a_long_packet_is_discarded_and_the_verdict_waits_for_its_end() {
    let mut bench = bench();
    send(&mut bench, 0);
    // Discarded since slot 2; the next tile stalls.
    for (valid, last) in [(1, 0), (0, 1), (1, 1)] {
        let outputs = bench.cycle(&[("activation_valid_i", valid), ("activation_last_i", last)]);
        assert_eq!(get(&outputs, ["take_o", "activation_ready_o", "verdict_valid_o"]), [0, 1, 0]);
    }
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["take_o", "stall_activations_o"]), [1, 1]);
    assert_eq!(get(&outputs, ["verdict_valid_o", "verdict_error_o"]), [1, 10]);
    assert_eq!(bench.cycle(&[("activation_last_i", 1)]).specified("activation_ready_o"), 1);
    bench.wait(2);
    assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
}

#[test]
fn a_long_packet_that_ends_within_its_tile_makes_nobody_wait() {
    let mut bench = bench();
    bench.wait(2);
    let outputs = bench.cycle(&[("activation_last_i", 1)]);
    assert_eq!(outputs.specified("activation_ready_o"), 1, "discarded");
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, ["activation_ready_o", "tile_ready_o"]), [0, 1]);
    assert_eq!(verdict(&mut bench, &[]), Some([0, 10]));
}

#[test]
fn a_packet_may_be_found_too_long_in_the_last_slot() {
    let mut bench = bench();
    bench.inputs.set("tile_m_i", 3);
    (0..4).for_each(|slot| assert_eq!(bench.cycle(&[]).specified("tile_ready_o"), u64::from(slot == 3)));
    for last in [0, 1] {
        assert_eq!(verdict(&mut bench, &[("activation_last_i", last)]), None);
    }
    assert_eq!(verdict(&mut bench, &[]), Some([0, 10]));
}

#[test]
fn the_rest_is_discarded_without_a_tile_too() {
    let mut bench = bench();
    send(&mut bench, 0);
    set(&mut bench, &[("tile_valid_i", 0), ("complete_i", 0), ("entry_ready_i", 0)]);
    for last in [0, 1] {
        assert_eq!(get(&bench.cycle(&[("activation_last_i", last)]), HANDSHAKES), [0, 0, 1, 0, 0]);
    }
    assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [0, 0, 0, 0, 1]);
    assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [0; 5]);
}

#[test]
fn the_loaders_error_of_the_last_tile_goes_before_that_of_the_activations() {
    for (load_error, error) in [(0, 9), (1, 7), (2, 8)] {
        let mut bench = bench();
        bench.cycle(&[("load_error_i", load_error), ("activation_last_i", 1)]);
        // What the loader says later is of another tile.
        bench.inputs.set("load_error_i", 3 - load_error);
        bench.wait(3);
        assert_eq!(verdict(&mut bench, &[]), Some([0, error]));
    }
}

#[test]
fn a_verdict_waits_for_the_rest_of_its_weights_and_no_tile_begins_meanwhile() {
    let mut bench = bench();
    bench.inputs.set("weight_over_i", 1);
    bench.cycle(&[("load_error_i", 2), ("weight_over_i", 0)]);
    bench.cycle(&[("activation_last_i", 1)]);
    bench.wait(2);
    for before in [0, 1] {
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, ["take_o", "verdict_valid_o", "stall_weights_o"]), [0, 0, before]);
    }
    // A command without a product waits, too.
    for kind in [0, 2] {
        let outputs = bench.cycle(&[("tile_kind_i", kind)]);
        assert_eq!(get(&outputs, HANDSHAKES), [0; 5]);
    }
    // It leaves in the first cycle in which they are done, and the next tile begins in it.
    let outputs = bench.cycle(&[("weight_over_i", 0)]);
    assert_eq!(get(&outputs, ["take_o", "verdict_valid_o", "verdict_error_o"]), [1, 1, 8]);
}

#[test]
fn a_verdict_does_not_wait_for_what_is_left_of_another_packet() {
    // The weights were done within the tile; then those of another command are over.
    let mut bench = bench();
    bench.cycle(&[("load_error_i", 2)]);
    bench.cycle(&[("weight_over_i", 1), ("activation_last_i", 1)]);
    bench.cycle(&[("weight_over_i", 0)]);
    bench.cycle(&[("weight_over_i", 1)]);
    assert_eq!(verdict(&mut bench, &[("weight_over_i", 1)]), Some([0, 8]));
    // Of a packet that was not too long nothing is left.
    let mut bench = self::bench();
    bench.inputs.set("weight_over_i", 1);
    send(&mut bench, 1);
    assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
}

#[test]
fn a_command_without_packets_passes_with_an_entry_and_its_verdict() {
    for (asks, error) in [(1, 0), (0, 5)] {
        let mut bench = bench();
        let tile = [("tile_kind_i", 0), ("tile_asks_i", asks), ("tile_error_i", error), ("tile_raw_i", 1)];
        set(&mut bench, &tile);
        // Neither weights nor activations matter.
        set(&mut bench, &[("complete_i", 0), ("activation_valid_i", 0), ("weight_over_i", 1)]);
        assert_eq!(get(&bench.cycle(&[("entry_ready_i", 0)]), HANDSHAKES), [0; 5]);
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, HANDSHAKES), [1, 0, 0, 1, 0]);
        assert_eq!(get(&outputs, ["entry_empty_o", "entry_raw_o", "entry_last_o"]), [1, 1, 1]);
        assert!(
            ["entry_rows_o", "entry_columns_o", "entry_rounding_o"]
                .iter()
                .all(|port| outputs.unspecified.contains(port))
        );
        // Another one in the next cycle.
        let outputs = bench.cycle(&[]);
        assert_eq!(get(&outputs, HANDSHAKES), [1, 0, 0, 1, 1]);
        assert_eq!(get(&outputs, ["verdict_asks_o", "verdict_error_o", "swap_o", "row_o"]), [asks, error, 0, 0]);
        assert_eq!(stalls(&mut bench), [0; 3]);
    }
}

#[test]
fn a_drain_waits_for_loader_entry_and_activations_and_its_verdict_for_both_packets() {
    let mut bench = bench();
    send(&mut bench, 0);
    // Its predecessor's activations are not done, and so its verdict waits.
    set(&mut bench, &[("tile_kind_i", 2), ("tile_error_i", 3)]);
    assert_eq!(get(&bench.cycle(&[("activation_last_i", 1)]), HANDSHAKES), [0, 0, 1, 0, 0]);
    assert_eq!(get(&bench.cycle(&[("complete_i", 0)]), HANDSHAKES), [0, 0, 0, 0, 1]);
    assert_eq!(get(&bench.cycle(&[("entry_ready_i", 0)]), HANDSHAKES), [0; 5]);
    let outputs = bench.cycle(&[]);
    assert_eq!(get(&outputs, HANDSHAKES), [1, 1, 0, 1, 0]);
    assert_eq!(get(&outputs, ["entry_empty_o", "entry_raw_o", "entry_last_o"]), [1, 0, 1]);
    // The weights end first, then the activations: or the other way round.
    for (weights, activations) in [(1, 3), (3, 1), (2, 2)] {
        for cycle in 0..weights.max(activations) {
            let last = u64::from(cycle == activations - 1);
            let over = u64::from(cycle < weights);
            let more = [("activation_last_i", last), ("weight_over_i", over), ("complete_i", 0)];
            assert_eq!(verdict(&mut bench, &more), None);
        }
        assert_eq!(verdict(&mut bench, &[("weight_over_i", 0)]), Some([0, 3]));
        assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [1, 1, 0, 1, 0]);
    }
}

#[test]
fn a_drain_does_not_begin_before_the_packet_of_the_command_before_it_is_over() {
    // The verdict of the drain leaves with the last of its two packets, then the next drain begins.
    let mut bench = bench();
    bench.inputs.set("tile_kind_i", 2);
    bench.inputs.set("weight_over_i", 1);
    assert_eq!(bench.cycle(&[]).specified("tile_ready_o"), 1);
    assert_eq!(get(&bench.cycle(&[("activation_last_i", 1)]), HANDSHAKES), [0, 0, 1, 0, 0]);
    assert_eq!(get(&bench.cycle(&[]), HANDSHAKES), [0; 5]);
    assert_eq!(get(&bench.cycle(&[("weight_over_i", 0)]), HANDSHAKES), [1, 1, 0, 1, 1]);
}

#[test]
fn without_a_tile_nothing_moves() {
    let mut bench = bench();
    bench.inputs.set("tile_valid_i", 0);
    for kind in 0..4 {
        let outputs = bench.cycle(&[("tile_kind_i", kind)]);
        assert_eq!((get(&outputs, HANDSHAKES), get(&outputs, STALLS)), ([0; 5], [0; 3]));
    }
}

#[test]
fn reset_forgets_the_tile_the_packet_and_the_verdict() {
    // Within a tile, with a packet that ended, with one that is over, with a verdict that waits.
    for cycles in 1..6 {
        for last in 0..4 {
            let mut bench = bench();
            bench.inputs.set("weight_over_i", 1);
            for cycle in 0..cycles {
                bench.cycle(&[("activation_last_i", u64::from(cycle == last)), ("load_error_i", 2)]);
            }
            bench.cycle(&[("rst_ni", 0)]);
            // The weights fill again.
            let outputs = bench.cycle(&[("complete_i", 0), ("loading_i", 1)]);
            assert_eq!(get(&outputs, HANDSHAKES), [0; 5]);
            assert_eq!((get(&outputs, STALLS), get(&outputs, ["swap_o", "row_o"])), ([0; 3], [0; 2]));
            assert_eq!(stalls(&mut bench), [0; 3]);
            for slot in 0..4 {
                let outputs = bench.cycle(&[("activation_last_i", u64::from(slot == 1))]);
                assert_eq!(outputs.specified("tile_ready_o"), u64::from(slot == 3));
                if slot == 1 {
                    assert_eq!(outputs.specified("wait_address_o"), 0);
                }
            }
            assert_eq!(verdict(&mut bench, &[]), Some([0, 0]));
        }
    }
}
