use super::Tokens;
use crate::model::tiny::{Folder, byte_level, spaces};
use crate::model::tokenizer::Tokenizer;
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(file: &Value, vocabulary: usize) -> Result<Tokens, String> {
    let folder = Folder::empty();
    let path = folder.write("tokenizer.json", file.to_string());
    Tokens::read(&path, vocabulary, vec![2]).map_err(|error| error.to_string())
}

/// The bytes of a text's tokens together.
fn spelled(tokens: &Tokens, text: &str) -> Vec<u8> {
    let mut before = tokens.start();
    let mut bytes = Vec::new();
    for token in tokens.tokens(text).expect("it has tokens") {
        bytes.extend(tokens.bytes(before, token));
        before = Some(token);
    }
    bytes
}

#[test]
fn bytes_have_letters() {
    let tokens = read(&byte_level(), 300).expect("it is good");
    assert_eq!(tokens.vocabulary(), 260);
    assert_eq!(tokens.start(), Some(258));
    assert_eq!(tokens.tokens("he é"), Ok(vec![256, 32, 0xc3, 0xa9]));
    assert_eq!(tokens.bytes(None, 0xc3), [0xc3]);
    assert_eq!(tokens.bytes(Some(256), 32), *b" ");
    assert_eq!(tokens.bytes(None, 32), *b" ");
    assert_eq!(tokens.tokens("<end>\t  h"), Ok(vec![257, 259, 104]));
    assert_eq!(tokens.bytes(None, 259), *b"\t  ");
    assert!(tokens.bytes(None, 257).is_empty() && tokens.bytes(None, 1000).is_empty());
    let text = "héé\0\u{ad}\u{7f}漢字🦀  \r\n he";
    assert_eq!(spelled(&tokens, text), text.as_bytes());
}

#[test]
fn spaces_are_spelled() {
    let tokens = read(&spaces(), 264).expect("it is good");
    assert_eq!(tokens.start(), None);
    assert_eq!(tokens.tokens("ab a"), Ok(vec![263, 262]));
    assert_eq!(tokens.bytes(None, 263), *b"ab");
    assert_eq!(tokens.bytes(Some(1), 263), *b"ab");
    assert_eq!(tokens.bytes(Some(263), 262), *b" a");
    assert_eq!(tokens.tokens("é"), Ok(vec![259, 3 + 0xc3, 3 + 0xa9]));
    assert_eq!(tokens.bytes(None, 259), *b"");
    assert_eq!(tokens.bytes(Some(259), 3 + 0xc3), [0xc3]);
    let text = "ab é  漢 ab";
    assert_eq!(spelled(&tokens, text), text.as_bytes());
    let mut without = spaces();
    without["normalizer"] = without["normalizer"]["normalizers"][1].clone();
    without["decoder"]["decoders"].as_array_mut().expect("it is a list").pop();
    let tokens = read(&without, 264).expect("it is good");
    assert_eq!(tokens.bytes(None, 263), *b" ab");
    assert_eq!(spelled(&tokens, " ab"), *b" ab");
}

#[test]
fn signs_behind_the_vocabulary_are_left_out() {
    let mut file = byte_level();
    file["added_tokens"][2]["id"] = json!(4_000_000_000_u32);
    let tokens = read(&file, 259).expect("it is good");
    assert_eq!(tokens.vocabulary(), 259);
    assert_eq!(tokens.tokens("h\t  e"), Ok(vec![104, 101]));
}

#[test]
fn bad_tokenizers_are_refused() {
    let (bytes, spaces) = (byte_level(), spaces());
    let changed = |file: &Value, pointer: &str, value: Value| {
        let mut file = file.clone();
        *file.pointer_mut(pointer).expect("it is there") = value;
        file
    };
    let mut with_dropout = byte_level();
    with_dropout["model"]["dropout"] = json!(0.5);
    for (file, reason) in [
        (json!([]), "it is not an object"),
        (json!({}), "it has no model"),
        (with_dropout, "its merges are left out at random (dropout)"),
        (changed(&bytes, "/model/type", json!("WordPiece")), "its model is WordPiece, and must be BPE"),
        (changed(&bytes, "/model/vocab/he", json!(4_000_000_000_u32)), "it has 4000000001 tokens, and the model 260"),
        (changed(&bytes, "/model/vocab/he", json!(104)), "it has two texts for token 104"),
        (changed(&bytes, "/model/merges", json!([["he", "he"]])), "he and he are merged to what is no token"),
        (changed(&spaces, "/model/merges", json!(["ab"])), "its merges is not a list of pairs of texts"),
        (changed(&bytes, "/decoder", Value::Null), "its tokens are spelled neither in bytes nor with ▁ for spaces"),
    ] {
        let what = read(&file, 260).err().expect("it is refused");
        assert!(what.ends_with(reason), "{what}");
    }
}

/// Sets the value at a place, counted from the root on. Of a vocabulary only the first tokens count. Gives the places
/// left.
fn set(value: &mut Value, place: usize, by: &Value) -> Option<usize> {
    if place == 0 {
        value.clone_from(by);
        return None;
    }
    let inner: Vec<&mut Value> = match value {
        Value::Object(fields) => fields.values_mut().take(12).collect(),
        Value::Array(values) => values.iter_mut().collect(),
        _ => Vec::new(),
    };
    inner.into_iter().try_fold(place - 1, |place, value| set(value, place, by))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn other_values_are_an_error_or_harmless(
        spelled_bytes in any::<bool>(),
        place in 0..90_usize,
        by in prop_oneof![
            Just(json!(null)), Just(json!(true)), Just(json!([])), Just(json!({})), Just(json!([[]])),
            prop_oneof![0..300_u64, any::<u64>(), Just(u64::from(u32::MAX))].prop_map(|number| json!(number)),
            any::<f64>().prop_map(|number| json!(number)),
            prop_oneof![
                Just(""), Just("h"), Just("<end>"), Just("▁"), Just("("),
                Just("Metaspace"), Just("Sequence"), Just("Split"),
                Just("Fuse"), Just("NFC"), Just("Digits"), Just("Left"), Just("a b"),
            ].prop_map(|text| json!(text)),
        ],
    ) {
        let mut file = if spelled_bytes { byte_level() } else { spaces() };
        set(&mut file, place, &by);
        if let Ok(tokens) = read(&file, 300) {
            for token in tokens.tokens("hehe \u{e9}\t  <end> ab").unwrap_or_default() {
                tokens.bytes(None, token);
            }
            for token in 0..301 {
                tokens.bytes(Some(token), token);
            }
        }
    }
}
