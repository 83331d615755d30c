//! Language models: what their files say, whatever kind of file it is.
//!
//! [`architecture`] is the table of architectures, [`shape`] the sizes of a model; [`tensors`] gives its weights by name as
//! numbers, one at a time, and [`tokenizer`] turns text to tokens and back. [`llama2c`] reads the files of llama2.c,
//! [`open`](open::open) a model of any kind.

pub mod architecture;
mod error;
pub mod llama2c;
pub mod open;
pub mod shape;
pub mod tensors;
pub mod tokenizer;

pub use architecture::Architecture;
pub use error::ModelError;
pub use shape::{Attention, Shape};
pub use tensors::Tensors;
pub use tokenizer::Tokenizer;

/// A language model as its files have it.
pub struct Model {
    /// What its layers are made of.
    pub architecture: &'static Architecture,
    /// Its sizes.
    pub shape: Shape,
    /// Its weights.
    pub tensors: Box<dyn Tensors>,
    /// Its text.
    pub tokenizer: Box<dyn Tokenizer>,
}
