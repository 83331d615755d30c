//! Several configurations in one design, as in a SoC with several units: the files of all of them, each once, and a
//! module that has an instance of each.

use super::{Files, linters, silent};
use crate::exported::design;
use seedchip_export::{Design, ModuleText, PortDirection};
use seedchip_spec::{Cell, Configuration, DATAPATH, Sizes};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The module of all units.
const TOP: &str = "together";

/// The datapaths of several configurations as one design. A module that two of them have must be the same.
fn together(configurations: &[Configuration]) -> Design {
    let designs: Vec<Design> = configurations.iter().map(|configuration| design(&DATAPATH.of(configuration))).collect();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let mut modules: Vec<ModuleText> = Vec::new();
    for module in designs.iter().flat_map(|design| &design.modules) {
        match known.get(&module.name) {
            Some(text) => assert_eq!(*text, module.text, "two modules are called `{}`", module.name),
            None => {
                known.insert(module.name.clone(), module.text.clone());
                modules.push(module.clone());
            }
        }
    }
    let unit = modules.last().expect("a datapath").clone();
    modules.push(ModuleText { name: TOP.to_owned(), text: top(&designs), ..unit });
    Design { top: TOP.to_owned(), modules }
}

/// An instance of the top of each design, its ports brought out.
fn top(designs: &[Design]) -> String {
    let (mut ports, mut instances) = (Vec::new(), String::new());
    for (number, design) in designs.iter().enumerate() {
        let mut connections = Vec::new();
        for port in design.ports() {
            let name = format!("unit_{number}_{}", port.name);
            let direction = if port.direction == PortDirection::Input { "input" } else { "output" };
            ports.push(format!("    {direction} wire [{}:0] {name}", port.width - 1));
            connections.push(format!("        .{} ({name})", port.name));
        }
        // Writing to a string cannot fail.
        let _ = writeln!(instances, "    {} unit_{number} (\n{}\n    );", design.top, connections.join(",\n"));
    }
    format!("module {TOP} (\n{}\n);\n{instances}endmodule\n", ports.join(",\n"))
}

/// Two of the same sizes whose cells differ, and two whose cells are the same and whose accumulators differ.
fn pairs() -> Vec<Vec<Configuration>> {
    let of = |accumulators, cell| {
        Configuration::new(Sizes { rows: 8, columns: 4, accumulators, cell, ..Sizes::default() }).expect("it can be")
    };
    vec![
        vec![of(16, Cell::Single), of(16, Cell::Registered)],
        vec![of(16, Cell::Registered), of(16, Cell::Paired)],
        vec![of(16, Cell::Single), of(64, Cell::Single)],
        vec![Configuration::named("tiny").expect("a preset"), Configuration::named("small").expect("a preset")],
    ]
}

#[test]
fn two_configurations_elaborate_in_one_design() {
    for configurations in pairs() {
        let files = Files::of(together(&configurations));
        linters(&files).into_iter().for_each(silent);
    }
}

#[test]
fn all_named_configurations_elaborate_in_one_design() {
    let files = Files::of(together(&Configuration::all()));
    linters(&files).into_iter().for_each(silent);
}
