//! The errors of a flow, each one sentence with advice.

use crate::structure::Structure;
use seedchip_export::ExportError;
use seedchip_spec::ConfigurationError;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a flow did not come to its end.
#[derive(Debug, Error)]
pub enum FlowError {
    /// No target has this name.
    #[error("no target is called `{name}`: choose one of {names}")]
    Target {
        /// The name asked for.
        name: String,
        /// The names that there are.
        names: String,
    },
    /// A target's data are wrong.
    #[error("constraints/{target}/target.toml is wrong ({reason}): correct it and build the program again")]
    TargetData {
        /// The target.
        target: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such configuration.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The list of blocks has no such block.
    #[error("no block is called `{name}`: choose one of {names}", names = block_names())]
    Block {
        /// The name asked for.
        name: String,
    },
    /// A target of standard cells without its library.
    #[error("{target} needs a library of standard cells: give its Liberty files with --liberty")]
    LibertyMissing {
        /// The target.
        target: &'static str,
    },
    /// A Liberty file for an FPGA.
    #[error(
        "--liberty is for standard cells and {target} is an FPGA: leave it out, or choose the target sg13g2 or asap7"
    )]
    LibertyUnused {
        /// The target.
        target: &'static str,
    },
    /// No Liberty file has the cell that gate equivalents are counted in.
    #[error("no Liberty file describes `{cell}`, the unit of area on {target}: give the files of {target}'s library")]
    LibertyForeign {
        /// The target.
        target: &'static str,
        /// The cell that is not there.
        cell: &'static str,
    },
    /// A choice of structures where there is none.
    #[error(
        "--multiplier and --adder are for standard cells and {target} is an FPGA: leave them out (got {structure})"
    )]
    StructureUnused {
        /// The target.
        target: &'static str,
        /// The structure asked for.
        structure: Structure,
    },
    /// Place and route of what no tool here can place.
    #[error(
        "{target} is not placed and routed here: pass the netlist of `seedchip synth --target {target}` and {configuration} to {tool}"
    )]
    NotPlaced {
        /// The target.
        target: &'static str,
        /// The file that configures the other tool.
        configuration: &'static str,
        /// The other tool.
        tool: &'static str,
    },
    /// A block without a clock in a flow that asks for the clock.
    #[error("`{block}` has no flip-flop and so no clock to reach: `seedchip synth` gives its size")]
    NoClock {
        /// The block.
        block: String,
    },
    /// A tool that is not installed.
    #[error("{tool} is not installed: run `make flow-tools`{otherwise}")]
    ToolMissing {
        /// The tool.
        tool: String,
        /// Where else it is looked for.
        otherwise: &'static str,
    },
    /// A tool that does not start.
    #[error("cannot start {tool}: {source}")]
    ToolStart {
        /// The tool.
        tool: String,
        /// Why.
        source: io::Error,
    },
    /// A tool that ended with an error.
    #[error("{tool} failed ({status}): {line}; its log is {log}", log = log.display())]
    ToolFailed {
        /// The tool.
        tool: String,
        /// How it ended.
        status: String,
        /// Its log.
        log: PathBuf,
        /// The line of the log with the reason.
        line: String,
    },
    /// The user asked for the end.
    #[error("interrupted: finished results are kept, and the same command continues from there")]
    Interrupted,
    /// A result that is not as the tool writes it.
    #[error("{path} is not a result of this version ({reason}): remove its folder and run the command again", path = path.display())]
    Result {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("cannot {action} {path}: {source}", path = path.display())]
    File {
        /// The action that failed.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The exporter refused the block.
    #[error("cannot export the block: {0}")]
    Export(#[from] ExportError),
    /// The hand-written array is not what it should be.
    #[error(
        "{path} has no module `{module}`: the yardstick is Verilog with the modules `sa_ws` and `pe_ws` and the \
         parameters R, C, PW, PIPE and DB",
        path = path.display()
    )]
    Yardstick {
        /// The file.
        path: PathBuf,
        /// The module that is not there.
        module: &'static str,
    },
    /// The table of history cannot be read or written.
    #[error("{path} is not a table of sizes ({reason}): rewrite it with `make history`", path = path.display())]
    History {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The plot cannot be drawn.
    #[error("cannot draw the plot {path}: {reason}", path = path.display())]
    Plot {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

impl FlowError {
    /// An error of a file that is not a result, from what its reader says.
    pub(crate) fn result(path: &Path) -> impl FnOnce(serde_json::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Result { path, reason: error.to_string() }
    }

    /// An error of a file, from what was tried with it.
    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}

fn block_names() -> String {
    seedchip_spec::BLOCKS.iter().map(|block| block.name).collect::<Vec<_>>().join(", ")
}
