//! The sum of a row of numbers from 0 to 1, exact but for one rounding of each and one of the sum.
//!
//! Page: Reductions, `fixed_sum`. [`fixed_sum`] is the definition.

use crate::answers::Answers;
use crate::exact::{Exact, Rounded, round};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// The exponent of the unit that terms are rounded to.
const UNIT: i32 = -40;

/// The sum of a row in multiples of 2^-40, rounded to FP32; NaN if an element lies outside [0, 1].
pub fn fixed_sum(row: &[u32]) -> Rounded {
    row.iter().map(|number| term(*number)).sum::<Option<i128>>().map_or(Rounded::NAN, |units| {
        // At most 2^20 terms of 2^40 units.
        Rounded::as_is(round(units, UNIT))
    })
}

/// A number in units, if it lies in [0, 1].
fn term(number: u32) -> Option<i128> {
    let exact = Exact::of_fp32(number)?;
    (0.0..=1.0).contains(&f32::from_bits(number)).then(|| exact.rounded_to(UNIT))
}

/// Cycles from the last vector of a row to its sum.
pub(crate) fn latency(lanes: usize) -> usize {
    12 + lanes.ilog2() as usize
}

/// The numbers of a row under way, and the sums that are made.
#[derive(Clone, Debug)]
pub struct FixedSum {
    lanes: usize,
    row: Vec<u32>,
    sums: Answers<Rounded>,
}

impl FixedSum {
    /// No rows.
    pub fn new(lanes: usize) -> Self {
        Self { lanes, row: Vec::new(), sums: Answers::default() }
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> FixedSum {
    let [lanes] = instance.own();
    FixedSum::new(lanes)
}

impl Behaviour for FixedSum {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let shown = self.sums.cycle();
        outputs.pins.set("valid_o", shown.is_some().into());
        match shown {
            None => outputs.unspecified.extend(["sum_o", "nan_o"]),
            Some(sum) => {
                outputs.pins.set("sum_o", sum.result.into());
                outputs.pins.set("nan_o", sum.nan.into());
            }
        }

        if inputs.high("valid_i") {
            self.row.extend(inputs.words("number_i"));
            if inputs.high("last_i") {
                self.sums.send(latency(self.lanes), fixed_sum(&self.row));
                self.row.clear();
            }
        }
        if !inputs.high("rst_ni") {
            self.row.clear();
            self.sums.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use proptest::prelude::*;

    const NAN: u32 = 0x7fc0_0000;
    const ONE: u32 = 0x3f80_0000;

    /// FP64 holds every sum of fewer than 2^13 terms exactly, and its conversion is one rounding.
    fn expected(row: &[u32]) -> u32 {
        let unit = 2_f64.powi(40);
        let units: f64 = row.iter().map(|number| (f64::from(f32::from_bits(*number)) * unit).round_ties_even()).sum();
        ((units / unit) as f32).to_bits()
    }

    fn power(exponent: i32) -> u32 {
        2_f32.powi(exponent).to_bits()
    }

    #[test]
    fn sums_by_hand() {
        let sum = |row: &[u32]| fixed_sum(row).result;
        assert_eq!(sum(&[ONE; 3]), 0x4040_0000);
        assert_eq!([sum(&[]), sum(&[0, 0x8000_0000])], [0; 2]);
        // Terms of a half of the unit are ties.
        assert_eq!(sum(&[power(-41); 8]), 0);
        assert_eq!(sum(&[power(-41) + 1; 8]), power(-37));
        assert_eq!(sum(&[3_f32.to_bits() - (41 << 23); 2]), power(-38), "1.5 units are 2");
        assert_eq!(sum(&[power(-40), power(-41), power(-149)]), power(-40));
        // 1 + 2^-24: a tie of the sum, which more breaks.
        assert_eq!([sum(&[ONE, power(-24)]), sum(&[ONE, power(-24), power(-40)])], [ONE, ONE + 1]);
        assert_eq!(sum(&vec![ONE; 1 << 20]), power(20));
    }

    #[test]
    fn what_lies_outside_makes_the_sum_nan() {
        for number in [ONE + 1, 0x8000_0001, 0xbf80_0000, 0x7f80_0000, 0xff80_0000, 0x7f80_0001, NAN] {
            assert_eq!(fixed_sum(&[0, number, ONE]), Rounded::NAN, "{number:#x}");
        }
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_processor(row in prop::collection::vec(0..=ONE, 1..60), zeros in 0..30_u32) {
            prop_assert_eq!(fixed_sum(&row).result, expected(&row));
            let row: Vec<u32> = row.into_iter().map(|number| number.saturating_sub(zeros << 23)).collect();
            prop_assert_eq!(fixed_sum(&row).result, expected(&row));
        }
    }

    #[test]
    fn rows_follow_each_other_and_their_sums_show_when_the_page_says() {
        for lanes in [4, 16] {
            let inputs = [("rst_ni", 1), ("valid_i", 1), ("last_i", 1), ("number_i", 32 * lanes)];
            let outputs = [("valid_o", 1), ("sum_o", 32), ("nan_o", 1)];
            let mut bench = Bench::unlisted(FixedSum::new(lanes), &inputs, &outputs);
            // Vectors of rows of 1, 2, 3 vectors: a row ends in the cycles 0, 2, 5, 6, 8, 11.
            let vector = |cycle: usize| vec![ONE - cycle as u32; lanes];
            for cycle in 0..40_usize {
                let tokens =
                    [("valid_i", u64::from(cycle < 12)), ("last_i", u64::from([0, 2, 5].contains(&(cycle % 6))))];
                let outputs = bench.cycle_with("number_i", &vector(cycle), &tokens);
                let ended = cycle.checked_sub(12 + lanes.ilog2() as usize);
                let first = ended.filter(|end| *end < 12).and_then(|end| match end % 6 {
                    0 => Some(end),
                    2 => Some(end - 1),
                    5 => Some(end - 2),
                    _ => None,
                });
                assert_eq!(outputs.specified("valid_o"), u64::from(first.is_some()), "{cycle}");
                if let (Some(first), Some(end)) = (first, ended) {
                    let row: Vec<u32> = (first..=end).flat_map(vector).collect();
                    assert_eq!(outputs.specified("sum_o"), expected(&row).into(), "{cycle}");
                }
            }
        }
    }

    #[test]
    fn reset_forgets_rows_under_way() {
        let inputs = [("rst_ni", 1), ("valid_i", 1), ("last_i", 1), ("number_i", 128)];
        let mut bench = Bench::unlisted(FixedSum::new(4), &inputs, &[("valid_o", 1), ("sum_o", 32), ("nan_o", 1)]);
        for last in [0, 1, 0] {
            bench.cycle_with("number_i", &[NAN; 4], &[("valid_i", 1), ("last_i", last)]);
        }
        bench.cycle(&[("rst_ni", 0)]);
        bench.cycle_with("number_i", &[ONE; 4], &[("valid_i", 1), ("last_i", 1)]);
        for _ in 0..13 {
            assert_eq!(bench.cycle(&[]).specified("valid_o"), 0);
        }
        let outputs = bench.cycle(&[]);
        assert_eq!(["valid_o", "sum_o", "nan_o"].map(|port| outputs.specified(port)), [1, 0x4080_0000, 0]);
    }
}
