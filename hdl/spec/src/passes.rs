//! A vector unit as its host sees it: passes with their operands go in, results, scales and statuses come out.

use crate::beats::Beats;
use crate::device::DeviceError;
use crate::vector::{Pass, PassStatus, VectorSizes};

/// A pass with its packets of operands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassJob {
    /// The pass.
    pub pass: Pass,
    /// The packet of x: beats of L words. Empty if the pass announces none.
    pub x: Beats,
    /// The packet of z, likewise.
    pub z: Beats,
}

/// What came of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassOutcome {
    /// Its status. A model without cycles has none of them in it.
    pub status: PassStatus,
    /// A word for each element of its results, row after row; none if it has no results.
    pub results: Vec<u32>,
    /// The scales of its blocks, row after row.
    pub scales: Vec<u8>,
}

/// Rows of n elements as a packet of beats of L words: a row begins with a beat, what is left of its last one is 0.
///
/// `elements` are m · n words, row after row.
pub fn rows_to_beats(sizes: VectorSizes, n: usize, elements: &[u32]) -> Beats {
    let mut beats = Beats::new(sizes.lanes);
    let vectors = elements.chunks(n.max(1)).flat_map(|row| row.chunks(sizes.lanes));
    let count = vectors.clone().count();
    for (number, vector) in vectors.enumerate() {
        let mut beat = vector.to_vec();
        beat.resize(sizes.lanes, 0);
        beats.push(&beat, number + 1 == count);
    }
    beats
}

/// The elements of rows of n elements from their beats: the inverse of [`rows_to_beats`].
pub fn beats_to_rows(sizes: VectorSizes, n: usize, beats: &Beats) -> Vec<u32> {
    let beats: Vec<&[u32]> = beats.iter().map(|beat| beat.data).collect();
    let rows = beats.chunks(sizes.vectors(n).max(1));
    rows.flat_map(|row| row.iter().flat_map(|beat| beat.iter().copied()).take(n)).collect()
}

impl PassJob {
    /// A pass whose operands are rows of elements, a word each: m · n of x and of z, or none.
    pub fn new(sizes: VectorSizes, pass: Pass, x: &[u32], z: &[u32]) -> Self {
        let n = pass.n as usize;
        Self { pass, x: rows_to_beats(sizes, n, x), z: rows_to_beats(sizes, n, z) }
    }
}

/// A vector unit that a host drives.
pub trait VectorDevice {
    /// Its sizes.
    fn sizes(&self) -> VectorSizes;

    /// Carries out passes in their order; banks and scalars stay from list to list.
    fn passes(&mut self, jobs: &[PassJob]) -> Result<Vec<PassOutcome>, DeviceError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_begin_with_a_beat() {
        let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
        let elements: Vec<u32> = (1..=10).collect();
        let beats = rows_to_beats(sizes, 5, &elements);
        let data: Vec<Vec<u32>> = beats.iter().map(|beat| beat.data.to_vec()).collect();
        assert_eq!(data, [[1, 2, 3, 4], [5, 0, 0, 0], [6, 7, 8, 9], [10, 0, 0, 0]].map(|beat| beat.to_vec()));
        assert_eq!(beats.iter().map(|beat| beat.last).collect::<Vec<_>>(), [false, false, false, true]);
        assert_eq!(beats_to_rows(sizes, 5, &beats), elements);
        assert!(rows_to_beats(sizes, 5, &[]).is_empty());
    }
}
