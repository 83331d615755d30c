//! The arguments of the commands that simulate.

use crate::quantity::duration;
use crate::sizes::Sizes;
use crate::values::seed;
use crate::window::Window;
use clap::{Args, Subcommand};
use seedchip_kit::block::Kind;
use seedchip_kit::case_id::CaseId;
use std::path::PathBuf;
use std::time::Duration;

/// Write a datasheet of a configuration, as Markdown and as one file of HTML
///
/// Ports, layouts, codes and blocks come from the design and its sources, cycles and timing diagrams from commands
/// that are run on the Verilated datapath, area and clock from what `make synth` has left, if anything. The pages
/// are DIR/seedchip_NAME.html and .md; a printer or a browser makes a PDF of the first.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip datasheet --config small --out build/datasheet\n\n\
Exit codes: 0 fine, 1 a command took other cycles than the cycle contract says, 2 wrong usage or input.")]
pub struct Datasheet {
    /// The datapath; what is not given is as in `default`
    #[command(flatten)]
    pub sizes: Sizes,
    /// The folder to write to; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "build/datasheet")]
    pub out: PathBuf,
    /// The folder of what synthesis has left
    #[arg(long, value_name = "DIR", default_value = "build/synth")]
    pub synthesis: PathBuf,
}

/// Run an int8 network on the Verilated datapath and compare every output with the golden model
///
/// Takes a TFLite file made of FULLY_CONNECTED layers, with or without ReLU, per tensor or per channel. All
/// frames go through a layer together, as the rows of one matrix product, in as many commands as the
/// accumulators ask for. Prints, per layer: cycles, what the cycle formula says, how busy the array was, the
/// simulated cycles per second, and how many outputs equal the golden model's.
///
/// Runs on the configuration `default` unless other sizes are given. A datapath that was not simulated before is
/// Verilated first, which takes seconds, or a minute for a large one, and is kept.
#[derive(Args, Debug)]
#[command(after_help = "Frames and outputs are int8: .npy as any NumPy writes it, or raw rows one after the other. \
Labels are integers\nor booleans in .npy, or raw bytes.\n\n\
Examples:\n  seedchip run net.tflite --input frames.npy\n  \
seedchip run net.tflite --input frames.npy --expect outputs.npy --wave layer.vcd --window layer=2\n\n\
Exit codes: 0 all equal, 1 a difference, 2 wrong usage or input, 130 interrupted.")]
pub struct Run {
    /// The network: an int8 TFLite file
    #[arg(value_name = "MODEL.tflite")]
    pub model: PathBuf,
    /// The frames to run
    #[arg(long, value_name = "FRAMES")]
    pub input: PathBuf,
    /// The datapath; what is not given is as in `default`
    #[command(flatten)]
    pub sizes: Sizes,
    /// The outputs that must come out; the first difference is printed
    #[arg(long, value_name = "OUT")]
    pub expect: Option<PathBuf>,
    /// Where to write the outputs: .npy by its name, raw int8 otherwise
    #[arg(long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// One label for each frame, 0 (good) or another number (anomalous): also print how well the network tells them
    /// apart
    #[arg(long, value_name = "LABELS")]
    pub labels: Option<PathBuf>,
    /// Write a waveform here, and a GTKWave save file beside it
    #[arg(long, value_name = "FILE.vcd")]
    pub wave: Option<PathBuf>,
    /// What the waveform holds: `layer` (the start of the first layer, about 20 MB), `layer=3` (of the third),
    /// or `cycles=1000..2000` (of the whole run, without a limit of size)
    #[arg(long, value_name = "WINDOW", requires = "wave", default_value = "layer")]
    pub window: Window,
}

/// Write the waveform of a block under its random test, or compare two waveforms
///
/// The golden model decides, cycle by cycle, whether the block passed. The waveform and its GTKWave save file
/// open with `gtkwave FILE.gtkw`, or the waveform alone in Surfer.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_help = "Examples:\n  seedchip wave pe\n  seedchip wave stream_fifo --seed 0x2a --cycles 50 --out fifo.vcd\n  \
seedchip wave diff a.vcd b.vcd\n\nExit codes: 0 passed or equal, 1 a difference, 2 wrong usage or input."
)]
pub struct Wave {
    /// What else to do with waveforms
    #[command(subcommand)]
    pub command: Option<WaveCommand>,
    /// The block, by its name or with its sizes, like `delay_8x1`; a wrong name lists them all
    #[arg(required_unless_present = "case")]
    pub block: Option<String>,
    /// Show one case: its identity as a failure prints it, like `delay_8x3/edge/0x2a/cycles=40`
    #[arg(long, value_name = "ID", conflicts_with_all = ["block", "seed", "cycles"])]
    pub case: Option<CaseId>,
    /// The configuration; what is not given is as in `tiny`
    #[command(flatten)]
    pub sizes: Sizes,
    /// The seed of the case, decimal or 0x…
    #[arg(long, value_name = "S", default_value = "1", value_parser = seed)]
    pub seed: u64,
    /// The most cycles of the case
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub cycles: u32,
    /// Where to write the waveform [default: build/wave/BLOCK.vcd]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Show the signals of this save file, arranged in GTKWave for an earlier waveform, instead of all ports; signals
    /// that the new waveform does not have are named
    #[arg(long, value_name = "FILE.gtkw")]
    pub save_file: Option<PathBuf>,
}

/// What else to do with waveforms.
#[derive(Subcommand, Debug)]
pub enum WaveCommand {
    Diff(WaveDiff),
}

/// Find the first difference of two VCD files: signals that only one has, then declarations, then values by time
///
/// The same signal is recognised in the spellings of different simulators: a vector may be declared bit by bit, with
/// its bits next to the name or after a space, or twice. Reals and strings are compared by their values. Events, and
/// sections of unknown meaning, are not compared, and a note counts them.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip wave diff a.vcd b.vcd\n  \
seedchip wave diff icarus.vcd verilator.vcd --scope tb.dut --common\n  \
seedchip wave diff a.vcd b.vcd --scope tb.dut --scope TOP.datapath\n  \
seedchip wave diff <(fst2vcd a.fst) b.vcd\n\n\
Exit codes: 0 equal, 1 a difference, 2 wrong usage or input.")]
pub struct WaveDiff {
    /// A waveform
    #[arg(value_name = "A.vcd")]
    pub first: PathBuf,
    /// The waveform to compare it with
    #[arg(value_name = "B.vcd")]
    pub second: PathBuf,
    /// Compare only what lies below this scope, given by its path or the end of its path; give it twice if the files
    /// name it differently, first that of A.vcd
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// Compare only the signals that both files have, and count the others in a note
    #[arg(long)]
    pub common: bool,
}

/// Run random cases on the Verilated RTL against the golden model until one fails
///
/// A case of the whole datapath is a few commands, good and bad, with their operands and with stalls on every
/// stream. A case of a block is random values on its ports for some cycles. Case i of a run is made from seed +
/// i alone. A case that fails is shrunk, printed in hexadecimal with the command that replays it, and leaves a
/// waveform of just that case.
///
/// Runs on the configuration `tiny` unless other sizes are given: it is the fastest, and the smaller the array
/// the more of its edges a case meets. What was not simulated before is Verilated first, and kept.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip fuzz\n  seedchip fuzz --top --config tiny --time 10m\n  \
seedchip fuzz --block pe --cases 1000 --seed 0x2a\n  \
seedchip fuzz --rows 24 --columns 12 --accumulators 256 --cell paired\n\n\
Exit codes: 0 all equal, 1 a case failed, 2 wrong usage or input, 130 interrupted.")]
pub struct Fuzz {
    /// Run one case again: its identity as a failure prints it, like `delay_8x3/edge/0x2a/cycles=40`
    #[arg(long, value_name = "ID", conflicts_with_all = ["block", "top", "cases", "time", "seed", "cycles", "kind"])]
    pub case: Option<CaseId>,
    /// The block to fuzz, by its name or with its sizes, like `delay_8x1`; a wrong name lists them all
    #[arg(long, value_name = "NAME", conflicts_with = "top")]
    pub block: Option<String>,
    /// Fuzz the whole datapath: the default
    #[arg(long)]
    pub top: bool,
    /// The configuration; what is not given is as in `tiny`
    #[command(flatten)]
    pub sizes: Sizes,
    /// End after so many cases
    #[arg(long, value_name = "N", conflicts_with = "time", value_parser = clap::value_parser!(u64).range(1..))]
    pub cases: Option<u64>,
    /// End after this time, like 90s, 10m or 1h30m [default: 1m]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub time: Option<Duration>,
    /// The seed of the first case, decimal or 0x… [default: from the clock, and printed]
    #[arg(long, value_name = "S", value_parser = seed)]
    pub seed: Option<u64>,
    /// The most cycles of a block's case
    #[arg(long, value_name = "N", default_value_t = 200, requires = "block",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub cycles: u32,
    /// How the values of a block's case are chosen: edge, spaced or random
    #[arg(long, value_name = "KIND", default_value = "random", requires = "block", value_parser = Kind::named)]
    pub kind: Kind,
    /// The folder for what a failure leaves
    #[arg(long, value_name = "DIR", default_value = "build/fuzz")]
    pub out: PathBuf,
}
