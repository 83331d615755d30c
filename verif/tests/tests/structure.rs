//! The structure of the exported Verilog: no latch, no loop, one driver per net, one clock, memories as memories.
//!
//! The rules are constraints/check.ys; the designs under `structure` break one of them each.

use crate::exported::{at_test_size, design, write};
use crate::units::each_unit;
use seedchip_export::Design;
use seedchip_spec::{BLOCKS, Configuration, DATAPATH, Instance};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rules, with `@SOURCES@` and `@TOP@` to be replaced.
const RULES: &str = include_str!("../../../constraints/check.ys");

/// Each unsound design, and what must be said to it.
const UNSOUND: &[(&str, &str)] = &[
    ("latch", "not empty: @latches"),
    ("loop", "found logic loop"),
    ("two_drivers", "multiple conflicting drivers"),
    ("no_driver", "offset [0] is used but has no driver"),
    ("no_driver_of_output", "word_o [0] is used but has no driver"),
    ("second_clock", "not empty: @without_clk_i"),
    ("second_clock_of_memory", "not empty: @other_clocks"),
    ("falling_edge", "not empty: @falling_edges"),
    ("falling_edge_of_memory", "not empty: @falling_edges"),
    ("clock_as_data", "not empty: @clock_as_data"),
    ("asynchronous_reset", "not empty: @asynchronous"),
];

/// The design that is right in everything.
const SOUND: &str = "sound";

/// Runs a script; what it said, as an error if it failed.
fn run(script: &str) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("script.ys");
    fs::write(&file, script).expect("a temporary file");
    let mut command = Command::new("yosys");
    command.arg("-q").arg(&file);
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; `make tools` installs it"));
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    if output.status.success() { Ok(said) } else { Err(said) }
}

/// The rules for `top` in these files.
fn rules(files: &[PathBuf], top: &str) -> String {
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    RULES.replace("@SOURCES@", &names.join(" ")).replace("@TOP@", top)
}

/// What the rules, and the commands after them, say to a design of ours.
fn judged(design: &Design, after: &str) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = write(design, folder.path());
    run(&(rules(&files, &design.top) + after))
}

/// Expects a script to pass without a word.
fn silent(what: &str, said: Result<String, String>) {
    match said {
        Ok(said) => assert!(said.trim().is_empty(), "{what}: {said}"),
        Err(said) => panic!("{what}: {said}"),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/structure")
}

#[test]
fn each_unsound_design_is_refused_for_its_own_reason() {
    for (name, reason) in UNSOUND {
        let said = run(&rules(&[folder().join(format!("{name}.v"))], name))
            .expect_err(&format!("{name}.v passed, and must not"));
        assert!(said.contains(reason), "{name}.v: `{reason}` was not said, but: {said}");
    }
}

#[test]
fn the_sound_design_passes() {
    silent(SOUND, run(&rules(&[folder().join(format!("{SOUND}.v"))], SOUND)));
}

#[test]
fn every_design_of_the_folder_is_judged() {
    let mut files: Vec<String> = fs::read_dir(folder())
        .expect("the folder of unsound designs")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    let mut judged: Vec<String> =
        UNSOUND.iter().map(|(name, _)| *name).chain([SOUND]).map(|name| format!("{name}.v")).collect();
    files.sort();
    judged.sort();
    assert_eq!(files, judged);
}

#[test]
fn every_block_passes() {
    for block in BLOCKS {
        silent(block.name, judged(&at_test_size(block.name), ""));
    }
}

/// A top passes, and none of its outputs follows an input within a cycle. The memories of the datapath are memories: of
/// each column the accumulators and the rows that wait, of each convert lane the five fields of the parameters, and the
/// queues of commands, tags, statuses, entries and verdicts; with block formats the FP32 accumulators, the queues of column
/// scales and of what goes with entries, and the three of joined results.
fn passes(unit: &Instance) {
    let mut after = NO_PATH_THROUGH.to_owned();
    if unit.block() == DATAPATH {
        let configuration = unit.configuration();
        let (columns, depth) = (configuration.columns(), configuration.accumulators());
        let waiting = configuration.waiting_rows();
        after += &format!(
            "
        select -assert-count {} t:$mem_v2
        select -assert-min {columns} t:$mem_v2 r:SIZE={depth} r:WIDTH=32 %i %i
        select -assert-min {columns} t:$mem_v2 r:SIZE={waiting} r:WIDTH=32 %i %i",
            2 * columns + 5 * configuration.convert_lanes() + 5 + 6 * configuration.blocks()
        );
    }
    silent(&unit.to_string(), judged(&design(unit), &after));
}

each_unit!(passes);

/// No output follows an input within a cycle, but for reset and abort, in which no stream is ready.
const NO_PATH_THROUGH: &str = "select -set through i:* i:clk_i %d i:rst_ni %d i:abort_i %d %coe* o:* %i
    select -assert-none @through";

#[test]
fn a_path_from_input_to_output_is_found() {
    let said = judged(&at_test_size("loader"), NO_PATH_THROUGH).expect_err("loader has such paths");
    assert!(said.contains("not empty: @through"), "{said}");
}

/// On ECP5 the two memories of each column of `small` become block RAM, one each: 256 words of 32 bits fill half of one,
/// 512 all of it. The queues become LUT RAM: they are short and wide, and would waste most of a block RAM.
#[test]
fn the_memories_of_small_are_block_ram() {
    let small = Configuration::named("small").expect("a preset");
    let design = design(&DATAPATH.of(&small));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files: Vec<String> = write(&design, folder.path()).iter().map(|path| path.display().to_string()).collect();
    let script = format!(
        "read_verilog {}
        synth_ecp5 -top {} -run begin:map_ffram
        select -assert-count {} t:DP16KD
        select -assert-min 1 t:TRELLIS_DPR16X4
        select -assert-none t:$mem*",
        files.join(" "),
        design.top,
        2 * small.columns()
    );
    if let Err(said) = run(&script) {
        panic!("{said}");
    }
}
