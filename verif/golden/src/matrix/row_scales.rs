//! The scale of each row of a block, out of the packet of row scales.
//!
//! Page: Collector, `row_scales`.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// What is wrong with the packet of row scales: the status has 17 less it.
const LONG: u64 = 1;
const SHORT: u64 = 2;

/// What became of the packet.
///
/// Assumption on the inputs: `take_i` comes only with `scale_valid_o`. The model answers anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowScales {
    /// It ended early: scales of zero come in its place.
    ended: bool,
    /// It went on behind its last row.
    long: bool,
}

/// The block of the list at power-up.
pub(crate) fn model(_instance: &Instance) -> RowScales {
    RowScales::default()
}

impl Behaviour for RowScales {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (want, last_row) = (inputs.high("want_i"), inputs.high("last_i"));
        let (valid, last) = (inputs.high("up_valid_i"), inputs.high("up_last_i"));

        // The last row takes the packet's last beat: what comes before that is too much.
        let surplus = want && !self.ended && last_row && !last;
        let scale_valid = want && (self.ended || valid && !surplus);
        let take = want && inputs.high("take_i");
        let up_ready = valid && !self.ended && (take || surplus);
        outputs.pins.set("up_ready_o", up_ready.into());
        outputs.pins.set("scale_valid_o", scale_valid.into());
        outputs.pins.set("scale_o", if self.ended { 0 } else { inputs.get("up_data_i") });
        let error = match (self.ended, self.long) {
            (true, _) => SHORT,
            (false, true) => LONG,
            (false, false) => 0,
        };
        outputs.pins.set("error_o", error);
        if !scale_valid {
            outputs.unspecified.push("scale_o");
        }
        if !(scale_valid && last_row) {
            outputs.unspecified.push("error_o");
        }

        if take && last_row {
            (self.ended, self.long) = (false, false);
        } else {
            self.ended = self.ended || take && last;
            self.long = self.long || surplus && valid && !inputs.high("drain_i");
        }
        if !inputs.high("rst_ni") {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;
    use seedchip_spec::Block;

    /// It wants the scale of a row that is not the last.
    fn bench() -> Bench {
        let mut bench = Bench::of(&Block::named("row_scales").expect("it is listed").first());
        bench.inputs.set("want_i", 1);
        bench
    }

    /// A beat that is offered for one cycle with these inputs: whether it is accepted, and the scale that shows.
    fn offer(bench: &mut Bench, data: u64, last: u64, more: &[(&str, u64)]) -> (bool, Option<u64>) {
        let beat = [("up_valid_i", 1), ("up_data_i", data), ("up_last_i", last)];
        let outputs = bench.cycle(&[&beat[..], more].concat());
        let shows = outputs.pins.high("scale_valid_o");
        (outputs.pins.high("up_ready_o"), shows.then(|| outputs.specified("scale_o")))
    }

    /// The last row takes its scale with this beat: the scale and the error.
    fn take_last(bench: &mut Bench, beat: &[(&str, u64)]) -> [u64; 2] {
        let outputs = bench.cycle(&[beat, &[("last_i", 1), ("take_i", 1)]].concat());
        assert_eq!(outputs.specified("scale_valid_o"), 1);
        ["scale_o", "error_o"].map(|port| outputs.specified(port))
    }

    const LAST_BEAT: [(&str, u64); 3] = [("up_valid_i", 1), ("up_data_i", 77), ("up_last_i", 1)];

    #[test]
    fn a_row_shows_its_scale_until_it_is_taken() {
        let mut bench = bench();
        assert!(!bench.cycle(&[]).pins.high("scale_valid_o"));
        for take in [0, 0, 1] {
            assert_eq!(offer(&mut bench, 200, 0, &[("take_i", take)]), (take == 1, Some(200)));
        }
        assert_eq!(offer(&mut bench, 3, 0, &[("take_i", 1)]), (true, Some(3)));
        assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0]);
        // The next packet.
        assert_eq!(offer(&mut bench, 4, 0, &[("take_i", 1)]), (true, Some(4)));
    }

    #[test]
    fn without_a_row_nothing_is_accepted() {
        let mut bench = bench();
        bench.inputs.set("want_i", 0);
        for last in [0, 1] {
            for last_row in [0, 1] {
                assert_eq!(offer(&mut bench, 1, last, &[("last_i", last_row), ("drain_i", 1)]), (false, None));
            }
        }
    }

    #[test]
    fn the_last_row_takes_the_packets_last_beat_and_what_comes_before_is_too_much() {
        let mut bench = bench();
        bench.inputs.set("last_i", 1);
        assert!(!bench.cycle(&[]).pins.high("scale_valid_o"));
        for data in 0..3 {
            assert_eq!(offer(&mut bench, data, 0, &[]), (true, None));
        }
        // It waits for the row.
        assert_eq!(offer(&mut bench, 9, 1, &[]), (false, Some(9)));
        assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 1]);
        assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0], "the next command's packet is another one");
    }

    #[test]
    fn a_drain_discards_its_packet_whatever_its_length() {
        for length in 1..4 {
            let mut bench = bench();
            bench.inputs.set("last_i", 1);
            bench.inputs.set("drain_i", 1);
            for _ in 1..length {
                assert_eq!(offer(&mut bench, 1, 0, &[]), (true, None));
            }
            assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0]);
        }
    }

    #[test]
    fn what_a_short_packet_lacks_is_zero_until_the_command_ends() {
        let mut bench = bench();
        assert_eq!(offer(&mut bench, 8, 1, &[]), (false, Some(8)));
        assert_eq!(offer(&mut bench, 8, 1, &[("take_i", 1)]), (true, Some(8)));
        for take in [0, 1, 1] {
            assert_eq!(offer(&mut bench, 6, take, &[("take_i", take)]), (false, Some(0)), "the next packet waits");
        }
        assert_eq!(bench.cycle(&[("want_i", 0)]).pins.get("scale_valid_o"), 0);
        assert_eq!(take_last(&mut bench, &[]), [0, 2]);
        assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0]);
    }

    #[test]
    fn reset_forgets_what_became_of_the_packet() {
        for (last_row, last) in [(0, 1), (1, 0)] {
            let mut bench = bench();
            offer(&mut bench, 5, last, &[("last_i", last_row), ("take_i", u64::from(last == 1))]);
            bench.cycle(&[("rst_ni", 0)]);
            assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0]);
        }
    }
}
