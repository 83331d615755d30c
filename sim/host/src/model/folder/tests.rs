use crate::model::architecture::ARCHITECTURES;
use crate::model::open::open;
use crate::model::tiny::{Folder, byte_level, config, merge, numbers, safetensors, shapes};
use crate::model::{Attention, Model, Shape};
use crate::vector::{Pairing, frequencies};
use proptest::prelude::*;
use safetensors::Dtype;
use serde_json::{Value, json};
use std::fs;

fn model(config: &Value) -> Result<Model, String> {
    open(Folder::of(config, Dtype::BF16).path(), None).map_err(|error| error.to_string())
}

/// What a configuration with these fields is refused for.
fn refusal(architecture: &str, fields: &Value) -> String {
    let mut config = config(architecture);
    merge(&mut config, fields);
    model(&config).err().expect("it is refused")
}

fn with(architecture: &str, fields: &Value) -> Model {
    let mut config = config(architecture);
    merge(&mut config, fields);
    model(&config).expect("it is good")
}

fn full(theta: f64, head: usize) -> Attention {
    Attention { window: None, frequencies: frequencies(theta, head), factor: None }
}

#[test]
fn every_architecture_opens_with_its_tensors() {
    for architecture in ARCHITECTURES {
        for dtype in [Dtype::F32, Dtype::F16, Dtype::BF16] {
            let config = config(architecture.name);
            let folder = Folder::of(&config, dtype);
            let model = open(folder.path(), None).expect("it is good");
            assert_eq!(model.architecture, architecture);
            for (name, shape) in shapes(&config) {
                assert_eq!(
                    model.tensors.numbers(&name, &shape).expect("it is there"),
                    numbers(&name, &shape),
                    "{name}"
                );
            }
            let name = "model.embed_tokens.weight";
            let rows = model.tensors.rows(name, [260, 8], 3..5).expect("they are there");
            assert_eq!(rows, numbers(name, &[260, 8])[24..40]);
            assert!(model.tensors.rows(name, [260, 8], 259..261).is_err());
        }
    }
}

#[test]
fn shapes_are_those_of_the_configuration() {
    let llama = Shape {
        hidden: 8,
        heads: 4,
        kv_heads: 2,
        head: 2,
        feed_forward: 12,
        vocabulary: 260,
        context: 64,
        epsilon: 1e-5,
        score_factor: std::f32::consts::FRAC_1_SQRT_2,
        embedding_factor: None,
        pairing: Pairing::Half,
        biases: false,
        output_bias: false,
        tied: false,
        layers: vec![full(500_000.0, 2); 2],
    };
    assert_eq!(with("llama", &json!({})).shape, llama);
    assert_eq!(with("qwen2", &json!({})).shape, Shape { biases: true, ..llama.clone() });
    let sixth = (1.0 / 6_f64.sqrt()) as f32;
    let of_six = Shape { head: 6, score_factor: sixth, layers: vec![full(10_000.0, 6); 2], ..llama };
    assert_eq!(with("qwen3", &json!({})).shape, Shape { tied: true, ..of_six.clone() });
    assert_eq!(with("seed_oss", &json!({})).shape, Shape { biases: true, ..of_six.clone() });
    let sliding = Attention { window: Some(5), ..full(10_000.0, 6) };
    let mut layers = vec![sliding; 7];
    layers[5] = full(1e6, 6);
    let gemma = Shape { score_factor: 1.0 / 3.0, embedding_factor: Some(8_f32.sqrt()), tied: true, layers, ..of_six };
    assert_eq!(with("gemma3_text", &json!({})).shape, gemma);
}

#[test]
fn biases_are_those_of_the_configuration() {
    for (architecture, fields, found) in [
        ("llama", json!({ "attention_bias": true }), [true, true]),
        ("qwen3", json!({ "attention_bias": true }), [true, true]),
        ("seed_oss", json!({ "attention_out_bias": true }), [true, true]),
        ("seed_oss", json!({ "attention_bias": false }), [false, false]),
        ("qwen2", json!({}), [true, false]),
    ] {
        let shape = with(architecture, &fields).shape;
        assert_eq!([shape.biases, shape.output_bias], found, "{architecture} {fields}");
    }
}

#[test]
fn windows_are_those_of_the_configuration() {
    let windows = |architecture, fields| -> Vec<Option<usize>> {
        with(architecture, &fields).shape.layers.iter().map(|layer| layer.window).collect()
    };
    let qwen = json!({ "use_sliding_window": true, "sliding_window": 9, "max_window_layers": 1 });
    assert_eq!(windows("qwen2", qwen), [None, Some(9)]);
    assert_eq!(windows("qwen2", json!({ "use_sliding_window": false, "sliding_window": 9 })), [None, None]);
    let kinds = ["sliding_attention", "full_attention", "sliding_attention"];
    let gemma = json!({ "num_hidden_layers": 3, "layer_types": kinds });
    assert_eq!(windows("gemma3_text", gemma), [Some(5), None, Some(5)]);
    let pattern = json!({ "num_hidden_layers": 4, "sliding_window_pattern": 2 });
    assert_eq!(windows("gemma3_text", pattern), [Some(5), None, Some(5), None]);
    let what = refusal("gemma3_text", &json!({ "layer_types": kinds }));
    assert!(what.ends_with("its layer_types are not 7 of full_attention and sliding_attention"), "{what}");
}

#[test]
fn rotary_embeddings_are_those_of_the_configuration() {
    let first = |architecture, fields| with(architecture, &fields).shape.layers[0].clone();
    let new = json!({ "rope_theta": null, "rope_parameters": { "rope_type": "default", "rope_theta": 1e5 } });
    assert_eq!(first("llama", new), full(1e5, 2));
    let linear = first("llama", json!({ "head_dim": 4, "rope_scaling": { "type": "linear", "factor": 4.0 } }));
    let divided: Vec<u64> = frequencies(500_000.0, 4).iter().map(|it| (*it as f64 / 4.0).round() as u64).collect();
    assert_eq!(linear.frequencies, divided);
    let yarn = json!({ "rope_scaling": { "type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32 } });
    assert_eq!(first("qwen2", yarn).factor, Some(1.138_629_4));
    let llama3 = json!({ "rope_scaling": { "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
        "high_freq_factor": 4.0, "original_max_position_embeddings": 2 } });
    let slow = first("llama", llama3);
    // 2^40 / (2π · 8).
    assert_eq!(slow.frequencies, [21_874_088_818]);

    let by_kind = json!({ "rope_parameters": {
        "full_attention": { "rope_type": "linear", "factor": 8.0, "rope_theta": 1e6 },
        "sliding_attention": { "rope_type": "default", "rope_theta": 2e4 },
    } });
    let layers = with("gemma3_text", &by_kind).shape.layers;
    assert_eq!(layers[0].frequencies, frequencies(2e4, 6));
    assert_eq!(layers[5].frequencies[0], 21_874_088_818);
}

#[test]
fn ends_are_those_of_generation() {
    let folder = Folder::of(&config("llama"), Dtype::F32);
    assert_eq!(open(folder.path(), None).expect("it is good").tokenizer.ends(), [257]);
    folder.write("generation_config.json", json!({ "eos_token_id": [257, 259] }).to_string());
    let model = open(folder.path(), None).expect("it is good");
    assert_eq!(model.tokenizer.ends(), [257, 259]);
    assert_eq!(model.tokenizer.start(), Some(258));
}

#[test]
fn what_is_not_supported_is_refused() {
    for (architecture, fields, reason) in [
        ("mamba", json!({}), "its model_type is mamba, and must be one of llama, qwen2, qwen3, seed_oss, gemma3_text"),
        ("llama", json!({ "hidden_act": "gelu" }), "its activation is gelu, and that of llama is silu"),
        ("gemma3_text", json!({ "final_logit_softcapping": 30.0 }), "it has a final_logit_softcapping"),
        ("llama", json!({ "mlp_bias": true }), "its mlp_bias is true"),
        ("llama", json!({ "quantization_config": {} }), "it has a quantization_config"),
        ("llama", json!({ "partial_rotary_factor": 0.5 }), "only a part of each head has rotary embeddings"),
        (
            "llama",
            json!({ "rope_scaling": { "type": "dynamic", "factor": 2.0 } }),
            "its rotary embeddings are scaled by dynamic, and can be by linear, llama3 and yarn",
        ),
    ] {
        let what = refusal(architecture, &fields);
        assert!(what.ends_with(&format!("config.json cannot run: {reason}")), "{what}");
    }
}

#[test]
fn broken_configurations_are_refused() {
    for (fields, reason) in [
        (json!({ "hidden_size": 1_u64 << 40 }), "its hidden_size is not a number from 1 to 1048576"),
        (json!({ "hidden_size": -8 }), "its hidden_size is not a number from 1 to 1048576"),
        (json!({ "num_key_value_heads": 0 }), "its num_key_value_heads is not a number from 1 to 1048576"),
        (json!({ "max_position_embeddings": null }), "it has no max_position_embeddings"),
        (json!({ "rope_theta": 1.0 }), "θ of its rotary embeddings is 1, and must be above 1"),
        (
            json!({ "num_key_value_heads": 3 }),
            "it has 4 heads of 2 elements, 3 of keys: the elements must be even, and 4 a multiple of 3",
        ),
        (
            json!({ "rope_scaling": { "type": "linear", "factor": 0.5 } }),
            "its rotary embeddings are scaled by a factor of 0.5, which must be 1 or more",
        ),
        (
            json!({ "rope_scaling": { "type": "yarn", "factor": 2, "beta_fast": 1 } }),
            "its rotary embeddings are slow up to 1 turns and fast from 1 on, which is not more",
        ),
        (json!({ "rope_scaling": [] }), "its rope_scaling is not an object"),
        (json!({ "rope_scaling": { "type": "linear" } }), "it has no factor"),
        (json!({ "tie_word_embeddings": "no" }), "its tie_word_embeddings is not true or false"),
        (json!({ "eos_token_id": "</s>" }), "its eos_token_id is not a token or a list of tokens"),
    ] {
        let what = refusal("llama", &fields);
        assert!(what.ends_with(&format!("config.json is broken: {reason}")), "{what}");
    }
    let folder = Folder::of(&config("llama"), Dtype::F32);
    folder.write("config.json", "[1]");
    let what = open(folder.path(), None).err().expect("it is refused").to_string();
    assert!(what.ends_with("config.json is broken: it is not an object"), "{what}");
}

#[test]
fn tensors_must_be_those_of_the_configuration() {
    for (written, read, reason) in [
        (json!({}), json!({ "num_hidden_layers": 1 << 20 }), "it has no tensor model.layers.2.input_layernorm.weight"),
        (
            json!({}),
            json!({ "hidden_size": 4, "head_dim": 2 }),
            "model.embed_tokens.weight is [260, 8], and must be [260, 4]",
        ),
        (json!({}), json!({ "attention_bias": true }), "it has no tensor model.layers.0.self_attn.q_proj.bias"),
        (json!({ "tie_word_embeddings": true }), json!({}), "it has no tensor lm_head.weight"),
        (json!({ "num_hidden_layers": 3 }), json!({}), "which no llama of 2 layers has"),
    ] {
        let [mut written_config, mut read_config] = [config("llama"), config("llama")];
        merge(&mut written_config, &written);
        merge(&mut read_config, &read);
        let folder = Folder::of(&written_config, Dtype::F32);
        folder.write("config.json", read_config.to_string());
        let what = open(folder.path(), None).err().expect("it is refused").to_string();
        assert!(what.contains("model.safetensors") && what.ends_with(reason), "{what}");
    }
    let folder = Folder::of(&config("llama"), Dtype::F32);
    let file = safetensors(&shapes(&config("llama")), Dtype::F32);
    folder.write("model.safetensors", replaced(&file, b"\"F32\"", b"\"I32\""));
    let what = open(folder.path(), None).err().expect("it is refused").to_string();
    assert!(what.ends_with("are I32, and can be F32, F16 and BF16"), "{what}");
}

/// A file in which one text is another one of the same length.
fn replaced(file: &[u8], text: &[u8], by: &[u8]) -> Vec<u8> {
    let mut file = file.to_vec();
    for place in 0..file.len() - text.len() {
        if file[place..].starts_with(text) {
            file[place..place + by.len()].copy_from_slice(by);
        }
    }
    file
}

#[test]
fn headers_of_tensors_are_checked() {
    let file = |header: &str, numbers: usize| {
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; numbers]].concat()
    };
    let two = |first: &str, second: &str| {
        let tensor = |offsets: &str| format!(r#"{{"dtype":"F32","shape":[2],"data_offsets":{offsets}}}"#);
        format!(r#"{{"a":{},"b":{}}}"#, tensor(first), tensor(second))
    };
    for (bytes, reason) in [
        (vec![0; 7], "it has 7 bytes, and 8 from byte 0 on are wanted"),
        ((1_u64 << 60).to_le_bytes().to_vec(), "it has 8 bytes, and 1152921504606846976 from byte 8 on are wanted"),
        (file("{", 0), "its header cannot be read"),
        (file("[]", 0), "its header cannot be read"),
        (file(&two("[0,8]", "[4,12]"), 12), "its header cannot be read"),
        (file(&two("[0,8]", "[12,20]"), 20), "its header cannot be read"),
        (file(&two("[0,8]", "[8,18446744073709551615]"), 16), "its header cannot be read"),
        (file(&two("[0,8]", "[8,12]"), 12), "its header cannot be read"),
        (file(&two("[0,8]", "[8,16]"), 15), "its header tells of 16 bytes of numbers, and it has 15"),
        (file(&two("[0,8]", "[8,16]"), 17), "its header tells of 16 bytes of numbers, and it has 17"),
        (file(&two("[0,8]", "[8,16]"), 16), "it has no tensor model.embed_tokens.weight"),
    ] {
        let folder = Folder::of(&config("llama"), Dtype::F32);
        folder.write("model.safetensors", bytes);
        let what = open(folder.path(), None).err().expect("it is refused").to_string();
        assert!(what.contains("model.safetensors is broken: ") && what.contains(reason), "{what}");
    }
}

/// A folder whose tensors are in two files, and its index.
fn sharded() -> (Folder, Value) {
    let config = config("qwen2");
    let folder = Folder::of(&config, Dtype::BF16);
    fs::remove_file(folder.path().join("model.safetensors")).expect("it is there");
    let shapes = shapes(&config);
    let (first, second) = shapes.split_at(9);
    let mut places = json!({});
    for (name, part) in [("model-1.safetensors", first), ("model-2.safetensors", second)] {
        folder.write(name, safetensors(part, Dtype::BF16));
        for (tensor, _) in part {
            places[tensor] = json!(name);
        }
    }
    let index = json!({ "metadata": { "total_size": 1 }, "weight_map": places });
    folder.write("model.safetensors.index.json", index.to_string());
    (folder, index)
}

#[test]
fn tensors_of_several_files_are_found() {
    let (folder, _) = sharded();
    let model = open(folder.path(), None).expect("it is good");
    for (name, shape) in shapes(&config("qwen2")) {
        assert_eq!(model.tensors.numbers(&name, &shape).expect("it is there"), numbers(&name, &shape));
    }
}

#[test]
fn an_index_names_files_of_its_folder() {
    for name in ["../model-1.safetensors", "/etc/passwd", "a/b", "..", "", "."] {
        let (folder, mut index) = sharded();
        index["weight_map"]["lm_head.weight"] = json!(name);
        folder.write("model.safetensors.index.json", index.to_string());
        let what = open(folder.path(), None).err().expect("it is refused").to_string();
        assert!(what.ends_with("the file of its tensor lm_head.weight is not one in its folder"), "{what}");
    }
    let (folder, mut index) = sharded();
    index["weight_map"]["lm_head.weight"] = json!("model-2.safetensors");
    folder.write("model.safetensors.index.json", index.to_string());
    let what = open(folder.path(), None).err().expect("it is refused").to_string();
    assert!(what.ends_with("model-2.safetensors is broken: it has no tensor lm_head.weight"), "{what}");
}

#[test]
fn special_numbers_are_kept() {
    let specials = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0];
    let bytes: Vec<u8> = specials.iter().flat_map(|number| half::bf16::from_f32(*number).to_le_bytes()).collect();
    let found = crate::model::number::Number::Bf16.read(&bytes);
    assert!(found[0].is_nan());
    assert_eq!(found[1..3], specials[1..3]);
    assert!(found[3].is_sign_negative());
}

/// One of the files of a folder, damaged.
fn damaged() -> impl Strategy<Value = (usize, usize, Option<Vec<u8>>)> {
    (0..4_usize, 0..6000_usize, prop::option::weighted(0.8, prop::collection::vec(any::<u8>(), 1..5)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn damage_is_an_error_or_harmless((which, place, bytes) in damaged()) {
        let folder = Folder::of(&config("qwen3"), Dtype::BF16);
        folder.write("generation_config.json", json!({ "eos_token_id": [257, 259] }).to_string());
        let name = ["config.json", "model.safetensors", "tokenizer.json", "generation_config.json"][which];
        let path = folder.path().join(name);
        let mut file = fs::read(&path).expect("it is there");
        let place = place % file.len();
        match bytes {
            None => file.truncate(place),
            Some(bytes) => file.iter_mut().skip(place).zip(bytes).for_each(|(target, byte)| *target = byte),
        }
        fs::write(&path, file).expect("it can be written");
        if let Ok(model) = open(folder.path(), None) {
            let tokens = model.tokenizer.tokens("hehe \u{e9}\t  <end>").unwrap_or_default();
            tokens.iter().for_each(|token| drop(model.tokenizer.bytes(None, *token)));
            for (name, shape) in shapes(&config("qwen3")) {
                let _ = model.tensors.numbers(&name, &shape);
            }
        }
    }

    #[test]
    fn other_values_in_the_configuration_are_an_error_or_harmless(
        field in 0..30_usize,
        value in prop_oneof![
            any::<u64>().prop_map(|it| json!(it)), any::<f64>().prop_map(|it| json!(it)),
            (-2..9_i64).prop_map(|it| json!(it)),
            Just(json!(null)), Just(json!([])), Just(json!({})), Just(json!("yarn")), Just(json!(true)),
        ],
    ) {
        let mut config = config("gemma3_text");
        merge(&mut config, &json!({ "rope_scaling": { "type": "yarn", "factor": 4.0, "beta_slow": 1.0 } }));
        let folder = Folder::of(&config, Dtype::BF16);
        let count = config.as_object().expect("it is one").len();
        match config.as_object_mut().expect("it is one").values_mut().nth(field) {
            Some(target) => *target = value,
            None => {
                let names = ["type", "factor", "beta_slow", "beta_fast", "attention_factor", "truncate", "mscale"];
                config["rope_scaling"][names[(field - count) % names.len()]] = value;
            }
        }
        folder.write("config.json", config.to_string());
        let _ = open(folder.path(), None);
    }
}

#[test]
fn the_tokenizer_may_be_another_file() {
    let folder = Folder::of(&config("llama"), Dtype::F32);
    fs::rename(folder.path().join("tokenizer.json"), folder.path().join("other.json")).expect("it is there");
    let what = open(folder.path(), None).err().expect("it is refused").to_string();
    assert!(what.starts_with("cannot read ") && what.contains("tokenizer.json"), "{what}");
    assert!(open(folder.path(), Some(&folder.path().join("other.json"))).is_ok());
    let mut of_more = byte_level();
    of_more["model"]["vocab"]["more"] = json!(260);
    let of_more = folder.write("more.json", of_more.to_string());
    let what = open(folder.path(), Some(&of_more)).err().expect("it is refused").to_string();
    assert!(what.ends_with("it is of another vocabulary: it has 261 tokens, and the model 260"), "{what}");
}
