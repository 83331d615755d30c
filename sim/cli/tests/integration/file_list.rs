//! The file list, as each tool reads it.

use super::{Generated, run, silent};
use std::process::Command;

/// The top of the file list.
const TOP: &str = "seedchip_datapath_tiny";

#[test]
fn verilator_reads_the_file_list_from_anywhere() {
    let generated = Generated::new();
    let mut lint = Command::new("verilator");
    lint.args(["--lint-only", "-Wall", "--top-module", TOP, "-F"]).arg(generated.rtl().join("datapath.f"));
    silent(&mut lint);
}

#[test]
fn icarus_reads_the_file_list_in_its_folder() {
    let generated = Generated::new();
    let mut compile = Command::new("iverilog");
    compile.args(["-Wall", "-g2001", "-t", "null", "-s", TOP, "-c", "datapath.f"]);
    silent(compile.current_dir(generated.rtl()));
}

#[test]
fn yosys_reads_the_files_of_the_list_in_its_folder() {
    let generated = Generated::new();
    let mut read = Command::new("sh");
    let script = format!("hierarchy -check -top {TOP}; proc; check -assert");
    read.args(["-c", &format!("yosys -q -p \"read_verilog $(grep -v '^//' datapath.f | xargs); {script}\"")]);
    silent(read.current_dir(generated.rtl()));
}

/// As its head says.
#[test]
fn the_testbench_runs_without_fusesoc() {
    let generated = Generated::new();
    let folder = generated.rtl().join("testbench");
    let testbench = std::fs::read_to_string(folder.join("seedchip_testbench_tiny.v")).expect("text");
    for simulator in ["Icarus", "Verilator"] {
        let line = testbench.lines().find_map(|line| line.strip_prefix(&format!("//   with {simulator}: ")));
        let line = line.unwrap_or_else(|| panic!("the testbench doesn't say how to run it with {simulator}"));
        let (success, said) = run(Command::new("sh").args(["-c", line]).current_dir(&folder));
        assert!(success && said.contains("PASS: 5 runs of "), "{line}:\n{said}");
    }
}
