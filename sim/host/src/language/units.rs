//! Who carries out products and passes.

use crate::job::{Job, JobError};
use crate::operands::{BLOCK, OperandError, Scales, layer_commands};
use crate::vector::{Answer, Program, ProgramError, VectorError};
use seedchip_spec::device::DeviceError;
use seedchip_spec::{Command, Format, Sizes, VectorSizes};
use std::fmt;
use thiserror::Error;

/// Why a network does not go on.
#[derive(Debug, Error)]
pub enum UnitsError {
    /// An operation cannot be a program of the vector unit.
    #[error(transparent)]
    Vector(#[from] VectorError),
    /// A program has no answer.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// Operands are none of a product.
    #[error(transparent)]
    Operand(#[from] OperandError),
    /// A product has no results.
    #[error(transparent)]
    Job(#[from] JobError),
    /// A command of the matrix unit failed.
    #[error("a command of the matrix unit failed: {0}")]
    Command(String),
    /// A sequence is full.
    #[error("the sequence has {0} tokens, as many as the model takes")]
    Full(usize),
    /// A token is none of the model's.
    #[error("there is no token {0}")]
    Token(u32),
    /// A model's file cannot be read any more.
    #[error(transparent)]
    Model(#[from] crate::model::ModelError),
}

impl UnitsError {
    /// Whether the user asked for the end.
    pub fn is_interruption(&self) -> bool {
        matches!(
            self,
            Self::Program(ProgramError::Device(DeviceError::Interrupted))
                | Self::Job(JobError::Device(DeviceError::Interrupted))
        )
    }
}

/// An operation of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The layer, from 0; none of what is before and behind the layers.
    pub layer: Option<usize>,
    /// What it does.
    pub operation: &'static str,
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.layer {
            Some(layer) => write!(formatter, "layer {layer}, {}", self.operation),
            None => formatter.write_str(self.operation),
        }
    }
}

/// Rows of activations times columns of weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatrixProduct<'a> {
    /// The format of both.
    pub format: Format,
    /// m, n and k.
    pub shape: (usize, usize, usize),
    /// `[m, k]`, row-major, one per byte.
    pub activations: &'a [i8],
    /// E8M0, `[m, ceil(k / 32)]`; empty without blocks.
    pub row_scales: &'a [u8],
    /// `[n, k]`, row-major: a column's weights lie behind each other.
    pub weights: &'a [i8],
    /// E8M0, `[n, ceil(k / 32)]`; empty without blocks.
    pub column_scales: &'a [u8],
}

/// The most columns of a command, for what else is in memory.
const COLUMNS: usize = 1 << 14;

impl MatrixProduct<'_> {
    /// Products and additions.
    pub fn multiplications(&self) -> u64 {
        let (m, n, k) = self.shape;
        m as u64 * n as u64 * k as u64
    }

    /// The parts of the product that are commands of their own, by columns.
    pub fn parts(&self) -> impl Iterator<Item = Self> {
        let (m, n, k) = self.shape;
        let blocks = if self.format.has_blocks() { k.div_ceil(BLOCK) } else { 0 };
        (0..n).step_by(COLUMNS).map(move |first| {
            let columns = COLUMNS.min(n - first);
            Self {
                shape: (m, columns, k),
                weights: &self.weights[first * k..][..columns * k],
                column_scales: &self.column_scales[first * blocks..][..columns * blocks],
                ..*self
            }
        })
    }

    /// The commands of a part on a datapath of these sizes: as many as the accumulators require.
    pub fn commands(&self, sizes: Sizes) -> impl Iterator<Item = Command> {
        let (m, n, k) = self.shape;
        let raw = Command { format: self.format, raw: true, ..Command::product(0, n as u16, k as u32) };
        layer_commands(sizes, m, raw).map(|(_, command)| command)
    }

    /// Beats of weights of all commands of a part: for each of them all tiles of its weights, and those of scales.
    pub fn weight_beats(&self, sizes: Sizes) -> u64 {
        let (m, n, k) = self.shape;
        let blocks = if self.format.has_blocks() { k.div_ceil(BLOCK) } else { 0 };
        let tiles = if blocks > 0 { blocks * BLOCK / sizes.rows } else { k.div_ceil(sizes.rows) };
        let of_command = n.div_ceil(sizes.columns) * (tiles * self.format.tile_beats(sizes.rows) + blocks);
        (m.div_ceil(sizes.accumulators) * of_command) as u64
    }

    /// The job of a part on a datapath of these sizes.
    pub fn job(&self, sizes: Sizes) -> Result<Job, OperandError> {
        let (_, n, k) = self.shape;
        let weights = transposed(self.weights, n, k);
        let columns = transposed(self.column_scales, n, self.column_scales.len() / n);
        let scales = Scales { rows: self.row_scales, columns: &columns };
        Job::of_matrices(sizes, self.format, self.shape, self.activations, &weights, scales)
    }
}

/// The columns of a row-major matrix, behind each other.
pub fn transposed<T: Copy + Default>(matrix: &[T], rows: usize, columns: usize) -> Vec<T> {
    let mut to = vec![T::default(); matrix.len()];
    // By rows of a few cache lines, so that neither side is read from memory again for each element.
    for first in (0..rows).step_by(64) {
        for column in 0..columns {
            for row in first..rows.min(first + 64) {
                to[column * rows + row] = matrix[row * columns + column];
            }
        }
    }
    to
}

/// The matrix unit and the vector unit, or what stands for them.
pub trait Units {
    /// Sizes of the vector unit.
    fn vector_sizes(&self) -> VectorSizes;

    /// The results of products that do not need each other, `[m, n]` each: integers, or bits of FP32 in a block format.
    fn products(&mut self, step: Step, products: &[MatrixProduct]) -> Result<Vec<Vec<u32>>, UnitsError>;

    /// The results of a program of passes.
    fn program(&mut self, step: Step, program: &Program) -> Result<Answer, UnitsError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_rows() {
        assert_eq!(transposed(&[1, 2, 3, 4, 5, 6], 2, 3), [1, 4, 2, 5, 3, 6]);
        assert!(transposed::<u8>(&[], 3, 0).is_empty());
        let wide: Vec<u32> = (0..200 * 3).collect();
        assert_eq!(transposed(&transposed(&wide, 200, 3), 3, 200), wide);
    }

    #[test]
    fn a_wide_product_is_several_commands() {
        let n = COLUMNS + 3;
        let (weights, scales) = (vec![1; 33 * n], vec![127; 2 * n]);
        let product = MatrixProduct {
            format: Format::MxInt8,
            shape: (1, n, 33),
            activations: &[1; 33],
            row_scales: &[127; 2],
            weights: &weights,
            column_scales: &scales,
        };
        let parts: Vec<_> = product.parts().collect();
        assert_eq!(parts.iter().map(|part| part.shape.1).collect::<Vec<_>>(), [COLUMNS, 3]);
        assert_eq!((parts[1].weights.len(), parts[1].column_scales.len()), (99, 6));
    }
}
