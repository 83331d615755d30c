//! The products and passes of tokens.

use super::activations::{Quantised, gathered};
use super::attention::{Attending, attend};
use super::cache::Cache;
use super::operations::{Row, Run, norm};
use super::units::{MatrixProduct, Units, UnitsError};
use super::weights::{Layer, WeightMatrix, Weights, embeddings};
use crate::model::Model;
use crate::vector::{Matrix, Scaling, add, argmax, gated};
use seedchip_spec::{Number, VectorSizes};

/// A model with its weights in a format, and the sequences so far.
pub struct Decoder {
    /// The model.
    pub model: Model,
    /// Its weights.
    pub weights: Weights,
    /// Keys and values of each sequence.
    pub sequences: Vec<Cache>,
}

impl Decoder {
    /// A model of which no sequence has begun.
    pub fn new(model: Model, weights: Weights, sequences: usize) -> Self {
        let empty = Cache::new(model.shape.layers.len(), model.shape.kv_heads);
        Self { model, weights, sequences: vec![empty; sequences] }
    }

    /// Computes rows, the tokens of a sequence behind each other. The logits of the rows that are wanted, or none if none is.
    ///
    /// If it fails, the sequences are what they were.
    pub fn forward(
        &mut self,
        units: &mut dyn Units,
        rows: &[Row],
        wanted: &[usize],
    ) -> Result<Option<Matrix>, UnitsError> {
        let before: Vec<usize> = self.sequences.iter().map(|sequence| sequence.tokens).collect();
        let result = self.rows(&mut Run { units, layer: None }, rows, wanted);
        for (sequence, before) in self.sequences.iter_mut().zip(before) {
            let tokens = if result.is_ok() { sequence.tokens } else { before };
            sequence.shorten(tokens);
        }
        result
    }

    /// The token with the greatest logit of each row.
    pub fn greatest(units: &mut dyn Units, logits: &Matrix) -> Result<Vec<u32>, UnitsError> {
        let sizes = units.vector_sizes();
        Ok(Run { units, layer: None }.numbers("argmax", argmax(sizes, logits))?.words)
    }

    fn rows(&mut self, run: &mut Run, rows: &[Row], wanted: &[usize]) -> Result<Option<Matrix>, UnitsError> {
        let shape = &self.model.shape;
        let attending = Attending::new(rows, &self.sequences, shape)?;
        let tokens: Vec<u32> = rows.iter().map(|row| row.token).collect();
        if let Some(token) = tokens.iter().find(|token| **token as usize >= shape.vocabulary) {
            return Err(UnitsError::Token(*token));
        }
        let mut x = Matrix::new(rows.len(), shape.hidden, embeddings(&*self.model.tensors, shape, &tokens)?)?;
        if let Some(factor) = shape.embedding_factor {
            x = run.numbers(
                "embedding",
                Scaling { factor: Some(factor), ..Scaling::default() }.program(run.sizes(), &x),
            )?;
        }
        for index in 0..self.weights.layers.len() {
            run.layer = Some(index);
            x = self.layer(run, index, &attending, &x)?;
        }
        run.layer = None;
        for row in rows {
            self.sequences[row.sequence].tokens += 1;
        }
        if wanted.is_empty() {
            return Ok(None);
        }
        let words = gathered(&x, wanted.iter().copied(), 0, x.columns);
        let x = Matrix::new(wanted.len(), x.columns, words)?;
        let part = Part { model: &self.model, weights: &self.weights };
        let normal = part.norm_quantised(run, &self.weights.norm, &x)?;
        part.linear(run, "logits", &normal, &self.weights.head, None).map(Some)
    }

    fn layer(&mut self, run: &mut Run, index: usize, attending: &Attending, x: &Matrix) -> Result<Matrix, UnitsError> {
        let Self { model, weights, sequences } = self;
        let format = weights.activations();
        let this = Part { model, weights };
        let layer = &weights.layers[index];
        let normal = this.norm_quantised(run, &layer.attention_norm, x)?;
        let projected =
            this.linear(run, "queries, keys, values", &normal, &layer.attention, layer.attention_bias.as_deref())?;
        let heads = attend(run, (model, layer, index), attending, sequences, &projected, format)?;
        let output = this.linear(run, "attention output", &heads, &layer.output, layer.output_bias.as_deref())?;
        let x = this.added(run, x, &output, layer.behind_attention.as_deref())?;
        let down = this.feed_forward(run, layer, &x)?;
        this.added(run, &x, &down, layer.behind_feed_forward.as_deref())
    }
}

/// What does not change.
struct Part<'a> {
    model: &'a Model,
    weights: &'a Weights,
}

impl Part<'_> {
    /// The norm of rows, quantised for a product.
    fn norm_quantised(&self, run: &mut Run, gain: &[f32], x: &Matrix) -> Result<Quantised, UnitsError> {
        let program = norm(self.model, gain).program(run.sizes(), x)?;
        run.quantised("norm", self.weights.activations(), true, program)
    }

    /// Rows times weights, in FP32.
    fn linear(
        &self,
        run: &mut Run,
        operation: &'static str,
        x: &Quantised,
        weights: &WeightMatrix,
        bias: Option<&[f32]>,
    ) -> Result<Matrix, UnitsError> {
        let (m, format) = (x.rows(), self.weights.format);
        let product = MatrixProduct {
            format,
            shape: (m, weights.n, weights.k),
            activations: &x.elements,
            row_scales: &x.block_scales,
            weights: &weights.elements,
            column_scales: &weights.block_scales,
        };
        let results = run.products(operation, &[product])?.swap_remove(0);
        let sums = Matrix::new(m, weights.n, results)?;
        if format.has_blocks() {
            return match bias {
                None => Ok(sums),
                Some(_) => run.numbers("bias", Scaling { bias, ..Scaling::default() }.program(run.sizes(), &sums)),
            };
        }
        let rows: Vec<f32> = x.row_scales.iter().map(|scale| f32::from_bits(*scale)).collect();
        let scaling = Scaling {
            from: Number::Int32,
            rows: Some(&rows),
            columns: Some(&weights.column_scales),
            bias,
            ..Scaling::default()
        };
        run.numbers("dequantise", scaling.program(run.sizes(), &sums))
    }

    /// A residual, and what is added to it, maybe normalised.
    fn added(&self, run: &mut Run, x: &Matrix, y: &Matrix, gain: Option<&[f32]>) -> Result<Matrix, UnitsError> {
        let normal =
            gain.map(|gain| run.numbers("norm", norm(self.model, gain).program(run.sizes(), y))).transpose()?;
        run.numbers("residual", add(run.sizes(), x, normal.as_ref().unwrap_or(y)))
    }

    fn feed_forward(&self, run: &mut Run, layer: &Layer, x: &Matrix) -> Result<Matrix, UnitsError> {
        let normal = self.norm_quantised(run, &layer.feed_forward_norm, x)?;
        let both = self.linear(run, "gate, up", &normal, &layer.gate_up, None)?;
        let (m, n) = (both.rows, both.columns / 2);
        let side = |first| Matrix::new(m, n, gathered(&both, 0..m, first, n));
        let program = gated(run.sizes(), self.model.architecture.activation, &side(0)?, &side(n)?)?;
        // The gate's rows are cut without regard to rows of tokens, into powers of two.
        let whole = n.is_multiple_of(VectorSizes::BLOCK) && run.sizes().whole_blocks();
        let inner = run.quantised("gate", self.weights.activations(), whole, program)?;
        self.linear(run, "down", &inner, &layer.down, None)
    }
}
