// seedchip_join_16
//
// A step of an FP32 accumulator: acc' = RN(acc + S * 2^e), rounded once.
//
// The integer S is normalised first, so that what is aligned and added is not wider than S itself. (Aligned as it
// is, sum and shifters would have its width, the accumulator's and the distance between them: half as large again.)
// The accumulator is taken as late as can be, when S and its exponent are ready.
//
// Timing: a step every cycle. sum_i at t, exponent_i and nan_i at t + 3, acc_i at t + 5; the outputs show the step at
// t + 18: magnitude 1, normalise 3, exponent 1, align_add 7, round_fp32 6. An accumulator may come again after 13
// cycles. No reset.
// Special cases: every zero is +0. A NaN gives the canonical NaN, and an infinite accumulator stays.
// Widths: |S| <= 2^(W-1) fits W bits without a sign; normalised it has W - 1, as only 2^(W-1) itself is not shifted.
// The exponent of its top bit lies between -512 + 127 - 63 and 511 + 41 + 127: 11 bits. An S of 0 has exponent 0, below
// that of every accumulator.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_join_16 (
    input  wire               clk_i,      // Clock.
    input  wire signed [15:0] sum_i,      // S.
    input  wire signed [9:0]  exponent_i, // e.
    input  wire               nan_i,      // An element or a scale of the block is NaN.
    input  wire [31:0]        acc_i,      // The accumulator.
    output wire [31:0]        acc_o,      // The accumulator after the step.
    output wire               overflow_o, // The step made it infinite.
    output wire               nan_o       // It is NaN.
);
    localparam [15:0] ZERO = 16'd0;
    localparam [5:0] FARTHEST = 6'd63;

    wire               nan;
    wire               infinite;
    wire               sign;
    reg  [15:0]        magnitude_q;
    reg                negative_q;
    wire [15:0]        normalise_value_o;
    wire [5:0]         normalise_shift_o;
    wire               negative_delay_data_o;
    reg  signed [10:0] exponent_q;
    wire               nan_delay_data_o;
    reg  [14:0]        term_q;
    reg  signed [10:0] term_exponent_q;
    wire               unpack_sign_o;
    wire [7:0]         unpack_exponent_o;
    wire [23:0]        unpack_significand_o;
    wire               unpack_zero_o;
    wire               unpack_infinite_o;
    wire               unpack_nan_o;
    wire               align_add_b_sign_i;
    wire               align_add_sign_o;
    wire [9:0]         align_add_exponent_o;
    wire [27:0]        align_add_significand_o;
    wire               align_add_cancelled_o;
    wire [2:0]         special_delay_data_i;
    wire [2:0]         special_delay_data_o;

    // t + 5: the accumulator comes
    assign align_add_b_sign_i = negative_delay_data_o;
    assign nan = unpack_nan_o | nan_delay_data_o;
    assign special_delay_data_i = {unpack_sign_o, unpack_infinite_o, nan};

    // t + 12: the sum is rounded; an infinite accumulator brings its own sign
    assign infinite = special_delay_data_o[1];
    assign sign = infinite ? special_delay_data_o[2] : align_add_sign_o;

    // t + 1 to t + 4: normalised
    seedchip_normalise_16 normalise (
        .clk_i   (clk_i),
        .value_i (magnitude_q),
        .limit_i (FARTHEST),
        .value_o (normalise_value_o),
        .shift_o (normalise_shift_o)
    );

    // t + 1 to t + 4: normalised
    seedchip_delay #(.WIDTH(1), .STAGES(4)) negative_delay (
        .clk_i  (clk_i),
        .data_i (negative_q),
        .data_o (negative_delay_data_o)
    );

    // t + 3: the exponent that the top bit of S would have
    seedchip_delay #(.WIDTH(1), .STAGES(2)) nan_delay (
        .clk_i  (clk_i),
        .data_i (nan_i),
        .data_o (nan_delay_data_o)
    );

    // t + 5: the accumulator comes
    seedchip_unpack_fp32 unpack (
        .number_i      (acc_i),
        .sign_o        (unpack_sign_o),
        .exponent_o    (unpack_exponent_o),
        .significand_o (unpack_significand_o),
        .zero_o        (unpack_zero_o),
        .infinite_o    (unpack_infinite_o),
        .nan_o         (unpack_nan_o)
    );

    // t + 5: the accumulator comes
    seedchip_align_add_15 align_add (
        .clk_i           (clk_i),
        .a_sign_i        (unpack_sign_o),
        .a_exponent_i    (unpack_exponent_o),
        .a_significand_i (unpack_significand_o),
        .b_sign_i        (align_add_b_sign_i),
        .b_exponent_i    (term_exponent_q),
        .b_significand_i (term_q),
        .sign_o          (align_add_sign_o),
        .exponent_o      (align_add_exponent_o),
        .significand_o   (align_add_significand_o),
        .cancelled_o     (align_add_cancelled_o)
    );

    // t + 5: the accumulator comes
    seedchip_delay #(.WIDTH(3), .STAGES(7)) special_delay (
        .clk_i  (clk_i),
        .data_i (special_delay_data_i),
        .data_o (special_delay_data_o)
    );

    // t + 12: the sum is rounded; an infinite accumulator brings its own sign
    seedchip_round_fp32_28 round (
        .clk_i         (clk_i),
        .sign_i        (sign),
        .exponent_i    (align_add_exponent_o),
        .significand_i (align_add_significand_o),
        .cancelled_i   (align_add_cancelled_o),
        .plus_zero_i   (1'b1),
        .infinite_i    (infinite),
        .nan_i         (special_delay_data_o[0]),
        .result_o      (acc_o),
        .overflow_o    (overflow_o),
        .nan_o         (nan_o)
    );

    always @(posedge clk_i) begin
        // t: the magnitude of S
        negative_q <= sum_i[15];
        magnitude_q <= sum_i;
        if (sum_i[15]) magnitude_q <= ZERO - sum_i;
        // t + 3: the exponent that the top bit of S would have
        exponent_q <= {exponent_i[9], exponent_i} + 11'd142;
        // t + 4: the exponent of its leading one
        term_q <= normalise_value_o[15:1];
        term_exponent_q <= 11'd0;
        if (normalise_value_o[15]) term_exponent_q <= exponent_q - {5'd0, normalise_shift_o};
    end

    wire unused = &{1'b0, normalise_value_o[0], unpack_zero_o};
endmodule
`default_nettype wire
