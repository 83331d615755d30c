// seedchip_fp32_to_narrow_2x1
//
// An FP32 number times a power of two in a narrow format, BF16, E5M2, E4M3 or E2M1, nearest even, with gradual
// underflow.
//
// The significand is normalised first, for a subnormal number may become a normal one. Of a normalised significand
// only the bits that the format keeps, one to round by, and whether there are more go on, so the shift for gradual
// underflow is a narrow one. As in the rounder, the exponent is added to the significand together with the bit
// that rounds up.
//
// Timing: the outputs belong to the inputs of three cycles before: exponent, and zeros by sixteens and fours 1,
// zeros by ones 1, underflow, round and choose 1. One number per cycle. No reset.
// Special cases: a zero keeps its sign, one that arises by rounding too. What is beyond the greatest number is that
// number, of BF16 infinity, for which only a finite number overflows. A NaN is the format's NaN; E2M1 has none, so it
// is dropped for 0.
// Widths: the exponent of the significand's top bit, less that of the least normal number, lies between -382 and 509,
// and with up to 31 leading zeros it is not below -413: ten bits. mantissa_bits + 2 places leave less than
// half of the least number. The greatest exponent and a significand that is rounded up fit one bit more than the
// code without its sign.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fp32_to_narrow_2x1 (
    input  wire              clk_i,        // Clock.
    input  wire [31:0]       number_i,     // The number.
    input  wire signed [8:0] shift_i,      // The exponent of the power of two.
    output wire [3:0]        code_o,       // The code for the number of three cycles before.
    output wire              overflow_o,   // The number was finite, and the code is an infinity.
    output wire              nan_o,        // The code is a NaN.
    output wire              nan_dropped_o // The number was NaN, and the format has none.
);
    localparam [2:0] CANONICAL = 3'd0;
    localparam [2:0] GREATEST = 3'd7;
    localparam [3:0] FIRST_BEYOND = 4'd8;

    wire [23:0]       coarse;
    wire [23:0]       half_medium;
    wire [23:0]       half_fine;
    wire [23:0]       fine;
    wire [20:0]       below;
    wire [4:0]        all_zeros;
    wire signed [9:0] excess;
    wire signed [9:0] shortage;
    wire [8:0]        above;
    wire [4:0]        moved;
    wire [1:0]        kept;
    wire              half;
    wire [1:0]        lost;
    wire              up;
    wire [3:0]        number;
    wire              too_large;
    reg  [2:0]        magnitude;
    wire              negative;
    wire              unpack_sign_o;
    wire [7:0]        unpack_exponent_o;
    wire [23:0]       unpack_significand_o;
    wire              unpack_zero_o;
    wire              unpack_infinite_o;
    wire              unpack_nan_o;
    wire [1:0]        by_sixteens_steps_o;
    wire [1:0]        by_fours_steps_o;
    reg  [23:0]       medium_q;
    reg  [2:0]        zeros_q;
    reg  signed [9:0] exponent_q;
    reg               nothing_q;
    reg  [1:0]        infinite_q;
    reg  [1:0]        sign_q;
    reg  [2:0]        nan_q;
    wire [1:0]        by_ones_steps_o;
    reg  [2:0]        digits_q;
    reg               more_q;
    reg  [3:0]        places_q;
    reg  [1:0]        normal_q;
    reg               beyond_q;
    reg  [3:0]        code_q;
    reg               overflow_q;

    // t: the exponent, less that of the least normal number; leading zeros go by sixteens and fours
    assign coarse = by_sixteens_steps_o[0] ? {unpack_significand_o[7:0], 16'd0} : unpack_significand_o;
    assign half_medium = by_fours_steps_o[1] ? {coarse[15:0], 8'd0} : coarse;

    // t + 1: leading zeros go by ones; how far the number is above the least normal one, or below
    assign half_fine = by_ones_steps_o[1] ? {medium_q[21:0], 2'd0} : medium_q;
    assign fine = by_ones_steps_o[0] ? {half_fine[22:0], 1'b0} : half_fine;
    assign below = fine[20:0];
    assign all_zeros = {zeros_q, by_ones_steps_o};
    assign excess = exponent_q - {5'd0, all_zeros};
    assign shortage = {5'd0, all_zeros} - exponent_q;
    assign above = excess[8:0];

    // t + 2: gradual underflow; exponent, significand and the bit that rounds up in one sum
    assign moved = {digits_q, 2'd0} >> places_q;
    assign kept = moved[4:3];
    assign half = moved[2];
    assign lost = moved[1:0];
    assign up = half & ((|lost) | more_q | kept[0]);
    assign number = {1'b0, normal_q, 1'b0} + {2'd0, kept} + {3'd0, up};
    assign too_large = beyond_q | (number >= FIRST_BEYOND);

    always @(*) begin
        // t + 2: gradual underflow; exponent, significand and the bit that rounds up in one sum
        magnitude = number[2:0];
        if (nan_q[1]) begin
            magnitude = CANONICAL;
        end else if (too_large | infinite_q[1]) begin
            magnitude = GREATEST;
        end
    end

    assign negative = sign_q[1] & !nan_q[1];
    assign code_o = code_q;
    assign overflow_o = overflow_q;
    assign nan_o = 1'b0;
    assign nan_dropped_o = nan_q[2];

    // t: the exponent, less that of the least normal number; leading zeros go by sixteens and fours
    seedchip_unpack_fp32 unpack (
        .number_i      (number_i),
        .sign_o        (unpack_sign_o),
        .exponent_o    (unpack_exponent_o),
        .significand_o (unpack_significand_o),
        .zero_o        (unpack_zero_o),
        .infinite_o    (unpack_infinite_o),
        .nan_o         (unpack_nan_o)
    );

    // t: the exponent, less that of the least normal number; leading zeros go by sixteens and fours
    seedchip_leading_24x16 by_sixteens (
        .value_i (unpack_significand_o),
        .limit_i (2'd3),
        .steps_o (by_sixteens_steps_o)
    );

    // t: the exponent, less that of the least normal number; leading zeros go by sixteens and fours
    seedchip_leading_24x4 by_fours (
        .value_i (coarse),
        .limit_i (2'd3),
        .steps_o (by_fours_steps_o)
    );

    // t + 1: leading zeros go by ones; how far the number is above the least normal one, or below
    seedchip_leading_24x1 by_ones (
        .value_i (medium_q),
        .limit_i (2'd3),
        .steps_o (by_ones_steps_o)
    );

    always @(posedge clk_i) begin
        // t: the exponent, less that of the least normal number; leading zeros go by sixteens and fours
        exponent_q <= {2'd0, unpack_exponent_o} + {shift_i[8], shift_i} - 10'd127;
        medium_q <= half_medium;
        if (by_fours_steps_o[0]) medium_q <= {half_medium[19:0], 4'd0};
        zeros_q <= {by_sixteens_steps_o[0], by_fours_steps_o};
        nothing_q <= unpack_zero_o;
        infinite_q[0] <= unpack_infinite_o;
        sign_q[0] <= unpack_sign_o;
        nan_q[0] <= unpack_nan_o;
        // t + 1: leading zeros go by ones; how far the number is above the least normal one, or below
        digits_q <= fine[23:21];
        more_q <= |below;
        places_q <= 4'd0;
        normal_q <= 2'd0;
        beyond_q <= 1'b0;
        if (excess[9]) begin
            places_q <= shortage[3:0];
            if (|shortage[8:4]) places_q <= 4'd15;
        end else if (!nothing_q) begin
            normal_q <= above[1:0];
            beyond_q <= |above[8:2];
        end
        infinite_q[1] <= infinite_q[0];
        sign_q[1] <= sign_q[0];
        nan_q[1] <= nan_q[0];
        // t + 2: gradual underflow; exponent, significand and the bit that rounds up in one sum
        code_q <= {negative, magnitude};
        overflow_q <= 1'b0;
        nan_q[2] <= nan_q[1];
    end

    wire unused = &{1'b0, shortage[9], by_sixteens_steps_o[1]};
endmodule
`default_nettype wire
