//! `seedchip synth`, `pnr` and `compare`: their refusals, and one small block from end to end.

mod common;

use common::{Folder, seedchip};
use std::fs;

/// A hand-written array that is none: enough for what is refused before anything runs.
const YARDSTICK: &str = "module pe_ws;\nendmodule\nmodule sa_ws;\nendmodule\n";

#[test]
fn unknown_names_are_answered_with_the_known_ones() {
    for (arguments, reason) in [
        (&["synth", "--target", "spartan"][..], "no target is called `spartan`: choose one of asap7, ecp5, gowin"),
        (&["synth", "--target", "ecp5", "--config", "huge"], "no configuration is called `huge`: choose one of tiny"),
        (&["synth", "--target", "ecp5", "--block", "alu"], "no block is called `alu`: choose one of product"),
        (&["synth", "--target", "ecp5", "--rows", "3"], "rows must be 4 to 256, got 3:"),
        (&["synth", "--target", "sg13g2", "--adder", "magic"], "brent-kung, ripple, kogge-stone"),
        (&["synth", "--target", "sg13g2", "--multiplier", "magic"], "booth, plain"),
        (&["pnr", "--target", "ecp5", "--block", "alu"], "no block is called `alu`"),
    ] {
        seedchip(arguments).refuses(reason);
    }
}

#[test]
fn what_does_not_fit_a_target_is_refused() {
    let folder = Folder::new();
    let yardstick = folder.argument("array.v");
    fs::write(&yardstick, YARDSTICK).expect("written");
    let foreign = folder.argument("foreign.lib");
    fs::write(&foreign, "library (other) {\n  cell (NAND2) {\n    area : 1.0;\n  }\n}\n").expect("written");
    for (arguments, reason) in [
        (&["synth", "--target", "sg13g2"][..], "needs a library of standard cells: give its Liberty files"),
        (&["synth", "--target", "sg13g2", "--liberty", "nowhere.lib"], "cannot read the Liberty file nowhere.lib"),
        (&["synth", "--target", "ecp5", "--liberty", &foreign], "--liberty is for standard cells"),
        (&["synth", "--target", "ecp5", "--adder", "sklansky"], "--multiplier and --adder are for standard cells"),
        (&["pnr", "--target", "asap7", "--liberty", &foreign], "asap7 is not placed and routed here: pass the netlist"),
        (&["pnr", "--target", "asap7", "--liberty", &foreign], "openroad.mk to OpenROAD"),
        (&["pnr", "--target", "asap7"], "asap7 is not placed and routed here"),
        (&["pnr", "--target", "xilinx7"], "vivado.tcl to Vivado"),
        (&["pnr", "--target", "ecp5", "--block", "shift_right"], "has no flip-flop"),
        (&["compare", "--target", "ecp5", "--yardstick", "nowhere.v"], "cannot read the yardstick nowhere.v"),
        (&["compare", "--target", "ecp5", "--yardstick", &foreign], "has no module `sa_ws`"),
        (
            &["compare", "--target", "ecp5", "--yardstick", &yardstick, "--structures"],
            "--structures is for standard cells",
        ),
        (&["compare", "--target", "xilinx7", "--yardstick", &yardstick], "xilinx7 is not placed and routed here"),
        (&["compare", "--target", "asap7", "--yardstick", &yardstick], "needs a library of standard cells"),
    ] {
        seedchip(arguments).refuses(reason);
    }
    seedchip(&["compare", "--target", "ecp5"]).ends_with(2);
}

#[test]
fn a_missing_tool_is_one_sentence_that_names_the_cure() {
    let folder = Folder::new();
    let out = folder.argument("run");
    let ran = common::seedchip_with(
        &["synth", "--target", "ecp5", "--config", "tiny", "--block", "pe", "--out", &out],
        &[("SEEDCHIP_VENV", &folder.argument("")), ("PATH", &folder.argument(""))],
    );
    assert_eq!(ran.errors.lines().count(), 1, "{}", ran.errors);
    ran.refuses("pyosys (yosys 0.40 or newer) is not installed: run `make flow-tools`");
    assert!(!folder.path("run").exists(), "nothing was begun");
}

#[test]
fn a_cell_is_synthesised_once_and_shown_twice() {
    let folder = Folder::new();
    let out = folder.argument("run");
    let arguments = ["synth", "--target", "ecp5", "--config", "tiny", "--block", "pe", "--out", &out];
    let first = seedchip(&arguments).ends_with(0).says("pe of tiny: 4 rows").says("\ncells ").says("yosys ");
    assert!(!first.output.contains("kept from an earlier run"), "{}", first.output);
    for file in ["synth.ys", "netlist.v", "netlist.json", "report.json", "area.svg", "yosys.log", "rtl/seedchip_pe.v"] {
        assert!(folder.path("run").join(file).is_file(), "{file}");
    }
    let report = fs::read_to_string(folder.path("run/report.json")).expect("a report");
    for part in ["\"target\": \"ecp5\"", "\"block\": \"pe\"", "\"dsps\": 1,", "\"yosys\": \"", "\"kinds\": {"] {
        assert!(report.contains(part), "no `{part}` in:\n{report}");
    }
    seedchip(&arguments).ends_with(0).says("kept from an earlier run, as nothing has changed");
    // Another size is another result in the same folder.
    let other = seedchip(&[&arguments[..], &["--rows", "16"]].concat()).ends_with(0);
    assert!(!other.output.contains("kept from an earlier run"), "{}", other.output);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_130_and_is_no_result() {
    use std::process::{Command, Stdio};
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    let folder = Folder::new();
    let out = folder.argument("run");
    let child = Command::new(env!("CARGO_BIN_EXE_seedchip"))
        .args(["synth", "--target", "ecp5", "--config", "large", "--out", &out])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let log = folder.path("run/yosys.log");
    let begun = Instant::now();
    while !fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        assert!(begun.elapsed() < Duration::from_mins(1), "yosys does not begin");
        sleep(Duration::from_millis(50));
    }
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(status.success());
    let ended = child.wait_with_output().expect("the program ends");
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(130), "{errors}");
    assert!(errors.contains("interrupted: "), "{errors}");
    assert!(!folder.path("run/report.json").exists());
}

/// What a user does who simulates a netlist: the testbench of `generate` around what `synth` made, with the models of the
/// device's cells. Under Icarus registers start unknown, and so are the beats of streams that offer nothing.
#[test]
fn a_netlist_passes_its_testbench_in_a_simulator_of_four_states() {
    let root = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("four_states");
    let (rtl, netlist) = (root.join("rtl"), root.join("netlist"));
    let [rtl_argument, netlist_argument] = [&rtl, &netlist].map(|folder| folder.display().to_string());
    let sizes = ["--rows", "4", "--columns", "1", "--accumulators", "4", "--cell", "registered"];
    seedchip(&[&["generate", "--out", &rtl_argument][..], &sizes].concat()).ends_with(0);
    let synth = ["synth", "--target", "ecp5", "--block", "datapath", "--out", &netlist_argument];
    seedchip(&[&synth[..], &sizes].concat()).ends_with(0);

    let testbench = rtl.join("testbench");
    let list = fs::read_to_string(testbench.join("testbench.f")).expect("a list of files");
    let own = list.lines().filter(|file| !file.starts_with("../"));
    let models = concat!(env!("CARGO_MANIFEST_DIR"), "/../../constraints/ecp5/cells.v");
    let run = |program: &str, arguments: &[&str]| {
        let output = std::process::Command::new(program).args(arguments).current_dir(&testbench).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}; `make tools` installs it"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{program}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    };
    let cells = netlist.join("netlist.v").display().to_string();
    let options = ["-g2001", "-s", "seedchip_testbench_4x1x4_registered", "-o", "netlist.vvp", models, &cells];
    run("iverilog", &options.into_iter().chain(own).collect::<Vec<_>>());
    let said = run("vvp", &["-N", "netlist.vvp"]);
    assert!(said.contains("PASS: 5 runs of "), "{said}");
}
