//! Which elements of a row attention sees.

use super::matrix::{VectorError, position};
use seedchip_spec::Pass;
use std::ops::Range;

/// The mask of rows of scores: element t is visible to the row at position p if t ≤ p (causal), t < length, t > p − window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    /// Elements behind the row's position are hidden.
    pub causal: bool,
    /// Elements of the sequence.
    pub length: Option<usize>,
    /// Elements of the window.
    pub window: Option<usize>,
    /// The position of the first row.
    pub position: usize,
    /// Rows that share a position, such as those of heads: 1 to 256.
    pub shared: usize,
}

impl Default for Mask {
    /// Everything is visible.
    fn default() -> Self {
        Self { causal: false, length: None, window: None, position: 0, shared: 1 }
    }
}

impl Mask {
    /// Refuses positions of `rows` rows that a pass cannot say.
    pub(super) fn check(&self, rows: usize) -> Result<(), VectorError> {
        if !(1..=256).contains(&self.shared) {
            return Err(VectorError::Shared(self.shared));
        }
        position(self.position.saturating_add((rows - 1) / self.shared)).map(|_| ())
    }

    fn position_of(&self, row: usize) -> usize {
        self.position + row / self.shared
    }

    /// A pass over rows from `row` on with this mask.
    pub(super) fn on(&self, row: usize, pass: Pass) -> Pass {
        // A window as wide as positions go hides nothing; nor does a length of the whole row.
        let window = self.window.filter(|window| *window < 1 << 20);
        let length = self.length.filter(|length| *length < pass.n as usize);
        Pass {
            causal: self.causal,
            windowed: window.is_some(),
            limited: length.is_some(),
            window: window.unwrap_or(0) as u32,
            length: length.unwrap_or(0) as u32,
            position: self.position_of(row) as u32,
            shared: (self.shared - 1) as u8,
            ..pass
        }
    }

    /// What the row sees of n elements.
    pub fn visible(&self, row: usize, n: usize) -> Range<usize> {
        let behind = self.position_of(row) + 1;
        let end = n.min(self.length.unwrap_or(n)).min(if self.causal { behind } else { n });
        let start = self.window.map_or(0, |window| behind.saturating_sub(window));
        start.min(end)..end
    }
}

/// A pass over one row of which only a range is visible.
pub fn only(visible: Range<usize>, pass: Pass) -> Pass {
    // Behind position p, a window of one element begins at p.
    Pass {
        windowed: true,
        window: 1,
        position: visible.start as u32,
        limited: true,
        length: visible.end as u32,
        ..pass
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_sees_what_its_mask_says() {
        let mask = Mask { causal: true, window: Some(3), position: 4, shared: 2, ..Mask::default() };
        assert_eq!([0, 1, 2].map(|row| mask.visible(row, 6)), [2..5, 2..5, 3..6]);
        assert_eq!(Mask { length: Some(1), ..mask }.visible(0, 6), 1..1);
        assert_eq!(Mask::default().visible(9, 6), 0..6);
        assert_eq!(Mask { position: (1 << 20) - 1, ..mask }.check(3), Err(VectorError::Position(1 << 20)));
    }
}
