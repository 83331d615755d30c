//! Tokenizers of byte-pair encoding as `tokenizer.json` describes them, the format of the library tokenizers.

mod pieces;
#[cfg(test)]
mod tests;

use super::error::ModelError;
use super::json::{self, Object};
use super::tokenizer::Tokenizer;
use pieces::Spelling;
use serde_json::Value;
use std::path::Path;

/// A tokenizer.
pub(super) struct Tokens {
    tokenizer: tokenizers::Tokenizer,
    pieces: Vec<Piece>,
    /// The space that begins a text is not of it.
    added_space: bool,
    start: Option<u32>,
    ends: Vec<u32>,
}

/// A token.
#[derive(Clone)]
enum Piece {
    /// The bytes of a text.
    Text(Vec<u8>),
    /// A sign for the model, or none at all.
    Silent,
}

impl Tokens {
    /// Reads a `tokenizer.json` for a model of so many tokens, whose texts these tokens end.
    pub fn read(path: &Path, vocabulary: usize, ends: Vec<u32>) -> Result<Self, ModelError> {
        let mut file = json::read(path)?;
        let start = start(&file);
        // It is of no other use here, and the library trusts what it says.
        file.as_object_mut().and_then(|fields| fields.remove("post_processor"));
        Self::new(path, file, vocabulary, start, ends)
    }

    /// A tokenizer from the parts of a `tokenizer.json` that tell of tokens without signs before and behind a text.
    /// `path` is named in errors.
    pub fn new(
        path: &Path,
        file: Value,
        vocabulary: usize,
        start: Option<u32>,
        ends: Vec<u32>,
    ) -> Result<Self, ModelError> {
        check_model(&Object::new(path, &file)?)?;
        let mut tokenizer: tokenizers::Tokenizer = serde_json::from_value(file)
            .map_err(|error| ModelError::broken(path, format!("its tokenizer cannot be read: {error}")))?;
        let broken = |what: String| ModelError::broken(path, what);
        // Texts are neither cut nor filled up.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| broken(error.to_string()))?;
        let spelling = Spelling::of(tokenizer.get_decoder()).ok_or_else(|| {
            ModelError::unsupported(path, "its tokens are spelled neither in bytes nor with ▁ for spaces")
        })?;
        let own = tokenizer.get_vocab(false);
        let tokens = own.values().max().map_or(0, |token| *token as usize + 1);
        if tokens > vocabulary {
            return Err(broken(format!(
                "it is of another vocabulary: it has {tokens} tokens, and the model {vocabulary}"
            )));
        }
        let added = tokenizer.get_added_tokens_decoder();
        // Gemma's has signs behind the model's vocabulary, for images. They are left out.
        let last_added = added.keys().map(|token| *token as usize + 1).filter(|count| *count <= vocabulary).max();
        let mut pieces = vec![Piece::Silent; tokens.max(last_added.unwrap_or(0))];
        for (text, token) in &own {
            let piece = &mut pieces[*token as usize];
            if let Piece::Text(_) = piece {
                return Err(broken(format!("it has two texts for token {token}")));
            }
            *piece = Piece::Text(spelling.bytes(text));
        }
        for (token, text) in &added {
            if let Some(piece) = pieces.get_mut(*token as usize) {
                *piece = if text.special { Piece::Silent } else { Piece::Text(spelling.bytes(&text.content)) };
            }
        }
        let start = start.filter(|token| (*token as usize) < vocabulary);
        Ok(Self { tokenizer, pieces, added_space: spelling.adds_space(), start, ends })
    }
}

/// Sees that a file's model is one that can be used.
fn check_model(file: &Object) -> Result<(), ModelError> {
    let model = file.required_object("model")?;
    let kind = model.text("type")?.unwrap_or("BPE");
    if kind != "BPE" {
        let what = format!("its model is {kind}, and must be BPE");
        return Err(ModelError::unsupported(file.path(), what));
    }
    for part in ["continuing_subword_prefix", "end_of_word_suffix"] {
        if model.text(part)?.is_some_and(|text| !text.is_empty()) {
            return Err(ModelError::unsupported(file.path(), format!("its tokens have a {part}")));
        }
    }
    if model.has("dropout") {
        return Err(ModelError::unsupported(file.path(), "its merges are left out at random (dropout)"));
    }
    let vocabulary = model.required_object("vocab")?;
    // The library relies on this.
    let merges = model.pairs("merges")?.unwrap_or_default();
    match merges.iter().find(|(left, right)| !vocabulary.has(&format!("{left}{right}"))) {
        Some((left, right)) => {
            Err(ModelError::broken(file.path(), format!("{left} and {right} are merged to what is no token")))
        }
        None => Ok(()),
    }
}

/// The token that a `tokenizer.json` puts before a text.
fn start(file: &Value) -> Option<u32> {
    let last = &file["post_processor"];
    let steps = last["processors"].as_array().map_or(std::slice::from_ref(last), Vec::as_slice);
    let template = steps.iter().find(|step| step["type"] == "TemplateProcessing")?;
    let name = template["single"][0]["SpecialToken"]["id"].as_str()?;
    u32::try_from(template["special_tokens"][name]["ids"][0].as_u64()?).ok()
}

impl Tokenizer for Tokens {
    fn vocabulary(&self) -> usize {
        self.pieces.len()
    }

    fn start(&self) -> Option<u32> {
        self.start
    }

    fn ends(&self) -> &[u32] {
        &self.ends
    }

    fn tokens(&self, text: &str) -> Result<Vec<u32>, String> {
        let encoding = self.tokenizer.encode_fast(text, false).map_err(|error| error.to_string())?;
        Ok(encoding.get_ids().iter().copied().filter(|token| (*token as usize) < self.pieces.len()).collect())
    }

    fn bytes(&self, before: Option<u32>, token: u32) -> Vec<u8> {
        let piece = |token: u32| self.pieces.get(token as usize).unwrap_or(&Piece::Silent);
        let Piece::Text(bytes) = piece(token) else { return Vec::new() };
        let begins = before.is_none_or(|before| matches!(piece(before), Piece::Silent));
        if begins && self.added_space { bytes.strip_prefix(b" ").unwrap_or(bytes).to_vec() } else { bytes.clone() }
    }
}
