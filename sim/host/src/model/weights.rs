//! The tensors that a model has.

use super::architecture::Architecture;
use super::error::ModelError;
use super::shape::Shape;
use std::collections::HashSet;
use std::path::Path;

/// What the files of a model say about its tensors, before they are read. Names are those of [`super::Tensors`].
pub(super) trait Listing {
    /// The file that names the tensors.
    fn path(&self) -> &Path;

    /// Names of all tensors.
    fn names(&self) -> Box<dyn Iterator<Item = &str> + '_>;

    /// Whether a tensor is there, of this shape, and can be read.
    fn check(&self, name: &str, shape: &[usize]) -> Result<(), ModelError>;
}

/// Sees that all tensors of a model of so many layers are there, and in its layers no others: those would change what
/// it computes. The shape's own layers need not be known yet.
pub(super) fn check(
    listing: &impl Listing,
    architecture: &Architecture,
    shape: &Shape,
    layers: usize,
) -> Result<(), ModelError> {
    let &Shape { hidden, vocabulary, .. } = shape;
    listing.check("model.embed_tokens.weight", &[vocabulary, hidden])?;
    listing.check("model.norm.weight", &[hidden])?;
    if !shape.tied {
        listing.check("lm_head.weight", &[vocabulary, hidden])?;
    }
    let of_layer = of_layer(architecture, shape);
    let mut expected = HashSet::new();
    for layer in 0..layers {
        for (name, shape) in &of_layer {
            let name = format!("model.layers.{layer}.{name}");
            listing.check(&name, shape)?;
            expected.insert(name);
        }
    }
    // Old files have the frequencies of rotary embeddings, which the configuration says, too.
    let known = |name: &str| expected.contains(name) || name.ends_with(".rotary_emb.inv_freq");
    match listing.names().filter(|name| name.starts_with("model.layers.") && !known(name)).min() {
        Some(name) => {
            let what = format!("it has a tensor {name}, which no {} of {layers} layers has", architecture.name);
            Err(ModelError::unsupported(listing.path(), what))
        }
        None => Ok(()),
    }
}

/// Names and shapes of a layer's tensors.
fn of_layer(architecture: &Architecture, shape: &Shape) -> Vec<(&'static str, Vec<usize>)> {
    let &Shape { hidden, heads, kv_heads, head, feed_forward, .. } = shape;
    let (queries, keys) = (heads * head, kv_heads * head);
    let mut tensors = vec![
        ("input_layernorm.weight", vec![hidden]),
        ("self_attn.q_proj.weight", vec![queries, hidden]),
        ("self_attn.k_proj.weight", vec![keys, hidden]),
        ("self_attn.v_proj.weight", vec![keys, hidden]),
        ("self_attn.o_proj.weight", vec![hidden, queries]),
        ("post_attention_layernorm.weight", vec![hidden]),
        ("mlp.gate_proj.weight", vec![feed_forward, hidden]),
        ("mlp.up_proj.weight", vec![feed_forward, hidden]),
        ("mlp.down_proj.weight", vec![hidden, feed_forward]),
    ];
    if architecture.head_norms {
        tensors.extend([("self_attn.q_norm.weight", vec![head]), ("self_attn.k_norm.weight", vec![head])]);
    }
    if architecture.norms_behind {
        let norms = ["pre_feedforward_layernorm.weight", "post_feedforward_layernorm.weight"];
        tensors.extend(norms.map(|name| (name, vec![hidden])));
    }
    if shape.biases {
        tensors.push(("self_attn.q_proj.bias", vec![queries]));
        tensors.push(("self_attn.k_proj.bias", vec![keys]));
        tensors.push(("self_attn.v_proj.bias", vec![keys]));
    }
    if shape.output_bias {
        tensors.push(("self_attn.o_proj.bias", vec![hidden]));
    }
    tensors
}
