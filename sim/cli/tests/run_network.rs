//! `seedchip run-network`: the project's network on the Verilated datapath, and files that cannot run.

mod common;

use common::{Folder, Ran, seedchip};
use seedchip_host::frames::Frames;
use std::fs;
use std::path::Path;

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../network/spectra_int8.tflite");
const FRAMES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../network/spectra_frames.npy");
const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../network/spectra_expected.npy");
const LABELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../network/spectra_labels.npy");
const WIDTH: usize = 200;

/// The first frames, their expected outputs, and labels of which there are both kinds.
fn few(folder: &Folder, frames: usize) -> [String; 3] {
    for (from, to) in [(FRAMES, "frames.i8"), (EXPECTED, "expected.i8")] {
        let all = Frames::read(Path::new(from), WIDTH).expect("a file of the project");
        let some = Frames::new(WIDTH, all.values()[..frames * WIDTH].to_vec()).expect("whole rows");
        some.write(&folder.path(to)).expect("written");
    }
    let labels: Vec<u8> = (0..frames).map(|frame| u8::from(frame % 2 == 0)).collect();
    fs::write(folder.path("labels.u8"), labels).expect("written");
    ["frames.i8", "expected.i8", "labels.u8"].map(|name| folder.argument(name))
}

fn run(arguments: &[&str]) -> Ran {
    seedchip(&[&["run-network"], arguments].concat())
}

#[test]
fn the_network_equals_its_expected_outputs() {
    let folder = Folder::new();
    let [frames, expected, labels] = few(&folder, 20);
    let output = folder.argument("output.npy");
    // 20 frames are two commands for each layer: there are 16 accumulators.
    let ran = run(&[
        MODEL, "--config", "tiny", "--input", &frames, "--expect", &expected, "--labels", &labels, "--output", &output,
    ])
    .ends_with(0)
    .says("6 layers, 20 frames, on tiny: 4 rows")
    .says("expected outputs: all 4000 equal")
    .says("from the outputs of the Verilog");
    assert_eq!(ran.output.matches(" equal\n").count(), 8, "{}", ran.output);
    let written = Frames::read(Path::new(&output), WIDTH).expect("an .npy file");
    assert_eq!(written, Frames::read(Path::new(&expected), WIDTH).expect("a raw file"));
    // Cycles are those of the formula.
    for line in ran.output.lines().filter(|line| line.contains(" × ") && line.contains('%')) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(cells[6], cells[7], "{line}");
    }
}

#[test]
fn the_first_difference_is_told() {
    let folder = Folder::new();
    let [frames, expected, _] = few(&folder, 3);
    let mut bytes = fs::read(&expected).expect("written above");
    let (right, wrong) = (bytes[WIDTH + 7].cast_signed(), bytes[WIDTH + 7].cast_signed() ^ 1);
    bytes[WIDTH + 7] = wrong.cast_unsigned();
    bytes[2 * WIDTH] ^= 0x80;
    fs::write(&expected, bytes).expect("written");
    run(&[MODEL, "--config", "small", "--input", &frames, "--expect", &expected])
        .ends_with(1)
        .says(&format!("2 of 600 differ, the first in frame 1, output 7: expected {wrong}, found {right}"));
}

#[test]
fn another_rounding_than_the_kernels_gives_other_outputs() {
    let folder = Folder::new();
    let [frames, expected, _] = few(&folder, 20);
    let base = [MODEL, "--config", "tiny", "--input", &frames, "--expect", &expected, "--rounding"];
    run(&[&base[..], &["away"]].concat()).ends_with(0).says("expected outputs: all 4000 equal");
    // The Verilog equals the golden model still.
    run(&[&base[..], &["double"]].concat()).ends_with(1).says(" 4000 differ, the first in").says(" equal\n");
    run(&[&base[..], &["nearest"]].concat()).refuses("choose one of up, away, even, double");
}

#[test]
fn a_waveform_shows_what_was_asked_for() {
    let folder = Folder::new();
    let [frames, ..] = few(&folder, 4);
    let wave = folder.argument("made/layer.vcd");
    let base = [MODEL, "--config", "tiny", "--input", &frames, "--wave", &wave];
    run(&[&base[..], &["--window", "layer=3"]].concat())
        .ends_with(0)
        .says("all of layer 3")
        .says("traced")
        .says("gtkwave");
    let save_file = fs::read_to_string(folder.path("made/layer.gtkw")).expect("a save file");
    assert!(save_file.contains("m_axis_result_tvalid"), "{save_file}");
    let layer = fs::metadata(&wave).expect("a waveform").len();
    run(&[&base[..], &["--window", "cycles=10..30"]].concat()).ends_with(0);
    let short = fs::metadata(&wave).expect("a waveform").len();
    assert!(short < layer, "{short} bytes of 20 cycles, {layer} of a layer");
    // Two cycles of reset come first: reset is low at time 0.
    run(&[&base[..], &["--window", "cycles=0..4"]].concat()).ends_with(0);
    let text = fs::read_to_string(&wave).expect("a waveform");
    let reset = text.lines().find(|line| line.contains(" rst_ni ")).expect("the reset's declaration");
    let code = reset.split_whitespace().nth(3).expect("a code");
    let values: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with('#') || line.strip_prefix(['0', '1']) == Some(code))
        .filter(|line| !line.ends_with('5'))
        .collect();
    assert_eq!(values, ["#0", &format!("0{code}"), "#10", "#20", &format!("1{code}"), "#30"]);
    run(&[&base[..], &["--window", "cycles=900000..900001"]].concat()).ends_with(0).says("the waveform is empty");
}

#[test]
fn broken_networks_are_refused() {
    let folder = Folder::new();
    let model = fs::read(MODEL).expect("a file of the project");
    let path = folder.argument("model.tflite");
    for length in [0, 3, 8, 100, model.len() / 2, model.len() - 1] {
        fs::write(&path, &model[..length]).expect("written");
        run(&[&path, "--input", FRAMES]).refuses("cannot use");
    }
    fs::write(&path, with_operator(model, 3)).expect("written");
    run(&[&path, "--input", FRAMES])
        .refuses("only networks of FULLY_CONNECTED operators can run, and this one also has CONV_2D (operator");
    run(&["nowhere.tflite", "--input", FRAMES]).refuses("cannot read nowhere.tflite");
}

#[test]
fn input_that_does_not_fit_is_refused() {
    let folder = Folder::new();
    let [frames, expected, labels] = few(&folder, 3);
    let short = folder.argument("short.i8");
    fs::write(&short, [0; 2 * WIDTH]).expect("written");
    for (arguments, reason) in [
        (&["--input", LABELS][..], "holds uint8, not int8"),
        (&["--input", MODEL], "it is a TFLite network"),
        (&["--input", &labels], "must hold whole rows of 200 codes, got 3 codes"),
        (&["--input", &frames, "--expect", &short], "must hold one row of outputs per frame, 3 in all, got 2"),
        (&["--input", &frames, "--labels", LABELS], "one label per frame, 3 in all, got 256"),
        (&["--input", &frames, "--expect", &expected, "--config", "huge"], "choose one of tiny"),
        (&["--input", &frames, "--rows", "300"], "rows must be 4 to 256, got 300"),
        (&["--input", &frames, "--wave", "a.fst"], "end in .vcd"),
        (&["--input", &frames, "--wave", "a.vcd", "--window", "layer=7"], "the network has 6 layers"),
        (&["--input", &frames, "--wave", "a.vcd", "--window", "tile"], "a window is"),
        (&["--input", &frames, "--window", "layer"], "--wave"),
        (&[], "--input"),
    ] {
        run(&[&[MODEL], arguments].concat()).refuses(reason);
    }
}

/// The file with another builtin operator in place of its first.
fn with_operator(mut file: Vec<u8>, operator: u8) -> Vec<u8> {
    let follow = |file: &[u8], at: usize| at + word(file, at) as usize;
    let root = follow(&file, 0);
    let codes = follow(&file, field(&file, root, 1).expect("operator codes"));
    let first = follow(&file, codes + 4);
    // The code is there twice: in a byte, and in a word for operators beyond it.
    for place in [field(&file, first, 0), field(&file, first, 3)].into_iter().flatten() {
        file[place] = operator;
    }
    file
}

fn word(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"))
}

/// Where a field of a FlatBuffers table is.
fn field(file: &[u8], table: usize, number: usize) -> Option<usize> {
    let half = |at: usize| usize::from(u16::from_le_bytes([file[at], file[at + 1]]));
    let vtable = table.wrapping_sub_signed(word(file, table).cast_signed() as isize);
    let entry = 4 + 2 * number;
    let offset = if entry < half(vtable) { half(vtable + entry) } else { 0 };
    (offset != 0).then_some(table + offset)
}
