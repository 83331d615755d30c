//! Tiny models of random weights.

use seedchip_host::model::{Architecture, Attention, Model, ModelError, Shape, Tensors, Tokenizer};
use seedchip_host::vector::{Pairing, frequencies};

/// Tokens of the models, and of their longest sequence.
pub const VOCABULARY: usize = 50;
pub const CONTEXT: usize = 90;

const HEAD: usize = 12;

/// A model of two layers, the second of which has a window; sizes that are multiples of nothing.
pub fn model(architecture: &'static Architecture, seed: u64) -> Model {
    let attention = |window| Attention { window, frequencies: frequencies(1e4, HEAD), factor: None };
    let shape = Shape {
        hidden: 40,
        heads: 6,
        kv_heads: 2,
        head: HEAD,
        feed_forward: 52,
        vocabulary: VOCABULARY,
        context: CONTEXT,
        epsilon: 1e-5,
        score_factor: 1.0 / (HEAD as f32).sqrt(),
        embedding_factor: architecture.scaled_embedding.then_some(40_f32.sqrt()),
        pairing: if architecture.gguf_adjacent { Pairing::Adjacent } else { Pairing::Half },
        biases: architecture.biases,
        output_bias: architecture.biases,
        tied: architecture.tied,
        layers: vec![attention(None), attention(Some(5))],
    };
    Model { architecture, shape, tensors: Box::new(Random(seed)), tokenizer: Box::new(NoText) }
}

/// Tokens of a sequence.
pub fn tokens(seed: u64, count: usize) -> Vec<u32> {
    let mut numbers = Numbers(seed + 100);
    (0..count).map(|_| (numbers.next() % VOCABULARY as u64) as u32).collect()
}

/// Weights that are random numbers of their names.
struct Random(u64);

impl Tensors for Random {
    fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let seed = name.bytes().fold(self.0, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let mut numbers = Numbers(seed);
        // Rows of a matrix whose sums are about as large as what they are multiplied with; gains near 1.
        let (around, width) = match shape {
            [_, columns] => (0.0, 3.0 / (*columns as f32).sqrt()),
            _ if name.ends_with("bias") => (0.0, 0.3),
            _ => (0.9, 0.4),
        };
        let number = |bits: u64| around + width * ((bits >> 40) as f32 / (1 << 24) as f32 - 0.5);
        Ok((0..shape.iter().product::<usize>()).map(|_| number(numbers.next())).collect())
    }
}

/// Xorshift (Marsaglia, 2003) times a constant.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.max(1);
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}

/// Nobody reads these models' texts.
struct NoText;

impl Tokenizer for NoText {
    fn vocabulary(&self) -> usize {
        VOCABULARY
    }

    fn start(&self) -> Option<u32> {
        None
    }

    fn ends(&self) -> &[u32] {
        &[]
    }

    fn tokens(&self, _: &str) -> Result<Vec<u32>, String> {
        Ok(Vec::new())
    }

    fn bytes(&self, _: Option<u32>, _: u32) -> Vec<u8> {
        Vec::new()
    }
}
