//! The sizes that a file's keys say.

use super::metadata::Section;
use super::tensors::Numbers;
use crate::model::architecture::Architecture;
use crate::model::error::ModelError;
use crate::model::shape::Shape;
use crate::vector::Pairing;

/// Layers of Gemma 3 27B, whose scores have another factor that no key says.
const LAYERS_OF_27B: usize = 62;

/// The sizes of a model of so many layers, without these. Biases and weights of the output are there if their tensors
/// are.
pub fn read(
    keys: &Section,
    architecture: &Architecture,
    tensors: &Numbers,
    layers: usize,
) -> Result<Shape, ModelError> {
    let broken = |what: String| ModelError::broken(keys.path(), what);
    refuse(keys)?;
    let hidden = keys.required_size("embedding_length")?;
    let heads = keys.required_size("attention.head_count")?;
    let kv_heads = keys.size("attention.head_count_kv")?.unwrap_or(heads);
    let head = keys.size("attention.key_length")?.unwrap_or(hidden / heads);
    for key in ["attention.value_length", "rope.dimension_count"] {
        if let Some(other) = keys.size(key)?.filter(|other| *other != head) {
            let what = format!("its {key} is {other}, and a head has {head} elements");
            return Err(ModelError::unsupported(keys.path(), what));
        }
    }
    let embeddings = tensors.shape("model.embed_tokens.weight").unwrap_or_default();
    let vocabulary = embeddings.first().and_then(|rows| usize::try_from(*rows).ok().filter(|rows| *rows > 0));
    let vocabulary = vocabulary.ok_or_else(|| broken("it has no embeddings".to_owned()))?;
    let scalar = if architecture.scaled_embedding && layers == LAYERS_OF_27B { hidden / heads } else { head };
    let score_factor = keys.positive("attention.scale")?.unwrap_or(1.0 / (scalar as f64).sqrt());
    let has = |name| tensors.shape(name).is_some();
    let shape = Shape {
        hidden,
        heads,
        kv_heads,
        head,
        feed_forward: keys.required_size("feed_forward_length")?,
        vocabulary,
        context: keys.required_count("context_length")? as usize,
        epsilon: keys.required_positive("attention.layer_norm_rms_epsilon")? as f32,
        score_factor: score_factor as f32,
        embedding_factor: architecture.scaled_embedding.then(|| (hidden as f64).sqrt() as f32),
        pairing: if architecture.gguf_adjacent { Pairing::Adjacent } else { Pairing::Half },
        biases: has("model.layers.0.self_attn.q_proj.bias"),
        output_bias: has("model.layers.0.self_attn.o_proj.bias"),
        tied: !has("lm_head.weight"),
        layers: Vec::new(),
    };
    shape.fault().map_or(Ok(shape), |fault| Err(ModelError::broken(keys.path(), fault)))
}

/// Refuses what would change the result and is not supported.
fn refuse(keys: &Section) -> Result<(), ModelError> {
    let refused = |what: String| Err(ModelError::unsupported(keys.path(), what));
    if keys.count("expert_count")?.is_some_and(|experts| experts > 0) {
        return refused("its feed-forward parts have experts".to_owned());
    }
    for key in ["attn_logit_softcapping", "final_logit_softcapping", "logit_scale", "embedding_scale"] {
        if keys.positive(key)?.is_some() {
            return refused(format!("it has a {key}"));
        }
    }
    Ok(())
}
