//! Weights on their way to the columns, in time for each.
//!
//! Page: Loader, `weight_lanes`.

use crate::beat::signed;
use crate::float::e2m1::twice;
use crate::{Behaviour, Outputs};
use bitvec::prelude::*;
use seedchip_spec::{Configuration, Instance, Pins, Value};
use std::collections::VecDeque;

/// A beat of weights.
#[derive(Clone, Debug)]
struct Weights {
    nibbles: bool,
    /// The nibbles are E2M1 codes.
    codes: bool,
    bytes: Value,
}

impl Weights {
    fn byte(&self, column: usize) -> u64 {
        self.bytes[8 * column..][..8].load_le()
    }

    /// A nibble as an integer in a byte: the low one is number 0.
    fn nibble(&self, column: usize, number: usize) -> u64 {
        let nibble: u64 = self.bytes[8 * column + 4 * number..][..4].load_le();
        let integer = if self.codes { twice(nibble as u8).into() } else { signed(nibble, 4) };
        integer.cast_unsigned()
    }
}

/// The beats of the last cycles.
#[derive(Clone, Debug)]
pub struct WeightLanes {
    columns: usize,
    /// Columns that share a multiplier.
    shared: usize,
    /// H: the cycles that a high nibble waits for the second half of its tile.
    half: usize,
    /// Weights may be E2M1 codes.
    has_blocks: bool,
    /// The latest first: `beats[s − 1]` is of s cycles ago.
    beats: VecDeque<Weights>,
}

impl WeightLanes {
    /// Beats of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        let (columns, half) = (configuration.columns(), configuration.half_rows());
        let none = Weights { nibbles: false, codes: false, bytes: BitVec::repeat(false, 8 * columns) };
        let beats = vec![none; configuration.lanes() + half].into();
        let has_blocks = configuration.blocks() == 1;
        Self { columns, shared: configuration.cell().columns(), half, has_blocks, beats }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> WeightLanes {
    WeightLanes::new(instance.configuration())
}

impl Behaviour for WeightLanes {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        for column in 0..self.columns {
            let stage = column / self.shared;
            let (beat, earlier) = (&self.beats[stage], &self.beats[stage + self.half]);
            let lower = if beat.nibbles { beat.nibble(column, 0) } else { beat.byte(column) };
            let upper = if earlier.nibbles { earlier.nibble(column, 1) } else { beat.byte(column) };
            outputs.pins.set_lane("lower_o", column, 8, lower);
            outputs.pins.set_lane("upper_o", column, 8, upper);
        }

        self.beats.push_front(Weights {
            nibbles: inputs.high("nibbles_i"),
            codes: self.has_blocks && inputs.high("codes_i"),
            bytes: inputs.bits("weight_i").to_bitvec(),
        });
        self.beats.pop_back();
        if !inputs.high("rst_ni") {
            self.beats.iter_mut().for_each(|beat| (beat.nibbles, beat.codes) = (false, false));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;

    /// The bytes of an output.
    fn bytes(pins: &seedchip_spec::Pins, port: &str) -> Vec<u64> {
        (0..pins.bits(port).len() / 8).map(|lane| pins.lane(port, lane, 8)).collect()
    }

    #[test]
    fn bytes_come_to_each_column_a_cycle_after_the_one_before_it() {
        // `tiny` has 4 columns with a multiplier each.
        let mut bench = Bench::new("weight_lanes", "tiny");
        for time in 0..8 {
            let pins = bench.cycle(&[("weight_i", if time == 0 { 0x8433_2211 } else { 0 })]).pins;
            let expected: Vec<u64> =
                [0x11, 0x22, 0x33, 0x84].iter().zip(1..).map(|(byte, at)| if time == at { *byte } else { 0 }).collect();
            assert_eq!((bytes(&pins, "lower_o"), bytes(&pins, "upper_o")), (expected.clone(), expected), "{time}");
        }
    }

    #[test]
    fn columns_that_share_a_multiplier_take_their_weights_together() {
        // 2 columns in a pair, H = 3.
        let mut bench = Bench::new("weight_lanes", "5x2x8_paired");
        bench.cycle(&[("weight_i", 0x9a7b), ("nibbles_i", 1)]);
        // Low nibbles, sign-extended; the upper rows see bytes.
        let pins = bench.cycle(&[]).pins;
        assert_eq!((bytes(&pins, "lower_o"), bytes(&pins, "upper_o")), (vec![0xfb, 0xfa], vec![0x7b, 0x9a]));
        for _ in 0..2 {
            let pins = bench.cycle(&[]).pins;
            assert_eq!((bytes(&pins, "lower_o"), bytes(&pins, "upper_o")), (vec![0, 0], vec![0, 0]));
        }
        // High nibbles, H cycles later.
        let pins = bench.cycle(&[]).pins;
        assert_eq!((bytes(&pins, "lower_o"), bytes(&pins, "upper_o")), (vec![0, 0], vec![7, 0xf9]));
        let pins = bench.cycle(&[]).pins;
        assert_eq!(bytes(&pins, "upper_o"), [0, 0]);
    }

    #[test]
    fn high_nibbles_go_before_the_bytes_that_come_with_them() {
        // H = 2: the high nibbles of a beat come out beside the low half of the beat two cycles later, which is of bytes.
        let mut bench = Bench::new("weight_lanes", "4x1x4");
        bench.cycle(&[("weight_i", 0x5c), ("nibbles_i", 1)]);
        bench.cycle(&[("weight_i", 0x6d), ("nibbles_i", 1)]);
        bench.cycle(&[("weight_i", 0x11)]);
        let seen: Vec<_> = [0x22, 0x33]
            .iter()
            .map(|weight| {
                let pins = bench.cycle(&[("weight_i", *weight)]).pins;
                (pins.get("lower_o"), pins.get("upper_o"))
            })
            .collect();
        assert_eq!(seen, [(0x11, 5), (0x22, 6)]);
        let pins = bench.cycle(&[]).pins;
        assert_eq!((pins.get("lower_o"), pins.get("upper_o")), (0x33, 0x33));
    }

    #[test]
    fn e2m1_codes_become_twice_their_numbers() {
        let integers: Vec<u64> =
            [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12_i64].map(|it| it as u8).map(u64::from).to_vec();
        // One lane of two columns, H = 16.
        let mut bench = Bench::new("weight_lanes", "32x2x4_paired_mx");
        for code in 0..16 {
            bench.cycle(&[("weight_i", code | (15 - code) << 4 | code << 12), ("nibbles_i", 1), ("codes_i", 1)]);
            // Beats of bytes and of integers follow.
            let pins = bench.cycle(&[("weight_i", 0x808), ("nibbles_i", 1)]).pins;
            assert_eq!(bytes(&pins, "lower_o"), [integers[code as usize], 0]);
            let pins = bench.cycle(&[]).pins;
            assert_eq!(bytes(&pins, "lower_o"), [0xf8; 2]);
            bench.wait(14);
            let pins = bench.cycle(&[]).pins;
            assert_eq!(bytes(&pins, "upper_o"), [integers[15 - code as usize], integers[code as usize]]);
            let pins = bench.cycle(&[]).pins;
            assert_eq!(bytes(&pins, "upper_o"), [0; 2]);
        }
    }

    #[test]
    fn reset_makes_every_beat_on_its_way_one_of_bytes() {
        let mut bench = Bench::new("weight_lanes", "tiny");
        bench.inputs.set("weight_i", 0x9876_5432);
        bench.inputs.set("nibbles_i", 1);
        bench.wait(6);
        let pins = bench.cycle(&[("rst_ni", 0)]).pins;
        assert_eq!(bytes(&pins, "lower_o"), [2, 4, 6, 0xf8]);
        assert_eq!(bytes(&pins, "upper_o"), [3, 5, 7, 0xf9]);
        let pins = bench.cycle(&[("nibbles_i", 0)]).pins;
        assert_eq!(bytes(&pins, "lower_o"), [0x32, 0x54, 0x76, 0x98]);
        assert_eq!(bytes(&pins, "upper_o"), [0x32, 0x54, 0x76, 0x98]);
    }
}
