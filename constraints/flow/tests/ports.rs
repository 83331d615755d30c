//! Constraints name existing ports: in every XDC and SDC, for every block and top that the flows accept, each pattern of
//! `get_ports` matches a port, and each port but the clock has its delays.
//!
//! The files are checked twice: by their text here, and by OpenSTA, which reads them with an empty module of the same
//! ports.

use seedchip_flow::{CLOCK, Design, Job, Port, Source, Target, Technology, Tools, run_files, targets};
use seedchip_spec::{BLOCKS, Cell, Configuration, Sizes};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::process::Command;
use wildmatch::WildMatch;

/// A block of a configuration, and its Verilog.
struct Case {
    configuration: Configuration,
    source: Source,
    design: Design,
}

/// The blocks at the size of their tests, the tops at every size that has a name, and the least array: its vectors of
/// one bit are no vectors in Verilog.
fn cases() -> Vec<Case> {
    let case = |configuration: &Configuration, block: &str| {
        let source = Source::Block(block.to_owned());
        let design = source.design(configuration).unwrap_or_else(|error| panic!("{error}"));
        Case { configuration: configuration.clone(), source, design }
    };
    let tiny = Configuration::named("tiny").expect("a preset");
    let least = Sizes { rows: 4, columns: 1, accumulators: 4, cell: Cell::Single, ..Sizes::default() };
    let mut cases: Vec<Case> = BLOCKS.iter().map(|block| case(&tiny, block.name)).collect();
    for configuration in Configuration::all() {
        let tops = BLOCKS.iter().filter(|block| block.folder.is_empty());
        cases.extend(tops.map(|top| case(&configuration, top.name)));
    }
    cases.push(case(&Configuration::new(least).expect("possible"), "array"));
    cases
}

/// A bit of a port, as tools call it.
fn bits(port: &Port) -> Vec<String> {
    let Port { name, width, .. } = port;
    if *width == 1 { vec![name.clone()] } else { (0..*width).map(|bit| format!("{name}[{bit}]")).collect() }
}

/// The bits of all ports in this direction, but for the clock.
fn all_bits(design: &Design, input: bool) -> BTreeSet<String> {
    design.ports.iter().filter(|port| port.input == input && port.name != CLOCK).flat_map(bits).collect()
}

/// The patterns of each `[get_ports …]` of a line.
fn patterns(line: &str) -> Vec<&str> {
    line.split("[get_ports ")
        .skip(1)
        .flat_map(|rest| {
            let list = match rest.strip_prefix('{') {
                Some(rest) => rest.split('}').next(),
                None => rest.split(']').next(),
            };
            list.unwrap_or_default().split_whitespace()
        })
        .collect()
}

/// What is wrong with constraints by their text.
fn faults(text: &str, design: &Design) -> Vec<String> {
    let known: Vec<String> = design.ports.iter().flat_map(bits).collect();
    let mut faults = Vec::new();
    // The SDC names a set of ports once, and uses it by its name.
    let mut sets: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut limits: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let mut matched = BTreeSet::new();
        for pattern in patterns(line) {
            let glob = WildMatch::new(pattern);
            let found: Vec<&String> = known.iter().filter(|bit| glob.matches(bit)).collect();
            if found.is_empty() {
                faults.push(format!("`{pattern}` matches no port: {line}"));
            }
            matched.extend(found.into_iter().cloned());
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["set", name, ..] => sets.push((format!("${name}"), matched)),
            [command @ ("set_input_delay" | "set_output_delay"), side, .., last] => {
                let set = sets.iter().find(|(name, _)| name == last).map(|(_, bits)| bits.clone());
                limits.push((format!("{command} {side}"), set.unwrap_or(matched)));
            }
            _ => {}
        }
    }
    for (limit, input) in [
        ("set_input_delay -max", true),
        ("set_input_delay -min", true),
        ("set_output_delay -max", false),
        ("set_output_delay -min", false),
    ] {
        let with: BTreeSet<String> =
            limits.iter().filter(|(name, _)| name == limit).flat_map(|(_, bits)| bits.clone()).collect();
        let wanted = all_bits(design, input);
        faults.extend(wanted.difference(&with).map(|bit| format!("{bit} has no `{limit}`")));
        faults.extend(with.difference(&wanted).map(|bit| format!("{bit} has `{limit}`, which is not for it")));
    }
    faults
}

/// The file of a target that constrains ports, and its suffix.
fn constraints(target: &Target) -> Option<&'static str> {
    match target.technology {
        Technology::Nextpnr(_) => None,
        Technology::Vivado(_) => Some("seedchip.xdc"),
        Technology::StandardCells(_) => Some("seedchip.sdc"),
    }
}

/// The file of a target that constrains ports, for a design.
fn rendered(target: &'static Target, file: &str, case: &Case) -> String {
    let job = Job::new(target, case.configuration.clone(), case.source.clone(), "unused".as_ref());
    let files = run_files(&job, &case.design, false, &[]);
    let found = files.into_iter().find(|(name, _)| name == file);
    found.unwrap_or_else(|| panic!("{} has no {file}", target.name)).1
}

/// The constraints of every case on every target that has some: the names of both, the text, the design.
fn all() -> Vec<(String, String, Design)> {
    let cases = cases();
    let mut all = Vec::new();
    for target in targets().unwrap_or_else(|error| panic!("{error}")) {
        let Some(file) = constraints(target) else { continue };
        for case in &cases {
            let name = format!("{} {} {}", target.name, case.configuration.name(), case.source.name());
            all.push((name, rendered(target, file, case), case.design.clone()));
        }
    }
    assert!(all.len() > 4 * BLOCKS.len(), "only {} files are judged", all.len());
    all
}

/// The cell's constraints for Vivado.
fn of_cell() -> (String, Design) {
    let target = seedchip_flow::target("xilinx7").expect("a target");
    let case = cases().into_iter().find(|case| case.source.name() == "pe").expect("the cell is a block");
    (rendered(target, "seedchip.xdc", &case), case.design)
}

#[test]
fn every_pattern_matches_and_every_port_is_constrained() {
    let named = |(name, text, design): &(String, String, Design)| {
        faults(text, design).into_iter().map(|fault| format!("{name}: {fault}")).collect::<Vec<_>>()
    };
    let found: Vec<String> = all().iter().flat_map(named).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_misses_a_port_is_found() {
    let (text, design) = of_cell();
    for (from, to, fault) in [
        (" weight_i[*]", " weight_x[*]", "`weight_x[*]` matches no port"),
        (" weight_i[*]", "", "weight_i[7] has no `set_input_delay -max`"),
        ("[get_ports clk_i]", "[get_ports clk]", "`clk` matches no port"),
        ("set_output_delay -min 0", "set_output_delay -max 0", "sum_o[0] has no `set_output_delay -min`"),
        ("get_ports {activation_o[*]", "get_ports {load_i activation_o[*]", "load_i has `set_output_delay -max`"),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text, "{from} is not there");
        let found = faults(&changed, &design);
        assert!(found.iter().any(|found| found.contains(fault)), "{fault}: {found:?}");
    }
}

/// The units of a library, and when its signals rise and fall.
const LIBRARY: &str = r#"library (neighbours) {
  time_unit : "1ns"; capacitive_load_unit (1, ff); delay_model : table_lookup;
  input_threshold_pct_rise : 50; input_threshold_pct_fall : 50;
  output_threshold_pct_rise : 50; output_threshold_pct_fall : 50;
  slew_lower_threshold_pct_rise : 20; slew_lower_threshold_pct_fall : 20;
  slew_upper_threshold_pct_rise : 80; slew_upper_threshold_pct_fall : 80;
"#;

/// A cell that drives inputs.
const CELL: &str = r#"
  cell (NAME) {
    pin (A) { direction : input; capacitance : 1; }
    pin (X) {
      direction : output; function : "A";
      timing () {
        related_pin : "A"; timing_sense : positive_unate;
        cell_rise (scalar) { values ("0.1"); } cell_fall (scalar) { values ("0.1"); }
        rise_transition (scalar) { values ("0.1"); } fall_transition (scalar) { values ("0.1"); }
      }
    }
  }
"#;

/// A library of the cells that drive inputs on any target.
fn library() -> String {
    let drivers = targets().expect("well formed").iter().filter_map(|target| match &target.technology {
        Technology::StandardCells(cells) => Some(CELL.replace("NAME", &cells.driver)),
        _ => None,
    });
    format!("{LIBRARY}{}}}\n", drivers.collect::<String>())
}

/// A module of a design's ports, with nothing in it.
fn ports_alone(design: &Design) -> String {
    let port = |port: &Port| {
        let direction = if port.input { "input" } else { "output" };
        let range = if port.width == 1 { String::new() } else { format!(" [{}:0]", port.width - 1) };
        format!("{direction}{range} {}", port.name)
    };
    let ports: Vec<String> = design.ports.iter().map(port).collect();
    format!("module {} (\n  {}\n);\nendmodule\n", design.top, ports.join(",\n  "))
}

/// What OpenSTA objects to, each line after the name of the case that it is about.
fn objections(cases: &[(String, String, Design)]) -> Vec<String> {
    let sta = Tools::find().opensta().unwrap_or_else(|error| panic!("{error}"));
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("neighbours.lib", &library());
    let mut script = String::from("read_liberty neighbours.lib\n");
    for (number, (_, text, design)) in cases.iter().enumerate() {
        write(&format!("{number}.v"), &ports_alone(design));
        write(&format!("{number}.tcl"), text);
        let _ = writeln!(
            script,
            "puts {{case {number}}}\nread_verilog {number}.v\nlink_design {}\nsource {number}.tcl\n\
             check_setup -verbose -no_input_delay -no_output_delay -multiple_clock\nputs {{complete}}",
            design.top
        );
    }
    write("all.tcl", &script);
    let ran = Command::new(&sta.program).args(&sta.arguments).arg("all.tcl").current_dir(folder.path()).output();
    let ran = ran.unwrap_or_else(|error| panic!("{}: {error}", sta.program.display()));
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(said.matches("\ncomplete").count(), cases.len(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    let mut name = "";
    let mut objections = Vec::new();
    for line in said.lines().filter(|line| !line.trim().is_empty() && *line != "complete") {
        match line.strip_prefix("case ").and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => name = &cases[number].0,
            None => objections.push(format!("{name}: {line}")),
        }
    }
    objections
}

#[test]
fn opensta_finds_every_port_of_every_constraint() {
    assert_eq!(objections(&all()), Vec::<String>::new());
}

#[test]
fn opensta_objects_to_what_misses_a_port() {
    let (text, design) = of_cell();
    let case = |name: &str, from: &str, to: &str| (name.to_owned(), text.replace(from, to), design.clone());
    let cases = [
        case("right", "", ""),
        case("misnamed", " weight_i[*]", " weight_x[*]"),
        case("forgotten", " sum_o[*]", ""),
        case("right again", "", ""),
    ];
    let said = objections(&cases);
    for (name, part) in [("misnamed", "port 'weight_x[*]' not found"), ("forgotten", "  sum_o[0]")] {
        let objected = |line: &String| line.starts_with(name) && line.contains(part);
        assert!(said.iter().any(objected), "no `{part}` of {name} in {said:#?}");
    }
    assert!(!said.iter().any(|line| line.starts_with("right")), "{said:#?}");
}
