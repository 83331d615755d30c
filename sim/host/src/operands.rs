//! Matrix products to the beats of the datapath's streams: see [`Stream`] for their order. Tiles at the edges are padded
//! with zeros.

use crate::quantise::Layer;
use seedchip_spec::device::Act;
use seedchip_spec::{Beats, Column, Command, Format, Sizes, Stream};
use std::ops::Range;
use thiserror::Error;

/// Why operands don't make a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OperandError {
    /// m, n or k is zero, or more than a command can say.
    #[error("m and n of a product must be 1 to 65535, and k 1 or more, got m = {m}, n = {n}, k = {k}")]
    Size {
        /// Rows of the activations.
        m: usize,
        /// Columns of the weights.
        n: usize,
        /// Rows of the weights.
        k: usize,
    },
    /// An operand is not as long as the sizes say.
    #[error("there must be {wanted} {what}, got {found}")]
    Length {
        /// Which operand.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length that goes with the sizes.
        wanted: usize,
    },
    /// A weight is not one of its format's.
    #[error("weights of the format {format} must be {least} to {greatest}, got {weight}")]
    Weight {
        /// The format's name.
        format: &'static str,
        /// Its least weight.
        least: i8,
        /// Its greatest weight.
        greatest: i8,
        /// The weight.
        weight: i8,
    },
}

/// The operands of one command, known to go together.
#[derive(Clone, Copy, Debug)]
pub struct Product<'a> {
    command: Command,
    activations: &'a [i8],
    weights: &'a [i8],
    columns: &'a [Column],
}

impl<'a> Product<'a> {
    /// The product of activations `[m, k]` and weights `[k, n]`, both row-major, with n columns' parameters. Weights are
    /// given one per byte, whatever their format.
    pub fn new(
        (m, n, k): (usize, usize, usize),
        format: Format,
        activations: &'a [i8],
        weights: &'a [i8],
        columns: &'a [Column],
    ) -> Result<Self, OperandError> {
        let (Ok(short_m), Ok(short_n), Ok(short_k)) = (u16::try_from(m), u16::try_from(n), u32::try_from(k)) else {
            return Err(OperandError::Size { m, n, k });
        };
        if m == 0 || n == 0 || k == 0 {
            return Err(OperandError::Size { m, n, k });
        }
        for (what, found, wanted) in [
            ("activations", activations.len(), m * k),
            ("weights", weights.len(), k * n),
            ("columns", columns.len(), n),
        ] {
            if found != wanted {
                return Err(OperandError::Length { what, found, wanted });
            }
        }
        let range = format.weights();
        if let Some(weight) = weights.iter().find(|weight| !range.contains(weight)) {
            let (least, greatest) = range.into_inner();
            return Err(OperandError::Weight { format: format.name(), least, greatest, weight: *weight });
        }
        let command = Command { format, ..Command::product(short_m, short_n, short_k) };
        Ok(Self { command, activations, weights, columns })
    }

    /// The product of a layer and rows of its inputs, `[m, k]`, row-major.
    pub fn of_layer(layer: &'a Layer, format: Format, activations: &'a [i8]) -> Result<Self, OperandError> {
        let m = activations.len() / layer.inputs.max(1);
        Self::new((m, layer.outputs, layer.inputs), format, activations, &layer.weights, &layer.columns)
    }

    /// The command, with tag 0 and ties rounded up.
    pub fn command(&self) -> Command {
        self.command
    }

    fn sizes(&self) -> (usize, usize, usize) {
        (self.command.m.into(), self.command.n.into(), self.command.k as usize)
    }

    /// The weights stream.
    pub fn weights(&self, sizes: Sizes) -> Beats {
        let ((_, n, k), format) = (self.sizes(), self.command.format);
        let (bits, mask) = (format.weight_bits(), u8::MAX >> (8 - format.weight_bits()));
        // The rows of a tile are cut into as many parts as a byte holds weights; part p has bits p · bits up.
        let tile_beats = format.tile_beats(sizes.rows);
        let count = n.div_ceil(sizes.columns) * k.div_ceil(sizes.rows) * tile_beats;
        let mut beats = Stream::Weight.beats(sizes);
        beats.reserve(count);
        let mut bytes = vec![0_u8; tile_beats * sizes.columns];
        for columns in tiles(n, sizes.columns) {
            for rows in tiles(k, sizes.rows) {
                bytes.fill(0);
                for (row, weights) in self.weights.chunks_exact(n).take(rows.end).skip(rows.start).enumerate() {
                    let (beat, shift) = (row % tile_beats, row / tile_beats * bits);
                    let beat = &mut bytes[beat * sizes.columns..];
                    for (byte, weight) in beat.iter_mut().zip(&weights[columns.clone()]) {
                        *byte |= (weight.cast_unsigned() & mask) << shift;
                    }
                }
                bytes.chunks_exact(sizes.columns).for_each(|beat| beats.push_bytes(beat, beats.len() + 1 == count));
            }
        }
        beats
    }

    /// The activations stream.
    pub fn activations(&self, sizes: Sizes) -> Beats {
        let (m, n, k) = self.sizes();
        let count = n.div_ceil(sizes.columns) * k.div_ceil(sizes.rows) * m;
        let mut beats = Stream::Activation.beats(sizes);
        beats.reserve(count);
        let mut bytes = vec![0; sizes.rows];
        for _ in tiles(n, sizes.columns) {
            for tile in tiles(k, sizes.rows) {
                bytes.fill(0);
                for row in self.activations.chunks_exact(k) {
                    bytes.iter_mut().zip(&row[tile.clone()]).for_each(|(byte, code)| *byte = code.cast_unsigned());
                    beats.push_bytes(&bytes, beats.len() + 1 == count);
                }
            }
        }
        beats
    }

    /// The parameters stream of a command that is not raw.
    pub fn parameters(&self, sizes: Sizes) -> Beats {
        let mut beats = Stream::Parameter.beats(sizes);
        for (index, column) in self.columns.iter().enumerate() {
            beats.push(&column.encode(), index + 1 == self.columns.len());
        }
        beats
    }

    /// What sends the operands; a raw command has no parameters.
    pub fn send(&self, sizes: Sizes, raw: bool) -> impl Iterator<Item = Act> {
        let parameters = (!raw).then(|| Act::Send(Stream::Parameter, self.parameters(sizes)));
        let operands =
            [Act::Send(Stream::Weight, self.weights(sizes)), Act::Send(Stream::Activation, self.activations(sizes))];
        operands.into_iter().chain(parameters)
    }
}

/// The parts of `0..length` that tiles of `size` cover.
pub(crate) fn tiles(length: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).step_by(size).map(move |start| start..length.min(start + size))
}

/// Commands for `rows` rows of activations, as many in each as the array has accumulators: the rows of each, and
/// the command. All else is as in `template`, but tags count up from its tag.
pub fn layer_commands(sizes: Sizes, rows: usize, template: Command) -> impl Iterator<Item = (Range<usize>, Command)> {
    let most = sizes.accumulators.clamp(1, usize::from(u16::MAX));
    tiles(rows, most).enumerate().map(move |(index, part)| {
        // A part has at most 65535 rows; tags are 16 bits and wrap.
        let command = Command { m: part.len() as u16, tag: template.tag.wrapping_add(index as u16), ..template };
        (part, command)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Smaller than any that is built, so that the beats can be written down.
    const ARRAY: Sizes = Sizes {
        rows: 2,
        columns: 3,
        accumulators: 4,
        cell: seedchip_spec::Cell::Single,
        formats: seedchip_spec::Formats::INTEGER,
    };

    fn column(bias: i32) -> Column {
        Column { bias, multiplier: 1 << 30, shift: 31, zero_point: -1, low: -128, high: 127 }
    }

    /// The first `width` bytes of each beat.
    fn bytes(beats: &Beats, width: usize) -> Vec<u8> {
        beats.iter().flat_map(|beat| beat.bytes().take(width)).collect()
    }

    fn lasts(beats: &Beats) -> Vec<bool> {
        beats.iter().map(|beat| beat.last).collect()
    }

    /// m = 2, n = 4, k = 3: two n-tiles, two k-tiles, padding at both edges.
    fn product(format: Format, check: impl FnOnce(Product)) {
        let activations = [1, 2, 3, 4, 5, 6];
        let weights = [1, 2, 3, 4, 5, 6, 7, -8, -1, -2, -3, -4];
        let columns = [column(1), column(2), column(3), column(4)];
        check(Product::new((2, 4, 3), format, &activations, &weights, &columns).expect("they go together"));
    }

    #[test]
    fn beats_of_a_small_product() {
        product(Format::Int8, |product| {
            let weights = bytes(&product.weights(ARRAY), 3);
            assert_eq!(weights[..12], [1, 2, 3, 5, 6, 7, 255, 254, 253, 0, 0, 0]);
            assert_eq!(weights[12..], [4, 0, 0, 248, 0, 0, 252, 0, 0, 0, 0, 0]);
            assert_eq!(lasts(&product.weights(ARRAY)), [false, false, false, false, false, false, false, true]);
            let activations = product.activations(ARRAY);
            assert_eq!(bytes(&activations, 2), [1, 2, 4, 5, 3, 0, 6, 0].repeat(2));
            assert_eq!(lasts(&activations), [false, false, false, false, false, false, false, true]);
            let parameters = product.parameters(ARRAY);
            assert_eq!(lasts(&parameters), [false, false, false, true]);
            let first = [1, 0, 0, 0, 0, 0, 0, 64, 31, 255, 128, 127, 0, 0, 0, 0];
            assert_eq!(bytes(&parameters, 16)[..16], first);
            assert_eq!(product.command(), Command::product(2, 4, 3));
        });
    }

    #[test]
    fn a_byte_has_a_nibble_of_each_half_of_a_tile() {
        product(Format::Int4, |product| {
            let weights = product.weights(ARRAY);
            // Rows 0 and 1 of columns 0 to 2, then row 2 alone; then column 3 with columns that do not exist.
            let expected = [0x51, 0x62, 0x73, 0x0F, 0x0E, 0x0D, 0x84, 0, 0, 0x0C, 0, 0];
            assert_eq!(bytes(&weights, 3), expected);
            assert_eq!(lasts(&weights), [false, false, false, true]);
        });
        let columns = [Column::default()];
        let one = Product::new((1, 1, 1), Format::Int4, &[1], &[-8], &columns).expect("they go together");
        let odd = one.weights(Sizes { rows: 5, ..ARRAY });
        assert_eq!(bytes(&odd, 3), [0x08, 0, 0, 0, 0, 0, 0, 0, 0], "five rows take three beats");
    }

    #[test]
    fn operands_that_do_not_go_together_are_refused() {
        let columns = [Column::default(); 2];
        let new = |sizes, format, weights| Product::new(sizes, format, &[1, 2], weights, &columns).err();
        assert_eq!(new((2, 2, 1), Format::Int8, &[1, 2]), None);
        let weight = OperandError::Weight { format: "int8-int4", least: -8, greatest: 7, weight: 8 };
        assert_eq!(new((2, 2, 1), Format::Int4, &[7, 8]), Some(weight));
        assert_eq!(weight.to_string(), "weights of the format int8-int4 must be -8 to 7, got 8");
        assert_eq!(new((0, 2, 1), Format::Int8, &[1, 2]), Some(OperandError::Size { m: 0, n: 2, k: 1 }));
        assert_eq!(new((2, 65_536, 1), Format::Int8, &[]), Some(OperandError::Size { m: 2, n: 65_536, k: 1 }));
        let length = |what, found, wanted| Some(OperandError::Length { what, found, wanted });
        assert_eq!(new((2, 2, 2), Format::Int8, &[1, 2]), length("activations", 2, 4));
        assert_eq!(new((2, 2, 1), Format::Int8, &[1]), length("weights", 1, 2));
        assert_eq!(new((2, 3, 1), Format::Int8, &[1, 2, 3]), length("columns", 2, 3));
    }

    #[test]
    fn many_rows_are_several_commands() {
        let template = Command { tag: u16::MAX, raw: true, ..Command::product(0, 3, 5) };
        let commands: Vec<_> = layer_commands(ARRAY, 9, template).collect();
        let expected = [(0..4, 4, u16::MAX), (4..8, 4, 0), (8..9, 1, 1)];
        assert!(commands.into_iter().eq(expected.map(|(part, m, tag)| (part, Command { m, tag, ..template }))));
        assert_eq!(layer_commands(ARRAY, 0, template).count(), 0);
        let vast = Sizes { accumulators: 1 << 20, ..ARRAY };
        let sizes: Vec<_> = layer_commands(vast, 65_536, template).map(|(_, command)| command.m).collect();
        assert_eq!(sizes, [65_535, 1]);
    }
}
