mod draft;

use crate::model::architecture::ARCHITECTURES;
use crate::model::open::open;
use crate::model::tiny::{Folder, byte_level, config, merge, numbers, shapes};
use crate::model::{Attention, Model, Shape};
use crate::vector::{Pairing, frequencies};
use draft::{ARRAY, Draft, F32, FLAG, PLAIN, TEXT, U32, array, text};
use half::f16;
use proptest::prelude::*;
use safetensors::Dtype;
use serde_json::json;
use std::fs;

fn model(draft: &Draft) -> Result<Model, String> {
    open(&draft.write().1, None).map_err(|error| error.to_string())
}

fn small(architecture: &str) -> Draft {
    Draft::of(&config(architecture), PLAIN[0])
}

fn refusal(draft: &Draft) -> String {
    model(draft).err().expect("it is refused")
}

#[test]
fn every_architecture_opens_with_its_tensors() {
    for architecture in ARCHITECTURES {
        for code in PLAIN {
            let config = config(architecture.name);
            let (_folder, path) = Draft::of(&config, code).write();
            let model = open(&path, None).expect("it is good");
            assert_eq!(model.architecture.name, architecture.name);
            assert!(!model.architecture.plus_one, "a file has gains as they are");
            for (name, shape) in shapes(&config) {
                assert_eq!(
                    model.tensors.numbers(&name, &shape).expect("it is there"),
                    numbers(&name, &shape),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn shapes_are_those_of_the_folder() {
    for architecture in ARCHITECTURES {
        let mut config = config(architecture.name);
        if architecture.name == "gemma3_text" {
            // Its file has no other factor than that of the head.
            merge(&mut config, &json!({ "query_pre_attn_scalar": 6 }));
        }
        let of_folder = open(Folder::of(&config, Dtype::F32).path(), None).expect("it is good").shape;
        let pairing = if architecture.name == "llama" { Pairing::Adjacent } else { Pairing::Half };
        let found = model(&Draft::of(&config, PLAIN[0])).expect("it is good").shape;
        assert_eq!(found, Shape { pairing, ..of_folder }, "{}", architecture.name);
    }
}

#[test]
fn scores_have_the_factor_of_the_file() {
    let mut config = config("gemma3_text");
    merge(&mut config, &json!({ "num_hidden_layers": 62 }));
    let mut draft = Draft::of(&config, PLAIN[0]);
    assert_eq!(model(&draft).expect("it is good").shape.score_factor, std::f32::consts::FRAC_1_SQRT_2);
    draft.set("gemma3.attention.scale", F32, &0.25_f32.to_le_bytes());
    assert_eq!(model(&draft).expect("it is good").shape.score_factor, 0.25);
}

#[test]
fn other_versions_and_alignments_are_read() {
    let good = small("qwen3");
    let aligned = |alignment: usize| {
        let mut draft = Draft { alignment, ..good.clone() };
        draft.set("general.alignment", U32, &(alignment as u32).to_le_bytes());
        draft
    };
    for draft in [Draft { version: 2, ..good.clone() }, aligned(8), aligned(64)] {
        let (_folder, path) = draft.write();
        let found = open(&path, None).expect("it is good").tensors.numbers("model.norm.weight", &[8]);
        assert_eq!(found.expect("it is there"), numbers("model.norm.weight", &[8]));
    }
    for (version, name) in [(1, "1"), (4, "4"), (3_u32.swap_bytes(), "50331648")] {
        let what = refusal(&Draft { version, ..good.clone() });
        assert!(what.contains(&format!("it is of version {name} of GGUF, or big endian")), "{what}");
    }
}

#[test]
fn rows_of_blocks_are_read() {
    let mut draft = small("llama");
    let row = |scale: f32| [f16::from_f32(scale).to_le_bytes().to_vec(), (0..32).collect()].concat();
    let blocks: Vec<u8> = (1..=6_u8).flat_map(|scale| row(f32::from(scale))).collect();
    draft.add("extra.weight", vec![64, 3], 8, blocks);
    let (_folder, path) = draft.write();
    let tensors = open(&path, None).expect("it is good").tensors;
    let found = tensors.rows("extra.weight", [3, 64], 1..3).expect("they are there");
    let wanted: Vec<f32> =
        (3..=6_u8).flat_map(|scale| (0..32_u8).map(move |q| f32::from(scale) * f32::from(q))).collect();
    assert_eq!(found, wanted);
    assert_eq!(tensors.numbers("extra.weight", &[3, 64]).expect("it is there")[64..], wanted);
    assert!(tensors.rows("extra.weight", [3, 64], 2..4).is_err());
}

#[test]
fn rotary_embeddings_are_those_of_the_file() {
    let layer = |draft: &Draft, layer: usize| model(draft).expect("it is good").shape.layers[layer].clone();
    let full = |theta: f64, head| Attention { window: None, frequencies: frequencies(theta, head), factor: None };
    let mut divided = small("llama");
    divided.add("rope_freqs.weight", vec![1], 0, 8_f32.to_le_bytes().to_vec());
    assert_eq!(layer(&divided, 0).frequencies, [21_874_088_818]);
    divided.set("llama.rope.scaling.factor", F32, &2_f32.to_le_bytes());
    assert!(refusal(&divided).ends_with("are scaled both by rope_freqs.weight and by a factor of 2"));
    let mut linear = small("gemma3_text");
    linear.set("gemma3.rope.scaling.type", TEXT, &text("linear"));
    linear.set("gemma3.rope.scaling.factor", F32, &8_f32.to_le_bytes());
    linear.set("gemma3.rope.freq_base_swa", F32, &20_000_f32.to_le_bytes());
    assert_eq!(layer(&linear, 5).frequencies[0], 21_874_088_818);
    assert_eq!(layer(&linear, 0), Attention { window: Some(5), ..full(20_000.0, 6) });
    let mut yarn = small("qwen2");
    yarn.set("qwen2.rope.scaling.type", TEXT, &text("yarn"));
    yarn.set("qwen2.rope.scaling.factor", F32, &4_f32.to_le_bytes());
    yarn.set("qwen2.rope.scaling.original_context_length", U32, &32_u32.to_le_bytes());
    assert_eq!(layer(&yarn, 1).factor, Some(1.138_629_4));
    yarn.set("qwen2.rope.scaling.type", TEXT, &text("longrope"));
    assert!(refusal(&yarn).ends_with("are scaled by longrope, and can be by linear and yarn"));
}

#[test]
fn tokenizers_of_bytes_are_those_of_the_file() {
    let mut draft = small("llama");
    let tokens = model(&draft).expect("it is good").tokenizer;
    assert_eq!((tokens.vocabulary(), tokens.start(), tokens.ends()), (260, Some(258), &[257][..]));
    assert_eq!(tokens.tokens("he é<end>\t  h"), Ok(vec![256, 32, 0xc3, 0xa9, 257, 259, 104]));
    assert_eq!(tokens.bytes(None, 0xc3), [0xc3]);
    draft.set("tokenizer.ggml.add_bos_token", FLAG, &[0]);
    draft.set("tokenizer.ggml.eot_token_id", U32, &259_u32.to_le_bytes());
    let tokens = model(&draft).expect("it is good").tokenizer;
    assert_eq!((tokens.start(), tokens.ends()), (None, &[257, 259][..]));
    for (pre, e_and_accent) in [("gpt-2", false), ("smollm", false), ("qwen2", true), ("seed-coder", false)] {
        draft.set("tokenizer.ggml.pre", TEXT, &text(pre));
        let tokens = model(&draft).expect("it is good").tokenizer;
        assert_eq!(tokens.tokens("e\u{301}") == Ok(vec![0xc3, 0xa9]), e_and_accent, "{pre}");
    }
    draft.set("tokenizer.ggml.pre", TEXT, &text("other"));
    let what = refusal(&draft);
    assert!(what.ends_with("give its tokenizer.json with --tokenizer FILE"), "{what}");
    let (folder, path) = draft.write();
    let file = folder.write("tokenizer.json", byte_level().to_string());
    assert!(open(&path, Some(&file)).is_ok());
}

#[test]
fn tokenizers_of_spaces_are_those_of_the_file() {
    let mut draft = small("llama");
    draft.spell_spaces();
    let tokens = model(&draft).expect("it is good").tokenizer;
    assert_eq!((tokens.start(), tokens.ends()), (Some(1), &[2][..]));
    assert_eq!(tokens.tokens("ab a"), Ok(vec![259, 258]));
    assert_eq!(tokens.tokens("é"), Ok(vec![255, 3 + 0xc3, 3 + 0xa9]));
    assert_eq!(tokens.bytes(None, 259), *b"ab");
    assert_eq!(tokens.bytes(Some(259), 258), *b" a");
    assert_eq!(tokens.bytes(Some(259), 3 + 0xc3), [0xc3]);
    draft.set("tokenizer.ggml.add_space_prefix", FLAG, &[0]);
    assert_eq!(model(&draft).expect("it is good").tokenizer.tokens("ab a"), Ok(vec![256, 257, 258]));
    draft.set("tokenizer.ggml.scores", ARRAY, &array(F32, &[vec![0; 4]]));
    assert!(refusal(&draft).ends_with("it has 260 tokens, and 1 scores"));
    draft.spell_spaces();
    let texts: Vec<Vec<u8>> = (0..260).map(|token| text(&"a".repeat(token))).collect();
    draft.set("tokenizer.ggml.tokens", ARRAY, &array(TEXT, &texts));
    assert!(refusal(&draft).ends_with("its token 257 has 257 bytes, and can have 256"));
}

#[test]
fn hostile_files_are_refused() {
    let good = small("llama");
    let with = |change: &dyn Fn(&mut Draft)| {
        let mut draft = good.clone();
        change(&mut draft);
        draft
    };
    let huge = (1_u64 << 60).to_le_bytes();
    for (draft, reason) in [
        (with(&|it| it.set("a", 13, &[])), "a value of it is of type 13"),
        (with(&|it| it.set("a", TEXT, &huge)), "bytes, and 1152921504606846976 from byte"),
        (with(&|it| it.set("a", ARRAY, &[&U32.to_le_bytes()[..], &huge].concat())), "an array of 1152921504606846976"),
        (with(&|it| it.set("a", ARRAY, &array(ARRAY, &[array(U32, &[])]))), "it has an array of arrays"),
        (with(&|it| it.keys.push(it.keys[0].clone())), "it has two values for general.architecture"),
        (with(&|it| it.set("general.architecture", U32, &[0; 4])), "its general.architecture is not a text"),
        (with(&|it| it.set("general.architecture", TEXT, &text("mamba"))), "its architecture is mamba"),
        (with(&|it| it.set("general.alignment", U32, &[0; 4])), "its general.alignment is not a number from 1"),
        (
            with(&|it| it.set("llama.block_count", U32, &[0, 0, 8, 0])),
            "it has no tensor model.layers.2.input_layernorm",
        ),
        (with(&|it| it.set("llama.attention.value_length", U32, &[4, 0, 0, 0])), "attention.value_length is 4"),
        (with(&|it| it.set("llama.expert_count", U32, &[8, 0, 0, 0])), "its feed-forward parts have experts"),
        (with(&|it| it.tensors[0].sizes = vec![1 << 40, 1 << 40]), "which cannot be in Plain(F32)"),
        (with(&|it| it.tensors[0].sizes = vec![1; 5]), "token_embd.weight has 5 sizes, and a tensor has 1 to 4"),
        (with(&|it| it.tensors[0].sizes = vec![8, 261]), "output_norm.weight overlaps the tensor before it"),
        (with(&|it| it.tensors[0].code = 10), "the numbers of token_embd.weight are of type 10, and can be F32,"),
        (with(&|it| it.tensors[0].code = 8), "token_embd.weight is [260, 8], which cannot be in Q8_0"),
        (with(&|it| it.tensors[1].offset = Some(33)), "output_norm.weight is at 33, not at a multiple of 32"),
        (with(&|it| it.tensors[1].offset = Some(1 << 63)), "output_norm.weight goes on behind its end"),
        (with(&|it| it.tensors[1].offset = Some(u64::MAX - 31)), "output_norm.weight goes on behind its end"),
        (with(&|it| drop(it.tensors.remove(0))), "it has no embeddings"),
        (with(&|it| it.tensors[1].name = "token_embd.weight".to_owned()), "it has two tensors token_embd.weight"),
        (
            with(&|it| it.tensors[1].sizes = vec![4, 2]),
            "output_norm.weight (model.norm.weight) is [2, 4], and must be [8]",
        ),
        (with(&|it| it.add("blk.0.attn_sinks.weight", vec![1], 0, vec![0; 4])), "which no llama of 2 layers has"),
        (with(&|it| it.set("tokenizer.ggml.model", TEXT, &text("bert"))), "with --tokenizer FILE"),
        (
            with(&|it| it.set("tokenizer.ggml.merges", ARRAY, &array(TEXT, &[text("he he")]))),
            "he and he are merged to what is no token",
        ),
    ] {
        let what = refusal(&draft);
        assert!(what.contains(reason), "{what}");
    }
    let mut of_more = good.clone();
    let texts: Vec<Vec<u8>> = (0..300).map(|token| text(&token.to_string())).collect();
    of_more.set("tokenizer.ggml.tokens", ARRAY, &array(TEXT, &texts));
    of_more.set("tokenizer.ggml.merges", ARRAY, &array(TEXT, &[]));
    let what = refusal(&of_more);
    assert!(what.ends_with("it is of another vocabulary: it has 300 tokens, and the model 260"), "{what}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn damage_is_an_error_or_harmless(
        of_spaces in any::<bool>(),
        place in prop_oneof![0..9000_usize, 0..600_usize],
        bytes in prop::option::weighted(0.9, prop_oneof![
            prop::collection::vec(any::<u8>(), 1..9),
            any::<u8>().prop_map(|byte| vec![byte]),
            Just(vec![0xff; 8]),
        ]),
    ) {
        let mut draft = small("gemma3_text");
        if of_spaces {
            draft.spell_spaces();
        }
        let (_folder, path) = draft.write();
        let mut file = fs::read(&path).expect("it is there");
        match bytes {
            None => file.truncate(place),
            Some(bytes) => file.iter_mut().skip(place).zip(bytes).for_each(|(target, byte)| *target = byte),
        }
        fs::write(&path, file).expect("it can be written");
        if let Ok(model) = open(&path, None) {
            let tokens = model.tokenizer.tokens("hehe \u{e9}\t  <end> ab").unwrap_or_default();
            tokens.iter().for_each(|token| drop(model.tokenizer.bytes(None, *token)));
            for (name, shape) in shapes(&config("gemma3_text")) {
                let _ = model.tensors.numbers(&name, &shape);
            }
        }
    }
}
