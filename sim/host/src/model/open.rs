//! A model of any kind of file.

use super::error::ModelError;
use super::{Model, folder, llama2c};
use std::path::Path;

/// Opens a model: a folder in Hugging Face's layout, or a .bin of llama2.c. What it is, its content says.
///
/// `tokenizer` is used instead of the model's own: a `tokenizer.json`, or for llama2.c its `tokenizer.bin`.
pub fn open(path: &Path, tokenizer: Option<&Path>) -> Result<Model, ModelError> {
    if path.is_dir() {
        return folder::open(path, tokenizer);
    }
    llama2c::open(path, tokenizer)
}
