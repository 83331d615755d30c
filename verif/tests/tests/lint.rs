//! What other people's tools say to the exported Verilog: nothing.

use crate::exported::{design, write};
use crate::script::block;
use seedchip_export::Design;
use seedchip_spec::{Configuration, Instance};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// A top as files.
struct Files {
    design: Design,
    paths: Vec<PathBuf>,
    // The files are gone with it.
    _folder: tempfile::TempDir,
}

fn files(unit: &Instance) -> Files {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let start = Instant::now();
    let design = design(unit);
    println!("{unit}: {} modules exported in {:.1?}", design.modules.len(), start.elapsed());
    let paths = write(&design, folder.path());
    Files { design, paths, _folder: folder }
}

/// Runs a tool that must succeed without a word.
fn silent(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; `make tools` installs it"));
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success() && said.trim().is_empty(), "{command:?}: {}\n{said}", output.status);
}

fn verilator(unit: &Instance) {
    let files = files(unit);
    let mut command = Command::new("verilator");
    command.args(["--lint-only", "-Wall", "--top-module", &files.design.top]).args(&files.paths);
    silent(command);
}

fn icarus(unit: &Instance) {
    let files = files(unit);
    let mut command = Command::new("iverilog");
    command.args(["-Wall", "-g2001", "-t", "null", "-s", &files.design.top]).args(&files.paths);
    silent(command);
}

fn yosys(unit: &Instance) {
    let files = files(unit);
    let names: Vec<String> = files.paths.iter().map(|path| path.display().to_string()).collect();
    let script =
        format!("read_verilog {}; hierarchy -check -top {}; proc; check -assert", names.join(" "), files.design.top);
    let mut command = Command::new("yosys");
    command.args(["-q", "-p", &script]);
    silent(command);
}

/// No waiver, no initial values, no identifier with `$`, and nothing that differs from one export to the next.
fn text(unit: &Instance) {
    let first = design(unit);
    assert!(first.modules.len() > 10, "{} modules are no {}", first.modules.len(), unit.name());
    for module in &first.modules {
        for banned in ["lint_off", "verilator lint", "verilator_"] {
            assert!(!module.text.contains(banned), "`{}` holds `{banned}`", module.name);
        }
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

mod verilator {
    crate::units::each_unit!(super::verilator);
}

mod icarus {
    crate::units::each_unit!(super::icarus);
}

mod yosys {
    crate::units::each_unit!(super::yosys);
}

mod text {
    crate::units::each_unit!(super::text);
}

/// `pe` of any width of sums.
fn is_a_cell(module: &str) -> bool {
    module == "pe" || module.strip_prefix("pe_").is_some_and(|bits| bits.bytes().all(|letter| letter.is_ascii_digit()))
}

#[test]
fn an_array_of_16_by_16_has_at_most_25_modules() {
    let default = Configuration::named("default").expect("a preset");
    let array = design(&block("array").of(&default));
    assert!((2..=25).contains(&array.modules.len()), "{} modules", array.modules.len());
    let cells: usize =
        array.modules.iter().filter(|module| is_a_cell(&module.name)).map(|module| module.instances).sum();
    assert_eq!(cells, 256, "the cells of the array");
}
