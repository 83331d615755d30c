//! The arguments of the commands that simulate.

use crate::quantity::duration;
use crate::sizes::Sizes;
use crate::values::{FormatList, formats, rounding, seed};
use crate::window::Window;
use clap::{Args, Subcommand};
use seedchip_kit::block::Kind;
use seedchip_kit::case_id::CaseId;
use seedchip_spec::Rounding;
use std::path::PathBuf;
use std::time::Duration;

/// Write a datasheet of a configuration, as Markdown and as one file of HTML
///
/// Ports, layouts, codes and blocks come from the design and its sources, cycles and timing diagrams from commands run
/// on the Verilated datapath, area and clock from the reports of `make synth` and `make pnr`, if there are any. The
/// pages are DIR/seedchip_NAME.html and .md; a browser prints the first to PDF.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip datasheet --config small --out build/datasheet\n\n\
Exit codes: 0 fine, 1 a command broke the cycle contract, 2 wrong usage or input.")]
pub struct Datasheet {
    /// The datapath; the preset is `default`
    #[command(flatten)]
    pub sizes: Sizes,
    /// The folder to write to; created if missing
    #[arg(long, value_name = "DIR", default_value = "build/datasheet")]
    pub out: PathBuf,
    /// The folder of the reports of synthesis
    #[arg(long, value_name = "DIR", default_value = "build/synth")]
    pub synthesis: PathBuf,
    /// The folder of the reports of place and route
    #[arg(long, value_name = "DIR", default_value = "build/pnr")]
    pub placements: PathBuf,
}

/// Run an int8 network on the Verilated datapath and compare every output with the golden model
///
/// Reads a TFLite file of FULLY_CONNECTED layers, with or without ReLU, quantised per tensor or per channel. All frames
/// go through a layer together, as the rows of one matrix product, in as many commands as the number of accumulators
/// requires. Prints for each layer the cycles, the cycles of the cycle contract, the utilisation of the array, the
/// simulated cycles per second, and the number of outputs that equal the golden model's.
///
/// Runs on the configuration `default` unless other sizes are given. A datapath is Verilated the first time it is
/// simulated, which takes seconds, or a minute for a large one; the model is kept.
#[derive(Args, Debug)]
#[command(after_help = "Utilisation is the share of cell-cycles that formed a product; the rest is padding and fixed \
latency.\nFrames and outputs are int8: an .npy file of any NumPy version, or raw rows one after the other. Labels are \
integers\nor booleans in .npy, or raw bytes.\n\n\
Examples:\n  seedchip run-network net.tflite --input frames.npy\n  \
seedchip run-network net.tflite --input frames.npy --expect outputs.npy --wave layer.vcd --window layer=2\n\n\
Exit codes: 0 all equal, 1 a difference, 2 wrong usage or input, 130 interrupted.")]
pub struct RunNetwork {
    /// The network: an int8 TFLite file
    #[arg(value_name = "MODEL.tflite")]
    pub model: PathBuf,
    /// The frames to run
    #[arg(long, value_name = "FRAMES")]
    pub input: PathBuf,
    /// The datapath; the preset is `default`
    #[command(flatten)]
    pub sizes: Sizes,
    /// How a scaled sum becomes an integer: ties `up`, `away` from zero or to `even`, or `double` rounding, for which
    /// every shift must be at least 31. What LiteRT's reference kernel of the operator does is the default
    #[arg(long, value_name = "RULE", value_parser = rounding)]
    pub rounding: Option<Rounding>,
    /// The expected outputs; the first difference is printed
    #[arg(long, value_name = "OUT")]
    pub expect: Option<PathBuf>,
    /// The file to write the outputs to: .npy if its name ends in that, raw int8 otherwise
    #[arg(long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// One label per frame, 0 (good) or another number (anomalous): also print the area under the ROC curve
    #[arg(long, value_name = "LABELS")]
    pub labels: Option<PathBuf>,
    /// Write a waveform to this file, and a GTKWave save file next to it
    #[arg(long, value_name = "FILE.vcd")]
    pub wave: Option<PathBuf>,
    /// The part of the run in the waveform: `layer` (the start of the first layer, about 20 MB), `layer=3` (of the
    /// third), or `cycles=1000..2000` (counted from power-up, of any size)
    #[arg(long, value_name = "WINDOW", requires = "wave", default_value = "layer")]
    pub window: Window,
}

/// Multiply two matrices on the Verilated datapath and compare the product with the golden model's
///
/// A is m × k and B is k × n, .npy files of int8 or uint8 with one element per byte; elements of 4 bits are in the low
/// half of their byte. Block formats have a scale (E8M0, uint8) for each block of 32 along k: m × ceil(k / 32) of A,
/// ceil(k / 32) × n of B, 2^0 if they are not given. With --quantise both are float32. Any shape: m beyond the
/// accumulators is several commands, which overlap. The result is m × n, int32, or float32 of a block format. Prints the
/// cycles, those of the cycle contract, the utilisation of the array, how many results equal the golden model's, and
/// with --quantise the error against float64.
#[derive(Args, Debug)]
#[command(after_help = "Utilisation is the share of cell-cycles that formed a product; the rest is padding and fixed \
latency.\n\n\
Examples:\n  seedchip matmul --a a.npy --b b.npy --out c.npy\n  \
seedchip matmul --format int8-int4 --a a.npy --b b.npy --out c.npy --config small\n  \
seedchip matmul --format mxint8 --a a.npy --b b.npy --a-scale as.npy --b-scale bs.npy --config lm\n  \
seedchip matmul --format all --quantise --a a.npy --b b.npy --config lm\n\n\
Exit codes: 0 all equal, 1 a difference, 2 wrong usage or input, 130 interrupted.")]
pub struct Matmul {
    /// The format of A and B: int8, int8-int4, mxint8, mxint8-int4, mxint8-mxfp4 or mxfp4; with --quantise several with
    /// commas between, or all
    #[arg(long, value_name = "FORMAT", default_value = "int8", value_parser = formats)]
    pub format: FormatList,
    /// The activations, m × k
    #[arg(long, value_name = "A.npy")]
    pub a: PathBuf,
    /// The weights, k × n
    #[arg(long, value_name = "B.npy")]
    pub b: PathBuf,
    /// The scales of A's blocks, m × ceil(k / 32)
    #[arg(long, value_name = "S.npy")]
    pub a_scale: Option<PathBuf>,
    /// The scales of B's blocks, ceil(k / 32) × n
    #[arg(long, value_name = "S.npy")]
    pub b_scale: Option<PathBuf>,
    /// A and B are float32: quantise them. Integers get a scale per row of A and per column of B, which is applied to the
    /// printed errors alone
    #[arg(long)]
    pub quantise: bool,
    /// The file to write the product to
    #[arg(long, value_name = "C.npy")]
    pub out: Option<PathBuf>,
    /// The datapath; the preset is `default`
    #[command(flatten)]
    pub sizes: Sizes,
}

/// Write the waveform of a block under its random test, or compare two waveforms
///
/// The golden model decides, cycle by cycle, whether the block passes. `gtkwave FILE.gtkw` opens the waveform with its
/// save file; `surfer FILE.vcd` opens the waveform alone.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_help = "Examples:\n  seedchip wave pe\n  seedchip wave stream_fifo --seed 0x2a --cycles 50 --out fifo.vcd\n  \
seedchip wave diff a.vcd b.vcd\n\nExit codes: 0 passed or equal, 1 a difference, 2 wrong usage or input."
)]
pub struct Wave {
    /// Another command about waveforms
    #[command(subcommand)]
    pub command: Option<WaveCommand>,
    /// The block, by its name or with its sizes, like `delay_8x1`; a wrong name lists them all
    #[arg(required_unless_present = "case")]
    pub block: Option<String>,
    /// Run this case: an identity as a failure prints it, like `delay_8x3/edge/0x2a/cycles=40`
    #[arg(long, value_name = "ID", conflicts_with_all = ["block", "seed", "cycles"])]
    pub case: Option<CaseId>,
    /// The configuration; the preset is `tiny`
    #[command(flatten)]
    pub sizes: Sizes,
    /// The seed of the case, decimal or 0x…
    #[arg(long, value_name = "S", default_value = "1", value_parser = seed)]
    pub seed: u64,
    /// The maximum number of cycles
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub cycles: u32,
    /// The file to write the waveform to [default: build/wave/BLOCK.vcd]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Show the signals of this GTKWave save file of an earlier waveform instead of all ports; signals that are missing
    /// in the new waveform are printed
    #[arg(long, value_name = "FILE.gtkw")]
    pub save_file: Option<PathBuf>,
}

/// Another command about waveforms.
#[derive(Subcommand, Debug)]
pub enum WaveCommand {
    Diff(WaveDiff),
}

/// Find the first difference of two VCD files: signals in only one of them, then declarations, then values by time
///
/// A signal is recognised as simulators declare it: a vector may be declared bit by bit, with its range next to the name
/// or after a space, or twice. Reals and strings are compared by value. Events and unknown sections are not compared;
/// a note says how many there are.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip wave diff a.vcd b.vcd\n  \
seedchip wave diff icarus.vcd verilator.vcd --scope tb.dut --common\n  \
seedchip wave diff a.vcd b.vcd --scope tb.dut --scope TOP.datapath\n  \
seedchip wave diff <(fst2vcd a.fst) b.vcd\n\n\
Exit codes: 0 equal, 1 a difference, 2 wrong usage or input.")]
pub struct WaveDiff {
    /// The first waveform
    #[arg(value_name = "A.vcd")]
    pub first: PathBuf,
    /// The second waveform
    #[arg(value_name = "B.vcd")]
    pub second: PathBuf,
    /// Compare only the signals below this scope, given by its path or the end of its path; if the files name it
    /// differently, give it twice, first for A.vcd
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// Compare only the signals that both files have; a note says how many others there are
    #[arg(long)]
    pub common: bool,
}

/// Run random cases on the Verilated RTL against the golden model until one fails
///
/// A case of the whole datapath is a few commands, valid and invalid, with their operands and with stalls on every
/// stream. A case of a block is random values on its ports for some cycles. Case i of a run depends on seed + i alone.
/// A failing case is shrunk and printed in hexadecimal with the command that replays it, and its waveform is written.
///
/// Runs on the configuration `tiny` unless other sizes are given: it is the fastest, and a small array reaches its edge
/// cases most often. A block is Verilated the first time it is simulated; the model is kept.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip fuzz\n  seedchip fuzz --top --config tiny --time 10m\n  \
seedchip fuzz --block pe --cases 1000 --seed 0x2a\n  \
seedchip fuzz --rows 24 --columns 12 --accumulators 256 --cell paired\n\n\
Exit codes: 0 all equal, 1 a case failed, 2 wrong usage or input, 130 interrupted.")]
pub struct Fuzz {
    /// Run this case: an identity as a failure prints it, like `delay_8x3/edge/0x2a/cycles=40`
    #[arg(long, value_name = "ID", conflicts_with_all = ["block", "top", "cases", "time", "seed", "cycles", "kind"])]
    pub case: Option<CaseId>,
    /// The block to fuzz, by its name or with its sizes, like `delay_8x1`; a wrong name lists them all
    #[arg(long, value_name = "NAME", conflicts_with = "top")]
    pub block: Option<String>,
    /// Fuzz the whole datapath (the default)
    #[arg(long)]
    pub top: bool,
    /// The configuration; the preset is `tiny`
    #[command(flatten)]
    pub sizes: Sizes,
    /// The number of cases
    #[arg(long, value_name = "N", conflicts_with = "time", value_parser = clap::value_parser!(u64).range(1..))]
    pub cases: Option<u64>,
    /// The time to run for, like 90s, 10m or 1h30m [default: 1m]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub time: Option<Duration>,
    /// The seed of the first case, decimal or 0x… [default: the time of day; it is printed]
    #[arg(long, value_name = "S", value_parser = seed)]
    pub seed: Option<u64>,
    /// The maximum number of cycles of a block's case
    #[arg(long, value_name = "N", default_value_t = 200, requires = "block",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub cycles: u32,
    /// How the values of a block's case are chosen: edge, spaced or random
    #[arg(long, value_name = "KIND", default_value = "random", requires = "block", value_parser = Kind::named)]
    pub kind: Kind,
    /// The folder for the files of a failing case
    #[arg(long, value_name = "DIR", default_value = "build/fuzz")]
    pub out: PathBuf,
}
