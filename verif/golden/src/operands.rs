//! The operands of a product, out of their packets.

use crate::beat::signed;
use crate::command::{Announced, announces};
use crate::float::e2m1::twice;
use crate::packet::Packet;
use crate::tiling::{Shape, Tile, Tiling};
use seedchip_spec::{Column, Command, Configuration, Element, ErrorCode, Rounding};

/// The packets of a product, and how to read them. What is missing of weights, activations and scales is zero; the columns whose
/// parameters are missing have unspecified results.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operands<'a> {
    pub configuration: &'a Configuration,
    pub command: Command,
    pub tiling: Tiling,
    pub weights: Packet<'a>,
    pub activations: Packet<'a>,
    /// Without beats if the command has none: it is raw, or of a block format.
    pub parameters: Packet<'a>,
    /// Without beats unless the command is of a block format.
    pub scales: Packet<'a>,
}

impl Operands<'_> {
    /// The tiles of an n-tile, with their numbers in the order of the streams.
    fn tiles(&self, n_tile: usize) -> impl Iterator<Item = (usize, Tile)> {
        let k_tiles = self.tiling.k_tiles();
        (n_tile * k_tiles..(n_tile + 1) * k_tiles).map(|index| (index, self.tiling.tile(index)))
    }

    /// The weights of an n-tile as integers: k rows of the columns that exist.
    pub fn weights(&self, n_tile: usize) -> Vec<i8> {
        let mut weights = Vec::new();
        for (index, tile) in self.tiles(n_tile) {
            for row in 0..tile.rows {
                weights.extend((0..tile.columns).map(|column| self.weight(index, row, column)));
            }
        }
        weights
    }

    fn weight(&self, tile: usize, row: usize, column: usize) -> i8 {
        let byte = |beat| self.weights.byte(self.tiling.first_beat(tile) + beat, column);
        let half = self.configuration.half_rows();
        // A beat holds a row of the first half in the low nibbles, one of the second half in the high ones.
        let nibble = || if row < half { byte(row) & 15 } else { byte(row - half) >> 4 };
        match self.command.format.weights() {
            Element::Int8 => byte(row).cast_signed(),
            Element::Int4 => signed(nibble().into(), 4) as i8,
            Element::E2m1 => twice(nibble()),
        }
    }

    /// The activations as the stream has them for an n-tile, as integers: m rows of k.
    pub fn activations(&self, n_tile: usize) -> Vec<i8> {
        let Shape { m, k, .. } = self.tiling.shape();
        let of_byte = |byte: u8| match self.command.format.activations() {
            Element::E2m1 => twice(byte & 15),
            Element::Int8 | Element::Int4 => byte.cast_signed(),
        };
        let mut activations = vec![0; m * k];
        for (index, tile) in self.tiles(n_tile).filter(|(_, tile)| tile.rows > 0) {
            for row in 0..m {
                if let Some(beat) = self.activations.beat(index * m + row) {
                    let to = &mut activations[row * k + tile.row..][..tile.rows];
                    to.iter_mut().zip(beat.bytes()).for_each(|(to, byte)| *to = of_byte(byte));
                }
            }
        }
        activations
    }

    /// The scale of a row in a block of an n-tile. The command's last row takes the packet's last beat, be it the one or not.
    pub fn row_scale(&self, n_tile: usize, block: usize, row: usize) -> u8 {
        let beat = (n_tile * self.tiling.blocks() + block) * self.tiling.shape().m + row;
        let is_last = beat + 1 == self.tiling.scale_beats();
        self.scales.byte(if is_last { beat.max(self.scales.len().saturating_sub(1)) } else { beat }, 0)
    }

    /// The scale of a column of an n-tile in a block.
    pub fn column_scale(&self, n_tile: usize, block: usize, column: usize) -> u8 {
        self.weights.byte(self.tiling.scale_beat(n_tile * self.tiling.blocks() + block), column)
    }

    /// The parameters of a column of the product.
    pub fn column(&self, column: usize) -> Column {
        let beat = self.parameters.beat(column);
        beat.and_then(|beat| Column::decode(beat.data).ok()).unwrap_or_default()
    }

    /// What the status says of the packets: the least code of what happened.
    pub fn error(&self) -> ErrorCode {
        let Announced { parameters, .. } = announces(self.configuration, &self.command.encode());
        let parameters = if parameters { self.tiling.shape().n } else { 0 };
        let weights = self.weights.length(self.tiling.weight_beats());
        let activations = self.activations.length(self.tiling.activation_beats());
        let scales = self.scales.length(self.tiling.scale_beats());
        let in_range = (0..parameters).all(|column| in_range(&self.column(column), self.command.rounding));
        let errors = [
            weights.error(ErrorCode::WeightsShort, ErrorCode::WeightsLong),
            activations.error(ErrorCode::ActivationsShort, ErrorCode::ActivationsLong),
            self.parameters.length(parameters).error(ErrorCode::ParametersShort, ErrorCode::ParametersLong),
            if in_range { ErrorCode::None } else { ErrorCode::ParameterRange },
            scales.error(ErrorCode::ScalesShort, ErrorCode::ScalesLong),
        ];
        errors.into_iter().find(|error| error.is_failure()).unwrap_or(ErrorCode::None)
    }
}

/// Whether bias, multiplier and shift are in their ranges.
fn in_range(column: &Column, rounding: Rounding) -> bool {
    let least_shift = if rounding == Rounding::Double { 31 } else { 1 };
    (-Column::BIAS_LIMIT..=Column::BIAS_LIMIT).contains(&column.bias)
        && (column.multiplier == 0 || column.multiplier >= 1 << 30)
        && (least_shift..=62).contains(&column.shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_where_the_page_says() {
        let good = Column { multiplier: 1 << 30, shift: 31, ..Column::default() };
        let limit = Column::BIAS_LIMIT;
        let columns = [
            (good, true, true),
            (Column { multiplier: 0, ..good }, true, true),
            (Column { multiplier: i32::MAX, shift: 62, bias: -limit, ..good }, true, true),
            (Column { bias: limit, shift: 30, ..good }, true, false),
            (Column { shift: 1, ..good }, true, false),
            (Column { shift: 0, ..good }, false, false),
            (Column { shift: 63, ..good }, false, false),
            (Column { bias: limit + 1, ..good }, false, false),
            (Column { bias: -limit - 1, ..good }, false, false),
            (Column { multiplier: (1 << 30) - 1, ..good }, false, false),
            (Column { multiplier: 1, ..good }, false, false),
            (Column { multiplier: -1, ..good }, false, false),
            (Column { multiplier: i32::MIN, ..good }, false, false),
        ];
        for (column, once, twice) in columns {
            for rounding in Rounding::ALL {
                let expected = if *rounding == Rounding::Double { twice } else { once };
                assert_eq!(in_range(&column, *rounding), expected, "{column:?} {rounding:?}");
            }
        }
    }
}
