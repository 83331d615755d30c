//! How many cycles a change of an input takes to reach an output, and how many later the next change may come:
//! measured on the Verilated block.

use crate::script::{Script, tiny};
use seedchip_sim::{Model, PowerUp};
use seedchip_spec::Value;

/// Cycles that are watched after the change; more than any block takes.
const WATCHED: usize = 16;

/// A way through a block.
struct Path {
    /// The input whose bit 0 changes for one cycle.
    from: &'static str,
    /// The output that is watched.
    to: &'static str,
    /// The latency in words, where it depends on sizes.
    formula: Option<&'static str>,
    /// The interval in words, where the next change would come at any time and mean something only then.
    interval: Option<&'static str>,
    /// Cycles that make the output depend on the input; the cycles after are like its resting ones.
    prepared: Script,
}

fn path(from: &'static str, to: &'static str, prepared: Script) -> Path {
    Path { from, to, formula: None, interval: None, prepared }
}

fn sized(from: &'static str, to: &'static str, formula: &'static str, prepared: Script) -> Path {
    Path { from, to, formula: Some(formula), interval: None, prepared }
}

/// The way through a block that its catalogue row tells.
fn path_of(name: &str) -> Path {
    let script = Script::of(name);
    match name {
        "product" => path("a_i", "product_o", script.resting(&[("b_i", 1), ("b_load_i", 1)]).cycle(&[])),
        "multiplier" => path("a_i", "product_o", script.resting(&[("b_i", 1)])),
        "gated_sum" => path("addend_i", "sum_o", script),
        "shift_right" => path("data_i", "data_o", script),
        "requantise" => {
            let identity =
                [("multiplier_i", 1 << 30), ("shift_i", 30), ("low_i", -128), ("high_i", 127), ("keep_i", 1)];
            path("acc_i", "result_o", script.resting(&identity))
        }
        "memory" => {
            let written = script.cycle(&[("write_i", 1), ("write_address_i", 1), ("write_data_i", 1)]);
            path("read_address_i", "read_data_o", written.resting(&[("read_i", 1)]))
        }
        "memory_registered" => {
            let written = script.cycle(&[("write_i", 1), ("write_address_i", 1), ("write_data_i", 1)]);
            path("read_address_i", "read_data_o", written)
        }
        "delay" => sized("data_i", "data_o", "N", script),
        "token_delay" => sized("token_i", "token_o", "N", script),
        "stream_register" => path("up_valid_i", "down_valid_o", script.resting(&[("down_ready_i", 1)])),
        "stream_fifo" => path("up_valid_i", "down_valid_o", script.resting(&[("down_ready_i", 1)])),
        "pe" | "pe_registered" | "pe_pair" => {
            path("activation_i", "sum_o", script.cycle(&[("load_i", 1), ("weight_i", 1)]).cycle(&[("swap_i", 1)]))
        }
        "row" => {
            let weights = script.resting(&[("weight_i", 0x0101_0101)]);
            sized(
                "activation_i",
                "sum_o",
                "L + floor(column / G)",
                weights.cycle(&[("load_i", 1)]).cycle(&[("swap_i", 1)]),
            )
        }
        "array" => {
            let weights = script.resting(&[("weight_i", 0x0101_0101)]).cycle(&[("load_i", 15)]);
            sized("activation_i", "sum_o", "R + L − 1 + floor(column / G)", weights.cycle(&[("swap_i", 15)]).rest(4))
        }
        "skew" => sized("data_i", "data_o", "1 + floor(lane / G)", script),
        "deskew" => sized("data_i", "data_o", "C / G − 1 − floor(lane / G)", script),
        "unpack" => path("weight_i", "row_o", script),
        "accumulator" => path("sum_i", "acc_o", script),
        "parameters" => {
            let mut beats = script;
            for _ in 0..4 {
                beats = beats.cycle(&[("parameter_valid_i", 1)]).lanes("parameter_data_i", 64, &[1, 0]);
            }
            // A set has a beat for each column.
            Path { interval: Some("C"), ..path("swap_i", "bias_o", beats.rest(8)) }
        }
        "sequencer" => path("command_valid_i", "start_o", script.resting(&[("status_ready_i", 1)])),
        "counters" => {
            let one = script.resting(&[("rows_used_i", 1), ("columns_used_i", 1)]);
            path("launch_i", "counters_o", one)
        }
        _ => panic!("say which way through `{name}` is measured"),
    }
}

/// The catalogue's column for a block.
pub fn text(name: &str) -> String {
    if name == "datapath" {
        // Held by the tests of the cycle contract.
        return "2R + C / G + L + 15 and max(m, R) per tile, a tile every max(m, R)".to_owned();
    }
    let path = path_of(name);
    let quiet = path.outputs(name, &[]);
    let once = path.outputs(name, &[0]);
    let latency = first_difference(&quiet, &once)
        .unwrap_or_else(|| panic!("`{name}`: `{}` doesn't reach `{}`", path.from, path.to));
    let measured = (1..WATCHED - latency)
        .find(|interval| first_difference(&once, &path.outputs(name, &[0, *interval])) == Some(interval + latency))
        .map(|interval| interval.to_string());
    let interval = path.interval.map(str::to_owned).or(measured);
    let interval = interval.unwrap_or_else(|| panic!("`{name}` takes `{}` only once", path.from));
    let formula = path.formula.map_or_else(String::new, |formula| format!("{formula} = "));
    format!("{formula}{latency}, {interval} (`{}` to `{}`)", path.from, path.to)
}

impl Path {
    /// The output in each cycle from the first change on, when the input changes in these cycles.
    fn outputs(&self, name: &str, changes: &[usize]) -> Vec<Value> {
        let mut inputs = self.prepared.case().clone();
        let start = inputs.len();
        inputs.extend(std::iter::repeat_n(self.prepared.resting_pins().clone(), WATCHED));
        for change in changes {
            let bit = inputs[start + change].bits(self.from)[0];
            inputs[start + change].bits_mut(self.from).set(0, !bit);
        }
        let model = seedchip_sim::models::block(name, &tiny(), PowerUp::Zero);
        let mut model = model.unwrap_or_else(|error| panic!("{error}"));
        let outputs: Vec<Value> = inputs.iter().map(|pins| model.cycle(pins).bits(self.to).to_bitvec()).collect();
        outputs[start..].to_vec()
    }
}

fn first_difference(one: &[Value], other: &[Value]) -> Option<usize> {
    one.iter().zip(other).position(|(one, other)| one != other)
}
