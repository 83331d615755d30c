//! The pages have every port, field and code of the design, and the measured cycles are those of the formula.

use seedchip_datasheet::Datasheet;
use seedchip_export::{Design, PortDirection};
use seedchip_flow::{BlockSize, Placement, Report, Results, Size, Timing};
use seedchip_golden::contract;
use seedchip_spec::codec::Field;
use seedchip_spec::{
    Column, Command, Configuration, DATAPATH, ErrorCode, Flag, Format, Geometry, Opcode, Rounding, Status,
};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn tiny() -> Configuration {
    Configuration::named("tiny").expect("a preset")
}

fn design() -> Design {
    seedchip_export::export(&*seedchip_hdl::registry::block(&DATAPATH.of(&tiny()))).expect("exported")
}

/// The Markdown of `tiny`, and the folder of its files.
fn sheet(synthesis: &[Results]) -> (String, TempDir) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let datasheet = Datasheet::new(&tiny(), &design(), synthesis, |_| ()).expect("made");
    let files = datasheet.write(folder.path()).expect("written");
    (fs::read_to_string(files.markdown).expect("the page"), folder)
}

#[test]
fn every_port_of_the_top_is_there() {
    let (page, _folder) = sheet(&[]);
    let design = design();
    assert!(design.ports().len() > 20);
    for port in design.ports() {
        let direction = if port.direction == PortDirection::Input { "in" } else { "out" };
        let row = format!("\n| `{}` | {direction} | {} | ", port.name, port.width);
        assert!(page.contains(&row), "no `{row}` in:\n{page}");
    }
    for module in &design.modules {
        assert!(page.contains(&format!("\n| `{}` | {} | ", module.name, module.instances)), "{}", module.name);
    }
}

#[test]
fn every_field_and_code_is_there() {
    let (page, _folder) = sheet(&[]);
    let fields: [(&str, Field); 33] = [
        ("opcode", Command::OPCODE),
        ("format", Command::FORMAT),
        ("raw", Command::RAW),
        ("rounding", Command::ROUNDING),
        ("m", Command::M),
        ("n", Command::N),
        ("k", Command::K),
        ("tag", Command::TAG),
        ("bias", Column::BIAS),
        ("multiplier", Column::MULTIPLIER),
        ("shift", Column::SHIFT),
        ("zero_point", Column::ZERO_POINT),
        ("low", Column::LOW),
        ("high", Column::HIGH),
        ("tag", Status::TAG),
        ("flags", Status::FLAGS),
        ("error", Status::ERROR),
        ("cycles", Status::CYCLES),
        ("stalls_weights", Status::STALLS_WEIGHTS),
        ("stalls_activations", Status::STALLS_ACTIVATIONS),
        ("stalls_parameters", Status::STALLS_PARAMETERS),
        ("stalls_results", Status::STALLS_RESULTS),
        ("tag", Geometry::TAG),
        ("flags", Geometry::FLAGS),
        ("error", Geometry::ERROR),
        ("version", Geometry::VERSION),
        ("rows", Geometry::ROWS),
        ("columns", Geometry::COLUMNS),
        ("accumulators", Geometry::ACCUMULATORS),
        ("lanes", Geometry::LANES),
        ("queue", Geometry::QUEUE),
        ("formats", Geometry::FORMATS),
        ("diagnosis", Geometry::DIAGNOSIS),
    ];
    let listed =
        [&Command::LAYOUT, &Column::LAYOUT, &Status::LAYOUT, &Geometry::LAYOUT].map(|layout| layout.fields.len());
    assert_eq!(fields.len(), listed.iter().sum::<usize>(), "a field is not in this list");
    for (name, Field { offset, width }) in fields {
        let row = format!("\n| {}:{offset} | `{name}` | ", offset + width - 1);
        assert!(page.contains(&row), "no `{row}` in:\n{page}");
    }
    let tables = [&Opcode::TABLE, &Format::TABLE, &Rounding::TABLE, &Flag::TABLE, &ErrorCode::TABLE];
    let codes = tables.into_iter().flat_map(|table| table.codes).map(|row| (row.name, row.code));
    for (name, code) in codes {
        let row = format!("\n| {code} | `{name}` | ");
        assert!(page.contains(&row), "no `{row}` in:\n{page}");
    }
}

#[test]
fn measured_cycles_are_those_of_the_formula() {
    let (page, _folder) = sheet(&[]);
    let mut measured = 0;
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let shape: Vec<usize> = cells.get(1).unwrap_or(&"").split("\u{a0}×\u{a0}").flat_map(str::parse).collect();
        let [m, k, n] = shape[..] else { continue };
        let number = |cell: usize| cells[cell].parse::<u64>().unwrap_or_else(|error| panic!("{line}: {error}"));
        let command = Command::product(m as u16, n as u16, k as u32).encode();
        let formula = contract::ends(&tiny(), &[command]).expect("a good command")[0];
        assert_eq!((number(2), number(3), number(4)), (formula, formula, 0), "{line}");
        assert_eq!(number(8) as usize, (m * n.div_ceil(4)).div_ceil(4), "{line}");
        measured += 1;
    }
    assert_eq!(measured, 5, "{page}");
}

#[test]
fn pictures_are_well_formed_and_part_of_the_html() {
    let (page, folder) = sheet(&[]);
    let html = fs::read_to_string(folder.path().join("seedchip_tiny.html")).expect("the page");
    let mut pictures = 0;
    for entry in fs::read_dir(folder.path().join("seedchip_tiny")).expect("pictures") {
        let path = entry.expect("a picture").path();
        let svg = fs::read_to_string(&path).expect("text");
        let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(document.root_element().tag_name().name(), "svg");
        assert!(html.contains(&svg), "{} is not in the HTML", path.display());
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(page.contains(&format!("](seedchip_tiny/{name})")), "{name} is not in the Markdown");
        pictures += 1;
    }
    assert_eq!(pictures, 8);
    // One file: nothing is fetched. Pictures may refer to their own parts.
    let html = html.replace("url(#", "");
    for outside in ["<img", "<link", "<script", "src=", "url("] {
        assert!(!html.contains(outside), "`{outside}` in the HTML");
    }
}

#[test]
fn diagrams_show_the_signals_of_the_verilog() {
    let (_, folder) = sheet(&[]);
    let verilog = &design().modules.pop().expect("the top").text;
    for name in ["handshake", "command", "tile"] {
        let svg = fs::read_to_string(folder.path().join(format!("seedchip_tiny/{name}.svg"))).expect("a picture");
        let document = roxmltree::Document::parse(&svg).expect("XML");
        let signals = document.descendants().filter(|node| node.attribute("class") == Some("signal"));
        let signals: Vec<&str> = signals.filter_map(|node| node.text()).collect();
        assert!(signals.len() > 4, "{name}");
        for signal in signals {
            let signal = signal.split('[').next().unwrap_or(signal);
            assert!(verilog.contains(&format!(" {signal}")), "{name}: the Verilog has no `{signal}`");
        }
    }
}

fn timing(megahertz: f64) -> Timing {
    Timing { megahertz, path_ns: 1.0, from: "a_q".to_owned(), to: "b_q".to_owned() }
}

#[test]
fn results_of_synthesis_are_there() {
    assert!(sheet(&[]).0.contains("Not synthesised yet: `make synth TARGET=ecp5 CONFIG=tiny`"));
    let size = Size { cells: 9, luts: 4321, flip_flops: 765, dsps: 20, block_rams: 3, area: 0.0 };
    let report = Report {
        target: "ecp5".to_owned(),
        configuration: "tiny".to_owned(),
        block: "datapath".to_owned(),
        top: "seedchip_datapath_tiny".to_owned(),
        structure: None,
        goal_megahertz: 100,
        size,
        nand2: None,
        kinds: [].into(),
        by_block: vec![BlockSize { block: "pe".to_owned(), instances: 16, size }],
        timing: None,
        versions: [("yosys".to_owned(), "0.70".to_owned())].into(),
        version: String::new(),
        key: String::new(),
        folder: PathBuf::new(),
        reused: false,
    };
    let placement = |(seed, megahertz)| Placement {
        seed,
        timing: timing(megahertz),
        used: [].into(),
        harness_flip_flops: 0,
        versions: report.versions.clone(),
        key: String::new(),
        reused: false,
    };
    let placements = [(1, 90.5), (2, 110.5), (3, 100.5)].map(placement).to_vec();
    let asic = Report { target: "asap7".to_owned(), timing: Some(timing(900.0)), ..report.clone() };
    let results = [Results { report, placements }, Results { report: asic, placements: vec![] }];
    let (page, _folder) = sheet(&results);
    for part in [
        "| `ecp5` | 4321 | 765 | 20 | 3 |  |  | 100.5 MHz | placed and routed, median of 3 |",
        "| `asap7` | 4321 | 765 | 20 | 3 |  |  | 900.0 MHz | not placed, ideal wires |",
        "| `pe` | 4321 | 765 |",
        "from `a_q` to `b_q`. yosys 0.70.",
    ] {
        assert!(page.contains(part), "no `{part}` in:\n{page}");
    }
}
