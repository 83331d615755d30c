//! The latency from an input to an output and the interval between inputs, in cycles, measured on the Verilated block.

use crate::blocks::{Tests, tests};
use crate::script::{Script, block};
use seedchip_sim::{Model, PowerUp, models};
use seedchip_spec::Value;

/// Cycles that are watched after the change; more than any block takes.
const WATCHED: usize = 128;

/// A latency of a block, to be measured.
pub struct Latency {
    from: &'static str,
    to: &'static str,
    formula: Option<&'static str>,
    interval: Option<&'static str>,
    prepared: Script,
}

impl Latency {
    /// From bit 0 of an input, which changes for one cycle, to an output. `prepared` are the cycles that make the output
    /// depend on the input; the cycles after are like its resting ones.
    pub fn new(from: &'static str, to: &'static str, prepared: Script) -> Self {
        Self { from, to, formula: None, interval: None, prepared }
    }

    /// The latency in words, where it depends on sizes.
    pub fn formula(self, formula: &'static str) -> Self {
        Self { formula: Some(formula), ..self }
    }

    /// The interval in words, where a change has a meaning only that much later.
    pub fn interval(self, interval: &'static str) -> Self {
        Self { interval: Some(interval), ..self }
    }

    /// The output in each cycle from the first change on, when the input changes in these cycles.
    fn outputs(&self, name: &str, changes: &[usize]) -> Vec<Value> {
        let mut inputs = self.prepared.case().clone();
        let start = inputs.len();
        inputs.extend(std::iter::repeat_n(self.prepared.resting_pins().clone(), WATCHED));
        for change in changes {
            let bit = inputs[start + change].bits(self.from)[0];
            inputs[start + change].bits_mut(self.from).set(0, !bit);
        }
        let model = models::block(&block(name).first(), PowerUp::Zero);
        let mut model = model.unwrap_or_else(|error| panic!("{error}"));
        let outputs: Vec<Value> = inputs.iter().map(|pins| model.cycle(pins).bits(self.to).to_bitvec()).collect();
        outputs[start..].to_vec()
    }
}

/// The catalogue's column for a block.
pub fn text(name: &str) -> String {
    let latency = match tests(name) {
        Tests::Block { latency, .. } => latency(),
        Tests::Top { words } => return words.to_owned(),
    };
    let quiet = latency.outputs(name, &[]);
    let once = latency.outputs(name, &[0]);
    let cycles = first_difference(&quiet, &once)
        .unwrap_or_else(|| panic!("`{name}`: `{}` does not reach `{}`", latency.from, latency.to));
    let measured = (1..WATCHED - cycles)
        .find(|interval| first_difference(&once, &latency.outputs(name, &[0, *interval])) == Some(interval + cycles))
        .map(|interval| interval.to_string());
    let interval = latency.interval.map(str::to_owned).or(measured);
    let interval = interval.unwrap_or_else(|| panic!("`{name}` accepts `{}` only once", latency.from));
    let formula = latency.formula.map_or_else(String::new, |formula| format!("{formula} = "));
    format!("{formula}{cycles}, {interval} (`{}` to `{}`)", latency.from, latency.to)
}

fn first_difference(one: &[Value], other: &[Value]) -> Option<usize> {
    one.iter().zip(other).position(|(one, other)| one != other)
}
