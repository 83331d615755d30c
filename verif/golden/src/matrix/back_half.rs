//! The columns behind the array, each with its token in time.

use super::column::{Column, Inputs};
use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};
use std::collections::VecDeque;

/// What comes with the sums of a row.
#[derive(Clone, Copy, Debug, Default)]
struct Token {
    row: bool,
    result: bool,
    first: bool,
    address: usize,
    wait_address: usize,
}

/// C columns, and the tokens of the cycles that some column still looks at.
#[derive(Clone, Debug)]
pub struct BackHalf {
    sum_bits: usize,
    /// Columns per lane, G.
    per_lane: usize,
    columns: Vec<Column>,
    /// The tokens of the cycles before, the latest first.
    tokens: VecDeque<Token>,
}

impl BackHalf {
    /// Cycles from A0 of a lane to its A1.
    const TO_FIRST: usize = 1;
    /// Cycles from A0 of a lane to its A3.
    const TO_STORING: usize = 3;

    /// Columns of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            sum_bits: configuration.sum_bits(),
            per_lane: configuration.cell().columns(),
            columns: vec![Column::new(configuration); configuration.columns()],
            tokens: vec![Token::default(); configuration.lanes() + Self::TO_STORING].into(),
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> BackHalf {
    BackHalf::new(instance.configuration())
}

impl Behaviour for BackHalf {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        // From here on `tokens[s]` is the token of s cycles ago.
        self.tokens.push_front(Token {
            row: inputs.high("row_i"),
            result: inputs.high("result_i"),
            first: inputs.high("first_i"),
            address: inputs.get("address_i") as usize,
            wait_address: inputs.get("wait_address_i") as usize,
        });
        let arrived = self.tokens.back().is_some_and(|token| token.row && token.result);
        outputs.pins.set("arrived_o", arrived.into());

        for (index, column) in self.columns.iter_mut().enumerate() {
            outputs.pins.set_lane("row_o", index, 32, u64::from(column.shown().cast_unsigned()));
            let lane = index / self.per_lane;
            let stored = self.tokens[lane + Self::TO_STORING];
            column.step(Inputs {
                sum: signed(inputs.lane("sum_i", index, self.sum_bits), self.sum_bits) as i32,
                read_address: self.tokens[lane].address,
                first: self.tokens[lane + Self::TO_FIRST].first,
                store: (stored.row && !stored.result).then_some(stored.address),
                wait: (stored.row && stored.result).then_some(stored.wait_address),
                read: inputs.high("read_i").then(|| inputs.get("row_address_i") as usize),
                show: inputs.high("show_i"),
            });
        }

        self.tokens.pop_back();
        if !inputs.high("rst_ni") {
            self.tokens.iter_mut().for_each(|token| (token.row, token.result) = (false, false));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bench::Bench;

    /// Sends a row whose sums are 10 + column, each in the cycle of its lane, and tells the cycle in which it arrived.
    fn send(bench: &mut Bench, lanes: usize, token: &[(&str, u64)]) -> Option<usize> {
        let columns = bench.inputs.bits("sum_i").len() / 18;
        let mut arrived = None;
        for cycle in 0..lanes + 6 {
            bench.inputs.bits_mut("sum_i").fill(false);
            for column in 0..columns {
                if column / (columns / lanes) == cycle {
                    bench.inputs.set_lane("sum_i", column, 18, 10 + column as u64);
                }
            }
            if bench.cycle(if cycle == 0 { token } else { &[] }).pins.high("arrived_o") {
                assert_eq!(arrived.replace(cycle), None, "a row arrives once");
            }
        }
        arrived
    }

    fn row(bench: &mut Bench, address: u64) -> Vec<u64> {
        bench.cycle(&[("read_i", 1), ("row_address_i", address)]);
        bench.cycle(&[("show_i", 1)]);
        let pins = bench.cycle(&[]).pins;
        (0..pins.bits("row_o").len() / 32).map(|column| pins.lane("row_o", column, 32)).collect()
    }

    #[test]
    fn each_lane_takes_its_sum_a_cycle_after_the_one_before() {
        // `6x4x16` has sums of 18 bits as `tiny` has: 7 values need 3 bits.
        for (configuration, lanes) in [("tiny", 4), ("6x4x16", 4), ("6x4x16_paired", 2)] {
            let mut bench = Bench::new("back_half", configuration);
            let partial = [("row_i", 1), ("first_i", 1), ("address_i", 3), ("wait_address_i", 7)];
            assert_eq!(send(&mut bench, lanes, &partial), None, "a row that is no result does not wait");
            assert_eq!(row(&mut bench, 7), [0; 4]);
            let result = [("row_i", 1), ("result_i", 1), ("address_i", 3), ("wait_address_i", 7)];
            assert_eq!(send(&mut bench, lanes, &result), Some(lanes + 3));
            assert_eq!(row(&mut bench, 7), [20, 22, 24, 26]);
            let again = [("row_i", 1), ("result_i", 1), ("address_i", 3), ("wait_address_i", 8)];
            assert_eq!(send(&mut bench, lanes, &again), Some(lanes + 3));
            assert_eq!(row(&mut bench, 8), [20, 22, 24, 26], "a result is not stored in the accumulators");
            let first = [("row_i", 1), ("result_i", 1), ("first_i", 1), ("address_i", 3), ("wait_address_i", 9)];
            assert_eq!(send(&mut bench, lanes, &first), Some(lanes + 3));
            assert_eq!(row(&mut bench, 9), [10, 11, 12, 13]);
        }
    }

    #[test]
    fn a_result_that_is_no_row_is_nothing() {
        let mut bench = Bench::new("back_half", "tiny");
        assert_eq!(send(&mut bench, 4, &[("result_i", 1), ("first_i", 1)]), None);
        assert_eq!(row(&mut bench, 0), [0; 4]);
    }

    #[test]
    fn reset_forgets_the_rows_on_their_way_also_the_one_that_comes() {
        for at in 0..8 {
            let mut bench = Bench::new("back_half", "tiny");
            let token = [("row_i", 1), ("result_i", 1), ("first_i", 1), ("wait_address_i", 1)];
            let mut arrived = Vec::new();
            for cycle in 0..12 {
                bench.inputs.set("rst_ni", u64::from(cycle != at));
                let token = if cycle == 0 { &token[..] } else { &[] };
                if bench.cycle(token).pins.high("arrived_o") {
                    arrived.push(cycle);
                }
            }
            // It is seen in cycle 7, the one of the last reset tried.
            assert_eq!(arrived, if at == 7 { vec![7] } else { vec![] });
        }
    }
}
