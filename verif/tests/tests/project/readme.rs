//! The figures that README.md quotes are those of the project as it is.
//!
//! They stand between `<!-- figures: NAME -->` and `<!-- end of figures -->`, in a sentence or as a table. `make readme`
//! writes them anew; otherwise a figure that differs, is missing or is there twice fails.

use super::root;
use seedchip_flow::history::{History, Row};
use seedchip_flow::{Source, grouped, target};
use seedchip_golden::contract;
use seedchip_spec::{Command, Configuration, NAMED, Preset, Sizes};
use serde::Deserialize;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

/// When it is set, the figures are written instead of compared.
const REWRITE: &str = "SEEDCHIP_REWRITE_README";

/// The name of a region, and what prints its figures.
type Figure = (&'static str, fn() -> String);

/// Every group of figures: its name, and what says them.
const FIGURES: &[Figure] = &[
    ("cycles", cycles),
    ("sizes", sizes),
    ("configurations", configurations),
    ("synthesis", synthesis),
    ("simulation", simulation),
];

const END: &str = "<!-- end of figures -->";

fn begin(name: &str) -> String {
    format!("<!-- figures: {name} -->")
}

/// A table in Markdown, its first columns to the left and the rest to the right.
fn table(headings: &[&str], left: usize, rows: &[Vec<String>]) -> String {
    let rules = (0..headings.len()).map(|column| if column < left { "---" } else { "---:" });
    let mut text = format!("\n| {} |\n| {} |\n", headings.join(" | "), rules.collect::<Vec<_>>().join(" | "));
    for row in rows {
        assert_eq!(row.len(), headings.len(), "{row:?}");
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// The cycle contract of raw INT8 commands. Its constant is what is left of a command of one row and one tile without the
/// sizes of its array.
fn cycles() -> String {
    let left = |configuration: &Configuration| {
        let command = Command { raw: true, ..Command::product(1, 1, 1) };
        let ends = contract::ends(configuration, &[command.encode()]).expect("a good command");
        let sizes = 2 * configuration.rows() + configuration.lanes() + configuration.cell().latency();
        ends[0] - sizes as u64
    };
    let all = Configuration::all();
    let constant = left(&all[0]);
    assert!(all.iter().all(|configuration| left(configuration) == constant), "the constant depends on the size");
    format!("`2R + C / G + L + {constant} + (ceil(k/R) · ceil(n/C) − 1) · max(m, R) + m − 1`")
}

/// Which sizes there are: those next to each limit are tried.
fn sizes() -> String {
    let is_possible = |rows, columns, accumulators| {
        let sizes = Sizes { rows, columns, accumulators, ..Default::default() };
        Configuration::new(sizes).is_ok()
    };
    let least = |possible: &dyn Fn(usize) -> bool| (1..).find(|size| possible(*size)).expect("some size is possible");
    let greatest = |possible: &dyn Fn(usize) -> bool| {
        (0..20).map(|bit| 1 << bit).filter(|size| possible(*size)).max().expect("some size is possible")
    };
    let rows = |rows| is_possible(rows, 1, 16);
    let accumulators = |count| is_possible(16, 16, count);
    let most = greatest(&rows);
    assert!(!rows(most + 1) && is_possible(most, most, 16) && !is_possible(16, most + 1, 16) && !accumulators(24));
    format!(
        "{} to {most} rows, 1 to {most} columns, and a power of two from {} to {} accumulators per column",
        least(&rows),
        least(&accumulators),
        grouped(greatest(&accumulators) as f64)
    )
}

/// The named configurations, with the Verilog that `seedchip generate` writes.
fn configurations() -> String {
    let row = |preset: &Preset| {
        let configuration = Configuration::named(preset.name).expect("a preset");
        let design = Source::Block("datapath".to_owned()).design(&configuration);
        let design = design.unwrap_or_else(|error| panic!("{error}"));
        let lines: usize = design.files.iter().map(|(_, text)| text.lines().count()).sum();
        vec![
            format!("`{}`", preset.name),
            format!("{}×{}", configuration.rows(), configuration.columns()),
            format!("`{}`", configuration.cell().name()),
            preset.purpose.to_owned(),
            configuration.accumulators().to_string(),
            design.files.len().to_string(),
            grouped(lines as f64),
        ]
    };
    let rows: Vec<Vec<String>> = NAMED.iter().map(row).collect();
    table(&["configuration", "array", "cell", "purpose", "accumulators", "modules", "lines"], 4, &rows)
}

/// What the array takes and what the whole unit takes, of every configuration and target with both in the history.
fn synthesis() -> String {
    let history = History::read(&root().join("constraints/history.csv")).unwrap_or_else(|error| panic!("{error}"));
    let mut rows = Vec::new();
    for array in history.0.iter().filter(|row| row.block == "array") {
        let Some(unit) = history.row(&array.target, &array.configuration, "datapath") else { continue };
        let target = target(&array.target).unwrap_or_else(|error| panic!("{error}"));
        let clock = |row: &Row| row.megahertz.map_or_else(|| "–".to_owned(), |clock| format!("{clock:.1}"));
        rows.push(vec![
            format!("`{}`", array.configuration),
            target.title.clone(),
            area(array),
            clock(array),
            area(unit),
            clock(unit),
        ]);
    }
    assert!(!rows.is_empty(), "the history has no whole unit beside its array");
    table(&["configuration", "target", "array", "MHz", "whole unit", "MHz"], 2, &rows)
}

/// The area of standard cells, or what is taken of an FPGA.
fn area(row: &Row) -> String {
    if let Some(area) = row.area_um2 {
        return format!("{} µm²", grouped(area));
    }
    let counts = [(row.luts, "LUT"), (row.flip_flops, "FF"), (row.dsps, "DSP"), (row.block_rams, "BRAM")];
    let taken = counts.iter().filter(|(count, _)| *count > 0);
    taken.map(|(count, name)| format!("{} {name}", grouped(*count as f64))).collect::<Vec<_>>().join(", ")
}

/// A row of the benchmarks' history.
#[derive(Deserialize)]
struct Comparison {
    model: String,
    left: String,
    right: String,
    speed: f64,
    left_instructions: u64,
    right_instructions: u64,
}

/// The speed of simulation, as ratios: times are a machine's.
fn simulation() -> String {
    let path = root().join("sim/benches/history.csv");
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let row = |row: Result<Comparison, csv::Error>| {
        let row = row.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (left, right) = (row.left_instructions as f64, row.right_instructions as f64);
        vec![
            row.model,
            format!("{} : {}", row.left, row.right),
            format!("{:.2}", row.speed),
            format!("{} : {}", grouped(left), grouped(right)),
            format!("{:.2}", left / right),
        ]
    };
    let rows: Vec<Vec<String>> = reader.deserialize().map(row).collect();
    assert!(!rows.is_empty(), "{} has no row", path.display());
    table(&["model", "sides", "ratio of cycles/s", "instructions per cycle", "ratio of instructions"], 2, &rows)
}

fn path() -> PathBuf {
    root().join("README.md")
}

/// The text before a group of figures, the group itself, and the text after it.
fn split<'a>(text: &'a str, name: &str) -> Result<(&'a str, &'a str, &'a str), String> {
    let mark = begin(name);
    let mut parts = text.split(&mark);
    let (Some(before), Some(rest), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("README.md needs `{mark}` exactly once"));
    };
    let (figures, _) = rest.split_once(END).ok_or_else(|| format!("the figures `{name}` have no `{END}`"))?;
    let start = before.len() + mark.len();
    Ok((&text[..start], figures, &text[start + figures.len()..]))
}

#[test]
fn readme_quotes_the_figures_of_the_project() {
    let mut text = fs::read_to_string(path()).expect("README.md is readable");
    let mut wrong = Vec::new();
    for (name, figures) in FIGURES {
        let (before, quoted, after) = split(&text, name).unwrap_or_else(|reason| panic!("{reason}"));
        let figures = figures();
        if quoted != figures {
            wrong.push(format!("`{name}` is now {figures}, and README.md says {quoted}"));
            text = [before, &figures, after].concat();
        }
    }
    let marks = text.matches("<!-- figures: ").count();
    assert_eq!((marks, text.matches(END).count()), (FIGURES.len(), FIGURES.len()), "marks of figures nobody writes");
    if std::env::var_os(REWRITE).is_some() {
        fs::write(path(), text).expect("README.md is writable");
    } else {
        assert!(wrong.is_empty(), "run `make readme`: {}", wrong.join("\n"));
    }
}

#[test]
fn figures_that_are_missing_or_twice_are_found() {
    let once = format!("a {}old{END} b\n", begin("x"));
    assert_eq!(split(&once, "x"), Ok((&*format!("a {}", begin("x")), "old", &*format!("{END} b\n"))));
    assert!(split(&once, "y").is_err() && split(&once.repeat(2), "x").is_err());
    assert!(split(&once.replace(END, ""), "x").is_err());
}
