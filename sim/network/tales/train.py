"""Trains the model of this folder on the tales of `corpus.py`, and writes it in Hugging Face's layout.

    python train.py --minutes 30

Writes tokenizer.json, config.json, model.safetensors (BF16) and held_out.txt beside this file, and prints the losses on
tales that it did not learn, and samples.
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from torch import Tensor, nn

from corpus import tales

FOLDER = Path(__file__).parent
END = "<|endoftext|>"
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "vocab_size": 512,
    "hidden_size": 128,
    "num_hidden_layers": 5,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "intermediate_size": 352,
    "hidden_act": "silu",
    "max_position_embeddings": 256,
    "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0,
    "tie_word_embeddings": True,
    "attention_bias": False,
    "torch_dtype": "bfloat16",
    "bos_token_id": 0,
    "eos_token_id": 0,
}
TRAINING_SEED, HELD_OUT_SEED = 1, 2
TRAINING_TALES, HELD_OUT_TALES = 60_000, 200
# Bytes of held-out text that are kept for others to measure with.
KEPT = 6_000


def make_tokenizer(texts: list[str]) -> Tokenizer:
    """A byte-level BPE tokenizer whose token 0 begins and ends a tale."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=CONFIG["vocab_size"],
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


class Norm(nn.Module):
    """RMSNorm."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + CONFIG["rms_norm_eps"]) * self.weight


class Attention(nn.Module):
    """Grouped-query attention with rotary embeddings of halves."""

    def __init__(self) -> None:
        super().__init__()
        hidden, head = CONFIG["hidden_size"], CONFIG["head_dim"]
        self.heads, self.kv_heads, self.head = CONFIG["num_attention_heads"], CONFIG["num_key_value_heads"], head
        self.q_proj = nn.Linear(hidden, self.heads * head, bias=False)
        self.k_proj = nn.Linear(hidden, self.kv_heads * head, bias=False)
        self.v_proj = nn.Linear(hidden, self.kv_heads * head, bias=False)
        self.o_proj = nn.Linear(self.heads * head, hidden, bias=False)

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        def split(y: Tensor, heads: int) -> Tensor:
            return y.view(*y.shape[:2], heads, self.head).transpose(1, 2)

        def turn(y: Tensor) -> Tensor:
            first, second = y.chunk(2, -1)
            return torch.cat([first * cosine - second * sine, first * sine + second * cosine], -1)

        queries, keys = turn(split(self.q_proj(x), self.heads)), turn(split(self.k_proj(x), self.kv_heads))
        values, group = split(self.v_proj(x), self.kv_heads), self.heads // self.kv_heads
        keys, values = keys.repeat_interleave(group, 1), values.repeat_interleave(group, 1)
        heads = F.scaled_dot_product_attention(queries, keys, values, is_causal=True)
        return self.o_proj(heads.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """SwiGLU."""

    def __init__(self) -> None:
        super().__init__()
        hidden, inner = CONFIG["hidden_size"], CONFIG["intermediate_size"]
        self.gate_proj = nn.Linear(hidden, inner, bias=False)
        self.up_proj = nn.Linear(hidden, inner, bias=False)
        self.down_proj = nn.Linear(inner, hidden, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    """A layer of Llama."""

    def __init__(self) -> None:
        super().__init__()
        self.input_layernorm = Norm(CONFIG["hidden_size"])
        self.self_attn = Attention()
        self.post_attention_layernorm = Norm(CONFIG["hidden_size"])
        self.mlp = FeedForward()

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cosine, sine)
        return x + self.mlp(self.post_attention_layernorm(x))


class Model(nn.Module):
    """Llama with tied embeddings; the names of its tensors are Hugging Face's."""

    def __init__(self) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(CONFIG["vocab_size"], CONFIG["hidden_size"])
        self.layers = nn.ModuleList(Layer() for _ in range(CONFIG["num_hidden_layers"]))
        self.norm = Norm(CONFIG["hidden_size"])
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                small = name.endswith(("o_proj.weight", "down_proj.weight"))
                depth = math.sqrt(2 * CONFIG["num_hidden_layers"]) if small else 1.0
                nn.init.normal_(parameter, std=0.05 / depth)

    def forward(self, tokens: Tensor) -> Tensor:
        head = CONFIG["head_dim"]
        frequencies = CONFIG["rope_theta"] ** (-torch.arange(0, head, 2) / head)
        angles = torch.outer(torch.arange(tokens.shape[1]), frequencies)
        cosine, sine = angles.cos(), angles.sin()
        x = self.embed_tokens(tokens)
        for layer in self.layers:
            x = layer(x, cosine, sine)
        return self.norm(x) @ self.embed_tokens.weight.T


def loss_of(model: Model, tokens: Tensor) -> Tensor:
    """The loss in nats per token of rows of tokens."""
    logits = model(tokens[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())


def held_out_loss(model: Model, tokenizer: Tokenizer, texts: list[str]) -> float:
    """The loss over whole tales, each of which begins with the token 0."""
    total, count = 0.0, 0
    with torch.no_grad():
        for text in texts:
            tokens = torch.tensor([[0, *tokenizer.encode(text, add_special_tokens=False).ids, 0]])
            total += loss_of(model, tokens).item() * (tokens.shape[1] - 1)
            count += tokens.shape[1] - 1
    return total / count


def train(model: Model, data: Tensor, minutes: float, seed: int) -> int:
    """Trains for so many minutes; the tokens that were seen."""
    length, batch, rate = CONFIG["max_position_embeddings"], 16, 4e-3
    groups = [
        {"params": [p for p in model.parameters() if p.dim() == 2], "weight_decay": 0.05},
        {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))
    generator, start, step, shown = torch.Generator().manual_seed(seed), time.time(), 0, 0.0
    while (part := (time.time() - start) / (60 * minutes)) < 1.0:
        warm = min(1.0, (step + 1) / 100)
        for group in optimiser.param_groups:
            group["lr"] = rate * warm * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * part)))
        first = torch.randint(len(data) - length - 1, (batch,), generator=generator)
        tokens = torch.stack([data[place : place + length + 1] for place in first.tolist()])
        loss = loss_of(model, tokens)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        if time.time() - start > shown:
            print(f"{(time.time() - start) / 60:5.1f} min, step {step}, loss {loss.item():.4f}", flush=True)
            shown += 60
    return step * length * batch


def sample(model: Model, tokenizer: Tokenizer, prompt: str, temperature: float, generator: torch.Generator) -> str:
    """A tale that begins with the prompt."""
    tokens = [0, *tokenizer.encode(prompt, add_special_tokens=False).ids]
    with torch.no_grad():
        while len(tokens) < 200:
            logits = model(torch.tensor([tokens]))[0, -1]
            if temperature == 0.0:
                token = int(logits.argmax())
            else:
                token = int(torch.multinomial((logits / temperature).softmax(-1), 1, generator=generator))
            if token == 0:
                break
            tokens.append(token)
    return tokenizer.decode(tokens[1:])


def save(model: Model, tokenizer: Tokenizer) -> None:
    """Writes the folder."""
    tensors = {f"model.{name}": tensor.bfloat16().contiguous() for name, tensor in model.state_dict().items()}
    save_file(tensors, FOLDER / "model.safetensors", metadata={"format": "pt"})
    (FOLDER / "config.json").write_text(json.dumps(CONFIG, indent=2) + "\n")
    # Whoever reads a text for the model begins with the token 0.
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{END} $A", special_tokens=[(END, 0)])
    tokenizer.save(str(FOLDER / "tokenizer.json"), pretty=False)


def main() -> None:
    """Trains, writes, measures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30, help="time for the training itself")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    texts = tales(TRAINING_SEED, TRAINING_TALES)
    learned = set(texts)
    held_out = [tale for tale in tales(HELD_OUT_SEED, HELD_OUT_TALES) if tale not in learned]
    tokenizer = make_tokenizer(texts[:5_000])
    encoded = tokenizer.encode_batch(texts)
    data = torch.tensor([token for tale in encoded for token in [0, *tale.ids]])
    kept = held_out[0]
    for tale in held_out[1:]:
        if len(kept) < KEPT:
            kept += END + tale
    (FOLDER / "held_out.txt").write_text(kept + "\n")
    model = Model()
    print(f"{sum(p.numel() for p in model.parameters())} weights, {len(data)} tokens of {len(texts)} tales")
    seen = train(model, data, arguments.minutes, arguments.seed)
    save(model, tokenizer)
    print(f"{seen} tokens seen")
    print(f"loss {held_out_loss(model, tokenizer, texts[:200]):.4f} on tales that were learned")
    print(f"loss {held_out_loss(model, tokenizer, held_out):.4f} on tales that were not")
    generator = torch.Generator().manual_seed(arguments.seed)
    for prompt, temperature in [("Once upon a time", 0.0), ("Once upon a time", 0.7), ("It was a rainy day", 0.7)]:
        print(f"\ntemperature {temperature}: {sample(model, tokenizer, prompt, temperature, generator)}")


if __name__ == "__main__":
    main()
