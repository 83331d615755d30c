//! How operands are cut to what the unit holds.

use super::program::Place;
use seedchip_spec::VectorSizes;
use std::ops::Range;

/// Parts of `most` of a range from 0 on.
pub fn parts(count: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let most = most.max(1);
    (0..count).step_by(most).map(move |start| start..count.min(start + most))
}

/// The same, but a part has whole groups of rows that share something, or lies in one.
pub fn parts_of_groups(count: usize, most: usize, group: usize) -> impl Iterator<Item = Range<usize>> {
    let most = most.max(1);
    let outer = if group <= most { most - most % group } else { group };
    parts(count, outer).flat_map(move |part| {
        parts(part.len(), most).map(move |inner| part.start + inner.start..part.start + inner.end)
    })
}

/// The most rows of n elements that have scalars and lie in so many words at once; 0 if one does not.
pub fn most_rows(sizes: VectorSizes, words: usize, n: usize) -> usize {
    sizes.rows.min(words / sizes.vectors(n))
}

/// A piece of elements that stand in no row: rows of equal length beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its first element.
    pub first: usize,
    /// Rows.
    pub m: usize,
    /// Elements of a row.
    pub n: usize,
}

impl Piece {
    /// The piece of some operand.
    pub fn of(self, words: &[u32]) -> &[u32] {
        &words[self.first..][..self.m * self.n]
    }

    /// Where its results go.
    pub fn place(self) -> Place {
        Place::rows(self.first, self.m, self.n)
    }
}

/// Pieces of elements that fill a bank. They are of many rows: a pass that reads what the one before has stored follows it
/// row by row, without waiting for its end.
pub fn pieces_of_banks(sizes: VectorSizes, count: usize) -> Vec<Piece> {
    let rows = sizes.rows.min(sizes.words);
    pieces(count, rows, sizes.words / rows * sizes.lanes)
}

/// Pieces of elements of which nothing stays on chip.
pub fn pieces_of_streams(sizes: VectorSizes, count: usize) -> Vec<Piece> {
    pieces(count, sizes.rows, VectorSizes::GREATEST_N as usize)
}

/// Pieces of at most `rows` rows of n elements; the last one may be a shorter row.
fn pieces(count: usize, rows: usize, n: usize) -> Vec<Piece> {
    let whole = parts(count / n, rows).map(|rows| Piece { first: rows.start * n, m: rows.len(), n });
    let rest = count % n;
    let last = (rest > 0).then_some(Piece { first: count - rest, m: 1, n: rest });
    whole.chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_whole_or_in_one_part() {
        let of = |count, most, group| parts_of_groups(count, most, group).collect::<Vec<_>>();
        assert_eq!(of(7, 4, 1), [0..4, 4..7]);
        assert_eq!(of(8, 5, 2), [0..4, 4..8]);
        assert_eq!(of(7, 2, 3), [0..2, 2..3, 3..5, 5..6, 6..7]);
    }

    #[test]
    fn pieces_are_all_elements() {
        let sizes = VectorSizes { lanes: 4, words: 16, rows: 8 };
        let piece = |first, m, n| Piece { first, m, n };
        assert_eq!(pieces_of_banks(sizes, 64 + 16 + 3), [piece(0, 8, 8), piece(64, 2, 8), piece(80, 1, 3)]);
        assert_eq!(pieces_of_streams(sizes, 83), [piece(0, 1, 83)]);
        assert_eq!(pieces_of_banks(VectorSizes { rows: 64, ..sizes }, 64), [piece(0, 16, 4)]);
    }
}
