"""Tiny random language models of every architecture, with the logits that transformers computes of them in FP32:

    python language.py

writes language/<architecture>/: config.json and model.safetensors as transformers saves them (weights in BF16, whose values
FP32 has), and logits.txt, a line for each token: the token, then the logits behind it. language/tokenizer.json is a tokenizer
of as many tokens. Nothing of the project is used.
"""

import json
from pathlib import Path

import torch
import transformers

FOLDER = Path(__file__).parent / "language"
VOCABULARY, TOKENS = 40, 24
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 44,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 12,
    "max_position_embeddings": 64,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "pad_token_id": 0,
}
YARN = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 16}
LLAMA3 = {
    "rope_type": "llama3", "rope_theta": 10000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}
LINEAR = {"rope_type": "linear", "rope_theta": 10000.0, "factor": 2.0}
MODELS = {
    "llama": (transformers.LlamaConfig, {}),
    "llama-llama3": (transformers.LlamaConfig, {"rope_parameters": LLAMA3}),
    "llama-linear": (transformers.LlamaConfig, {"rope_parameters": LINEAR}),
    "qwen2": (transformers.Qwen2Config, {}),
    "qwen3": (transformers.Qwen3Config, {}),
    "qwen3-yarn": (transformers.Qwen3Config, {"rope_parameters": YARN}),
    "seed_oss": (transformers.SeedOssConfig, {}),
    "gemma3": (transformers.Gemma3TextConfig, {"sliding_window": 6, "query_pre_attn_scalar": 20,
                                               "layer_types": ["sliding_attention", "full_attention"]}),
}


def main() -> None:
    """Writes all models."""
    FOLDER.mkdir(exist_ok=True)
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None,
        "pre_tokenizer": None, "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
        "model": {"type": "BPE", "vocab": {chr(65 + token): token for token in range(VOCABULARY)}, "merges": []},
    }
    (FOLDER / "tokenizer.json").write_text(json.dumps(tokenizer) + "\n")
    for name, (kind, more) in MODELS.items():
        torch.manual_seed(1)
        config = kind(**SIZES, **more, attn_implementation="eager")
        model = transformers.AutoModelForCausalLM.from_config(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                spread = torch.randn_like(parameter) * (0.3 if parameter.dim() == 2 else 0.2)
                parameter.copy_((spread if parameter.dim() == 2 else parameter + spread).bfloat16().float())
            tokens = torch.randint(0, VOCABULARY, (1, TOKENS), generator=torch.Generator().manual_seed(2))
            logits = model(tokens).logits[0]
        model.bfloat16().save_pretrained(FOLDER / name)
        (FOLDER / name / "generation_config.json").unlink(missing_ok=True)
        rows = zip(tokens[0].tolist(), logits.tolist())
        lines = [" ".join([str(token), *(f"{logit:.6g}" for logit in row)]) for token, row in rows]
        (FOLDER / name / "logits.txt").write_text("\n".join(lines) + "\n")
        print(f"{name}: {sum(parameter.numel() for parameter in model.parameters())} weights")


if __name__ == "__main__":
    main()
