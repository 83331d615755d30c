//! The tokenizer of llama2.c: the greatest length of a token, then a score, a length and the bytes of each.
//!
//! A text is cut into its letters, a letter that is no token into its bytes; then the two neighbours that together are
//! the token of the greatest score become one, again and again. A text begins with a space.

use crate::model::error::ModelError;
use crate::model::tokenizer::Tokenizer;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The first token of a byte.
const BYTES: u32 = 3;
/// The token that begins a text. It also ends one: stories follow each other in the training text.
const START: u32 = 1;
const END: u32 = 2;

/// The tokens of a model.
pub struct Tokens {
    pieces: Vec<Vec<u8>>,
    scores: Vec<f32>,
    by_piece: HashMap<Vec<u8>, u32>,
}

impl Tokens {
    /// Reads a tokenizer of so many tokens.
    pub fn read(path: &Path, vocabulary: usize) -> Result<Self, ModelError> {
        let file = fs::read(path).map_err(|error| ModelError::read(path, error))?;
        let broken = |what: String| ModelError::broken(path, what);
        let mut rest = file.get(4..).ok_or_else(|| broken("it is empty".to_owned()))?;
        let (mut pieces, mut scores) = (Vec::new(), Vec::new());
        while let [a, b, c, d, e, f, g, h, behind @ ..] = rest {
            let length = u32::from_le_bytes([*e, *f, *g, *h]) as usize;
            let piece = behind.get(..length);
            let piece = piece.ok_or_else(|| broken(format!("token {} goes on behind its end", pieces.len())))?;
            pieces.push(piece.to_vec());
            scores.push(f32::from_le_bytes([*a, *b, *c, *d]));
            rest = &behind[length..];
        }
        if pieces.len() != vocabulary || !rest.is_empty() {
            return Err(broken(format!("it has {} tokens, and the model {vocabulary}", pieces.len())));
        }
        if vocabulary < BYTES as usize + 256 {
            return Err(broken(format!("it has {vocabulary} tokens, too few for every byte")));
        }
        let by_piece = pieces.iter().enumerate().rev().map(|(token, piece)| (piece.clone(), token as u32)).collect();
        Ok(Self { pieces, scores, by_piece })
    }

    fn token(&self, piece: &[u8]) -> Option<u32> {
        self.by_piece.get(piece).copied()
    }

    /// The token that two neighbours together are.
    fn joined(&self, pair: &[u32]) -> Option<u32> {
        self.token(&[self.pieces[pair[0] as usize].as_slice(), &self.pieces[pair[1] as usize]].concat())
    }
}

impl Tokenizer for Tokens {
    fn vocabulary(&self) -> usize {
        self.pieces.len()
    }

    fn start(&self) -> Option<u32> {
        Some(START)
    }

    fn ends(&self) -> &[u32] {
        &[START, END]
    }

    fn tokens(&self, text: &str) -> Result<Vec<u32>, String> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut tokens = Vec::new();
        for letter in std::iter::once(' ').chain(text.chars()) {
            let mut buffer = [0; 4];
            let bytes = letter.encode_utf8(&mut buffer).as_bytes();
            match self.token(bytes) {
                Some(token) => tokens.push(token),
                None => tokens.extend(bytes.iter().map(|byte| BYTES + u32::from(*byte))),
            }
        }
        loop {
            let candidates = tokens.windows(2).enumerate();
            let candidates = candidates.filter_map(|(place, pair)| Some((place, self.joined(pair)?)));
            // Of equal scores the first.
            let best = candidates.reduce(|best, next| {
                let score = |(_, token): (usize, u32)| self.scores[token as usize];
                if score(next) > score(best) { next } else { best }
            });
            let Some((place, token)) = best else { return Ok(tokens) };
            tokens.splice(place..place + 2, [token]);
        }
    }

    fn bytes(&self, before: Option<u32>, token: u32) -> Vec<u8> {
        let Some(piece) = self.pieces.get(token as usize) else { return Vec::new() };
        if (BYTES..BYTES + 256).contains(&token) && piece.starts_with(b"<0x") {
            return vec![(token - BYTES) as u8];
        }
        // The space that begins a text is not of it.
        let begins = before.is_none_or(|before| before == START);
        if begins { piece.strip_prefix(b" ").unwrap_or(piece).to_vec() } else { piece.clone() }
    }
}
