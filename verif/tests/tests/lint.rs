//! Other tools have no warning about the exported Verilog.

mod together;

use crate::exported::{design, write};
use crate::project::root;
use crate::script::block;
use seedchip_export::{Design, PREFIX};
use seedchip_spec::{Configuration, Instance};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// A design as files.
struct Files {
    top: String,
    paths: Vec<PathBuf>,
    // The files are gone with it.
    _folder: tempfile::TempDir,
}

impl Files {
    fn of(design: Design) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let paths = write(&design, folder.path());
        Self { top: design.top, paths, _folder: folder }
    }

    fn unit(unit: &Instance) -> Self {
        let start = Instant::now();
        let design = design(unit);
        println!("{unit}: {} modules exported in {:.1?}", design.modules.len(), start.elapsed());
        Self::of(design)
    }
}

/// Runs a tool that must succeed without a word.
fn silent(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; `make tools` installs it"));
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success() && said.trim().is_empty(), "{command:?}: {}\n{said}", output.status);
}

/// Verilator's lint, which tells of whatever may be meant otherwise.
fn verilator(files: &Files) -> Command {
    let mut command = Command::new("verilator");
    command.args(["--lint-only", "-Wall", "-Wpedantic", "--top-module", &files.top]).args(&files.paths);
    command
}

/// Icarus, with the standard that the exporter keeps to.
fn icarus(files: &Files) -> Command {
    let mut command = Command::new("iverilog");
    command.args(["-Wall", "-g2001", "-t", "null", "-s", &files.top]).args(&files.paths);
    command
}

/// Yosys: a loop, a net with two drivers, or with none.
fn yosys(files: &Files) -> Command {
    let names: Vec<String> = files.paths.iter().map(|path| path.display().to_string()).collect();
    let script = format!("read_verilog {}; hierarchy -check -top {}; proc; check -assert", names.join(" "), files.top);
    let mut command = Command::new("yosys");
    command.args(["-q", "-p", &script]);
    command
}

/// slang, by a script around its Python package.
fn slang(files: &Files) -> Command {
    let python = root().join(".venv/bin/python");
    assert!(python.exists(), "{} is missing: `make tools` installs it", python.display());
    let mut command = Command::new(python);
    command.arg(root().join("verif/tests/tests/lint/slang.py")).arg(&files.top).args(&files.paths);
    command
}

/// All of them.
fn linters(files: &Files) -> [Command; 4] {
    [verilator(files), icarus(files), yosys(files), slang(files)]
}

/// No waiver, no initial values, no identifier with `$`, ASCII, no net that nobody declared, names of our own, and
/// nothing that differs from one export to the next.
fn text(unit: &Instance) {
    let first = design(unit);
    assert!(first.modules.len() > 10, "{} modules are no {}", first.modules.len(), unit.name());
    for module in &first.modules {
        for banned in ["lint_off", "verilator lint", "verilator_"] {
            assert!(!module.text.contains(banned), "`{}` holds `{banned}`", module.name);
        }
        assert!(module.text.is_ascii(), "`{}` is not ASCII", module.name);
        assert!(module.name.starts_with(PREFIX), "`{}` does not begin with `{PREFIX}`", module.name);
        let (head, rest) = module.text.split_once("\n`default_nettype none\n").expect("every net is declared");
        assert!(head.lines().all(|line| line.starts_with("//")), "`{}` begins before its nets are", module.name);
        assert!(rest.ends_with("endmodule\n`default_nettype wire\n"), "`{}` leaves its mark", module.name);
        for (number, line) in module.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let place = format!("{}.v:{}: {line}", module.name, number + 1);
            assert!(!words(code).any(|word| word == "initial"), "{place}");
            let dollars = code.matches('$').count();
            assert_eq!(dollars, words(code).filter(|word| ["$signed", "$unsigned"].contains(word)).count(), "{place}");
        }
    }
    assert_eq!(first, design(unit), "two exports differ");
}

/// The identifiers and keywords of a line.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$')
}

/// Makes a module with a test of a tool for each unit.
macro_rules! linted {
    ($($tool:ident)+) => {
        $(mod $tool {
            fn lint(unit: &seedchip_spec::Instance) {
                super::silent(super::$tool(&super::Files::unit(unit)));
            }

            crate::units::each_unit!(lint);
        })+
    };
}

linted! { verilator icarus yosys slang }

mod text {
    crate::units::each_unit!(super::text);
}

#[test]
fn an_array_of_16_by_16_has_at_most_25_modules() {
    let default = Configuration::named("default").expect("a preset");
    let array = design(&block("array").of(&default));
    assert!((2..=25).contains(&array.modules.len()), "{} modules", array.modules.len());
    let cells: usize = array.modules.iter().filter(|module| module.block == "pe").map(|module| module.instances).sum();
    assert_eq!(cells, 256, "the cells of the array");
}
