//! The whole datapath, command by command: which results, which status, how many beats of each stream.
//!
//! It decodes the streams itself and then computes the product with ordinary loops, so it never reads padding.

use crate::arith::requantise::requantise;
use crate::beat::signed;
use crate::command::{Verdict, mode, shape, verdict};
use crate::parameters::{bias_out_of_range, column};
use crate::tiling::{Shape, Tiling, cycles};
use seedchip_spec::device::{Act, Device, DeviceError, Events, Watch};
use seedchip_spec::{Beat, Beats, Column, Command, Configuration, ErrorCode, Flag, Flags, Status, Stream};
use std::collections::BTreeMap;

/// What was sent on a stream and is not used yet.
#[derive(Clone, Debug)]
struct Queue {
    beats: Beats,
    used: usize,
}

impl Queue {
    fn left(&self) -> usize {
        self.beats.len() - self.used
    }

    /// The oldest beat; there is one.
    fn take(&mut self) -> Beat<'_> {
        self.used += 1;
        self.beats.get(self.used - 1)
    }
}

/// The datapath.
///
/// A command is carried out as soon as all its operands are there, in no time: a status tells the cycles of a run
/// without stalls, and no stalls.
///
/// Parameter beats may enter their queue before their command starts, and raise their flags (`BiasRange`,
/// `ParameterFraming`) then. The status here has them in the command that uses the beats. Where beats come
/// early, an earlier status may have the flag already, and a command that clears the flags after the beats came
/// in has it in no later one.
#[derive(Clone, Debug)]
pub struct Datapath {
    configuration: Configuration,
    queues: BTreeMap<Stream, Queue>,
    /// The sticky flags.
    flags: Flags,
    events: Events,
}

impl Datapath {
    /// A datapath after reset.
    pub fn new(configuration: &Configuration) -> Self {
        let mut datapath = Self {
            configuration: configuration.clone(),
            queues: BTreeMap::new(),
            flags: Flags::default(),
            events: Events::none(configuration.sizes()),
        };
        datapath.reset();
        datapath
    }

    fn reset(&mut self) {
        let inputs = [Stream::Command, Stream::Weight, Stream::Activation, Stream::Parameter];
        let empty = |stream: Stream| (stream, Queue { beats: stream.beats(self.configuration.sizes()), used: 0 });
        self.queues = inputs.map(empty).into();
        self.flags = Flags::default();
    }

    fn queue(&mut self, stream: Stream) -> &mut Queue {
        self.queues.get_mut(&stream).unwrap_or_else(|| panic!("{stream:?} is no input"))
    }

    /// Carries out every command whose operands are there.
    fn advance(&mut self) {
        while self.queue(Stream::Command).left() > 0 {
            let commands = &self.queues[&Stream::Command];
            let beat: Vec<u32> = commands.beats.data(commands.used).to_vec();
            let verdict = verdict(&beat, self.configuration.accumulators());
            if let Verdict::Product(command) = &verdict
                && !self.has_operands(command)
            {
                return;
            }
            self.queue(Stream::Command).take();
            if Command::CLEAR_FLAGS.get(&beat) != 0 {
                self.flags = Flags::default();
            }
            let (error, cycles, products) = match verdict {
                // The cycle of the check.
                Verdict::Nothing => (ErrorCode::None, 1, 0),
                Verdict::Refused(error) => (error, 1, 0),
                Verdict::Product(command) => {
                    let shape = shape(&command);
                    self.product(&command, shape);
                    (ErrorCode::None, cycles(&self.configuration, shape), shape.products())
                }
            };
            let status = Status {
                tag: Command::TAG.get(&beat) as u16,
                flags: self.flags,
                error,
                cycles,
                products,
                stalls_weights: 0,
                stalls_activations: 0,
                stalls_parameters: 0,
                stalls_results: 0,
            };
            self.events.beats_mut(Stream::Status).push(&status.encode(), false);
        }
    }

    /// Beats of each stream that a product takes.
    fn operands(&self, command: &Command) -> [(Stream, usize); 3] {
        let tiling = Tiling::new(&self.configuration, shape(command));
        let rows = tiling.count() * self.configuration.rows();
        [
            (Stream::Weight, command.format.weight_beats(rows)),
            (Stream::Activation, tiling.count() * tiling.shape().m),
            (Stream::Parameter, tiling.n_tiles() * self.configuration.columns()),
        ]
    }

    fn has_operands(&self, command: &Command) -> bool {
        self.operands(command).iter().all(|(stream, beats)| self.queues[stream].left() >= *beats)
    }

    fn product(&mut self, command: &Command, shape: Shape) {
        let tiling = Tiling::new(&self.configuration, shape);
        let width = self.configuration.columns();
        let weights = self.weights(command, &tiling);
        let mut sums = vec![0_i32; width];
        for (n_tile, weights) in weights.chunks_exact(shape.k * width).enumerate() {
            let columns = self.parameters();
            let activations = self.activations(&tiling, n_tile);
            let existing = width.min(shape.n - n_tile * width);
            for (row, activations) in activations.chunks_exact(shape.k).enumerate() {
                sums.iter_mut().zip(&columns).for_each(|(sum, column)| *sum = column.bias);
                for (activation, weights) in activations.iter().zip(weights.chunks_exact(width)) {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum = sum.wrapping_add(i32::from(*activation) * i32::from(*weight));
                    }
                }
                let last = n_tile + 1 == tiling.n_tiles() && row + 1 == shape.m;
                self.result(command, &sums[..existing], &columns, last);
            }
        }
    }

    /// Gives a row of results: zero, and `tkeep` low, where there is no column.
    fn result(&mut self, command: &Command, sums: &[i32], columns: &[Column], last: bool) {
        let mode = mode(command);
        let mut lanes = vec![0; self.configuration.columns()];
        let mut keep = vec![0; (4 * lanes.len()).div_ceil(32)];
        for (lane, (sum, column)) in sums.iter().zip(columns).enumerate() {
            let result = requantise(*sum, column, mode);
            lanes[lane] = result.value.cast_unsigned();
            keep[lane / 8] |= 0xf << (4 * (lane % 8));
            if result.saturated {
                self.flags.raise(Flag::Saturation);
            }
        }
        self.events.beats_mut(Stream::Result).push_kept(&lanes, &keep, last);
    }

    /// All weights: per n-tile k rows of C columns, the columns that don't exist among them.
    fn weights(&mut self, command: &Command, tiling: &Tiling) -> Vec<i8> {
        let (height, width) = (self.configuration.rows(), self.configuration.columns());
        let beats = self.operands(command)[0].1;
        let mut bytes = Vec::with_capacity(beats * width);
        for beat in 1..=beats {
            let weights = self.queue(Stream::Weight).take();
            bytes.extend(weights.bytes().take(width));
            if weights.last != (beat == beats) {
                self.flags.raise(Flag::WeightFraming);
            }
        }
        // Rows follow each other without a gap, those of padding too.
        let bits = command.format.weight_bits();
        let weight = |index: usize| signed(u64::from(bytes[index * bits / 8]) >> (index * bits % 8), bits) as i8;
        let rows =
            (0..tiling.count()).flat_map(|index| (0..tiling.tile(index).rows).map(move |row| index * height + row));
        rows.flat_map(|row| (row * width..(row + 1) * width).map(weight)).collect()
    }

    /// The activations of one n-tile, m rows of k columns.
    fn activations(&mut self, tiling: &Tiling, n_tile: usize) -> Vec<i8> {
        let shape = tiling.shape();
        let mut activations = vec![0; shape.m * shape.k];
        for k_tile in 0..tiling.k_tiles() {
            let index = n_tile * tiling.k_tiles() + k_tile;
            let tile = tiling.tile(index);
            for row in 0..shape.m {
                let beat = self.queue(Stream::Activation).take();
                let to = &mut activations[row * shape.k + tile.row..][..tile.rows];
                to.iter_mut().zip(beat.bytes()).for_each(|(to, byte)| *to = byte.cast_signed());
                if beat.last != (index + 1 == tiling.count() && row + 1 == shape.m) {
                    self.flags.raise(Flag::ActivationFraming);
                }
            }
        }
        activations
    }

    /// The parameters of one n-tile, one for each column of the array.
    fn parameters(&mut self) -> Vec<Column> {
        let width = self.configuration.columns();
        let mut columns = Vec::with_capacity(width);
        for index in 1..=width {
            let beat = self.queue(Stream::Parameter).take();
            let (column, last) = (column(beat.data), beat.last);
            if last != (index == width) {
                self.flags.raise(Flag::ParameterFraming);
            }
            if bias_out_of_range(column.bias) {
                self.flags.raise(Flag::BiasRange);
            }
            columns.push(column);
        }
        columns
    }
}

impl Device for Datapath {
    fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    fn run_watched(&mut self, acts: &[Act], _: Watch) -> Result<Events, DeviceError> {
        for act in acts {
            match act {
                Act::Send(stream, beats) => {
                    let queue = self.queue(*stream);
                    if queue.left() == 0 {
                        queue.beats.clear();
                        queue.used = 0;
                    }
                    queue.beats.append(beats);
                    self.advance();
                }
                Act::Await(stream, beats) if self.events.beats(*stream).len() < *beats => {
                    let found = self.events.beats(*stream).len();
                    let reason = format!("{found} of {beats} beats of {} can come of what was sent", stream.name());
                    return Err(DeviceError::Hung(reason));
                }
                Act::Await(..) | Act::Pass(_) => {}
                Act::Abort => return Err(DeviceError::Unsupported("abort commands")),
                Act::Reset => self.reset(),
            }
        }
        let mut events = std::mem::replace(&mut self.events, Events::none(self.configuration.sizes()));
        events.left = self.queues.iter().map(|(stream, queue)| (*stream, queue.left())).collect();
        Ok(events)
    }
}
