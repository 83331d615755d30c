//! The core file under FuseSoC: lint and simulation as a user runs them, and bugs planted in the Verilog, which they
//! must find.

use super::{Generated, python, run};
use std::path::Path;

/// Runs a target of a generated core with a tool; whether it succeeded, and what it said.
fn fusesoc(generated: &Generated, target: &str, tool: &str) -> (bool, String) {
    in_library(&generated.rtl(), generated, target, tool)
}

/// The same with all cores in a folder to choose from.
fn in_library(library: &Path, generated: &Generated, target: &str, tool: &str) -> (bool, String) {
    let mut fusesoc = python("fusesoc");
    // No setting of the user may take part.
    fusesoc.envs(["XDG_CONFIG_HOME", "XDG_DATA_HOME"].map(|name| (name, generated.work())));
    fusesoc.arg("--cores-root").arg(library);
    let core = format!("seedchip::datapath_{}", generated.configuration);
    fusesoc.args(["run", "--target", target, &core, "--tool", tool]);
    run(fusesoc.current_dir(generated.work()))
}

fn passes(generated: &Generated, tool: &str) {
    let (success, said) = fusesoc(generated, "sim", tool);
    assert!(success && said.contains("\nPASS: 5 runs of ") && !said.contains("FAIL"), "{tool}:\n{said}");
}

fn fails(generated: &Generated, tool: &str) {
    let (success, said) = fusesoc(generated, "sim", tool);
    assert!(!success && said.contains("\nFAIL: ") && !said.contains("PASS"), "{tool}:\n{said}");
}

#[test]
fn lint_passes_and_finds_a_planted_warning() {
    let generated = Generated::new();
    let (success, said) = fusesoc(&generated, "lint", "verilator");
    assert!(success && !said.contains("%Warning"), "{said}");
    generated.plant("endmodule", "    wire idle = 1'b1;\nendmodule");
    let (success, said) = fusesoc(&generated, "lint", "verilator");
    assert!(!success && said.contains("UNUSEDSIGNAL"), "{said}");
}

#[test]
fn simulation_under_verilator_passes_and_finds_a_planted_bug() {
    let generated = Generated::new();
    passes(&generated, "verilator");
    generated.plant("sum_i + product_q", "sum_i - product_q");
    fails(&generated, "verilator");
}

#[test]
fn simulation_under_icarus_passes_and_finds_planted_bugs() {
    passes(&Generated::new(), "icarus");
    for (text, replacement) in [
        ("sum_i + product_q", "sum_i - product_q"),
        ("assign wanted = down_ready_i | !shown_q", "assign wanted = 1'b1"),
        ("cycles_q <= cycles_q + 48'd1", "cycles_q <= cycles_q + 48'd2"),
        ("m_axis_result_tlast = last_q", "m_axis_result_tlast = 1'b0"),
        ("end_ready_o = ready", "end_ready_o = 1'b0 && ready"),
    ] {
        let generated = Generated::new();
        generated.plant(text, replacement);
        println!("`{replacement}` for `{text}`");
        fails(&generated, "icarus");
    }
}

/// Cores of two configurations in one library: each keeps its own files, and they share those of the leaves.
#[test]
fn cores_of_two_configurations_live_in_one_library() {
    let generated = [Generated::new(), Generated::of(&["--rows", "5", "--columns", "3", "--accumulators", "8"])];
    let library = tempfile::tempdir().expect("a temporary folder");
    for one in &generated {
        std::fs::rename(one.rtl(), library.path().join(&one.configuration)).expect("on the same disk");
    }
    for one in &generated {
        let (success, said) = in_library(library.path(), one, "sim", "icarus");
        // Both folders have the core of the leaves, which is the same.
        let replaced =
            said.lines().filter(|line| line.contains("Replacing")).all(|line| line.contains("seedchip::leaves"));
        assert!(success && said.contains("\nPASS: 5 runs of ") && replaced, "{said}");
        let name = one.module("testbench");
        assert!(said.contains(&name), "{name} was not simulated:\n{said}");
    }
}
