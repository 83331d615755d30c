//! The entry of a stream of packets, which discards what is left of one when its command is aborted.
//!
//! Page: Streams, `packet_input`.

use crate::stream::stream_register::StreamRegister;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins, Value};

/// A stream_register, and where in a packet the stream before it is.
#[derive(Clone, Debug)]
pub struct PacketInput {
    beats: StreamRegister<(Value, bool)>,
    /// The last accepted beat was not its packet's last.
    mid: bool,
    /// The packet under way was aborted: its beats go nowhere.
    discard: bool,
}

impl PacketInput {
    /// An empty entry for beats of so many bits.
    pub fn new(bits: usize) -> Self {
        Self { beats: StreamRegister::bits(bits), mid: false, discard: false }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> PacketInput {
    let [lanes, lane_bits] = instance.own();
    PacketInput::new(lanes * lane_bits)
}

impl Behaviour for PacketInput {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (reset, abort) = (!inputs.high("rst_ni"), inputs.high("abort_i"));
        let ready = !reset && (self.discard || self.beats.ready());
        let (data, last) = self.beats.shown();
        outputs.pins.bits_mut("down_data_o").copy_from_bitslice(data);
        outputs.pins.set("down_last_o", (*last).into());
        outputs.pins.set("down_valid_o", self.beats.valid().into());
        outputs.pins.set("up_ready_o", ready.into());
        outputs.pins.set("mid_o", self.mid.into());

        let last = inputs.high("up_last_i");
        let accepted = inputs.high("up_valid_i") && ready;
        let beat = (inputs.bits("up_data_i").to_bitvec(), last);
        self.beats.step(beat, accepted && !self.discard, inputs.high("down_ready_i"));
        if accepted {
            self.mid = !last;
        }
        self.discard = if abort { self.mid } else { self.discard && !(accepted && last) };
        if reset {
            (self.mid, self.discard) = (false, false);
        }
        if reset || abort {
            self.beats.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;

    fn bench() -> Bench {
        Bench::new("packet_input", "tiny")
    }

    /// A beat that is offered for one cycle with these inputs, and a cycle without one: whether it was accepted, and `mid_o`
    /// behind it.
    fn offer(bench: &mut Bench, data: u64, last: u64, more: &[(&str, u64)]) -> [u64; 2] {
        let beat = [("up_valid_i", 1), ("up_data_i", data), ("up_last_i", last)];
        let accepted = bench.cycle(&[&beat[..], more].concat()).specified("up_ready_o");
        [accepted, bench.cycle(&[]).specified("mid_o")]
    }

    /// The beats that come out in the next cycles, with their `last`.
    fn beats(bench: &mut Bench) -> Vec<(u64, u64)> {
        let cycles = (0..4).map(|_| bench.cycle(&[("down_ready_i", 1)]));
        let shown = cycles.filter(|outputs| outputs.pins.high("down_valid_o"));
        shown.map(|outputs| (outputs.specified("down_data_o"), outputs.specified("down_last_o"))).collect()
    }

    #[test]
    fn without_an_abort_it_is_a_stream_register() {
        let mut bench = bench();
        assert_eq!(offer(&mut bench, 0x1234, 0, &[]), [1, 1]);
        assert_eq!(offer(&mut bench, 0x5678, 1, &[]), [1, 0]);
        // Two beats are held: a third is not accepted, and is not of a packet under way.
        assert_eq!(offer(&mut bench, 0x9999, 0, &[]), [0, 0]);
        assert_eq!(beats(&mut bench), [(0x1234, 0), (0x5678, 1)]);
    }

    #[test]
    fn mid_says_whether_a_packet_is_under_way_and_stays_without_a_beat() {
        let mut bench = bench();
        bench.inputs.set("down_ready_i", 1);
        for last in [0, 0, 1, 1, 0, 1] {
            assert_eq!(offer(&mut bench, 0, last, &[]), [1, 1 - last]);
            bench.wait(2);
            assert_eq!(bench.cycle(&[("up_last_i", last)]).specified("mid_o"), 1 - last);
        }
    }

    #[test]
    fn an_abort_drops_what_is_held_and_what_is_left_of_the_packet() {
        let mut bench = bench();
        offer(&mut bench, 1, 0, &[]);
        offer(&mut bench, 2, 0, &[]);
        bench.cycle(&[("abort_i", 1)]);
        // Discarded whoever waits behind it.
        for data in 3..9 {
            assert_eq!(offer(&mut bench, data, 0, &[]), [1, 1]);
        }
        assert_eq!(offer(&mut bench, 9, 1, &[]), [1, 0]);
        assert_eq!(beats(&mut bench), []);
        // The next packet passes.
        assert_eq!((offer(&mut bench, 10, 0, &[]), offer(&mut bench, 11, 1, &[])), ([1, 1], [1, 0]));
        assert_eq!(beats(&mut bench), [(10, 0), (11, 1)]);
    }

    #[test]
    fn an_abort_between_packets_discards_no_later_one() {
        let mut bench = bench();
        offer(&mut bench, 1, 0, &[]);
        offer(&mut bench, 2, 1, &[]);
        bench.cycle(&[("abort_i", 1)]);
        assert_eq!(offer(&mut bench, 3, 1, &[]), [1, 0]);
        assert_eq!(beats(&mut bench), [(3, 1)]);
    }

    #[test]
    fn the_beat_of_the_abort_itself_is_lost_and_says_what_is_under_way() {
        for last in [0, 1] {
            let mut bench = bench();
            assert_eq!(offer(&mut bench, 1, last, &[("abort_i", 1)]), [1, 1 - last]);
            assert_eq!(offer(&mut bench, 2, 1, &[]), [1, 0]);
            let passed: &[(u64, u64)] = if last == 1 { &[(2, 1)] } else { &[] };
            assert_eq!(beats(&mut bench), passed);
        }
        // One that is not accepted says nothing: the packet that is whole stays the last one.
        let mut bench = bench();
        offer(&mut bench, 1, 0, &[]);
        offer(&mut bench, 2, 1, &[]);
        assert_eq!(offer(&mut bench, 3, 0, &[("abort_i", 1)]), [0, 0]);
        offer(&mut bench, 4, 1, &[]);
        assert_eq!(beats(&mut bench), [(4, 1)]);
    }

    #[test]
    fn a_long_abort_discards_packet_after_packet() {
        let mut bench = bench();
        bench.inputs.set("abort_i", 1);
        for last in [0, 0, 1, 1, 0, 1, 0] {
            assert_eq!(offer(&mut bench, 7, last, &[]), [1, 1 - last]);
        }
        bench.inputs.set("abort_i", 0);
        // The packet that is under way at its end still goes.
        assert_eq!(offer(&mut bench, 8, 1, &[]), [1, 0]);
        assert_eq!(offer(&mut bench, 9, 1, &[]), [1, 0]);
        assert_eq!(beats(&mut bench), [(9, 1)]);
    }

    #[test]
    fn an_abort_while_discarding_goes_on_until_the_packets_end() {
        let mut bench = bench();
        offer(&mut bench, 1, 0, &[("abort_i", 1)]);
        bench.cycle(&[("abort_i", 1)]);
        assert_eq!(offer(&mut bench, 2, 1, &[]), [1, 0]);
        assert_eq!(beats(&mut bench), []);
        // With the packet's last beat in the cycle of the second abort nothing is left.
        offer(&mut bench, 1, 0, &[("abort_i", 1)]);
        offer(&mut bench, 2, 1, &[("abort_i", 1)]);
        offer(&mut bench, 3, 1, &[]);
        assert_eq!(beats(&mut bench), [(3, 1)]);
    }

    #[test]
    fn reset_forgets_the_packet_and_accepts_nothing() {
        let mut bench = bench();
        offer(&mut bench, 1, 0, &[("abort_i", 1)]);
        assert_eq!(offer(&mut bench, 2, 0, &[("rst_ni", 0)]), [0, 0]);
        assert_eq!(offer(&mut bench, 3, 1, &[]), [1, 0]);
        assert_eq!(beats(&mut bench), [(3, 1)]);
    }
}
