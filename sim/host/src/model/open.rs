//! A model of any kind of file.

use super::error::ModelError;
use super::{Model, folder, gguf, llama2c};
use crate::file_kind::file_kind;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes of a file that say what it is.
const FIRST: u64 = 4096;

/// Opens a model: a folder in Hugging Face's layout, a GGUF file, or a .bin of llama2.c. What it is, its content says.
///
/// `tokenizer` is used instead of the model's own: a `tokenizer.json`, or for llama2.c its `tokenizer.bin`.
pub fn open(path: &Path, tokenizer: Option<&Path>) -> Result<Model, ModelError> {
    if path.is_dir() {
        return folder::open(path, tokenizer);
    }
    let mut first = Vec::new();
    let file = File::open(path).and_then(|file| file.take(FIRST).read_to_end(&mut first));
    file.map_err(|error| ModelError::read(path, error))?;
    if first.starts_with(&gguf::MAGIC[..]) {
        return gguf::open(path, tokenizer);
    }
    // A file of llama2.c has no magic number: its first bytes are a size.
    match file_kind(&first) {
        Some(kind) => Err(ModelError::unsupported(path, format!("it is no language model but {kind}"))),
        None => llama2c::open(path, tokenizer),
    }
}
