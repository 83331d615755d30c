//! `seedchip datasheet`: everything that the design has is on the page, and what is measured is as the formula says.

mod common;

use common::{Folder, seedchip};
use seedchip_export::PortDirection;
use seedchip_golden::tiling::{Shape, cycles};
use seedchip_spec::codec::Field;
use seedchip_spec::{Column, Command, Configuration, DATAPATH, ErrorCode, Flag, Format, Opcode, Status};
use std::fs;

fn tiny() -> Configuration {
    Configuration::named("tiny").expect("a preset")
}

/// The Markdown of `tiny`, in a folder of its own.
fn sheet(folder: &Folder, synthesis: &str) -> String {
    let out = folder.argument("sheet");
    seedchip(&["datasheet", "--config", "tiny", "--out", &out, "--synthesis", &folder.argument(synthesis)])
        .ends_with(0)
        .says("5 commands measured, 0 beside the cycle contract");
    fs::read_to_string(folder.path("sheet/seedchip_tiny.md")).expect("the page")
}

#[test]
fn every_port_of_the_top_is_there() {
    let page = sheet(&Folder::new(), "synth");
    let design = seedchip_export::export(&*seedchip_hdl::registry::block(&DATAPATH.of(&tiny()))).expect("exported");
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
    let page = sheet(&Folder::new(), "synth");
    let fields: [(&str, Field); 24] = [
        ("opcode", Command::OPCODE),
        ("format", Command::FORMAT),
        ("clear_flags", Command::CLEAR_FLAGS),
        ("raw", Command::RAW),
        ("double_rounding", Command::DOUBLE_ROUNDING),
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
        ("products", Status::PRODUCTS),
        ("stalls_weights", Status::STALLS_WEIGHTS),
        ("stalls_activations", Status::STALLS_ACTIVATIONS),
        ("stalls_parameters", Status::STALLS_PARAMETERS),
        ("stalls_results", Status::STALLS_RESULTS),
    ];
    let listed = [&Command::LAYOUT, &Column::LAYOUT, &Status::LAYOUT].map(|layout| layout.fields.len());
    assert_eq!(fields.len(), listed.iter().sum(), "a field is not in this list");
    for (name, Field { offset, width }) in fields {
        let row = format!("\n| {}:{offset} | `{name}` | ", offset + width - 1);
        assert!(page.contains(&row), "no `{row}` in:\n{page}");
    }
    let codes: [(String, u8); 16] = [
        (format!("{:?}", Opcode::Nothing), Opcode::Nothing as u8),
        (format!("{:?}", Opcode::Product), Opcode::Product as u8),
        (format!("{:?}", Format::Int8), Format::Int8 as u8),
        (format!("{:?}", Format::Int4), Format::Int4 as u8),
        (format!("{:?}", Flag::Saturation), Flag::Saturation as u8),
        (format!("{:?}", Flag::BiasRange), Flag::BiasRange as u8),
        (format!("{:?}", Flag::WeightFraming), Flag::WeightFraming as u8),
        (format!("{:?}", Flag::ActivationFraming), Flag::ActivationFraming as u8),
        (format!("{:?}", Flag::ParameterFraming), Flag::ParameterFraming as u8),
        (format!("{:?}", ErrorCode::None), ErrorCode::None as u8),
        (format!("{:?}", ErrorCode::ZeroSize), ErrorCode::ZeroSize as u8),
        (format!("{:?}", ErrorCode::KTooLarge), ErrorCode::KTooLarge as u8),
        (format!("{:?}", ErrorCode::MTooLarge), ErrorCode::MTooLarge as u8),
        (format!("{:?}", ErrorCode::UnknownFormat), ErrorCode::UnknownFormat as u8),
        (format!("{:?}", ErrorCode::UnknownOpcode), ErrorCode::UnknownOpcode as u8),
        (format!("{:?}", ErrorCode::ReservedBits), ErrorCode::ReservedBits as u8),
    ];
    let listed = [Opcode::ALL.len(), Format::ALL.len(), Flag::ALL.len(), ErrorCode::ALL.len()];
    assert_eq!(codes.len(), listed.iter().sum(), "a code is not in this list");
    for (name, code) in codes {
        let row = format!("\n| {code} | `{name}` | ");
        assert!(page.contains(&row), "no `{row}` in:\n{page}");
    }
}

#[test]
fn measured_cycles_are_those_of_the_formula() {
    let page = sheet(&Folder::new(), "synth");
    let mut measured = 0;
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let shape: Vec<usize> = cells.get(1).unwrap_or(&"").split("\u{a0}×\u{a0}").flat_map(str::parse).collect();
        let [m, k, n] = shape[..] else { continue };
        let number = |cell: usize| cells[cell].parse::<u64>().unwrap_or_else(|error| panic!("{line}: {error}"));
        let formula = cycles(&tiny(), Shape { m, n, k });
        assert_eq!((number(2), number(3), number(4)), (formula, formula, 0), "{line}");
        assert_eq!(number(8) as usize, m * n.div_ceil(4), "{line}");
        measured += 1;
    }
    assert_eq!(measured, 5, "{page}");
}

#[test]
fn pictures_are_well_formed_and_part_of_the_html() {
    let folder = Folder::new();
    let page = sheet(&folder, "synth");
    let html = fs::read_to_string(folder.path("sheet/seedchip_tiny.html")).expect("the page");
    let mut pictures = 0;
    for entry in fs::read_dir(folder.path("sheet/seedchip_tiny")).expect("pictures") {
        let path = entry.expect("a picture").path();
        let svg = fs::read_to_string(&path).expect("text");
        let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(document.root_element().tag_name().name(), "svg");
        assert!(html.contains(&svg), "{} is not in the HTML", path.display());
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(page.contains(&format!("](seedchip_tiny/{name})")), "{name} is not in the Markdown");
        pictures += 1;
    }
    assert_eq!(pictures, 7);
    // One file: nothing is fetched. Pictures may refer to their own parts.
    let html = html.replace("url(#", "");
    for outside in ["<img", "<link", "<script", "src=", "url("] {
        assert!(!html.contains(outside), "`{outside}` in the HTML");
    }
}

#[test]
fn diagrams_show_the_signals_of_the_verilog() {
    let folder = Folder::new();
    sheet(&folder, "synth");
    let top = seedchip_export::export(&*seedchip_hdl::registry::block(&DATAPATH.of(&tiny()))).expect("exported");
    let verilog = &top.modules.last().expect("the top").text;
    for name in ["handshake", "command", "tile"] {
        let svg = fs::read_to_string(folder.path(&format!("sheet/seedchip_tiny/{name}.svg"))).expect("a picture");
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

#[test]
fn what_synthesis_said_is_there() {
    let folder = Folder::new();
    assert!(sheet(&folder, "synth").contains("Not synthesised yet: `make synth TARGET=ecp5 CONFIG=tiny`"));
    let run = folder.path("synth/ecp5/tiny/datapath");
    fs::create_dir_all(&run).expect("made");
    let size = r#"{"cells": 9, "luts": 4321, "flip_flops": 765, "dsps": 20, "block_rams": 3, "area": 0.0}"#;
    let report = format!(
        r#"{{"target": "ecp5", "configuration": "tiny", "size": {size}, "nand2": null, "timing": null,
            "by_block": [{{"block": "pe", "instances": 16, "size": {size}}}], "versions": {{"yosys": "0.70"}}}}"#
    );
    fs::write(run.join("report.json"), &report).expect("written");
    let timing = |megahertz: u32| {
        format!(r#"{{"timing": {{"megahertz": {megahertz}.5, "path_ns": 1, "from": "a_q", "to": "b_q"}}}}"#)
    };
    for (seed, megahertz) in [(1, 90), (2, 110), (3, 100)] {
        fs::write(run.join(format!("placement_{seed}.json")), timing(megahertz)).expect("written");
    }
    let page = sheet(&folder, "synth");
    let row = "| `ecp5` | 4321 | 765 | 20 | 3 |  |  | 100.5 MHz | placed and routed, median of 3 |";
    for part in [row, "| `pe` | 4321 | 765 |", "from `a_q` to `b_q`. yosys 0.70."] {
        assert!(page.contains(part), "no `{part}` in:\n{page}");
    }
    fs::write(run.join("report.json"), "{").expect("written");
    let synthesis = folder.argument("synth");
    let arguments = ["datasheet", "--config", "tiny", "--out", &folder.argument("broken"), "--synthesis", &synthesis];
    seedchip(&arguments).refuses("report.json is no result of synthesis: run `make synth` anew");
    assert!(!folder.path("broken").exists());
}

#[test]
fn what_cannot_be_is_refused() {
    let out = Folder::new();
    let out = out.argument("sheet");
    seedchip(&["datasheet", "--config", "huge", "--out", &out]).refuses("choose one of tiny, small");
    seedchip(&["datasheet", "--config", "tiny", "--rows", "3", "--out", &out]).refuses("rows must be 4 to 256, got 3");
}
