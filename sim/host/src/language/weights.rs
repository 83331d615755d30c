//! The weights of a model, quantised once.

use crate::blocks::{nearest_rows, weights_of_rows};
use crate::model::{Model, ModelError, Shape, Tensors};
use seedchip_spec::{Format, Number};
use std::ops::Range;

/// A matrix of weights, by its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightMatrix {
    /// Columns, n: outputs.
    pub n: usize,
    /// Rows, k: inputs.
    pub k: usize,
    /// `[n, k]`, row-major, one per byte.
    pub elements: Vec<i8>,
    /// E8M0, `[n, ceil(k / 32)]`; empty without blocks.
    pub block_scales: Vec<u8>,
    /// One for each column; empty with blocks.
    pub column_scales: Vec<f32>,
}

impl WeightMatrix {
    /// Quantises `[n, k]`, row-major.
    fn new(format: Format, k: usize, numbers: &[f32]) -> Self {
        let n = numbers.len() / k;
        if format.has_blocks() {
            let blocks = nearest_rows(format.weights(), k, numbers);
            let (elements, block_scales) = (blocks.elements, blocks.scales);
            return Self { n, k, elements, block_scales, column_scales: Vec::new() };
        }
        let (elements, scales) = weights_of_rows(format, k, numbers);
        let column_scales = scales.into_iter().map(|scale| scale as f32).collect();
        Self { n, k, elements, block_scales: Vec::new(), column_scales }
    }

    /// Bytes in the stream of weights.
    pub fn bytes(&self, format: Format) -> usize {
        self.n * self.k * format.weight_bits() / 8 + self.block_scales.len()
    }
}

/// The weights of a layer.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Gains of the norm before attention.
    pub attention_norm: Vec<f32>,
    /// Queries, keys and values, in this order.
    pub attention: WeightMatrix,
    /// Their biases.
    pub attention_bias: Option<Vec<f32>>,
    /// Gains of the norms of each head of queries and of keys.
    pub head_norms: Option<[Vec<f32>; 2]>,
    /// What makes a token's vector of the heads.
    pub output: WeightMatrix,
    /// Its biases.
    pub output_bias: Option<Vec<f32>>,
    /// Gains of the norm behind attention.
    pub behind_attention: Option<Vec<f32>>,
    /// Gains of the norm before the feed-forward part.
    pub feed_forward_norm: Vec<f32>,
    /// Gate and up, in this order.
    pub gate_up: WeightMatrix,
    /// Down.
    pub down: WeightMatrix,
    /// Gains of the norm behind the feed-forward part.
    pub behind_feed_forward: Option<Vec<f32>>,
}

/// The weights of a model.
pub struct Weights {
    /// Their format, and that of the activations.
    pub format: Format,
    /// Of each layer.
    pub layers: Vec<Layer>,
    /// Gains of the last norm.
    pub norm: Vec<f32>,
    /// What makes the logits.
    pub head: WeightMatrix,
}

/// The matrix of embeddings.
pub const EMBEDDINGS: &str = "model.embed_tokens.weight";

impl Weights {
    /// Quantises the weights of a model; `watch` hears of each layer.
    pub fn new(model: &Model, format: Format, mut watch: impl FnMut(usize)) -> Result<Self, ModelError> {
        let Shape { hidden, vocabulary, tied, ref layers, .. } = model.shape;
        let tensors = &*model.tensors;
        let layers = (0..layers.len()).map(|layer| {
            watch(layer);
            Layer::new(model, format, layer)
        });
        let layers = layers.collect::<Result<_, _>>()?;
        let head = if tied { EMBEDDINGS } else { "lm_head.weight" };
        let head = WeightMatrix::new(format, hidden, &tensors.numbers(head, &[vocabulary, hidden])?);
        Ok(Self { format, layers, norm: tensors.numbers("model.norm.weight", &[hidden])?, head })
    }

    /// The format of activations as results of the vector unit.
    pub fn activations(&self) -> Number {
        use seedchip_spec::Element;
        match (self.format.has_blocks(), self.format.activations()) {
            (false, _) => Number::RowInt8,
            (true, Element::E2m1) => Number::E2m1,
            (true, Element::Int8 | Element::Int4) => Number::MxInt8,
        }
    }
}

impl Layer {
    fn new(model: &Model, format: Format, layer: usize) -> Result<Self, ModelError> {
        let (Shape { hidden, heads, kv_heads, head, feed_forward, .. }, it) = (&model.shape, model.architecture);
        let named = |name: &str| format!("model.layers.{layer}.{name}");
        let vector = |name: &str, length: usize| model.tensors.numbers(&named(name), &[length]);
        // Matrices that have the same inputs are one, behind each other.
        let matrix = |names: &[(&str, usize)], k: usize| -> Result<WeightMatrix, ModelError> {
            let mut numbers = Vec::new();
            for (name, rows) in names {
                numbers.extend(model.tensors.numbers(&named(name), &[*rows, k])?);
            }
            Ok(WeightMatrix::new(format, k, &numbers))
        };
        let parts = [("q", heads * head), ("k", kv_heads * head), ("v", kv_heads * head)];
        let attention_names = parts.map(|(part, rows)| (format!("self_attn.{part}_proj"), rows));
        let attention: Vec<(String, usize)> =
            attention_names.iter().map(|(name, rows)| (format!("{name}.weight"), *rows)).collect();
        let attention: Vec<(&str, usize)> = attention.iter().map(|(name, rows)| (name.as_str(), *rows)).collect();
        let biases = || attention_names.iter().map(|(name, rows)| vector(&format!("{name}.bias"), *rows));
        let biases = || Ok(biases().collect::<Result<Vec<_>, ModelError>>()?.concat());
        let feed_forward_norm =
            if it.norms_behind { "pre_feedforward_layernorm.weight" } else { "post_attention_layernorm.weight" };
        let some = |there: bool, name: &str, length| there.then(|| vector(name, length)).transpose();
        let head_norms = if it.head_norms {
            Some([vector("self_attn.q_norm.weight", *head)?, vector("self_attn.k_norm.weight", *head)?])
        } else {
            None
        };
        Ok(Self {
            attention_norm: vector("input_layernorm.weight", *hidden)?,
            attention: matrix(&attention, *hidden)?,
            attention_bias: model.shape.biases.then(biases).transpose()?,
            head_norms,
            output: matrix(&[("self_attn.o_proj.weight", *hidden)], heads * head)?,
            output_bias: some(model.shape.output_bias, "self_attn.o_proj.bias", *hidden)?,
            behind_attention: some(it.norms_behind, "post_attention_layernorm.weight", *hidden)?,
            feed_forward_norm: vector(feed_forward_norm, *hidden)?,
            gate_up: matrix(
                &[("mlp.gate_proj.weight", *feed_forward), ("mlp.up_proj.weight", *feed_forward)],
                *hidden,
            )?,
            down: matrix(&[("mlp.down_proj.weight", *hidden)], *feed_forward)?,
            behind_feed_forward: some(it.norms_behind, "post_feedforward_layernorm.weight", *hidden)?,
        })
    }
}

/// Rows of embeddings, bits of FP32.
pub fn embeddings(tensors: &dyn Tensors, shape: &Shape, tokens: &[u32]) -> Result<Vec<u32>, ModelError> {
    let row = |token: &u32| -> Range<usize> { *token as usize..*token as usize + 1 };
    let rows = tokens.iter().map(|token| tensors.rows(EMBEDDINGS, [shape.vocabulary, shape.hidden], row(token)));
    Ok(rows.collect::<Result<Vec<_>, _>>()?.concat().into_iter().map(f32::to_bits).collect())
}
