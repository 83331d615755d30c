//! Rows of quantised elements with their scales.

use crate::operands::BLOCK;
use crate::vector::{Answer, Matrix};
use seedchip_spec::Number;

/// Rows of quantised elements.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Quantised {
    /// Elements of a row.
    pub columns: usize,
    /// The elements, one per byte; those of four bits extend their sign.
    pub elements: Vec<i8>,
    /// E8M0, one for each block of a row; empty without blocks.
    pub block_scales: Vec<u8>,
    /// Bits of FP32, one for each row; empty with blocks.
    pub row_scales: Vec<u32>,
}

impl Quantised {
    /// Those that a program gave.
    pub fn of(answer: Answer) -> Self {
        let four_bits = answer.format == Number::E2m1;
        let shift = if four_bits { 4 } else { 0 };
        let element = |word: &u32| ((*word as i8) << shift) >> shift;
        Self {
            columns: answer.elements.columns,
            elements: answer.elements.words.iter().map(element).collect(),
            block_scales: answer.scales,
            row_scales: answer.scalars,
        }
    }

    /// The same elements in rows of another length: whole rows that are joined, each of whole blocks, or not in blocks.
    pub fn joined(self, columns: usize) -> Self {
        Self { columns, ..self }
    }

    /// Scales of blocks of a row.
    pub fn blocks(&self) -> usize {
        if self.block_scales.is_empty() { 0 } else { self.columns.div_ceil(BLOCK) }
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.elements.len() / self.columns.max(1)
    }

    /// The elements of a row.
    pub fn row(&self, row: usize) -> &[i8] {
        &self.elements[row * self.columns..][..self.columns]
    }

    /// The scales of a row's blocks.
    pub fn scales(&self, row: usize) -> &[u8] {
        &self.block_scales[row * self.blocks()..][..self.blocks()]
    }

    /// Some rows, in blocks.
    pub fn gathered(&self, rows: impl Iterator<Item = usize> + Clone) -> (Vec<i8>, Vec<u8>) {
        let elements = rows.clone().flat_map(|row| self.row(row).iter().copied()).collect();
        (elements, rows.flat_map(|row| self.scales(row).iter().copied()).collect())
    }
}

/// Rows of a matrix, some elements of each.
pub fn gathered(from: &Matrix, rows: impl Iterator<Item = usize>, first: usize, count: usize) -> Vec<u32> {
    rows.flat_map(|row| from.words[row * from.columns + first..][..count].iter().copied()).collect()
}
