//! VCD files as simulators write them: each equals itself, and the same waveform in other words.

use seedchip_sim::waves::{Comparison, Difference, LeftOut, Options, WaveError, diff};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A clock, and what else is declared and happens.
fn file(variables: &str, at_0: &str, at_5: &str) -> String {
    format!(
        "$timescale 1ns $end\n$scope module top $end\n$var wire 1 ! clk $end\n{variables}$upscope $end\n\
         $enddefinitions $end\n#0\n{at_0}0!\n#5\n{at_5}1!\n"
    )
}

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a temporary file");
    path
}

fn compare(first: &str, second: &str, options: &Options) -> Result<Comparison, WaveError> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let forth = diff(&written(&folder, "a.vcd", first), &written(&folder, "b.vcd", second), options);
    let turned = Options { scopes: options.scopes.clone().map(|[one, other]| [other, one]), ..options.clone() };
    let back = diff(&folder.path().join("b.vcd"), &folder.path().join("a.vcd"), &turned);
    // The same both ways.
    let verdict = |comparison: &Result<Comparison, _>| {
        comparison.as_ref().ok().map(|comparison| (comparison.difference.is_some(), comparison.compared))
    };
    assert_eq!(verdict(&forth), verdict(&back));
    forth
}

fn difference(first: &str, second: &str) -> Option<String> {
    let comparison = compare(first, second, &Options::default()).expect("whole files");
    comparison.difference.map(|difference| difference.to_string())
}

/// What is left out when a file is compared with itself, which it equals.
fn itself(text: &str) -> (usize, LeftOut) {
    let comparison = compare(text, text, &Options::default()).expect("a whole file");
    assert_eq!(comparison.difference, None, "{text}");
    (comparison.compared, comparison.left_out)
}

#[test]
fn every_kind_of_variable_equals_itself() {
    for variable in [
        "real 0 R temp",
        "real 1 R temp",
        "real 64 R temp",
        "realtime 64 R temp",
        "real_parameter 64 R temp",
        "shortreal 32 R temp",
        "parameter 0 R temp",
    ] {
        let text = |value| file(&format!("$var {variable} $end\n"), "r1.5 R\n", &format!("r{value} R\n"));
        assert_eq!(itself(&text("-2e-3")), (2, LeftOut::default()), "{variable}");
        assert_eq!(itself(&text("nan")), (2, LeftOut::default()), "{variable}");
        assert_eq!(
            difference(&text("2.5"), &text("2.25")).as_deref(),
            Some("at 5 ns `top.temp` is 2.5 in the first and 2.25 in the second")
        );
    }
    for variable in ["integer 32 P n", "parameter 32 P n [31:0]", "time 64 P n", "logic 4 P n [3:0]", "enum 2 P n"] {
        let text = |value| file(&format!("$var {variable} $end\n"), &format!("b{value} P\n"), "");
        assert_eq!(itself(&text("10")), (2, LeftOut::default()), "{variable}");
        assert!(difference(&text("10"), &text("11")).is_some(), "{variable}");
    }
    let state = |value| file("$var string 1 S state $end\n", "sIDLE S\n", &format!("s{value} S\n"));
    assert_eq!(itself(&state("BUSY")), (2, LeftOut::default()));
    assert_eq!(
        difference(&state("BUSY"), &state("DONE")).as_deref(),
        Some("at 5 ns `top.state` is \"BUSY\" in the first and \"DONE\" in the second")
    );
    let real = file("$var real 64 R temp $end\n", "", "");
    let text = file("$var string 1 R temp $end\n", "", "");
    assert_eq!(
        difference(&real, &text).as_deref(),
        Some("`top.temp` is a real number in the first and a text in the second")
    );
    assert_eq!(difference(&real, &real.replace("real 64", "real 1")), None);
}

#[test]
fn events_are_counted_and_not_compared() {
    let event = file("$var event 1 E ev $end\n", "", "1E\n");
    assert_eq!(itself(&event), (1, LeftOut { events: 1, ..LeftOut::default() }));
    assert_eq!(difference(&event, &event.replace("1E\n", "")), None);
    assert_eq!(difference(&event, &file("", "", "")).as_deref(), Some("only the first has `top.ev`"));
    let alone = "$scope module top $end $var event 1 E ev $end $upscope $end $enddefinitions $end";
    assert_eq!(itself(alone), (0, LeftOut { events: 1, ..LeftOut::default() }));
}

#[test]
fn what_writers_add_changes_nothing() {
    let plain = file("", "", "");
    let unknown = |first, second| LeftOut { unknown_sections: [first, second], ..LeftOut::default() };
    for (text, left_out) in [
        (plain.replace('\n', "\r\n"), unknown(0, 0)),
        (plain.replace('\n', " "), unknown(0, 0)),
        (plain.trim_end().to_owned(), unknown(0, 0)),
        (plain.replace("#0\n", "#0\n$dumpvars\n"), unknown(0, 0)),
        (plain.replace("#0\n", "#0\n$dumpvars\n").replace("#5", "$end\n#5"), unknown(0, 0)),
        (plain.replace("#5", "$end\n#5"), unknown(0, 0)),
        (plain.replace("$scope", "$end $scope"), unknown(0, 0)),
        (plain.replace("#5", "$comment in between $end\n#5"), unknown(0, 0)),
        (
            plain.replace("$timescale", "$date ao\u{fb}t$end\n$version 1 $end $comment $scope $end\n$timescale"),
            unknown(0, 0),
        ),
        (plain.replace("1ns", "1000 ps"), unknown(0, 0)),
        (plain.replace("$timescale 1ns $end\n", ""), unknown(0, 0)),
        (plain.replace("$scope", "$attrbegin misc 02 a 1 $end\n$scope"), unknown(0, 1)),
        (plain.replace("$scope", "$timezero 5 $end\n$odd $end\n$scope"), unknown(0, 2)),
        (plain.replace("#5", "$vcdclose #5 $end\n#5"), unknown(0, 1)),
        (plain.replace("module top", "interface top"), unknown(0, 0)),
    ] {
        let comparison = compare(&plain, &text, &Options::default()).expect("a whole file");
        assert_eq!((comparison.difference, comparison.compared), (None, 1), "{text}");
        assert_eq!(comparison.left_out, left_out, "{text}");
    }
    let latin = [b"$date ao\xFBt $end\n", plain.as_bytes()].concat();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.vcd");
    fs::write(&path, latin).expect("a temporary file");
    assert_eq!(diff(&path, &path, &Options::default()).expect("a whole file").difference, None);
    // Lines are counted on behind a section that was passed over.
    let damaged = plain.replace("#5", "$odd\n\n1 $end\n#5\n?");
    let error = compare(&damaged, &plain, &Options::default()).expect_err("a stray character").to_string();
    assert!(error.contains("line 12: "), "{error}");
}

/// A counter of four bits, declared as these lines do, with these changes.
fn counter(variables: &str, changes: [&str; 3]) -> String {
    let [at_0, at_5, at_15] = changes;
    let text = file(variables, &format!("$dumpvars\n{at_0}$end\n"), at_5);
    format!("{text}#10\n0!\n#15\n1!\n{at_15}")
}

const VECTOR: [&str; 3] = ["b0000 \"\n", "b0001 \"\n", "b1010 \"\n"];
const BITS: [&str; 3] = ["0#\n0$\n0%\n0&\n", "1&\n", "1#\n1%\n0&\n"];
const DECLARED: [&str; 4] = [
    "$var wire 1 # count [3] $end\n",
    "$var wire 1 $ count [2] $end\n",
    "$var wire 1 % count [1] $end\n",
    "$var wire 1 & count [0] $end\n",
];

#[test]
fn a_vector_is_the_same_in_all_its_spellings() {
    let twice: String = DECLARED.iter().map(|line| line.repeat(2)).collect();
    let upwards: String = DECLARED.iter().rev().copied().collect();
    let spellings = [
        counter("$var wire 4 \" count [3:0] $end\n", VECTOR),
        counter("$var wire 4 \" count[3:0] $end\n", VECTOR),
        counter("$var wire 4 \" count $end\n", VECTOR),
        counter(&"$var wire 4 \" count [3:0] $end\n".repeat(2), VECTOR),
        counter(&DECLARED.concat(), BITS),
        counter(&twice, BITS),
        counter(&upwards, BITS),
        counter(
            "$var wire 2 h count [3:2] $end\n$var wire 2 l count [1:0] $end\n",
            ["b0 h\nb0 l\n", "b01 l\n", "b10 h\nb10 l\n"],
        ),
    ];
    for first in &spellings {
        for second in &spellings {
            assert_eq!(difference(first, second), None, "{first}{second}");
        }
        let other = counter(&DECLARED.concat(), [BITS[0], BITS[1], "1#\n0%\n0&\n"]);
        let found = difference(&other, first).expect("one bit differs");
        assert_eq!(found, "at 15 ns `top.count[3:0]` is 1000 in the first and 1010 in the second");
    }
    let ascending = counter("$var wire 4 \" count [0:3] $end\n", VECTOR);
    assert_eq!(
        difference(&spellings[0], &ascending).as_deref(),
        Some("`top.count[3:0]` is [3:0] in the first and [0:3] in the second")
    );
    // Single bits don't say which way their vector runs.
    let turned = ["0#\n0$\n0%\n0&\n", "1#\n", "0#\n1$\n1&\n"];
    let turned = counter(&DECLARED.concat(), [turned[0], turned[1], "0#\n1&\n1$\n"]);
    assert_eq!(difference(&ascending, &turned), None);
    let wide = counter("$var wire 5 \" count [4:0] $end\n", VECTOR);
    assert!(difference(&spellings[0], &wide).expect("another width").contains("has 4 bits in the first and 5"));
    let three = counter(&DECLARED[..3].concat(), ["0#\n0$\n0%\n", "", "1#\n1%\n"]);
    assert!(difference(&spellings[0], &three).expect("a bit less").contains("has 4 bits in the first and 3"));
}

#[test]
fn two_values_of_one_path_are_two_signals() {
    let one = "$timescale 1ns $end\n$scope module top $end\n$var wire 1 ! a $end\n$upscope $end\n$enddefinitions $end\n\
               #0\n0!\n#5\n1!\n";
    let two =
        one.replace("$var", "$var wire 1 \" a $end\n$var").replace("0!\n", "0!\n1\"\n").replace("\n1!", "\n1!\n0\"");
    assert_eq!(itself(&two).0, 2);
    assert_eq!(difference(one, &two).as_deref(), Some("only the second has `top.a`"));
    let same = one.replace("$var wire 1 ! a", "$var wire 1 ! a $end\n$var wire 1 ! a");
    assert_eq!(difference(one, &same), None);
    assert_eq!(itself(&same).0, 1);
    // An alias under another name is another signal.
    let alias = one.replace("$var wire 1 ! a", "$var wire 1 ! a $end\n$var wire 1 ! b");
    assert_eq!(itself(&alias).0, 2);
    assert_eq!(difference(&alias, one).as_deref(), Some("only the first has `top.b`"));
}

const ICARUS: &str =
    "$timescale 1ns $end $scope module tb $end $scope module dut $end $var wire 1 ! a $end $upscope $end
$upscope $end $enddefinitions $end\n#0\n0!\n#5\n1!\n";
const VERILATOR: &str = "$timescale 1ps $end $scope module TOP $end $scope module tb $end $scope module dut $end
$var wire 1 # a $end $var wire 32 $ WIDTH [31:0] $end $upscope $end $upscope $end $upscope $end $enddefinitions $end
#0\n0#\nb1000 $\n#5000\n1#\n";

fn options(scope: Option<[&str; 2]>, common: bool) -> Options {
    Options { scopes: scope.map(|scopes| scopes.map(str::to_owned)), common }
}

#[test]
fn parts_of_files_can_be_compared() {
    let whole = compare(ICARUS, VERILATOR, &options(None, false)).expect("whole files");
    let only = |signal: &str, first| Some(Difference::OnlyInOne { signal: signal.to_owned(), first });
    assert_eq!(whole.difference, only("tb.dut.a", true));
    for scope in [["tb.dut", "tb.dut"], ["dut", "TOP.tb.dut"], ["tb", "TOP.tb"]] {
        let part = compare(ICARUS, VERILATOR, &options(Some(scope), false)).expect("whole files");
        let path = if scope[0] == "tb" { "dut.WIDTH[31:0]" } else { "WIDTH[31:0]" };
        assert_eq!(part.difference, only(path, false));
        let part = compare(ICARUS, VERILATOR, &options(Some(scope), true)).expect("whole files");
        assert_eq!((part.difference, part.compared), (None, 1));
        assert_eq!(part.left_out, LeftOut { only_in_one: [0, 1], ..LeftOut::default() });
    }
    let changed = VERILATOR.replace("#5000\n1#", "#5000\n0#");
    let part = compare(ICARUS, &changed, &options(Some(["tb.dut", "tb.dut"]), true)).expect("whole files");
    let told = part.difference.expect("another value").to_string();
    assert_eq!(told, "at 5 ns `a` is 1 in the first and 0 in the second");
}

#[test]
fn scopes_that_cannot_be_compared_are_told() {
    let outside = ICARUS.replace("$scope module dut", "$var wire 1 ! b $end $scope module dut");
    let part = compare(&outside, VERILATOR, &options(Some(["dut", "dut"]), true)).expect("whole files");
    assert_eq!(part.left_out.outside, [1, 0]);
    for (scope, sentence) in [
        ("nothing", "a.vcd has 0 scopes that end in `nothing`: choose one of tb, tb.dut"),
        ("ut", "a.vcd has 0 scopes that end in `ut`"),
        ("", "a.vcd has 0 scopes that end in ``"),
    ] {
        let error = compare(ICARUS, VERILATOR, &options(Some([scope, "TOP"]), true)).expect_err(scope).to_string();
        assert!(error.contains(sentence), "{error}");
    }
    let nested = ICARUS.replace("module tb", "module dut");
    let error = compare(&nested, VERILATOR, &options(Some(["ut.dut", "TOP"]), true)).expect_err("none").to_string();
    assert!(error.contains("0 scopes"), "{error}");
    let twice = "$scope module a $end $scope module c $end $var wire 1 ! x $end $upscope $end $upscope $end
$scope module b $end $scope module c $end $var wire 1 ! x $end $upscope $end $upscope $end $enddefinitions $end";
    let error = compare(twice, twice, &options(Some(["c", "c"]), false)).expect_err("two").to_string();
    assert!(error.contains("has 2 scopes that end in `c`: choose one of a.c, b.c"), "{error}");
    assert_eq!(compare(twice, twice, &options(Some(["a.c", "b.c"]), false)).expect("one each").difference, None);
    // The whole path before one that ends in it.
    let part = compare(&nested, &nested, &options(Some(["dut", "dut.dut"]), true));
    assert!(part.expect_err("a and dut.a").to_string().contains("nothing can be compared"));
    let error = compare(ICARUS, VERILATOR, &options(None, true)).expect_err("nothing").to_string();
    assert!(error.contains("nothing can be compared") && error.contains("--scope"), "{error}");
}
