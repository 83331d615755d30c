//! The generated wrapper and the example of `hdl/examples`, linted and run by the datapath's own testbench.

use super::{Generated, python, root, run, silent};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Sizes whose columns and rows are powers of two, and others.
const SIZES: [[usize; 3]; 2] = [[4, 4, 16], [6, 5, 8]];

fn generated([rows, columns, accumulators]: [usize; 3]) -> Generated {
    let [rows, columns, accumulators] = [rows, columns, accumulators].map(|size| size.to_string());
    Generated::of(&["--rows", &rows, "--columns", &columns, "--accumulators", &accumulators])
}

/// The testbench with a module of these files in the place of the datapath; what Icarus said.
fn simulate(generated: &Generated, module: &str, [rows, columns, _]: [usize; 3], files: &[&Path]) -> (bool, String) {
    let folder = generated.rtl().join("testbench");
    let (testbench, wrapper) = (generated.module("testbench"), generated.module("axis"));
    let mut compile = Command::new("iverilog");
    compile.args(["-g2001", "-s", &testbench, "-f", "testbench.f", "-o", "testbench.vvp"]);
    compile.args([format!("-DDATAPATH={module}"), format!("-DWRAPPER={wrapper}")]);
    compile.args([format!("-DROWS={rows}"), format!("-DCOLUMNS={columns}")]);
    silent(compile.args(files).current_dir(&folder));
    run(Command::new("vvp").args(["-N", "testbench.vvp"]).current_dir(&folder))
}

/// The file of the generated wrapper.
fn wrapper(generated: &Generated) -> PathBuf {
    generated.rtl().join(generated.module("axis") + ".v")
}

fn passes((success, said): (bool, String)) {
    assert!(success && said.contains("PASS: 5 runs of "), "{said}");
}

/// Block-design tools evaluate the widths of ports by themselves: numbers they can all do.
#[test]
fn the_wrappers_ports_have_literal_widths() {
    for sizes in SIZES {
        let verilog = std::fs::read_to_string(wrapper(&generated(sizes))).expect("text");
        let (_, ports) = verilog.split_once("module seedchip_axis_").expect("a module");
        let (ports, _) = ports.split_once(");").expect("ports end");
        let ranges: Vec<&str> = ports.split('[').skip(1).filter_map(|rest| rest.split(']').next()).collect();
        assert_eq!(ranges.len(), 7, "{ports}");
        for range in ranges {
            assert!(range.strip_suffix(":0").is_some_and(|top| top.parse::<usize>().is_ok()), "[{range}]");
        }
        assert!(!verilog.contains("function ") && !verilog.contains("parameter "), "{verilog}");
    }
}

#[test]
fn the_wrapper_has_no_warning() {
    for sizes in SIZES {
        let generated = generated(sizes);
        let (module, file) = (generated.module("axis"), wrapper(&generated));
        let mut lint = Command::new("verilator");
        lint.args(["--lint-only", "-Wall", "--top-module", &module, "-F"]);
        silent(lint.arg(generated.rtl().join("datapath.f")).arg(&file));
        let mut compile = Command::new("iverilog");
        compile.args(["-Wall", "-g2001", "-t", "null", "-s", &module, "-c", "datapath.f"]);
        silent(compile.arg(&file).current_dir(generated.rtl()));
    }
}

#[test]
fn the_wrapper_runs_in_the_testbench() {
    let unwrapped = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integration/unwrapped.v");
    for sizes in SIZES {
        let generated = generated(sizes);
        passes(simulate(&generated, "unwrapped", sizes, &[&wrapper(&generated), &unwrapped]));
    }
    // Break it before you trust it.
    let (generated, sizes) = (generated(SIZES[0]), SIZES[0]);
    let verilog = std::fs::read_to_string(wrapper(&generated)).expect("text");
    for (text, replacement) in [
        ("LAST_STATUS_WORD = 3'd7", "LAST_STATUS_WORD = 3'd6"),
        ("s_axis_command_tlast || word_q", "word_q"),
        ("command_q <= {96'd0, s_axis_command_tdata}", "command_q[31:0] <= s_axis_command_tdata"),
        ("tready = !command_valid_q", "tready = 1'b1"),
    ] {
        assert!(verilog.contains(text), "the wrapper has no `{text}` any more: plant it anew");
        let broken = generated.work().join("broken.v");
        std::fs::write(&broken, verilog.replacen(text, replacement, 1)).expect("written");
        let (success, said) = simulate(&generated, "unwrapped", sizes, &[&broken, &unwrapped]);
        assert!(!success && said.contains("FAIL: "), "`{replacement}`:\n{said}");
    }
}

#[test]
fn the_litex_module_runs_in_the_testbench() {
    for sizes in SIZES {
        let (generated, [rows, columns, _]) = (generated(sizes), sizes);
        let verilog = generated.work().join("litex.v");
        let mut elaborate = python("python");
        elaborate.arg(root().join("hdl/examples/seedchip_litex.py")).env("PYTHONDONTWRITEBYTECODE", "1");
        elaborate.args(["--top", &generated.module("datapath")]);
        elaborate.args(["--rows", &rows.to_string(), "--columns", &columns.to_string(), "--out"]);
        silent(elaborate.arg(&verilog).current_dir(generated.work()));
        passes(simulate(&generated, "seedchip_litex", sizes, &[&verilog]));
    }
}
