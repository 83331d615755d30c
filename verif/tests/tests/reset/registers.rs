//! The registers without reset: a checked-in list, in which each has the reason why it needs none.

use crate::exported::{design, write};
use crate::project::root;
use crate::script::block;
use seedchip_export::Design;
use seedchip_spec::{DATAPATH, TOPS};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The reset of every block that has one.
const RESET: &str = "rst_ni";

/// A register or memory: the block and its name.
type Register = (String, String);

/// An entry of the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    block: String,
    registers: Vec<String>,
    because: String,
}

/// The list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    without_reset: Vec<Entry>,
}

/// The registers of a design: those that reset clears, and those that it doesn't.
#[derive(Default, Debug, PartialEq, Eq)]
struct Registers {
    reset: BTreeSet<Register>,
    kept: BTreeSet<Register>,
}

impl Registers {
    /// Has Yosys find them: with the reset active, what a register that is reset takes next is a constant.
    fn of(design: &Design) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let json = folder.path().join("registers.json");
        let files: Vec<String> = write(design, folder.path()).iter().map(|file| file.display().to_string()).collect();
        let read = format!("read_verilog {}; hierarchy -check -top {}; proc; opt_clean; ", files.join(" "), design.top);
        let resets = folder.path().join("resets");
        yosys(&format!("{read}select -write {} */w:{RESET}", resets.display()));
        // A module with parameters has a name of Yosys's own for each size.
        let activate: String = std::fs::read_to_string(&resets)
            .expect("Yosys wrote it")
            .lines()
            .filter_map(|line| line.strip_suffix(&format!("/{RESET}")))
            .map(|module| format!("cd {module}; delete -input w:{RESET}; connect -set {RESET} 1'0; cd; "))
            .collect();
        yosys(&format!("{read}{activate}opt_expr; write_json {}", json.display()));
        let text = std::fs::read_to_string(&json).expect("Yosys wrote it");
        let netlist: Value = serde_json::from_str(&text).expect("Yosys writes JSON");
        let mut registers = Self::default();
        for (module, body) in netlist["modules"].as_object().expect("there are modules") {
            registers.add(block_of(module, design), body);
        }
        registers
    }

    fn add(&mut self, block: &str, module: &Value) {
        let names = names(module);
        for cell in module["cells"].as_object().expect("there are cells").values() {
            let kind = cell["type"].as_str().expect("a cell has a type");
            if let Some(memory) = cell["parameters"]["MEMID"].as_str().filter(|_| kind.starts_with("$memwr")) {
                self.kept.insert((block.to_owned(), own_name(memory).to_owned()));
            }
            let pin = |name: &str| cell["connections"][name].as_array();
            let Some((next, bits)) = pin("D").zip(pin("Q")) else { continue };
            assert_eq!(kind, "$dff", "a register of `{block}`");
            for (next, bit) in next.iter().zip(bits) {
                let Some(name) = names.get(&bit.to_string()) else { continue };
                // Nets are numbers, constants are text.
                let set = if next.is_string() { &mut self.reset } else { &mut self.kept };
                set.insert((block.to_owned(), own_name(name).to_owned()));
            }
        }
    }
}

fn yosys(script: &str) {
    let output = Command::new("yosys").args(["-q", "-p", script]).output();
    let output = output.unwrap_or_else(|error| panic!("yosys: {error}; `make tools` installs it"));
    assert!(output.status.success(), "yosys: {}", String::from_utf8_lossy(&output.stderr));
}

/// The name of a register without the blocks of `generate` that it is declared in.
fn own_name(name: &str) -> &str {
    name.trim_start_matches('\\').rsplit('.').next().unwrap_or(name)
}

/// The names of nets by their bits: that of the register where there are several.
fn names(module: &Value) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (name, net) in module["netnames"].as_object().expect("there are nets") {
        if net["hide_name"] == 1 {
            continue;
        }
        for bit in net["bits"].as_array().expect("a net has bits") {
            let known = names.entry(bit.to_string()).or_insert_with(|| name.clone());
            if name.ends_with("_q") && !known.ends_with("_q") {
                known.clone_from(name);
            }
        }
    }
    names
}

/// The block of a module of the design; one with parameters is `$paramod…\name…`.
fn block_of<'a>(module: &str, design: &'a Design) -> &'a str {
    let found = design.modules.iter().find(|found| module.split('\\').any(|part| part == found.name));
    &found.unwrap_or_else(|| panic!("the design has no module `{module}`")).block
}

fn listed() -> BTreeSet<Register> {
    let file = root().join("verif/tests/tests/reset/without_reset.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let list: List = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut registers = BTreeSet::new();
    for entry in list.without_reset {
        assert!(!entry.because.trim().is_empty(), "`{}`: say why {:?} need no reset", entry.block, entry.registers);
        for register in entry.registers {
            let twice = format!("`{register}` of `{}` is listed twice", entry.block);
            assert!(registers.insert((entry.block.clone(), register)), "{twice}");
        }
    }
    registers
}

#[test]
fn registers_without_reset_are_listed_with_their_reasons() {
    let listed = listed();
    let mut found = BTreeSet::new();
    for unit in TOPS.iter().flat_map(|top| block(top).instances()) {
        let registers = Registers::of(&design(&unit));
        assert!(registers.reset.len() > 20, "{unit}: hardly a register has a reset");
        let both: Vec<_> = registers.reset.intersection(&registers.kept).collect();
        assert!(both.is_empty(), "{unit}: reset reaches only some bits of {both:?}");
        found.extend(registers.kept);
    }
    let unlisted: Vec<_> = found.difference(&listed).collect();
    assert!(
        unlisted.is_empty(),
        "give these a reset, or list them in without_reset.toml with the reason: {unlisted:?}"
    );
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "these are reset or gone, take them out of without_reset.toml: {gone:?}");
}

/// A register that loses its reset is found.
#[test]
fn a_lost_reset_is_found() {
    let mut design = design(&DATAPATH.first());
    let good = Registers::of(&design);
    let module =
        design.modules.iter_mut().find(|module| module.block == "tile_iterator").expect("it has a tile iterator");
    let reset = "stage_q <= STAGE_IDLE;";
    assert!(module.text.contains(reset), "the tile iterator has no `{reset}` any more: plant it anew");
    module.text = module.text.replacen(reset, "", 1);
    let bad = Registers::of(&design);
    let register = ("tile_iterator".to_owned(), "stage_q".to_owned());
    assert!(good.reset.contains(&register) && !good.kept.contains(&register) && bad.kept.contains(&register));
}
