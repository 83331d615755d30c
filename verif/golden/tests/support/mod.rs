//! Matrices to the beats of a command: written from the layouts for these tests, apart from the driver.

use seedchip_golden::datapath::{Beat, Operands};
use seedchip_golden::parameters::Column;
use seedchip_golden::tiling::Shape;
use seedchip_spec::Configuration;
use seedchip_spec::layout::{Field, command, parameter};
use std::collections::VecDeque;

/// A layer as matrices, row by row.
#[derive(Clone, Debug)]
pub struct Layer {
    pub shape: Shape,
    pub activations: Vec<i8>,
    pub weights: Vec<i8>,
    pub columns: Vec<Column>,
}

impl Layer {
    /// The beat of its command; `options` as bits.
    pub fn command(&self, int4: bool, options: u8, tag: u16) -> u128 {
        let fields = [
            (command::OPCODE, 1),
            (command::FORMAT, int4.into()),
            (command::OPTIONS, options.into()),
            (command::M, self.shape.m as u128),
            (command::N, self.shape.n as u128),
            (command::K, self.shape.k as u128),
            (command::TAG, tag.into()),
        ];
        beat(&fields)
    }

    /// The beats of its operands. Padding takes what `padding` gives.
    pub fn operands(&self, configuration: &Configuration, int4: bool, mut padding: impl FnMut() -> u8) -> Operands {
        let (height, width) = (configuration.rows(), configuration.columns());
        let Shape { m, n, k } = self.shape;
        let mut at = |matrix: &[i8], row: usize, column: usize, rows: usize, columns: usize| {
            let inside = row < rows && column < columns;
            if inside { matrix[row * columns + column].cast_unsigned() } else { padding() }
        };
        let (mut rows, mut activations, mut parameters) = (Vec::new(), Vec::new(), Vec::new());
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
            parameters
                .extend((column..column + width).map(|c| encode(&self.columns.get(c).copied().unwrap_or_default())));
        }
        let weights = if int4 { rows.chunks(2).map(|pair| pack(pair, width)).collect() } else { rows };
        Operands {
            weights: beats(&weights, weights.len()),
            activations: beats(&activations, activations.len()),
            parameters: beats(&parameters, width),
        }
    }
}

/// The parameters of a column as their beat.
fn encode(column: &Column) -> u128 {
    let signed = |value: i32| u128::from(value.cast_unsigned());
    let byte = |value: i8| u128::from(value.cast_unsigned());
    let fields = [
        (parameter::BIAS, signed(column.bias)),
        (parameter::MULTIPLIER, signed(column.multiplier)),
        (parameter::SHIFT, column.shift.into()),
        (parameter::ZERO_POINT, byte(column.zero_point)),
        (parameter::LOW, byte(column.low)),
        (parameter::HIGH, byte(column.high)),
    ];
    beat(&fields)
}

fn beat(fields: &[(Field, u128)]) -> u128 {
    fields.iter().fold(0, |beat, (field, value)| beat | value << field.offset)
}

/// One or two rows of nibbles to a beat of `width` bytes.
fn pack(rows: &[Vec<u8>], width: usize) -> Vec<u8> {
    let mut nibbles: Vec<u8> = rows.concat();
    nibbles.resize(2 * width, 0);
    nibbles.chunks(2).map(|pair| pair[0] & 15 | pair[1] << 4).collect()
}

/// Beats with `last` on every `packet`-th.
fn beats<T: Clone>(data: &[T], packet: usize) -> VecDeque<Beat<T>> {
    data.iter().enumerate().map(|(index, data)| Beat { data: data.clone(), last: (index + 1) % packet == 0 }).collect()
}
