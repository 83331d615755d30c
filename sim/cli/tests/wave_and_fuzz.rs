//! `seedchip wave` and `seedchip fuzz` on a few cases.

mod common;

use common::{Folder, seedchip};

#[test]
fn the_waveform_of_a_block_comes_with_its_groups() {
    let folder = Folder::new();
    for (block, sizes, instance) in [
        ("row", &["--rows", "9"][..], "row_9x4x16"),
        ("pe", &[], "pe_18"),
        ("stream_fifo", &[], "stream_fifo_2x8x4"),
        ("datapath", &["--cell", "registered"], "datapath_4x4x16_registered"),
        ("datapath", &[], "datapath_tiny"),
    ] {
        let wave = folder.argument(&format!("{block}.vcd"));
        seedchip(&[&["wave", block, "--seed", "0x7", "--out", &wave], sizes].concat())
            .ends_with(0)
            .says(&format!("{instance}/"))
            .says("/0x7/")
            .says(": passed")
            .says(&format!("gtkwave {}", folder.argument(&format!("{block}.gtkw"))));
        assert!(folder.path(&format!("{block}.gtkw")).exists());
    }
}

#[test]
fn an_arrangement_is_used_again() {
    let folder = Folder::new();
    let [mine, wave] = ["mine.gtkw", "my fifo.vcd"].map(|name| folder.argument(name));
    std::fs::write(&mine, "[timestart] 9\n@28\nTOP.clk_i\nTOP.gone\n").expect("written");
    seedchip(&["wave", "stream_fifo", "--out", &wave, "--save-file", &mine])
        .ends_with(0)
        .says(&format!("signals of {mine} that the waveform does not have: TOP.gone\n"))
        .says(&format!("gtkwave '{}'", folder.argument("my fifo.gtkw")));
    let text = std::fs::read_to_string(folder.path("my fifo.gtkw")).expect("a save file");
    assert!(text.contains(&format!("[dumpfile] \"{wave}\"\n")), "{text}");
    assert!(text.ends_with("@28\nTOP.clk_i\nTOP.gone\n"), "{text}");
    assert!(!text.contains("[timestart] 9"), "{text}");
    seedchip(&["wave", "stream_fifo", "--out", &wave, "--save-file", "nowhere.gtkw"]).refuses("nowhere.gtkw");
}

#[test]
fn waveforms_differ_where_they_differ() {
    let folder = Folder::new();
    let [one, same, other] = ["one.vcd", "same.vcd", "other.vcd"].map(|name| folder.argument(name));
    for (wave, seed) in [(&one, "1"), (&same, "1"), (&other, "2")] {
        seedchip(&["wave", "pe", "--seed", seed, "--cycles", "50", "--out", wave]).ends_with(0);
    }
    seedchip(&["wave", "diff", &one, &same]).ends_with(0).says("are equal");
    seedchip(&["wave", "diff", &one, &other]).ends_with(1).says("differ: at ");
    seedchip(&["wave", "diff", &one, "nowhere.vcd"]).refuses("nowhere.vcd");
    seedchip(&["wave", "diff", &one, concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]).refuses("not a VCD file");
}

/// A waveform as Icarus or Verilator names its scopes.
fn scoped(scopes: &[&str], more: &str) -> String {
    let begin: String = scopes.iter().map(|scope| format!("$scope module {scope} $end\n")).collect();
    let end = "$upscope $end\n".repeat(scopes.len());
    format!("$timescale 1ns $end\n{begin}$var wire 1 ! a $end\n{more}{end}$enddefinitions $end\n#0\n0!\n#5\n1!\n")
}

#[test]
fn what_is_not_compared_is_counted() {
    let folder = Folder::new();
    let [icarus, verilator, event] = ["icarus.vcd", "verilator.vcd", "event.vcd"].map(|name| folder.argument(name));
    let write = |path: &str, text: String| std::fs::write(path, text).expect("written");
    write(&icarus, scoped(&["tb", "dut"], ""));
    write(&verilator, scoped(&["TOP", "tb", "dut"], "$var wire 32 $ WIDTH [31:0] $end\n"));
    write(&event, scoped(&["tb", "dut"], "$var event 1 E ev $end\n").replace("$enddef", "$odd section $end $enddef"));
    seedchip(&["wave", "diff", &icarus, &verilator])
        .ends_with(1)
        .says("only the first has `tb.dut.a`")
        .says("--scope compares the signals below a scope");
    let scope = ["--scope", "tb.dut"];
    seedchip(&[&["wave", "diff", &icarus, &verilator], &scope[..]].concat()).ends_with(1).says("`WIDTH[31:0]`");
    seedchip(&[&["wave", "diff", &icarus, &verilator, "--common"], &scope[..]].concat())
        .ends_with(0)
        .says("are equal: 1 signal compared")
        .says(&format!("not compared: 1 signal only in {verilator}\n"));
    seedchip(&["wave", "diff", &icarus, &verilator, "--scope", "dut", "--scope", "TOP.tb.dut", "--common"])
        .ends_with(0);
    seedchip(&["wave", "diff", &event, &event])
        .ends_with(0)
        .says(&format!("not compared: 1 event, 1 unknown section in {event}, 1 unknown section in {event}\n"));
    seedchip(&["wave", "diff", &icarus, &verilator, "--common"]).refuses("nothing can be compared");
    seedchip(&["wave", "diff", &icarus, &verilator, "--scope", "other"]).refuses("choose one of tb, tb.dut");
    let thrice = ["--scope", "a", "--scope", "b", "--scope", "c"];
    seedchip(&[&["wave", "diff", &icarus, &verilator], &thrice[..]].concat()).refuses("--scope is given 3 times");
}

#[test]
fn a_few_cases_pass_and_the_seed_is_told() {
    for (block, instance) in [("pe", "pe_18"), ("packet_input_1x1", "packet_input_1x1"), ("launcher", "launcher_tiny")]
    {
        seedchip(&["fuzz", "--block", block, "--cases", "10", "--seed", "0x2a"])
            .ends_with(0)
            .says(&format!("fuzzing {instance} with random cases from seed 0x2a for 10 cases"))
            .says("10 cases in ");
    }
    seedchip(&["fuzz", "--block", "pe", "--kind", "edge", "--cases", "5"]).ends_with(0).says("pe_18 with edge cases");
    seedchip(&["fuzz", "--top", "--cases", "10"])
        .ends_with(0)
        .says("fuzzing datapath_tiny with commands cases from seed 0x");
    seedchip(&["fuzz", "--config", "small", "--time", "1s"]).ends_with(0).says("datapath_small").says("for 1 s");
}

#[test]
fn a_case_runs_again_by_its_identity() {
    let folder = Folder::new();
    for id in [
        "convert/edge/0x2a/cycles=40",
        "delay_8x0/spaced/0x7/cycles=9",
        "datapath_5x3x8_registered/commands/0x1f/commands=4,tiles=3,m=40",
    ] {
        seedchip(&["fuzz", "--case", id]).ends_with(0).says("1 cases in");
        let wave = folder.argument("case.vcd");
        seedchip(&["wave", "--case", id, "--out", &wave]).ends_with(0).says(&format!("{id}: passed"));
    }
}

#[test]
fn wrong_arguments_are_refused() {
    for (arguments, reason) in [
        (&["wave"][..], "BLOCK"),
        (&["wave", "nothing"], "choose one of product"),
        (&["wave", "pe", "--cycles", "0"], "0 is not in"),
        (&["wave", "pe", "--out", "pe.txt"], "end in .vcd"),
        (&["wave", "diff"], "A.vcd"),
        (&["fuzz", "--block", "nothing"], "choose one of product"),
        (&["fuzz", "--block", "pe", "--top"], "--top"),
        (&["fuzz", "--rows", "300"], "rows must be 4 to 256, got 300"),
        (&["fuzz", "--rows", "5", "--columns", "3", "--cell", "paired"], "must be even, got 3"),
        (&["fuzz", "--cases", "0"], "0 is not in"),
        (&["fuzz", "--cases", "1", "--time", "1s"], "--time"),
        (&["fuzz", "--time", "10"], "like 90s, 10m or 1h30m"),
        (&["fuzz", "--seed", "twelve"], "a seed is a number"),
        (&["fuzz", "--cycles", "5"], "--block"),
        (&["fuzz", "--block", "delay_9x9"], "choose one of 8x3"),
        (&["fuzz", "--case", "delay_8x3/edge/0x1"], "is not a case"),
        (&["fuzz", "--case", "delay_8x3/edge/0x1/cycles=1", "--seed", "0x2"], "cannot be used with"),
        (&["wave", "--case", "delay_8x3/commands/0x1/cycles=1"], "choose one of edge, spaced, random"),
    ] {
        seedchip(arguments).refuses(reason);
    }
}
