//! A model of any kind of file.

use super::error::ModelError;
use super::{Model, llama2c};
use std::path::Path;

/// Opens a model: a .bin of llama2.c, whose tokenizer is `tokenizer`.
pub fn open(path: &Path, tokenizer: Option<&Path>) -> Result<Model, ModelError> {
    llama2c::open(path, tokenizer)
}
