//! Matrix products to the beats of the datapath's streams, and results back to a matrix.
//!
//! An array of R rows and C columns goes over a product `[m, k]` · `[k, n]` in tiles of R × C weights: n-tiles
//! outer, k-tiles inner. What a tile has too much at the edges is padded with zeros.
//!
//! | stream | beat | order | tlast |
//! |---|---|---|---|
//! | weights, INT8 | C bytes: one row of a tile | tiles, and in each its R rows | the command's last beat |
//! | weights, INT4 | C bytes: two rows of nibbles | the same rows, paired over the whole command | the same |
//! | activations | R bytes: one row of the product, the k of a tile | tiles, and in each m rows | the same |
//! | parameters | 16 bytes: one column | n-tiles, and in each C columns | the last column of each n-tile |
//! | results | C lanes of 32 bits, with tkeep | n-tiles, and in each m rows | the command's last beat |

mod results;

pub use results::{ResultBeat, Results, ResultsError};

use crate::command::{Command, Format, place};
use crate::quantise::Layer;
use seedchip_spec::layout::parameter;
use std::ops::Range;
use thiserror::Error;

/// The sizes of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrayShape {
    /// Rows, R; not 0.
    pub rows: usize,
    /// Columns, C; not 0.
    pub columns: usize,
    /// Accumulators per column: the most rows of a command; not 0.
    pub accumulators: usize,
}

/// The parameters of one column of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// −2^30 to 2^30; the input's zero point is in it.
    pub bias: i32,
    /// M: 2^30 to 2^31 − 1, or 0.
    pub multiplier: i32,
    /// s: 1 to 62.
    pub shift: u8,
    /// Added after scaling.
    pub zero_point: i8,
    /// The smallest result.
    pub low: i8,
    /// The greatest result.
    pub high: i8,
}

impl Column {
    /// The beat: layout in `seedchip_spec::layout::parameter`.
    pub fn encode(&self) -> u128 {
        let byte = |value: i8| u128::from(value.cast_unsigned());
        place(parameter::BIAS, u128::from(self.bias.cast_unsigned()))
            | place(parameter::MULTIPLIER, u128::from(self.multiplier.cast_unsigned()))
            | place(parameter::SHIFT, u128::from(self.shift))
            | place(parameter::ZERO_POINT, byte(self.zero_point))
            | place(parameter::LOW, byte(self.low))
            | place(parameter::HIGH, byte(self.high))
    }
}

/// Why operands don't make a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OperandError {
    /// m, n or k is zero, or more than a command can say.
    #[error("a product of m = {m}, n = {n}, k = {k} can't be: each must be from 1 to 65535")]
    Size {
        /// Rows of the activations.
        m: usize,
        /// Columns of the weights.
        n: usize,
        /// Rows of the weights.
        k: usize,
    },
    /// An operand is not as long as the sizes say.
    #[error("there are {found} {what}, not {wanted}")]
    Length {
        /// Which operand.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length that goes with the sizes.
        wanted: usize,
    },
    /// A weight is beyond four bits.
    #[error("a weight of {0} is no INT4: it must be from -8 to 7")]
    Int4(i8),
}

/// The operands of one command, known to go together.
#[derive(Clone, Copy, Debug)]
pub struct Product<'a> {
    m: usize,
    n: usize,
    k: usize,
    format: Format,
    activations: &'a [i8],
    weights: &'a [i8],
    columns: &'a [Column],
}

impl<'a> Product<'a> {
    /// The product of activations `[m, k]` and weights `[k, n]`, both row-major, with n columns' parameters.
    /// INT4 weights are given one per byte.
    pub fn new(
        (m, n, k): (usize, usize, usize),
        format: Format,
        activations: &'a [i8],
        weights: &'a [i8],
        columns: &'a [Column],
    ) -> Result<Self, OperandError> {
        const SIZES: std::ops::RangeInclusive<usize> = 1..=u16::MAX as usize;
        if ![m, n, k].iter().all(|size| SIZES.contains(size)) {
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
        let beyond = weights.iter().find(|weight| format == Format::Int4 && !(-8..=7).contains(*weight));
        match beyond {
            Some(weight) => Err(OperandError::Int4(*weight)),
            None => Ok(Self { m, n, k, format, activations, weights, columns }),
        }
    }

    /// The product of a layer and rows of its inputs, `[m, k]`, row-major.
    pub fn of_layer(layer: &'a Layer, format: Format, activations: &'a [i8]) -> Result<Self, OperandError> {
        let m = activations.len() / layer.inputs.max(1);
        Self::new((m, layer.outputs, layer.inputs), format, activations, &layer.weights, &layer.columns)
    }

    /// The command, with tag 0 and no options.
    pub fn command(&self) -> Command {
        // `new` has checked that the sizes fit.
        let command = Command::product(self.m as u16, self.n as u16, self.k as u32);
        Command { weight_format: self.format, ..command }
    }

    /// The weights stream.
    pub fn weights(&self, array: ArrayShape) -> Stream {
        let ArrayShape { rows, columns, .. } = array;
        let beats = self.n.div_ceil(columns) * self.k.div_ceil(rows) * rows;
        let beats = if self.format == Format::Int4 { beats.div_ceil(2) } else { beats };
        let mut stream = Stream::with_capacity(columns, beats, beats);
        let mut half = false;
        for tile in tiles(self.n, columns) {
            for row in 0..self.k.div_ceil(rows) * rows {
                let present = if row < self.k { &self.weights[row * self.n..][tile.clone()] } else { &[] };
                match self.format {
                    Format::Int8 => push(&mut stream.bytes, present, columns),
                    Format::Int4 => push_nibbles(&mut stream.bytes, &mut half, present, columns),
                }
            }
        }
        // An odd number of rows of nibbles leaves half a beat.
        stream.bytes.resize(beats * columns, 0);
        stream
    }

    /// The activations stream.
    pub fn activations(&self, array: ArrayShape) -> Stream {
        let beats = self.n.div_ceil(array.columns) * self.k.div_ceil(array.rows) * self.m;
        let mut stream = Stream::with_capacity(array.rows, beats, beats);
        for _ in tiles(self.n, array.columns) {
            for tile in tiles(self.k, array.rows) {
                for row in self.activations.chunks_exact(self.k) {
                    push(&mut stream.bytes, &row[tile.clone()], array.rows);
                }
            }
        }
        stream
    }

    /// The parameters stream.
    pub fn parameters(&self, array: ArrayShape) -> Stream {
        const BYTES: usize = parameter::WIDTH / 8;
        let beats = self.n.div_ceil(array.columns) * array.columns;
        let mut stream = Stream::with_capacity(BYTES, beats, array.columns);
        for column in self.columns {
            stream.bytes.extend_from_slice(&column.encode().to_le_bytes());
        }
        stream.bytes.resize(beats * BYTES, 0);
        stream
    }

    /// What collects the results stream.
    pub fn results(&self, array: ArrayShape) -> Results {
        Results::new(array, self.m, self.n)
    }
}

/// The parts of `0..length` that tiles of `size` cover.
fn tiles(length: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..length).step_by(size).map(move |start| start..length.min(start + size))
}

/// Appends codes, padded with zeros to `lanes`.
fn push(bytes: &mut Vec<u8>, codes: &[i8], lanes: usize) {
    bytes.extend(codes.iter().map(|code| code.cast_unsigned()));
    bytes.extend(std::iter::repeat_n(0, lanes - codes.len()));
}

/// Appends codes as nibbles, padded with zeros to `lanes`, the low one of a byte first. `half` says whether the last
/// byte has room for one more.
fn push_nibbles(bytes: &mut Vec<u8>, half: &mut bool, codes: &[i8], lanes: usize) {
    for lane in 0..lanes {
        let nibble = codes.get(lane).map_or(0, |code| code.cast_unsigned() & 0xF);
        match bytes.last_mut() {
            Some(byte) if *half => *byte |= nibble << 4,
            _ => bytes.push(nibble),
        }
        *half = !*half;
    }
}

/// The beats of one stream of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    width: usize,
    packet: usize,
    bytes: Vec<u8>,
}

impl Stream {
    fn with_capacity(width: usize, beats: usize, packet: usize) -> Self {
        Self { width, packet, bytes: Vec::with_capacity(width * beats) }
    }

    /// Bytes per beat.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The number of beats.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.width
    }

    /// Whether there are no beats; the streams of a product have some.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The bytes of all beats, one after the other, lane 0 first.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether `tlast` goes with a beat.
    pub fn is_last(&self, beat: usize) -> bool {
        (beat + 1).is_multiple_of(self.packet)
    }

    /// Every beat's bytes, lane 0 first, and its `tlast`.
    pub fn beats(&self) -> impl ExactSizeIterator<Item = (&[u8], bool)> {
        self.bytes.chunks_exact(self.width).enumerate().map(|(beat, bytes)| (bytes, self.is_last(beat)))
    }
}

/// Commands for `rows` rows of activations, as many in each as the array has accumulators: the rows of each, and
/// the command. All else is as in `template`, but tags count up from its tag.
pub fn layer_commands(
    array: ArrayShape,
    rows: usize,
    template: Command,
) -> impl Iterator<Item = (Range<usize>, Command)> {
    let most = array.accumulators.clamp(1, usize::from(u16::MAX));
    tiles(rows, most).enumerate().map(move |(index, part)| {
        // A part has at most 65535 rows; tags are 16 bits and wrap.
        let command = Command { m: part.len() as u16, tag: template.tag.wrapping_add(index as u16), ..template };
        (part, command)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARRAY: ArrayShape = ArrayShape { rows: 2, columns: 3, accumulators: 4 };

    fn column(bias: i32) -> Column {
        Column { bias, multiplier: 1 << 30, shift: 31, zero_point: -1, low: -128, high: 127 }
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
            let weights = product.weights(ARRAY);
            assert_eq!(weights.bytes()[..12], [1, 2, 3, 5, 6, 7, 255, 254, 253, 0, 0, 0]);
            assert_eq!(weights.bytes()[12..], [4, 0, 0, 248, 0, 0, 252, 0, 0, 0, 0, 0]);
            assert!(weights.beats().map(|(_, last)| last).eq([false, false, false, false, false, false, false, true]));
            let activations = product.activations(ARRAY);
            assert_eq!(activations.bytes(), [1, 2, 4, 5, 3, 0, 6, 0].repeat(2));
            assert_eq!((activations.len(), activations.width(), activations.is_last(7)), (8, 2, true));
            let parameters = product.parameters(ARRAY);
            assert!(parameters.beats().map(|(_, last)| last).eq([false, false, true, false, false, true]));
            let first = [1, 0, 0, 0, 0, 0, 0, 64, 31, 255, 128, 127, 0, 0, 0, 0];
            assert_eq!(parameters.bytes()[..16], first);
            assert_eq!(parameters.bytes()[64..], [0; 32]);
            assert_eq!(product.command(), Command::product(2, 4, 3));
        });
    }

    #[test]
    fn nibbles_run_over_bytes_and_tiles() {
        product(Format::Int4, |product| {
            let weights = product.weights(ARRAY);
            assert_eq!(weights.bytes(), [0x21, 0x53, 0x76, 0xEF, 0x0D, 0x00, 0x04, 0x80, 0x00, 0x0C, 0x00, 0x00]);
            assert_eq!((weights.len(), weights.width()), (4, 3));
        });
        let columns = [Column::default()];
        let one = Product::new((1, 1, 1), Format::Int4, &[1], &[-8], &columns).expect("they go together");
        let odd = one.weights(ArrayShape { rows: 5, columns: 3, accumulators: 4 });
        assert_eq!(odd.bytes(), [0x08, 0, 0, 0, 0, 0, 0, 0, 0], "five rows take three beats");
    }

    #[test]
    fn operands_that_do_not_go_together_are_refused() {
        let columns = [Column::default(); 2];
        let new = |sizes, format, weights| Product::new(sizes, format, &[1, 2], weights, &columns).err();
        assert_eq!(new((2, 2, 1), Format::Int8, &[1, 2]), None);
        assert_eq!(new((2, 2, 1), Format::Int4, &[7, 8]), Some(OperandError::Int4(8)));
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
        let vast = ArrayShape { accumulators: 1 << 20, ..ARRAY };
        let sizes: Vec<_> = layer_commands(vast, 65_536, template).map(|(_, command)| command.m).collect();
        assert_eq!(sizes, [65_535, 1]);
    }
}
