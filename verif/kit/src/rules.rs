//! The rules for the inputs of each block, and how often its control signals are high.

use proptest::prelude::*;
use seedchip_spec::{Command, Configuration, Format, Instance, Pins, Port};

/// The rules of one block, with what they must remember of a run.
pub(crate) struct Rules {
    instance: Instance,
    cycle: usize,
    credits_out: usize,
    sets_waiting: usize,
    held: Vec<(&'static str, u64)>,
}

/// Signals that stay as they are in the first cycle: they may change only while nothing is in flight.
const HELD: &[(&str, &[&str])] = &[("requantise", &["raw_i", "double_i"])];

impl Rules {
    pub(crate) fn of(instance: &Instance) -> Self {
        Self { instance: instance.clone(), cycle: 0, credits_out: 0, sets_waiting: 0, held: Vec::new() }
    }

    /// Values for a port that random bits would hardly ever bring where it matters.
    pub(crate) fn values(&self, port: &Port) -> Option<BoxedStrategy<Vec<u32>>> {
        let bit = |probability| Some(prop::bool::weighted(probability).prop_map(|bit| vec![u32::from(bit)]).boxed());
        match (self.instance.name(), port.name) {
            (_, "rst_ni") => bit(0.99),
            ("sequencer", "command_data_i") => Some(commands(self.instance.configuration())),
            ("sequencer", "row_valid_i" | "activation_valid_i" | "credit_i" | "status_ready_i") => bit(0.85),
            ("sequencer", "set_i" | "end_i") => bit(0.3),
            ("counters", "start_i" | "clear_flags_i") => bit(0.05),
            ("requantise", "raw_i") => bit(0.25),
            ("requantise", "keep_i") => bit(0.85),
            ("parameters", "swap_i") => bit(0.15),
            ("parameters", "parameter_valid_i") => bit(0.8),
            ("unpack", "last_i") => bit(0.1),
            _ => None,
        }
    }

    /// Brings the inputs of a cycle in line.
    pub(crate) fn before(&mut self, pins: &mut Pins) {
        if self.cycle == 0 {
            let names =
                HELD.iter().find(|(block, _)| *block == self.instance.name()).map_or(&[][..], |(_, names)| names);
            self.held = names.iter().map(|name| (*name, pins.get(name))).collect();
        }
        for (name, value) in &self.held {
            pins.set(name, *value);
        }
        if self.instance.name() == "requantise" && pins.high("raw_i") {
            // What raw comes with. It is held, so that each value in flight has all of it.
            for (port, value) in [("multiplier_i", 1), ("shift_i", 0), ("zero_point_i", 0)] {
                pins.set(port, value);
            }
        }
        if self.instance.name() == "counters" {
            // The array has at most 256 rows and columns.
            for port in ["rows_used_i", "columns_used_i"] {
                pins.set(port, pins.get(port).min(256));
            }
        }
        if self.instance.name() == "sequencer" {
            // A credit comes back only for a result that went out, and the parameter queue holds four sets.
            if self.credits_out == 0 {
                pins.set("credit_i", 0);
            }
            if self.sets_waiting == 4 {
                pins.set("set_i", 0);
            }
        }
    }

    /// Remembers what the block answered.
    pub(crate) fn after(&mut self, inputs: &Pins, outputs: &Pins) {
        self.cycle += 1;
        if self.instance.name() == "sequencer" {
            if !inputs.high("rst_ni") {
                self.credits_out = 0;
                self.sets_waiting = 0;
                return;
            }
            self.credits_out += usize::from(outputs.high("result_o"));
            self.credits_out -= usize::from(inputs.high("credit_i"));
            self.sets_waiting += usize::from(inputs.high("set_i"));
            self.sets_waiting -= usize::from(outputs.high("set_o"));
        }
    }
}

/// Mostly good commands of a few tiles, some with one bit flipped.
fn commands(configuration: &Configuration) -> BoxedStrategy<Vec<u32>> {
    let most = configuration.accumulators() as u16 + 1;
    let sizes = (0..=most, 0..=3 * configuration.columns() as u16, 0..=3 * configuration.rows() as u32);
    let good = (sizes, prop::sample::select(Format::ALL), any::<[bool; 3]>(), any::<u16>()).prop_map(
        |((m, n, k), format, [clear_flags, raw, double_rounding], tag)| {
            Command { format, clear_flags, raw, double_rounding, tag, ..Command::product(m, n, k) }.encode().to_vec()
        },
    );
    let flipped = prop_oneof![8 => Just(None), 1 => (0..128_usize).prop_map(Some)];
    (good, flipped)
        .prop_map(|(mut beat, flipped)| {
            if let Some(bit) = flipped {
                beat[bit / 32] ^= 1 << (bit % 32);
            }
            beat
        })
        .boxed()
}
