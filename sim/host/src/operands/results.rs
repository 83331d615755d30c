//! The results stream back to a matrix.

use super::{ArrayShape, tiles};
use thiserror::Error;

/// Bytes of one result.
const LANE: usize = 4;

/// One beat of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultBeat<'a> {
    /// C lanes of four bytes, lane 0 first, little endian: `tdata`.
    pub data: &'a [u8],
    /// A bit per byte of `data`, bit 0 of byte 0 first: `tkeep`.
    pub keep: &'a [u8],
    /// `tlast`.
    pub last: bool,
}

/// Why beats are not the results of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ResultsError {
    /// A beat has another width.
    #[error("beat {beat} of the results is not as wide as the array")]
    Width {
        /// The beat, from 0.
        beat: usize,
    },
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
    /// There are more beats than results.
    #[error("there is a beat after the last of {beats} beats of results")]
    TooMany {
        /// The beats that there should be.
        beats: usize,
    },
    /// There are fewer beats than results.
    #[error("only {found} of {beats} beats of results have come")]
    TooFew {
        /// The beats that have come.
        found: usize,
        /// The beats that there should be.
        beats: usize,
    },
}

/// Collects the results of one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    columns: usize,
    m: usize,
    n: usize,
    beat: usize,
    values: Vec<i32>,
}

impl Results {
    /// Of a product of m rows and n columns, none of them 0, on an array.
    pub fn new(array: ArrayShape, m: usize, n: usize) -> Self {
        Self { columns: array.columns, m, n, beat: 0, values: vec![0; m * n] }
    }

    /// The beats of the command.
    pub fn beats(&self) -> usize {
        self.m * tiles(self.n, self.columns).count()
    }

    /// Whether all beats have come.
    pub fn is_complete(&self) -> bool {
        self.beat == self.beats()
    }

    /// Takes the next beat.
    pub fn push(&mut self, beat: ResultBeat) -> Result<(), ResultsError> {
        let (index, beats) = (self.beat, self.beats());
        if index >= beats {
            return Err(ResultsError::TooMany { beats });
        }
        if beat.data.len() != self.columns * LANE || beat.keep.len() != beat.data.len().div_ceil(8) {
            return Err(ResultsError::Width { beat: index });
        }
        let first = index / self.m * self.columns;
        let present = self.columns.min(self.n - first);
        for lane in 0..self.columns {
            // The four bits of a lane never cross a byte.
            let keep = beat.keep[lane / 2] >> (lane % 2 * LANE) & 0xF;
            if keep != if lane < present { 0xF } else { 0 } {
                return Err(ResultsError::Keep { beat: index, lane });
            }
        }
        if beat.last != (index + 1 == beats) {
            return Err(ResultsError::Last { beat: index });
        }
        let row = &mut self.values[index % self.m * self.n..][first..][..present];
        for (value, bytes) in row.iter_mut().zip(beat.data.as_chunks().0) {
            *value = i32::from_le_bytes(*bytes);
        }
        self.beat += 1;
        Ok(())
    }

    /// The matrix `[m, n]`, row-major: int8 results sign-extended, or the raw sums.
    pub fn finish(self) -> Result<Vec<i32>, ResultsError> {
        if self.is_complete() {
            Ok(self.values)
        } else {
            Err(ResultsError::TooFew { found: self.beat, beats: self.beats() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of four results on three columns: the second tile has one column.
    fn results() -> Results {
        Results::new(ArrayShape { rows: 2, columns: 3, accumulators: 4 }, 2, 4)
    }

    fn data(lanes: [i32; 3]) -> Vec<u8> {
        lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect()
    }

    #[test]
    fn tiles_become_rows() {
        let mut results = results();
        for (lanes, keep, last) in [
            ([1, 2, 3], [0xFF, 0x0F], false),
            ([5, 6, 7], [0xFF, 0x0F], false),
            ([-4, 9, 9], [0x0F, 0], false),
            ([8, 9, 9], [0x0F, 0], true),
        ] {
            assert!(!results.is_complete());
            results.push(ResultBeat { data: &data(lanes), keep: &keep, last }).expect("a beat");
        }
        assert_eq!(results.finish(), Ok(vec![1, 2, 3, -4, 5, 6, 7, 8]));
    }

    #[test]
    fn wrong_beats_are_told() {
        let mut results = results();
        let data = data([1, 2, 3]);
        let beat = ResultBeat { data: &data, keep: &[0xFF, 0x0F], last: false };
        assert_eq!(results.push(ResultBeat { last: true, ..beat }), Err(ResultsError::Last { beat: 0 }));
        assert_eq!(
            results.push(ResultBeat { keep: &[0x7F, 0x0F], ..beat }),
            Err(ResultsError::Keep { beat: 0, lane: 1 })
        );
        assert_eq!(results.push(ResultBeat { data: &data[1..], ..beat }), Err(ResultsError::Width { beat: 0 }));
        assert_eq!((results.push(beat), results.push(beat)), (Ok(()), Ok(())));
        assert_eq!(results.push(beat), Err(ResultsError::Keep { beat: 2, lane: 1 }));
        assert_eq!(results.clone().finish(), Err(ResultsError::TooFew { found: 2, beats: 4 }));
        let partial = ResultBeat { keep: &[0x0F, 0], ..beat };
        assert_eq!(results.push(partial), Ok(()));
        assert_eq!(results.push(partial), Err(ResultsError::Last { beat: 3 }));
        assert_eq!(results.push(ResultBeat { last: true, ..partial }), Ok(()));
        assert_eq!(results.push(beat), Err(ResultsError::TooMany { beats: 4 }));
    }
}
