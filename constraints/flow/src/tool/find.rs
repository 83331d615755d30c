//! Finds the tools and says which versions they are.

use crate::error::FlowError;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The environment variable that names a Python environment with the tools in it.
pub const ENVIRONMENT: &str = "SEEDCHIP_VENV";

/// The advice for a missing Python package, besides its installation.
const OR_ELSEWHERE: &str = ", or name a Python environment that has it in SEEDCHIP_VENV";

/// A tool that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// The program to start.
    pub program: PathBuf,
    /// Its first arguments, before those of a run.
    pub arguments: Vec<String>,
    /// Its version.
    pub version: String,
}

/// Where tools are looked for.
#[derive(Clone, Debug)]
pub struct Tools {
    environment: Option<PathBuf>,
    path: Vec<PathBuf>,
}

/// Runs a yosys script, or says the version; pyosys is a library without a program.
const PYOSYS: &str = "\
import sys
from pyosys import libyosys
libyosys.run_pass('script ' + sys.argv[1], libyosys.Design())
";

impl Tools {
    /// Looks in the environment that `SEEDCHIP_VENV` names, in the nearest `.venv` of this folder and those above
    /// it, and in `PATH`.
    pub fn find() -> Self {
        let named = env::var_os(ENVIRONMENT).map(PathBuf::from);
        let near = || {
            let here = env::current_dir().ok()?;
            here.ancestors().map(|folder| folder.join(".venv")).find(|folder| folder.is_dir())
        };
        let path = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
        Self { environment: named.or_else(near), path }
    }

    /// Looks in this environment alone, for tests.
    #[cfg(test)]
    fn only_in(environment: &Path) -> Self {
        Self { environment: Some(environment.to_owned()), path: Vec::new() }
    }

    /// Yosys: as a Python package, or as the program.
    pub fn yosys(&self) -> Result<Tool, FlowError> {
        let name = "yosys".to_owned();
        let pythons = self.environment.iter().map(|folder| folder.join("bin/python"));
        for program in pythons.chain(self.in_path("python3")) {
            if let Some(version) = package_version(&program, "pyosys") {
                let arguments = vec!["-c".to_owned(), PYOSYS.to_owned()];
                return Ok(Tool { name, program, arguments, version });
            }
        }
        for program in self.in_path("yosys") {
            let version = said(&program, "-V").and_then(|said| said.split_whitespace().nth(1).map(str::to_owned));
            // Older ones lack options that the scripts need.
            if let Some(version) = version.filter(|version| at_least(version, [0, 40])) {
                return Ok(Tool { name, program, arguments: Vec::new(), version });
            }
        }
        Err(FlowError::ToolMissing { tool: "pyosys (yosys 0.40 or newer)".to_owned(), otherwise: OR_ELSEWHERE })
    }

    /// Nextpnr for a family of devices: `ecp5`, `ice40`, `himbaechel-gowin`.
    pub fn nextpnr(&self, family: &str) -> Result<Tool, FlowError> {
        let name = format!("nextpnr-{family}");
        let package = format!("yowasp-{name}");
        if let Some(environment) = &self.environment {
            let program = environment.join("bin").join(&package);
            if program.is_file()
                && let Some(version) = package_version(&environment.join("bin/python"), &package)
            {
                return Ok(Tool { name, program, arguments: Vec::new(), version });
            }
        }
        for program in self.in_path(&package).chain(self.in_path(&name)) {
            if let Some(version) = said(&program, "--version") {
                let version = version.split_whitespace().last().unwrap_or_default().trim_matches([')', '"']).to_owned();
                let name = name.clone();
                return Ok(Tool { name, program, arguments: Vec::new(), version });
            }
        }
        Err(FlowError::ToolMissing { tool: package, otherwise: OR_ELSEWHERE })
    }

    /// OpenSTA.
    pub fn opensta(&self) -> Result<Tool, FlowError> {
        for program in self.in_path("sta") {
            if let Some(version) = said(&program, "-version") {
                let arguments = vec!["-no_splash".to_owned(), "-exit".to_owned()];
                return Ok(Tool { name: "opensta".to_owned(), program, arguments, version });
            }
        }
        Err(FlowError::ToolMissing { tool: "OpenSTA (`sta`)".to_owned(), otherwise: ", or add it to PATH" })
    }

    fn in_path<'a>(&'a self, program: &'a str) -> impl Iterator<Item = PathBuf> + 'a {
        self.path.iter().map(move |folder| folder.join(program)).filter(|program| program.is_file())
    }
}

/// The version of a Python package, if this Python has it.
fn package_version(python: &Path, package: &str) -> Option<String> {
    let ask = "import sys, importlib.metadata; print(importlib.metadata.version(sys.argv[1]))";
    let output = Command::new(python).args(["-c", ask, package]).output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !version.is_empty()).then_some(version)
}

/// The first line that a program says to this option.
fn said(program: &Path, option: &str) -> Option<String> {
    let output = Command::new(program).arg(option).output().ok()?;
    // Some answer on standard error.
    let both = [output.stdout, output.stderr].concat();
    let line = String::from_utf8_lossy(&both).lines().next()?.trim().to_owned();
    (output.status.success() && !line.is_empty()).then_some(line)
}

/// Whether a version like `0.40+25` is one of these numbers or newer.
fn at_least(version: &str, least: [u32; 2]) -> bool {
    let mut numbers = version.split(|letter: char| !letter.is_ascii_digit()).map_while(|number| number.parse().ok());
    let found: [u32; 2] = [numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)];
    found >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        assert!(at_least("0.40", [0, 40]) && at_least("0.101+3", [0, 40]) && at_least("1.0", [0, 40]));
        assert!(!at_least("0.9", [0, 40]) && !at_least("0.23 (git)", [0, 40]) && !at_least("", [0, 40]));
    }

    #[test]
    fn a_missing_tool_names_the_target_that_installs_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let tools = Tools::only_in(folder.path());
        for error in [tools.yosys().err(), tools.nextpnr("ecp5").err(), tools.opensta().err()] {
            let said = error.expect("an empty folder has no tools").to_string();
            assert!(said.contains("is not installed: run `make flow-tools`"), "{said}");
        }
    }
}
