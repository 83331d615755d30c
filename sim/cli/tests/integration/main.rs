//! The output of `seedchip generate` in other tools.

mod examples;
mod file_list;
mod fusesoc;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A generated datapath and room beside it.
struct Generated {
    folder: tempfile::TempDir,
    /// The configuration's name.
    configuration: String,
}

impl Generated {
    /// The datapath of `tiny`.
    fn new() -> Self {
        Self::of(&["--config", "tiny"])
    }

    /// The datapath of some sizes.
    fn of(sizes: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("work")).expect("made");
        let mut generate = Command::new(env!("CARGO_BIN_EXE_seedchip"));
        generate.arg("generate").args(sizes).arg("--out").arg(folder.path().join("rtl"));
        let (success, said) = run(&mut generate);
        assert!(success, "{said}");
        let configuration = said.split_once(", ").and_then(|(_, rest)| rest.split_once(':')).expect("a title").0;
        let configuration = configuration.to_owned();
        Self { folder, configuration }
    }

    /// A module that was generated for the configuration: `datapath`, `testbench` or `axis`.
    fn module(&self, name: &str) -> String {
        format!("seedchip_{name}_{}", self.configuration)
    }

    /// The folder that was generated.
    fn rtl(&self) -> PathBuf {
        self.folder.path().join("rtl")
    }

    /// An empty folder to work in.
    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// Replaces a text in the first file of the datapath that has it.
    fn plant(&self, text: &str, replacement: &str) {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(self.rtl()).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|suffix| suffix == "v"));
        files.sort();
        let found = files.iter().find_map(|file| {
            let verilog = std::fs::read_to_string(file).expect("text");
            verilog.contains(text).then(|| (file, verilog.replacen(text, replacement, 1)))
        });
        let (file, verilog) = found.unwrap_or_else(|| panic!("no file has `{text}` any more: plant it anew"));
        std::fs::write(file, verilog).expect("written");
    }
}

/// Runs a program; whether it succeeded, and what it said.
fn run(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; `make tools` installs it"));
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.success(), said)
}

/// Runs a program that must succeed without a word.
fn silent(command: &mut Command) {
    let (success, said) = run(command);
    assert!(success && said.trim().is_empty(), "{command:?}:\n{said}");
}

/// The root of the project.
fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the project lies two folders up")
}

/// A program of the project's Python environment.
fn python(program: &str) -> Command {
    let path = root().join(".venv/bin").join(program);
    assert!(path.exists(), "{} is missing: `make tools` installs it", path.display());
    Command::new(path)
}
