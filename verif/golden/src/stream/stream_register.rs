//! A two-entry buffer between two streams.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Instance, Pins, Value};

/// Two entries that take beats in turn.
#[derive(Clone, Debug)]
pub struct StreamRegister<T> {
    entries: [T; 2],
    shown: usize,
    held: usize,
}

impl<T: Clone> StreamRegister<T> {
    /// An empty buffer whose entries show `initial` until a beat comes.
    pub fn new(initial: T) -> Self {
        Self { entries: [initial.clone(), initial], shown: 0, held: 0 }
    }

    /// Whether a beat can be taken in this cycle.
    pub fn ready(&self) -> bool {
        self.held < self.entries.len()
    }

    /// Whether a beat is offered in this cycle.
    pub fn valid(&self) -> bool {
        self.held > 0
    }

    /// The oldest beat, or the one last shown.
    pub fn shown(&self) -> &T {
        &self.entries[self.shown]
    }

    /// The rising edge: `up` stands before the buffer, a beat if `up_valid`; `down_ready` tells whether the buffer's own
    /// is taken.
    pub fn step(&mut self, up: T, up_valid: bool, down_ready: bool) {
        let other = 1 - self.shown;
        let taken = self.valid() && down_ready;
        let accepted = self.ready() && up_valid;
        if self.ready() {
            self.entries[other] = up;
        }
        let nothing_to_show = !self.valid() || taken;
        self.held = self.held + usize::from(accepted) - usize::from(taken);
        if nothing_to_show && self.valid() {
            self.shown = other;
        }
    }

    /// After a rising edge in reset: no beat is held, and entry 0 is shown.
    pub fn reset(&mut self) {
        (self.held, self.shown) = (0, 0);
    }
}

/// Data and last of a beat.
type Beat = (Value, bool);

impl StreamRegister<Beat> {
    /// An empty buffer of beats of `bits` bits.
    pub fn bits(bits: usize) -> Self {
        Self::new((BitVec::repeat(false, bits), false))
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> StreamRegister<Beat> {
    let [lanes, lane_bits] = instance.own();
    StreamRegister::bits(lanes * lane_bits)
}

impl Behaviour for StreamRegister<Beat> {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (data, last) = self.shown();
        outputs.pins.bits_mut("down_data_o").copy_from_bitslice(data);
        outputs.pins.set("down_last_o", (*last).into());
        outputs.pins.set("up_ready_o", self.ready().into());
        outputs.pins.set("down_valid_o", self.valid().into());

        let up = (inputs.bits("up_data_i").to_bitvec(), inputs.high("up_last_i"));
        self.step(up, inputs.high("up_valid_i"), inputs.high("down_ready_i"));
        if !inputs.high("rst_ni") {
            self.reset();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_per_cycle_passes_and_none_is_lost_under_stalls() {
        for stall in 1..4 {
            let mut register = StreamRegister::new(0);
            let (mut sent, mut received) = (0, Vec::new());
            for time in 0..60 {
                let taken = time % stall == 0;
                if taken && register.valid() {
                    received.push(*register.shown());
                }
                let accepted = register.ready();
                register.step(sent + 1, true, taken);
                sent += i32::from(accepted);
            }
            assert_eq!(received, (1..=received.len() as i32).collect::<Vec<_>>());
            assert!(received.len() >= 59 / stall);
        }
    }
}
