//! Layers on a device, command by command.

use crate::operands::{OperandError, Product, layer_commands};
use crate::quantise::Layer;
use crate::results::{ResultsError, matrix, result_beats};
use seedchip_spec::codec::Malformed;
use seedchip_spec::device::{Act, Device, DeviceError, Watch};
use seedchip_spec::{Command, Sizes, Status, Stream};
use std::ops::Range;
use thiserror::Error;

/// Why a job has no results.
#[derive(Debug, Error)]
pub enum JobError {
    /// The device did not carry it out.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// The beats are not results of the command.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The status is malformed.
    #[error("the status is malformed: {0}")]
    Status(#[from] Malformed),
}

/// One command with its operands, and what it waits for.
#[derive(Clone, Debug)]
pub struct Job {
    /// The rows of the layer's inputs that it is about.
    pub rows: Range<usize>,
    /// The command.
    pub command: Command,
    sizes: Sizes,
    acts: Vec<Act>,
}

/// The results of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `[m, n]`, row-major.
    pub results: Vec<i32>,
    /// The unit's status.
    pub status: Status,
}

impl Job {
    /// The jobs of a layer for rows of its inputs, `[m, k]`, row-major, on a datapath of these sizes. `template` has the
    /// options, the format and the first tag.
    pub fn of_layer(
        sizes: Sizes,
        layer: &Layer,
        inputs: &[i8],
        template: Command,
    ) -> impl Iterator<Item = Result<Self, OperandError>> {
        let width = layer.inputs.max(1);
        layer_commands(sizes, inputs.len() / width, template).map(move |(rows, command)| {
            let product = Product::of_layer(layer, command.format, &inputs[rows.start * width..rows.end * width])?;
            let command = Command { n: product.command().n, k: product.command().k, ..command };
            let beats = result_beats(sizes, rows.len(), layer.outputs);
            let waits = [Act::Await(Stream::Result, beats), Act::Await(Stream::Status, 1)];
            let acts = [Act::command(&command)].into_iter().chain(product.send(sizes)).chain(waits).collect();
            Ok(Self { rows, command, sizes, acts })
        })
    }

    /// Runs it on a device.
    pub fn run(&self, device: &mut dyn Device, watch: Watch) -> Result<Answer, JobError> {
        let events = device.run_watched(&self.acts, watch)?;
        let results = matrix(self.sizes, (self.command.m.into(), self.command.n.into()), events.results())?;
        // One was waited for.
        Ok(Answer { results, status: events.statuses()?[0] })
    }
}
