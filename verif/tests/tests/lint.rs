//! What other people's tools say to the exported Verilog: nothing.

use crate::exported::{design, write};
use seedchip_export::Design;
use seedchip_spec::{Cell, Configuration, NAMED, Sizes};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// A datapath as files.
struct Files {
    design: Design,
    paths: Vec<PathBuf>,
    // The files are gone with it.
    _folder: tempfile::TempDir,
}

fn files(configuration: &Configuration) -> Files {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let start = Instant::now();
    let design = design("datapath", configuration);
    println!("{}: {} modules exported in {:.1?}", configuration.name(), design.modules.len(), start.elapsed());
    let paths = write(&design, folder.path());
    Files { design, paths, _folder: folder }
}

/// Runs a tool that must succeed without a word.
fn silent(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; `make tools` installs it"));
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success() && said.trim().is_empty(), "{command:?}: {}\n{said}", output.status);
}

fn verilator(configuration: &Configuration) {
    let files = files(configuration);
    let mut command = Command::new("verilator");
    command.args(["--lint-only", "-Wall", "--top-module", &files.design.top]).args(&files.paths);
    silent(command);
}

fn icarus(configuration: &Configuration) {
    let files = files(configuration);
    let mut command = Command::new("iverilog");
    command.args(["-Wall", "-g2001", "-t", "null", "-s", &files.design.top]).args(&files.paths);
    silent(command);
}

fn yosys(configuration: &Configuration) {
    let files = files(configuration);
    let names: Vec<String> = files.paths.iter().map(|path| path.display().to_string()).collect();
    let script =
        format!("read_verilog {}; hierarchy -check -top {}; proc; check -assert", names.join(" "), files.design.top);
    let mut command = Command::new("yosys");
    command.args(["-q", "-p", &script]);
    silent(command);
}

/// No waiver, no initial values, no identifier with `$`, and nothing that differs from one export to the next.
fn text(configuration: &Configuration) {
    let first = design("datapath", configuration);
    assert!(first.modules.len() > 10, "{} modules are no datapath", first.modules.len());
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
    assert_eq!(first, design("datapath", configuration), "two exports differ");
}

/// The identifiers and keywords of a line.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$')
}

/// Makes a test for each tool and configuration.
macro_rules! linted {
    ($($module:ident: $configuration:expr;)+) => {
        const LINTED: &[&str] = &[$(stringify!($module)),+];
        $(mod $module {
            use super::*;

            fn configuration() -> Configuration {
                $configuration.expect("it can be")
            }

            #[test]
            fn verilator() {
                super::verilator(&configuration());
            }

            #[test]
            fn icarus() {
                super::icarus(&configuration());
            }

            #[test]
            fn yosys() {
                super::yosys(&configuration());
            }

            #[test]
            fn text() {
                super::text(&configuration());
            }
        })+
    };
}

linted! {
    tiny: Configuration::named("tiny");
    small: Configuration::named("small");
    dense: Configuration::named("dense");
    default: Configuration::named("default");
    large: Configuration::named("large");
    unnamed: Configuration::new(Sizes { rows: 24, columns: 12, accumulators: 256, ..Sizes::default() });
    registered: Configuration::new(Sizes { rows: 5, columns: 3, accumulators: 8, cell: Cell::Registered });
    paired: Configuration::new(Sizes { rows: 5, columns: 2, accumulators: 8, cell: Cell::Paired });
}

#[test]
fn every_named_configuration_is_linted() {
    for preset in NAMED {
        assert!(LINTED.contains(&preset.name), "add `{}` to the list of this file", preset.name);
    }
}

/// `pe` of any width of sums.
fn is_a_cell(module: &str) -> bool {
    module == "pe" || module.strip_prefix("pe_").is_some_and(|bits| bits.bytes().all(|letter| letter.is_ascii_digit()))
}

#[test]
fn an_array_of_16_by_16_has_at_most_25_modules() {
    let default = Configuration::named("default").expect("a preset");
    let array = design("array", &default);
    assert!((2..=25).contains(&array.modules.len()), "{} modules", array.modules.len());
    let cells: usize =
        array.modules.iter().filter(|module| is_a_cell(&module.name)).map(|module| module.instances).sum();
    assert_eq!(cells, 256, "the cells of the array");
}
