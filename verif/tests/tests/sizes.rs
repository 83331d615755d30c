//! One module for all sizes: at each size it elaborates to the netlist that a module of this size alone would be.
//!
//! Yosys elaborates both. Netlists are compared as graphs, whatever Yosys calls their cells and wires: a cell is what it
//! is and what drives its inputs, and so on back to the ports of the module.

use crate::exported::design;
use seedchip_export::{Design, ModuleText, Size};
use seedchip_spec::{BLOCKS, Block, Configuration, DATAPATH};
use serde_json::Value;
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::process::Command;

/// The module that has an instance of every size, and of each module of a size alone.
const TOP: &str = "sizes";

/// Modules by their names, and every size of those that have several by its name.
#[derive(Default)]
struct Modules {
    texts: BTreeMap<String, ModuleText>,
    sizes: BTreeMap<String, (String, Size)>,
}

impl Modules {
    /// Those of all named configurations, and of all blocks at the sizes that they are tested at.
    fn all() -> Self {
        let configurations = Configuration::all();
        let units = configurations.iter().map(|configuration| DATAPATH.of(configuration));
        let blocks = BLOCKS.iter().filter(|block| !block.is_top()).flat_map(Block::instances);
        let mut modules = Self::default();
        units.chain(blocks).for_each(|instance| modules.add(design(&instance)));
        modules
    }

    fn add(&mut self, design: Design) {
        for module in design.modules {
            for size in &module.sizes {
                self.sizes.entry(size.name.clone()).or_insert_with(|| (module.name.clone(), size.clone()));
            }
            self.texts.entry(module.name.clone()).or_insert(module);
        }
    }

    /// All of them, and the top.
    fn verilog(&self) -> String {
        let mut instances = String::new();
        for (name, (module, size)) in &self.sizes {
            let parameters = self.texts[module].parameters.iter().zip(&size.values);
            let values: Vec<String> = parameters.map(|(it, value)| format!(".{}({value})", it.name)).collect();
            // Writing to a string cannot fail.
            let _ =
                writeln!(instances, "    {module} #({}) general_{name} ();\n    {name} {name} ();", values.join(", "));
        }
        let texts = self.texts.values().map(|module| &module.text);
        let texts: Vec<&str> =
            texts.chain(self.sizes.values().map(|(_, size)| &size.text)).map(String::as_str).collect();
        format!("{}\nmodule {TOP};\n{instances}endmodule\n", texts.join("\n"))
    }

    /// The sizes at which the two netlists differ.
    fn differences(&self) -> Vec<&str> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (source, json) = (folder.path().join("all.v"), folder.path().join("all.json"));
        std::fs::write(&source, self.verilog()).expect("the folder takes a file");
        let script = format!(
            "read_verilog {}; hierarchy -check -top {TOP}; setattr -set keep 1 {TOP}/c:*; proc; opt_expr; wreduce; opt_clean; write_json {}",
            source.display(),
            json.display()
        );
        let output = Command::new("yosys").args(["-q", "-p", &script]).output();
        let output = output.unwrap_or_else(|error| panic!("yosys: {error}; `make tools` installs it"));
        assert!(output.status.success(), "yosys: {}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read_to_string(&json).expect("Yosys wrote it");
        let netlist: Value = serde_json::from_str(&text).expect("Yosys writes JSON");
        let module = |instance: &str| {
            let kind = netlist["modules"][TOP]["cells"][instance]["type"].as_str();
            let kind = kind.unwrap_or_else(|| panic!("Yosys lost `{instance}`"));
            canonical(&netlist["modules"][kind])
        };
        let differs = |name: &&str| module(name) != module(&format!("general_{name}"));
        self.sizes.keys().map(String::as_str).filter(differs).collect()
    }
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// The entries of an object of JSON.
fn entries(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// The bits of a port or connection: numbers are nets, texts are constants.
fn bits(bits: &Value) -> impl Iterator<Item = (usize, &Value)> {
    bits.as_array().into_iter().flatten().enumerate()
}

/// A module without the names in it: its ports, memories and cells.
fn canonical(module: &Value) -> (Vec<u64>, Vec<String>, Vec<u64>) {
    let cells: Vec<&Value> = entries(&module["cells"]).map(|(_, cell)| cell).collect();
    let is_output = |cell: &Value, port: &str| cell["port_directions"][port] == "output";
    let mut nets: HashMap<&Value, u64> = HashMap::new();
    for (name, port) in entries(&module["ports"]).filter(|(_, port)| port["direction"] == "input") {
        nets.extend(bits(&port["bits"]).map(|(bit, net)| (net, hash((name, bit)))));
    }
    let label = |nets: &HashMap<&Value, u64>, bit: &Value| match bit.as_str() {
        Some(constant) => hash(constant),
        None => nets.get(bit).copied().unwrap_or_default(),
    };
    let cell = |nets: &HashMap<&Value, u64>, cell: &Value| {
        let inputs = entries(&cell["connections"]).filter(|(port, _)| !is_output(cell, port));
        let inputs: Vec<u64> = inputs
            .map(|(port, connected)| hash((port, bits(connected).map(|(_, bit)| label(nets, bit)).collect::<Vec<_>>())))
            .collect();
        let parameters = entries(&cell["parameters"]).filter(|(name, _)| !(name.ends_with("_SIGNED") && is_even(cell)));
        let parameters: Vec<String> =
            parameters.map(|(name, value)| format!("{name}={}", without_scope(value))).collect();
        hash((cell["type"].as_str(), parameters, inputs))
    };
    // What a net is follows from what drives it. Each round looks one cell further back.
    for _ in 0..=cells.len() {
        let mut next = nets.clone();
        for driver in &cells {
            let own = cell(&nets, driver);
            for (port, connected) in entries(&driver["connections"]).filter(|(port, _)| is_output(driver, port)) {
                next.extend(bits(connected).map(|(bit, net)| (net, hash((own, port, bit)))));
            }
        }
        nets = next;
    }
    let ports = entries(&module["ports"]).flat_map(|(name, port)| {
        let (nets, direction) = (&nets, port["direction"].as_str());
        bits(&port["bits"]).map(move |(bit, net)| hash((name, direction, bit, label(nets, net))))
    });
    let memories = entries(&module["memories"])
        .map(|(_, memory)| format!("{} x {}, {}", memory["size"], memory["width"], memory["attributes"]["ram_style"]));
    let mut cells: Vec<u64> = cells.iter().map(|it| cell(&nets, it)).collect();
    cells.sort_unstable();
    (ports.collect(), memories.collect(), cells)
}

/// Is it a sum whose operands have its own width? Their signs are of no matter.
fn is_even(cell: &Value) -> bool {
    let width = |port: &str| cell["connections"][port].as_array().map(Vec::len);
    matches!(cell["type"].as_str(), Some("$add" | "$sub")) && width("A") == width("Y") && width("B") == width("Y")
}

/// A parameter's value. A memory's name is without the blocks of `generate` that it is declared in.
fn without_scope(value: &Value) -> String {
    let text = value.to_string();
    if text.contains('\\') { text.rsplit(['.', '\\']).next().unwrap_or_default().to_owned() } else { text }
}

#[test]
fn each_size_is_the_netlist_of_a_module_alone() {
    let modules = Modules::all();
    println!(
        "{} sizes of {} modules",
        modules.sizes.len(),
        modules.texts.values().filter(|it| !it.sizes.is_empty()).count()
    );
    assert!(modules.sizes.len() > 50, "only {} sizes", modules.sizes.len());
    assert_eq!(modules.differences(), [""; 0]);
}

/// A number that is wrong at some sizes, and an `if` that takes the wrong ones, are found at these.
#[test]
fn a_wrong_formula_is_found() {
    for (module, text, replacement, differing) in [
        ("seedchip_delay", "stages_q[BITS - 1:BITS - WIDTH]", "stages_q[2 * WIDTH - 1:WIDTH]", "seedchip_delay_8x3"),
        ("seedchip_memory", "ADDRESS_BITS <= 7", "ADDRESS_BITS <= 8", "seedchip_memory_32x8"),
        ("seedchip_pe_registered", "SUM_BITS - 15", "3", "seedchip_pe_registered_24"),
    ] {
        let mut modules = Modules::all();
        modules.sizes.retain(|_, (of, _)| of == module);
        let text_of = &mut modules.texts.get_mut(module).expect("it is a module").text;
        assert!(text_of.contains(text), "`{module}` has no `{text}` any more: plant it anew");
        *text_of = text_of.replacen(text, replacement, 1);
        let found = modules.differences();
        assert!(found.contains(&differing) && found.len() < modules.sizes.len(), "{found:?}");
    }
}
