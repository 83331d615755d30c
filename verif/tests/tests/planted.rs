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
        ("a register less", "read_data_o = word_q", "read_data_o = memory_read_data_o"),
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
fn gated_sum() {
    let bugs = [
        ("the gate is always open", "gate_i ? term_i : 32'd0", "term_i"),
        (
            "no carry into the upper half",
            "addend_i + counted",
            "{addend_i[31:16] + counted[31:16], addend_i[15:0] + counted[15:0]}",
        ),
    ];
    found("gated_sum", &bugs);
}

#[test]
fn requantise() {
    let bugs = [
        ("no rounding", "round_q <= fine[0]", "round_q <= 1'b0"),
        ("rounds by the bit below at 16", "coarse_lost_q <= adjusted_q[15]", "coarse_lost_q <= adjusted_q[14]"),
        ("rounds by the bit above at 32", "coarse_lost_q <= adjusted_q[31]", "coarse_lost_q <= adjusted_q[32]"),
        ("rounds by the bit below at 48", "coarse_lost_q <= adjusted_q[47]", "coarse_lost_q <= adjusted_q[46]"),
        ("no first rounding of two", "halved + {32'd0, multiplier_product_o[30]}", "halved"),
        ("ties of double rounding towards plus infinity", "first_rounding_q[31:0] - 32'd1", "first_rounding_q[31:0]"),
        ("double rounding shifts by one more", "shift_i - 6'd31", "shift_i - 6'd30"),
        ("low before high", "(above_q | crossed_q)", "(above_q)"),
        ("no saturation of the rounded value", "lower = GREATEST", "lower = first_rounding_q[31:0]"),
        ("great values wrap", "above_q <= !moved_negative_q", "above_q <= to_high[12]"),
        ("small values wrap", "below_q <= moved_negative_q", "below_q <= from_low[12]"),
        ("a value is beyond by its shifted bits alone", "beyond_q <= beyond_coarse_q | ", "beyond_q <= "),
        ("a value is beyond by its coarse bits alone", "beyond_coarse_q | (|beyond_fine_q)", "beyond_coarse_q"),
        ("the highest bits are not looked at", "beyond_25_q | beyond_41_q | beyond_57_q", "beyond_25_q | beyond_41_q"),
        ("the zero point is not signed", "{{4{zero_point_i[7]}}, zero_point_i}", "{4'd0, zero_point_i}"),
        ("raw values saturate", "outside_q <= !raw_i & ", "outside_q <= "),
        ("raw values of ten bits", "raw_i ? value_q[11:0] : ", ""),
        ("what is not kept shows", "if (!keep_i)", "if (1'b0)"),
        ("what is not kept saturates", "outside_q & keep_i", "outside_q"),
    ];
    found("requantise", &bugs);
}

#[test]
fn stream_register() {
    let bugs = [
        ("the spare beat is not held", "if (!full_q & second_shown_q)", "if (second_shown_q)"),
        ("the spare beat is lost", "filled_q <= up_valid_i | full_q", "filled_q <= up_valid_i"),
        ("a beat is not held", "if (!filled_q | down_ready_i)", "if (1'b1)"),
        ("always ready", "up_ready_o = !full_q", "up_ready_o = 1'b1"),
        ("the entries change places at each beat taken", "^ (up_valid_i | full_q)", "^ down_ready_i"),
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

#[test]
fn accumulator() {
    let bugs = [
        ("`first` ignored", "word_counts_q <= !first_i", "word_counts_q <= 1'b1"),
        ("the word never counts", "word_counts_q <= !first_i", "word_counts_q <= 1'b0"),
        ("the bias always counts", "(first_i)", "(1'b1)"),
        ("sums are not signed", "{sum_q[SUM_BITS - 1]}}", "{1'b0}}"),
        ("sums a cycle too early", "(sum_late_q)", "({{(32 - SUM_BITS){sum_q[SUM_BITS - 1]}}, sum_q})"),
        ("always stored", "if (write_i) words", "if (1'b1) words"),
    ];
    found("accumulator", &bugs);
}

#[test]
fn parameters() {
    let bugs = [
        ("raw changes nothing", "raw_late_q[0] <= swap_i && raw_i", "raw_late_q[0] <= 1'b0"),
        ("raw needs no swap", "raw_late_q[0] <= swap_i && raw_i", "raw_late_q[0] <= raw_i"),
        ("a full set is overwritten", "(swap_i || !all_loaded_q)", "1'b1"),
        ("a set is full too early", "all_loaded_q <= column == LAST_COLUMN", "all_loaded_q <= column == 3'd2"),
    ];
    found("parameters", &bugs);
}

#[test]
fn unpack() {
    let bugs = [
        ("nibbles are not signed", "{4{half_nibble_o[3]}}", "4'd0"),
        ("the halves are swapped", "upper_i ?", "!upper_i ?"),
        ("a command may start with an upper half", "& !last_i", ""),
        ("the last row leaves its beat", "upper_q | last_i", "upper_q"),
    ];
    found("unpack", &bugs);
}
