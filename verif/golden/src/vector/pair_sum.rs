//! One level of a tree: the sums of a row's numbers, two by two.
//!
//! Page: Reductions, `pair_sum`.

use crate::answers::Answers;
use crate::exact::SIGN;
use crate::float::fp32_add::{Fp32Add, fp32_add};
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// A number that is made.
#[derive(Clone, Copy, Debug)]
struct Made {
    number: u32,
    overflow: bool,
    last: bool,
    plus: bool,
}

/// The number that waits for another one, with its overflow, and those that are made.
#[derive(Clone, Debug, Default)]
pub struct PairSum {
    held: Option<(u32, bool)>,
    made: Answers<Made>,
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> PairSum {
    PairSum::default()
}

impl Behaviour for PairSum {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let shown = self.made.cycle();
        outputs.pins.set("valid_o", shown.is_some().into());
        match shown {
            None => outputs.unspecified.extend(["last_o", "number_o", "overflow_o", "plus_o"]),
            Some(made) => {
                outputs.pins.set("last_o", made.last.into());
                outputs.pins.set("number_o", made.number.into());
                outputs.pins.set("overflow_o", made.overflow.into());
                outputs.pins.set("plus_o", made.plus.into());
            }
        }

        if inputs.high("valid_i") {
            let (number, overflow) = (inputs.get("number_i") as u32, inputs.high("overflow_i"));
            let (last, plus) = (inputs.high("last_i"), inputs.high("plus_i"));
            match self.held.take() {
                None if !last => self.held = Some((number, overflow)),
                held => {
                    // The row's last number alone stays what it is.
                    let (sum, before) = match held {
                        Some((held, before)) => (fp32_add(held, number), before),
                        None => (fp32_add(number, SIGN), false),
                    };
                    let overflow = before || overflow || sum.overflow;
                    self.made.send(Fp32Add::LATENCY, Made { number: sum.result, overflow, last, plus });
                }
            }
        }
        if !inputs.high("rst_ni") {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;

    fn bench() -> Bench {
        let inputs = [("rst_ni", 1), ("valid_i", 1), ("last_i", 1), ("number_i", 32), ("overflow_i", 1), ("plus_i", 1)];
        let outputs = [("valid_o", 1), ("last_o", 1), ("number_o", 32), ("overflow_o", 1), ("plus_o", 1)];
        Bench::unlisted(PairSum::default(), &inputs, &outputs)
    }

    /// What is made of these numbers, one in each cycle: when, the number, and the last flag.
    fn made(numbers: &[(f32, u64)]) -> Vec<(usize, f32, u64)> {
        let mut bench = bench();
        let mut made = Vec::new();
        for cycle in 0..numbers.len() + 20 {
            let input = numbers.get(cycle).map_or(vec![], |(number, last)| {
                vec![("valid_i", 1), ("number_i", number.to_bits().into()), ("last_i", *last)]
            });
            let outputs = bench.cycle(&input);
            if outputs.specified("valid_o") == 1 {
                let number = f32::from_bits(outputs.specified("number_o") as u32);
                made.push((cycle, number, outputs.specified("last_o")));
            }
        }
        made
    }

    #[test]
    fn numbers_are_added_two_by_two_and_a_rows_last_alone_if_it_is_odd() {
        assert_eq!(made(&[(1.0, 0), (2.0, 0), (3.0, 0), (4.0, 1)]), [(14, 3.0, 0), (16, 7.0, 1)]);
        let rows = [(1.0, 0), (2.0, 0), (3.0, 1), (4.0, 1), (5.0, 0), (6.0, 1)];
        assert_eq!(made(&rows), [(14, 3.0, 0), (15, 3.0, 1), (16, 4.0, 1), (18, 11.0, 1)]);
    }

    #[test]
    fn a_number_alone_keeps_its_sign_and_a_nan_is_canonical() {
        let mut bench = bench();
        for (number, shown) in [(0x8000_0000, 0x8000_0000), (0, 0), (0xff80_0001, 0x7fc0_0000), (1, 1)] {
            bench.cycle(&[("valid_i", 1), ("last_i", 1), ("number_i", number), ("plus_i", 1)]);
            bench.wait(12);
            let outputs = bench.cycle(&[]);
            assert_eq!(["valid_o", "number_o", "plus_o", "last_o"].map(|it| outputs.specified(it)), [1, shown, 1, 1]);
        }
    }

    #[test]
    fn an_overflow_is_that_of_either_number_or_of_the_sum() {
        let greatest = u64::from(f32::MAX.to_bits());
        for (numbers, overflows, told) in
            [([1, 1], [0, 0], 0), ([1, 1], [1, 0], 1), ([1, 1], [0, 1], 1), ([greatest, greatest], [0, 0], 1)]
        {
            let mut bench = bench();
            for (number, overflow) in numbers.into_iter().zip(overflows) {
                bench.cycle(&[("valid_i", 1), ("number_i", number), ("overflow_i", overflow)]);
            }
            bench.wait(12);
            assert_eq!(bench.cycle(&[]).specified("overflow_o"), told);
        }
    }

    #[test]
    fn reset_forgets_what_is_held_and_what_is_made() {
        let mut bench = bench();
        for _ in 0..3 {
            bench.cycle(&[("valid_i", 1), ("number_i", 1)]);
        }
        bench.cycle(&[("rst_ni", 0)]);
        for cycle in 0..30 {
            let input = [("valid_i", u64::from(cycle < 2)), ("number_i", 1)];
            let outputs = bench.cycle(&input);
            assert_eq!(outputs.specified("valid_o"), u64::from(cycle == 14), "{cycle}");
            if cycle == 14 {
                assert_eq!(outputs.specified("number_o"), 2);
            }
        }
    }
}
