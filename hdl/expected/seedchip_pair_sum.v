// seedchip_pair_sum
//
// One level of the tree of a row's sums: adds numbers that follow each other in pairs.
//
// A number waits until its neighbour comes; the last one of a row that has none passes alone. -0 is added to it, which
// changes no number; what the tree is padded with, +0, would change -0 alone, and row_sum sees to that.
//
// Timing: a sum shows 13 cycles after the number that completed it, fp32_add's. A number every cycle. Reset: the
// number that waits, and the sums under way.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pair_sum (
    input  wire        clk_i,      // Clock.
    input  wire        rst_ni,     // Synchronous reset, active low.
    input  wire        valid_i,    // A number comes.
    input  wire        last_i,     // It is its row's last.
    input  wire [31:0] number_i,   // The number.
    input  wire        overflow_i, // A sum of finite numbers below it has become infinite.
    input  wire        plus_i,     // The row's tree is padded.
    output wire        valid_o,    // A sum is there.
    output wire        last_o,     // It is its row's last.
    output wire [31:0] number_o,   // The sum.
    output wire        overflow_o, // It, or a sum below it, has overflowed.
    output wire        plus_o      // The row's tree is padded.
);
    localparam [31:0] MINUS_ZERO = 32'h80000000;

    wire        completes;
    reg         overflowed;
    reg         holding_q;
    reg  [31:0] held_q;
    reg         held_overflow_q;
    reg  [31:0] add_a_i;
    reg  [31:0] add_b_i;
    wire        add_overflow_o;
    wire        add_nan_o;
    wire        tokens_token_o;
    wire [2:0]  marks_data_i;
    wire [2:0]  marks_data_o;

    assign completes = valid_i && (holding_q || last_i);

    always @(*) begin
        add_a_i = number_i;
        add_b_i = MINUS_ZERO;
        overflowed = overflow_i;
        if (holding_q) begin
            add_a_i = held_q;
            add_b_i = number_i;
            overflowed = overflow_i || held_overflow_q;
        end
    end

    assign marks_data_i = {plus_i, overflowed, last_i};
    assign valid_o = tokens_token_o;
    assign last_o = marks_data_o[0];
    assign overflow_o = marks_data_o[1] || add_overflow_o;
    assign plus_o = marks_data_o[2];

    // The pair, or the last number alone.
    seedchip_fp32_add add (
        .clk_i      (clk_i),
        .a_i        (add_a_i),
        .b_i        (add_b_i),
        .subtract_i (1'b0),
        .sum_o      (number_o),
        .overflow_o (add_overflow_o),
        .nan_o      (add_nan_o)
    );

    seedchip_token_delay #(.WIDTH(1), .STAGES(13)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (completes),
        .token_o (tokens_token_o)
    );

    seedchip_delay #(.WIDTH(3), .STAGES(13)) marks (
        .clk_i  (clk_i),
        .data_i (marks_data_i),
        .data_o (marks_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            holding_q <= 1'b0;
        end else begin
            if (valid_i) holding_q <= !completes;
        end
    end

    always @(posedge clk_i) begin
        if (valid_i) begin
            held_q <= number_i;
            held_overflow_q <= overflow_i;
        end
    end

    wire unused = &{1'b0, add_nan_o};
endmodule
`default_nettype wire
