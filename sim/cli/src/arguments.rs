//! The arguments of the program.

use crate::sizes::Sizes;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

mod flow;
mod language;
mod simulation;
mod vector;
pub use flow::{Compare, FlowArguments, History, Pnr, Synth};
pub use language::{Eval, Run};
pub use simulation::{Datasheet, Fuzz, Matmul, RunNetwork, Wave, WaveCommand, WaveDiff};
pub use vector::{MaskKind, NumberFormat, On, Operation, Pairs, Vector};

const AFTER_HELP: &str = "Exit codes: 0 fine, 1 a difference was found, 2 wrong usage or input, 130 interrupted.";

/// Generate, synthesise, run, trace and fuzz the SeedChip datapath
#[derive(Parser, Debug)]
#[command(version, after_help = AFTER_HELP)]
pub struct Arguments {
    /// The command
    #[command(subcommand)]
    pub command: Command,
}

/// The commands. A command's help is the documentation of its arguments, so it has none here.
#[derive(Subcommand, Debug)]
pub enum Command {
    Generate(Generate),
    Synth(Synth),
    Pnr(Pnr),
    Compare(Compare),
    History(History),
    Datasheet(Datasheet),
    Run(Run),
    Eval(Eval),
    RunNetwork(RunNetwork),
    Matmul(Matmul),
    Vector(Vector),
    Wave(Wave),
    Fuzz(Fuzz),
}

/// Write the datapath as Verilog, with a file list, a FuseSoC core, a wrapper, a C header and a testbench
///
/// Writes one file per module, the file list `datapath.f` (children before parents, paths relative to the folder), a
/// FuseSoC core, a wrapper for block designs with ports of literal power-of-two widths, the C header `seedchip.h` of
/// commands and statuses, and, in `testbench`, a
/// self-checking testbench in plain Verilog with the golden model's results. The names of modules, files and core
/// include the configuration, so that one design can use several. A named configuration is a preset of the three sizes
/// and the cell; --rows, --columns, --accumulators and --cell override it. Without --config, the preset is `default`.
///
/// Needs neither Verilator nor any other tool. The same sizes give the same bytes. Files that an earlier run listed in
/// `datapath.f` are replaced or removed; other files in the folder stay as they are.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip generate --config small --out build/rtl\n  \
seedchip generate --rows 24 --columns 12 --accumulators 256 --out build/rtl\n  \
seedchip generate --config default --cell registered --out build/rtl\n\n\
Then, for instance: verilator --lint-only -Wall -F build/rtl/datapath.f\n               \
fusesoc --cores-root build/rtl run --target=lint seedchip::datapath_small\n               \
fusesoc --cores-root build/rtl run --target=sim seedchip::datapath_small --tool=icarus")]
pub struct Generate {
    /// The datapath; the preset is `default`
    #[command(flatten)]
    pub sizes: Sizes,
    /// The folder to write to; created if missing
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}
