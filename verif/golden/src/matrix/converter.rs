//! Q convert lanes, the choice of the columns that they convert, and what goes along with them.

use super::convert::{Convert, Operands, rounding};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins, Rounding};
use std::collections::VecDeque;

/// Cycles from a feed to its results.
const LATENCY: usize = 14;
/// Cycles from a feed to the multiplier, and so to the rounding.
const TO_MULTIPLIER: usize = 2;
/// Cycles from a feed to whether each of its results is kept.
const TO_KEEP: usize = 13;

/// What goes along with a group.
#[derive(Clone, Copy, Debug)]
struct Token {
    feed: bool,
    /// There is a group of this number.
    exists: bool,
    end: bool,
    last_row: bool,
    /// A bit per lane.
    keep: u64,
    error: u64,
    rounding: Rounding,
}

impl Token {
    const NONE: Self =
        Self { feed: false, exists: false, end: false, last_row: false, keep: 0, error: 0, rounding: Rounding::Up };
}

/// The lanes, and the tokens of the last cycles with `enable_i`.
#[derive(Clone, Debug)]
pub struct Converter {
    groups: usize,
    /// The sum that each lane takes.
    sums: Vec<i32>,
    lanes: Vec<Convert>,
    /// The latest first: `tokens[s − 1]` is of s cycles ago.
    tokens: VecDeque<Token>,
}

impl Converter {
    /// Lanes of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        let lanes = configuration.convert_lanes();
        Self {
            groups: configuration.groups(),
            sums: vec![0; lanes],
            lanes: vec![Convert::new(); lanes],
            tokens: vec![Token::NONE; LATENCY].into(),
        }
    }

    fn show(&self, outputs: &mut Outputs) {
        let idle = !self.tokens.iter().any(|token| token.feed);
        outputs.pins.set("idle_o", idle.into());
        let token = self.tokens[LATENCY - 1];
        outputs.pins.set("valid_o", token.feed.into());
        outputs.pins.set("end_o", token.end.into());
        outputs.pins.set("last_row_o", token.last_row.into());
        outputs.pins.set("keep_o", token.keep);
        outputs.pins.set("error_o", token.error);
        let results = self.lanes.iter().map(Convert::result);
        outputs.pins.set("saturated_o", results.clone().any(|result| result.saturated).into());
        for (lane, result) in results.enumerate() {
            outputs.pins.set_lane("result_o", lane, 8, i64::from(result.value).cast_unsigned());
        }
        if !token.feed {
            outputs.unspecified.extend(["end_o", "last_row_o", "keep_o", "error_o"]);
        }
        if !(token.feed && token.exists) {
            outputs.unspecified.extend(["result_o", "saturated_o"]);
        }
    }

    /// The rising edge of a cycle with `enable_i`.
    fn step(&mut self, inputs: &Pins) {
        let count = self.lanes.len();
        for (index, (lane, sum)) in self.lanes.iter_mut().zip(&self.sums).enumerate() {
            let word = |port| (inputs.lane(port, index, 32) as u32).cast_signed();
            let byte = |port| (inputs.lane(port, index, 8) as u8).cast_signed();
            lane.step(Operands {
                acc: *sum,
                bias: word("bias_i"),
                multiplier: word("multiplier_i"),
                rounding: self.tokens[TO_MULTIPLIER - 1].rounding,
                shift: inputs.lane("shift_i", index, 6) as u32,
                zero_point: byte("zero_point_i"),
                low: byte("low_i"),
                high: byte("high_i"),
                keep: self.tokens[TO_KEEP - 1].keep >> index & 1 == 1,
            });
        }
        let group = inputs.get("group_i") as usize;
        let exists = group < self.groups;
        if exists {
            for (index, sum) in self.sums.iter_mut().enumerate() {
                *sum = (inputs.lane("row_i", group * count + index, 32) as u32).cast_signed();
            }
        }
        self.tokens.push_front(Token {
            feed: inputs.high("feed_i"),
            exists,
            end: inputs.high("end_i"),
            last_row: inputs.high("last_row_i"),
            keep: inputs.get("keep_i"),
            error: inputs.get("error_i"),
            rounding: rounding(inputs.get("rounding_i")),
        });
        self.tokens.truncate(LATENCY);
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Converter {
    Converter::new(instance.configuration())
}

impl Behaviour for Converter {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        self.show(outputs);
        if inputs.high("enable_i") {
            self.step(inputs);
        }
        if !inputs.high("rst_ni") {
            self.tokens.iter_mut().for_each(|token| token.feed = false);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;
    use seedchip_spec::Column;

    /// Puts the parameters of every lane on the pins, which take them when they need them.
    fn parameters(bench: &mut Bench, column: &Column) {
        let lanes = bench.inputs.bits("keep_i").len();
        for lane in 0..lanes {
            for (port, width, value) in [
                ("bias_i", 32, i64::from(column.bias)),
                ("multiplier_i", 32, i64::from(column.multiplier)),
                ("shift_i", 6, i64::from(column.shift)),
                ("zero_point_i", 8, i64::from(column.zero_point)),
                ("low_i", 8, i64::from(column.low)),
                ("high_i", 8, i64::from(column.high)),
            ] {
                bench.inputs.set_lane(port, lane, width, value.cast_unsigned());
            }
        }
    }

    /// Halves.
    const COLUMN: Column = Column { bias: 1, multiplier: 1 << 30, shift: 31, zero_point: -10, low: -128, high: 127 };

    #[test]
    fn a_group_comes_out_after_fourteen_cycles_with_all_that_came_with_it() {
        // `small` has 8 columns and 2 lanes.
        let mut bench = Bench::new("converter", "small");
        parameters(&mut bench, &COLUMN);
        bench.inputs.set("enable_i", 1);
        for column in 0..8 {
            bench.inputs.set_lane("row_i", column, 32, 100 + column as u64);
        }
        // Group 3: columns 6 and 7. (106 + 1) / 2 = 53.5 → 54 to even, − 10 = 44; the other is not kept.
        let token = [("feed_i", 1), ("group_i", 3), ("keep_i", 1), ("end_i", 1), ("error_i", 2), ("rounding_i", 2)];
        assert_eq!(bench.cycle(&token).specified("idle_o"), 1, "the feed of the cycle itself is not on its way yet");
        bench.inputs.bits_mut("row_i").fill(true);
        for _ in 1..14 {
            let outputs = bench.cycle(&[]);
            assert_eq!((outputs.specified("valid_o"), outputs.specified("idle_o")), (0, 0));
            assert!(outputs.unspecified.contains(&"result_o"));
        }
        let outputs = bench.cycle(&[]);
        let of = |port| outputs.specified(port);
        assert_eq!((of("valid_o"), of("idle_o"), of("end_o"), of("last_row_o")), (1, 0, 1, 0));
        assert_eq!((of("keep_o"), of("error_o"), of("result_o"), of("saturated_o")), (1, 2, 44, 0));
        assert_eq!(bench.cycle(&[]).specified("idle_o"), 1);
    }

    #[test]
    fn groups_follow_each_other_with_rounding_and_saturation_of_their_own() {
        let mut bench = Bench::new("converter", "small");
        parameters(&mut bench, &COLUMN);
        bench.inputs.set("enable_i", 1);
        let sums = [2, 3, -4, 5, 1000, 7, 0, -1000_i32];
        for (column, sum) in sums.iter().enumerate() {
            bench.inputs.set_lane("row_i", column, 32, u64::from(sum.cast_unsigned()));
        }
        for group in 0..4 {
            bench.cycle(&[("feed_i", 1), ("group_i", group), ("keep_i", 3), ("rounding_i", group)]);
        }
        bench.wait(10);
        // (sum + 1) / 2 − 10: 1.5 ↑ 2, 2; −1.5 away −2, 3; 500.5 even 500, 4; 0.5 ↑ 1, −499.5 ↑ −499.
        let results = [[-8, -8], [-12, -7], [127, -6], [-9, -128]];
        for (index, (group, saturated)) in results.into_iter().zip([0, 0, 1, 1]).enumerate() {
            let outputs = bench.cycle(&[]);
            assert_eq!(outputs.specified("saturated_o"), saturated, "group {index}");
            for (lane, result) in group.into_iter().enumerate() {
                assert_eq!((outputs.pins.lane("result_o", lane, 8) as u8).cast_signed(), result, "group {index}");
            }
        }
    }

    #[test]
    fn the_bias_is_that_of_the_cycle_after_the_feed_and_so_on() {
        // What a lane takes from its pins, and when: 3 + 4 = 7, halved 3.5 → 4, + 5.
        let taken = [
            ("bias_i", 1, 4),
            ("multiplier_i", 2, 1 << 30),
            ("shift_i", 7, 31),
            ("zero_point_i", 11, 5),
            ("low_i", 12, 0x80),
            ("high_i", 12, 0x7f),
        ];
        for pause in [0, 2] {
            let mut bench = Bench::new("converter", "tiny");
            for cycle in 0..15 {
                for _ in 0..pause {
                    let pins = bench.cycle(&[("feed_i", 1), ("bias_i", 99), ("keep_i", 1)]).pins;
                    assert_eq!((pins.get("idle_o"), pins.get("valid_o")), ((cycle == 0).into(), (cycle == 14).into()));
                }
                let mut inputs = vec![("enable_i", 1)];
                if cycle == 0 {
                    bench.inputs.set_lane("row_i", 2, 32, 3);
                    inputs.extend([("feed_i", 1), ("group_i", 2), ("keep_i", 1)]);
                }
                inputs.extend(taken.iter().filter(|it| it.1 == cycle).map(|it| (it.0, it.2)));
                let outputs = bench.cycle(&inputs);
                assert_eq!(outputs.specified("valid_o"), u64::from(cycle == 14));
                if cycle == 14 {
                    assert_eq!(outputs.specified("result_o"), 9);
                }
            }
        }
    }

    #[test]
    fn reset_clears_every_feed_on_its_way_also_while_all_else_holds() {
        for enable in [0, 1] {
            let mut bench = Bench::new("converter", "tiny");
            bench.inputs.set("enable_i", 1);
            (0..20).for_each(|_| drop(bench.cycle(&[("feed_i", 1)])));
            bench.cycle(&[("feed_i", 1), ("rst_ni", 0), ("enable_i", enable)]);
            for _ in 0..20 {
                let pins = bench.cycle(&[]).pins;
                assert_eq!((pins.get("valid_o"), pins.get("idle_o")), (0, 1));
            }
        }
    }
}
