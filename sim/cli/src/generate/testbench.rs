//! The testbench that goes with the datapath: plain Verilog, and the beats that it offers and expects as `.hex` files.

mod beats;
mod commands;

use anyhow::ensure;
use seedchip_spec::{Column, Command, Configuration, Status, Stream};
use std::collections::BTreeMap;

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
const BEATS: [(Stream, &str); 6] = [
    (Stream::Command, "testbench/commands.hex"),
    (Stream::Weight, "testbench/weights.hex"),
    (Stream::Activation, "testbench/activations.hex"),
    (Stream::Parameter, "testbench/parameters.hex"),
    (Stream::Result, "testbench/results.hex"),
    (Stream::Status, "testbench/statuses.hex"),
];

/// The files for a simulator that is started in the folder of the testbench.
pub const LIST: &str = "testbench/testbench.f";

/// The files of Verilog, children first.
pub fn verilog() -> impl Iterator<Item = &'static str> {
    VERILOG.iter().map(|(name, _)| *name)
}

/// The files of beats, and the names under which the testbench reads them.
pub fn beats() -> impl Iterator<Item = (&'static str, &'static str)> {
    BEATS.iter().map(|(_, path)| (*path, &path[FOLDER.len() + 1..]))
}

/// Every file that [`files`] writes.
pub fn names() -> impl Iterator<Item = &'static str> {
    verilog().chain(BEATS.iter().map(|(_, path)| *path)).chain([LIST])
}

/// Every file of the testbench with its text. `modules` are the files of the datapath, children first.
pub fn files(configuration: &Configuration, modules: &[String]) -> anyhow::Result<Vec<(&'static str, String)>> {
    let beats = beats::lines(configuration)?;
    let mut files = Vec::new();
    for (name, text) in VERILOG {
        files.push((name, fill_in(text, configuration, &beats)?));
    }
    files.extend(BEATS.map(|(stream, path)| (path, lines(&beats[&stream]))));
    let of_datapath = modules.iter().map(|module| format!("../{module}"));
    let own = verilog().map(|name| name[FOLDER.len() + 1..].to_owned());
    files.push((LIST, lines(&of_datapath.chain(own).collect::<Vec<_>>())));
    Ok(files)
}

/// A module with the sizes of the configuration and of its beats.
fn fill_in(text: &str, configuration: &Configuration, beats: &BTreeMap<Stream, Vec<String>>) -> anyhow::Result<String> {
    let count = |stream| beats.get(&stream).map_or(0, Vec::len);
    let sizes = [
        ("ROWS", configuration.rows()),
        ("COLUMNS", configuration.columns()),
        ("COMMANDS", count(Stream::Command)),
        ("WEIGHTS", count(Stream::Weight)),
        ("ACTIVATIONS", count(Stream::Activation)),
        ("PARAMETERS", count(Stream::Parameter)),
        ("RESULTS", count(Stream::Result)),
        ("COMMAND_BITS", Command::WIDTH),
        ("PARAMETER_BITS", Column::WIDTH),
        ("STATUS_BITS", Status::WIDTH),
        ("CYCLES", Status::CYCLES.offset),
        ("STALLS_WEIGHTS", Status::STALLS_WEIGHTS.offset),
        ("STALLS_ACTIVATIONS", Status::STALLS_ACTIVATIONS.offset),
        ("STALLS_PARAMETERS", Status::STALLS_PARAMETERS.offset),
        ("STALLS_RESULTS", Status::STALLS_RESULTS.offset),
        ("COUNTER_BITS", Status::CYCLES.width),
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
