//! An input of the unit, which discards what is left of a packet whose command is aborted.

use crate::stream::stream_register::StreamRegister;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins, Value};

/// The buffer, and where in a packet the stream is.
#[derive(Clone, Debug)]
pub struct PacketInput {
    buffer: StreamRegister<(Value, bool)>,
    /// The last beat that was accepted was not its packet's last.
    mid: bool,
    /// What comes belongs to a packet that is to be discarded.
    discard: bool,
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> PacketInput {
    let [lanes, lane_bits] = instance.own();
    PacketInput { buffer: StreamRegister::bits(lanes * lane_bits), mid: false, discard: false }
}

impl Behaviour for PacketInput {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (running, abort) = (inputs.high("rst_ni"), inputs.high("abort_i"));
        let ready = running && (self.discard || self.buffer.ready());
        let (data, last) = self.buffer.shown();
        outputs.pins.bits_mut("down_data_o").copy_from_bitslice(data);
        outputs.pins.set("down_last_o", (*last).into());
        outputs.pins.set("down_valid_o", self.buffer.valid().into());
        outputs.pins.set("up_ready_o", ready.into());
        outputs.pins.set("mid_o", self.mid.into());

        let (valid, up_last) = (inputs.high("up_valid_i"), inputs.high("up_last_i"));
        let passes = valid && ready;
        let up = (inputs.bits("up_data_i").to_bitvec(), up_last);
        self.buffer.step(up, valid && !self.discard, inputs.high("down_ready_i"));
        if passes {
            self.mid = !up_last;
        }
        if abort {
            // `mid` has the beat of this cycle in it.
            self.discard = self.mid;
        } else if passes && up_last {
            self.discard = false;
        }
        if !running {
            (self.mid, self.discard) = (false, false);
        }
        if !running || abort {
            self.buffer.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;
    use seedchip_spec::Block;

    #[test]
    fn an_abort_discards_up_to_the_last_beat_of_the_packet() {
        let mut input = Bench::of(&Block::named("packet_input").expect("it is listed").first());
        let mut beat = |data: u64, last: u64, abort: u64| {
            let pins = [("up_valid_i", 1), ("up_data_i", data), ("up_last_i", last), ("abort_i", abort)];
            let outputs = input.cycle(&pins).pins;
            (outputs.high("up_ready_o"), outputs.high("down_valid_o"), outputs.high("mid_o"))
        };
        assert_eq!(beat(1, 0, 0), (true, false, false));
        assert_eq!(beat(2, 0, 1), (true, true, true), "accepted in the cycle of the abort, and lost");
        assert_eq!(beat(3, 0, 0), (true, false, true), "discarded");
        assert_eq!(beat(4, 1, 0), (true, false, true), "discarded, the packet's last");
        assert_eq!(beat(5, 1, 0), (true, false, false), "the next packet");
        assert_eq!(beat(6, 1, 0), (true, true, false));
    }

    #[test]
    fn an_abort_between_packets_discards_nothing_to_come() {
        let mut input = Bench::of(&Block::named("packet_input").expect("it is listed").first());
        input.cycle(&[("up_valid_i", 1), ("up_data_i", 1), ("up_last_i", 1)]);
        input.cycle(&[("abort_i", 1)]);
        input.cycle(&[("up_valid_i", 1), ("up_data_i", 7), ("up_last_i", 1)]);
        let outputs = input.cycle(&[]).pins;
        assert!(outputs.high("down_valid_o"));
        assert_eq!(outputs.get("down_data_o"), 7);
    }

    #[test]
    fn ready_is_low_in_reset() {
        let mut input = Bench::of(&Block::named("packet_input").expect("it is listed").first());
        assert!(!input.cycle(&[("rst_ni", 0)]).pins.high("up_ready_o"));
        assert!(input.cycle(&[]).pins.high("up_ready_o"));
    }
}
