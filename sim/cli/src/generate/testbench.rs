//! The testbench that goes with the datapath: plain Verilog, and the beats that it offers and expects as `.hex` files.

mod beats;
mod commands;

use anyhow::ensure;
use beats::Beats;
use seedchip_spec::Configuration;
use seedchip_spec::layout::{command, parameter, status};

/// Its folder in the folder of the datapath.
const FOLDER: &str = "testbench";

/// The module to simulate.
pub const TOP: &str = "datapath_testbench";

/// The Verilog of the testbench, children first; the last one has sizes to fill in.
const VERILOG: [(&str, &str); 4] = [
    ("testbench/random_byte.v", include_str!("../../../testbench/random_byte.v")),
    ("testbench/stream_source.v", include_str!("../../../testbench/stream_source.v")),
    ("testbench/stream_sink.v", include_str!("../../../testbench/stream_sink.v")),
    ("testbench/datapath_testbench.v", include_str!("../../../testbench/datapath_testbench.v")),
];

/// The files of beats.
const BEATS: [&str; 6] = [
    "testbench/commands.hex",
    "testbench/weights.hex",
    "testbench/activations.hex",
    "testbench/parameters.hex",
    "testbench/results.hex",
    "testbench/statuses.hex",
];

/// The files for a simulator that is started in the folder of the testbench.
pub const LIST: &str = "testbench/testbench.f";

/// The files of Verilog, children first.
pub fn verilog() -> impl Iterator<Item = &'static str> {
    VERILOG.iter().map(|(name, _)| *name)
}

/// The files of beats, and the names under which the testbench reads them.
pub fn beats() -> impl Iterator<Item = (&'static str, &'static str)> {
    BEATS.iter().map(|path| (*path, &path[FOLDER.len() + 1..]))
}

/// Every file that [`files`] writes.
pub fn names() -> impl Iterator<Item = &'static str> {
    verilog().chain(BEATS).chain([LIST])
}

/// Every file of the testbench with its text. `modules` are the files of the datapath, children first.
pub fn files(configuration: &Configuration, modules: &[String]) -> anyhow::Result<Vec<(&'static str, String)>> {
    let beats = Beats::of(configuration)?;
    let mut files = Vec::new();
    for (name, text) in VERILOG {
        files.push((name, fill_in(text, configuration, &beats)?));
    }
    let texts =
        [&beats.commands, &beats.weights, &beats.activations, &beats.parameters, &beats.results, &beats.statuses];
    files.extend(BEATS.into_iter().zip(texts.map(|beats| lines(beats))));
    let of_datapath = modules.iter().map(|module| format!("../{module}"));
    let own = verilog().map(|name| name[FOLDER.len() + 1..].to_owned());
    files.push((LIST, lines(&of_datapath.chain(own).collect::<Vec<_>>())));
    Ok(files)
}

/// A module with the sizes of the configuration and of its beats.
fn fill_in(text: &str, configuration: &Configuration, beats: &Beats) -> anyhow::Result<String> {
    let sizes = [
        ("ROWS", configuration.rows()),
        ("COLUMNS", configuration.columns()),
        ("COMMANDS", beats.commands.len()),
        ("WEIGHTS", beats.weights.len()),
        ("ACTIVATIONS", beats.activations.len()),
        ("PARAMETERS", beats.parameters.len()),
        ("RESULTS", beats.results.len()),
        ("COMMAND_BITS", command::WIDTH),
        ("PARAMETER_BITS", parameter::WIDTH),
        ("STATUS_BITS", status::WIDTH),
        ("CYCLES", status::CYCLES.offset),
        ("STALLS_WEIGHTS", status::STALLS_WEIGHTS.offset),
        ("STALLS_ACTIVATIONS", status::STALLS_ACTIVATIONS.offset),
        ("STALLS_PARAMETERS", status::STALLS_PARAMETERS.offset),
        ("STALLS_RESULTS", status::STALLS_RESULTS.offset),
        ("COUNTER_BITS", status::CYCLES.width),
    ];
    let named = text.replace("@CONFIGURATION@", configuration.name());
    let filled = sizes.iter().fold(named, |text, (name, size)| text.replace(&format!("@{name}@"), &size.to_string()));
    ensure!(
        sizes.iter().all(|(name, _)| !filled.contains(&format!("@{name}@"))),
        "a size of the testbench is not filled in"
    );
    Ok(filled)
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}
