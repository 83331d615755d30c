//! The beats of a packet of operands, one for each step of a command, and what was wrong with its length.
//!
//! Page: Streams, `operand_packet`.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// What is wrong with the packet.
const LONG: u64 = 1;
const SHORT: u64 = 2;

/// What became of the packet.
///
/// Assumption on the inputs: `take_i` comes only with `valid_o`. The model answers anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct OperandPacket {
    /// It ended early: beats of zeros come in its place.
    ended: bool,
    /// It went on behind its last beat.
    long: bool,
}

impl OperandPacket {
    /// A cycle of the block, whose ports of the beat that shows are called `valid` and `data`.
    pub(crate) fn cycle_at(&mut self, inputs: &Pins, outputs: &mut Outputs, valid: &'static str, data: &'static str) {
        let (want, is_last) = (inputs.high("want_i"), inputs.high("last_i"));
        let (offered, last) = (inputs.high("up_valid_i"), inputs.high("up_last_i"));

        // The last step takes the packet's last beat: what comes before that is too much.
        let surplus = want && !self.ended && is_last && !last;
        let shows = want && (self.ended || offered && !surplus);
        let take = want && inputs.high("take_i");
        let up_ready = offered && !self.ended && (take || surplus);
        outputs.pins.set("up_ready_o", up_ready.into());
        outputs.pins.set(valid, shows.into());
        if !self.ended {
            outputs.pins.bits_mut(data).copy_from_bitslice(inputs.bits("up_data_i"));
        }
        let error = match (self.ended, self.long) {
            (true, _) => SHORT,
            (false, true) => LONG,
            (false, false) => 0,
        };
        outputs.pins.set("error_o", error);
        if !shows {
            outputs.unspecified.push(data);
        }
        if !(shows && is_last) {
            outputs.unspecified.push("error_o");
        }

        if take && is_last {
            (self.ended, self.long) = (false, false);
        } else {
            self.ended = self.ended || take && last;
            self.long = self.long || surplus && offered && !inputs.high("drain_i");
        }
        if !inputs.high("rst_ni") {
            *self = Self::default();
        }
    }
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> OperandPacket {
    OperandPacket::default()
}

impl Behaviour for OperandPacket {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.cycle_at(inputs, outputs, "valid_o", "data_o");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    /// Beats of 40 bits. It wants one that is not the last.
    fn bench() -> Bench {
        let bits = ["rst_ni", "want_i", "last_i", "drain_i", "take_i", "up_valid_i", "up_last_i"].map(|port| (port, 1));
        let inputs = [&bits[..], &[("up_data_i", 40)]].concat();
        let outputs = [("up_ready_o", 1), ("valid_o", 1), ("data_o", 40), ("error_o", 2)];
        let mut bench = Bench::unlisted(OperandPacket::default(), &inputs, &outputs);
        bench.inputs.set("want_i", 1);
        bench
    }

    /// A beat that is offered for one cycle with these inputs: whether it is accepted, and the data that show.
    fn offer(bench: &mut Bench, data: u64, last: u64, more: &[(&str, u64)]) -> (bool, Option<u64>) {
        let beat = [("up_valid_i", 1), ("up_data_i", data), ("up_last_i", last)];
        let outputs = bench.cycle(&[&beat[..], more].concat());
        let shows = outputs.pins.high("valid_o");
        (outputs.pins.high("up_ready_o"), shows.then(|| outputs.specified("data_o")))
    }

    /// The last step takes this beat: the data and the error.
    fn take_last(bench: &mut Bench, beat: &[(&str, u64)]) -> [u64; 2] {
        let outputs = bench.cycle(&[beat, &[("last_i", 1), ("take_i", 1)]].concat());
        assert_eq!(outputs.specified("valid_o"), 1);
        ["data_o", "error_o"].map(|port| outputs.specified(port))
    }

    const WIDE: u64 = 0x80_1234_5678;
    const LAST_BEAT: [(&str, u64); 3] = [("up_valid_i", 1), ("up_data_i", 77), ("up_last_i", 1)];

    #[test]
    fn a_beat_shows_until_it_is_taken() {
        let mut bench = bench();
        assert!(!bench.cycle(&[]).pins.high("valid_o"));
        for take in [0, 0, 1] {
            assert_eq!(offer(&mut bench, WIDE, 0, &[("take_i", take)]), (take == 1, Some(WIDE)));
        }
        assert_eq!(offer(&mut bench, 3, 0, &[("take_i", 1)]), (true, Some(3)));
        assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0]);
        // The next packet.
        assert_eq!(offer(&mut bench, 4, 0, &[("take_i", 1)]), (true, Some(4)));
    }

    #[test]
    fn without_a_step_nothing_is_accepted() {
        let mut bench = bench();
        bench.inputs.set("want_i", 0);
        for last in [0, 1] {
            for is_last in [0, 1] {
                assert_eq!(offer(&mut bench, 1, last, &[("last_i", is_last), ("drain_i", 1)]), (false, None));
            }
        }
    }

    #[test]
    fn the_last_step_takes_the_packets_last_beat_and_what_comes_before_is_too_much() {
        let mut bench = bench();
        bench.inputs.set("last_i", 1);
        assert!(!bench.cycle(&[]).pins.high("valid_o"));
        for data in 0..3 {
            assert_eq!(offer(&mut bench, data, 0, &[]), (true, None));
        }
        // It waits for the step.
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
        assert_eq!(bench.cycle(&[("want_i", 0)]).pins.get("valid_o"), 0);
        assert_eq!(take_last(&mut bench, &[]), [0, 2]);
        assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0]);
    }

    #[test]
    fn reset_forgets_what_became_of_the_packet() {
        for (is_last, last) in [(0, 1), (1, 0)] {
            let mut bench = bench();
            offer(&mut bench, 5, last, &[("last_i", is_last), ("take_i", u64::from(last == 1))]);
            bench.cycle(&[("rst_ni", 0)]);
            assert_eq!(take_last(&mut bench, &LAST_BEAT), [77, 0]);
        }
    }
}
