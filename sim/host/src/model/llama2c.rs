//! The files of llama2.c: a model of one block of numbers behind seven sizes, and its tokenizer.

mod tokens;

use super::Model;
use super::architecture::Architecture;
use super::error::ModelError;
use super::shape::{Attention, Shape};
use super::tensors::Tensors;
use crate::vector::{Pairing, frequencies};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use tokens::Tokens;

/// Words of the header.
const HEADER: usize = 7;
/// θ of the rotary embeddings.
const THETA: f64 = 10_000.0;
/// ε of the norms.
const EPSILON: f32 = 1e-5;
/// The greatest of a size: a vocabulary of 2^20, rows of 2^20.
const GREATEST: usize = 1 << 20;

/// Opens a model with its tokenizer, which is `tokenizer.bin` beside it if no other is given.
pub fn open(path: &Path, tokenizer: Option<&Path>) -> Result<Model, ModelError> {
    let file = fs::read(path).map_err(|error| ModelError::read(path, error))?;
    let beside = path.with_file_name("tokenizer.bin");
    let (shape, tensors) = Numbers::new(path, &file)?;
    if tokenizer.is_none() && !beside.exists() {
        return Err(ModelError::unsupported(path, "there is no tokenizer.bin beside it: give --tokenizer FILE"));
    }
    let tokenizer = Tokens::read(tokenizer.unwrap_or(&beside), shape.vocabulary)?;
    let architecture = Architecture::named("llama").expect("it is in the table");
    Ok(Model { architecture, shape, tensors: Box::new(tensors), tokenizer: Box::new(tokenizer) })
}

/// The numbers of a file, and where each tensor lies.
struct Numbers {
    path: PathBuf,
    numbers: Vec<f32>,
    places: Vec<Place>,
}

/// A tensor of each layer, or of the model.
struct Place {
    name: &'static str,
    /// Layers, or 1.
    count: usize,
    /// Its shape: rows, 0 for a vector, and columns.
    shape: [usize; 2],
    first: usize,
}

impl Place {
    fn length(&self) -> usize {
        self.shape[0].max(1) * self.shape[1]
    }
}

impl Numbers {
    fn new(path: &Path, file: &[u8]) -> Result<(Shape, Self), ModelError> {
        let broken = |what: String| ModelError::broken(path, what);
        let words = || file.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
        if file.len() < 4 * HEADER || !file.len().is_multiple_of(4) {
            return Err(broken("this is not a model of llama2.c: it has no header of seven sizes".to_owned()));
        }
        let header: Vec<i32> = words().take(HEADER).map(u32::cast_signed).collect();
        // A negative vocabulary says that the output has weights of its own.
        let tied = header[5] > 0;
        let size = |index: usize| header[index].unsigned_abs() as usize;
        let [hidden, feed_forward, layers, heads, kv_heads, vocabulary, context] = [0, 1, 2, 3, 4, 5, 6].map(size);
        let others = [0, 1, 2, 3, 4, 6].map(|index| header[index]);
        if others.iter().any(|it| *it <= 0) || (0..HEADER).any(|index| !(1..=GREATEST).contains(&size(index))) {
            return Err(broken(format!("its sizes are {header:?}, and each must be 1 to {GREATEST}")));
        }
        if !hidden.is_multiple_of(heads) || !heads.is_multiple_of(kv_heads) || !(hidden / heads).is_multiple_of(2) {
            return Err(broken(format!(
                "{hidden} elements are not {heads} heads of an even length, {kv_heads} of keys"
            )));
        }
        let head = hidden / heads;
        let mut first = 0_usize;
        let mut places = Vec::new();
        let mut place = |name, count: usize, shape: [usize; 2]| {
            places.push(Place { name, count, shape, first });
            first = first.saturating_add(count.saturating_mul(shape[0].max(1)).saturating_mul(shape[1]));
        };
        let keys = kv_heads * head;
        place("model.embed_tokens.weight", 1, [vocabulary, hidden]);
        place("input_layernorm.weight", layers, [0, hidden]);
        place("self_attn.q_proj.weight", layers, [hidden, hidden]);
        place("self_attn.k_proj.weight", layers, [keys, hidden]);
        place("self_attn.v_proj.weight", layers, [keys, hidden]);
        place("self_attn.o_proj.weight", layers, [hidden, hidden]);
        place("post_attention_layernorm.weight", layers, [0, hidden]);
        place("mlp.gate_proj.weight", layers, [feed_forward, hidden]);
        place("mlp.down_proj.weight", layers, [hidden, feed_forward]);
        place("mlp.up_proj.weight", layers, [feed_forward, hidden]);
        place("model.norm.weight", 1, [0, hidden]);
        // Sines and cosines, which are of no use here.
        place("freq_cis", 2, [context, head / 2]);
        if !tied {
            place("lm_head.weight", 1, [vocabulary, hidden]);
        }
        let found = file.len() / 4 - HEADER;
        if found != first {
            return Err(broken(format!("its sizes are those of {first} numbers, and it has {found}")));
        }
        let attention = Attention { window: None, frequencies: frequencies(THETA, head), factor: None };
        let shape = Shape {
            hidden,
            heads,
            kv_heads,
            head,
            feed_forward,
            vocabulary,
            context,
            epsilon: EPSILON,
            score_factor: (1.0 / (head as f64).sqrt()) as f32,
            embedding_factor: None,
            pairing: Pairing::Adjacent,
            biases: false,
            output_bias: false,
            tied,
            layers: vec![attention; layers],
        };
        let numbers = words().skip(HEADER).map(f32::from_bits).collect();
        Ok((shape, Self { path: path.to_owned(), numbers, places }))
    }

    /// Where the numbers of a tensor of this shape lie.
    fn range(&self, name: &str, shape: &[usize]) -> Result<Range<usize>, ModelError> {
        let (of_layer, layer) = match name.strip_prefix("model.layers.").and_then(|rest| rest.split_once('.')) {
            Some((layer, of_layer)) => (of_layer, layer.parse().unwrap_or(usize::MAX)),
            None => (name, 0),
        };
        let place = self.places.iter().find(|place| place.name == of_layer && layer < place.count);
        let place = place.ok_or_else(|| ModelError::broken(&self.path, format!("it has no tensor {name}")))?;
        let found = if place.shape[0] == 0 { &place.shape[1..] } else { &place.shape[..] };
        if found != shape {
            return Err(ModelError::broken(&self.path, format!("{name} is {found:?}, and must be {shape:?}")));
        }
        let first = place.first + layer * place.length();
        Ok(first..first + place.length())
    }
}

impl Tensors for Numbers {
    fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        Ok(self.numbers[self.range(name, shape)?].to_vec())
    }
}
