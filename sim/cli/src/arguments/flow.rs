//! The arguments of the commands that run synthesis, place and route, and timing analysis.

use crate::sizes::Sizes;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use seedchip_flow::{Adder, Multiplier};
use seedchip_spec::DATAPATH;
use std::path::PathBuf;

/// The target, the configuration and the options of a flow.
#[derive(Args, Debug)]
pub struct FlowArguments {
    /// The target: ecp5, ice40, gowin, xilinx7, ultrascale_plus, sg13g2 or asap7
    #[arg(long, value_name = "T")]
    pub target: String,
    /// The configuration; the preset is `small`
    #[command(flatten)]
    pub sizes: Sizes,
    /// Standard cells: how multipliers form their partial products
    #[arg(long, value_name = "M", default_value = "booth", value_parser = multiplier())]
    pub multiplier: Multiplier,
    /// Standard cells: how adders compute their carries
    #[arg(long, value_name = "A", default_value = "brent-kung", value_parser = adder())]
    pub adder: Adder,
    /// Standard cells: the Liberty files, plain or compressed by gzip
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub liberty: Vec<PathBuf>,
    /// The folder to write to [default: build/COMMAND/TARGET/CONFIGURATION/BLOCK]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Synthesise a block: its size, its netlist, and for standard cells its clock
///
/// Exports the block, fills in the target's scripts, and runs yosys on the block alone, then OpenSTA for standard
/// cells. Prints the size of the block and of each of its modules, and the critical path in the names of the source.
/// The folder keeps the netlist, scripts, logs, report.json and the plot area.svg; the scripts can be run there by
/// hand. If inputs, scripts and tools have not changed since the last run, its result is printed again.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip synth --target ecp5 --config small\n  \
seedchip synth --target sg13g2 --config small --block array --liberty sg13g2_typ_1p20V_25C.lib\n\n\
Exit codes: 0 fine, 2 wrong usage or a tool failed, 130 interrupted.")]
pub struct Synth {
    /// Target, configuration and library
    #[command(flatten)]
    pub flow: FlowArguments,
    /// The block; a wrong name lists them all
    #[arg(long, value_name = "NAME", default_value = DATAPATH.name)]
    pub block: String,
}

/// Place and route a block on an FPGA: the clock that it reaches
///
/// Puts the block into a test harness of five pins, so that no path through a pad limits the clock, synthesises both,
/// and places and routes them with nextpnr. The clock varies by a few per cent from seed to seed: with several seeds,
/// the best, the median and the worst are printed. The sizes include the harness; `synth` prints those of the block
/// alone.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  seedchip pnr --target ecp5 --config small\n  \
seedchip pnr --target ice40 --config tiny --block array --seeds 1,2,3\n\n\
Exit codes: 0 fine, 2 wrong usage or a tool failed, 130 interrupted.")]
pub struct Pnr {
    /// Target and configuration
    #[command(flatten)]
    pub flow: FlowArguments,
    /// The block; a wrong name lists them all
    #[arg(long, value_name = "NAME", default_value = DATAPATH.name)]
    pub block: String,
    /// The seed of the placement
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "seeds")]
    pub seed: u32,
    /// Several seeds, one after the other, like 1,2,3
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    pub seeds: Vec<u32>,
}

/// Compare the array with a hand-written one in the same flow
///
/// Synthesises the array of the configuration and the hand-written array of a file: rows and columns, width of the sums
/// and product registers are equal, and neither array stalls. On FPGAs the sizes are those of the arrays alone, and the
/// clock is the median over the seeds, in the same harness. The exit code is 1 if the array takes more than 1.02 times
/// the area of the hand-written one (on an FPGA: of any resource) or reaches less than 0.98 times its clock.
#[derive(Args, Debug)]
#[command(after_help = "The file has the modules sa_ws and pe_ws with the parameters R, C, PW, PIPE and DB.\n\n\
Examples:\n  seedchip compare --target ecp5 --config small --yardstick array.v\n  \
seedchip compare --target sg13g2 --config default --yardstick array.v --liberty sg13g2.lib --structures\n\n\
Exit codes: 0 within both limits, 1 beyond one of them, 2 wrong usage or a tool failed, 130 interrupted.")]
pub struct Compare {
    /// Target, configuration and library
    #[command(flatten)]
    pub flow: FlowArguments,
    /// The Verilog of the hand-written array
    #[arg(long, value_name = "FILE")]
    pub yardstick: PathBuf,
    /// FPGAs: the seeds of the placements
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "1,2,3")]
    pub seeds: Vec<u32>,
    /// Standard cells: also synthesise the array with every structure of multipliers and adders
    #[arg(long)]
    pub structures: bool,
}

/// Measure the sizes and clocks of all listed blocks and write the table that a test checks
///
/// Synthesises every listed block, places and routes those listed with a clock, and writes a row for each with the
/// versions of the tools. Without the library of a target its rows stay as they are. Takes about half an hour on two
/// idle cores. After an interruption the next run reuses the finished results.
#[derive(Args, Debug)]
#[command(after_help = "Exit codes: 0 fine, 2 wrong usage or a tool failed, 130 interrupted.")]
pub struct History {
    /// The Liberty files of the libraries; the target's name in the file name says which target they are for
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub liberty: Vec<PathBuf>,
    /// Only the rows that the test checks, in a minute or two; the others stay as they are
    #[arg(long)]
    pub quick: bool,
    /// The table
    #[arg(long, value_name = "FILE", default_value = "constraints/history.csv")]
    pub table: PathBuf,
    /// The folder of the runs
    #[arg(long, value_name = "DIR", default_value = "build/history")]
    pub out: PathBuf,
}

fn multiplier() -> impl TypedValueParser<Value = Multiplier> {
    PossibleValuesParser::new(Multiplier::ALL.iter().map(|one| one.name()))
        .map(|name| Multiplier::ALL.iter().copied().find(|one| one.name() == name).unwrap_or_default())
}

fn adder() -> impl TypedValueParser<Value = Adder> {
    PossibleValuesParser::new(Adder::ALL.iter().map(|one| one.name()))
        .map(|name| Adder::ALL.iter().copied().find(|one| one.name() == name).unwrap_or_default())
}
