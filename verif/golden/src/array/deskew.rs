//! The staircase of sums back into one cycle.

use super::skew::delay_lanes;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_params::Pins;

/// Lane i of C is delayed by C − 1 − i cycles.
#[derive(Clone, Debug)]
pub struct Deskew {
    lane_bits: usize,
    lanes: Vec<Delay<u64>>,
}

impl Deskew {
    /// A deskew of zeros.
    pub fn new(lanes: usize, lane_bits: usize) -> Self {
        Self { lane_bits, lanes: (0..lanes).rev().map(|cycles| Delay::new(cycles, 0)).collect() }
    }
}

impl Behaviour for Deskew {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        delay_lanes(&mut self.lanes, self.lane_bits, inputs, outputs);
    }
}
