//! The sizes in a config.json.

use crate::model::architecture::Architecture;
use crate::model::error::ModelError;
use crate::model::json::Object;
use crate::model::shape::Shape;
use crate::vector::{Activation, Pairing};

/// ε of the norms if a configuration has none.
const EPSILON: f64 = 1e-6;

/// The sizes of a model, without its layers.
pub fn read(config: &Object, architecture: &Architecture) -> Result<Shape, ModelError> {
    refuse(config, architecture)?;
    let hidden = config.required_size("hidden_size")?;
    let heads = config.required_size("num_attention_heads")?;
    let kv_heads = config.size("num_key_value_heads")?.unwrap_or(heads);
    let head = config.size("head_dim")?.unwrap_or(hidden / heads);
    let scalar = config.positive("query_pre_attn_scalar")?;
    let biases = config.flag("attention_bias")?.unwrap_or(architecture.biases);
    // One flag is for all four biases, unless the architecture has a second one, or biases on three always.
    let output_bias = config.flag("attention_out_bias")?.unwrap_or(biases && !architecture.biases);
    let shape = Shape {
        hidden,
        heads,
        kv_heads,
        head,
        feed_forward: config.required_size("intermediate_size")?,
        vocabulary: config.required_size("vocab_size")?,
        context: config.required_count("max_position_embeddings")?,
        epsilon: config.positive("rms_norm_eps")?.unwrap_or(EPSILON) as f32,
        score_factor: (1.0 / scalar.unwrap_or(head as f64).sqrt()) as f32,
        embedding_factor: architecture.scaled_embedding.then(|| (hidden as f64).sqrt() as f32),
        pairing: Pairing::Half,
        biases,
        output_bias,
        tied: config.flag("tie_word_embeddings")?.unwrap_or(architecture.tied),
        layers: Vec::new(),
    };
    shape.fault().map_or(Ok(shape), |fault| Err(ModelError::broken(config.path(), fault)))
}

/// Refuses what would change the result and is not supported.
fn refuse(config: &Object, architecture: &Architecture) -> Result<(), ModelError> {
    let refused = |what: String| Err(ModelError::unsupported(config.path(), what));
    let activation = match config.text("hidden_activation")? {
        Some(activation) => Some(activation),
        None => config.text("hidden_act")?,
    };
    let known: &[&str] = match architecture.activation {
        Activation::Silu => &["silu", "swish"],
        Activation::Gelu => &["gelu_pytorch_tanh", "gelu_new"],
    };
    if let Some(activation) = activation.filter(|activation| !known.contains(activation)) {
        return refused(format!("its activation is {activation}, and that of {} is {}", architecture.name, known[0]));
    }
    for flag in ["mlp_bias", "use_bidirectional_attention"] {
        if config.flag(flag)? == Some(true) {
            return refused(format!("its {flag} is true"));
        }
    }
    for field in ["attn_logit_softcapping", "final_logit_softcapping", "quantization_config"] {
        if config.has(field) {
            return refused(format!("it has a {field}"));
        }
    }
    if config.positive("partial_rotary_factor")?.is_some_and(|part| part != 1.0) {
        return refused("only a part of each head has rotary embeddings".to_owned());
    }
    Ok(())
}
