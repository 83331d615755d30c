//! Weights to the columns, each in its time.

use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};
use std::collections::VecDeque;

/// A beat that was loaded, or what lay there.
#[derive(Clone, Debug, Default)]
struct Beat {
    nibbles: bool,
    bytes: Vec<u8>,
}

/// The beats of the cycles before, the latest first.
#[derive(Clone, Debug)]
pub struct WeightLanes {
    columns: usize,
    group: usize,
    half: usize,
    past: VecDeque<Beat>,
}

impl WeightLanes {
    /// Before the first beat.
    pub fn new(configuration: &Configuration) -> Self {
        let (columns, group, half) =
            (configuration.columns(), configuration.cell().columns(), configuration.half_rows());
        let nothing = Beat { nibbles: false, bytes: vec![0; columns] };
        Self { columns, group, half, past: vec![nothing; configuration.lanes() + half].into() }
    }

    /// The beat of so many cycles ago.
    fn ago(&self, cycles: usize) -> &Beat {
        &self.past[cycles - 1]
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> WeightLanes {
    WeightLanes::new(instance.configuration())
}

/// The lowest bits of a byte as a signed number of 4.
fn extended(nibble: u8) -> u64 {
    ((nibble << 4).cast_signed() >> 4).cast_unsigned().into()
}

impl Behaviour for WeightLanes {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        for column in 0..self.columns {
            let delay = 1 + column / self.group;
            let beat = self.ago(delay);
            let byte = beat.bytes[column];
            let lower = if beat.nibbles { extended(byte) } else { byte.into() };
            let earlier = self.ago(delay + self.half);
            let upper = if earlier.nibbles { extended(earlier.bytes[column] >> 4) } else { byte.into() };
            outputs.pins.set_lane("lower_o", column, 8, lower);
            outputs.pins.set_lane("upper_o", column, 8, upper);
        }
        let bytes = (0..self.columns).map(|column| inputs.lane("weight_i", column, 8) as u8).collect();
        self.past.pop_back();
        self.past.push_front(Beat { nibbles: inputs.high("nibbles_i"), bytes });
        if !inputs.high("rst_ni") {
            self.past.iter_mut().for_each(|beat| beat.nibbles = false);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;

    #[test]
    fn a_byte_comes_to_column_c_after_c_and_one_cycles() {
        let mut lanes = Bench::new("weight_lanes", "tiny");
        lanes.cycle(&[("weight_i", 0x4433_2281)]);
        for column in 0..4 {
            let outputs = lanes.cycle(&[]).pins;
            let expected = u64::from([0x81_u8, 0x22, 0x33, 0x44][column]) << (8 * column);
            assert_eq!((outputs.get("lower_o"), outputs.get("upper_o")), (expected, expected));
        }
    }

    #[test]
    fn high_nibbles_come_half_a_tile_later() {
        let mut lanes = Bench::new("weight_lanes", "tiny");
        lanes.cycle(&[("weight_i", 0x95), ("nibbles_i", 1)]);
        assert_eq!(lanes.cycle(&[]).pins.get("lower_o"), 5);
        lanes.cycle(&[]);
        let outputs = lanes.cycle(&[]).pins;
        assert_eq!((outputs.get("lower_o"), outputs.get("upper_o")), (0, 0xf9));
    }

    #[test]
    fn a_reset_forgets_that_nibbles_were_on_their_way() {
        let mut lanes = Bench::new("weight_lanes", "tiny");
        lanes.cycle(&[("weight_i", 0x95), ("nibbles_i", 1)]);
        lanes.cycle(&[("rst_ni", 0)]);
        lanes.cycle(&[]);
        assert_eq!(lanes.cycle(&[]).pins.get("upper_o"), 0);
    }
}
