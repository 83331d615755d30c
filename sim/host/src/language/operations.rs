//! Operations of the network, and the tokens that they are about.

use super::activations::Quantised;
use super::units::{MatrixProduct, Step, Units, UnitsError};
use crate::model::Model;
use crate::vector::{Answer, Matrix, Program, RmsNorm, VectorError, int8_rows, to_blocks};
use seedchip_spec::{Number, VectorSizes};

/// A token of a sequence that is to be computed: it stands behind those of its sequence that were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of the sequence.
    pub sequence: usize,
    /// The token.
    pub token: u32,
}

/// An operation of the network with who carries it out.
pub(super) struct Run<'a> {
    pub units: &'a mut dyn Units,
    pub layer: Option<usize>,
}

impl Run<'_> {
    pub fn sizes(&self) -> VectorSizes {
        self.units.vector_sizes()
    }

    pub fn program(&mut self, operation: &'static str, program: &Program) -> Result<Answer, UnitsError> {
        self.units.program(Step { layer: self.layer, operation }, program)
    }

    /// A program with results in FP32.
    pub fn numbers(
        &mut self,
        operation: &'static str,
        program: Result<Program, VectorError>,
    ) -> Result<Matrix, UnitsError> {
        Ok(self.program(operation, &program?)?.elements)
    }

    pub fn products(
        &mut self,
        operation: &'static str,
        products: &[MatrixProduct],
    ) -> Result<Vec<Vec<u32>>, UnitsError> {
        self.units.products(Step { layer: self.layer, operation }, products)
    }

    /// The numbers that a program gives, quantised: in its last pass where the blocks of the format are whole in it.
    pub fn quantised(
        &mut self,
        operation: &'static str,
        format: Number,
        whole_blocks: bool,
        program: Program,
    ) -> Result<Quantised, UnitsError> {
        if format.has_blocks() && whole_blocks {
            return Ok(Quantised::of(self.program(operation, &program.giving(format))?));
        }
        let numbers = self.program(operation, &program)?.elements;
        self.quantise(format, &numbers)
    }

    pub fn quantise(&mut self, format: Number, numbers: &Matrix) -> Result<Quantised, UnitsError> {
        let sizes = self.sizes();
        let program =
            if format.has_blocks() { to_blocks(sizes, format, false, numbers) } else { int8_rows(sizes, numbers) }?;
        Ok(Quantised::of(self.program("quantise", &program)?))
    }
}

/// The norm of a model with these gains.
pub(super) fn norm<'a>(model: &Model, gain: &'a [f32]) -> RmsNorm<'a> {
    RmsNorm { gain: Some(gain), plus_one: model.architecture.plus_one, epsilon: model.shape.epsilon }
}
