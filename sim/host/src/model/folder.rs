//! Folders in the layout of Hugging Face: `config.json`, weights in `model.safetensors` or several such files that
//! `model.safetensors.index.json` names, and `tokenizer.json`. The file `generation_config.json` need not be there.
//!
//! Fields and their defaults are those of the library transformers, version 4 and 5.

mod attention;
mod safetensors;
mod shape;
#[cfg(test)]
mod tests;

use super::architecture::{ARCHITECTURES, Architecture};
use super::error::ModelError;
use super::json::{self, Object};
use super::tokens::Tokens;
use super::{Model, weights};
use safetensors::Shards;
use std::path::Path;

/// Opens a folder. The tokenizer is `tokenizer.json` in it if no other is given.
pub fn open(folder: &Path, tokenizer: Option<&Path>) -> Result<Model, ModelError> {
    let path = folder.join("config.json");
    let file = json::read(&path)?;
    let config = Object::new(&path, &file)?;
    let architecture = architecture(&config)?;
    let mut shape = shape::read(&config, architecture)?;
    let layers = config.required_size("num_hidden_layers")?;
    let tensors = Shards::open(folder)?;
    weights::check(&tensors, architecture, &shape, layers)?;
    // Not before the tensors are known to be there: a small file may claim a million layers.
    shape.layers = attention::read(&config, architecture, shape.head, layers)?;
    let own = folder.join("tokenizer.json");
    let tokenizer = Tokens::read(tokenizer.unwrap_or(&own), shape.vocabulary, ends(folder, &config)?)?;
    Ok(Model { architecture, shape, tensors: Box::new(tensors), tokenizer: Box::new(tokenizer) })
}

fn architecture(config: &Object) -> Result<&'static Architecture, ModelError> {
    let name = config.required_text("model_type")?;
    Architecture::named(name).ok_or_else(|| {
        let known: Vec<&str> = ARCHITECTURES.iter().map(|architecture| architecture.name).collect();
        let what = format!("its model_type is {name}, and must be one of {}", known.join(", "));
        ModelError::unsupported(config.path(), what)
    })
}

/// The tokens that end a text: those of generation, or else those of the model.
fn ends(folder: &Path, config: &Object) -> Result<Vec<u32>, ModelError> {
    let path = folder.join("generation_config.json");
    if path.exists() {
        let file = json::read(&path)?;
        if let Some(ends) = Object::new(&path, &file)?.tokens("eos_token_id")? {
            return Ok(ends);
        }
    }
    Ok(config.tokens("eos_token_id")?.unwrap_or_default())
}
