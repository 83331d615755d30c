//! Matrices to the beats of a command: written from the page for these tests, apart from the host.

use seedchip_golden::datapath::Datapath;
use seedchip_golden::tiling::Shape;
use seedchip_spec::device::{Act, Device, Events};
use seedchip_spec::{Beats, Column, Command, Configuration, Format, Status, Stream};

/// A layer as matrices, row by row.
#[derive(Clone, Debug)]
pub struct Layer {
    pub shape: Shape,
    pub activations: Vec<i8>,
    pub weights: Vec<i8>,
    pub columns: Vec<Column>,
}

/// The beats of a command's operands.
#[derive(Clone, Debug)]
pub struct Operands {
    pub weights: Beats,
    pub activations: Beats,
    pub parameters: Beats,
}

impl Layer {
    /// Its command.
    pub fn command(&self, format: Format, (raw, double_rounding): (bool, bool), tag: u16) -> Command {
        let Shape { m, n, k } = self.shape;
        Command { format, raw, double_rounding, tag, ..Command::product(m as u16, n as u16, k as u32) }
    }

    /// The beats of its operands. Padding takes what `padding` gives.
    pub fn operands(&self, configuration: &Configuration, format: Format, mut padding: impl FnMut() -> u8) -> Operands {
        let (height, width) = (configuration.rows(), configuration.columns());
        let Shape { m, n, k } = self.shape;
        let mut at = |matrix: &[i8], row: usize, column: usize, rows: usize, columns: usize| {
            let inside = row < rows && column < columns;
            if inside { matrix[row * columns + column].cast_unsigned() } else { padding() }
        };
        let (mut rows, mut activations, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        for column in (0..n).step_by(width) {
            for row in (0..k).step_by(height) {
                for row in row..row + height {
                    rows.push((column..column + width).map(|c| at(&self.weights, row, c, k, n)).collect::<Vec<u8>>());
                }
                for line in 0..m {
                    let lanes = row..row + height;
                    activations.push(lanes.map(|r| at(&self.activations, line, r, m, k)).collect::<Vec<u8>>());
                }
            }
            columns.extend((column..column + width).map(|c| self.columns.get(c).copied().unwrap_or_default()));
        }
        let weights = match format {
            Format::Int8 => rows,
            Format::Int4 => rows.chunks(2).map(|pair| pack(pair, width)).collect(),
        };
        let mut parameters = Stream::Parameter.beats(configuration.sizes());
        for (index, column) in columns.iter().enumerate() {
            parameters.push(&column.encode(), (index + 1) % width == 0);
        }
        Operands {
            weights: beats(Stream::Weight.beats(configuration.sizes()), &weights),
            activations: beats(Stream::Activation.beats(configuration.sizes()), &activations),
            parameters,
        }
    }
}

/// Runs a command on its operands: what came, and the status.
pub fn run(datapath: &mut Datapath, command: &Command, operands: Operands) -> (Events, Status) {
    let events = datapath.run(&[
        Act::command(command),
        Act::Send(Stream::Weight, operands.weights),
        Act::Send(Stream::Activation, operands.activations),
        Act::Send(Stream::Parameter, operands.parameters),
        Act::Await(Stream::Status, 1),
    ]);
    let events = events.unwrap_or_else(|error| panic!("{error}"));
    let status = events.statuses().expect("statuses")[0];
    (events, status)
}

/// One or two rows of nibbles to a beat of `width` bytes.
fn pack(rows: &[Vec<u8>], width: usize) -> Vec<u8> {
    let mut nibbles: Vec<u8> = rows.concat();
    nibbles.resize(2 * width, 0);
    nibbles.chunks(2).map(|pair| pair[0] & 15 | pair[1] << 4).collect()
}

/// Beats of bytes, the last one marked.
fn beats(mut beats: Beats, bytes: &[Vec<u8>]) -> Beats {
    for (index, beat) in bytes.iter().enumerate() {
        beats.push_bytes(beat, index + 1 == bytes.len());
    }
    beats
}
