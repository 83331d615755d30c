//! Verilog to C++: one run of Verilator.

use crate::key::Key;
use crate::tools::{Tools, complaint};
use crate::{Design, VerilateError, ports};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The flags of every model.
///
/// - `--x-initial unique`: what has no reset starts as the context says: at zero, or at random.
/// - `--timescale-override`: the time unit of traces; set in the exported Verilog it would be noise there.
/// - `--output-split`, `--output-split-cfuncs`: so that a large model compiles on several cores, and at all. As one
///   function the default datapath takes 44 s of compile time instead of 5 s, and the large one over ten
///   minutes instead of 14 s; their models are as fast.
const FLAGS: &[&str] = &[
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

/// The further flags of a model that can write waveforms.
///
/// - `--trace`: costs nothing measurable (less than 1 % on a 16 × 16 array) while no trace is open.
/// - `--trace-max-width`: Verilator leaves signals of more than 256 bits out of traces; results have 1024.
const TRACING: &[&str] = &["--trace", "--trace-max-width", "8192"];

/// The flags for a design, its own last.
fn flags(design: &Design) -> Vec<&str> {
    let tracing = if design.tracing { TRACING } else { &[] };
    FLAGS.iter().chain(tracing).copied().chain(design.flags.iter().map(String::as_str)).collect()
}

/// Adds the inputs of Verilator and its version. That is the version of the program's runtime, on which the library will
/// run: another one builds no library.
pub fn identify(design: &Design, version: &str, key: &mut Key) {
    key.add("verilator", version);
    key.add("verilog", &design.verilog);
    key.add("top", &design.top);
    for flag in flags(design) {
        key.add("verilator flag", flag);
    }
}

/// The folder of Verilator's headers.
pub fn headers() -> Result<PathBuf, VerilateError> {
    let wanted = seedchip_runtime::version();
    let installed = ask("--version", &wanted)?;
    let version = installed.strip_prefix("Verilator ").unwrap_or(&installed);
    if !version.strip_prefix(&wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
        return Err(VerilateError(format!(
            "Verilator {version} is installed, but this program was built with the runtime of {wanted}: build it again \
             after `cargo clean -p verilated -p seedchip-runtime`"
        )));
    }
    Ok(Path::new(&ask("--getenv=VERILATOR_ROOT", &wanted)?).join("include"))
}

fn ask(question: &str, wanted: &str) -> Result<String, VerilateError> {
    let output = Command::new("verilator").args(question.split('=')).output();
    let output = output.map_err(|error| {
        VerilateError(format!("cannot run `verilator` ({error}): install Verilator {wanted} to simulate"))
    })?;
    if !output.status.success() {
        let reason = complaint(&output, "%Error");
        return Err(VerilateError(format!("`verilator {question}` failed: {reason}")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Verilates a design into an empty folder, and returns the C++ files.
pub fn run(design: &Design, tools: &Tools, folder: &Path) -> Result<Vec<PathBuf>, VerilateError> {
    let failed = |reason: String| VerilateError(format!("cannot Verilate {design}: {reason}"));
    let source = folder.join(format!("{}.v", design.block));
    std::fs::write(&source, &design.verilog).map_err(|error| failed(error.to_string()))?;
    let class = design.class();
    let mut command = Command::new("verilator");
    command.args(flags(design)).args([
        "--top-module",
        &design.top,
        "--prefix",
        &class,
        "--mod-prefix",
        &class,
        "--Mdir",
    ]);
    command.arg(folder).arg(&source);
    let output = tools.output(&mut command).map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(complaint(&output, "%Error")));
    }
    ports::check(design, folder)?;
    let entries = std::fs::read_dir(folder).map_err(|error| failed(error.to_string()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "cpp"))
        .collect();
    files.sort();
    Ok(files)
}
