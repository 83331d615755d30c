//! The folder of a run: its inputs, its results, and whether a result in it is still valid.

pub(crate) mod cache;
pub(crate) mod files;
pub(crate) mod liberty;

/// The report of a run.
pub const REPORT: &str = "report.json";
/// The plot of area by block.
pub const PLOT: &str = "area.svg";
/// The netlist in Verilog.
pub const NETLIST_VERILOG: &str = "netlist.v";
/// The netlist in yosys's JSON.
pub const NETLIST_JSON: &str = "netlist.json";
/// The folder of the Verilog that is synthesised.
pub const SOURCES: &str = "rtl";
