// seedchip_row_sum_4x4
//
// The sum of a row: one balanced tree of adjacent pairs.
//
// A tree of adders over the lanes makes one number of a vector, a chain of pair_sums one of a row. Every level of the
// chain has an adder of its own, used half as often as the one before: so the latency of a row depends on its length
// alone. (One adder with a queue could serve all of them, as together they add less than one number per cycle; a row
// would then wait for others, and no formula would say how long.) The order of the additions is that of the page, and no
// matter of L: adjacent elements are in adjacent lanes.
//
// Timing: 13 * (log2 L + levels_i) + 1 cycles from a row's last vector to its sum. A vector every cycle. Reset: rows
// under way.
// Special cases: the tree is padded with +0 up to a power of two; that changes a sum of -0 alone, where plus_i says so.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_row_sum_4x4 (
    input  wire         clk_i,      // Clock.
    input  wire         rst_ni,     // Synchronous reset, active low.
    input  wire         valid_i,    // A vector comes.
    input  wire         last_i,     // It is its row's last.
    input  wire [4:0]   levels_i,   // Levels of the chain that a row passes.
    input  wire         plus_i,     // The row's tree is padded.
    input  wire [127:0] number_i,   // The elements; those that do not exist are -0.
    output wire         valid_o,    // A row's sum is there.
    output wire [31:0]  sum_o,      // The sum.
    output wire         overflow_o, // An addition of finite numbers has become infinite.
    output wire         nan_o       // The sum is NaN.
);
    localparam [31:0] MINUS_ZERO = 32'h80000000;

    wire [223:0] number;
    wire [6:0]   overflowed;
    wire [4:0]   valid;
    wire [4:0]   last;
    wire [159:0] sum;
    wire [4:0]   overflow;
    wire [4:0]   plus;
    wire [4:0]   leaves;
    reg          row_valid;
    reg  [31:0]  row_sum;
    reg          row_overflow;
    reg          row_plus;
    wire         add_0_overflow_o;
    wire         add_0_nan_o;
    wire         add_1_overflow_o;
    wire         add_1_nan_o;
    wire [31:0]  add_2_sum_o;
    wire         add_2_overflow_o;
    wire         add_2_nan_o;
    wire         below_0_data_i;
    wire         below_0_data_o;
    wire         below_1_data_i;
    wire         below_1_data_o;
    wire         below_2_data_i;
    wire         below_2_data_o;
    wire         tokens_token_o;
    wire [1:0]   marks_data_i;
    wire [1:0]   marks_data_o;
    wire         pair_0_valid_i;
    wire         pair_1_valid_i;
    wire         pair_2_valid_i;
    wire         pair_3_valid_i;
    reg          told_valid_q;
    reg  [31:0]  told_sum_q;
    reg          told_overflow_q;

    // The tree over the lanes.
    assign number[127:0] = number_i;
    assign number[223:192] = add_2_sum_o;
    assign overflowed[3:0] = 4'd0;
    assign overflowed[4] = add_0_overflow_o || below_0_data_o;
    assign overflowed[5] = add_1_overflow_o || below_1_data_o;
    assign overflowed[6] = add_2_overflow_o || below_2_data_o;
    assign below_0_data_i = (overflowed[0] || overflowed[1]) ? 1'b1 : 1'b0;
    assign below_1_data_i = (overflowed[2] || overflowed[3]) ? 1'b1 : 1'b0;
    assign below_2_data_i = (overflowed[4] || overflowed[5]) ? 1'b1 : 1'b0;
    assign marks_data_i = {plus_i, last_i};

    // The chain over the vectors: a row leaves it behind its last level.
    assign valid[0] = tokens_token_o;
    assign last[0] = marks_data_o[0];
    assign plus[0] = marks_data_o[1];
    assign sum[31:0] = add_2_sum_o;
    assign overflow[0] = add_2_overflow_o || below_2_data_o;
    assign pair_0_valid_i = valid[0] && !leaves[0];
    assign pair_1_valid_i = valid[1] && !leaves[1];
    assign pair_2_valid_i = valid[2] && !leaves[2];
    assign pair_3_valid_i = valid[3] && !leaves[3];

    always @(*) begin
        // The chain over the vectors: a row leaves it behind its last level.
        row_valid = 1'b0;
        row_sum = sum[31:0];
        row_overflow = overflow[0];
        row_plus = plus[0];
        if (leaves[0]) begin
            row_valid = valid[0];
            row_sum = sum[31:0];
            row_overflow = overflow[0];
            row_plus = plus[0];
        end
        if (leaves[1]) begin
            row_valid = valid[1];
            row_sum = sum[63:32];
            row_overflow = overflow[1];
            row_plus = plus[1];
        end
        if (leaves[2]) begin
            row_valid = valid[2];
            row_sum = sum[95:64];
            row_overflow = overflow[2];
            row_plus = plus[2];
        end
        if (leaves[3]) begin
            row_valid = valid[3];
            row_sum = sum[127:96];
            row_overflow = overflow[3];
            row_plus = plus[3];
        end
        if (leaves[4]) begin
            row_valid = valid[4];
            row_sum = sum[159:128];
            row_overflow = overflow[4];
            row_plus = plus[4];
        end
    end

    assign leaves[0] = levels_i == 5'd0;
    assign leaves[1] = levels_i == 5'd1;
    assign leaves[2] = levels_i == 5'd2;
    assign leaves[3] = levels_i == 5'd3;
    assign leaves[4] = levels_i == 5'd4;

    // The row's sum.
    assign valid_o = told_valid_q;
    assign sum_o = told_sum_q;
    assign overflow_o = told_overflow_q;
    assign nan_o = (&told_sum_q[30:23]) && (|told_sum_q[22:0]);

    // The tree over the lanes.
    seedchip_fp32_add add_0 (
        .clk_i      (clk_i),
        .a_i        (number[31:0]),
        .b_i        (number[63:32]),
        .subtract_i (1'b0),
        .sum_o      (number[159:128]),
        .overflow_o (add_0_overflow_o),
        .nan_o      (add_0_nan_o)
    );

    // The tree over the lanes.
    seedchip_fp32_add add_1 (
        .clk_i      (clk_i),
        .a_i        (number[95:64]),
        .b_i        (number[127:96]),
        .subtract_i (1'b0),
        .sum_o      (number[191:160]),
        .overflow_o (add_1_overflow_o),
        .nan_o      (add_1_nan_o)
    );

    // The tree over the lanes.
    seedchip_fp32_add add_2 (
        .clk_i      (clk_i),
        .a_i        (number[159:128]),
        .b_i        (number[191:160]),
        .subtract_i (1'b0),
        .sum_o      (add_2_sum_o),
        .overflow_o (add_2_overflow_o),
        .nan_o      (add_2_nan_o)
    );

    // The tree over the lanes.
    seedchip_delay #(.WIDTH(1), .STAGES(13)) below_0 (
        .clk_i  (clk_i),
        .data_i (below_0_data_i),
        .data_o (below_0_data_o)
    );

    // The tree over the lanes.
    seedchip_delay #(.WIDTH(1), .STAGES(13)) below_1 (
        .clk_i  (clk_i),
        .data_i (below_1_data_i),
        .data_o (below_1_data_o)
    );

    // The tree over the lanes.
    seedchip_delay #(.WIDTH(1), .STAGES(13)) below_2 (
        .clk_i  (clk_i),
        .data_i (below_2_data_i),
        .data_o (below_2_data_o)
    );

    // The tree over the lanes.
    seedchip_token_delay #(.WIDTH(1), .STAGES(26)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (valid_i),
        .token_o (tokens_token_o)
    );

    // The tree over the lanes.
    seedchip_delay #(.WIDTH(2), .STAGES(26)) marks (
        .clk_i  (clk_i),
        .data_i (marks_data_i),
        .data_o (marks_data_o)
    );

    // The chain over the vectors: a row leaves it behind its last level.
    seedchip_pair_sum pair_0 (
        .clk_i      (clk_i),
        .rst_ni     (rst_ni),
        .valid_i    (pair_0_valid_i),
        .last_i     (last[0]),
        .number_i   (sum[31:0]),
        .overflow_i (overflow[0]),
        .plus_i     (plus[0]),
        .valid_o    (valid[1]),
        .last_o     (last[1]),
        .number_o   (sum[63:32]),
        .overflow_o (overflow[1]),
        .plus_o     (plus[1])
    );

    // The chain over the vectors: a row leaves it behind its last level.
    seedchip_pair_sum pair_1 (
        .clk_i      (clk_i),
        .rst_ni     (rst_ni),
        .valid_i    (pair_1_valid_i),
        .last_i     (last[1]),
        .number_i   (sum[63:32]),
        .overflow_i (overflow[1]),
        .plus_i     (plus[1]),
        .valid_o    (valid[2]),
        .last_o     (last[2]),
        .number_o   (sum[95:64]),
        .overflow_o (overflow[2]),
        .plus_o     (plus[2])
    );

    // The chain over the vectors: a row leaves it behind its last level.
    seedchip_pair_sum pair_2 (
        .clk_i      (clk_i),
        .rst_ni     (rst_ni),
        .valid_i    (pair_2_valid_i),
        .last_i     (last[2]),
        .number_i   (sum[95:64]),
        .overflow_i (overflow[2]),
        .plus_i     (plus[2]),
        .valid_o    (valid[3]),
        .last_o     (last[3]),
        .number_o   (sum[127:96]),
        .overflow_o (overflow[3]),
        .plus_o     (plus[3])
    );

    // The chain over the vectors: a row leaves it behind its last level.
    seedchip_pair_sum pair_3 (
        .clk_i      (clk_i),
        .rst_ni     (rst_ni),
        .valid_i    (pair_3_valid_i),
        .last_i     (last[3]),
        .number_i   (sum[127:96]),
        .overflow_i (overflow[3]),
        .plus_i     (plus[3]),
        .valid_o    (valid[4]),
        .last_o     (last[4]),
        .number_o   (sum[159:128]),
        .overflow_o (overflow[4]),
        .plus_o     (plus[4])
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            told_valid_q <= 1'b0;
        end else begin
            // The row's sum.
            told_valid_q <= row_valid;
        end
    end

    always @(posedge clk_i) begin
        // The row's sum.
        told_overflow_q <= row_overflow;
        told_sum_q <= row_sum;
        if (row_plus && (row_sum == MINUS_ZERO)) told_sum_q <= 32'd0;
    end

    wire unused = &{1'b0, number[223:192], overflowed[6], last[4], add_0_nan_o, add_1_nan_o, add_2_nan_o};
endmodule
`default_nettype wire
