//! What a config.json says about the attention of each layer: windows and rotary embeddings.

use crate::model::architecture::Architecture;
use crate::model::error::ModelError;
use crate::model::json::Object;
use crate::model::rope::{Rope, Scaling, YARN_TURNS, yarn_attention};
use crate::model::shape::Attention;

/// θ if a configuration has none.
const THETA: f64 = 10_000.0;
/// θ of Gemma's layers without a window if a configuration has none.
const GEMMA_THETA: f64 = 1_000_000.0;
/// One layer of so many has no window if a configuration of Gemma doesn't say which.
const GEMMA_PATTERN: usize = 6;
/// The first layer with a window if a configuration of Qwen doesn't say which.
const QWEN_LAYERS: usize = 28;

/// Names of layers in `layer_types` and `rope_parameters`.
const FULL: &str = "full_attention";
const SLIDING: &str = "sliding_attention";

/// The attention of each of so many layers with heads of so many elements.
pub fn read(
    config: &Object,
    architecture: &Architecture,
    head: usize,
    layers: usize,
) -> Result<Vec<Attention>, ModelError> {
    let sliding = sliding(config, architecture, layers)?;
    let full = rope(config, architecture)?.attention(head, None);
    if !sliding.contains(&true) {
        return Ok(vec![full; layers]);
    }
    let window = config.size("sliding_window")?;
    let window = window.ok_or_else(|| ModelError::broken(config.path(), "it has no sliding_window"))?;
    let with_window = sliding_rope(config, architecture)?.attention(head, Some(window));
    Ok(sliding.iter().map(|sliding| if *sliding { with_window.clone() } else { full.clone() }).collect())
}

/// Which layers have a window.
fn sliding(config: &Object, architecture: &Architecture, layers: usize) -> Result<Vec<bool>, ModelError> {
    let gemma = architecture.name == "gemma3_text";
    if !gemma && config.flag("use_sliding_window")? != Some(true) {
        return Ok(vec![false; layers]);
    }
    if let Some(types) = config.texts("layer_types")? {
        let known: Option<Vec<bool>> =
            types.iter().map(|name| [FULL, SLIDING].iter().position(|it| it == name).map(|it| it == 1)).collect();
        return match known {
            Some(sliding) if sliding.len() == layers => Ok(sliding),
            _ => {
                let what = format!("its layer_types are not {layers} of {FULL} and {SLIDING}");
                Err(ModelError::broken(config.path(), what))
            }
        };
    }
    if gemma {
        let pattern = match config.size("sliding_window_pattern")? {
            Some(pattern) => pattern,
            None => config.size("_sliding_window_pattern")?.unwrap_or(GEMMA_PATTERN),
        };
        return Ok((1..=layers).map(|layer| !layer.is_multiple_of(pattern)).collect());
    }
    let first = config.count("max_window_layers")?.unwrap_or(QWEN_LAYERS);
    Ok((0..layers).map(|layer| layer >= first).collect())
}

/// The rotary embeddings of layers without a window.
fn rope(config: &Object, architecture: &Architecture) -> Result<Rope, ModelError> {
    let default = if architecture.name == "gemma3_text" { GEMMA_THETA } else { THETA };
    if let Some(parameters) = parameters(config, FULL)? {
        return with_parameters(config, &parameters, default);
    }
    let scaling = match config.object("rope_scaling")? {
        Some(parameters) => scaling(config, &parameters)?,
        None => Scaling::None,
    };
    checked(config, config.positive("rope_theta")?.unwrap_or(default), scaling)
}

/// The rotary embeddings of layers with a window. Gemma has others for them, which are not scaled.
fn sliding_rope(config: &Object, architecture: &Architecture) -> Result<Rope, ModelError> {
    if architecture.name != "gemma3_text" {
        return rope(config, architecture);
    }
    match parameters(config, SLIDING)? {
        Some(parameters) => with_parameters(config, &parameters, THETA),
        None => checked(config, config.positive("rope_local_base_freq")?.unwrap_or(THETA), Scaling::None),
    }
}

/// The `rope_parameters` that newer files have, either for all layers, or for each kind of layer.
fn parameters<'a>(config: &Object<'a>, kind: &str) -> Result<Option<Object<'a>>, ModelError> {
    let Some(parameters) = config.object("rope_parameters")? else { return Ok(None) };
    if parameters.has(FULL) || parameters.has(SLIDING) {
        return Ok(Some(parameters.required_object(kind)?));
    }
    Ok(Some(parameters))
}

fn with_parameters(config: &Object, parameters: &Object, default: f64) -> Result<Rope, ModelError> {
    checked(config, parameters.positive("rope_theta")?.unwrap_or(default), scaling(config, parameters)?)
}

fn checked(config: &Object, theta: f64, scaling: Scaling) -> Result<Rope, ModelError> {
    let rope = Rope { theta, scaling };
    rope.fault().map_or(Ok(rope), |fault| Err(ModelError::broken(config.path(), fault)))
}

fn scaling(config: &Object, parameters: &Object) -> Result<Scaling, ModelError> {
    if parameters.positive("partial_rotary_factor")?.is_some_and(|part| part != 1.0) {
        let what = "only a part of each head has rotary embeddings";
        return Err(ModelError::unsupported(config.path(), what));
    }
    let kind = match parameters.text("rope_type")? {
        Some(kind) => kind,
        None => parameters.text("type")?.unwrap_or("default"),
    };
    let original = || match parameters.positive("original_max_position_embeddings")? {
        Some(original) => Ok(original),
        None => config.required_positive("max_position_embeddings"),
    };
    let factor = || parameters.required_positive("factor");
    match kind {
        "default" => Ok(Scaling::None),
        "linear" => Ok(Scaling::Linear(factor()?)),
        "llama3" => {
            let slow = parameters.required_positive("low_freq_factor")?;
            let fast = parameters.required_positive("high_freq_factor")?;
            Ok(Scaling::Llama3 { factor: factor()?, turns: [slow, fast], context: original()? })
        }
        "yarn" => {
            let [slow, fast] = YARN_TURNS;
            let slow = parameters.positive("beta_slow")?.unwrap_or(slow);
            let fast = parameters.positive("beta_fast")?.unwrap_or(fast);
            Ok(Scaling::Yarn {
                factor: factor()?,
                attention: attention_factor(parameters, factor()?)?,
                turns: [slow, fast],
                context: original()?,
                whole: parameters.flag("truncate")?.unwrap_or(true),
            })
        }
        other => {
            let what = format!("its rotary embeddings are scaled by {other}, and can be by linear, llama3 and yarn");
            Err(ModelError::unsupported(config.path(), what))
        }
    }
}

/// YaRN's factor of sines and cosines: the one given, or of a configuration that has two m, the quotient of theirs.
fn attention_factor(parameters: &Object, factor: f64) -> Result<f64, ModelError> {
    if let Some(given) = parameters.positive("attention_factor")? {
        return Ok(given);
    }
    match (parameters.positive("mscale")?, parameters.positive("mscale_all_dim")?) {
        (Some(above), Some(below)) => Ok(yarn_attention(factor, above) / yarn_attention(factor, below)),
        _ => Ok(yarn_attention(factor, 1.0)),
    }
}
