// seedchip_fp32_fma
//
// A fused multiply-add of FP32 numbers: a * b + c, rounded once.
//
// The product of the significands is normalised before c is added, so the adder is no wider than the product, and
// subnormal factors need nothing of their own. (Aligned as it is, it would be 23 bits wider.) c is taken when the
// product is ready, so a chain of sums waits for the thirteen cycles of an addition only. The multiplier is that of
// the convert lanes; one of 24 x 24 bits would need the same four DSP blocks.
//
// Timing: an operation every cycle. a_i and b_i at t, c_i at t + 9; the outputs show the result at t + 22:
// multiplier 5, normalise 3, exponent 1, align_add 7, round_fp32 6. No reset.
// Special cases: NaN where an operand is NaN, where 0 meets infinity in the product, and where infinities of
// different signs meet in the sum. An infinite product or c brings its own sign. An exact zero of terms with
// different signs is +0.
// Widths: the product of two significands fits 48 bits. The exponent of its top bit is that of a plus that of b less
// 126, -124 to 384, and that of its leading one not less than -124 - 47: ten bits. A product of 0 has exponent 0,
// below that of every c; every other one is normalised.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fp32_fma (
    input  wire        clk_i,      // Clock.
    input  wire [31:0] a_i,        // The first factor.
    input  wire [31:0] b_i,        // The second factor.
    input  wire [31:0] c_i,        // What is added to the product of the factors of nine cycles before.
    output wire [31:0] result_o,   // The result for the c of thirteen cycles before.
    output wire        overflow_o, // Its operands were finite, and it is infinite.
    output wire        nan_o       // It is NaN.
);
    localparam [5:0] FARTHEST = 6'd63;
    localparam [9:0] BIAS = 10'd126;

    wire               nothing;
    wire               negative;
    wire               boundless;
    wire               product_negative;
    wire               product_infinite;
    wire               nan;
    wire               infinite;
    wire               infinity_sign;
    wire               sign;
    wire               unpack_a_sign_o;
    wire [7:0]         unpack_a_exponent_o;
    wire [23:0]        unpack_a_significand_o;
    wire               unpack_a_zero_o;
    wire               unpack_a_infinite_o;
    wire               unpack_a_nan_o;
    wire               unpack_b_sign_o;
    wire [7:0]         unpack_b_exponent_o;
    wire [23:0]        unpack_b_significand_o;
    wire               unpack_b_zero_o;
    wire               unpack_b_infinite_o;
    wire               unpack_b_nan_o;
    wire signed [63:0] multiplier_product_o;
    reg  [9:0]         exponent_q;
    wire [9:0]         exponent_delay_data_o;
    wire [2:0]         product_delay_data_i;
    wire [2:0]         product_delay_data_o;
    wire [47:0]        normalise_value_o;
    wire [5:0]         normalise_shift_o;
    reg  [47:0]        term_q;
    reg  signed [9:0]  term_exponent_q;
    wire               unpack_c_sign_o;
    wire [7:0]         unpack_c_exponent_o;
    wire [23:0]        unpack_c_significand_o;
    wire               unpack_c_zero_o;
    wire               unpack_c_infinite_o;
    wire               unpack_c_nan_o;
    wire               align_add_sign_o;
    wire [9:0]         align_add_exponent_o;
    wire [49:0]        align_add_significand_o;
    wire               align_add_cancelled_o;
    wire [2:0]         special_delay_data_i;
    wire [2:0]         special_delay_data_o;

    // t: the factors apart; the exponent that the top bit of their product has
    assign nothing = (unpack_a_zero_o & unpack_b_infinite_o) | (unpack_a_infinite_o & unpack_b_zero_o);
    assign negative = unpack_a_sign_o ^ unpack_b_sign_o;
    assign boundless = unpack_a_infinite_o | unpack_b_infinite_o;
    assign product_delay_data_i = {2'd0, unpack_a_nan_o | unpack_b_nan_o | nothing} | {1'b0, boundless, 1'b0}
        | {negative, 2'd0};

    // t + 9: c comes
    assign product_infinite = product_delay_data_o[1];
    assign product_negative = product_delay_data_o[2];
    assign nan = product_delay_data_o[0] | unpack_c_nan_o
        | (product_infinite & unpack_c_infinite_o & (product_negative ^ unpack_c_sign_o));
    assign infinite = product_infinite | unpack_c_infinite_o;
    assign infinity_sign = product_infinite ? product_negative : unpack_c_sign_o;
    assign special_delay_data_i = {infinity_sign, infinite, nan};

    // t + 16: the sum is rounded; an infinity brings its own sign
    assign sign = special_delay_data_o[1] ? special_delay_data_o[2] : align_add_sign_o;

    // t: the factors apart; the exponent that the top bit of their product has
    seedchip_unpack_fp32 unpack_a (
        .number_i      (a_i),
        .sign_o        (unpack_a_sign_o),
        .exponent_o    (unpack_a_exponent_o),
        .significand_o (unpack_a_significand_o),
        .zero_o        (unpack_a_zero_o),
        .infinite_o    (unpack_a_infinite_o),
        .nan_o         (unpack_a_nan_o)
    );

    // t: the factors apart; the exponent that the top bit of their product has
    seedchip_unpack_fp32 unpack_b (
        .number_i      (b_i),
        .sign_o        (unpack_b_sign_o),
        .exponent_o    (unpack_b_exponent_o),
        .significand_o (unpack_b_significand_o),
        .zero_o        (unpack_b_zero_o),
        .infinite_o    (unpack_b_infinite_o),
        .nan_o         (unpack_b_nan_o)
    );

    // t to t + 5: the product
    seedchip_multiplier multiplier (
        .clk_i     (clk_i),
        .enable_i  (1'b1),
        .a_i       ({8'd0, unpack_a_significand_o}),
        .b_i       ({8'd0, unpack_b_significand_o}),
        .product_o (multiplier_product_o)
    );

    // t to t + 5: the product
    seedchip_delay #(.WIDTH(10), .STAGES(7)) exponent_delay (
        .clk_i  (clk_i),
        .data_i (exponent_q),
        .data_o (exponent_delay_data_o)
    );

    // t: the factors apart; the exponent that the top bit of their product has
    seedchip_delay #(.WIDTH(3), .STAGES(9)) product_delay (
        .clk_i  (clk_i),
        .data_i (product_delay_data_i),
        .data_o (product_delay_data_o)
    );

    // t + 5 to t + 8: normalised
    seedchip_normalise_48 normalise (
        .clk_i   (clk_i),
        .value_i (multiplier_product_o[47:0]),
        .limit_i (FARTHEST),
        .value_o (normalise_value_o),
        .shift_o (normalise_shift_o)
    );

    // t + 9: c comes
    seedchip_unpack_fp32 unpack_c (
        .number_i      (c_i),
        .sign_o        (unpack_c_sign_o),
        .exponent_o    (unpack_c_exponent_o),
        .significand_o (unpack_c_significand_o),
        .zero_o        (unpack_c_zero_o),
        .infinite_o    (unpack_c_infinite_o),
        .nan_o         (unpack_c_nan_o)
    );

    // t + 9: c comes
    seedchip_align_add_48 align_add (
        .clk_i           (clk_i),
        .a_sign_i        (unpack_c_sign_o),
        .a_exponent_i    (unpack_c_exponent_o),
        .a_significand_i (unpack_c_significand_o),
        .b_sign_i        (product_negative),
        .b_exponent_i    ({term_exponent_q[9], term_exponent_q}),
        .b_significand_i (term_q),
        .sign_o          (align_add_sign_o),
        .exponent_o      (align_add_exponent_o),
        .significand_o   (align_add_significand_o),
        .cancelled_o     (align_add_cancelled_o)
    );

    // t + 9: c comes
    seedchip_delay #(.WIDTH(3), .STAGES(7)) special_delay (
        .clk_i  (clk_i),
        .data_i (special_delay_data_i),
        .data_o (special_delay_data_o)
    );

    // t + 16: the sum is rounded; an infinity brings its own sign
    seedchip_round_fp32_50 round (
        .clk_i         (clk_i),
        .sign_i        (sign),
        .exponent_i    (align_add_exponent_o),
        .significand_i (align_add_significand_o),
        .cancelled_i   (align_add_cancelled_o),
        .plus_zero_i   (1'b0),
        .infinite_i    (special_delay_data_o[1]),
        .nan_i         (special_delay_data_o[0]),
        .result_o      (result_o),
        .overflow_o    (overflow_o),
        .nan_o         (nan_o)
    );

    always @(posedge clk_i) begin
        // t: the factors apart; the exponent that the top bit of their product has
        exponent_q <= {2'd0, unpack_a_exponent_o} + {2'd0, unpack_b_exponent_o} - BIAS;
        // t + 8: the exponent of its leading one
        term_q <= normalise_value_o;
        term_exponent_q <= 10'd0;
        if (normalise_value_o[47]) term_exponent_q <= exponent_delay_data_o - {4'd0, normalise_shift_o};
    end

    wire unused = &{1'b0, multiplier_product_o[63:48], unpack_c_zero_o};
endmodule
`default_nettype wire
