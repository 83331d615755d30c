//! What a file's keys say about the attention of each layer: windows and rotary embeddings.

use super::metadata::Section;
use super::tensors::Numbers;
use crate::model::architecture::Architecture;
use crate::model::error::ModelError;
use crate::model::rope::{Rope, Scaling, YARN_TURNS, yarn_attention};
use crate::model::shape::Attention;
use crate::model::tensors::Tensors;

/// θ if a file has none.
const THETA: f64 = 10_000.0;
/// One of so many layers of Gemma 3 has no window.
const GEMMA_PATTERN: usize = 6;
/// The tensor of factors by which frequencies are divided.
const FACTORS: &str = "rope_freqs.weight";

/// The attention of each of so many layers with heads of so many elements. As in llama.cpp, only Gemma has windows.
pub fn read(
    keys: &Section,
    architecture: &Architecture,
    tensors: &Numbers,
    head: usize,
    layers: usize,
) -> Result<Vec<Attention>, ModelError> {
    let full = rope(keys, "rope.freq_base", scaling(keys, tensors, head)?)?.attention(head, None);
    if architecture.gguf != "gemma3" {
        return Ok(vec![full; layers]);
    }
    let window = keys.required_size("attention.sliding_window")?;
    let pattern = keys.size("attention.sliding_window_pattern")?.unwrap_or(GEMMA_PATTERN);
    let sliding = rope(keys, "rope.freq_base_swa", Scaling::None)?.attention(head, Some(window));
    let attention = |layer: usize| if layer.is_multiple_of(pattern) { full.clone() } else { sliding.clone() };
    Ok((1..=layers).map(attention).collect())
}

fn rope(keys: &Section, theta: &str, scaling: Scaling) -> Result<Rope, ModelError> {
    let rope = Rope { theta: keys.positive(theta)?.unwrap_or(THETA), scaling };
    rope.fault().map_or(Ok(rope), |fault| Err(ModelError::broken(keys.path(), fault)))
}

fn scaling(keys: &Section, tensors: &Numbers, head: usize) -> Result<Scaling, ModelError> {
    let factor = keys.positive("rope.scaling.factor")?.unwrap_or(1.0);
    let kind = keys.text("rope.scaling.type")?.unwrap_or("linear");
    if tensors.shape(FACTORS).is_some() {
        if factor != 1.0 {
            let what = format!("its rotary embeddings are scaled both by {FACTORS} and by a factor of {factor}");
            return Err(ModelError::unsupported(keys.path(), what));
        }
        let factors = tensors.numbers(FACTORS, &[head / 2])?;
        return Ok(Scaling::Divided(factors.into_iter().map(f64::from).collect()));
    }
    match kind {
        "none" => Ok(Scaling::None),
        "linear" if factor == 1.0 => Ok(Scaling::None),
        "linear" => Ok(Scaling::Linear(factor)),
        "yarn" => yarn(keys, factor),
        other => {
            let what = format!("its rotary embeddings are scaled by {other}, and can be by linear and yarn");
            Err(ModelError::unsupported(keys.path(), what))
        }
    }
}

fn yarn(keys: &Section, factor: f64) -> Result<Scaling, ModelError> {
    let [slow, fast] = YARN_TURNS;
    let slow = keys.positive("rope.scaling.yarn_beta_slow")?.unwrap_or(slow);
    let fast = keys.positive("rope.scaling.yarn_beta_fast")?.unwrap_or(fast);
    let given = keys.positive("rope.scaling.attn_factor")?.unwrap_or(1.0);
    let context = match keys.positive("rope.scaling.original_context_length")? {
        Some(context) => context,
        None => keys.required_positive("context_length")?,
    };
    let attention = given * yarn_attention(factor, 1.0);
    Ok(Scaling::Yarn { factor, attention, turns: [slow, fast], context, whole: true })
}
