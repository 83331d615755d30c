//! Small models for tests.

use safetensors::Dtype;
use safetensors::tensor::{TensorView, serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Tokens of the small models: those of [`byte_level`].
pub const VOCABULARY: usize = 260;
const HIDDEN: usize = 8;
const HEADS: usize = 4;
const KV_HEADS: usize = 2;
const FEED_FORWARD: usize = 12;
const CONTEXT: usize = 64;

/// The config.json of a small model.
pub fn config(architecture: &str) -> Value {
    let mut config = json!({
        "model_type": architecture,
        "hidden_size": HIDDEN,
        "intermediate_size": FEED_FORWARD,
        "num_hidden_layers": 2,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KV_HEADS,
        "vocab_size": VOCABULARY,
        "max_position_embeddings": CONTEXT,
        "rms_norm_eps": 1e-5,
        "eos_token_id": 257,
    });
    let own = match architecture {
        "gemma3_text" => json!({
            "num_hidden_layers": 7, "head_dim": 6, "hidden_activation": "gelu_pytorch_tanh", "sliding_window": 5,
            "query_pre_attn_scalar": 9, "rope_theta": 1e6, "rope_local_base_freq": 1e4,
        }),
        "seed_oss" => json!({ "head_dim": 6, "attention_bias": true, "attention_out_bias": false }),
        "qwen3" => json!({ "head_dim": 6, "hidden_act": "silu", "tie_word_embeddings": true }),
        _ => json!({ "hidden_act": "silu", "rope_theta": 500_000.0 }),
    };
    merge(&mut config, &own);
    config
}

/// Sets fields.
pub fn merge(config: &mut Value, fields: &Value) {
    let fields = fields.as_object().expect("fields are an object").clone();
    config.as_object_mut().expect("a configuration is an object").extend(fields);
}

/// Names and shapes of the tensors of a small model.
pub fn shapes(config: &Value) -> Vec<(String, Vec<usize>)> {
    let size = |name: &str| config[name].as_u64().map(|size| size as usize);
    let flag = |name: &str| config[name].as_bool();
    let head = size("head_dim").unwrap_or(HIDDEN / HEADS);
    let architecture = config["model_type"].as_str().expect("it is a text");
    let gemma = architecture == "gemma3_text";
    let biases = flag("attention_bias").unwrap_or(architecture == "qwen2");
    let output_bias = flag("attention_out_bias").unwrap_or(biases && architecture != "qwen2");
    let mut shapes = vec![
        ("model.embed_tokens.weight".to_owned(), vec![VOCABULARY, HIDDEN]),
        ("model.norm.weight".to_owned(), vec![HIDDEN]),
    ];
    if !flag("tie_word_embeddings").unwrap_or(gemma) {
        shapes.push(("lm_head.weight".to_owned(), vec![VOCABULARY, HIDDEN]));
    }
    for layer in 0..size("num_hidden_layers").expect("it is a number") {
        let mut add = |name: &str, shape: &[usize]| {
            shapes.push((format!("model.layers.{layer}.{name}"), shape.to_vec()));
        };
        for (part, rows) in [("q", HEADS), ("k", KV_HEADS), ("v", KV_HEADS)] {
            add(&format!("self_attn.{part}_proj.weight"), &[rows * head, HIDDEN]);
            if biases {
                add(&format!("self_attn.{part}_proj.bias"), &[rows * head]);
            }
            if part != "v" && (gemma || architecture == "qwen3") {
                add(&format!("self_attn.{part}_norm.weight"), &[head]);
            }
        }
        add("self_attn.o_proj.weight", &[HIDDEN, HEADS * head]);
        if output_bias {
            add("self_attn.o_proj.bias", &[HIDDEN]);
        }
        add("input_layernorm.weight", &[HIDDEN]);
        add("post_attention_layernorm.weight", &[HIDDEN]);
        if gemma {
            add("pre_feedforward_layernorm.weight", &[HIDDEN]);
            add("post_feedforward_layernorm.weight", &[HIDDEN]);
        }
        add("mlp.gate_proj.weight", &[FEED_FORWARD, HIDDEN]);
        add("mlp.up_proj.weight", &[FEED_FORWARD, HIDDEN]);
        add("mlp.down_proj.weight", &[HIDDEN, FEED_FORWARD]);
    }
    shapes
}

/// The numbers of a tensor: exact in every format, other ones for each name.
pub fn numbers(name: &str, shape: &[usize]) -> Vec<f32> {
    let seed = name.bytes().fold(7_usize, |seed, byte| (seed * 31 + usize::from(byte)) % 10_007);
    (0..shape.iter().product()).map(|index: usize| ((seed + 37 * index) % 251) as f32 / 64.0 - 1.953_125).collect()
}

/// A file of tensors.
pub fn safetensors(shapes: &[(String, Vec<usize>)], dtype: Dtype) -> Vec<u8> {
    let bytes = |number: f32| match dtype {
        Dtype::F32 => number.to_le_bytes().to_vec(),
        Dtype::F16 => half::f16::from_f32(number).to_le_bytes().to_vec(),
        _ => half::bf16::from_f32(number).to_le_bytes().to_vec(),
    };
    let data: Vec<Vec<u8>> =
        shapes.iter().map(|(name, shape)| numbers(name, shape).into_iter().flat_map(bytes).collect()).collect();
    let views: BTreeMap<&str, TensorView> = shapes
        .iter()
        .zip(&data)
        .map(|((name, shape), data)| (name.as_str(), TensorView::new(dtype, shape.clone(), data).expect("it is whole")))
        .collect();
    serialize(views, None).expect("the tensors are good")
}

/// A tokenizer that spells bytes: its tokens 0 to 255 are the bytes, then "he", a sign that ends a text, one that
/// begins it, and a tab with two spaces.
pub fn byte_level() -> Value {
    let others: Vec<char> = ('\u{100}'..='\u{143}').collect();
    let visible = |byte: u8| matches!(byte, 33..=126 | 161..=172 | 174..=255);
    let unseen: Vec<u8> = (0..=255).filter(|byte| !visible(*byte)).collect();
    let letter = |byte: u8| match unseen.iter().position(|it| *it == byte) {
        Some(place) => others[place],
        None => char::from(byte),
    };
    let mut vocabulary: Value = json!({ "he": 256 });
    for byte in 0..=255 {
        vocabulary[letter(byte).to_string()] = json!(byte);
    }
    let added = |id: u32, content: &str, special: bool| {
        json!({ "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": special })
    };
    let byte_level = json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true });
    json!({
        "version": "1.0",
        "truncation": { "direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0 },
        "padding": null,
        "added_tokens": [added(257, "<end>", true), added(258, "<start>", true), added(259, "\t  ", false)],
        "normalizer": null,
        "pre_tokenizer": byte_level,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                { "SpecialToken": { "id": "<start>", "type_id": 0 } },
                { "Sequence": { "id": "A", "type_id": 0 } },
            ],
            "pair": [{ "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 1 } }],
            "special_tokens": { "<start>": { "id": "<start>", "ids": [258], "tokens": ["<start>"] } },
        },
        "decoder": byte_level,
        "model": { "type": "BPE", "vocab": vocabulary, "merges": [["h", "e"]] },
    })
}

/// A tokenizer that spells spaces, of the tokens <unk>, <s>, </s>, a byte each, then ▁, a, b, ▁a, ▁ab.
pub fn spaces() -> Value {
    let mut vocabulary =
        json!({ "<unk>": 0, "<s>": 1, "</s>": 2, "▁": 259, "a": 260, "b": 261, "▁a": 262, "▁ab": 263 });
    for byte in 0..=255 {
        vocabulary[format!("<0x{byte:02X}>")] = json!(3 + byte);
    }
    let special = |id: u32, content: &str| {
        json!({ "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
                "normalized": false, "special": true })
    };
    json!({
        "version": "1.0",
        "added_tokens": [special(0, "<unk>"), special(1, "<s>"), special(2, "</s>")],
        "normalizer": { "type": "Sequence", "normalizers": [
            { "type": "Prepend", "prepend": "▁" },
            { "type": "Replace", "pattern": { "String": " " }, "content": "▁" },
        ] },
        "pre_tokenizer": null,
        "post_processor": null,
        "decoder": { "type": "Sequence", "decoders": [
            { "type": "Replace", "pattern": { "String": "▁" }, "content": " " },
            { "type": "ByteFallback" },
            { "type": "Fuse" },
            { "type": "Strip", "content": " ", "start": 1, "stop": 0 },
        ] },
        "model": { "type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true, "vocab": vocabulary,
                   "merges": ["▁ a", "▁a b"] },
    })
}

/// A folder of files.
pub struct Folder(TempDir);

impl Folder {
    /// A folder of nothing.
    pub fn empty() -> Self {
        Self(TempDir::new().expect("a folder for temporary files"))
    }

    /// A small model in one file.
    pub fn of(config: &Value, dtype: Dtype) -> Self {
        let folder = Self::empty();
        folder.write("config.json", config.to_string());
        folder.write("model.safetensors", safetensors(&shapes(config), dtype));
        folder.write("tokenizer.json", byte_level().to_string());
        folder
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, bytes).expect("a temporary file can be written");
        path
    }
}
