//! Commands without stalls against the cycle contract, with every token counted, and refused commands.

use super::*;
use crate::Block;
use crate::tiling::{Shape, cycles};
use seedchip_params::Direction;

struct Bench {
    block: Box<dyn Block>,
    inputs: Pins,
}

impl Bench {
    fn new(configuration: &Configuration) -> Self {
        let listed = seedchip_params::block("sequencer").expect("listed");
        let mut inputs = Pins::zero(&(listed.ports)(configuration), Direction::Input);
        inputs.set("rst_ni", 1);
        Self { block: crate::block("sequencer", configuration).expect("modelled"), inputs }
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
        let mut counts = std::collections::BTreeMap::new();
        let status = loop {
            bench.inputs.set("end_i", u64::from(drained == configuration.rows() + configuration.columns() + 11));
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
    assert!(bench.cycle().high("stall_weights_o"), "no row in the fill");
    bench.inputs.set("row_valid_i", 1);
    for row in 0..configuration.rows() {
        assert_eq!(bench.cycle().get("load_o"), 1 << row);
    }
    bench.inputs.set("row_valid_i", 0);
    assert!(bench.cycle().high("stall_parameters_o"));
    bench.inputs.set("set_i", 1);
    assert!(bench.cycle().high("stall_parameters_o"), "a set counts from the next cycle");
    bench.inputs.set("set_i", 0);
    assert!(bench.cycle().high("stall_activations_o"));
    bench.inputs.set("activation_valid_i", 1);
    for slot in 0..configuration.rows() {
        let pins = bench.cycle();
        assert_eq!(pins.get("address_o"), slot as u64);
        assert_eq!(pins.high("store_o"), slot < 2);
        assert_eq!(pins.high("set_o"), slot == 0);
    }
    assert!(bench.cycle().high("stall_weights_o"), "the second tile waits for its rows");
}
