//! Language models: what their files say, whatever kind of file it is.
//!
//! [`architecture`] is the table of architectures, [`shape`] the sizes of a model; [`tensors`] gives its weights by
//! name as numbers, one at a time, and [`tokenizer`] turns text to tokens and back. [`llama2c`] reads the files of
//! llama2.c, [`folder`] those of Hugging Face, [`gguf`] those of llama.cpp; [`open`](open::open) reads a model of any
//! kind.
//!
//! Files are not trusted: what is broken is an error, and their length bounds the memory that is taken.

pub mod architecture;
mod error;
mod file;
pub mod folder;
pub mod gguf;
mod json;
pub mod llama2c;
mod number;
pub mod open;
mod rope;
pub mod shape;
pub mod tensors;
#[cfg(test)]
mod tiny;
pub mod tokenizer;
mod tokens;
mod weights;

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
