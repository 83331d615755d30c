// seedchip_fixed_term
//
// A number from 0 to 1 in multiples of 2^-40, nearest even: a part of fixed_sum.
//
// Timing: the outputs belong to the number of three cycles before: distance, shift, round. No reset.
// Special cases: what is NaN, greater than 1, or negative and not -0, is outside; its term means nothing.
// Widths: 1 is 2^40. 63 shift all 42 bits out.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fixed_term (
    input  wire        clk_i,    // Clock.
    input  wire [31:0] number_i, // The number.
    output wire [45:0] term_o,   // The term, in the bits of the sum of 32 of them.
    output wire        outside_o // The number lies outside.
);
    localparam [7:0] ONE = 8'd127;

    wire [7:0]  distance;
    wire        up;
    wire        unpack_sign_o;
    wire [7:0]  unpack_exponent_o;
    wire [23:0] unpack_significand_o;
    wire        unpack_zero_o;
    wire        unpack_infinite_o;
    wire        unpack_nan_o;
    reg  [23:0] significand_q;
    reg  [5:0]  amount_q;
    reg  [2:0]  outside_q;
    wire [41:0] sixteens_value_i;
    wire [41:0] sixteens_value_o;
    wire        sixteens_lost_o;
    wire [41:0] fours_value_o;
    wire        fours_lost_o;
    wire [41:0] ones_value_o;
    wire        ones_lost_o;
    reg  [40:0] kept_q;
    reg         half_q;
    reg         more_q;
    reg  [40:0] term_q;

    // t: how far the significand goes to the right
    assign distance = ONE - unpack_exponent_o;

    // t + 1: the shift
    assign sixteens_value_i = {significand_q, 18'd0};

    // t + 2: rounded
    assign up = half_q && (more_q || kept_q[0]);
    assign term_o = {5'd0, term_q};
    assign outside_o = outside_q[2];

    // t: how far the significand goes to the right
    seedchip_unpack_fp32 unpack (
        .number_i      (number_i),
        .sign_o        (unpack_sign_o),
        .exponent_o    (unpack_exponent_o),
        .significand_o (unpack_significand_o),
        .zero_o        (unpack_zero_o),
        .infinite_o    (unpack_infinite_o),
        .nan_o         (unpack_nan_o)
    );

    // t + 1: the shift
    seedchip_trailing_42x16 sixteens (
        .value_i (sixteens_value_i),
        .steps_i (amount_q[5:4]),
        .value_o (sixteens_value_o),
        .lost_o  (sixteens_lost_o)
    );

    // t + 1: the shift
    seedchip_trailing_42x4 fours (
        .value_i (sixteens_value_o),
        .steps_i (amount_q[3:2]),
        .value_o (fours_value_o),
        .lost_o  (fours_lost_o)
    );

    // t + 1: the shift
    seedchip_trailing_42x1 ones (
        .value_i (fours_value_o),
        .steps_i (amount_q[1:0]),
        .value_o (ones_value_o),
        .lost_o  (ones_lost_o)
    );

    always @(posedge clk_i) begin
        // t: how far the significand goes to the right
        amount_q <= distance[5:0];
        if (|distance[7:6]) amount_q <= 6'd63;
        significand_q <= unpack_significand_o;
        outside_q[0] <= (unpack_sign_o && !unpack_zero_o) || (unpack_exponent_o > ONE)
            || ((unpack_exponent_o == ONE) && (|unpack_significand_o[22:0]));
        // t + 1: the shift
        kept_q <= ones_value_o[41:1];
        half_q <= ones_value_o[0];
        more_q <= sixteens_lost_o || fours_lost_o || ones_lost_o;
        outside_q[1] <= outside_q[0];
        // t + 2: rounded
        term_q <= kept_q + {40'd0, up};
        outside_q[2] <= outside_q[1];
    end

    wire unused = &{1'b0, unpack_infinite_o, unpack_nan_o};
endmodule
`default_nettype wire
