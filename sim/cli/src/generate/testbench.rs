//! The testbench of the datapath: plain Verilog, with its input and expected beats in `.hex` files.

mod beats;
mod commands;

use super::template::{fill_in, value};
use seedchip_spec::{Column, Command, Configuration, Geometry, Status, Stream};
use std::collections::BTreeMap;

/// Its folder in the folder of the datapath.
const FOLDER: &str = "testbench";

/// The module to simulate.
pub fn top(configuration: &Configuration) -> String {
    format!("seedchip_testbench_{}", configuration.name())
}

/// The parts of the testbench, children first.
const PARTS: [(&str, &str); 3] = [
    ("testbench/seedchip_random_byte.v", include_str!("../../../testbench/random_byte.v")),
    ("testbench/seedchip_stream_source.v", include_str!("../../../testbench/stream_source.v")),
    ("testbench/seedchip_stream_sink.v", include_str!("../../../testbench/stream_sink.v")),
];

/// The testbench, with sizes to fill in.
const TEMPLATE: &str = include_str!("../../../testbench/testbench.v");

/// The files of beats.
const BEATS: [(Stream, &str); 7] = [
    (Stream::Command, "testbench/commands.hex"),
    (Stream::Weight, "testbench/weights.hex"),
    (Stream::Activation, "testbench/activations.hex"),
    (Stream::Parameter, "testbench/parameters.hex"),
    (Stream::Scale, "testbench/scales.hex"),
    (Stream::Result, "testbench/results.hex"),
    (Stream::Status, "testbench/statuses.hex"),
];

/// The files for a simulator that is started in the folder of the testbench.
pub const LIST: &str = "testbench/testbench.f";

/// The files of Verilog, children first.
pub fn verilog(configuration: &Configuration) -> impl Iterator<Item = String> {
    let last = format!("{FOLDER}/{}.v", top(configuration));
    PARTS.iter().map(|(name, _)| (*name).to_owned()).chain([last])
}

/// The files of beats of the streams that a configuration has.
fn beats_of(configuration: &Configuration) -> impl Iterator<Item = (Stream, &'static str)> {
    let sizes = configuration.sizes();
    BEATS.into_iter().filter(move |(stream, _)| stream.widths(sizes).0 > 0)
}

/// The files of beats, and the names under which the testbench reads them.
pub fn beats(configuration: &Configuration) -> impl Iterator<Item = (&'static str, &'static str)> {
    beats_of(configuration).map(|(_, path)| (path, &path[FOLDER.len() + 1..]))
}

/// Every file of the testbench with its text. `modules` are the files of the datapath, children first.
pub fn files(configuration: &Configuration, modules: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let beats = beats::lines(configuration)?;
    let texts = PARTS.map(|(_, text)| text.to_owned()).into_iter().chain([testbench(configuration, &beats)?]);
    let mut files: Vec<(String, String)> = verilog(configuration).zip(texts).collect();
    files.extend(beats_of(configuration).map(|(stream, path)| (path.to_owned(), lines(&beats[&stream]))));
    let of_datapath = modules.iter().map(|module| format!("../{module}"));
    let own = verilog(configuration).map(|name| name[FOLDER.len() + 1..].to_owned());
    files.push((LIST.to_owned(), lines(&of_datapath.chain(own).collect::<Vec<_>>())));
    Ok(files)
}

/// The testbench for the sizes of the configuration and of its beats.
fn testbench(configuration: &Configuration, beats: &BTreeMap<Stream, Vec<String>>) -> anyhow::Result<String> {
    let count = |stream| beats.get(&stream).map_or(0, Vec::len);
    let values = [
        value("CONFIGURATION", configuration.name()),
        value("ROWS", configuration.rows()),
        value("COLUMNS", configuration.columns()),
        value("COMMANDS", count(Stream::Command)),
        value("WEIGHTS", count(Stream::Weight)),
        value("ACTIVATIONS", count(Stream::Activation)),
        value("PARAMETERS", count(Stream::Parameter)),
        value("SCALES", count(Stream::Scale)),
        value("BLOCKS", configuration.blocks()),
        value("RESULTS", count(Stream::Result)),
        value("COMMAND_BITS", Command::WIDTH),
        value("PARAMETER_BITS", Column::WIDTH),
        value("STATUS_BITS", Status::WIDTH),
        value("VERDICT_BITS", Status::ERROR.bits().end),
        value("CYCLES", Status::CYCLES.offset),
        value("RESERVED", Status::STALLS_RESULTS.bits().end),
        value("DIAGNOSIS", Geometry::DIAGNOSIS.offset),
        value("OPCODE_BITS", Command::OPCODE.width),
    ];
    fill_in(TEMPLATE, &values)
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}
