//! The array of R × C cells.

use super::pe::{Token, bytes, write_sums};
use super::row::Row;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Configuration, Instance, Pins};

/// R rows; row 0 adds to zero, every other row to the sums of the row above it. All sums have the bits of the last
/// row's here: those of the rows above are smaller by themselves.
#[derive(Clone, Debug)]
pub struct Array {
    sum_bits: usize,
    columns: usize,
    /// Rows that take the lower weights, H.
    half: usize,
    rows: Vec<Row>,
}

impl Array {
    /// An array of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            sum_bits: configuration.sum_bits(),
            columns: configuration.columns(),
            half: configuration.rows().div_ceil(2),
            rows: vec![Row::new(configuration); configuration.rows()],
        }
    }

    /// The sums of the last row, one per column.
    pub fn sums(&self) -> Vec<i64> {
        self.rows[self.rows.len() - 1].sums()
    }

    /// The rising edge: one token per row, one weight per column for the first half of the rows and one for the others.
    pub fn step(&mut self, tokens: &[Token], lower: &[i8], upper: &[i8]) {
        let mut above = vec![0; self.columns];
        for (index, (row, token)) in self.rows.iter_mut().zip(tokens).enumerate() {
            let sums = row.sums();
            row.step(*token, if index < self.half { lower } else { upper }, &above);
            above = sums;
        }
    }
}

/// The block of the list at power-up.
pub(crate) fn model(instance: &Instance) -> Array {
    Array::new(instance.configuration())
}

impl Behaviour for Array {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        write_sums(outputs, self.sums().into_iter(), self.sum_bits);

        let tokens: Vec<Token> = bytes(inputs, "activation_i")
            .into_iter()
            .enumerate()
            .map(|(row, activation)| Token {
                load: inputs.bits("load_i")[row],
                swap: inputs.bits("swap_i")[row],
                activation,
            })
            .collect();
        self.step(&tokens, &bytes(inputs, "lower_i"), &bytes(inputs, "upper_i"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{Cell, Sizes, sum_bits};

    /// Products at both ends of their range in every row: the sum of row r needs the S(r + 1) bits that the page
    /// gives it, and no more.
    #[test]
    fn no_sum_of_a_row_is_wider_than_the_page_says() {
        for (activation, weight) in [(-128, -128), (-128, 127), (127, -128)] {
            let configuration =
                Configuration::new(Sizes { rows: 9, columns: 2, cell: Cell::Registered, ..Sizes::default() })
                    .expect("it can be");
            let mut array = Array::new(&configuration);
            let token = |load, swap| vec![Token { load, swap, activation }; configuration.rows()];
            for cycle in 0..40 {
                array.step(&token(cycle < 2, cycle == 3), &[weight; 2], &[weight; 2]);
            }
            for (row, sums) in array.rows.iter().map(Row::sums).enumerate() {
                let products = row as i64 + 1;
                let expected = products * i64::from(activation) * i64::from(weight);
                assert_eq!(sums, [expected; 2], "row {row}");
                // One bit less would not hold products of 2^14.
                let limit = 1_i64 << (sum_bits(row + 1) - 1);
                assert!((-limit..limit).contains(&expected) && products << 14 >= limit / 2, "row {row}");
            }
        }
    }
}
