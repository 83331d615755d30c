//! One layer on the Verilated datapath, beside the golden model.

use super::machine::{Machine, Stop};
use seedchip_golden::arith::requantise::{Mode, Requantised};
use seedchip_golden::parameters::Column;
use seedchip_golden::tiling::{Shape, cycles};
use seedchip_host::command::{Command, Format};
use seedchip_host::operands::{OperandError, Product, layer_commands};
use seedchip_host::quantise::Layer;
use seedchip_host::status::Status;
use seedchip_sim::TraceError;
use seedchip_spec::Configuration;
use seedchip_spec::layout::Flag;
use std::time::Duration;

/// What a layer did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Cycles by the statuses of its commands.
    pub cycles: u64,
    /// Cycles by the formula.
    pub formula: u64,
    /// Products formed, by the statuses.
    pub products: u64,
    /// Cycles simulated in all.
    pub simulated: u64,
    /// Time that the simulation took.
    pub time: Duration,
    /// Whether a waveform was written meanwhile, which takes most of the time.
    pub traced: bool,
    /// Outputs that equal the golden model's.
    pub equal: usize,
    /// Outputs.
    pub outputs: usize,
    /// The first output, and the first field of a status, that differ from the golden model's.
    pub differences: Vec<String>,
}

/// Cycles that the formula says for so many frames, for all commands together.
pub fn formula(configuration: &Configuration, machine: &Machine, layer: &Layer, frames: usize) -> u64 {
    layer_commands(machine.array(), frames, template())
        .map(|(part, _)| cycles(configuration, Shape { m: part.len(), n: layer.outputs, k: layer.inputs }))
        .sum()
}

/// Every command clears the flags, so that each status tells of its own command alone.
fn template() -> Command {
    Command { clear_flags: true, ..Command::product(0, 0, 0) }
}

/// Why a layer has no outputs.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The operands make no command.
    #[error(transparent)]
    Operands(#[from] OperandError),
    /// The datapath gave no results.
    #[error(transparent)]
    Stop(#[from] Stop),
    /// The waveform can't be written.
    #[error(transparent)]
    Trace(#[from] TraceError),
}

/// Runs frames, row by row, through a layer. Returns the outputs and what there is to say of them.
pub fn run(
    machine: &mut Machine,
    configuration: &Configuration,
    layer: &Layer,
    frames: &[i8],
    advance: impl Fn(u64),
) -> Result<(Vec<i8>, Report), LayerError> {
    let columns = golden_columns(layer);
    let mut outputs = Vec::new();
    let mut report = Report::default();
    for (part, command) in layer_commands(machine.array(), frames.len() / layer.inputs, template()) {
        let first = part.start;
        let inputs = &frames[part.start * layer.inputs..part.end * layer.inputs];
        let product = Product::of_layer(layer, Format::Int8, inputs)?;
        let command = Command { clear_flags: true, tag: command.tag, ..product.command() };
        let answer = machine.run(command.encode(), &product, &advance)?;

        let shape = Shape { m: part.len(), n: layer.outputs, k: layer.inputs };
        let golden = seedchip_golden::layer::layer(inputs, &layer.weights, &columns, shape, Mode::Single);
        report.compare_outputs(first, layer.outputs, &golden, &answer.results);
        report.compare_status(&command, &expected_status(configuration, shape, &golden), &answer.status);
        report.cycles += answer.status.cycles;
        report.formula += cycles(configuration, shape);
        report.products += answer.status.products;
        report.simulated += answer.cycles;
        report.time += answer.time;
        // A result beyond int8 has been counted as a difference; its low byte goes on.
        outputs.extend(answer.results.iter().map(|result| *result as i8));
    }
    Ok((outputs, report))
}

/// The fields of a status that the golden model foretells when no stream stalls.
struct Expected {
    flags: u8,
    cycles: u64,
    products: u64,
}

fn expected_status(configuration: &Configuration, shape: Shape, golden: &[Requantised]) -> Expected {
    // Biases are within their range and tlast is in its place, or the driver would have refused the layer.
    let saturated = golden.iter().any(|result| result.saturated);
    let flags = if saturated { Flag::Saturation as u8 } else { 0 };
    Expected { flags, cycles: cycles(configuration, shape), products: shape.products() }
}

fn golden_columns(layer: &Layer) -> Vec<Column> {
    let columns = layer.columns.iter();
    columns
        .map(|column| Column {
            bias: column.bias,
            multiplier: column.multiplier,
            shift: column.shift.into(),
            zero_point: column.zero_point,
            low: column.low,
            high: column.high,
        })
        .collect()
}

impl Report {
    /// Adds another layer.
    pub fn add(&mut self, other: &Self) {
        self.cycles += other.cycles;
        self.formula += other.formula;
        self.products += other.products;
        self.simulated += other.simulated;
        self.time += other.time;
        self.traced |= other.traced;
        self.equal += other.equal;
        self.outputs += other.outputs;
    }

    fn compare_outputs(&mut self, first_frame: usize, width: usize, golden: &[Requantised], found: &[i32]) {
        let equal = golden.iter().zip(found).filter(|(expected, found)| expected.value == **found).count();
        let first = golden.iter().zip(found).position(|(expected, found)| expected.value != *found);
        if let Some(index) = first.filter(|_| self.equal == self.outputs) {
            let (frame, output) = (first_frame + index / width, index % width);
            let (expected, found) = (golden[index].value, found[index]);
            self.differences
                .push(format!("frame {frame}, output {output}: the golden model says {expected}, found {found}"));
        }
        self.equal += equal;
        self.outputs += golden.len();
    }

    fn compare_status(&mut self, command: &Command, expected: &Expected, found: &Status) {
        let tag = command.tag;
        if let Some(refusal) = &found.refusal {
            self.differences.push(format!("command {tag} was refused: {refusal}"));
        }
        for (what, expected, found) in [
            ("tag", u64::from(tag), u64::from(found.tag)),
            ("flags", expected.flags.into(), found.flags.0.into()),
            ("products", expected.products, found.products),
            ("cycles", expected.cycles, found.cycles),
            ("stalls", 0, found.stalls()),
        ] {
            if expected != found {
                self.differences
                    .push(format!("status of command {tag}: {what} {found}, the golden model says {expected}"));
            }
        }
    }
}
