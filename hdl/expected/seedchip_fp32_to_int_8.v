// seedchip_fp32_to_int_8
//
// An FP32 number times a power of two, rounded to an integer, nearest even, and clamped.
//
// The significand begins as far left as it can matter, and is shifted to the right until its lowest bit is a half; so
// there is one shifter for both directions, and what is above the integer says that it is clamped. A subnormal number
// needs nothing of its own.
//
// Timing: the outputs belong to the inputs of three cycles before: distance 1, shift 1, round 1. One number per
// cycle. No reset.
// Special cases: an infinity is clamped, a NaN gives 0. A tie that rounds beyond the greatest integer is clamped.
// Widths: a distance between bits - 360 and bits + 405 fits ten bits. One below 0 would bring every number but
// 0 to at least 2^bits, as 0 does already; 63 shift all bits + 25 <= 57 places out. A magnitude of less than
// 2^bits has its negative in the bits that are kept, after it was clamped to at most 2^(bits - 1).
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fp32_to_int_8 (
    input  wire              clk_i,        // Clock.
    input  wire [31:0]       number_i,     // The number.
    input  wire signed [8:0] shift_i,      // The exponent of the power of two.
    input  wire              symmetric_i,  // The least integer is the negative of the greatest one; otherwise it is one less.
    output wire signed [7:0] integer_o,    // The integer for the number of three cycles before.
    output wire              nan_dropped_o // The number was NaN.
);
    localparam [7:0] GREATEST = 8'd127;
    localparam [7:0] LOWEST = 8'd128;

    wire signed [9:0] distance;
    wire [23:0]       above;
    wire              up;
    reg  [7:0]        limit;
    wire              clamped;
    reg  [7:0]        inverted;
    reg               one;
    reg  [7:0]        bound;
    wire              unpack_sign_o;
    wire [7:0]        unpack_exponent_o;
    wire [23:0]       unpack_significand_o;
    wire              unpack_zero_o;
    wire              unpack_infinite_o;
    wire              unpack_nan_o;
    reg  [23:0]       significand_q;
    reg  [5:0]        amount_q;
    reg  [1:0]        sign_q;
    reg               infinite_q;
    reg  [2:0]        nan_q;
    reg  [1:0]        symmetric_q;
    wire [32:0]       sixteens_value_i;
    wire [32:0]       sixteens_value_o;
    wire              sixteens_lost_o;
    wire [32:0]       fours_value_o;
    wire              fours_lost_o;
    wire [32:0]       ones_value_o;
    wire              ones_lost_o;
    reg  [7:0]        kept_q;
    reg               half_q;
    reg               more_q;
    reg               beyond_q;
    reg  [7:0]        integer_q;

    // t: how far the significand goes to the right
    assign distance = 10'd158 - {2'd0, unpack_exponent_o} - {shift_i[8], shift_i};

    // t + 1: the shift
    assign sixteens_value_i = {significand_q, 9'd0};
    assign above = ones_value_o[32:9];

    // t + 2: rounded, negated and clamped; a negative number is inverted, and one more unless it rounds up
    assign up = half_q & (more_q | kept_q[0]);

    always @(*) begin
        // t + 2: rounded, negated and clamped; a negative number is inverted, and one more unless it rounds up
        inverted = kept_q;
        one = up;
        limit = GREATEST;
        bound = GREATEST;
        if (sign_q[1]) begin
            inverted = ~kept_q;
            one = !up;
            bound = LOWEST | {7'd0, symmetric_q[1]};
            if (!symmetric_q[1]) limit = LOWEST;
        end
    end

    assign clamped = beyond_q | (kept_q >= limit);
    assign integer_o = integer_q;
    assign nan_dropped_o = nan_q[2];

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
    seedchip_trailing_33x16 sixteens (
        .value_i (sixteens_value_i),
        .steps_i (amount_q[5:4]),
        .value_o (sixteens_value_o),
        .lost_o  (sixteens_lost_o)
    );

    // t + 1: the shift
    seedchip_trailing_33x4 fours (
        .value_i (sixteens_value_o),
        .steps_i (amount_q[3:2]),
        .value_o (fours_value_o),
        .lost_o  (fours_lost_o)
    );

    // t + 1: the shift
    seedchip_trailing_33x1 ones (
        .value_i (fours_value_o),
        .steps_i (amount_q[1:0]),
        .value_o (ones_value_o),
        .lost_o  (ones_lost_o)
    );

    always @(posedge clk_i) begin
        // t: how far the significand goes to the right
        amount_q <= distance[5:0];
        if (distance[9]) begin
            amount_q <= 6'd0;
        end else if (|distance[8:6]) begin
            amount_q <= 6'd63;
        end
        significand_q <= unpack_significand_o;
        infinite_q <= unpack_infinite_o;
        sign_q[0] <= unpack_sign_o;
        nan_q[0] <= unpack_nan_o;
        symmetric_q[0] <= symmetric_i;
        // t + 1: the shift
        kept_q <= ones_value_o[8:1];
        half_q <= ones_value_o[0];
        more_q <= sixteens_lost_o | fours_lost_o | ones_lost_o;
        beyond_q <= (|above) | infinite_q;
        sign_q[1] <= sign_q[0];
        nan_q[1] <= nan_q[0];
        symmetric_q[1] <= symmetric_q[0];
        // t + 2: rounded, negated and clamped; a negative number is inverted, and one more unless it rounds up
        if (nan_q[1]) begin
            integer_q <= 8'd0;
        end else if (clamped) begin
            integer_q <= bound;
        end else begin
            integer_q <= inverted + {7'd0, one};
        end
        nan_q[2] <= nan_q[1];
    end

    wire unused = &{1'b0, unpack_zero_o};
endmodule
`default_nettype wire
