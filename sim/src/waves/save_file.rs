//! Save files of GTKWave: the signals to show, their groups and radices, and the time to start from.

mod given;
mod view;

use super::declaration::{Declaration, Kind};
use super::error::WaveError;
use super::reader::Reader;
use given::Given;
use std::fmt::Write;
use std::path::Path;
use view::View;

/// GTKWave's flags of a trace.
mod flag {
    pub const BINARY: &str = "@28";
    pub const HEXADECIMAL: &str = "@22";
    pub const DECIMAL: &str = "@24";
    pub const SIGNED: &str = "@420";
    pub const GROUP_BEGINS: &str = "@800200";
    pub const GROUP_ENDS: &str = "@1000200";
}

/// Declarations that hold signed numbers have one of these in their names.
const SIGNED_NAMES: &[&str] = &["acc", "bias", "product", "zero_point", "low_", "high_"];
/// Declarations that hold unsigned numbers.
const UNSIGNED_NAMES: &[&str] = &["address", "shift", "used", "rows", "columns", "count", "index"];

/// Writes a save file for a waveform: clock and reset, then each stream of the top, then the array, then the
/// ports of every other block directly below the top. The view begins with the first transaction.
pub fn save_file(waveform: &Path, save_file: &Path) -> Result<(), WaveError> {
    let mut reader = Reader::open(waveform)?;
    let groups = groups(&reader.declarations);
    write(save_file, &(head(waveform, save_file, &View::new(&mut reader)?) + &groups))
}

/// Writes a save file for a waveform that shows the signals of another save file, `given`. Returns those of them that
/// the waveform does not have.
pub fn save_file_like(given: &Path, waveform: &Path, save_file: &Path) -> Result<Vec<String>, WaveError> {
    let text = std::fs::read(given).map_err(|error| WaveError::Open { path: given.to_owned(), error })?;
    let given = Given::read(&String::from_utf8_lossy(&text));
    let mut reader = Reader::open(waveform)?;
    let missing = given.missing(&reader.declarations);
    write(save_file, &(head(waveform, save_file, &View::new(&mut reader)?) + &given.lines))?;
    Ok(missing)
}

fn write(save_file: &Path, text: &str) -> Result<(), WaveError> {
    std::fs::write(save_file, text).map_err(|error| WaveError::Write { path: save_file.to_owned(), error })
}

/// The lines about files and the view. With the place of the save file itself GTKWave finds a waveform that was moved
/// together with it.
fn head(waveform: &Path, save_file: &Path, view: &View) -> String {
    let [waveform, save_file] = [waveform, save_file].map(|path| {
        let path = path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
        path.display().to_string()
    });
    format!(
        "[dumpfile] \"{waveform}\"\n[savefile] \"{save_file}\"\n[timestart] {}\n[size] {} {}\n[pos] -1 -1\n*{:.6} -1\n\
         [sst_width] {}\n[signals_width] {}\n[sst_expanded] 1\n",
        view.start,
        view::WINDOW.0,
        view::WINDOW.1,
        view.zoom,
        view::TREE,
        view::NAMES
    )
}

fn groups(signals: &[Declaration]) -> String {
    let mut text = String::new();
    let depth = top_depth(signals);
    let top: Vec<&Declaration> = signals.iter().filter(|signal| signal.scopes.len() == depth).collect();
    let mut streams: Vec<&str> = top.iter().filter_map(|signal| signal.name.strip_suffix("_tvalid")).collect();
    // Verilator sorts by name: what goes in comes first here.
    streams.sort_by_key(|stream| stream.starts_with("m_"));
    let in_stream = |signal: &Declaration, stream: &str| {
        signal.name.strip_prefix(stream).is_some_and(|rest| rest.starts_with("_t"))
    };
    group(
        &mut text,
        "clock and reset",
        top.iter().copied().filter(|signal| ["clk_i", "rst_ni"].contains(&&*signal.name)),
    );
    for stream in &streams {
        group(&mut text, stream, top.iter().copied().filter(|signal| in_stream(signal, stream)));
    }
    // What a block without streams has besides.
    let rest = top.iter().copied().filter(|signal| {
        let known =
            ["clk_i", "rst_ni"].contains(&&*signal.name) || streams.iter().any(|stream| in_stream(signal, stream));
        !known && is_port(signals, signal, depth)
    });
    group(&mut text, "ports", rest);
    let mut blocks: Vec<&str> = Vec::new();
    for signal in signals.iter().filter(|signal| signal.scopes.len() == depth + 1) {
        let block = signal.scopes[depth].as_str();
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    }
    blocks.sort_by_key(|block| (*block != "array", numbered(block)));
    for block in blocks {
        let ports = signals.iter().filter(|signal| {
            signal.scopes.len() == depth + 1
                && signal.scopes[depth] == block
                && named_as_port(&signal.name)
                && signal.name != "clk_i"
        });
        group(&mut text, block, ports);
    }
    text
}

/// How many scopes are around the signals of the top module. Verilator shows its ports twice: in a scope of their own
/// and in the module, which is meant.
fn top_depth(signals: &[Declaration]) -> usize {
    let depth = signals.iter().map(|signal| signal.scopes.len()).min().unwrap_or(0);
    let has_inner = |signal: &Declaration| signals.iter().any(|other| inside(other, signal, depth));
    let repeated = signals.iter().filter(|signal| signal.scopes.len() == depth).all(has_inner);
    if repeated { depth + 1 } else { depth }
}

/// Whether a signal of the top module is a port of it: one that is repeated in the scope around it. Without such a
/// scope its name tells.
fn is_port(signals: &[Declaration], signal: &Declaration, depth: usize) -> bool {
    let around = || signals.iter().filter(|other| other.scopes.len() + 1 == depth);
    if around().next().is_some() {
        around().any(|other| other.name == signal.name)
    } else {
        named_as_port(&signal.name)
    }
}

fn named_as_port(name: &str) -> bool {
    ["_i", "_o"].iter().any(|end| name.ends_with(end))
}

/// `accumulator_10` comes after `accumulator_9`.
fn numbered(name: &str) -> (&str, usize) {
    let split = name.rsplit_once('_').and_then(|(base, number)| Some((base, number.parse().ok()?)));
    split.unwrap_or((name, 0))
}

/// Whether `inner` is the same signal one scope further down.
fn inside(inner: &Declaration, outer: &Declaration, depth: usize) -> bool {
    inner.scopes.len() == depth + 1 && inner.name == outer.name && inner.scopes.starts_with(&outer.scopes)
}

fn group<'a>(text: &mut String, name: &str, signals: impl Iterator<Item = &'a Declaration>) {
    let mut lines = String::new();
    for signal in signals {
        let _ = writeln!(lines, "{}\n{}", radix(signal), signal.path());
    }
    if !lines.is_empty() {
        let _ = writeln!(text, "{}\n-{name}\n{lines}{}\n-{name}", flag::GROUP_BEGINS, flag::GROUP_ENDS);
    }
}

fn radix(signal: &Declaration) -> &'static str {
    let named = |names: &[&str]| names.iter().any(|part| signal.name.contains(part));
    match signal.kind {
        Kind::Bits(1) => flag::BINARY,
        Kind::Bits(2..=64) if named(SIGNED_NAMES) => flag::SIGNED,
        Kind::Bits(2..=64) if named(UNSIGNED_NAMES) => flag::DECIMAL,
        _ => flag::HEXADECIMAL,
    }
}
