//! Matrices to the packets of a command: written from the page for these tests, apart from the host.

use seedchip_golden::tiling::Shape;
use seedchip_spec::{Beats, Column, Command, Configuration, Element, Format, Rounding, Stream};

/// A layer as matrices, row by row. E2M1 elements are codes, in the low four bits.
#[derive(Clone, Debug)]
pub struct Layer {
    pub shape: Shape,
    pub activations: Vec<i8>,
    pub weights: Vec<i8>,
    /// Of integers: none of a raw command.
    pub columns: Vec<Column>,
    /// Of blocks.
    pub scales: Scales,
}

/// The scales of blocks, those of the first block first.
#[derive(Clone, Debug, Default)]
pub struct Scales {
    /// m for each block.
    pub rows: Vec<u8>,
    /// n for each block.
    pub columns: Vec<u8>,
}

/// The packets of a command.
#[derive(Clone, Debug)]
pub struct Operands {
    pub weights: Beats,
    pub activations: Beats,
    /// None of a raw command, and none in blocks.
    pub parameters: Beats,
    /// Scales of rows; only in blocks.
    pub scales: Beats,
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
        let format = options.format;
        // Blocks are whole.
        let depth = if format.has_blocks() { k.next_multiple_of(32) } else { k };
        let mut element = |matrix: &[i8], (rows, columns): (usize, usize), row: usize, column: usize| {
            let inside = row < rows && column < columns;
            if inside { matrix[row * columns + column].cast_unsigned() } else { padding() }
        };
        let (mut weights, mut activations, mut scales) = (Vec::new(), Vec::new(), Vec::new());
        for column in (0..n).step_by(width) {
            for top in (0..depth).step_by(height) {
                let mut weight = |row: usize, column: usize| {
                    // A row behind the tile's last is none, even if it is one of the next tile.
                    let row = if row < height { top + row } else { k };
                    element(&self.weights, (k, n), row, column)
                };
                let columns = column..column + width;
                weights.extend((0..format.tile_beats(height)).map(|beat| {
                    let byte = |column| match format.weights() {
                        Element::Int8 => weight(beat, column),
                        Element::Int4 | Element::E2m1 => weight(beat, column) & 15 | weight(beat + half, column) << 4,
                    };
                    columns.clone().map(byte).collect::<Vec<u8>>()
                }));
                activations.extend((0..m).map(|row| {
                    let lanes = top..top + height;
                    lanes.map(|lane| element(&self.activations, (m, k), row, lane)).collect::<Vec<u8>>()
                }));
                if format.has_blocks() && (top + height).is_multiple_of(32) {
                    let block = top / 32;
                    let of_columns = self.scales.columns[block * n..][..n].iter().map(|scale| scale.cast_signed());
                    let of_columns: Vec<i8> = of_columns.collect();
                    weights.push(columns.map(|column| element(&of_columns, (1, n), 0, column)).collect());
                    scales.extend(self.scales.rows[block * m..][..m].iter().map(|scale| vec![*scale]));
                }
            }
        }
        let mut parameters = Stream::Parameter.beats(configuration.sizes());
        if !options.raw && !format.has_blocks() {
            for (index, column) in (1..).zip(&self.columns) {
                parameters.push(&column.encode(), index == n);
            }
        }
        Operands {
            weights: beats(Stream::Weight.beats(configuration.sizes()), &weights),
            activations: beats(Stream::Activation.beats(configuration.sizes()), &activations),
            parameters,
            scales: beats(Stream::Scale.beats(configuration.sizes()), &scales),
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
