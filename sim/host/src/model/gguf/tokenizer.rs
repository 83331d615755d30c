//! The tokenizer in a file, as the `tokenizer.json` that says the same.

mod splits;

use super::metadata::{Metadata, Section};
use crate::model::error::ModelError;
use crate::model::tokens::Tokens;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The most bytes of a token. All ways to cut a token in two are tried.
const LONGEST: usize = 256;

/// Kinds of tokens, by their codes.
const UNKNOWN: f64 = 2.0;
const CONTROL: f64 = 3.0;
const USER_DEFINED: f64 = 4.0;
const BYTE: f64 = 6.0;

/// Reads the tokenizer of a model of so many tokens.
pub fn read(metadata: &Metadata, vocabulary: usize) -> Result<Tokens, ModelError> {
    let keys = metadata.section("tokenizer.ggml");
    let texts = keys.required_texts("tokens")?;
    let kinds = keys.numbers("token_type")?.unwrap_or_default();
    let kind = keys.required_text("model")?;
    let parts = match kind {
        "gpt2" => of_bytes(&keys, texts)?,
        "llama" => of_spaces(&keys, texts, kinds)?,
        other => return Err(refused(&keys, &format!("model is {other}"))),
    };
    let start = match keys.flag("add_bos_token")? {
        Some(true) => keys.count("bos_token_id")?,
        Some(false) => None,
        None => parts.start,
    };
    Tokens::new(metadata.path(), whole(parts, texts, kinds), vocabulary, start, ends(metadata)?)
}

/// The tokens that end a text.
pub fn ends(metadata: &Metadata) -> Result<Vec<u32>, ModelError> {
    let keys = metadata.section("tokenizer.ggml");
    let mut ends = Vec::new();
    for key in ["eos_token_id", "eot_token_id", "eom_token_id"] {
        ends.extend(keys.count(key)?.filter(|end| !ends.contains(end)));
    }
    Ok(ends)
}

fn refused(keys: &Section, what: &str) -> ModelError {
    let what = format!("its tokenizer's {what}, which is not supported: give its tokenizer.json with --tokenizer FILE");
    ModelError::unsupported(keys.path(), what)
}

/// The parts of a `tokenizer.json` that depend on the kind of tokenizer.
struct Parts {
    normalizer: Value,
    pre_tokenizer: Value,
    decoder: Value,
    model: Value,
    /// The token that begins a text, unless the file says otherwise.
    start: Option<u32>,
}

/// The whole `tokenizer.json`.
fn whole(parts: Parts, texts: &[String], kinds: &[f64]) -> Value {
    let sign = |(token, (text, kind)): (usize, (&String, &f64))| {
        let special = *kind == CONTROL || *kind == UNKNOWN;
        (special || *kind == USER_DEFINED).then(|| {
            json!({ "id": token, "content": text, "single_word": false, "lstrip": false, "rstrip": false,
                    "normalized": false, "special": special })
        })
    };
    let added: Vec<Value> = texts.iter().zip(kinds).enumerate().filter_map(sign).collect();
    // Each part is moved into its place, because the model is large.
    let mut file = json!({ "version": "1.0" });
    for (name, part) in [
        ("added_tokens", Value::Array(added)),
        ("normalizer", parts.normalizer),
        ("pre_tokenizer", parts.pre_tokenizer),
        ("decoder", parts.decoder),
        ("model", parts.model),
    ] {
        file[name] = part;
    }
    file
}

/// A model of these tokens and merges with some options.
fn model(mut options: Value, texts: &[String], merges: Value) -> Value {
    options["type"] = json!("BPE");
    options["vocab"] = texts.iter().enumerate().map(|(token, text)| (text.clone(), json!(token))).collect();
    options["merges"] = merges;
    options
}

/// A tokenizer that spells bytes, and has its merges in a list.
fn of_bytes(keys: &Section, texts: &[String]) -> Result<Parts, ModelError> {
    let name = keys.text("pre")?.unwrap_or("gpt-2");
    let split = splits::named(name).ok_or_else(|| refused(keys, &format!("pre is {name}")))?;
    let start = if split.start { keys.count("bos_token_id")? } else { None };
    let bytes = json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false });
    let split_by =
        json!({ "type": "Split", "pattern": { "Regex": split.regex }, "behavior": "Isolated", "invert": false });
    let digits = json!({ "type": "Digits", "individual_digits": true });
    let mut steps = vec![split_by, bytes.clone()];
    if split.single_digits {
        steps.insert(0, digits);
    }
    Ok(Parts {
        normalizer: if split.composed { json!({ "type": "NFC" }) } else { Value::Null },
        pre_tokenizer: json!({ "type": "Sequence", "pretokenizers": steps }),
        decoder: bytes,
        model: model(json!({ "ignore_merges": split.whole_tokens }), texts, json!(keys.required_texts("merges")?)),
        start,
    })
}

/// A tokenizer that spells spaces: of two neighbours that are a token together, those whose token has the greatest
/// score become one first.
fn of_spaces(keys: &Section, texts: &[String], kinds: &[f64]) -> Result<Parts, ModelError> {
    let scores = keys.required_numbers("scores")?;
    if scores.len() != texts.len() {
        let what = format!("it has {} tokens, and {} scores", texts.len(), scores.len());
        return Err(ModelError::broken(keys.path(), what));
    }
    if let Some(long) = texts.iter().position(|text| text.len() > LONGEST) {
        let what = format!("its token {long} has {} bytes, and can have {LONGEST}", texts[long].len());
        return Err(ModelError::unsupported(keys.path(), what));
    }
    let space = json!({ "type": "Replace", "pattern": { "String": " " }, "content": "▁" });
    let added = keys.flag("add_space_prefix")?.unwrap_or(true);
    let mut normalizers = vec![space];
    let mut decoders = vec![
        json!({ "type": "Replace", "pattern": { "String": "▁" }, "content": " " }),
        json!({ "type": "ByteFallback" }),
        json!({ "type": "Fuse" }),
    ];
    if added {
        normalizers.insert(0, json!({ "type": "Prepend", "prepend": "▁" }));
        decoders.push(json!({ "type": "Strip", "content": " ", "start": 1, "stop": 0 }));
    }
    let unknown = keys.count("unknown_token_id")?.and_then(|token| texts.get(token as usize));
    Ok(Parts {
        normalizer: json!({ "type": "Sequence", "normalizers": normalizers }),
        pre_tokenizer: Value::Null,
        decoder: json!({ "type": "Sequence", "decoders": decoders }),
        model: model(
            json!({ "unk_token": unknown, "fuse_unk": true, "byte_fallback": true }),
            texts,
            merges(texts, kinds, scores),
        ),
        start: keys.count("bos_token_id")?,
    })
}

/// Every way to cut a token into two tokens, those of the greatest score first.
fn merges(texts: &[String], kinds: &[f64], scores: &[f64]) -> Value {
    let tokens: HashMap<&str, usize> = texts.iter().enumerate().map(|(token, text)| (text.as_str(), token)).collect();
    let made = |token: &usize| !matches!(kinds.get(*token), Some(kind) if [UNKNOWN, CONTROL, BYTE].contains(kind));
    let mut by_score: Vec<usize> = (0..texts.len()).filter(made).collect();
    by_score.sort_by(|first, second| scores[*second].total_cmp(&scores[*first]));
    let cuts = |token: usize| {
        let text = texts[token].as_str();
        let places = text.char_indices().skip(1).map(|(place, _)| text.split_at(place));
        places.filter(|(left, right)| tokens.contains_key(left) && tokens.contains_key(right))
    };
    by_score.into_iter().flat_map(cuts).map(|(left, right)| json!([left, right])).collect()
}
