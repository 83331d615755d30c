//! The architectures that can run: a row each.

use crate::vector::Activation;

/// What the layers of an architecture are made of. All have RMSNorm, rotary embeddings, grouped queries, and a gated
/// feed-forward part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Architecture {
    /// `model_type` of Hugging Face's config.json.
    pub name: &'static str,
    /// `general.architecture` of a GGUF file.
    pub gguf: &'static str,
    /// Queries, keys and values have biases, unless the configuration says otherwise.
    pub biases: bool,
    /// Each head of queries and keys is normalised, with a gain.
    pub head_norms: bool,
    /// The gain of a norm is 1 + g.
    pub plus_one: bool,
    /// What the gate goes through.
    pub activation: Activation,
    /// What attention and the feed-forward part give is normalised, too, before it is added.
    pub norms_behind: bool,
    /// Embeddings are multiplied with the root of their length.
    pub scaled_embedding: bool,
    /// The output's weights are the embeddings, unless the configuration says otherwise.
    pub tied: bool,
    /// A GGUF file has the rows of queries and keys in the order of adjacent pairs.
    pub gguf_adjacent: bool,
}

const LLAMA: Architecture = Architecture {
    name: "llama",
    gguf: "llama",
    biases: false,
    head_norms: false,
    plus_one: false,
    activation: Activation::Silu,
    norms_behind: false,
    scaled_embedding: false,
    tied: false,
    gguf_adjacent: true,
};

const OTHERS: Architecture = Architecture { gguf_adjacent: false, ..LLAMA };

const GEMMA: Architecture = Architecture {
    name: "gemma3_text",
    gguf: "gemma3",
    head_norms: true,
    plus_one: true,
    activation: Activation::Gelu,
    norms_behind: true,
    scaled_embedding: true,
    tied: true,
    ..OTHERS
};

/// The table.
pub const ARCHITECTURES: &[Architecture] = &[
    LLAMA,
    Architecture { name: "qwen2", gguf: "qwen2", biases: true, ..OTHERS },
    Architecture { name: "qwen3", gguf: "qwen3", head_norms: true, ..OTHERS },
    Architecture { name: "seed_oss", gguf: "seed_oss", biases: true, ..OTHERS },
    GEMMA,
];

/// What is other in a GGUF file: it has Gemma's gains as 1 + g.
const IN_GGUF: &[Architecture] = &[Architecture { plus_one: false, ..GEMMA }];

impl Architecture {
    /// That of this `model_type`.
    pub fn named(name: &str) -> Option<&'static Self> {
        ARCHITECTURES.iter().find(|architecture| architecture.name == name)
    }

    /// That of this `general.architecture`.
    pub fn of_gguf(name: &str) -> Option<&'static Self> {
        IN_GGUF.iter().chain(ARCHITECTURES).find(|architecture| architecture.gguf == name)
    }
}
