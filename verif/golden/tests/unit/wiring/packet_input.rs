//! The entry of a stream of operands.

use seedchip_golden::stream::stream_register::StreamRegister;
use seedchip_spec::Value;

/// The entry of the unit for a stream of operands, whose width is no test size of the block: its model written once more.
pub struct PacketInput {
    pub beats: StreamRegister<(Value, bool)>,
    pub mid: bool,
    discard: bool,
}

impl PacketInput {
    pub fn new(bits: usize) -> Self {
        Self { beats: StreamRegister::bits(bits), mid: false, discard: false }
    }

    pub fn ready(&self, reset: bool) -> bool {
        !reset && (self.discard || self.beats.ready())
    }

    pub fn step(&mut self, (data, last): (Value, bool), valid: bool, taken: bool, reset: bool, abort: bool) {
        let accepted = valid && self.ready(reset);
        self.beats.step((data, last), accepted && !self.discard, taken);
        let mid = if accepted { !last } else { self.mid };
        self.discard = if abort { mid } else { self.discard && !(accepted && last) };
        self.mid = mid;
        if reset || abort {
            self.beats.reset();
        }
        if reset {
            (self.mid, self.discard) = (false, false);
        }
    }
}
