//! Commands without stalls against the cycle contract, with every token counted, and refused commands.

use super::*;
use crate::Block;
use crate::tiling::{Shape, cycles};
use seedchip_spec::Direction;

struct Bench {
    block: Box<dyn Block>,
    inputs: Pins,
}

impl Bench {
    fn new(configuration: &Configuration) -> Self {
        let sequencer = seedchip_spec::Block::named("sequencer").expect("it is listed").of(configuration);
        let mut inputs = Pins::zero(&sequencer.ports(), Direction::Input);
        inputs.set("rst_ni", 1);
        Self { block: crate::block(&sequencer).expect("it has a model"), inputs }
    }

    fn command(&mut self, beat: u128) {
        self.inputs.set_lane("command_data_i", 0, 64, beat as u64);
        self.inputs.set_lane("command_data_i", 1, 64, (beat >> 64) as u64);
        self.inputs.set("command_valid_i", 1);
        assert!(self.cycle().high("command_ready_o"));
        self.inputs.set("command_valid_i", 0);
    }

    fn cycle(&mut self) -> Pins {
        self.block.cycle(&self.inputs).pins
    }
}

fn product(shape: Shape) -> u128 {
    1 | (shape.m as u128) << 32 | (shape.n as u128) << 48 | (shape.k as u128) << 64 | 7 << 96
}

#[test]
fn without_stalls_the_contract_holds_and_every_token_comes_as_often_as_it_should() {
    let configuration = Configuration::named("tiny").expect("named");
    for shape in [(1, 1, 1), (16, 9, 8), (3, 5, 13), (5, 4, 4)].map(|(m, n, k)| Shape { m, n, k }) {
        let tiling = Tiling::new(&configuration, shape);
        let mut bench = Bench::new(&configuration);
        for port in ["row_valid_i", "activation_valid_i", "set_i", "credit_i"] {
            bench.inputs.set(port, 1);
        }
        bench.command(product(shape));
        let (mut busy, mut drained) = (0, 0);
        // R + C / G + L + 15 cycles from the last slot to the `end` token at A15; the sequencer's own shows after one.
        let end = configuration.rows() + configuration.columns() + 3 + 15 - 1;
        let mut counts = std::collections::BTreeMap::new();
        let status = loop {
            bench.inputs.set("end_i", u64::from(drained == end));
            let pins = bench.cycle();
            if pins.high("status_valid_o") {
                break pins;
            }
            busy += pins.get("busy_o");
            drained += usize::from(drained > 0 || pins.high("end_o"));
            for port in ["row_ready_o", "row_last_o", "activation_ready_o", "swap_o", "set_o"] {
                *counts.entry(port).or_insert(0) += usize::from(pins.high(port));
            }
            let last = pins.high("activation_ready_o") && pins.high("activation_last_o");
            *counts.entry("activation_last_o").or_insert(0) += usize::from(last);
            for port in ["store_o", "result_o", "first_o", "final_o", "end_o"] {
                *counts.entry(port).or_insert(0) += usize::from(pins.high(port));
            }
            assert!(
                ["weights", "activations", "parameters", "results"]
                    .iter()
                    .all(|stream| !pins.high(&format!("stall_{stream}_o")))
            );
        };
        assert_eq!(busy, cycles(&configuration, shape), "{shape:?}");
        assert_eq!((status.get("error_o"), status.get("tag_o")), (0, 7));
        let (tiles, n_tiles, m) = (tiling.count(), tiling.n_tiles(), shape.m);
        let expected = [
            ("row_ready_o", tiles * configuration.rows()),
            ("row_last_o", 1),
            ("activation_ready_o", tiles * m),
            ("activation_last_o", 1),
            ("swap_o", tiles),
            ("set_o", n_tiles),
            ("store_o", (tiles - n_tiles) * m),
            ("result_o", n_tiles * m),
            ("first_o", n_tiles * m),
            ("final_o", 1),
            ("end_o", 1),
        ];
        assert_eq!(counts, expected.into(), "{shape:?}");
    }
}

#[test]
fn refused_commands_go_straight_to_the_status() {
    let mut bench = Bench::new(&Configuration::named("tiny").expect("named"));
    let good = product(Shape { m: 1, n: 1, k: 1 });
    for (beat, error) in [(good ^ 3, 5), (good | 1 << 24, 6), (good | 2 << 8, 4), (good ^ 1 << 32, 1), (0xff00, 0)] {
        bench.command(beat | 1 << 16);
        let check = bench.cycle();
        assert!(check.high("start_o") && check.high("clear_flags_o") && check.high("busy_o"));
        bench.inputs.set("status_ready_i", 1);
        let status = bench.cycle();
        assert!(status.high("status_valid_o") && !status.high("busy_o"));
        assert_eq!(status.get("error_o"), error);
    }
}

#[test]
fn stalls_are_told_in_their_order() {
    let configuration = Configuration::named("tiny").expect("named");
    let mut bench = Bench::new(&configuration);
    bench.command(product(Shape { m: 2, n: 1, k: 5 }));
    bench.cycle();
    assert!(!bench.cycle().high("stall_weights_o"), "stalls show one cycle later");
    bench.inputs.set("row_valid_i", 1);
    for row in 0..configuration.rows() {
        let pins = bench.cycle();
        assert_eq!(pins.get("load_o"), 1 << row);
        assert_eq!(pins.high("stall_weights_o"), row == 0, "no row in the fill");
    }
    bench.inputs.set("row_valid_i", 0);
    assert!(bench.cycle().high("stall_parameters_o"), "the last row completes the tile in its own cycle");
    bench.inputs.set("set_i", 1);
    assert!(bench.cycle().high("stall_parameters_o"));
    bench.inputs.set("set_i", 0);
    assert!(bench.cycle().high("stall_parameters_o"), "a set counts from the next cycle");
    bench.inputs.set("activation_valid_i", 1);
    assert!(bench.cycle().high("stall_activations_o"));
    for slot in 0..configuration.rows() {
        let outputs = bench.block.cycle(&bench.inputs);
        assert_eq!(outputs.unspecified.contains(&"address_o"), slot >= 2);
        assert_eq!(outputs.pins.get("address_o"), if slot < 2 { slot as u64 } else { 0 });
        assert_eq!(outputs.pins.high("store_o"), slot < 2);
        assert_eq!(outputs.pins.high("swap_o"), slot == 0);
        assert_eq!(outputs.pins.high("set_o"), slot == 0);
    }
    assert!(bench.cycle().high("stall_weights_o"), "the second tile waits for its rows");
}

#[test]
fn the_next_tile_is_loaded_from_the_cycle_that_shows_the_swap() {
    let configuration = Configuration::named("tiny").expect("named");
    let mut bench = Bench::new(&configuration);
    for port in ["row_valid_i", "activation_valid_i", "set_i"] {
        bench.inputs.set(port, 1);
    }
    bench.command(product(Shape { m: 4, n: 1, k: 12 }));
    bench.cycle();
    let mut seen = Vec::new();
    for _ in 0..4 * 4 {
        let pins = bench.cycle();
        seen.push((pins.get("load_o"), pins.high("row_last_o"), pins.high("activation_ready_o"), pins.high("swap_o")));
    }
    // The fill without its last row, then a row and a slot in every cycle, the swap one cycle after its slot.
    let expected: Vec<_> = (0..16)
        .map(|cycle: u64| {
            let load = if cycle < 12 { 1 << (cycle % 4) } else { 0 };
            (load, cycle == 11, (3..15).contains(&cycle), [4, 8, 12].contains(&cycle))
        })
        .collect();
    assert_eq!(seen, expected);
}

#[test]
fn a_reset_clears_the_tokens() {
    let mut bench = Bench::new(&Configuration::named("tiny").expect("named"));
    for port in ["row_valid_i", "activation_valid_i", "set_i"] {
        bench.inputs.set(port, 1);
    }
    bench.command(product(Shape { m: 4, n: 1, k: 1 }));
    (0..4).for_each(|_| {
        bench.cycle();
    });
    bench.inputs.set("rst_ni", 0);
    assert!(bench.cycle().high("activation_ready_o"), "the slot is sent in the cycle of the reset");
    let pins = bench.cycle();
    assert!(pins.high("command_ready_o") && !pins.high("swap_o") && !pins.high("result_o"));
}

#[test]
fn the_column_mask_of_the_last_tile_stays_in_the_drain() {
    let configuration = Configuration::named("tiny").expect("named");
    let mut bench = Bench::new(&configuration);
    for port in ["row_valid_i", "activation_valid_i", "set_i", "credit_i"] {
        bench.inputs.set(port, 1);
    }
    bench.command(product(Shape { m: 1, n: 7, k: 1 }));
    for cycle in 0..20 {
        let outputs = bench.block.cycle(&bench.inputs);
        // CHECK, the fill without its last row, two tiles of four slots.
        let drain = cycle >= 1 + 3 + 8;
        assert_eq!(outputs.unspecified.contains(&"column_mask_o"), !drain, "{cycle}");
        assert!(!drain || outputs.pins.get("column_mask_o") == 0b0111);
    }
}
