//! What a config.json says about the attention of each layer: windows and rotary embeddings.

use crate::model::architecture::Architecture;
use crate::model::error::ModelError;
use crate::model::json::Object;
use crate::model::rope::{Rope, Scaling};
use crate::model::shape::Attention;

/// θ if a configuration has none.
const THETA: f64 = 10_000.0;
/// θ of Gemma's layers without a window if a configuration has none.
const GEMMA_THETA: f64 = 1_000_000.0;
/// One layer of so many has no window if a configuration of Gemma doesn't say which.
const GEMMA_PATTERN: usize = 6;
/// The first layer with a window if a configuration of Qwen doesn't say which.
const QWEN_LAYERS: usize = 28;
/// Turns from which YaRN takes a pair for fast, and up to which for slow, if a configuration doesn't say it.
const YARN_TURNS: [f64; 2] = [32.0, 1.0];

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
    let theta = theta(config, "rope_theta", default)?;
    let scaling = match config.object("rope_scaling")? {
        Some(parameters) => scaling(config, &parameters)?,
        None => Scaling::None,
    };
    Ok(Rope { theta, scaling })
}

/// The rotary embeddings of layers with a window. Gemma has others for them, which are not scaled.
fn sliding_rope(config: &Object, architecture: &Architecture) -> Result<Rope, ModelError> {
    if architecture.name != "gemma3_text" {
        return rope(config, architecture);
    }
    match parameters(config, SLIDING)? {
        Some(parameters) => with_parameters(config, &parameters, THETA),
        None => Ok(Rope { theta: theta(config, "rope_local_base_freq", THETA)?, scaling: Scaling::None }),
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
    Ok(Rope { theta: theta(parameters, "rope_theta", default)?, scaling: scaling(config, parameters)? })
}

fn theta(object: &Object, name: &str, default: f64) -> Result<f64, ModelError> {
    let theta = object.positive(name)?.unwrap_or(default);
    if theta <= 1.0 {
        return Err(ModelError::broken(object.path(), format!("its {name} is {theta}, and must be above 1")));
    }
    Ok(theta)
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
    match kind {
        "default" => Ok(Scaling::None),
        "linear" => Ok(Scaling::Linear(factor(parameters)?)),
        "llama3" => {
            let turns = ["low_freq_factor", "high_freq_factor"].map(|name| parameters.required_positive(name));
            let [slow, fast] = turns;
            Ok(Scaling::Llama3 {
                factor: factor(parameters)?,
                turns: ordered(parameters, slow?, fast?)?,
                context: original()?,
            })
        }
        "yarn" => {
            let factor = factor(parameters)?;
            let [fast, slow] = YARN_TURNS;
            let fast = parameters.positive("beta_fast")?.unwrap_or(fast);
            let slow = parameters.positive("beta_slow")?.unwrap_or(slow);
            Ok(Scaling::Yarn {
                factor,
                attention: attention_factor(parameters, factor)?,
                turns: ordered(parameters, slow, fast)?,
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

fn factor(parameters: &Object) -> Result<f64, ModelError> {
    let factor = parameters.required_positive("factor")?;
    if factor < 1.0 {
        let what = format!("its rotary embeddings are scaled by a factor of {factor}, which must be 1 or more");
        return Err(ModelError::broken(parameters.path(), what));
    }
    Ok(factor)
}

fn ordered(parameters: &Object, slow: f64, fast: f64) -> Result<[f64; 2], ModelError> {
    if slow >= fast {
        let what = format!("rotary embeddings are slow up to {slow} turns and fast from {fast} on, which is not more");
        return Err(ModelError::broken(parameters.path(), what));
    }
    Ok([slow, fast])
}

/// YaRN's factor of sines and cosines: the one given, or 0.1 · m · ln(factor) + 1 with m = 1; of a configuration that
/// has two m, the quotient of the two.
fn attention_factor(parameters: &Object, factor: f64) -> Result<f64, ModelError> {
    if let Some(given) = parameters.positive("attention_factor")? {
        return Ok(given);
    }
    let of = |m: f64| 0.1 * m * factor.ln() + 1.0;
    match (parameters.positive("mscale")?, parameters.positive("mscale_all_dim")?) {
        (Some(above), Some(below)) => Ok(of(above) / of(below)),
        _ => Ok(of(1.0)),
    }
}
