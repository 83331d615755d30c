//! Save files of GTKWave: which signals to show, in which groups, in which radix.

use super::declaration::{Declaration, Kind};
use super::error::WaveError;
use super::reader::Reader;
use std::fmt::Write;
use std::path::Path;

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
/// ports of every other block directly below the top.
pub fn save_file(waveform: &Path, save_file: &Path) -> Result<(), WaveError> {
    let reader = Reader::open(waveform)?;
    let waveform = std::path::absolute(waveform).unwrap_or_else(|_| waveform.to_owned());
    let text = text(&reader.declarations, &waveform.to_string_lossy());
    std::fs::write(save_file, text).map_err(|error| WaveError::Write { path: save_file.to_owned(), error })
}

fn text(signals: &[Declaration], waveform: &str) -> String {
    let mut text = format!("[dumpfile] \"{waveform}\"\n[timestart] 0\n[sst_expanded] 1\n");
    // Verilator shows the ports twice: in a scope of its own and in the top module. The module's are shown.
    let depth = signals.iter().map(|signal| signal.scopes.len()).min().unwrap_or(0);
    let has_inner = |signal: &Declaration| signals.iter().any(|other| inside(other, signal, depth));
    let depth =
        if signals.iter().filter(|signal| signal.scopes.len() == depth).all(has_inner) { depth + 1 } else { depth };
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
                && ["_i", "_o"].iter().any(|end| signal.name.ends_with(end))
                && signal.name != "clk_i"
        });
        group(&mut text, block, ports);
    }
    text
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
