//! A row of cells.

use super::pe::{Pe, Token};
use crate::beat::signed;
use crate::{Behaviour, Outputs};
use seedchip_params::{Configuration, Pins};

/// C cells; tokens pass from cell to cell.
#[derive(Clone, Debug)]
pub struct Row {
    sum_bits: usize,
    cells: Vec<Pe>,
}

impl Row {
    /// A row of zeros.
    pub fn new(configuration: &Configuration) -> Self {
        let sum_bits = configuration.sum_bits();
        Self { sum_bits, cells: vec![Pe::new(sum_bits); configuration.columns()] }
    }

    /// The sum of each column.
    pub fn sums(&self) -> Vec<i64> {
        self.cells.iter().map(Pe::sum).collect()
    }

    /// The rising edge: `token` enters cell 0, each cell sees its weight and adds to its sum.
    pub fn step(&mut self, token: Token, weights: &[i8], sums: &[i64]) {
        let mut passing = token;
        for ((cell, weight), sum) in self.cells.iter_mut().zip(weights).zip(sums) {
            let next = cell.token();
            cell.step(passing, *weight, *sum);
            passing = next;
        }
    }
}

/// The signed bytes of a port.
pub(crate) fn bytes(inputs: &Pins, port: &str) -> Vec<i8> {
    let lanes = inputs.bits(port).len() / 8;
    (0..lanes).map(|lane| (inputs.lane(port, lane, 8) as u8).cast_signed()).collect()
}

/// Writes a sum to each lane of `sum_o`.
pub(crate) fn write_sums(outputs: &mut Outputs, sums: &[i64], sum_bits: usize) {
    for (column, sum) in sums.iter().enumerate() {
        outputs.pins.set_lane("sum_o", column, sum_bits, sum.cast_unsigned());
    }
}

impl Behaviour for Row {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        write_sums(outputs, &self.sums(), self.sum_bits);

        let sums: Vec<i64> = (0..self.cells.len())
            .map(|column| signed(inputs.lane("sum_i", column, self.sum_bits), self.sum_bits))
            .collect();
        self.step(Token::of(inputs), &bytes(inputs, "weight_i"), &sums);
    }
}
