//! A two-entry buffer between two streams.

use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_params::{Pins, Value};
use std::collections::VecDeque;

/// Up to two entries, and the entry last shown.
#[derive(Clone, Debug)]
pub struct StreamRegister<T> {
    held: VecDeque<T>,
    shown: T,
}

impl<T: Clone> StreamRegister<T> {
    const ENTRIES: usize = 2;

    /// An empty buffer that shows `initial` until an entry comes.
    pub fn new(initial: T) -> Self {
        Self { held: VecDeque::new(), shown: initial }
    }

    /// Whether a beat can be taken in this cycle.
    pub fn ready(&self) -> bool {
        self.held.len() < Self::ENTRIES
    }

    /// Whether a beat is offered in this cycle.
    pub fn valid(&self) -> bool {
        !self.held.is_empty()
    }

    /// The oldest entry, or the one last shown.
    pub fn shown(&self) -> &T {
        &self.shown
    }

    /// The rising edge: `up` is the beat offered to the buffer, `down_ready` whether its own is taken.
    pub fn step(&mut self, up: Option<T>, down_ready: bool) {
        let up = up.filter(|_| self.ready());
        if down_ready {
            self.held.pop_front();
        }
        self.held.extend(up);
        if let Some(oldest) = self.held.front() {
            self.shown = oldest.clone();
        }
    }

    /// After a rising edge in reset: the entries are gone, what is shown stays.
    pub fn reset(&mut self) {
        self.held.clear();
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

impl Behaviour for StreamRegister<Beat> {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let (data, last) = self.shown();
        outputs.pins.bits_mut("down_data_o").copy_from_bitslice(data);
        outputs.pins.set("down_last_o", (*last).into());
        outputs.pins.set("up_ready_o", self.ready().into());
        outputs.pins.set("down_valid_o", self.valid().into());

        let up = inputs.high("up_valid_i").then(|| (inputs.bits("up_data_i").to_bitvec(), inputs.high("up_last_i")));
        self.step(up, inputs.high("down_ready_i"));
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
                register.step(Some(sent + 1), taken);
                sent += i32::from(accepted);
            }
            assert_eq!(received, (1..=received.len() as i32).collect::<Vec<_>>());
            assert!(received.len() >= 59 / stall);
        }
    }
}
