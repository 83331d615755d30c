// multiplier
//
// A signed product of 32 × 32 bits.
//
// Three ranks of registers (operands, product, output) around a plain `*`: synthesis moves the
// last two into the multiplier's tree, FPGAs into their DSP slices. No reset.
//
// Ports: a_i, b_i (signed 32 bits), product_o (signed 64 bits).
// Timing: product_o is the product of three cycles ago, a new one every cycle.
// Widths: 64 bits hold every product, (−2^31)² = 2^62 too.
//
// Configuration: tiny
// SeedChip 0.1.0
module multiplier (
    input  wire               clk_i,
    input  wire signed [31:0] a_i,
    input  wire signed [31:0] b_i,
    output wire signed [63:0] product_o
);
    reg signed [31:0] a_q;
    reg signed [31:0] b_q;
    reg signed [63:0] product_q;
    reg signed [63:0] output_q;

    always @(posedge clk_i) begin
        a_q <= a_i;
        b_q <= b_i;
        product_q <= a_q * b_q;
        output_q <= product_q;
    end

    assign product_o = output_q;
endmodule

// shift_right_64
//
// Arithmetic shift to the right: the sign is shifted in.
//
// A leaf of its own, because the language of the other blocks has no arithmetic shift.
//
// Ports: data_i and data_o (signed), amount_i (6 bits, 0 to 63; beyond the width only the sign is
// left).
// Timing: combinational.
//
// Configuration: tiny
// SeedChip 0.1.0
module shift_right_64 (
    input  wire signed [63:0] data_i,
    input  wire [5:0]         amount_i,
    output wire signed [63:0] data_o
);
    assign data_o = data_i >>> amount_i;
endmodule

// shift_right_33
//
// Arithmetic shift to the right: the sign is shifted in.
//
// A leaf of its own, because the language of the other blocks has no arithmetic shift.
//
// Ports: data_i and data_o (signed), amount_i (6 bits, 0 to 63; beyond the width only the sign is
// left).
// Timing: combinational.
//
// Configuration: tiny
// SeedChip 0.1.0
module shift_right_33 (
    input  wire signed [32:0] data_i,
    input  wire [5:0]         amount_i,
    output wire signed [32:0] data_o
);
    assign data_o = data_i >>> amount_i;
endmodule

// requantise
//
// One column's requantisation: an int32 sum to an int8 result, or the sum itself.
//
// result = clamp(round(acc · M / 2^s) + zero point, low, high), M signed 32 bits, s = shift. Two
// ways of rounding: single (double_i = 0) adds half a unit and shifts once; double (double_i = 1)
// is the pair of roundings of gemmlowp, by 31 with ties towards plus infinity, then by s − 31 with
// ties away from zero. Raw (raw_i = 1) gives the sum. One multiplier and two shifters; a block
// without double rounding would do with one.
//
// Ports: acc_i, multiplier_i (signed 32 bits), shift_i (6 bits), zero_point_i, low_i, high_i
// (signed 8 bits), raw_i, double_i; result_o (signed 32 bits), saturated_o (the value with its
// zero point lay outside −128 to 127, before low and high).
// Timing: a sum every cycle, its result seven cycles later. For an acc_i of t, multiplier_i is
// taken at t, shift_i at t + 3, zero_point_i, low_i and high_i at t + 6. raw_i and double_i may
// change only while nothing is in flight. No reset.
// Special cases: s = 0 does not round; with low > high the result is high.
// Widths: 64 bits hold the product; with the rounding constant it wraps only for acc = M = −2^31,
// s = 63. 33 bits hold a saturated value and the half of the second rounding (at most 2^31), or a
// zero point.
//
// Configuration: tiny
// SeedChip 0.1.0
module requantise (
    input  wire               clk_i,
    input  wire signed [31:0] acc_i,
    input  wire signed [31:0] multiplier_i,
    input  wire [5:0]         shift_i,
    input  wire signed [7:0]  zero_point_i,
    input  wire signed [7:0]  low_i,
    input  wire signed [7:0]  high_i,
    input  wire               raw_i,
    input  wire               double_i,
    output wire signed [31:0] result_o,
    output wire               saturated_o
);
    reg  [5:0]         amount;
    wire [63:0]        unit;
    wire [63:0]        half;
    wire [63:0]        shifted;
    wire [32:0]        excess;
    wire [32:0]        step;
    wire [32:0]        nudge;
    wire signed [32:0] nudged;
    wire signed [32:0] moved;
    wire [25:0]        moved_excess;
    wire signed [31:0] multiplier_b_i;
    wire signed [63:0] multiplier_product_o;
    reg  signed [63:0] sum_q;
    reg  [5:0]         first_amount_q;
    reg  [5:0]         second_amount_q;
    wire signed [63:0] first_shift_data_o;
    reg  signed [31:0] value_q;
    reg  [5:0]         value_amount_q;
    wire signed [32:0] second_shift_data_o;
    reg  signed [31:0] rounded_q;
    reg  signed [31:0] result_q;
    reg                saturated_q;

    // t to t + 3: the product
    assign multiplier_b_i = raw_i ? 32'd1 : multiplier_i;

    always @(*) begin
        // t + 3: half a unit of the first rounding
        if (raw_i) begin
            amount = 6'd0;
        end else if (double_i) begin
            amount = 6'd31;
        end else begin
            amount = shift_i;
        end
    end

    assign unit = 64'd1 << amount;
    assign half = {1'b0, unit[63:1]};

    // t + 4: shift, saturate to 32 bits
    assign shifted = first_shift_data_o;
    assign excess = shifted[63:31];

    // t + 5: half of 2^e, less one if negative, and shift by e
    assign step = value_q[31] ? ~(33'h1ffffffff << value_amount_q) : (33'd1 << value_amount_q);
    assign nudge = {1'b0, step[32:1]};
    assign nudged = {value_q[31], value_q} + nudge;

    // t + 6: zero point and clamp
    assign moved = {rounded_q[31], rounded_q} + {{25{zero_point_i[7]}}, zero_point_i};
    assign moved_excess = moved[32:7];
    assign result_o = result_q;
    assign saturated_o = saturated_q;

    multiplier multiplier (
        .clk_i     (clk_i),
        .a_i       (acc_i),
        .b_i       (multiplier_b_i),
        .product_o (multiplier_product_o)
    );

    shift_right_64 first_shift (
        .data_i   (sum_q),
        .amount_i (first_amount_q),
        .data_o   (first_shift_data_o)
    );

    shift_right_33 second_shift (
        .data_i   (nudged),
        .amount_i (value_amount_q),
        .data_o   (second_shift_data_o)
    );

    always @(posedge clk_i) begin
        sum_q <= multiplier_product_o + half;
        first_amount_q <= amount;
        if (double_i & !raw_i & (shift_i > 6'd31)) begin
            second_amount_q <= shift_i - 6'd31;
        end else begin
            second_amount_q <= 6'd0;
        end
        if ((&excess) | !(|excess)) begin
            value_q <= shifted[31:0];
        end else if (shifted[63]) begin
            value_q <= 32'h80000000;
        end else begin
            value_q <= 32'h7fffffff;
        end
        value_amount_q <= second_amount_q;
        rounded_q <= second_shift_data_o[31:0];
        if (raw_i) begin
            result_q <= rounded_q;
        end else if ((moved > $signed({{25{high_i[7]}}, high_i})) | (low_i > high_i)) begin
            result_q <= {{24{high_i[7]}}, high_i};
        end else if (moved < $signed({{25{low_i[7]}}, low_i})) begin
            result_q <= {{24{low_i[7]}}, low_i};
        end else begin
            result_q <= moved[31:0];
        end
        saturated_q <= !raw_i & (|moved_excess) & !(&moved_excess);
    end

    wire unused = &{1'b0, unit[0], step[0], second_shift_data_o[32]};
endmodule
