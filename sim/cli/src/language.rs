//! What `seedchip run` and `seedchip eval` share.

pub mod chip;
pub mod ledger;
pub mod text;
pub mod trace;

use anyhow::{Context, anyhow};
use indicatif::ProgressBar;
use seedchip_host::language::Weights;
use seedchip_host::model::{Model, open};
use seedchip_spec::{Configuration, Format, Formats, Sizes};
use std::path::Path;

/// Opens a model.
pub fn open(path: &Path, tokenizer: Option<&Path>) -> anyhow::Result<Model> {
    Ok(open::open(path, tokenizer)?)
}

/// The tokens of a text, the one that begins it not among them.
pub fn tokens(model: &Model, text: &str) -> anyhow::Result<Vec<u32>> {
    model.tokenizer.tokens(text).map_err(|why| anyhow!("the tokenizer cannot read the text: {why}"))
}

/// Quantises its weights.
pub fn quantise(model: &Model, format: Format) -> anyhow::Result<Weights> {
    let bar = ProgressBar::new(model.shape.layers.len() as u64);
    bar.set_message(format!("quantising to {}", format.name()));
    let weights = Weights::new(model, format, |layer| bar.set_position(layer as u64));
    bar.finish_and_clear();
    Ok(weights?)
}

/// A configuration with the formats that a model in this format needs: attention is in MXINT8 whatever the weights are.
pub fn with_formats(asked: Configuration, format: Format) -> anyhow::Result<Configuration> {
    let needed = Formats::of(&[format, Format::MxInt8]);
    let formats = asked.formats().union(needed);
    if formats == asked.formats() {
        return Ok(asked);
    }
    Configuration::new(Sizes { formats, ..asked.sizes() })
        .with_context(|| format!("{} lacks {needed}: give --config lm, or --rows 4, 8, 16 or 32", asked.name()))
}
