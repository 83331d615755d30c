//! The array of R × C cells.

use super::pe::Token;
use super::row::{Row, bytes, write_sums};
use crate::{Behaviour, Outputs};
use seedchip_params::{Configuration, Pins};

/// R rows; row 0 adds to zero, every other row to the sums of the row above it.
#[derive(Clone, Debug)]
pub struct Array {
    sum_bits: usize,
    columns: usize,
    rows: Vec<Row>,
}

impl Array {
    /// An array of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            sum_bits: configuration.sum_bits(),
            columns: configuration.columns(),
            rows: vec![Row::new(configuration); configuration.rows()],
        }
    }

    /// The sums of the last row, one per column.
    pub fn sums(&self) -> Vec<i64> {
        self.rows[self.rows.len() - 1].sums()
    }

    /// The rising edge: one token per row, one weight per column.
    pub fn step(&mut self, tokens: &[Token], weights: &[i8]) {
        let mut above = vec![0; self.columns];
        for (row, token) in self.rows.iter_mut().zip(tokens) {
            let sums = row.sums();
            row.step(*token, weights, &above);
            above = sums;
        }
    }
}

impl Behaviour for Array {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        write_sums(outputs, &self.sums(), self.sum_bits);

        let tokens: Vec<Token> = bytes(inputs, "activation_i")
            .into_iter()
            .enumerate()
            .map(|(row, activation)| Token {
                load: inputs.bits("load_i")[row],
                swap: inputs.bits("swap_i")[row],
                activation,
            })
            .collect();
        self.step(&tokens, &bytes(inputs, "weight_i"));
    }
}
