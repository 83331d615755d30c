//! The whole datapath, command by command: which results, which status, how many beats of each stream.
//!
//! It decodes the streams itself and then computes the product with ordinary loops, so that padding is what it
//! is by meaning: never looked at.

use crate::arith::requantise::requantise;
use crate::array::unpack::rows_of_nibbles;
use crate::command::{Command, Verdict};
use crate::parameters::Column;
use crate::tiling::{Shape, Tiling, cycles};
use seedchip_spec::Configuration;
use seedchip_spec::layout::{ErrorCode, Flag};
use std::collections::VecDeque;

/// A beat of a stream and its `tlast`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat<T> {
    /// `tdata`.
    pub data: T,
    /// `tlast`.
    pub last: bool,
}

/// What waits at the operand streams, the oldest beat first.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Operands {
    /// C bytes per beat. INT8: byte c is column c of one row. INT4: two rows, nibble c of each half is column c.
    /// Beats come per n-tile, per k-tile in it, R rows each; the pairs of INT4 run on over the whole command.
    pub weights: VecDeque<Beat<Vec<u8>>>,
    /// R bytes per beat, byte r is row r of the tile. Per n-tile, per k-tile in it, m beats.
    pub activations: VecDeque<Beat<Vec<u8>>>,
    /// One column's parameters per beat, C beats per n-tile.
    pub parameters: VecDeque<Beat<u128>>,
}

/// A beat of results: C lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultBeat {
    /// One result per column; zero where the column doesn't exist.
    pub lanes: Vec<i32>,
    /// Whether the column exists: the 4 bits of `tkeep` of its lane.
    pub keep: Vec<bool>,
    /// `tlast`: the last beat of the command.
    pub last: bool,
}

/// The status of a command; every stall of a stream that is told in it adds one to the cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The command's tag.
    pub tag: u16,
    /// The sticky flags, those of this command among them.
    pub flags: u8,
    /// Why it was refused.
    pub error: ErrorCode,
    /// Cycles of a run without stalls.
    pub cycles: u64,
    /// m · n · k.
    pub products: u64,
}

/// Beats taken from each stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Consumed {
    /// Of the weights.
    pub weights: usize,
    /// Of the activations.
    pub activations: usize,
    /// Of the parameters.
    pub parameters: usize,
}

/// Everything that a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Per n-tile, m beats.
    pub results: Vec<ResultBeat>,
    /// What the status says.
    pub status: Status,
    /// The flags that this command and its operands raise, whatever was raised before.
    pub raised: u8,
    /// Beats taken.
    pub consumed: Consumed,
}

/// The state between commands: the sticky flags.
///
/// Parameter beats may enter their queue before their command starts, and raise their flags (`BiasRange`,
/// `ParameterFraming`) then. The status here has them in the command that uses the beats. Where beats come
/// early, an earlier status may have the flag already, and a command that clears the flags after the beats came
/// in has it in no later one.
#[derive(Clone, Debug)]
pub struct Datapath {
    configuration: Configuration,
    flags: u8,
}

impl Datapath {
    /// A datapath after reset.
    pub fn new(configuration: &Configuration) -> Self {
        Self { configuration: configuration.clone(), flags: 0 }
    }

    /// The sticky flags, as bits of [`Flag`].
    pub fn flags(&self) -> u8 {
        self.flags
    }

    /// Executes a command of 128 bits, taking its operands from the front of their queues.
    ///
    /// # Panics
    /// If a product's operands are not all there, or a beat has the wrong number of bytes: the datapath would
    /// wait for ever, or not exist.
    pub fn command(&mut self, beat: u128, operands: &mut Operands) -> Outcome {
        let command = Command(beat);
        if command.clear_flags() {
            self.flags = 0;
        }
        let mut outcome = match command.verdict(self.configuration.accumulators()) {
            Verdict::Nothing => without_product(ErrorCode::None),
            Verdict::Refused(error) => without_product(error),
            Verdict::Product(shape) => self.product(command, shape, operands),
        };
        self.flags |= outcome.raised;
        outcome.status.flags = self.flags;
        outcome.status.tag = command.tag();
        outcome
    }

    fn product(&self, command: Command, shape: Shape, operands: &mut Operands) -> Outcome {
        let tiling = Tiling::new(&self.configuration, shape);
        let mut stream =
            Streams { configuration: &self.configuration, tiling, consumed: Consumed::default(), raised: 0 };
        let weights = stream.weights(command.int4() == Some(true), &mut operands.weights);
        let mut results = Vec::new();
        let mut saturated = false;
        for n_tile in 0..tiling.n_tiles() {
            let columns = stream.parameters(&mut operands.parameters);
            let activations = stream.activations(n_tile, &mut operands.activations);
            let first = n_tile * self.configuration.columns();
            let existing = self.configuration.columns().min(shape.n - first);
            for (row, activations) in activations.iter().enumerate() {
                let mut beat = ResultBeat {
                    lanes: vec![0; self.configuration.columns()],
                    keep: (0..self.configuration.columns()).map(|lane| lane < existing).collect(),
                    last: n_tile + 1 == tiling.n_tiles() && row + 1 == shape.m,
                };
                for (lane, column) in columns.iter().enumerate().take(existing) {
                    let sum = dot(activations, weights.iter().map(|weights| weights[first + lane]));
                    let result = requantise(column.bias.wrapping_add(sum), column, command.mode());
                    beat.lanes[lane] = result.value;
                    saturated |= result.saturated;
                }
                results.push(beat);
            }
        }
        if saturated {
            stream.raise(Flag::Saturation);
        }
        let cycles = cycles(&self.configuration, shape);
        let status = Status { tag: 0, flags: 0, error: ErrorCode::None, cycles, products: shape.products() };
        Outcome { results, status, raised: stream.raised, consumed: stream.consumed }
    }
}

/// A command that touches no operand: the cycle of its check.
fn without_product(error: ErrorCode) -> Outcome {
    let status = Status { tag: 0, flags: 0, error, cycles: 1, products: 0 };
    Outcome { results: Vec::new(), status, raised: 0, consumed: Consumed::default() }
}

/// The sum of products, wrapping in 32 bits as the accumulators do.
fn dot(activations: &[i8], weights: impl Iterator<Item = i8>) -> i32 {
    activations.iter().zip(weights).fold(0, |sum, (a, w)| sum.wrapping_add(i32::from(*a) * i32::from(w)))
}

/// Decodes the operands of one command, and notes what they raise.
struct Streams<'a> {
    configuration: &'a Configuration,
    tiling: Tiling,
    consumed: Consumed,
    raised: u8,
}

impl Streams<'_> {
    fn raise(&mut self, flag: Flag) {
        self.raised |= flag as u8;
    }

    /// All weights, k rows of n columns.
    fn weights(&mut self, int4: bool, queue: &mut VecDeque<Beat<Vec<u8>>>) -> Vec<Vec<i8>> {
        let height = self.configuration.rows();
        let rows = self.tiling.count() * height;
        let beats = if int4 { rows.div_ceil(2) } else { rows };
        self.consumed.weights = beats;

        let mut streamed: Vec<Vec<i8>> = Vec::new();
        for index in 0..beats {
            let beat = take(queue, "weights");
            assert_eq!(beat.data.len(), self.configuration.columns(), "bytes of a weight beat");
            if beat.last != (index + 1 == beats) {
                self.raise(Flag::WeightFraming);
            }
            if int4 {
                streamed.extend(rows_of_nibbles(&beat.data));
            } else {
                streamed.push(beat.data.iter().map(|byte| byte.cast_signed()).collect());
            }
        }

        let shape = self.tiling.shape();
        let mut weights = vec![vec![0; shape.n]; shape.k];
        for index in 0..self.tiling.count() {
            let tile = self.tiling.tile(index);
            for row in 0..tile.rows {
                let from = &streamed[index * height + row][..tile.columns];
                weights[tile.row + row][tile.column..][..tile.columns].copy_from_slice(from);
            }
        }
        weights
    }

    /// The activations of one n-tile, m rows of k columns.
    fn activations(&mut self, n_tile: usize, queue: &mut VecDeque<Beat<Vec<u8>>>) -> Vec<Vec<i8>> {
        let shape = self.tiling.shape();
        let mut activations = vec![Vec::with_capacity(shape.k); shape.m];
        for k_tile in 0..self.tiling.k_tiles() {
            let index = n_tile * self.tiling.k_tiles() + k_tile;
            let tile = self.tiling.tile(index);
            for (row, activations) in activations.iter_mut().enumerate() {
                let beat = take(queue, "activations");
                assert_eq!(beat.data.len(), self.configuration.rows(), "bytes of an activation beat");
                if beat.last != (index + 1 == self.tiling.count() && row + 1 == shape.m) {
                    self.raise(Flag::ActivationFraming);
                }
                activations.extend(beat.data[..tile.rows].iter().map(|byte| byte.cast_signed()));
            }
            self.consumed.activations += shape.m;
        }
        activations
    }

    /// The parameters of one n-tile, one for each column of the array.
    fn parameters(&mut self, queue: &mut VecDeque<Beat<u128>>) -> Vec<Column> {
        let columns = self.configuration.columns();
        self.consumed.parameters += columns;
        (0..columns)
            .map(|index| {
                let beat = take(queue, "parameters");
                let column = Column::decode(beat.data);
                if beat.last != (index + 1 == columns) {
                    self.raise(Flag::ParameterFraming);
                }
                if column.bias_out_of_range() {
                    self.raise(Flag::BiasRange);
                }
                column
            })
            .collect()
    }
}

fn take<T>(queue: &mut VecDeque<T>, stream: &str) -> T {
    queue.pop_front().unwrap_or_else(|| panic!("the command needs more beats of {stream} than there are"))
}
