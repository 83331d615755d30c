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
    /// An element is not one of its format's.
    #[error("{what} of the format {format} must be {least} to {greatest}, got {found}")]
    Element {
        /// Which operand.
        what: &'static str,
        /// The format's name.
        format: &'static str,
        /// The least element.
        least: i8,
        /// The greatest element.
        greatest: i8,
        /// The element.
        found: i8,
    },
}

/// The E8M0 scales of a product in a block format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scales<'a> {
    /// Of the activations, `[m, ceil(k / 32)]`, row-major.
    pub rows: &'a [u8],
    /// Of the weights, `[ceil(k / 32), n]`, row-major.
    pub columns: &'a [u8],
}

/// The operands of one command, known to go together.
#[derive(Clone, Copy, Debug)]
pub struct Product<'a> {
    command: Command,
    activations: &'a [i8],
    weights: &'a [i8],
    columns: &'a [Column],
    scales: Scales<'a>,
}

/// The k of a block.
pub const BLOCK: usize = 32;

impl<'a> Product<'a> {
    /// The product of activations `[m, k]` and weights `[k, n]`, both row-major, with n columns' parameters. Weights are
    /// given one per byte, whatever their format.
    pub fn new(
        shape: (usize, usize, usize),
        format: Format,
        activations: &'a [i8],
        weights: &'a [i8],
        columns: &'a [Column],
    ) -> Result<Self, OperandError> {
        let product = Self::of_elements(shape, format, activations, weights)?;
        check("columns", columns.len(), shape.1)?;
        Ok(Self { columns, ..product })
    }

    /// The same in a block format: with scales, and without parameters. E2M1 elements are their codes, four bits that
    /// extend their sign as those of INT4 do.
    pub fn in_blocks(
        shape: (usize, usize, usize),
        format: Format,
        activations: &'a [i8],
        weights: &'a [i8],
        scales: Scales<'a>,
    ) -> Result<Self, OperandError> {
        let product = Self::of_elements(shape, format, activations, weights)?;
        let (m, n, k) = shape;
        check("row scales", scales.rows.len(), m * k.div_ceil(BLOCK))?;
        check("column scales", scales.columns.len(), n * k.div_ceil(BLOCK))?;
        Ok(Self { scales, ..product })
    }

    /// What all formats have.
    fn of_elements(
        (m, n, k): (usize, usize, usize),
        format: Format,
        activations: &'a [i8],
        weights: &'a [i8],
    ) -> Result<Self, OperandError> {
        let (Ok(short_m), Ok(short_n), Ok(short_k)) = (u16::try_from(m), u16::try_from(n), u32::try_from(k)) else {
            return Err(OperandError::Size { m, n, k });
        };
        if m == 0 || n == 0 || k == 0 {
            return Err(OperandError::Size { m, n, k });
        }
        check("activations", activations.len(), m * k)?;
        check("weights", weights.len(), k * n)?;
        for (what, elements, element) in
            [("activations", activations, format.activations()), ("weights", weights, format.weights())]
        {
            let range = element.range();
            if let Some(found) = elements.iter().find(|found| !range.contains(found)) {
                let (least, greatest) = range.into_inner();
                return Err(OperandError::Element { what, format: format.name(), least, greatest, found: *found });
            }
        }
        let raw = format.has_blocks();
        let command = Command { format, raw, ..Command::product(short_m, short_n, short_k) };
        Ok(Self { command, activations, weights, columns: &[], scales: Scales::default() })
    }

    /// The product of a layer and rows of its inputs, `[m, k]`, row-major.
    pub fn of_layer(layer: &'a Layer, format: Format, activations: &'a [i8]) -> Result<Self, OperandError> {
        let m = activations.len() / layer.inputs.max(1);
        Self::new((m, layer.outputs, layer.inputs), format, activations, &layer.weights, &layer.columns)
    }

    /// The command, with tag 0 and ties rounded up; that of a block format is raw.
    pub fn command(&self) -> Command {
        self.command
    }

    fn sizes(&self) -> (usize, usize, usize) {
        (self.command.m.into(), self.command.n.into(), self.command.k as usize)
    }

    /// The rows of weights of each k-tile, none where the last block is padded with whole tiles; and the block whose last
    /// tile it is, if it is one's.
    fn k_tiles(&self, sizes: Sizes) -> impl Iterator<Item = (Range<usize>, Option<usize>)> {
        let (k, blocks) = (self.command.k as usize, self.command.format.has_blocks());
        let padded = if blocks { k.next_multiple_of(BLOCK) } else { k };
        tiles(padded, sizes.rows).map(move |tile| {
            let ends = blocks && tile.end.is_multiple_of(BLOCK);
            (tile.start.min(k)..tile.end.min(k), ends.then(|| tile.end / BLOCK - 1))
        })
    }

    /// The weights stream.
    pub fn weights(&self, sizes: Sizes) -> Beats {
        let ((_, n, _), format) = (self.sizes(), self.command.format);
        let (bits, mask) = (format.weight_bits(), u8::MAX >> (8 - format.weight_bits()));
        // The rows of a tile are cut into as many parts as a byte holds weights; part p has bits p · bits up.
        let tile_beats = format.tile_beats(sizes.rows);
        let mut beats = Stream::Weight.beats(sizes);
        beats.reserve(n.div_ceil(sizes.columns) * self.k_tiles(sizes).count() * (tile_beats + 1));
        let mut bytes = vec![0_u8; tile_beats * sizes.columns];
        for columns in tiles(n, sizes.columns) {
            for (rows, ended) in self.k_tiles(sizes) {
                bytes.fill(0);
                for (row, weights) in self.weights.chunks_exact(n).take(rows.end).skip(rows.start).enumerate() {
                    let (beat, shift) = (row % tile_beats, row / tile_beats * bits);
                    let beat = &mut bytes[beat * sizes.columns..];
                    for (byte, weight) in beat.iter_mut().zip(&weights[columns.clone()]) {
                        *byte |= (weight.cast_unsigned() & mask) << shift;
                    }
                }
                bytes.chunks_exact(sizes.columns).for_each(|beat| beats.push_bytes(beat, false));
                if let Some(block) = ended {
                    let mut scales = self.scales.columns[block * n..][columns.clone()].to_vec();
                    scales.resize(sizes.columns, 0);
                    beats.push_bytes(&scales, false);
                }
            }
        }
        ended(beats)
    }

    /// The activations stream.
    pub fn activations(&self, sizes: Sizes) -> Beats {
        let (m, n, k) = self.sizes();
        let mut beats = Stream::Activation.beats(sizes);
        beats.reserve(n.div_ceil(sizes.columns) * self.k_tiles(sizes).count() * m);
        let mask = u8::MAX >> (8 - self.command.format.activations().bits());
        let mut bytes = vec![0; sizes.rows];
        for _ in tiles(n, sizes.columns) {
            for (tile, _) in self.k_tiles(sizes) {
                bytes.fill(0);
                for row in self.activations.chunks_exact(k) {
                    let row = row[tile.clone()].iter().map(|code| code.cast_unsigned() & mask);
                    bytes.iter_mut().zip(row).for_each(|(byte, code)| *byte = code);
                    beats.push_bytes(&bytes, false);
                }
            }
        }
        ended(beats)
    }

    /// The parameters stream of a command that has any.
    pub fn parameters(&self, sizes: Sizes) -> Beats {
        let mut beats = Stream::Parameter.beats(sizes);
        self.columns.iter().for_each(|column| beats.push(&column.encode(), false));
        ended(beats)
    }

    /// The stream of row scales of a command in a block format.
    pub fn row_scales(&self, sizes: Sizes) -> Beats {
        let (_, n, k) = self.sizes();
        let (mut beats, blocks) = (Stream::Scale.beats(sizes), k.div_ceil(BLOCK));
        for _ in tiles(n, sizes.columns) {
            for block in 0..blocks {
                self.scales.rows.chunks_exact(blocks).for_each(|row| beats.push_bytes(&row[block..=block], false));
            }
        }
        ended(beats)
    }

    /// What sends the operands; a raw command has no parameters.
    pub fn send(&self, sizes: Sizes, raw: bool) -> impl Iterator<Item = Act> {
        let blocks = self.command.format.has_blocks();
        let scales = blocks.then(|| Act::Send(Stream::Scale, self.row_scales(sizes)));
        let parameters = (!raw && !blocks).then(|| Act::Send(Stream::Parameter, self.parameters(sizes)));
        let operands =
            [Act::Send(Stream::Weight, self.weights(sizes)), Act::Send(Stream::Activation, self.activations(sizes))];
        operands.into_iter().chain(parameters).chain(scales)
    }
}

/// A packet: `tlast` with its last beat.
fn ended(mut beats: Beats) -> Beats {
    if let Some(last) = beats.len().checked_sub(1) {
        *beats.last_mut(last) = true;
    }
    beats
}

fn check(what: &'static str, found: usize, wanted: usize) -> Result<(), OperandError> {
    if found == wanted { Ok(()) } else { Err(OperandError::Length { what, found, wanted }) }
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

    /// m = 1, n = 2, k = 33 on four rows: two blocks, of which the second has one row.
    #[test]
    fn a_block_ends_with_its_scales() {
        let (array, activations) = (Sizes { rows: 16, formats: seedchip_spec::Formats::ALL, ..ARRAY }, [-1; 33]);
        let weights: Vec<i8> = (0..66).map(|index| index % 8).collect();
        let scales = Scales { rows: &[7, 9], columns: &[1, 2, 3, 4] };
        let product = Product::in_blocks((1, 2, 33), Format::Mxfp4, &activations, &weights, scales).expect("they do");
        let beats = bytes(&product.weights(array), 3);
        assert_eq!(beats.len(), 3 * (4 * 8 + 2), "four tiles of eight beats, and two beats of scales");
        assert_eq!((beats[0], beats[1], beats[2]), (0x00, 0x11, 0), "rows 0 and 8");
        assert_eq!((&beats[48..51], &beats[51..54]), (&[1, 2, 0][..], &[0, 1, 0][..]), "scales, then row 32");
        assert_eq!(beats[54..99], [0; 45], "padding");
        assert_eq!(beats[99..], [3, 4, 0]);
        let activations = product.activations(array);
        assert_eq!(bytes(&activations, 16)[..48], [[0x0F; 32].as_slice(), &[0x0F], &[0; 15]].concat());
        assert_eq!(lasts(&activations), [false, false, false, true]);
        assert_eq!(bytes(&product.row_scales(array), 1), [7, 9]);
        assert!(product.command().raw);
        let few = Scales { rows: &[7], ..scales };
        let error = Product::in_blocks((1, 2, 33), Format::Mxfp4, &[-1; 33], &weights, few).err();
        assert_eq!(error, Some(OperandError::Length { what: "row scales", found: 1, wanted: 2 }));
    }

    #[test]
    fn operands_that_do_not_go_together_are_refused() {
        let columns = [Column::default(); 2];
        let new = |sizes, format, weights| Product::new(sizes, format, &[1, 2], weights, &columns).err();
        assert_eq!(new((2, 2, 1), Format::Int8, &[1, 2]), None);
        let (what, format) = ("weights", "int8-int4");
        let weight = OperandError::Element { what, format, least: -8, greatest: 7, found: 8 };
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
