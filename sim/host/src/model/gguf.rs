//! GGUF files, those of llama.cpp: a model and its tokenizer in one file.
//!
//! Format, little endian: "GGUF", the version (2 or 3), the number of tensors and of keys; the keys with their values;
//! a name, sizes, a type and a place for each tensor; and from the next multiple of the alignment on the numbers. Keys
//! and names are those that llama.cpp writes and reads.

mod attention;
mod format;
mod metadata;
mod names;
mod reader;
mod shape;
mod tensors;
#[cfg(test)]
mod tests;
mod tokenizer;

use super::architecture::Architecture;
use super::error::ModelError;
use super::file::Ranges;
use super::tokens::Tokens;
use super::{Model, weights};
use metadata::Metadata;
use reader::Reader;
use std::path::Path;
use tensors::Numbers;

/// What a file begins with.
pub const MAGIC: &[u8; 4] = b"GGUF";

/// Opens a file. The tokenizer is its own if no other is given, a `tokenizer.json`.
pub fn open(path: &Path, tokenizer: Option<&Path>) -> Result<Model, ModelError> {
    let file = Ranges::open(path)?;
    let mut reader = Reader::new(&file);
    let counts = header(&mut reader)?;
    let metadata = Metadata::read(&mut reader, counts.keys)?;
    let name = metadata.general().required_text("architecture")?;
    let architecture = Architecture::of_gguf(name)
        .ok_or_else(|| ModelError::unsupported(path, format!("its architecture is {name}, which is not supported")))?;
    let alignment = metadata.general().size("alignment")?;
    let infos = tensors::read(&mut reader, counts.tensors)?;
    let start = reader.place();
    drop(reader);
    let tensors = Numbers::new(file, architecture, infos, start, alignment)?;
    let keys = metadata.section(architecture.gguf);
    let layers = keys.required_size("block_count")?;
    let mut shape = shape::read(&keys, architecture, &tensors, layers)?;
    weights::check(&tensors, architecture, &shape, layers)?;
    // Not before the tensors are known to be there: a small file may claim a million layers.
    shape.layers = attention::read(&keys, architecture, &tensors, shape.head, layers)?;
    let tokens = match tokenizer {
        Some(tokenizer) => Tokens::read(tokenizer, shape.vocabulary, tokenizer::ends(&metadata)?)?,
        None => tokenizer::read(&metadata, shape.vocabulary)?,
    };
    Ok(Model { architecture, shape, tensors: Box::new(tensors), tokenizer: Box::new(tokens) })
}

/// How many there are.
struct Counts {
    tensors: u64,
    keys: u64,
}

fn header(reader: &mut Reader) -> Result<Counts, ModelError> {
    if reader.array()? != *MAGIC {
        return Err(ModelError::broken(reader.path(), "it doesn't begin with GGUF"));
    }
    let version = u32::from_le_bytes(reader.array()?);
    if !(2..=3).contains(&version) {
        let what = format!("it is of version {version} of GGUF, or big endian, and can be of 2 and 3, little endian");
        return Err(ModelError::unsupported(reader.path(), what));
    }
    let tensors = u64::from_le_bytes(reader.array()?);
    Ok(Counts { tensors, keys: u64::from_le_bytes(reader.array()?) })
}
