//! Whether a row may read what rows before it write.
//!
//! Page: Control, `hazard`.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// Values of a count of rows.
const ROWS: u16 = 1 << 12;

/// A count of rows, which wraps.
pub(crate) fn rows(count: u64) -> u16 {
    (count % u64::from(ROWS)) as u16
}

/// The rows of the pass that writes: they are done when a count of rows has passed from `begin` to `end`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hazard {
    busy: bool,
    begin: u16,
    end: u16,
}

impl Hazard {
    /// Whether a row may read: all rows are done, or, if row reads what row writes, that one.
    pub fn is_clear(&self, done: u16, row: u64, aligned: bool) -> bool {
        let ahead = rows(u64::from(ROWS + done - self.begin));
        let row_is_done = ahead < ROWS / 2 && u64::from(ahead) > row;
        !self.busy || done == self.end || aligned && row_is_done
    }

    /// The rising edge: a pass that writes has been issued, its rows being those from `begin` to `end`.
    pub fn step(&mut self, commit: Option<(u16, u16)>, done: u16) {
        match commit {
            Some((begin, end)) => *self = Self { busy: true, begin, end },
            None => self.busy &= done != self.end,
        }
    }

    /// A reset at a rising edge.
    pub fn reset(&mut self) {
        self.busy = false;
    }
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> Hazard {
    Hazard::default()
}

impl Behaviour for Hazard {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let [begin, end, done] = ["begin_i", "end_i", "done_i"].map(|port| inputs.get(port) as u16);
        let is_clear = self.is_clear(done, inputs.get("row_i"), inputs.high("aligned_i"));
        outputs.pins.set("clear_o", is_clear.into());
        self.step(inputs.high("commit_i").then_some((begin, end)), done);
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    fn bench() -> Bench {
        let inputs = [
            ("rst_ni", 1),
            ("commit_i", 1),
            ("begin_i", 12),
            ("end_i", 12),
            ("done_i", 12),
            ("row_i", 10),
            ("aligned_i", 1),
        ];
        Bench::unlisted(Hazard::default(), &inputs, &[("clear_o", 1)])
    }

    fn is_clear(bench: &mut Bench, done: u64, row: u64, aligned: u64) -> bool {
        bench.cycle(&[("done_i", done), ("row_i", row), ("aligned_i", aligned)]).specified("clear_o") == 1
    }

    #[test]
    fn rows_wait_for_the_row_that_wrote_or_for_all() {
        let mut bench = bench();
        assert!(is_clear(&mut bench, 0, 9, 0));
        // Rows 4094 to 4097 of all are the pass's; the cycle of the commit is still clear.
        let commit = [("commit_i", 1), ("begin_i", 4094), ("end_i", 2), ("done_i", 4000)];
        assert_eq!(bench.cycle(&commit).specified("clear_o"), 1);
        for (done, first_waiting) in [(4000, 0), (4094, 0), (4095, 1), (0, 2), (1, 3)] {
            for row in 0..6 {
                assert_eq!(is_clear(&mut bench, done, row, 1), row < first_waiting, "{done} {row}");
                assert!(!is_clear(&mut bench, done, row, 0));
            }
        }
        // All rows are done: whatever is read.
        assert!(is_clear(&mut bench, 2, 1000, 0));
        assert!(is_clear(&mut bench, 3000, 1000, 0), "it stays clear");
    }

    #[test]
    fn a_pass_takes_the_place_of_the_one_before_and_reset_clears() {
        let mut bench = bench();
        bench.cycle(&[("commit_i", 1), ("begin_i", 0), ("end_i", 2)]);
        bench.cycle(&[("commit_i", 1), ("begin_i", 2), ("end_i", 4), ("done_i", 2)]);
        assert!(!is_clear(&mut bench, 2, 0, 0));
        assert!(!is_clear(&mut bench, 2, 0, 1), "its first row is not done");
        assert!(is_clear(&mut bench, 3, 0, 1));
        bench.cycle(&[("rst_ni", 0)]);
        assert!(is_clear(&mut bench, 2, 5, 0));
    }
}
