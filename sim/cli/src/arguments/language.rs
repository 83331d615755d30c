//! The arguments of the commands that run language models.

use super::On;
use crate::sizes::Sizes;
use crate::values::{FormatList, formats, seed};
use clap::Args;
use seedchip_spec::Format;
use std::path::PathBuf;

/// Write a text with a language model, every operation of which runs on the Verilated units
///
/// MODEL is a folder in Hugging Face's layout (config.json, safetensors, tokenizer.json), a GGUF file, or a .bin of llama2.c.
/// Products run on the matrix unit, norms, rotary embeddings, softmax, gates, sums and quantisation on the vector unit; the
/// host moves data and chooses tokens. With --device both every result is compared with the golden model's, and the cycles of
/// every operation with the cycle contract. The text goes to standard output as it comes, everything else to standard error.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip run sim/network/tales --prompt \"Once upon a time\" --tokens 50\n  \
seedchip run stories260K.bin --tokenizer tok512.bin --tokens 200 --device golden\n  \
seedchip run sim/network/tales --prompt Rain --format int8 --temperature 0.8 --seed 7\n  \
seedchip run sim/network/tales --prompt Rain --plan\n\n\
Exit codes: 0 all equal, 1 a difference, 2 wrong usage or input, 130 interrupted.")]
pub struct Run {
    /// The model
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// The beginning of the text; several are several texts at once
    #[arg(long, value_name = "TEXT")]
    pub prompt: Vec<String>,
    /// Tokens to write, of each text
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub tokens: u32,
    /// The units; the preset is `lm`
    #[command(flatten)]
    pub sizes: Sizes,
    /// What runs
    #[arg(long, value_name = "DEVICE", value_enum, default_value = "both")]
    pub device: On,
    /// The format of weights and activations: mxint8, mxint8-int4, mxint8-mxfp4, mxfp4, int8 or int8-int4
    #[arg(long, value_name = "FORMAT", default_value = "mxint8", value_parser = format)]
    pub format: Format,
    /// What logits are divided by before a token is drawn; 0 takes the most probable one
    #[arg(long, value_name = "T", default_value_t = 0.0, value_parser = temperature)]
    pub temperature: f64,
    /// Draw one of the K most probable tokens
    #[arg(long, value_name = "K", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..))]
    pub top_k: u32,
    /// Draw one of the most probable tokens that together have this probability
    #[arg(long, value_name = "P", default_value_t = 0.95, value_parser = probability)]
    pub top_p: f64,
    /// The seed of what is drawn, decimal or 0x…; each text has the next one
    #[arg(long, value_name = "S", default_value = "1", value_parser = seed)]
    pub seed: u64,
    /// Tokens of the prompt that are computed together; the text does not depend on it
    #[arg(long, value_name = "M", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub chunk: u32,
    /// Texts of each prompt that share every command with weights
    #[arg(long, value_name = "B", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=256))]
    pub batch: u32,
    /// The tokenizer, if it is not with the model: tokenizer.json, or that of llama2.c
    #[arg(long, value_name = "FILE")]
    pub tokenizer: Option<PathBuf>,
    /// End a text where it has these words; they are not of it
    #[arg(long, value_name = "TEXT")]
    pub stop: Option<String>,
    /// Print what the units would do for the prompt and for one token, with the cycles of the cycle contract, and run nothing
    #[arg(long)]
    pub plan: bool,
    /// Write a waveform of each unit to this folder, the beginning of the first layer: matrix.vcd and vector.vcd
    #[arg(long, value_name = "DIR")]
    pub wave: Option<PathBuf>,
    /// Write a trace of all operations that Perfetto opens, a microsecond for a cycle
    #[arg(long, value_name = "T.json")]
    pub trace: Option<PathBuf>,
}

/// Measure what a format costs a language model: loss, perplexity, equal choices and divergence against FP32
///
/// The text is cut into pieces as long as the model takes, each of which begins anew. The reference is FP32 on the host with
/// sums in FP64. Loss is in nats per token; the divergence is that of the reference's distribution from the format's.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip eval sim/network/tales --text sim/network/tales/held_out.txt\n  \
seedchip eval sim/network/tales --text sim/network/tales/held_out.txt --format all --tokens 500\n\n\
Exit codes: 0 all equal, 1 a difference, 2 wrong usage or input, 130 interrupted.")]
pub struct Eval {
    /// The model
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// The text
    #[arg(long, value_name = "FILE")]
    pub text: PathBuf,
    /// Formats with commas between, or all
    #[arg(long, value_name = "FORMATS", default_value = "mxint8", value_parser = formats)]
    pub format: FormatList,
    /// The most tokens of the text that are read
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    pub tokens: Option<u32>,
    /// Tokens that are computed together; the figures do not depend on it
    #[arg(long, value_name = "M", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub chunk: u32,
    /// The units; the preset is `lm`
    #[command(flatten)]
    pub sizes: Sizes,
    /// What runs
    #[arg(long, value_name = "DEVICE", value_enum, default_value = "golden")]
    pub device: On,
    /// The tokenizer, if it is not with the model
    #[arg(long, value_name = "FILE")]
    pub tokenizer: Option<PathBuf>,
}

fn format(text: &str) -> Result<Format, String> {
    Format::named(text).map_err(|error| error.to_string())
}

fn temperature(text: &str) -> Result<f64, String> {
    number(text, |number| (0.0..=100.0).contains(&number), "a temperature is 0 to 100")
}

fn probability(text: &str) -> Result<f64, String> {
    number(text, |number| number > 0.0 && number <= 1.0, "a probability is more than 0 and at most 1")
}

fn number(text: &str, is_good: impl Fn(f64) -> bool, why: &str) -> Result<f64, String> {
    text.parse().ok().filter(|number| is_good(*number)).ok_or_else(|| why.to_owned())
}
