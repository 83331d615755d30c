//! C++ to objects and libraries.

use crate::VerilateError;
use crate::design::Design;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The C face of the models, for which `shim.rs` writes the code.
pub const HEADER: &str = include_str!("../../include/seedchip_model.h");
/// What all models share.
pub const RUNTIME: &str = include_str!("../../include/seedchip_runtime.cpp");

/// C++ of fewer bytes compiles as one unit: reading Verilator's headers takes longer than the rest.
const SMALL: u64 = 150_000;

/// How C++ is compiled.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Style {
    /// Whether the model can write waveforms.
    pub tracing: bool,
    /// Whether the objects go into a library that is loaded: then only what the shim names is seen outside.
    pub shared: bool,
    /// The level of optimisation of what runs in every cycle, whatever cargo's profile: tests run millions of
    /// cycles.
    pub level: u32,
}

/// For linking: a model is built once and used for all tests and by the program.
pub const LINKED: Style = Style { tracing: true, shared: false, level: 3 };

/// For loading: a netlist is a hundred times the C++ of its source, and simulated for some ten thousand cycles. Level 1
/// compiles it in half the time of level 3. Its waveform would be one of cells.
pub const LOADED: Style = Style { tracing: false, shared: true, level: 1 };

/// A compiler that finds Verilator's headers in one folder and the project's own in another.
pub fn compiler(style: Style, verilator: &Path, include: &Path) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .cpp(true)
        .std("gnu++17")
        .target(env!("SEEDCHIP_TARGET"))
        .host(env!("SEEDCHIP_TARGET"))
        .include(verilator)
        .include(verilator.join("vltstd"))
        .include(include)
        .define("VM_TRACE", if style.tracing { "1" } else { "0" })
        .define("VM_COVERAGE", "0")
        .define("VM_SC", "0")
        .opt_level(style.level)
        .debug(false)
        .warnings(false)
        .extra_warnings(false)
        .flag("-w")
        .cargo_metadata(false);
    if style.shared {
        // The program that loads the library may hold another copy of the runtime: neither sees the other's.
        build.pic(true).flag("-fvisibility=hidden").flag_if_supported("-fno-gnu-unique");
    }
    if build.get_compiler().is_like_clang() {
        // Verilator nests deeper than clang allows by itself.
        build.flag("-fbracket-depth=4096");
    }
    build
}

/// Writes the project's own header into a folder.
pub fn write_header(folder: &Path) -> std::io::Result<()> {
    fs::write(folder.join("seedchip_model.h"), HEADER)
}

/// Compiles what runs in every cycle for speed, and what runs once, or only while tracing, for compile time.
pub fn objects(
    design: &Design,
    files: Vec<PathBuf>,
    shim: PathBuf,
    build: &cc::Build,
    folder: &Path,
) -> Result<Vec<PathBuf>, VerilateError> {
    let total: u64 = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
    if total < SMALL {
        let mut all = String::new();
        for file in files.iter().chain([&shim]) {
            let _ = writeln!(all, "#include \"{}\"", file.display());
        }
        let unit = folder.join("all.cpp");
        fs::write(&unit, all).map_err(VerilateError::file(&design.name))?;
        return compile(build.clone(), &[unit], folder);
    }
    let (slow, mut fast): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        ["__Slow", "__Trace", "__Syms"].iter().any(|part| name.contains(part))
    });
    fast.push(shim);
    let mut all = compile(build.clone(), &fast, folder)?;
    let mut slowly = build.clone();
    slowly.opt_level(0);
    all.extend(compile(slowly, &slow, folder)?);
    Ok(all)
}

/// C++ files to objects.
pub fn compile(mut build: cc::Build, files: &[PathBuf], folder: &Path) -> Result<Vec<PathBuf>, VerilateError> {
    build
        .include(folder)
        .out_dir(folder)
        .files(files)
        .try_compile_intermediates()
        .map_err(|error| VerilateError(format!("the C++ compiler refuses what Verilator wrote: {error}")))
}

/// Objects to the static library `lib<name>.a`.
pub fn archive(objects: Vec<PathBuf>, name: &str, folder: &Path) -> Result<PathBuf, VerilateError> {
    let mut archive = cc::Build::new();
    archive
        .target(env!("SEEDCHIP_TARGET"))
        .host(env!("SEEDCHIP_TARGET"))
        .opt_level(0)
        .debug(false)
        .cargo_metadata(false)
        .out_dir(folder)
        .objects(objects);
    archive.try_compile(name).map_err(|error| VerilateError(error.to_string()))?;
    Ok(folder.join(format!("lib{name}.a")))
}

/// Objects and a static library to a library that can be loaded.
pub fn link(build: &cc::Build, objects: &[PathBuf], runtime: &Path, library: &Path) -> Result<(), VerilateError> {
    let output = build
        .get_compiler()
        .to_command()
        .args(["-shared", "-o"])
        .arg(library)
        .args(objects)
        .arg(runtime)
        .args(["-Wl,--no-undefined", "-Wl,-Bsymbolic", "-lpthread"])
        .output()
        .map_err(|error| VerilateError(format!("cannot run the C++ compiler to link: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(VerilateError(format!("the linker refuses {}: {said}", library.display())))
}
