//! One layer on the Verilated datapath and on the golden model.

use super::Unit;
use crate::interrupt;
use seedchip_golden::contract;
use seedchip_golden::datapath::Datapath;
use seedchip_host::job::{Answer, Job, JobError};
use seedchip_host::operands::{OperandError, layer_commands};
use seedchip_host::quantise::Layer;
use seedchip_kit::outcome::status_differences;
use seedchip_sim::TraceError;
use seedchip_spec::device::Device;
use seedchip_spec::{Command, Configuration, Rounding};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// The measurements of a layer.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Cycles by the statuses of its commands.
    pub cycles: u64,
    /// Cycles by the cycle contract.
    pub formula: u64,
    /// Products formed; padding does not count.
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

/// What LiteRT's reference kernel of a fully connected layer does: ties away from zero.
pub const REFERENCE: Rounding = Rounding::Away;

/// Cycles that the cycle contract says for so many frames.
pub fn formula(configuration: &Configuration, layer: &Layer, frames: usize) -> u64 {
    let commands = layer_commands(configuration.sizes(), frames, template(REFERENCE));
    let sized = |command| Command { n: layer.outputs as u16, k: layer.inputs as u32, ..command };
    cycles(configuration, commands.map(|(_, command)| sized(command)))
}

/// Cycles of a sequence of commands that are offered without a gap.
fn cycles(configuration: &Configuration, commands: impl Iterator<Item = Command>) -> u64 {
    let beats: Vec<[u32; 4]> = commands.map(|command| command.encode()).collect();
    contract::ends(configuration, &beats).and_then(|ends| ends.last().copied()).unwrap_or(0)
}

/// A command whose sizes are to be filled in.
fn template(rounding: Rounding) -> Command {
    Command { rounding, ..Command::product(0, 0, 0) }
}

/// Why a layer has no outputs.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The operands make no command.
    #[error(transparent)]
    Operands(#[from] OperandError),
    /// The datapath gave no results.
    #[error(transparent)]
    Job(#[from] JobError),
    /// The waveform cannot be written.
    #[error(transparent)]
    Trace(#[from] TraceError),
}

/// Runs frames, row by row, through a layer on both devices. Returns the outputs and what there is to say of them.
pub fn run(
    unit: &mut Unit,
    golden: &mut Datapath,
    layer: &Layer,
    rounding: Rounding,
    frames: &[i8],
    advance: impl Fn(u64),
) -> Result<(Vec<i8>, Report), LayerError> {
    let mut watch = |cycles| {
        advance(cycles);
        if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut report = Report::default();
    let job = Job::of_layer(golden.configuration().sizes(), layer, frames, template(rounding))?;
    let (start, before) = (Instant::now(), unit.harness().cycles());
    let found = job.run(unit, &mut watch)?;
    report.time = start.elapsed();
    report.simulated = unit.harness().cycles() - before;
    let expected = job.run(golden, &mut watch)?;
    report.products = (frames.len() * layer.outputs) as u64;
    report.formula = cycles(golden.configuration(), job.commands.iter().map(|(_, command)| *command));
    report.compare(&job, layer.outputs, &expected, &found);
    // A result beyond int8 has been counted as a difference; its low byte goes on.
    Ok((found.results.iter().map(|result| *result as i8).collect(), report))
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

    fn compare(&mut self, job: &Job, width: usize, expected: &Answer, found: &Answer) {
        let pairs = || expected.results.iter().zip(&found.results).enumerate();
        let different = pairs().filter(|(_, (expected, found))| expected != found).count();
        if let Some((index, (expected, found))) = pairs().find(|(_, (expected, found))| expected != found) {
            let (frame, output) = (index / width, index % width);
            self.differences
                .push(format!("frame {frame}, output {output}: the golden model says {expected}, found {found}"));
        }
        self.outputs = expected.results.len();
        self.equal = expected.results.len() - different;

        for ((_, command), (expected, found)) in job.commands.iter().zip(expected.statuses.iter().zip(&found.statuses))
        {
            let tag = command.tag;
            if found.error.is_failure() {
                self.differences.push(format!("command {tag} failed: {}", found.error));
            }
            for (what, expected, found) in status_differences(expected, found) {
                self.differences
                    .push(format!("status of command {tag}: {what} {found}, the golden model says {expected}"));
            }
        }
        self.cycles = found.statuses.iter().map(|status| status.cycles).sum();
        if self.cycles != self.formula {
            self.differences.push(format!("{} cycles, the cycle contract says {}", self.cycles, self.formula));
        }
    }
}
