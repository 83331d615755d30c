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
    /// `tkeep` is set where there is no result, or not set where there is one.
    #[error("beat {beat} of the results has a wrong tkeep in lane {lane}")]
    Keep {
        /// The beat, from 0.
        beat: usize,
        /// The first wrong lane.
        lane: usize,
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

/// The beats of results of a product of m rows and n columns, none of them 0.
pub fn result_beats(sizes: Sizes, m: usize, n: usize) -> usize {
    m * n.div_ceil(sizes.columns)
}

/// The results of a product of m rows and n columns, none of them 0, `[m, n]`, row-major: int8 results sign-extended,
/// or the raw sums.
pub fn matrix(sizes: Sizes, (m, n): (usize, usize), beats: &Beats) -> Result<Vec<i32>, ResultsError> {
    let (expected, found) = (result_beats(sizes, m, n), beats.len());
    if found != expected {
        return Err(ResultsError::Count { expected, found });
    }
    if (beats.data_words(), beats.keep_words()) != (sizes.columns, sizes.columns.div_ceil(8)) {
        return Err(ResultsError::Width);
    }
    let mut values = vec![0; m * n];
    let rows = tiles(n, sizes.columns).flat_map(|tile| (0..m).map(move |row| (row, tile.clone())));
    for (index, (beat, (row, tile))) in beats.iter().zip(rows).enumerate() {
        for lane in 0..sizes.columns {
            let keep = beat.keep[lane / 8] >> (4 * (lane % 8)) & 0xF;
            if keep != if lane < tile.len() { 0xF } else { 0 } {
                return Err(ResultsError::Keep { beat: index, lane });
            }
        }
        if beat.last != (index + 1 == expected) {
            return Err(ResultsError::Last { beat: index });
        }
        for (value, word) in values[row * n..][tile].iter_mut().zip(beat.data) {
            *value = word.cast_signed();
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of four results on three columns: the second tile has one column.
    const ARRAY: Sizes = Sizes { rows: 2, columns: 3, accumulators: 4, cell: seedchip_spec::Cell::Single };
    const SIZES: (usize, usize) = (2, 4);

    const GOOD: [([i32; 3], u32, bool); 4] =
        [([1, 2, 3], 0xFFF, false), ([5, 6, 7], 0xFFF, false), ([-4, 9, 9], 0xF, false), ([8, 9, 9], 0xF, true)];

    fn read(beats: &[([i32; 3], u32, bool)]) -> Result<Vec<i32>, ResultsError> {
        let mut stream = Beats::with_keep(3, 1);
        for (lanes, keep, last) in beats {
            stream.push_kept(&lanes.map(i32::cast_unsigned), &[*keep], *last);
        }
        matrix(ARRAY, SIZES, &stream)
    }

    #[test]
    fn tiles_become_rows() {
        assert_eq!(read(&GOOD), Ok(vec![1, 2, 3, -4, 5, 6, 7, 8]));
    }

    #[test]
    fn wrong_beats_are_told() {
        let with = |beat: usize, keep, last| {
            let mut beats = GOOD;
            (beats[beat].1, beats[beat].2) = (keep, last);
            read(&beats)
        };
        assert_eq!(with(0, 0xFFF, true), Err(ResultsError::Last { beat: 0 }));
        assert_eq!(with(0, 0xF7F, false), Err(ResultsError::Keep { beat: 0, lane: 1 }));
        assert_eq!(with(2, 0xFFF, false), Err(ResultsError::Keep { beat: 2, lane: 1 }));
        assert_eq!(with(3, 0xF, false), Err(ResultsError::Last { beat: 3 }));
        assert_eq!(read(&GOOD[..2]), Err(ResultsError::Count { expected: 4, found: 2 }));
        assert_eq!(read(&[&GOOD[..], &GOOD[..1]].concat()), Err(ResultsError::Count { expected: 4, found: 5 }));
        let mut narrow = Beats::with_keep(2, 1);
        (0..4).for_each(|_| narrow.push_kept(&[0; 2], &[0xFF], false));
        assert_eq!(matrix(ARRAY, SIZES, &narrow), Err(ResultsError::Width));
    }
}
