// seedchip_fp32_add
//
// The sum or the difference of two FP32 numbers, rounded once.
//
// One path for all distances of the exponents, as in the blocks that it is made of. A second one for near exponents
// would save some of the thirteen cycles and take as much again; nothing here waits for a single sum.
//
// Timing: the outputs belong to the inputs of thirteen cycles before: align_add 7, round_fp32 6. One sum per cycle.
// No reset.
// Special cases: NaN where an operand is NaN, or where infinities of different signs meet. An infinite operand has
// the greatest exponent, so the sum's sign is its own. An exact zero of terms with different signs is +0.
// Widths: b is as it was unpacked: with an exponent of 1 it may lack its top bit. It is not the greater one then, as
// a's exponent is at least 1: below a distance of 4 nothing of b is lost, and from 1 on a is normalised. So the
// sum rounds right.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fp32_add (
    input  wire        clk_i,      // Clock.
    input  wire [31:0] a_i,        // The first term.
    input  wire [31:0] b_i,        // The second term.
    input  wire        subtract_i, // The second term is subtracted.
    output wire [31:0] sum_o,      // The sum of the terms of thirteen cycles before.
    output wire        overflow_o, // They were finite, and it is infinite.
    output wire        nan_o       // It is NaN.
);
    wire        b_sign;
    wire        nan;
    wire        infinite;
    wire        unpack_a_sign_o;
    wire [7:0]  unpack_a_exponent_o;
    wire [23:0] unpack_a_significand_o;
    wire        unpack_a_zero_o;
    wire        unpack_a_infinite_o;
    wire        unpack_a_nan_o;
    wire        unpack_b_sign_o;
    wire [7:0]  unpack_b_exponent_o;
    wire [23:0] unpack_b_significand_o;
    wire        unpack_b_zero_o;
    wire        unpack_b_infinite_o;
    wire        unpack_b_nan_o;
    wire        align_add_sign_o;
    wire [9:0]  align_add_exponent_o;
    wire [27:0] align_add_significand_o;
    wire        align_add_cancelled_o;
    wire [1:0]  special_delay_data_i;
    wire [1:0]  special_delay_data_o;

    // t: the terms apart
    assign b_sign = unpack_b_sign_o ^ subtract_i;
    assign nan = unpack_a_nan_o | unpack_b_nan_o
        | (unpack_a_infinite_o & unpack_b_infinite_o & (unpack_a_sign_o ^ b_sign));
    assign infinite = unpack_a_infinite_o | unpack_b_infinite_o;

    // t to t + 7: added
    assign special_delay_data_i = {nan, infinite};

    // t: the terms apart
    seedchip_unpack_fp32 unpack_a (
        .number_i      (a_i),
        .sign_o        (unpack_a_sign_o),
        .exponent_o    (unpack_a_exponent_o),
        .significand_o (unpack_a_significand_o),
        .zero_o        (unpack_a_zero_o),
        .infinite_o    (unpack_a_infinite_o),
        .nan_o         (unpack_a_nan_o)
    );

    // t: the terms apart
    seedchip_unpack_fp32 unpack_b (
        .number_i      (b_i),
        .sign_o        (unpack_b_sign_o),
        .exponent_o    (unpack_b_exponent_o),
        .significand_o (unpack_b_significand_o),
        .zero_o        (unpack_b_zero_o),
        .infinite_o    (unpack_b_infinite_o),
        .nan_o         (unpack_b_nan_o)
    );

    // t to t + 7: added
    seedchip_align_add_24 align_add (
        .clk_i           (clk_i),
        .a_sign_i        (unpack_a_sign_o),
        .a_exponent_i    (unpack_a_exponent_o),
        .a_significand_i (unpack_a_significand_o),
        .b_sign_i        (b_sign),
        .b_exponent_i    ({3'd0, unpack_b_exponent_o}),
        .b_significand_i (unpack_b_significand_o),
        .sign_o          (align_add_sign_o),
        .exponent_o      (align_add_exponent_o),
        .significand_o   (align_add_significand_o),
        .cancelled_o     (align_add_cancelled_o)
    );

    // t to t + 7: added
    seedchip_delay #(.WIDTH(2), .STAGES(7)) special_delay (
        .clk_i  (clk_i),
        .data_i (special_delay_data_i),
        .data_o (special_delay_data_o)
    );

    // t + 7 to t + 13: rounded
    seedchip_round_fp32_28 round (
        .clk_i         (clk_i),
        .sign_i        (align_add_sign_o),
        .exponent_i    (align_add_exponent_o),
        .significand_i (align_add_significand_o),
        .cancelled_i   (align_add_cancelled_o),
        .plus_zero_i   (1'b0),
        .infinite_i    (special_delay_data_o[0]),
        .nan_i         (special_delay_data_o[1]),
        .result_o      (sum_o),
        .overflow_o    (overflow_o),
        .nan_o         (nan_o)
    );

    wire unused = &{1'b0, unpack_a_zero_o, unpack_b_zero_o};
endmodule
`default_nettype wire
