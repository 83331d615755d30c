// seedchip_sine
//
// The sine or the cosine of a phase, as an FP32 number.
//
// The phase is folded into a quarter of a turn. A table holds the ratio of sine and angle, which is smooth down to
// an angle of zero, and the angle itself is normalised and multiplied: so small sines have as many bits as great
// ones. (A table of the sine alone would need a reduction of its own for each binade.)
//
// Timing: result_o follows the phase by 23 cycles: fold 1, coefficients 2, quadratic 9, multiplier 5, round_fp32 6. A
// phase every cycle. No reset.
// Special cases: zeros are +0. A sine of 1 takes the argument beside it, which is near enough.
// Widths: a folded phase is at most 2^38: 39 bits. The 31 leading bits of it times a ratio of 29 bits fit 60.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_sine (
    input  wire        clk_i,    // Clock.
    input  wire [39:0] phase_i,  // The phase, in 2^-40 of a turn.
    input  wire        cosine_i, // Its cosine is asked for.
    output wire [31:0] result_o  // The sine or cosine.
);
    localparam [5:0] FARTHEST = 6'd63;
    localparam [9:0] BIAS = 10'd127;
    localparam [17:0] MIDDLE = 18'h20000;
    localparam [25:0] GREATEST = 26'h3ffffff;
    localparam [38:0] QUARTER = 39'h4000000000;

    wire [1:0]         quadrant;
    wire [38:0]        rest;
    wire [25:0]        argument;
    wire [17:0]        place;
    wire [30:0]        leading;
    wire [63:0]        product;
    reg  [38:0]        angle_q;
    reg                negative_q;
    wire [28:0]        coefficients_c0_o;
    wire signed [21:0] coefficients_c1_o;
    wire signed [13:0] coefficients_c2_o;
    wire [17:0]        place_delay_data_o;
    wire [28:0]        quadratic_value_o;
    wire [38:0]        normalise_value_o;
    wire [5:0]         normalise_shift_o;
    wire [30:0]        angle_delay_data_o;
    wire signed [63:0] multiplier_product_o;
    wire [5:0]         shift_delay_data_o;
    wire               negative_delay_data_o;
    wire               round_sign_i;
    wire [9:0]         round_exponent_i;
    wire [31:0]        round_significand_i;
    wire               round_overflow_o;
    wire               round_nan_o;

    // t: the angle in its quadrant, from the nearer zero of the sine
    assign quadrant = cosine_i ? (phase_i[39:38] + 2'd1) : phase_i[39:38];
    assign rest = {1'b0, phase_i[37:0]};

    // t + 1 to t + 12: the ratio of sine and angle
    assign argument = angle_q[38] ? GREATEST : angle_q[37:12];
    assign place = argument[17:0] ^ MIDDLE;

    // t + 1 to t + 4: the leading bits of the angle, which wait for the ratio
    assign leading = normalise_value_o[38:8];

    // t + 12 to t + 17: their product
    assign product = multiplier_product_o;

    // t + 17: rounded
    assign round_sign_i = negative_delay_data_o;
    assign round_exponent_i = BIAS - {4'd0, shift_delay_data_o};
    assign round_significand_i = product[59:28];

    // t + 1 to t + 12: the ratio of sine and angle
    seedchip_coefficients_2 coefficients (
        .clk_i     (clk_i),
        .segment_i (argument[25:18]),
        .c0_o      (coefficients_c0_o),
        .c1_o      (coefficients_c1_o),
        .c2_o      (coefficients_c2_o)
    );

    // t + 1 to t + 12: the ratio of sine and angle
    seedchip_delay #(.WIDTH(18), .STAGES(2)) place_delay (
        .clk_i  (clk_i),
        .data_i (place),
        .data_o (place_delay_data_o)
    );

    // t + 1 to t + 12: the ratio of sine and angle
    seedchip_quadratic quadratic (
        .clk_i    (clk_i),
        .c0_i     (coefficients_c0_o),
        .c1_i     (coefficients_c1_o),
        .c2_i     (coefficients_c2_o),
        .offset_i (place_delay_data_o),
        .value_o  (quadratic_value_o)
    );

    // t + 1 to t + 4: the leading bits of the angle, which wait for the ratio
    seedchip_normalise_39 normalise (
        .clk_i   (clk_i),
        .value_i (angle_q),
        .limit_i (FARTHEST),
        .value_o (normalise_value_o),
        .shift_o (normalise_shift_o)
    );

    // t + 1 to t + 4: the leading bits of the angle, which wait for the ratio
    seedchip_delay #(.WIDTH(31), .STAGES(8)) angle_delay (
        .clk_i  (clk_i),
        .data_i (leading),
        .data_o (angle_delay_data_o)
    );

    // t + 12 to t + 17: their product
    seedchip_multiplier multiplier (
        .clk_i     (clk_i),
        .enable_i  (1'b1),
        .a_i       ({1'b0, angle_delay_data_o}),
        .b_i       ({3'd0, quadratic_value_o}),
        .product_o (multiplier_product_o)
    );

    // t + 17: rounded
    seedchip_delay #(.WIDTH(6), .STAGES(13)) shift_delay (
        .clk_i  (clk_i),
        .data_i (normalise_shift_o),
        .data_o (shift_delay_data_o)
    );

    // t + 17: rounded
    seedchip_delay #(.WIDTH(1), .STAGES(16)) negative_delay (
        .clk_i  (clk_i),
        .data_i (negative_q),
        .data_o (negative_delay_data_o)
    );

    // t + 17: rounded
    seedchip_round_fp32_32 round (
        .clk_i         (clk_i),
        .sign_i        (round_sign_i),
        .exponent_i    (round_exponent_i),
        .significand_i (round_significand_i),
        .cancelled_i   (1'b0),
        .plus_zero_i   (1'b1),
        .infinite_i    (1'b0),
        .nan_i         (1'b0),
        .result_o      (result_o),
        .overflow_o    (round_overflow_o),
        .nan_o         (round_nan_o)
    );

    always @(posedge clk_i) begin
        // t: the angle in its quadrant, from the nearer zero of the sine
        angle_q <= rest;
        if (quadrant[0]) angle_q <= QUARTER - rest;
        negative_q <= quadrant[1];
    end

    wire unused = &{1'b0, product[27:0], product[63:60], normalise_value_o[7:0], round_overflow_o, round_nan_o};
endmodule
`default_nettype wire
