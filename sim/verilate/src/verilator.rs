//! Verilog to C++: one run of Verilator.

use crate::VerilateError;
use crate::design::Design;
use crate::ports;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What every model is Verilated with.
///
/// - `--x-initial unique`: what has no reset starts as the context says: at zero, or at random.
/// - `--timescale-override`: the time unit of traces; set in the exported Verilog it would be noise there.
/// - `--output-split`, `--output-split-cfuncs`: so that a large model compiles on several cores, and at all. As one
///   function the default datapath takes 44 s of compile time instead of 5 s, and the large one over ten
///   minutes instead of 14 s; their models are as fast.
pub const FLAGS: &[&str] = &[
    "--cc",
    "-O3",
    "--x-assign",
    "fast",
    "--x-initial",
    "unique",
    "--timescale-override",
    "1ns/1ns",
    "--no-timing",
    "--output-split",
    "20000",
    "--output-split-cfuncs",
    "1000",
];

/// What a model that can write waveforms is Verilated with besides.
///
/// - `--trace`: costs nothing measurable (less than 1 % on a 16 × 16 array) while no trace is open.
/// - `--trace-max-width`: Verilator leaves signals of more than 256 bits out of traces; results have 1024.
pub const TRACING: &[&str] = &["--trace", "--trace-max-width", "8192"];

/// Verilator's version line, and its folder of headers.
pub fn installation() -> Result<(String, PathBuf), VerilateError> {
    let root = PathBuf::from(ask(&["--getenv", "VERILATOR_ROOT"])?);
    Ok((ask(&["--version"])?, root.join("include")))
}

fn ask(arguments: &[&str]) -> Result<String, VerilateError> {
    let output = Command::new("verilator").args(arguments).output().map_err(|error| {
        VerilateError(format!(
            "cannot run `verilator` ({error}): install Verilator 5, or build without the feature `models`"
        ))
    })?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Verilates a design into an empty folder, and returns the C++ files.
pub fn run(design: &Design, tracing: bool, folder: &Path) -> Result<Vec<PathBuf>, VerilateError> {
    let source = folder.join(format!("{}.v", design.name));
    std::fs::write(&source, &design.verilog).map_err(VerilateError::file(&design.name))?;
    let output = Command::new("verilator")
        .args(FLAGS)
        .args(if tracing { TRACING } else { &[] })
        .args(&design.flags)
        .args(["--top-module", &design.top, "--prefix", &design.class(), "--mod-prefix", &design.class(), "--Mdir"])
        .arg(folder)
        .arg(&source)
        .output()
        .map_err(|error| VerilateError(format!("cannot run `verilator`: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(VerilateError(format!("Verilator refuses `{}`: {said}", design.name)));
    }
    ports::check(design, folder)?;
    let entries = std::fs::read_dir(folder).map_err(VerilateError::file(&design.name))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "cpp"))
        .collect();
    files.sort();
    Ok(files)
}
