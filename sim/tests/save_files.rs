//! Save files of GTKWave: the first view, the path of the waveform, and the signals of an earlier save file.

use seedchip_sim::waves::{WaveError, save_file, save_file_like};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// A waveform as Verilator writes it: ports in a scope around the module and in it, cycles of 10 ns.
fn waveform(cycles: std::ops::Range<u64>, transaction: u64, unit: &str, steps_per_cycle: u64) -> String {
    let ports = ["clk_i", "s_axis_command_tvalid", "s_axis_command_tready"];
    let declared: String =
        ports.iter().zip('!'..).map(|(port, code)| format!("$var wire 1 {code} {port} $end\n")).collect();
    let mut text = format!(
        "$timescale {unit} $end\n$scope module TOP $end\n{declared}$scope module dut $end\n{declared}$upscope $end\n\
         $upscope $end\n$enddefinitions $end\n"
    );
    for cycle in cycles {
        // Ready all the time, valid in one cycle.
        let valid = u8::from(cycle == transaction);
        let _ = write!(text, "#{}\n0!\n{valid}\"\n1#\n", cycle * steps_per_cycle);
        let _ = write!(text, "#{}\n1!\n", cycle * steps_per_cycle + steps_per_cycle / 2);
    }
    text
}

/// The save file of a waveform.
fn saved(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [wave, save] = ["run.vcd", "run.gtkw"].map(|name| folder.path().join(name));
    fs::write(&wave, text).expect("a temporary file");
    save_file(&wave, &save).expect("a temporary file");
    fs::read_to_string(&save).expect("it was written")
}

/// The first step of the view, and how many steps the window shows.
fn view(text: &str) -> (u64, f64) {
    let saved = saved(text);
    let line = |start: &str| saved.lines().find_map(|line| line.strip_prefix(start)).expect(start);
    let number = |text: &str| text.split(' ').next().expect("a number").to_owned();
    let start = number(line("[timestart] ")).parse().expect("a whole number");
    // As GTKWave has it: 2^-zoom steps in 200 pixels.
    let zoom: f64 = number(line("*")).parse().expect("a number");
    let pixels: f64 = ["[sst_width] ", "[signals_width] "]
        .map(|name| number(line(name)).parse::<f64>().expect("pixels"))
        .iter()
        .sum();
    let width: f64 = number(line("[size] ")).parse().expect("pixels");
    (start, (width - pixels) / 200.0 * (-zoom).exp2())
}

#[test]
fn the_first_transaction_is_in_view() {
    for (cycles, transaction, expected) in
        [(0..100, 3, 0), (0..100, 50, 46), (1000..1100, 1002, 1000), (1000..1100, 1050, 1046), (5..9, 100, 5)]
    {
        for (unit, steps) in [("1ns", 10), ("1ps", 10_000), ("10ns", 1), ("1fs", 10_000_000)] {
            let (start, shown) = view(&waveform(cycles.clone(), transaction, unit, steps));
            assert_eq!(start, expected * steps, "{cycles:?} {transaction} {unit}");
            let shown = shown / steps as f64;
            assert!((39.9..40.1).contains(&shown), "{shown} cycles in the window");
            assert!(start <= transaction * steps);
        }
    }
    let (start, _) = view("$scope module top $end $var wire 1 ! a $end $upscope $end $enddefinitions $end");
    assert_eq!(start, 0, "nothing happens");
    let (start, _) = view("$scope module top $end $var wire 1 ! a $end $upscope $end $enddefinitions $end\n#70\n1!\n");
    assert_eq!(start, 70, "no streams");
}

#[test]
fn the_ports_of_a_block_without_streams_are_shown() {
    let ports = "$var wire 1 ! clk_i $end $var wire 8 \" data_i [7:0] $end $var wire 8 # sum_o [7:0] $end";
    let text = format!(
        "$scope module TOP $end {ports} $scope module pe $end {ports} $var wire 8 $ inner_o [7:0] $end $upscope $end
        $upscope $end $enddefinitions $end\n#0\n0!\n"
    );
    let expected = "@800200\n-clock and reset\n@28\nTOP.pe.clk_i\n@1000200\n-clock and reset\n@800200\n-ports\n@22\n\
                    TOP.pe.data_i[7:0]\n@22\nTOP.pe.sum_o[7:0]\n@1000200\n-ports\n";
    assert!(saved(&text).ends_with(expected), "{}", saved(&text));
}

#[test]
fn a_save_file_knows_its_own_place() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inner = folder.path().join("my \"runs\"");
    fs::create_dir(&inner).expect("a temporary folder");
    let [wave, save] = ["run.vcd", "run.gtkw"].map(|name| inner.join(name));
    fs::write(&wave, waveform(0..3, 1, "1ns", 10)).expect("a temporary file");
    save_file(&wave, &save).expect("a temporary file");
    let text = fs::read_to_string(&save).expect("it was written");
    // GTKWave takes what is between the first and the last quote, and the way from one file to the other.
    let path = |start: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(start)).expect(start);
        Path::new(line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).expect("quotes")).to_owned()
    };
    let (dump, own) = (path("[dumpfile] "), path("[savefile] "));
    assert!(dump.is_absolute() && own.is_absolute());
    assert_eq!(dump.canonicalize().expect("it is there"), wave.canonicalize().expect("it is there"));
    assert_eq!((dump.parent(), own.file_name()), (own.parent(), save.file_name()));
}

#[test]
fn signals_that_the_waveform_lacks_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [wave, mine, save] = ["run.vcd", "mine.gtkw", "run.gtkw"].map(|name| folder.path().join(name));
    fs::write(&wave, waveform(50..60, 55, "1ns", 10)).expect("a temporary file");
    let lines = "@28\nTOP.dut.clk_i\nTOP.dut.gone[3:0]\n";
    fs::write(&mine, format!("[dumpfile] \"/old.vcd\"\n*-2.0 1\n{lines}")).expect("a temporary file");
    let missing = save_file_like(&mine, &wave, &save).expect("whole files");
    assert_eq!(missing, ["TOP.dut.gone[3:0]"]);
    let text = fs::read_to_string(&save).expect("it was written");
    assert!(text.contains("[timestart] 510\n") && text.ends_with(lines) && !text.contains("/old.vcd"), "{text}");
    // The same file may be written anew.
    assert_eq!(save_file_like(&save, &wave, &save).expect("whole files"), missing);
    assert_eq!(fs::read_to_string(&save).expect("it was written"), text);
    let error = save_file_like(Path::new("/no/such.gtkw"), &wave, &save).expect_err("no file");
    assert!(matches!(error, WaveError::Open { .. }), "{error}");
}
