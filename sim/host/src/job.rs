//! Layers on a device, command by command.

use crate::operands::{BLOCK, OperandError, Product, Scales, layer_commands};
use crate::quantise::Layer;
use crate::results::{ResultsError, matrix, result_beats};
use seedchip_spec::codec::Malformed;
use seedchip_spec::device::{Act, Device, DeviceError, Watch};
use seedchip_spec::{Column, Command, Format, Sizes, Status, Stream};
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

/// A layer as one sequence of commands, offered without waiting for each other, and what it waits for.
#[derive(Clone, Debug)]
pub struct Job {
    /// The commands, and the rows of the layer's inputs that each is about.
    pub commands: Vec<(Range<usize>, Command)>,
    sizes: Sizes,
    acts: Vec<Act>,
    /// Beats of results.
    beats: usize,
}

/// The results of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `[rows, n]`, row-major: int32, or the bits of FP32 numbers in a block format.
    pub results: Vec<i32>,
    /// What the unit says of each command.
    pub statuses: Vec<Status>,
}

impl Job {
    /// The job of a layer for rows of its inputs, `[rows, k]`, row-major, on a datapath of these sizes. `template` has the
    /// options, the format and the first tag.
    pub fn of_layer(sizes: Sizes, layer: &Layer, inputs: &[i8], template: Command) -> Result<Self, OperandError> {
        let width = layer.inputs.max(1);
        Self::of_products(sizes, inputs.len() / width, template, |rows| {
            Product::of_layer(layer, template.format, &inputs[rows.start * width..rows.end * width])
        })
    }

    /// The job of a matrix product with int32 results, or FP32 ones in a block format, which has scales: activations
    /// `[m, k]` and weights `[k, n]`, both row-major, elements one per byte.
    pub fn of_matrices(
        sizes: Sizes,
        format: Format,
        (m, n, k): (usize, usize, usize),
        activations: &[i8],
        weights: &[i8],
        scales: Scales,
    ) -> Result<Self, OperandError> {
        let (columns, blocks) = (vec![Column::default(); n], k.div_ceil(BLOCK));
        let template = Command { format, raw: true, ..Command::product(0, 0, 0) };
        Self::of_products(sizes, m, template, |rows| {
            let part = activations.get(rows.start * k..rows.end * k).unwrap_or_default();
            let shape = (rows.len(), n, k);
            if format.has_blocks() {
                let of_rows = scales.rows.get(rows.start * blocks..rows.end * blocks).unwrap_or_default();
                Product::in_blocks(shape, format, part, weights, Scales { rows: of_rows, ..scales })
            } else {
                Product::new(shape, format, part, weights, &columns)
            }
        })
    }

    /// Jobs on one datapath as one sequence of commands, none of which waits for another: results are those of the first job,
    /// then those of the next. Tags are those of each job.
    ///
    /// # Panics
    /// Without any job.
    pub fn sequence(jobs: Vec<Self>) -> Self {
        let mut jobs = jobs.into_iter();
        let mut all = jobs.next().expect("a job");
        all.acts.retain(is_sent);
        for job in jobs {
            all.commands.extend(job.commands);
            all.acts.extend(job.acts.into_iter().filter(is_sent));
            all.beats += job.beats;
        }
        all.awaiting()
    }

    /// The job with what it waits for.
    fn awaiting(mut self) -> Self {
        self.acts.extend([Act::Await(Stream::Result, self.beats), Act::Await(Stream::Status, self.commands.len())]);
        self
    }

    /// The job of `rows` rows of activations in as many commands as the accumulators require. `product` gives the operands
    /// of some of the rows.
    fn of_products<'a>(
        sizes: Sizes,
        rows: usize,
        template: Command,
        product: impl Fn(Range<usize>) -> Result<Product<'a>, OperandError>,
    ) -> Result<Self, OperandError> {
        let (mut commands, mut acts, mut beats) = (Vec::new(), Vec::new(), 0);
        for (rows, command) in layer_commands(sizes, rows, template) {
            let product = product(rows.clone())?;
            let Command { m, n, k, .. } = product.command();
            let command = Command { m, n, k, ..command };
            beats += result_beats(sizes, (m.into(), n.into()), command.raw);
            acts.push(Act::command(&command));
            acts.extend(product.send(sizes, command.raw));
            commands.push((rows, command));
        }
        Ok(Self { commands, sizes, acts, beats }.awaiting())
    }

    /// Runs it on a device.
    pub fn run(&self, device: &mut dyn Device, watch: Watch) -> Result<Answer, JobError> {
        let events = device.run_watched(&self.acts, watch)?;
        let (mut results, mut first) = (Vec::new(), 0);
        for (_, command) in &self.commands {
            let shape = (command.m.into(), command.n.into());
            let beats = result_beats(self.sizes, shape, command.raw);
            let packet = events.results().part(first..(first + beats).min(events.results().len()));
            results.extend(matrix(self.sizes, shape, command.raw, &packet)?);
            first += beats;
        }
        Ok(Answer { results, statuses: events.statuses()? })
    }
}

fn is_sent(act: &Act) -> bool {
    !matches!(act, Act::Await(..))
}
