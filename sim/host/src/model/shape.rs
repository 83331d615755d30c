//! The sizes of a model.

use crate::vector::Pairing;

/// The sizes and constants of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Elements of a token's vector.
    pub hidden: usize,
    /// Heads of queries.
    pub heads: usize,
    /// Heads of keys and values: a divisor of the heads.
    pub kv_heads: usize,
    /// Elements of a head, even.
    pub head: usize,
    /// Elements inside the feed-forward part.
    pub feed_forward: usize,
    /// Tokens that there are.
    pub vocabulary: usize,
    /// Positions of the longest sequence.
    pub context: usize,
    /// ε of the norms.
    pub epsilon: f32,
    /// What scores are multiplied with, rounded once: 1/√head, unless the model names another constant.
    pub score_factor: f32,
    /// What embeddings are multiplied with, if they are.
    pub embedding_factor: Option<f32>,
    /// Which elements of a head are a pair.
    pub pairing: Pairing,
    /// Queries, keys and values have biases.
    pub biases: bool,
    /// The result of attention's last product has a bias.
    pub output_bias: bool,
    /// The output's weights are the embeddings.
    pub tied: bool,
    /// For each layer.
    pub layers: Vec<Attention>,
}

/// What differs between the attentions of layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Attention {
    /// Tokens that are seen, if not all before: the token itself and `window` − 1 before it.
    pub window: Option<usize>,
    /// Turns per position of each pair, in multiples of 2^-40.
    pub frequencies: Vec<u64>,
    /// What sines and cosines are multiplied with, if they are.
    pub factor: Option<f32>,
}

impl Shape {
    /// What is wrong with the sizes that a file gives its heads, if anything is. All are above 0 but the head's.
    pub(super) fn fault(&self) -> Option<String> {
        let &Self { heads, kv_heads, head, .. } = self;
        if head > 0 && head.is_multiple_of(2) && heads.is_multiple_of(kv_heads) {
            return None;
        }
        Some(format!(
            "it has {heads} heads of {head} elements, {kv_heads} of keys: the elements must be even, and {heads} a \
             multiple of {kv_heads}"
        ))
    }

    /// Heads of queries that share a head of keys and values.
    pub fn group(&self) -> usize {
        self.heads / self.kv_heads
    }

    /// Weights of the model.
    pub fn weights(&self) -> usize {
        let attention = 2 * self.hidden * self.head * (self.heads + self.kv_heads);
        let layer = attention + 3 * self.hidden * self.feed_forward;
        let tables = if self.tied { 1 } else { 2 };
        self.layers.len() * layer + tables * self.vocabulary * self.hidden
    }
}
