//! How tokenizers of bytes split a text into words, by the name that a file has for it.

/// A way to split a text.
pub struct Split {
    /// Each match is a word, and so is what is between two.
    pub regex: &'static str,
    /// Each digit is a word.
    pub single_digits: bool,
    /// Letters are composed first (Unicode's NFC).
    pub composed: bool,
    /// A word that is a token is that token, whatever the merges say.
    pub whole_tokens: bool,
    /// A token begins a text, unless the file says otherwise.
    pub start: bool,
}

const GPT_2: Split = Split {
    regex: r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    single_digits: false,
    composed: false,
    whole_tokens: false,
    start: false,
};

const LLAMA_3: Split = Split {
    regex: concat!(
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*",
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
    whole_tokens: true,
    start: true,
    ..GPT_2
};

const QWEN_2: Split = Split {
    regex: concat!(
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*",
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
    composed: true,
    ..GPT_2
};

const SEED: Split = Split {
    regex: concat!(
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+",
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
    ..GPT_2
};

/// The way of this name.
pub fn named(name: &str) -> Option<Split> {
    match name {
        "gpt-2" => Some(GPT_2),
        "smollm" => Some(Split { single_digits: true, ..GPT_2 }),
        "llama3" | "llama-v3" | "llama-bpe" => Some(LLAMA_3),
        "qwen2" | "deepseek-r1-qwen" => Some(QWEN_2),
        "seed-coder" => Some(SEED),
        _ => None,
    }
}
