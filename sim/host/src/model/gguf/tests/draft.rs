//! GGUF files as llama.cpp's converter writes them, and as it doesn't.

use crate::model::tiny::{self, VOCABULARY, byte_level, numbers, shapes, spaces};
use half::{bf16, f16};
use serde_json::Value;

/// Codes of types of values.
pub const U32: u32 = 4;
pub const I32: u32 = 5;
pub const F32: u32 = 6;
pub const FLAG: u32 = 7;
pub const TEXT: u32 = 8;
pub const ARRAY: u32 = 9;

/// Codes of types of numbers.
pub const PLAIN: [u32; 3] = [0, 1, 30];

/// A file before it is written.
#[derive(Clone)]
pub struct Draft {
    pub version: u32,
    pub alignment: usize,
    /// Keys, the codes of their types, and their bytes.
    pub keys: Vec<(String, u32, Vec<u8>)>,
    pub tensors: Vec<Tensor>,
}

/// A tensor before it is written.
#[derive(Clone)]
pub struct Tensor {
    pub name: String,
    pub sizes: Vec<u64>,
    pub code: u32,
    /// If it is not where it should be.
    pub offset: Option<u64>,
    pub bytes: Vec<u8>,
}

/// A text with its length.
pub fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat()
}

/// An array.
pub fn array(code: u32, values: &[Vec<u8>]) -> Vec<u8> {
    [code.to_le_bytes().to_vec(), (values.len() as u64).to_le_bytes().to_vec(), values.concat()].concat()
}

impl Draft {
    /// The small model of this configuration, its numbers in a format of this code, with a tokenizer that spells bytes.
    pub fn of(config: &Value, code: u32) -> Self {
        let architecture = config["model_type"].as_str().expect("it is a text");
        let name = if architecture == "gemma3_text" { "gemma3" } else { architecture };
        let mut draft = Self { version: 3, alignment: 32, keys: Vec::new(), tensors: Vec::new() };
        draft.set("general.architecture", TEXT, &text(name));
        for (key, field) in [
            ("embedding_length", "hidden_size"),
            ("block_count", "num_hidden_layers"),
            ("feed_forward_length", "intermediate_size"),
            ("context_length", "max_position_embeddings"),
            ("attention.head_count", "num_attention_heads"),
            ("attention.head_count_kv", "num_key_value_heads"),
            ("attention.key_length", "head_dim"),
            ("attention.value_length", "head_dim"),
            ("attention.sliding_window", "sliding_window"),
        ] {
            if let Some(size) = config[field].as_u64() {
                draft.set(&format!("{name}.{key}"), U32, &(size as u32).to_le_bytes());
            }
        }
        for (key, field) in [("attention.layer_norm_rms_epsilon", "rms_norm_eps"), ("rope.freq_base", "rope_theta")] {
            if let Some(number) = config[field].as_f64() {
                draft.set(&format!("{name}.{key}"), F32, &(number as f32).to_le_bytes());
            }
        }
        for (name, shape) in shapes(config) {
            let sizes = shape.iter().rev().map(|size| *size as u64).collect();
            draft.add(&own_name(&name, architecture), sizes, code, written(&numbers(&name, &shape), code));
        }
        draft.spell_bytes();
        draft
    }

    /// A key with its value.
    pub fn set(&mut self, key: &str, code: u32, value: &[u8]) {
        self.keys.retain(|(other, ..)| other != key);
        self.keys.push((key.to_owned(), code, value.to_vec()));
    }

    /// A tensor. Its sizes begin with that of a row.
    pub fn add(&mut self, name: &str, sizes: Vec<u64>, code: u32, bytes: Vec<u8>) {
        self.tensors.push(Tensor { name: name.to_owned(), sizes, code, offset: None, bytes });
    }

    /// The tokenizer of [`byte_level`].
    fn spell_bytes(&mut self) {
        let file = byte_level();
        let mut texts = of_vocabulary(&file, VOCABULARY);
        for added in file["added_tokens"].as_array().expect("it is a list") {
            let token = added["id"].as_u64().expect("it is a number") as usize;
            texts[token] = added["content"].as_str().expect("it is a text").to_owned();
        }
        let kinds: Vec<i32> = (0..VOCABULARY).map(|token| [1, 3, 3, 4][token.saturating_sub(256).min(3)]).collect();
        self.tokenizer("gpt2", &texts, &kinds);
        self.set("tokenizer.ggml.merges", ARRAY, &array(TEXT, &[text("h e")]));
        self.set("tokenizer.ggml.pre", TEXT, &text("llama-bpe"));
        self.set("tokenizer.ggml.bos_token_id", U32, &258_u32.to_le_bytes());
        self.set("tokenizer.ggml.eos_token_id", U32, &257_u32.to_le_bytes());
    }

    /// The tokenizer of [`spaces`], without its last four tokens.
    pub fn spell_spaces(&mut self) {
        let mut file = spaces();
        for (text, token) in [("a", 256), ("b", 257), ("▁a", 258), ("▁ab", 259), ("▁", 255)] {
            file["model"]["vocab"][text] = token.into();
        }
        let texts = of_vocabulary(&file, VOCABULARY);
        let kind = |token: usize| match token {
            0 => 2,
            1 | 2 => 3,
            3..255 => 6,
            _ => 1,
        };
        let kinds: Vec<i32> = (0..VOCABULARY).map(kind).collect();
        self.tokenizer("llama", &texts, &kinds);
        let scores: Vec<Vec<u8>> = (0..VOCABULARY).map(|token| (-(token as f32)).to_le_bytes().to_vec()).collect();
        self.set("tokenizer.ggml.scores", ARRAY, &array(F32, &scores));
        self.set("tokenizer.ggml.bos_token_id", U32, &1_u32.to_le_bytes());
        self.set("tokenizer.ggml.eos_token_id", U32, &2_u32.to_le_bytes());
        self.set("tokenizer.ggml.unknown_token_id", U32, &0_u32.to_le_bytes());
    }

    fn tokenizer(&mut self, model: &str, texts: &[String], kinds: &[i32]) {
        let texts: Vec<Vec<u8>> = texts.iter().map(|token| text(token)).collect();
        let kinds: Vec<Vec<u8>> = kinds.iter().map(|kind| kind.to_le_bytes().to_vec()).collect();
        self.set("tokenizer.ggml.model", TEXT, &text(model));
        self.set("tokenizer.ggml.tokens", ARRAY, &array(TEXT, &texts));
        self.set("tokenizer.ggml.token_type", ARRAY, &array(I32, &kinds));
    }

    /// The file.
    pub fn file(&self) -> Vec<u8> {
        let mut file = b"GGUF".to_vec();
        file.extend(self.version.to_le_bytes());
        file.extend((self.tensors.len() as u64).to_le_bytes());
        file.extend((self.keys.len() as u64).to_le_bytes());
        for (key, code, value) in &self.keys {
            file.extend([text(key), code.to_le_bytes().to_vec(), value.clone()].concat());
        }
        let mut numbers: Vec<u8> = Vec::new();
        for tensor in &self.tensors {
            numbers.resize(numbers.len().next_multiple_of(self.alignment), 0);
            file.extend(text(&tensor.name));
            file.extend((tensor.sizes.len() as u32).to_le_bytes());
            tensor.sizes.iter().for_each(|size| file.extend(size.to_le_bytes()));
            file.extend(tensor.code.to_le_bytes());
            file.extend(tensor.offset.unwrap_or(numbers.len() as u64).to_le_bytes());
            numbers.extend(&tensor.bytes);
        }
        file.resize(file.len().next_multiple_of(self.alignment), 0);
        [file, numbers].concat()
    }

    /// The file in a folder.
    pub fn write(&self) -> (tiny::Folder, std::path::PathBuf) {
        let folder = tiny::Folder::empty();
        let path = folder.write("model.gguf", self.file());
        (folder, path)
    }
}

/// The texts of a vocabulary, by token.
fn of_vocabulary(file: &Value, length: usize) -> Vec<String> {
    let mut texts = vec![String::new(); length];
    for (text, token) in file["model"]["vocab"].as_object().expect("it is an object") {
        if let Some(place) = texts.get_mut(token.as_u64().expect("it is a number") as usize) {
            text.clone_into(place);
        }
    }
    texts
}

fn written(numbers: &[f32], code: u32) -> Vec<u8> {
    let bytes = |number: &f32| match code {
        0 => number.to_le_bytes().to_vec(),
        1 => f16::from_f32(*number).to_le_bytes().to_vec(),
        _ => bf16::from_f32(*number).to_le_bytes().to_vec(),
    };
    numbers.iter().flat_map(bytes).collect()
}

/// llama.cpp's name of a tensor.
fn own_name(name: &str, architecture: &str) -> String {
    let Some(of_layer) = name.strip_prefix("model.layers.") else {
        return match name {
            "model.embed_tokens.weight" => "token_embd.weight".to_owned(),
            "model.norm.weight" => "output_norm.weight".to_owned(),
            _ => "output.weight".to_owned(),
        };
    };
    let (layer, part) = of_layer.split_once('.').expect("a layer has a number");
    let (part, kind) = part.rsplit_once('.').expect("a tensor is weights or biases");
    let part = match part {
        "input_layernorm" => "attn_norm",
        "self_attn.q_proj" => "attn_q",
        "self_attn.k_proj" => "attn_k",
        "self_attn.v_proj" => "attn_v",
        "self_attn.o_proj" => "attn_output",
        "self_attn.q_norm" => "attn_q_norm",
        "self_attn.k_norm" => "attn_k_norm",
        "post_attention_layernorm" if ["gemma3_text", "seed_oss"].contains(&architecture) => "post_attention_norm",
        "post_attention_layernorm" | "pre_feedforward_layernorm" => "ffn_norm",
        "post_feedforward_layernorm" => "post_ffw_norm",
        "mlp.gate_proj" => "ffn_gate",
        "mlp.up_proj" => "ffn_up",
        _ => "ffn_down",
    };
    format!("blk.{layer}.{part}.{kind}")
}
