//! Matrices to the packets of a command: written from the page for these tests, apart from the host.

use seedchip_golden::tiling::Shape;
use seedchip_spec::{Beats, Column, Command, Configuration, Format, Rounding, Stream};

/// A layer as matrices, row by row.
#[derive(Clone, Debug)]
pub struct Layer {
    pub shape: Shape,
    pub activations: Vec<i8>,
    pub weights: Vec<i8>,
    pub columns: Vec<Column>,
}

/// The packets of a command.
#[derive(Clone, Debug)]
pub struct Operands {
    pub weights: Beats,
    pub activations: Beats,
    /// None of a raw command.
    pub parameters: Beats,
}

/// How a command is carried out.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub format: Format,
    pub raw: bool,
    pub rounding: Rounding,
}

impl Layer {
    /// Its command.
    pub fn command(&self, Options { format, raw, rounding }: Options, tag: u16) -> Command {
        let Shape { m, n, k } = self.shape;
        Command { format, raw, rounding, tag, ..Command::product(m as u16, n as u16, k as u32) }
    }

    /// Its packets. Padding takes what `padding` gives.
    pub fn operands(
        &self,
        configuration: &Configuration,
        options: Options,
        mut padding: impl FnMut() -> u8,
    ) -> Operands {
        let (height, width) = (configuration.rows(), configuration.columns());
        let half = height.div_ceil(2);
        let Shape { m, n, k } = self.shape;
        let mut element = |matrix: &[i8], (rows, columns): (usize, usize), row: usize, column: usize| {
            let inside = row < rows && column < columns;
            if inside { matrix[row * columns + column].cast_unsigned() } else { padding() }
        };
        let (mut weights, mut activations) = (Vec::new(), Vec::new());
        for column in (0..n).step_by(width) {
            for top in (0..k).step_by(height) {
                let mut weight = |row: usize, column: usize| {
                    // A row behind the tile's last is none, even if it is one of the next tile.
                    let row = if row < height { top + row } else { k };
                    element(&self.weights, (k, n), row, column)
                };
                let columns = column..column + width;
                weights.extend((0..options.format.tile_beats(height)).map(|beat| {
                    let byte = |column| match options.format {
                        Format::Int8 => weight(beat, column),
                        Format::Int4 => weight(beat, column) & 15 | weight(beat + half, column) << 4,
                    };
                    columns.clone().map(byte).collect::<Vec<u8>>()
                }));
                activations.extend((0..m).map(|row| {
                    let lanes = top..top + height;
                    lanes.map(|lane| element(&self.activations, (m, k), row, lane)).collect::<Vec<u8>>()
                }));
            }
        }
        let mut parameters = Stream::Parameter.beats(configuration.sizes());
        if !options.raw {
            for (index, column) in (1..).zip(&self.columns) {
                parameters.push(&column.encode(), index == n);
            }
        }
        Operands {
            weights: beats(Stream::Weight.beats(configuration.sizes()), &weights),
            activations: beats(Stream::Activation.beats(configuration.sizes()), &activations),
            parameters,
        }
    }
}

/// Beats of bytes, the last one marked.
fn beats(mut beats: Beats, bytes: &[Vec<u8>]) -> Beats {
    for (index, beat) in bytes.iter().enumerate() {
        beats.push_bytes(beat, index + 1 == bytes.len());
    }
    beats
}
