//! Bugs planted in the exported Verilog must be found by the blocks' own cases, and the unchanged Verilog must pass them.
//! The simulator is Icarus, a fourth one besides the three of every block.

mod bench;

use crate::blocks::{Tests, tests};
use crate::exported;
use crate::script::block;
use crate::three_way::answered;
use bench::{Bench, Verdict};
use seedchip_kit::block::{Case, Kind, cases};
use seedchip_kit::campaign::{Limit, run};

/// A bug: its name, the text of the Verilog, and what stands there instead.
type Bug = (&'static str, &'static str, &'static str);

/// The cases of a block: those that its page lists, and a few of each kind that is drawn.
pub fn stimuli(name: &str) -> Vec<Case> {
    let Tests::Block { listed, .. } = tests(name) else { panic!("`{name}` is tested by whole commands") };
    let mut stimuli: Vec<Case> = listed().iter().map(|script| script.case().clone()).collect();
    for kind in [Kind::Edge, Kind::Spaced, Kind::Random] {
        let collect = |case: &Case| {
            stimuli.push(case.clone());
            Ok(())
        };
        let drawn = run(&cases(&block(name).first(), kind, 60), 1, Limit::Cases(5), collect, |_| true);
        assert!(drawn.is_ok(), "collecting cases can't fail");
    }
    stimuli
}

/// The unchanged Verilog passes every case, and every bug is found by one.
fn found(name: &str, bugs: &[Bug]) {
    let instance = block(name).first();
    let design = exported::design(&instance);
    let stimuli: Vec<_> = stimuli(name).iter().map(|case| answered(&instance, case)).collect();

    let good = Bench::new(&instance, &design.top, &design.verilog());
    for (case, answers) in &stimuli {
        assert_eq!(good.run(case, answers), Verdict::Equal(case.len()), "`{name}` as exported");
    }
    assert!(!stimuli.is_empty() && !bugs.is_empty(), "nothing was tested");

    for (bug, text, replacement) in bugs {
        let verilog = design.verilog();
        assert!(verilog.contains(text), "`{name}`, {bug}: the Verilog has no `{text}` any more: plant it anew");
        let bad = Bench::new(&instance, &design.top, &verilog.replacen(text, replacement, 1));
        let caught = stimuli.iter().any(|(case, answers)| matches!(bad.run(case, answers), Verdict::Differs(_)));
        assert!(caught, "`{name}`, {bug}: no case finds it");
    }
}

#[test]
fn product() {
    let bugs = [
        ("unsigned first operands", "a_q * b_q", "$signed({1'b0, a_q}) * b_q"),
        ("unsigned second operands", "a_q * b_q", "a_q * $signed({1'b0, b_q})"),
        ("the second operand never stays", "if (b_load_i) b_q", "if (1'b1) b_q"),
        ("the first waits for the second", "a_q <= a_i", "if (b_load_i) a_q <= a_i"),
    ];
    found("product", &bugs);
}

#[test]
fn multiplier() {
    let bugs = [
        ("signed low halves", "a_low = {1'b0, a_i[16:0]}", "a_low = {a_i[16], a_i[16:0]}"),
        ("unsigned high halves", "b_high = {{3{b_i[31]}}, b_i[31:17]}", "b_high = {3'd0, b_i[31:17]}"),
        ("one inner product", "low_high_late_q + high_low_late_q", "low_high_late_q"),
        ("unsigned inner products", "{{13{inner_q[33]}}, inner_q}", "{13'd0, inner_q}"),
    ];
    found("multiplier", &bugs);
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
    found("pe", &bugs);
}

#[test]
fn pe_registered() {
    let sum = "{{(SUM_BITS - 15){product_q[15]}}, product_q[14:0]}";
    let bugs = [
        ("subtracts the product", "sum_i + {{", "sum_i - {{"),
        ("unsigned products", sum, "{{(SUM_BITS - 16){1'b0}}, product_q}"),
        ("adds a cycle too early", sum, "{{(SUM_BITS - 16){multiplier_product_o[15]}}, multiplier_product_o}"),
        ("needs no swap", ".b_load_i  (swap_i)", ".b_load_i  (1'b1)"),
        ("loads on a swap too", "if (load_i) shadow_q", "if (load_i | swap_i) shadow_q"),
        ("swaps in the coming weight", ".b_i       (shadow_q)", ".b_i       (load_i ? weight_i : shadow_q)"),
    ];
    found("pe_registered", &bugs);
}

#[test]
fn pe_pair() {
    let bugs = [
        ("a borrow is not given back", "moved = upper_q - 9'd1", "moved = upper_q"),
        ("a negative first product takes from the second", "moved = upper_q + 9'd1", "moved = upper_q"),
        ("no borrow", "borrow_q <= difference[7]", "borrow_q <= 1'b0"),
        ("packed without a carry", "9'd0} + packed_low", "9'd0} | packed_low"),
        ("the low bits of the other weight", "shadow_low_q <= weight_i[14:8]", "shadow_low_q <= weight_i[6:0]"),
        ("low bits that need no swap", "if (swap_i) active_low_q", "if (1'b1) active_low_q"),
        ("low bits a cycle too early", "low_late_q <= low_q", "low_late_q <= partial[6:0]"),
        ("unsigned second products", "{product_q[31]}}, product_q[30:16]}", "{1'b0}}, product_q[30:16]}"),
        ("unsigned first products", "{product_q[15]}}, product_q[14:0]}", "{1'b0}}, product_q[14:0]}"),
    ];
    found("pe_pair", &bugs);
}

#[test]
fn memory_registered() {
    let bugs = [
        ("a register less", "read_data_o = word_q", "read_data_o = registered_read_data_o"),
        ("always written", "if (write_i) words", "if (1'b1) words"),
        (
            "shows the word of a write",
            "read_data_q <= words[read_address_i]",
            "read_data_q <= (write_i && write_address_i == read_address_i) ? write_data_i : words[read_address_i]",
        ),
    ];
    found("memory_registered", &bugs);
}

#[test]
fn stream_register() {
    let bugs = [
        ("the spare beat is not held", "if (!full_q & second_shown_q)", "if (second_shown_q)"),
        ("the spare beat is lost", "filled_q <= waits | full_q | up_valid_i", "filled_q <= waits | up_valid_i"),
        ("a beat is not held", "waits = filled_q & !down_ready_i", "waits = 1'b0"),
        ("always ready", "up_ready_o = !full_q", "up_ready_o = 1'b1"),
        ("the entries change places at each beat accepted", "^ (!waits & (full_q | up_valid_i))", "^ down_ready_i"),
    ];
    found("stream_register", &bugs);
}

#[test]
fn stream_fifo() {
    let bugs = [
        ("one word more than it holds", "(up_valid_i & (write_next == read_down_q))", "1'b0"),
        ("a full queue stays full", "full_q <= !wanted & ", "full_q <= "),
        ("the last word is not seen", "filled_q <= write | (filled_q & ", "filled_q <= (filled_q & "),
        ("a queue is never empty again", "!(wanted & (read_next == write_down_q))", "1'b1"),
        ("a shown word is overrun", "wanted = down_ready_i | !shown_q", "wanted = 1'b1"),
    ];
    found("stream_fifo", &bugs);
}
