//! Lanes into a staircase: each group of lanes one cycle later than the one before it.

use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// Lane i of groups of G is delayed by floor(i / G) + 1 cycles.
#[derive(Clone, Debug)]
pub struct Skew {
    lane_bits: usize,
    lanes: Vec<Delay<u64>>,
}

impl Skew {
    /// A skew of zeros, with so many lanes in a group.
    pub fn new(lanes: usize, lane_bits: usize, group: usize) -> Self {
        Self { lane_bits, lanes: (0..lanes).map(|lane| Delay::new(lane / group + 1, 0)).collect() }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Skew {
    let [lanes, lane_bits, group] = instance.own();
    Skew::new(lanes, lane_bits, group)
}

impl Behaviour for Skew {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        delay_lanes(&mut self.lanes, self.lane_bits, inputs, outputs);
    }
}

/// Passes each lane of `data_i` through its delay to `data_o`.
pub(crate) fn delay_lanes(lanes: &mut [Delay<u64>], lane_bits: usize, inputs: &Pins, outputs: &mut Outputs) {
    for (lane, delay) in lanes.iter_mut().enumerate() {
        outputs.pins.set_lane("data_o", lane, lane_bits, delay.cycle(inputs.lane("data_i", lane, lane_bits)));
    }
}
