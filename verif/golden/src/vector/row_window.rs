//! Which lanes of a vector exist, and which are visible.
//!
//! Page: Blocks of a lane, `row_window`. [`Window::is_visible`] is the definition, [`Window::counts`] what the block shows.

use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};
use std::ops::Range;

/// Cycles from a vector to its counts.
pub(crate) const LATENCY: usize = 2;

/// The elements of a row that exist and those that are visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Elements of the row.
    pub n: u64,
    /// The row's position.
    pub position: u64,
    /// Elements behind the position are masked.
    pub causal: bool,
    /// Elements so many or more before the position are masked.
    pub window: Option<u64>,
    /// Elements from this one on are masked.
    pub length: Option<u64>,
}

/// Lanes of a vector: the first `existing` ones exist, those from `from` to before `to` are visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    /// Lanes within the row.
    pub existing: u64,
    /// The first visible one.
    pub from: u64,
    /// The first one behind it that is not.
    pub to: u64,
}

impl Window {
    /// Whether element t of the row is visible.
    pub fn is_visible(&self, t: u64) -> bool {
        let after = self.causal && t > self.position;
        let before = self.window.is_some_and(|window| t + window <= self.position);
        t < self.n && !after && !before && self.length.is_none_or(|length| t < length)
    }

    /// The elements that are visible.
    pub(crate) fn visible(&self) -> Range<usize> {
        let whole = self.counts(0, self.n as usize);
        // A window that begins behind the last visible element has none.
        (whole.from.min(whole.to) as usize)..whole.to as usize
    }

    /// The lanes of a vector of the row.
    pub fn counts(&self, index: u64, lanes: usize) -> Counts {
        let clip = |end: u64| end.saturating_sub(index * lanes as u64).min(lanes as u64);
        let existing = clip(self.n);
        let behind_position = self.position + 1;
        let to = existing.min(clip(if self.causal { behind_position } else { u64::MAX }));
        Counts {
            existing,
            from: clip(self.window.map_or(0, |window| behind_position.saturating_sub(window))),
            to: to.min(clip(self.length.unwrap_or(u64::MAX))),
        }
    }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct RowWindow {
    lanes: usize,
    counts: Delay<Counts>,
}

impl RowWindow {
    /// A pipeline of zeros.
    pub fn new(lanes: usize) -> Self {
        Self { lanes, counts: Delay::new(LATENCY, Counts::default()) }
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> RowWindow {
    let [lanes] = instance.own();
    RowWindow::new(lanes)
}

impl Behaviour for RowWindow {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let if_set = |flag, port| inputs.high(flag).then(|| inputs.get(port));
        let window = Window {
            n: inputs.get("n_i"),
            position: inputs.get("position_i"),
            causal: inputs.high("causal_i"),
            window: if_set("windowed_i", "window_i"),
            length: if_set("limited_i", "length_i"),
        };
        let shown = self.counts.cycle(window.counts(inputs.get("index_i"), self.lanes));
        outputs.pins.set("existing_o", shown.existing);
        outputs.pins.set("from_o", shown.from);
        outputs.pins.set("to_o", shown.to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use proptest::prelude::*;

    const ALL: Window = Window { n: 20, position: 6, causal: false, window: None, length: None };

    fn counts(window: Window, index: u64) -> [u64; 3] {
        let Counts { existing, from, to } = window.counts(index, 4);
        [existing, from, to]
    }

    #[test]
    fn windows_by_hand() {
        let row = Window { n: 6, ..ALL };
        assert_eq!([0, 1, 2].map(|index| counts(row, index)), [[4, 0, 4], [2, 0, 2], [0, 0, 0]]);
        let row = Window { causal: true, ..ALL };
        assert_eq!([0, 1, 2].map(|index| counts(row, index)), [[4, 0, 4], [4, 0, 3], [4, 0, 0]]);
        // Elements 5 and 6, and what lies behind.
        let row = Window { window: Some(2), ..ALL };
        assert_eq!([0, 1, 2].map(|index| counts(row, index)), [[4, 4, 4], [4, 1, 4], [4, 0, 4]]);
        let row = Window { length: Some(5), window: Some(3), causal: true, ..ALL };
        assert_eq!([0, 1, 2].map(|index| counts(row, index)), [[4, 4, 4], [4, 0, 1], [4, 0, 0]]);
        // A window of 0 elements begins behind the position.
        let row = Window { window: Some(0), causal: true, ..ALL };
        assert_eq!(counts(row, 1), [4, 3, 3]);
    }

    #[test]
    fn nothing_wraps() {
        let most = Window { n: (1 << 21) - 1, position: (1 << 21) - 1, causal: true, window: Some(0), length: None };
        assert_eq!(most.counts((1 << 20) - 1, 32), Counts { existing: 0, from: 0, to: 0 });
        assert_eq!(most.counts(0, 32), Counts { existing: 32, from: 32, to: 32 });
        let last = Window { window: Some((1 << 20) - 1), ..most };
        assert_eq!(last.counts(1 << 16, 16), Counts { existing: 16, from: 1, to: 16 });
        assert_eq!(last.counts((1 << 16) + 1, 16), Counts { existing: 16, from: 0, to: 16 });
    }

    proptest! {
        #[test]
        fn lanes_are_visible_where_their_elements_are(
            n in 0..100_u64, position in 0..100_u64, causal in any::<bool>(),
            window in proptest::option::of(0..100_u64), length in proptest::option::of(0..100_u64),
        ) {
            let row = Window { n, position, causal, window, length };
            for lanes in [4, 16] {
                prop_assert!((0..120).all(|t| row.visible().contains(&(t as usize)) == row.is_visible(t)));
                for t in 0..120 {
                    let (index, lane) = (t / lanes, t % lanes);
                    let Counts { existing, from, to } = row.counts(index, lanes as usize);
                    prop_assert_eq!(lane < existing, t < n);
                    prop_assert_eq!(from <= lane && lane < to, row.is_visible(t), "{:?} {}", row, t);
                }
            }
        }
    }

    #[test]
    fn counts_show_two_cycles_after_their_vector() {
        let inputs = [
            ("index_i", 20),
            ("position_i", 21),
            ("n_i", 21),
            ("causal_i", 1),
            ("windowed_i", 1),
            ("limited_i", 1),
            ("window_i", 20),
            ("length_i", 21),
        ];
        let mut bench = Bench::unlisted(RowWindow::new(4), &inputs, &[("existing_o", 3), ("from_o", 3), ("to_o", 3)]);
        for cycle in 0..50_u64 {
            let flags = [("causal_i", cycle >> 2 & 1), ("windowed_i", cycle >> 3 & 1), ("limited_i", cycle >> 4 & 1)];
            let numbers = [("index_i", cycle % 4), ("position_i", 6), ("n_i", 13), ("window_i", 2), ("length_i", 5)];
            let outputs = bench.cycle(&[&flags[..], &numbers].concat());
            let expected = cycle.checked_sub(2).map_or([0; 3], |cycle| {
                let flag = |bit: u64| cycle >> bit & 1 == 1;
                let (window, length) = (flag(3).then_some(2), flag(4).then_some(5));
                counts(Window { n: 13, position: 6, causal: flag(2), window, length }, cycle % 4)
            });
            assert_eq!(["existing_o", "from_o", "to_o"].map(|port| outputs.specified(port)), expected, "{cycle}");
        }
    }
}
