//! Break it before you trust it: bugs planted in the exported Verilog must be found by the blocks' own cases, and
//! the Verilog as it is must pass them. Icarus simulates, a fourth simulator beside the three of every block.

mod bench;

use crate::script::{Script, block, tiny};
use crate::three_way::answered;
use crate::{arith, array, exported, stream};
use bench::{Bench, Verdict};
use seedchip_kit::block::{Case, Kind, cases};
use seedchip_kit::campaign::{Limit, run};

/// A bug: its name, the text of the Verilog, and what stands there instead.
type Bug = (&'static str, &'static str, &'static str);

/// The cases of a block: those that its page lists, and a few of each kind that is drawn.
pub fn stimuli(name: &str, listed: Vec<Script>) -> Vec<Case> {
    let mut stimuli: Vec<Case> = listed.iter().map(|script| script.case().clone()).collect();
    for kind in [Kind::Edge, Kind::Spaced, Kind::Random] {
        let collect = |case: &Case| {
            stimuli.push(case.clone());
            Ok(())
        };
        let drawn = run(&cases(block(name), &tiny(), kind, 60), 1, Limit::Cases(5), collect, |_| true);
        assert!(drawn.is_ok(), "collecting cases can't fail");
    }
    stimuli
}

/// The unchanged Verilog passes every case, and every bug is found by one.
fn found(name: &str, listed: Vec<Script>, bugs: &[Bug]) {
    let block = block(name);
    let design = exported::at_test_size(name);
    let stimuli: Vec<_> = stimuli(name, listed).iter().map(|case| answered(block, case)).collect();

    let good = Bench::new(block, &design.top, &design.verilog());
    for (case, answers) in &stimuli {
        assert_eq!(good.run(case, answers), Verdict::Equal(case.len()), "`{name}` as exported");
    }
    assert!(!stimuli.is_empty() && !bugs.is_empty(), "nothing was tested");

    for (bug, text, replacement) in bugs {
        let verilog = design.verilog();
        assert!(verilog.contains(text), "`{name}`, {bug}: the Verilog has no `{text}` any more: plant it anew");
        let bad = Bench::new(block, &design.top, &verilog.replacen(text, replacement, 1));
        let caught = stimuli.iter().any(|(case, answers)| matches!(bad.run(case, answers), Verdict::Differs(_)));
        assert!(caught, "`{name}`, {bug}: no case finds it");
    }
}

#[test]
fn pe() {
    let bugs = [
        ("subtracts the product", "sum_i + product_q", "sum_i - product_q"),
        ("needs no swap", "if (swap_i) active_q", "if (1'b1) active_q"),
        ("loads on a swap too", "if (load_i) shadow_q", "if (load_i | swap_i) shadow_q"),
        ("swaps in the coming weight", "active_q <= shadow_q", "active_q <= load_i ? weight_i : shadow_q"),
        ("unsigned weights", "activation_q * active_q", "activation_q * $signed({1'b0, active_q})"),
    ];
    found("pe", array::pe::listed(), &bugs);
}

#[test]
fn requantise() {
    let bugs = [
        ("a rounding constant one too small", "half = {1'b0, unit[63:1]}", "half = {1'b0, unit[63:1]} - 64'd1"),
        ("no rounding", "half = {1'b0, unit[63:1]}", "half = 64'd0"),
        ("ties of double rounding towards zero", "nudge = {1'b0, step[32:1]}", "nudge = {1'b0, step[32:1]} - 33'd1"),
        ("double rounding shifts by one more", "shift_i - 6'd31", "shift_i - 6'd30"),
        ("low before high", "(low_i > high_i)", "1'b0"),
        ("no saturation of the rounded value", "32'h7fffffff", "shifted[31:0]"),
        ("raw values saturate", "!raw_i & (|moved_excess)", "(|moved_excess)"),
    ];
    found("requantise", arith::requantise::listed(), &bugs);
}

#[test]
fn stream_register() {
    let bugs = [
        ("the spare beat is not held", "if (!spare_valid_q) begin", "if (1'b1) begin"),
        ("the spare beat is lost", "valid_q <= up_valid_i | spare_valid_q", "valid_q <= up_valid_i"),
        ("a beat is not held", "if (advance & spare_valid_q)", "if (spare_valid_q)"),
        ("always ready", "up_ready_o = !spare_valid_q", "up_ready_o = 1'b1"),
    ];
    found("stream_register", stream::stream_register::listed(), &bugs);
}

#[test]
fn stream_fifo() {
    let bugs = [
        ("one word more than it holds", "count_q != 3'd4", "count_q != 3'd5"),
        ("a shown word is overrun", "(down_ready_i | !shown_q)", "1'b1"),
        ("reading and writing together counts", "if (write & !read)", "if (write)"),
    ];
    found("stream_fifo", stream::stream_fifo::listed(), &bugs);
}

#[test]
fn accumulator() {
    let bugs = [
        ("`first` ignored", "first_i ? bias_i : memory_read_data_o", "memory_read_data_o"),
        ("the bias is always taken", "first_i ? bias_i : memory_read_data_o", "bias_i"),
        ("sums are not signed", "{{14{sum_q[17]}}, sum_q}", "{14'd0, sum_q}"),
        ("always stored", "if (write_i) words", "if (1'b1) words"),
    ];
    found("accumulator", array::accumulator::listed(), &bugs);
}

#[test]
fn unpack() {
    let bugs = [
        ("nibbles are not signed", "{4{half_nibble_o[3]}}", "4'd0"),
        ("the halves are swapped", "upper_i ?", "!upper_i ?"),
        ("a command may start with an upper half", "& !last_i", ""),
        ("the last row leaves its beat", "upper_q | last_i", "upper_q"),
    ];
    found("unpack", array::unpack::listed(), &bugs);
}
