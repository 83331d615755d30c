//! One layer on the Verilated datapath and on the golden model.

use super::Unit;
use crate::interrupt;
use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::{Shape, cycles};
use seedchip_host::job::{Answer, Job, JobError};
use seedchip_host::operands::{OperandError, layer_commands};
use seedchip_host::quantise::Layer;
use seedchip_kit::outcome::status_differences;
use seedchip_sim::TraceError;
use seedchip_spec::device::Device;
use seedchip_spec::{Command, Configuration};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// The measurements of a layer.
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
pub fn formula(configuration: &Configuration, layer: &Layer, frames: usize) -> u64 {
    layer_commands(configuration.sizes(), frames, template())
        .map(|(part, _)| cycles(configuration, Shape { m: part.len(), n: layer.outputs, k: layer.inputs }))
        .sum()
}

/// Every command clears the flags, so that each status has only the flags of its own command.
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
    frames: &[i8],
    advance: impl Fn(u64),
) -> Result<(Vec<i8>, Report), LayerError> {
    let mut watch = |cycles| {
        advance(cycles);
        if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut outputs = Vec::new();
    let mut report = Report::default();
    for job in Job::of_layer(golden.configuration().sizes(), layer, frames, template()) {
        let job = job?;
        let (start, before) = (Instant::now(), unit.harness().cycles());
        let found = job.run(unit, &mut watch)?;
        report.time += start.elapsed();
        report.simulated += unit.harness().cycles() - before;
        let expected = job.run(golden, &mut watch)?;
        report.compare(&job, layer.outputs, &expected, &found);
        // A result beyond int8 has been counted as a difference; its low byte goes on.
        outputs.extend(found.results.iter().map(|result| *result as i8));
    }
    Ok((outputs, report))
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
        if self.equal == self.outputs
            && let Some((index, (expected, found))) = pairs().find(|(_, (expected, found))| expected != found)
        {
            let (frame, output) = (job.rows.start + index / width, index % width);
            self.differences
                .push(format!("frame {frame}, output {output}: the golden model says {expected}, found {found}"));
        }
        self.outputs += expected.results.len();
        self.equal += expected.results.len() - different;

        let (tag, status) = (job.command.tag, &found.status);
        if status.error.is_refusal() {
            self.differences.push(format!("command {tag} was refused: {}", status.error));
        }
        for (what, expected, found) in status_differences(&expected.status, status, true) {
            self.differences.push(format!("status of command {tag}: {what} {found}, the golden model says {expected}"));
        }
        self.cycles += status.cycles;
        self.formula += expected.status.cycles;
        self.products += status.products;
    }
}
