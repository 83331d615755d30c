//! The results stream back to a matrix.

use crate::operands::tiles;
use seedchip_spec::{Beats, Sizes};
use thiserror::Error;

/// Why beats are not the results of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ResultsError {
    /// A beat has another width.
    #[error("the beats of the results are not as wide as the array")]
    Width,
    /// `tkeep` is set behind the last result, or not set before it.
    #[error("beat {beat} of the results has a wrong tkeep for byte {byte}")]
    Keep {
        /// The beat, from 0.
        beat: usize,
        /// The first wrong byte.
        byte: usize,
    },
    /// `tlast` is set before the end, or not set there.
    #[error("beat {beat} of the results has a wrong tlast")]
    Last {
        /// The beat, from 0.
        beat: usize,
    },
    /// There are more or fewer beats than results.
    #[error("there must be {expected} beats of results, got {found}")]
    Count {
        /// The beats that there should be.
        expected: usize,
        /// The beats that have come.
        found: usize,
    },
}

/// The layout of the results of a product of m rows and n columns, none of them 0.
struct Packing {
    sizes: Sizes,
    m: usize,
    n: usize,
    /// Bytes of a result.
    bytes: usize,
}

impl Packing {
    fn new(sizes: Sizes, (m, n): (usize, usize), raw: bool) -> Self {
        Self { sizes, m, n, bytes: if raw { 4 } else { 1 } }
    }

    /// Bytes of a beat.
    fn beat(&self) -> usize {
        4 * self.sizes.columns
    }

    /// Bytes of a row of an n-tile, columns that do not exist among them.
    fn row(&self) -> usize {
        self.bytes * self.sizes.columns
    }

    fn beats(&self) -> usize {
        (self.m * self.n.div_ceil(self.sizes.columns) * self.row()).div_ceil(self.beat())
    }

    /// Bytes up to the last result.
    fn kept(&self) -> usize {
        let n_tiles = self.n.div_ceil(self.sizes.columns);
        let last_columns = self.n - (n_tiles - 1) * self.sizes.columns;
        (self.m * n_tiles - 1) * self.row() + last_columns * self.bytes
    }
}

/// The beats of results of a product of m rows and n columns, none of them 0.
pub fn result_beats(sizes: Sizes, (m, n): (usize, usize), raw: bool) -> usize {
    Packing::new(sizes, (m, n), raw).beats()
}

/// The results of a product of m rows and n columns, none of them 0, `[m, n]`, row-major: int8 results sign-extended,
/// or the raw sums.
pub fn matrix(sizes: Sizes, (m, n): (usize, usize), raw: bool, beats: &Beats) -> Result<Vec<i32>, ResultsError> {
    let packing = Packing::new(sizes, (m, n), raw);
    let (expected, found) = (packing.beats(), beats.len());
    if found != expected {
        return Err(ResultsError::Count { expected, found });
    }
    if (beats.data_words(), beats.keep_words()) != (sizes.columns, sizes.columns.div_ceil(8)) {
        return Err(ResultsError::Width);
    }
    let mut bytes = Vec::with_capacity(expected * packing.beat());
    for (index, beat) in beats.iter().enumerate() {
        for byte in 0..packing.beat() {
            let keep = beat.keep[byte / 32] >> (byte % 32) & 1 != 0;
            if keep != (index * packing.beat() + byte < packing.kept()) {
                return Err(ResultsError::Keep { beat: index, byte });
            }
        }
        if beat.last != (index + 1 == expected) {
            return Err(ResultsError::Last { beat: index });
        }
        bytes.extend(beat.bytes().take(packing.beat()));
    }
    let mut values = vec![0; m * n];
    let rows = tiles(n, sizes.columns).flat_map(|tile| (0..m).map(move |row| (row, tile.clone())));
    for (bytes, (row, tile)) in bytes.chunks(packing.row()).zip(rows) {
        for (value, bytes) in values[row * n..][tile].iter_mut().zip(bytes.chunks(packing.bytes)) {
            *value = match *bytes {
                [a, b, c, d] => i32::from_le_bytes([a, b, c, d]),
                _ => bytes[0].cast_signed().into(),
            };
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of four results on three columns: the second tile has one column.
    const ARRAY: Sizes = Sizes {
        rows: 2,
        columns: 3,
        accumulators: 4,
        cell: seedchip_spec::Cell::Single,
        formats: seedchip_spec::Formats::INTEGER,
    };
    const SIZES: (usize, usize) = (2, 4);

    const GOOD: [([i32; 3], u32, bool); 4] =
        [([1, 2, 3], 0xFFF, false), ([5, 6, 7], 0xFFF, false), ([-4, 0, 0], 0xFFF, false), ([8, 0, 0], 0xF, true)];

    fn read(beats: &[([i32; 3], u32, bool)]) -> Result<Vec<i32>, ResultsError> {
        let mut stream = Beats::with_keep(3, 1);
        for (lanes, keep, last) in beats {
            stream.push_kept(&lanes.map(i32::cast_unsigned), &[*keep], *last);
        }
        matrix(ARRAY, SIZES, true, &stream)
    }

    #[test]
    fn tiles_become_rows() {
        assert_eq!(read(&GOOD), Ok(vec![1, 2, 3, -4, 5, 6, 7, 8]));
    }

    #[test]
    fn four_rows_of_bytes_fill_a_beat() {
        let mut stream = Beats::with_keep(3, 1);
        let bytes = [1, 2, 3, 5, 6, 7, 0xFC, 0, 0, 8, 0, 0];
        stream.push_kept(&[0x0503_0201, 0x00FC_0706, 0x0000_0800], &[0x3FF], true);
        assert_eq!(stream.get(0).bytes().take(12).collect::<Vec<_>>(), bytes);
        assert_eq!(matrix(ARRAY, SIZES, false, &stream), Ok(vec![1, 2, 3, -4, 5, 6, 7, 8]));
        assert_eq!(result_beats(ARRAY, (3, 4), false), 2);
    }

    #[test]
    fn wrong_beats_are_told() {
        let with = |beat: usize, keep, last| {
            let mut beats = GOOD;
            (beats[beat].1, beats[beat].2) = (keep, last);
            read(&beats)
        };
        assert_eq!(with(0, 0xFFF, true), Err(ResultsError::Last { beat: 0 }));
        assert_eq!(with(0, 0xF7F, false), Err(ResultsError::Keep { beat: 0, byte: 7 }));
        assert_eq!(with(3, 0x1F, true), Err(ResultsError::Keep { beat: 3, byte: 4 }));
        assert_eq!(with(3, 0xF, false), Err(ResultsError::Last { beat: 3 }));
        assert_eq!(read(&GOOD[..2]), Err(ResultsError::Count { expected: 4, found: 2 }));
        assert_eq!(read(&[&GOOD[..], &GOOD[..1]].concat()), Err(ResultsError::Count { expected: 4, found: 5 }));
        let mut narrow = Beats::with_keep(2, 1);
        (0..4).for_each(|_| narrow.push_kept(&[0; 2], &[0xFF], false));
        assert_eq!(matrix(ARRAY, SIZES, true, &narrow), Err(ResultsError::Width));
    }
}
