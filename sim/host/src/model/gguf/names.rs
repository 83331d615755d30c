//! The names of tensors in a file, and those of Hugging Face.

use crate::model::architecture::Architecture;

/// Hugging Face's name of a tensor. One that has none keeps its own, but in the layer where it is.
pub fn name(own: &str, architecture: &Architecture) -> String {
    match own {
        "token_embd.weight" => return "model.embed_tokens.weight".to_owned(),
        "output_norm.weight" => return "model.norm.weight".to_owned(),
        "output.weight" => return "lm_head.weight".to_owned(),
        _ => {}
    }
    let Some((layer, of_layer)) = own.strip_prefix("blk.").and_then(|rest| rest.split_once('.')) else {
        return own.to_owned();
    };
    let (part, kind) = of_layer.split_once('.').unwrap_or((of_layer, ""));
    let part = match part {
        "attn_norm" => "input_layernorm",
        "attn_q" => "self_attn.q_proj",
        "attn_k" => "self_attn.k_proj",
        "attn_v" => "self_attn.v_proj",
        "attn_output" => "self_attn.o_proj",
        "attn_q_norm" => "self_attn.q_norm",
        "attn_k_norm" => "self_attn.k_norm",
        "ffn_norm" if architecture.norms_behind => "pre_feedforward_layernorm",
        "ffn_norm" | "post_attention_norm" => "post_attention_layernorm",
        "post_ffw_norm" => "post_feedforward_layernorm",
        "ffn_gate" => "mlp.gate_proj",
        "ffn_up" => "mlp.up_proj",
        "ffn_down" => "mlp.down_proj",
        other => other,
    };
    format!("model.layers.{layer}.{part}.{kind}")
}
