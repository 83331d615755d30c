//! Keys and values of the tokens of a sequence.

use super::units::transposed;

/// Keys and values of a head in a layer.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// MXINT8, `[tokens, head]`,
    pub keys: Vec<i8>,
    /// and the scales of its blocks.
    pub key_scales: Vec<u8>,
    /// INT8, `[tokens, head]`,
    pub values: Vec<i8>,
    /// and the scale of each token, bits of FP32.
    pub value_scales: Vec<u32>,
}

impl Head {
    /// The values of tokens from one on, `[head, tokens]`.
    pub fn values_from(&self, first: usize) -> Vec<i8> {
        let tokens = self.value_scales.len();
        let head = self.values.len() / tokens.max(1);
        transposed(&self.values[first * head..], tokens - first, head)
    }

    fn shorten(&mut self, tokens: usize) {
        let all = self.value_scales.len().max(1);
        let (head, blocks) = (self.values.len() / all, self.key_scales.len() / all);
        self.keys.truncate(tokens * head);
        self.values.truncate(tokens * head);
        self.key_scales.truncate(tokens * blocks);
        self.value_scales.truncate(tokens);
    }
}

/// Keys and values of a sequence.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    /// Of each layer, of each head.
    pub layers: Vec<Vec<Head>>,
    /// Tokens of which the last layer has keys.
    pub tokens: usize,
}

impl Cache {
    /// That of no tokens.
    pub fn new(layers: usize, heads: usize) -> Self {
        Self { layers: vec![vec![Head::default(); heads]; layers], tokens: 0 }
    }

    /// Drops what is behind so many tokens: of a chunk that was interrupted, for instance.
    pub fn shorten(&mut self, tokens: usize) {
        self.layers.iter_mut().flatten().for_each(|head| head.shorten(tokens));
        self.tokens = self.tokens.min(tokens);
    }
}
