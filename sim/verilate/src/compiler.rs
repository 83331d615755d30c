//! C++ to a library that can be loaded.

use crate::key::Key;
use crate::tools::{Tools, complaint};
use crate::{Design, VerilateError, shim};
use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;

/// The C face of the models, for which `shim.rs` writes the code; compiled before everything else of a model.
const HEADER: &str = include_str!("../../include/seedchip_model.h");
/// Its file.
const HEADER_FILE: &str = "seedchip_model.h";

/// C++ of fewer bytes compiles as one unit: reading Verilator's headers takes longer than the rest.
const SMALL: u64 = 150_000;

/// How all C++ is compiled, whatever the model. All that a model defines is hidden, or the same class in another library
/// would take its place; Verilator's runtime is not (see the header).
const FLAGS: &[&str] =
    &["-std=gnu++17", "-w", "-fPIC", "-fvisibility=hidden", "-DVM_COVERAGE=0", "-DVM_SC=0", "-include", HEADER_FILE];

/// A flag for clang alone: Verilator nests deeper than clang's default.
const CLANG: &str = "-fbracket-depth=4096";

/// The C++ compiler.
pub struct Compiler {
    program: String,
    arguments: Vec<String>,
    version: String,
}

impl Compiler {
    /// The compiler that the environment names in `CXX`, or `g++`. If it does not run, its version is empty: an error is due
    /// only when something has to be compiled.
    pub fn find() -> Self {
        Self::named(&std::env::var("CXX").unwrap_or_default())
    }

    /// The compiler of this command line.
    pub fn named(named: &str) -> Self {
        let mut words = named.split_whitespace().map(str::to_owned);
        let program = words.next().unwrap_or_else(|| "g++".to_owned());
        let mut compiler = Self { program, arguments: words.collect(), version: String::new() };
        if let Ok(output) = compiler.command().arg("--version").output() {
            let said = String::from_utf8_lossy(&output.stdout);
            said.lines().next().unwrap_or_default().clone_into(&mut compiler.version);
        }
        compiler
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command
    }

    fn flags(&self, design: &Design) -> Vec<String> {
        let clang = self.version.contains("clang").then_some(CLANG);
        let mut flags: Vec<String> = FLAGS.iter().copied().chain(clang).map(str::to_owned).collect();
        flags.push(format!("-DVM_TRACE={}", u8::from(design.tracing)));
        flags
    }

    /// Adds what the library depends on from Verilator's C++ on.
    pub fn identify(&self, design: &Design, key: &mut Key) {
        for part in [&self.program, &self.version].into_iter().chain(&self.arguments).chain(&self.flags(design)) {
            key.add("compiler", part);
        }
        key.add("optimisation", design.optimisation.to_string());
        for text in [HEADER, &shim::cpp(design), include_str!("compiler.rs")] {
            key.add("C++", text);
        }
    }

    /// Compiles the C++ files of a design in a folder and links them to `library`. Code that runs in every cycle is compiled
    /// for speed, code that runs once or only while tracing for compile time.
    pub fn library(
        &self,
        design: &Design,
        files: Vec<PathBuf>,
        headers: &Path,
        tools: &Tools,
        folder: &Path,
        library: &Path,
    ) -> Result<(), VerilateError> {
        let failed = |reason: String| VerilateError(format!("cannot compile the model of {design}: {reason}"));
        let shim = folder.join("shim.cpp");
        let written = fs::write(&shim, shim::cpp(design)).and_then(|()| fs::write(folder.join(HEADER_FILE), HEADER));
        written.map_err(|error| failed(error.to_string()))?;
        let unit = |file: PathBuf, level: u32| {
            let mut arguments: Vec<OsString> = self.flags(design).into_iter().map(OsString::from).collect();
            arguments.push(format!("-O{level}").into());
            for include in [folder.to_owned(), headers.to_owned(), headers.join("vltstd")] {
                arguments.extend(["-I".into(), include.into()]);
            }
            arguments.extend(["-c".into(), file.clone().into(), "-o".into(), file.with_extension("o").into()]);
            arguments
        };
        let total: u64 = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
        let units: Vec<(PathBuf, u32)> = if total < SMALL {
            let mut all = String::new();
            for file in files.iter().chain([&shim]) {
                let _ = writeln!(all, "#include \"{}\"", file.display());
            }
            let unit = folder.join("all.cpp");
            fs::write(&unit, all).map_err(|error| failed(error.to_string()))?;
            vec![(unit, design.optimisation)]
        } else {
            let slow = |file: &Path| {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                ["__Slow", "__Trace", "__Syms"].iter().any(|part| name.contains(part))
            };
            let level = |file: &Path| if slow(file) { 0 } else { design.optimisation };
            files.into_iter().chain([shim]).map(|file| (file.clone(), level(&file))).collect()
        };
        let commands = units.iter().map(|(file, level)| unit(file.clone(), *level)).collect();
        self.compile(tools, commands).map_err(failed)?;
        let mut link: Vec<OsString> = vec!["-shared".into(), "-o".into(), library.into()];
        link.extend(units.iter().map(|(file, _)| file.with_extension("o").into()));
        self.compile(tools, vec![link]).map_err(failed)
    }

    /// Runs the compiler with each of these arguments, as many at a time as there are cores.
    fn compile(&self, tools: &Tools, mut commands: Vec<Vec<OsString>>) -> Result<(), String> {
        // Taken from the end: the files of functions, which take longest, come first in their names' order.
        commands.reverse();
        let workers = thread::available_parallelism().map_or(1, usize::from).min(commands.len());
        let commands = Mutex::new(commands);
        let next = || commands.lock().ok()?.pop();
        let work = || {
            while let Some(arguments) = next() {
                self.run(tools, arguments)?;
            }
            Ok(())
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("no part of the work panics"))
        })
    }

    fn run(&self, tools: &Tools, arguments: Vec<OsString>) -> Result<(), String> {
        let output = tools.output(self.command().args(arguments)).map_err(|error| {
            format!("cannot run `{}` ({error}): install g++, or name a C++ compiler in CXX", self.program)
        })?;
        if output.status.success() {
            Ok(())
        } else {
            Err(format!("`{}`: {}", self.program, complaint(&output, "error")))
        }
    }
}
