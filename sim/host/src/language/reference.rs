//! The network in FP32, as a program on the host computes it: what the formats of the units are measured against. Sums of
//! products are in FP64, so that it is no worse than any order of them in FP32.

use super::weights::EMBEDDINGS;
use crate::model::{Model, ModelError, Shape};
use crate::vector::{Activation, Pairing};
use std::f64::consts::{PI, TAU};

/// A model in FP32, and one sequence so far.
pub struct Reference<'a> {
    model: &'a Model,
    layers: Vec<Layer>,
    norm: Vec<f32>,
    head: Vec<f32>,
    /// Keys and values of each layer, `[tokens, kv_heads · head]`.
    cache: Vec<[Vec<f32>; 2]>,
    tokens: usize,
}

/// The tensors of a layer; none where the architecture has none.
struct Layer {
    norms: [Option<Vec<f32>>; 4],
    projections: [Linear; 3],
    head_norms: Option<[Vec<f32>; 2]>,
    output: Linear,
    gate: Linear,
    up: Linear,
    down: Linear,
}

struct Linear {
    weights: Vec<f32>,
    bias: Option<Vec<f32>>,
}

impl Linear {
    fn of(&self, x: &[f32]) -> Vec<f32> {
        let rows = self.weights.chunks_exact(x.len()).map(|row| dot(row, x));
        match &self.bias {
            Some(bias) => rows.zip(bias).map(|(sum, bias)| sum + bias).collect(),
            None => rows.collect(),
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    // Four sums, so that one addition need not wait for the other.
    let mut sums = [0_f64; 4];
    for (a, b) in a.chunks(4).zip(b.chunks(4)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += f64::from(*a) * f64::from(*b);
        }
    }
    sums.iter().sum::<f64>() as f32
}

impl<'a> Reference<'a> {
    /// Reads all weights.
    pub fn new(model: &'a Model) -> Result<Self, ModelError> {
        let shape = &model.shape;
        let layers = (0..shape.layers.len()).map(|layer| Layer::new(model, layer)).collect::<Result<Vec<_>, _>>()?;
        let head = if shape.tied { EMBEDDINGS } else { "lm_head.weight" };
        Ok(Self {
            model,
            cache: vec![Default::default(); layers.len()],
            layers,
            norm: model.tensors.numbers("model.norm.weight", &[shape.hidden])?,
            head: model.tensors.numbers(head, &[shape.vocabulary, shape.hidden])?,
            tokens: 0,
        })
    }

    /// Begins another sequence.
    pub fn restart(&mut self) {
        self.cache.iter_mut().flatten().for_each(Vec::clear);
        self.tokens = 0;
    }

    /// The logits behind the next token of the sequence.
    pub fn forward(&mut self, token: u32) -> Result<Vec<f32>, ModelError> {
        let (shape, plus_one) = (&self.model.shape, self.model.architecture.plus_one);
        let rows = token as usize..token as usize + 1;
        let mut x = self.model.tensors.rows(EMBEDDINGS, [shape.vocabulary, shape.hidden], rows)?;
        if let Some(factor) = shape.embedding_factor {
            x.iter_mut().for_each(|x| *x *= factor);
        }
        let norm = |x: &[f32], gain: &Option<Vec<f32>>| match gain {
            Some(gain) => normalised(x, gain, plus_one, shape.epsilon),
            None => x.to_vec(),
        };
        for (index, (layer, cache)) in self.layers.iter().zip(&mut self.cache).enumerate() {
            let attention = layer.attention(self.model, index, self.tokens, &norm(&x, &layer.norms[0]), cache);
            add(&mut x, &norm(&attention, &layer.norms[1]));
            let normal = norm(&x, &layer.norms[2]);
            let (gate, up) = (layer.gate.of(&normal), layer.up.of(&normal));
            let activation = self.model.architecture.activation;
            let inner: Vec<f32> = gate.iter().zip(&up).map(|(gate, up)| activated(activation, *gate) * up).collect();
            add(&mut x, &norm(&layer.down.of(&inner), &layer.norms[3]));
        }
        self.tokens += 1;
        let x = normalised(&x, &self.norm, plus_one, shape.epsilon);
        Ok(self.head.chunks_exact(shape.hidden).map(|row| dot(row, &x)).collect())
    }
}

impl Layer {
    fn new(model: &Model, layer: usize) -> Result<Self, ModelError> {
        let (shape, architecture) = (&model.shape, model.architecture);
        let &Shape { hidden, heads, kv_heads, head, feed_forward, .. } = shape;
        let tensor =
            |name: &str, shape: &[usize]| model.tensors.numbers(&format!("model.layers.{layer}.{name}"), shape);
        let gain =
            |there: bool, name: &str| there.then(|| tensor(&format!("{name}_layernorm.weight"), &[hidden])).transpose();
        let linear = |name: &str, n: usize, k: usize, bias: bool| -> Result<Linear, ModelError> {
            let weights = tensor(&format!("{name}.weight"), &[n, k])?;
            Ok(Linear { weights, bias: bias.then(|| tensor(&format!("{name}.bias"), &[n])).transpose()? })
        };
        let behind = architecture.norms_behind;
        let head_norm = |name: &str| tensor(&format!("self_attn.{name}_norm.weight"), &[head]);
        Ok(Self {
            norms: [
                gain(true, "input")?,
                gain(behind, "post_attention")?,
                gain(true, if behind { "pre_feedforward" } else { "post_attention" })?,
                gain(behind, "post_feedforward")?,
            ],
            projections: [
                linear("self_attn.q_proj", heads * head, hidden, shape.biases)?,
                linear("self_attn.k_proj", kv_heads * head, hidden, shape.biases)?,
                linear("self_attn.v_proj", kv_heads * head, hidden, shape.biases)?,
            ],
            head_norms: if architecture.head_norms { Some([head_norm("q")?, head_norm("k")?]) } else { None },
            output: linear("self_attn.o_proj", hidden, heads * head, shape.output_bias)?,
            gate: linear("mlp.gate_proj", feed_forward, hidden, false)?,
            up: linear("mlp.up_proj", feed_forward, hidden, false)?,
            down: linear("mlp.down_proj", hidden, feed_forward, false)?,
        })
    }

    fn attention(
        &self,
        model: &Model,
        index: usize,
        position: usize,
        x: &[f32],
        cache: &mut [Vec<f32>; 2],
    ) -> Vec<f32> {
        let shape = &model.shape;
        let [mut queries, mut keys, values] = [0, 1, 2].map(|part| self.projections[part].of(x));
        for (side, heads) in [&mut queries, &mut keys].into_iter().enumerate() {
            for head in heads.chunks_mut(shape.head) {
                if let Some(gains) = &self.head_norms {
                    let normal = normalised(head, &gains[side], model.architecture.plus_one, shape.epsilon);
                    head.copy_from_slice(&normal);
                }
                turn(shape, index, position, head);
            }
        }
        cache[0].extend(keys);
        cache[1].extend(values);
        let (width, group) = (shape.kv_heads * shape.head, shape.group());
        let first = shape.layers[index].window.map_or(0, |window| (position + 1).saturating_sub(window));
        let mut heads = Vec::with_capacity(queries.len());
        for (number, query) in queries.chunks(shape.head).enumerate() {
            let part = number / group * shape.head;
            let of = |side: usize, token: usize| &cache[side][token * width + part..][..shape.head];
            let scores: Vec<f32> =
                (first..=position).map(|token| dot(query, of(0, token)) * shape.score_factor).collect();
            let most = scores.iter().fold(f32::NEG_INFINITY, |most, score| most.max(*score));
            let weights: Vec<f32> = scores.iter().map(|score| (score - most).exp()).collect();
            let all: f32 = weights.iter().sum();
            let mut sum = vec![0_f32; shape.head];
            for (token, weight) in (first..).zip(&weights) {
                sum.iter_mut().zip(of(1, token)).for_each(|(sum, value)| *sum += weight / all * value);
            }
            heads.extend(sum);
        }
        self.output.of(&heads)
    }
}

fn add(x: &mut [f32], y: &[f32]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
}

fn normalised(x: &[f32], gain: &[f32], plus_one: bool, epsilon: f32) -> Vec<f32> {
    let root = 1.0 / (dot(x, x) / x.len() as f32 + epsilon).sqrt();
    let one = if plus_one { 1.0 } else { 0.0 };
    x.iter().zip(gain).map(|(x, gain)| x * root * (one + gain)).collect()
}

fn activated(activation: Activation, x: f32) -> f32 {
    match activation {
        Activation::Silu => x / (1.0 + (-x).exp()),
        Activation::Gelu => {
            let x = f64::from(x);
            (0.5 * x * (1.0 + ((2.0 / PI).sqrt() * (x + 0.044_715 * x.powi(3))).tanh())) as f32
        }
    }
}

/// The rotary embedding of a head.
fn turn(shape: &Shape, index: usize, position: usize, head: &mut [f32]) {
    let attention = &shape.layers[index];
    let factor = f64::from(attention.factor.unwrap_or(1.0));
    for (pair, frequency) in attention.frequencies.iter().enumerate() {
        let turns = frequency.wrapping_mul(position as u64) & ((1 << 40) - 1);
        let angle = turns as f64 / (1_u64 << 40) as f64 * TAU;
        let (sine, cosine) = ((angle.sin() * factor) as f32, (angle.cos() * factor) as f32);
        let [first, second] = Pairing::places(shape.pairing, head.len(), pair);
        let (x, y) = (head[first], head[second]);
        (head[first], head[second]) = (x * cosine - y * sine, x * sine + y * cosine);
    }
}
