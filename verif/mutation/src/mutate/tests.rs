use super::*;
use crate::verilog::parse;

/// The mutants of a module's body with these signals.
fn mutants(body: &str) -> Vec<Mutant> {
    let text = format!(
        "module m (
            input wire clk_i,
            input wire a,
            input wire b,
            input wire [3:0] x,
            input wire signed [3:0] s,
            output wire [7:0] y
        );
        reg [7:0] r_q;
        reg [7:0] words [0:3];
        {body}
        endmodule"
    );
    let module = parse(&text).unwrap_or_else(|error| panic!("{body}: {error}"));
    let sites = sites(&text, &module, &HashMap::new());
    sites.into_iter().flat_map(|site| site.mutants).collect()
}

/// Their lines.
fn lines(body: &str) -> Vec<String> {
    mutants(body).into_iter().map(|mutant| mutant.mutated).collect()
}

/// Checks that these are among the mutants of a body, and that no mutant stands in the list twice.
fn includes(body: &str, expected: &[&str]) {
    let found = mutants(body);
    for line in expected {
        assert!(found.iter().any(|found| found.mutated == *line), "`{body}` has no mutant `{line}` among {found:#?}");
    }
    let different: BTreeSet<_> = found.iter().map(|mutant| (mutant.line, &mutant.original, &mutant.mutated)).collect();
    assert_eq!(different.len(), found.len(), "{found:#?}");
}

#[test]
fn operators_are_exchanged_and_operands_dropped() {
    includes(
        "assign y = x + s;",
        &["assign y = x - s;", "assign y = x | s;", "assign y = x;", "assign y = s;", "assign y = 4'd0 + s;"],
    );
    includes("assign y = a & !b;", &["assign y = a | !b;", "assign y = a ^ !b;", "assign y = a & b;"]);
    includes("assign y = x - 4'd2;", &["assign y = 4'd2 - x;", "assign y = x - 4'd3;", "assign y = x - 4'd10;"]);
    includes("assign y = &x;", &["assign y = |x;", "assign y = ^x;"]);
    includes("assign y = x << 1;", &["assign y = x >> 1;", "assign y = x << 2;", "assign y = x << 0;"]);
}

#[test]
fn a_mutant_of_several_lines_is_shown_in_one() {
    let found = mutants("assign y =\n    a ? x // the one\n    : s;");
    assert!(found.iter().any(|mutant| mutant.original == "a ? x : s;" && mutant.mutated == "a ? s : x;"), "{found:#?}");
}

#[test]
fn bounds_are_missed_by_one() {
    includes("assign y = x < 4'd3;", &["assign y = x <= 4'd3;", "assign y = x >= 4'd3;", "assign y = x < 4'd4;"]);
    includes("assign y = x == 4'd3;", &["assign y = x != 4'd3;", "assign y = x == 4'd2;", "assign y = s == 4'd3;"]);
}

#[test]
fn conditions_are_stuck_and_negated() {
    includes(
        "always @(posedge clk_i) if (a) r_q <= x; else r_q <= s;",
        &[
            "always @(posedge clk_i) if (1'b0) r_q <= x; else r_q <= s;",
            "always @(posedge clk_i) if (1'b1) r_q <= x; else r_q <= s;",
            "always @(posedge clk_i) if (!a) r_q <= x; else r_q <= s;",
            "always @(posedge clk_i) if (b) r_q <= x; else r_q <= s;",
            "always @(posedge clk_i) if (a) r_q <= x;",
        ],
    );
    includes("assign y = a && b ? x : s;", &["assign y = a && b ? s : x;", "assign y = x;", "assign y = s;"]);
}

#[test]
fn assignments_are_dropped_and_bits_stuck() {
    includes(
        "always @(posedge clk_i) begin
            r_q <= x;
        end",
        &["not assigned", "reg [7:0] r_q; // r_q[7] stuck at 1", "reg [7:0] r_q; // r_q[0] stuck at 0", "r_q <= s;"],
    );
}

#[test]
fn extension_by_sign_and_by_zero_are_mistaken() {
    includes("assign y = {{4{s[3]}}, s};", &["assign y = {{4{1'b0}}, s};", "assign y = {{4{s[2]}}, s};"]);
    includes("assign y = {4'd0, x[3:0]};", &["assign y = {{4{x[3]}}, x[3:0]};", "assign y = {x[3:0], 4'd0};"]);
    includes("assign y = s * s;", &["assign y = $signed({1'b0, s}) * s;", "assign y = s + s;"]);
    includes("assign y = s >>> 1;", &["assign y = s >> 1;"]);
}

#[test]
fn parts_lanes_and_words_are_mistaken() {
    includes("assign y = r_q[3:0];", &["assign y = r_q[4:1];", "assign y = r_q[7:4];", "assign y = 4'd0;"]);
    includes("assign y = x[1];", &["assign y = x[2];", "assign y = x[0];", "assign y = !x[1];"]);
    includes(
        "always @(posedge clk_i) begin
            if (a) words[x[1:0]] <= r_q;
            r_q <= words[s[1:0]];
        end",
        &[
            "if (a) words[x[1:0] + 2'd1] <= r_q;",
            "if (a) words[x[1:0] & ~2'd1] <= r_q;",
            "if (a) words[x[1:0]] <= r_q | {1'b1, {7{1'b0}}};",
            "r_q <= words[s[1:0] ^ 2'd2];",
            "r_q <= ((a) && x[1:0] == s[1:0] ? r_q : words[s[1:0]]);",
        ],
    );
}

#[test]
fn an_arm_does_what_the_next_does() {
    includes(
        "always @(posedge clk_i)
            case (x[1:0])
                2'd0: r_q <= x;
                default: r_q <= s;
            endcase",
        &["2'd0: r_q <= s;", "default: r_q <= x;", "case (x[2:1])"],
    );
}

#[test]
fn no_mutant_closes_a_loop_or_is_hidden_by_a_second_name() {
    let found = lines("wire c;\nwire d;\nwire e;\nassign c = a;\nassign d = c & b;\nassign e = d;");
    // `c` follows nothing but `a`, and is `a` by a second name.
    assert!(found.contains(&"assign c = b;".to_owned()));
    let loops = ["assign c = d;", "assign c = e;", "assign d = d & b;", "assign d = e & b;", "assign e = e;"];
    let hidden = ["assign d = a & b;"];
    for line in loops.iter().chain(&hidden) {
        assert!(!found.iter().any(|found| found == line), "{line}");
    }
}

#[test]
fn what_is_not_used_has_no_mutants() {
    let body = "always @(posedge clk_i) begin
            r_q <= {x, x};
        end
        wire unused = &{1'b0, r_q[7:4]};";
    let found = lines(body);
    assert!(found.iter().any(|line| line.contains("r_q[3] stuck")));
    assert!(!found.iter().any(|line| line.contains("r_q[4] stuck") || line.contains("unused")), "{found:#?}");
}

#[test]
fn lanes_of_loops_are_mistaken_and_branches_that_are_not_taken_have_no_mutants() {
    let body = "genvar i;
        localparam N = 2;
        generate
            for (i = 0; i < N; i = i + 1) begin : lane
                assign y[i * 4 +: 4] = r_q[i * 4 +: 4] & x;
                if (N > 1) begin : many
                    always @(posedge clk_i) r_q[i] <= x[i];
                end else begin : one
                    always @(posedge clk_i) r_q[0] <= a;
                end
            end
        endgenerate";
    includes(
        body,
        &[
            "assign y[i * 4 +: 4] = r_q[(i * 4 >= 4 ? i * 4 - 4 : i * 4) +: 4] & x;",
            "always @(posedge clk_i) r_q[i] <= x[(i > 0 ? i - 1 : i)];",
            "always @(posedge clk_i) r_q[i] <= !x[i];",
        ],
    );
    assert!(!lines(body).iter().any(|line| line.contains("r_q[0] <=")));
}
