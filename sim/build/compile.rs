//! C++ to static libraries. A library is built again only when something it is made from has changed.

use crate::design::Design;
use crate::{shim, verilate};
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

/// C++ of fewer bytes compiles as one unit: reading Verilator's headers takes longer than the rest.
const SMALL: usize = 150_000;

/// Builds the libraries of all designs and of the runtime, and tells cargo to link them.
pub fn all(designs: &[Design], output: &Path) -> Result<(), String> {
    let (version, headers) = verilate::installation()?;
    let builder = Builder { version, headers, output, cache: cache(output)? };
    runtime(&builder.headers, output)?;
    // The largest first, so that no core is left with it at the end.
    let mut queue: Vec<&Design> = designs.iter().collect();
    queue.sort_by_key(|design| design.size);
    let queue = Mutex::new(queue);
    let workers: usize = std::env::var("NUM_JOBS").ok().and_then(|jobs| jobs.parse().ok()).unwrap_or(1);
    let next = || queue.lock().ok()?.pop();
    let work = || {
        while let Some(design) = next() {
            builder.one(design)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| Err("a worker has died".to_owned())))
    })?;
    println!("cargo::rustc-link-search=native={}", output.display());
    for design in designs {
        println!("cargo::rustc-link-lib=static=seedchip_{}", design.name);
    }
    println!("cargo::rustc-link-lib=static=seedchip_runtime");
    println!("cargo::rustc-link-lib=dylib=stdc++");
    Ok(())
}

/// Where libraries are kept by what they are made from: in cargo's target folder, beside those of the profiles.
/// A model is the same in every profile, so that tests, release and benchmarks build it once.
fn cache(output: &Path) -> Result<PathBuf, String> {
    // <target>/<profile>/build/<package>/out
    let target = output.ancestors().nth(4).ok_or("cargo gives an OUT_DIR outside of a target folder")?;
    let cache = target.join("seedchip-models");
    fs::create_dir_all(&cache).map_err(|error| format!("cannot create {}: {error}", cache.display()))?;
    Ok(cache)
}

struct Builder<'a> {
    version: String,
    headers: PathBuf,
    output: &'a Path,
    cache: PathBuf,
}

impl Builder<'_> {
    /// Takes a design's library from the cache, or builds it.
    fn one(&self, design: &Design) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("cannot write the model `{}`: {error}", design.name);
        let shim = shim::cpp(design);
        let cached = self.cache.join(format!("{}-{}.a", design.name, stamp(design, &self.version, &shim)));
        let library = self.output.join(format!("libseedchip_{}.a", design.name));
        if fs::copy(&cached, &library).is_ok() {
            return Ok(());
        }
        let start = Instant::now();
        let folder = self.output.join(&design.name);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        fs::create_dir_all(&folder).map_err(failed)?;
        let files = verilate::run(design, &folder)?;
        let shim_file = folder.join("shim.cpp");
        fs::write(&shim_file, shim).map_err(failed)?;
        let verilated = start.elapsed();
        archive(design, files, shim_file, &self.headers, &folder)?;
        // Shown by `cargo build -vv`.
        println!(
            "{}: Verilated in {:.1} s, compiled in {:.1} s",
            design.name,
            verilated.as_secs_f32(),
            (start.elapsed() - verilated).as_secs_f32()
        );
        let archived = folder.join(format!("libseedchip_{}.a", design.name));
        fs::copy(&archived, &library).map_err(failed)?;
        // Another profile may be building the same: a rename shows the library whole or not at all.
        let unfinished = self.cache.join(format!("{}-{}", design.name, std::process::id()));
        fs::copy(&archived, &unfinished).and_then(|_| fs::rename(&unfinished, &cached)).map_err(failed)?;
        fs::remove_dir_all(&folder).map_err(failed)
    }
}

/// Compiles what runs in every cycle for speed, and what runs once, or only while tracing, for compile time.
fn archive(design: &Design, files: Vec<PathBuf>, shim: PathBuf, headers: &Path, folder: &Path) -> Result<(), String> {
    let total: u64 = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
    let objects = if total < SMALL as u64 {
        let mut all = String::new();
        for file in files.iter().chain([&shim]) {
            let _ = writeln!(all, "#include \"{}\"", file.display());
        }
        let unit = folder.join("all.cpp");
        fs::write(&unit, all).map_err(|error| format!("cannot write the model `{}`: {error}", design.name))?;
        objects(&[unit], 3, headers, folder)?
    } else {
        let (slow, mut fast): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            ["__Slow", "__Trace", "__Syms"].iter().any(|part| name.contains(part))
        });
        fast.push(shim);
        let mut all = objects(&fast, 3, headers, folder)?;
        all.extend(objects(&slow, 0, headers, folder)?);
        all
    };
    let mut archive = cc::Build::new();
    archive.cargo_metadata(false).out_dir(folder).objects(objects);
    archive.try_compile(&format!("seedchip_{}", design.name)).map_err(|error| error.to_string())
}

fn objects(files: &[PathBuf], level: u32, headers: &Path, folder: &Path) -> Result<Vec<PathBuf>, String> {
    build(headers)
        .include(folder)
        .out_dir(folder)
        .files(files)
        .opt_level(level)
        .try_compile_intermediates()
        .map_err(|error| format!("the C++ compiler refuses what Verilator wrote: {error}"))
}

/// Models are optimised whatever cargo's profile: tests run millions of cycles.
fn build(headers: &Path) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .cpp(true)
        .std("gnu++17")
        .include(headers)
        .include(headers.join("vltstd"))
        .include("include")
        .define("VM_TRACE", "1")
        .define("VM_COVERAGE", "0")
        .define("VM_SC", "0")
        .debug(false)
        .warnings(false)
        .extra_warnings(false)
        .flag("-w")
        .cargo_metadata(false);
    if build.get_compiler().is_like_clang() {
        // Verilator nests deeper than clang allows by itself.
        build.flag("-fbracket-depth=4096");
    }
    build
}

fn runtime(headers: &Path, output: &Path) -> Result<(), String> {
    build(headers)
        .file("include/seedchip_runtime.cpp")
        .opt_level(2)
        .out_dir(output)
        .try_compile("seedchip_runtime")
        .map_err(|error| format!("the C++ compiler refuses the runtime: {error}"))
}

fn stamp(design: &Design, version: &str, shim: &str) -> String {
    let compiler = build(Path::new("")).get_compiler();
    let mut hasher = DefaultHasher::new();
    (&design.verilog, &design.flags, verilate::FLAGS, version, shim).hash(&mut hasher);
    (include_str!("compile.rs"), include_str!("../include/seedchip_model.h")).hash(&mut hasher);
    (compiler.path(), compiler.args()).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
