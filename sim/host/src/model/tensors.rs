//! The weights of a model by name.

use super::error::ModelError;

/// The weights of a model. Their names are Hugging Face's, whatever the file: `model.embed_tokens.weight`,
/// `model.layers.0.self_attn.q_proj.weight`. A matrix is row-major, a row for each of its outputs.
pub trait Tensors {
    /// The numbers of a tensor of this shape. One that is missing or has another shape is an error.
    fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError>;

    /// Some rows of a matrix of this shape, which need not be read as a whole.
    fn rows(&self, name: &str, shape: [usize; 2], rows: std::ops::Range<usize>) -> Result<Vec<f32>, ModelError> {
        let width = shape[1];
        Ok(self.numbers(name, &shape)?[rows.start * width..rows.end * width].to_vec())
    }
}
