//! How a vocabulary spells the bytes of its tokens.

use std::collections::HashMap;
use tokenizers::DecoderWrapper;
use tokenizers::pre_tokenizers::metaspace::PrependScheme;

/// How a vocabulary spells the bytes of its tokens.
pub enum Spelling {
    /// A letter for each byte, as GPT-2 does: the byte's own if that is visible in Latin-1, else the next one from
    /// U+0100 on.
    Bytes(HashMap<char, u8>),
    /// ▁ for a space and <0xNN> for a byte, as SentencePiece does.
    Spaces {
        /// A space is put before each text.
        added: bool,
    },
}

impl Spelling {
    /// The spelling that a decoder reads, if it is one of these.
    pub fn of(decoder: Option<&DecoderWrapper>) -> Option<Self> {
        let parts = match decoder? {
            DecoderWrapper::Sequence(sequence) => sequence.get_decoders(),
            single => std::slice::from_ref(single),
        };
        let mut added = false;
        let mut spaces = false;
        for part in parts {
            match part {
                DecoderWrapper::ByteLevel(_) => return Some(Self::Bytes(letters())),
                DecoderWrapper::Metaspace(metaspace) if metaspace.get_replacement() == '▁' => {
                    spaces = true;
                    added |= metaspace.prepend_scheme != PrependScheme::Never;
                }
                DecoderWrapper::Replace(replace) if replace.content == " " => spaces = true,
                DecoderWrapper::Strip(strip) if strip.content == ' ' && strip.stop == 0 => added |= strip.start > 0,
                DecoderWrapper::ByteFallback(_) | DecoderWrapper::Fuse(_) => {}
                _ => return None,
            }
        }
        spaces.then_some(Self::Spaces { added })
    }

    /// Whether a space is put before each text.
    pub fn adds_space(&self) -> bool {
        matches!(self, Self::Spaces { added: true })
    }

    /// The bytes of a token. A token that is not spelled so is its own text.
    pub fn bytes(&self, token: &str) -> Vec<u8> {
        match self {
            Self::Bytes(letters) => {
                let bytes: Option<Vec<u8>> = token.chars().map(|letter| letters.get(&letter).copied()).collect();
                bytes.unwrap_or_else(|| token.as_bytes().to_vec())
            }
            Self::Spaces { .. } => match byte(token) {
                Some(byte) => vec![byte],
                None => token.replace('▁', " ").into_bytes(),
            },
        }
    }
}

/// NN of <0xNN>.
fn byte(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    (digits.len() == 2).then(|| u8::from_str_radix(digits, 16).ok())?
}

/// The byte of each letter.
fn letters() -> HashMap<char, u8> {
    let mut others = '\u{100}'..;
    let letter = |byte: u8| match byte {
        b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff => char::from(byte),
        _ => others.next().expect("there are more than 256 letters"),
    };
    let bytes = 0..=u8::MAX;
    bytes.clone().map(letter).zip(bytes).collect()
}
