//! `seedchip run` and `seedchip eval`: the project's language model on golden and Verilated units, and what cannot run.

mod common;

use common::{Folder, Ran, seedchip};
use std::fs;

const TALES: &str = "../network/tales";

/// A small array, with a small vector unit beside it.
const LITTLE: [&str; 8] = ["--rows", "8", "--columns", "4", "--accumulators", "8", "--formats", "all"];

fn run(arguments: &[&str]) -> Ran {
    seedchip(&[&["run", TALES], arguments].concat())
}

/// The text of a run that ended well.
fn text(arguments: &[&str]) -> String {
    run(arguments).ends_with(0).output
}

#[test]
fn the_verilog_writes_what_the_golden_model_writes() {
    let arguments = ["--prompt", "Once upon a time", "--tokens", "3"];
    let folder = Folder::new();
    let waves = folder.argument("waves");
    let ran = run(&[&arguments[..], &LITTLE, &["--wave", &waves]].concat()).ends_with(0);
    for wave in ["matrix.vcd", "vector.vcd"] {
        let vcd = fs::read_to_string(folder.path("waves").join(wave)).expect("a waveform");
        assert!(
            vcd.contains("$enddefinitions") && vcd.lines().filter(|line| line.starts_with('#')).count() > 100,
            "{wave}"
        );
    }
    let line = ran.errors.lines().find(|line| line.starts_with("golden model: ")).expect("a comparison");
    let counts: Vec<&str> = line.split(' ').collect();
    assert!(counts[2] == counts[4] && counts[2] != "0", "{line}");
    assert_eq!(text(&[&arguments[..], &["--device", "golden"]].concat()), ran.output);
    assert!(ran.output.starts_with("Once upon a time") && ran.output.len() > 17, "{}", ran.output);
}

#[test]
fn neither_chunks_nor_companions_change_a_text() {
    let golden = ["--device", "golden", "--tokens", "30", "--prompt", "It was a rainy day"];
    let drawn = [&golden[..], &["--temperature", "0.9", "--seed", "5"]].concat();
    let alone = text(&drawn);
    assert_eq!(text(&[&drawn[..], &["--chunk", "2"]].concat()), alone);
    let together = text(&[&drawn[..], &["--batch", "3", "--prompt", "Mia was"]].concat());
    assert!(together.starts_with(&format!("text 1: {alone}")), "{together}");
    assert_eq!(together.matches("text ").count(), 6);
    // The next text has the next seed.
    let next = text(&[&golden[..], &["--temperature", "0.9", "--seed", "6"]].concat());
    assert!(together.contains(&format!("text 2: {next}")), "{together}");
}

#[test]
fn a_text_ends_where_it_is_told() {
    let golden = ["--device", "golden", "--tokens", "40", "--prompt", "Once upon a time"];
    let whole = text(&golden);
    let (before, _) = whole.split_once(". ").expect("a sentence");
    assert_eq!(text(&[&golden[..], &["--stop", ". "]].concat()), format!("{before}\n"));
    // The model's end of a text is not reached within its context if it goes on with another tale.
    let full = run(&["--device", "golden", "--tokens", "400", "--prompt", &"A day. ".repeat(60)]).ends_with(0);
    assert!(full.errors.contains("text 1 ends where its 256 tokens are all that the model takes"), "{}", full.errors);
}

#[test]
fn a_plan_runs_nothing() {
    let plan = ["--plan", "--prompt", "Once upon a time"];
    let ran = run(&plan).ends_with(0).says("rotary embedding").says("2 times ");
    assert!(ran.errors.contains(" by the cycle contract"), "{}", ran.errors);
}

#[test]
fn a_trace_has_both_units() {
    let folder = Folder::new();
    let trace = folder.argument("trace.json");
    run(&["--device", "golden", "--prompt", "A", "--tokens", "1", "--trace", &trace]).ends_with(0);
    let trace = fs::read_to_string(folder.path("trace.json")).expect("a trace");
    assert!(trace.contains("matrix unit") && trace.contains("layer 4, down"), "{trace}");
}

#[test]
fn formats_cost_what_they_should() {
    let text = format!("{TALES}/held_out.txt");
    let ran = seedchip(&["eval", TALES, "--text", &text, "--tokens", "400", "--format", "mxint8,mxfp4"]).ends_with(0);
    let loss = |format: &str| -> f64 {
        let line = ran.output.lines().find(|line| line.split_whitespace().next() == Some(format));
        let row = line.unwrap_or_else(|| panic!("no {format} in {}", ran.output));
        row.split_whitespace().nth(1).and_then(|loss| loss.parse().ok()).expect("a loss")
    };
    assert!((loss("mxint8") - loss("fp32")).abs() < 0.02, "{}", ran.output);
    assert!(loss("mxfp4") > loss("mxint8"), "{}", ran.output);
    assert!(ran.output.contains("\nmxint8: loss "), "{}", ran.output);
}

#[test]
fn what_cannot_run_is_refused() {
    let folder = Folder::new();
    let long = "Once upon a time ".repeat(300);
    run(&["--prompt", &long]).refuses("the model takes 256 in all");
    run(&["--format", "fp8"]).ends_with(2);
    run(&["--temperature", "-1"]).ends_with(2);
    run(&["--config", "tiny", "--rows", "6"]).refuses("give --config lm, or --rows 4, 8, 16 or 32");
    seedchip(&["run", &folder.argument("none")]).refuses("none");
    fs::write(folder.path("short.bin"), [1, 2, 3]).expect("a file");
    seedchip(&["run", &folder.argument("short.bin")]).refuses("short.bin is broken");
    fs::write(folder.path("net.tflite"), b"\x1c\0\0\0TFL3").expect("a file");
    seedchip(&["run", &folder.argument("net.tflite")]).refuses("it is no language model but a TFLite network");
    fs::write(folder.path("bytes.txt"), [0xff]).expect("a file");
    seedchip(&["eval", TALES, "--text", &folder.argument("bytes.txt")]).refuses("is no text in UTF-8");
    fs::write(folder.path("empty.txt"), "").expect("a file");
    seedchip(&["eval", TALES, "--text", &folder.argument("empty.txt")]).refuses("has too few tokens");
}
