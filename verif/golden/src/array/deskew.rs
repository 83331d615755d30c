//! The staircase of sums back into one cycle.

use super::skew::delay_lanes;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// Lane i of C in groups of G is delayed by C / G − 1 − floor(i / G) cycles.
#[derive(Clone, Debug)]
pub struct Deskew {
    lane_bits: usize,
    lanes: Vec<Delay<u64>>,
}

impl Deskew {
    /// A deskew of zeros, with so many lanes in a group.
    pub fn new(lanes: usize, lane_bits: usize, group: usize) -> Self {
        let cycles = |lane: usize| lanes / group - 1 - lane / group;
        Self { lane_bits, lanes: (0..lanes).map(|lane| Delay::new(cycles(lane), 0)).collect() }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Deskew {
    let [lanes, lane_bits, group] = instance.own();
    Deskew::new(lanes, lane_bits, group)
}

impl Behaviour for Deskew {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        delay_lanes(&mut self.lanes, self.lane_bits, inputs, outputs);
    }
}
