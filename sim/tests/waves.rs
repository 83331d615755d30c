//! Waveforms: windows, save files, differences.

use seedchip_sim::waves::{self, Difference, Options, WaveError};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const HEADER: &str = "$timescale 1ns $end
$scope module top $end
$var wire 1 ! clk_i $end
$var wire 8 \" data_o [7:0] $end
$var wire 8 \" alias_o [7:0] $end
$upscope $end
$enddefinitions $end
";

fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a temporary file");
    path
}

fn diff(first: &Path, second: &Path) -> Result<Option<Difference>, WaveError> {
    waves::diff(first, second, &Options::default()).map(|comparison| comparison.difference)
}

fn compare(first: &str, second: &str) -> Result<Option<Difference>, WaveError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    diff(&file(&folder, "a.vcd", first), &file(&folder, "b.vcd", second))
}

/// The difference of two files that begin with [`HEADER`].
fn compare_values(first: &str, second: &str) -> Option<String> {
    compare(&format!("{HEADER}{first}"), &format!("{HEADER}{second}"))
        .expect("whole files")
        .map(|difference| difference.to_string())
}

#[test]
fn equal_waveforms_have_no_difference() {
    let values = "#0\n0!\nb1010 \"\n#5\n1!\n#10\n0!\nb1011 \"\n";
    assert_eq!(compare_values(values, values), None);
    assert_eq!(compare_values("#0\n0!\nb0 \"\n", "#0\n0!\nb00000000 \"\n#7\n0!\n"), None, "same values, other words");
    assert_eq!(compare_values("#0\nbx \"\n", "#0\n"), None, "unknown and not yet known");
    assert_eq!(compare_values("#0\n1!\n0!\n", "#0\n0!\n"), None, "only what stands at the end of a time counts");
    assert_eq!(compare_values("#0\n0!\n#5\n0!\n", "#0\n0!\n"), None, "changes to the same value");
}

#[test]
fn the_first_different_value_is_told() {
    let first = "#0\n0!\nb1010 \"\n#5\n1!\n#10\n0!\nb1011 \"\n";
    assert_eq!(
        compare_values(first, &first.replace("b1011", "b1111")).as_deref(),
        Some("at 10 ns `top.data_o[7:0]` is 1011 in the first and 1111 in the second")
    );
    assert_eq!(
        compare_values(first, &first.replace("#5", "#4")).as_deref(),
        Some("at 4 ns `top.clk_i` is 0 in the first and 1 in the second")
    );
    assert_eq!(
        compare_values("#0\n0!\n#5\n1!\n", "#0\n0!\n").as_deref(),
        Some("at 5 ns `top.clk_i` is 1 in the first and 0 in the second"),
        "the second has ended"
    );
    assert_eq!(
        compare_values("#0\nbx \"\n", "#0\nb0 \"\n").as_deref(),
        Some("at 0 ns `top.data_o[7:0]` is x in the first and 0 in the second")
    );
}

#[test]
fn time_scales_are_honoured() {
    let first = format!("{HEADER}#0\n0!\n#5\n1!\n");
    let picoseconds = first.replace("1ns", "1ps");
    assert_eq!(compare(&first, &picoseconds.replace("#5", "#5000")).expect("whole files"), None);
    let difference = compare(&first, &picoseconds.replace("#5", "#4500")).expect("whole files");
    assert!(difference.expect("another time").to_string().starts_with("at 4.5 ns `top.clk_i`"));
}

#[test]
fn signals_of_one_file_alone_are_told() {
    let other = HEADER.replace("$var wire 1 ! clk_i $end\n", "");
    assert_eq!(
        compare(HEADER, &other).expect("whole files"),
        Some(Difference::OnlyInOne { signal: "top.clk_i".to_owned(), first: true })
    );
    assert_eq!(
        compare(&other, HEADER).expect("whole files"),
        Some(Difference::OnlyInOne { signal: "top.clk_i".to_owned(), first: false })
    );
    assert_eq!(
        compare(HEADER, &HEADER.replace("wire 1 !", "wire 2 !")).expect("whole files"),
        Some(Difference::Width { signal: "top.clk_i".to_owned(), widths: [1, 2] })
    );
}

#[test]
fn broken_files_are_told_in_one_sentence() {
    const OTHER: &str = "a.vcd is not a VCD file: it ";
    const BROKEN: &str = "cannot read ";
    for (text, start, part) in [
        ("", OTHER, "is empty"),
        ("not a waveform", OTHER, "begins with `not`"),
        ("\x1F\u{8B}", OTHER, "begins with `"),
        ("$scope module top $end\n", BROKEN, "line 2: the file ends in its header"),
        ("$scope module top", BROKEN, "line 1: the file ends in $scope, which has no `$end`"),
        ("$comment no end", BROKEN, "line 1: the file ends in $comment, which has no `$end`"),
        ("$upscope $end\n", BROKEN, "line 1: a scope ends that has not begun"),
        ("$timescale 1ns $end\n#0\n", BROKEN, "line 2: `#0` comes before the end of the header"),
        ("$timescale 1ns $end\n$dumpvars\n", BROKEN, "line 2: `$dumpvars` comes before the end of the header"),
        ("$timescale 3 $end\n", BROKEN, "line 1: the time scale must be like `1 ns`, not `3`"),
        ("$timescale 0ns $end\n", BROKEN, "line 1: the time scale must be like `1 ns`, not `0ns`"),
        ("$timescale 1ly $end\n", BROKEN, "line 1: the time scale must be like `1 ns`, not `1ly`"),
        ("$var wire 1 ! $end\n", BROKEN, "line 1: a `$var` needs a type, a width, a code and a name"),
        ("$var wire $end\n", BROKEN, "line 1: a `$var` needs a type, a width, a code and a name"),
        ("$var wire one ! a $end\n", BROKEN, "line 1: the width of a variable must be a number, not `one`"),
        ("$var port 1 <0 a $end\n", BROKEN, "line 1: extended VCD (`$dumpports`) is not supported"),
        (&format!("{HEADER}#0\n0#\n"), BROKEN, "line 9: no signal is declared as `#`"),
        (&format!("{HEADER}#5\n#4\n"), BROKEN, "line 9: time goes backwards"),
        (&format!("{HEADER}#0\n0"), BROKEN, "line 9"),
        (&format!("{HEADER}#0\n$var wire 1 ! a $end\n"), BROKEN, "line 9: a declaration comes after the header"),
        (&format!("{HEADER}#0\n$odd 1 2 3\n"), BROKEN, "line 9: the file ends in an unknown section"),
        (&"$scope module a $end\n".repeat(200_000), BROKEN, "the file ends in its header"),
        (
            &format!("{}$var wire 1 ! a $end\n", "$scope module a $end\n".repeat(501)),
            BROKEN,
            "line 502: a variable lies in 501 scopes",
        ),
        (&format!("${}", "a".repeat(100_000)), BROKEN, "line 1: a word is too long"),
    ] {
        let error = compare(text, HEADER).expect_err(part).to_string();
        assert!(error.contains(part) && error.contains(start) && error.contains("a.vcd"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
    let error = diff(Path::new("/no/such.vcd"), Path::new("/no/such.vcd")).expect_err("no file");
    assert!(error.to_string().starts_with("cannot open /no/such.vcd"), "{error}");
}

mod traced {
    use super::*;
    use seedchip_sim::waves::save_file;
    use seedchip_sim::{Model, PowerUp, models};
    use seedchip_spec::{Configuration, DATAPATH};

    fn trace(path: &Path, window: std::ops::RangeInclusive<u64>, cycles: u64, odd: u64) {
        let large = Configuration::named("large").expect("a preset");
        let mut model = models::block(&DATAPATH.of(&large), PowerUp::Zero).unwrap_or_else(|error| panic!("{error}"));
        model.trace(path, window).expect("a temporary file");
        let port = |name| model.port(name).expect("it has the port");
        let (reset, data) = (port("rst_ni"), port("s_axis_command_tdata"));
        for cycle in 0..cycles {
            model.set_value(reset, (cycle > 1).into());
            model.set_value(data, cycle ^ u64::from(cycle == odd));
            model.settle();
            model.rise();
        }
    }

    #[test]
    fn a_window_holds_its_cycles_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("window.vcd");
        trace(&path, 3..=5, 20, 0);
        let text = fs::read_to_string(&path).expect("it was written");
        let times: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(times, ["#30", "#35", "#40", "#45", "#50", "#55"]);
        assert!(text.contains("m_axis_result_tdata [1023:0]"), "the widest signal is there");
    }

    #[test]
    fn a_difference_is_found_where_it_was_made() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [a, b] = ["a.vcd", "b.vcd"].map(|name| folder.path().join(name));
        trace(&a, 0..=u64::MAX, 12, u64::MAX);
        trace(&b, 0..=u64::MAX, 12, u64::MAX);
        assert_eq!(diff(&a, &b).expect("whole files"), None);
        trace(&b, 0..=u64::MAX, 12, 7);
        let difference = diff(&a, &b).expect("whole files").expect("one bit was changed").to_string();
        assert!(
            difference.starts_with("at 70 ns `TOP.s_axis_command_tdata[127:0]` is 111 in the first"),
            "{difference}"
        );
    }

    #[test]
    fn a_save_file_groups_streams_and_blocks() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [wave, save] = ["run.vcd", "run.gtkw"].map(|name| folder.path().join(name));
        trace(&wave, 0..=9, 10, 0);
        save_file(&wave, &save).expect("a temporary file");
        let text = fs::read_to_string(&save).expect("it was written");
        let groups: Vec<&str> = text
            .lines()
            .zip(text.lines().skip(1))
            .filter_map(|(flag, name)| (flag == "@800200").then_some(name))
            .collect();
        let streams = [
            "-clock and reset",
            "-s_axis_activation",
            "-s_axis_command",
            "-s_axis_parameter",
            "-s_axis_weight",
            "-m_axis_result",
            "-m_axis_status",
            "-ports",
            "-array",
            "-activation_skew",
        ];
        assert!(groups.starts_with(&streams), "{groups:?}");
        for part in [
            "@28\nTOP.seedchip_datapath_large.s_axis_weight_tvalid\n",
            "@22\nTOP.seedchip_datapath_large.s_axis_weight_tdata[255:0]\n",
            "@1000200\n-s_axis_weight\n",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }
}
