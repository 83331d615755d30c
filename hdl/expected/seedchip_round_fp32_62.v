// seedchip_round_fp32_62
//
// The rounder: an exact number to FP32, nearest even, with gradual underflow.
//
// The significand need not be normalised. Its leading zeros are shifted out as far as the exponent allows, which is
// all that gradual underflow asks for; what is below the least exponent is brought to it by align_add. The exponent
// is added to the significand, whose top bit is worth one of it, together with the bit that rounds up: so a carry
// out of the significand, and a subnormal number that becomes a normal one, need nothing of their own.
//
// Timing: the outputs belong to the inputs of six cycles before: normalise 3, decide 1, add 1, choose 1. One number
// per cycle. No reset.
// Special cases: nan_i gives the canonical NaN, infinite_i the infinity of that sign; neither overflows. A zero has
// the sign of the number but for plus_zero_i (every zero is +0) and cancelled_i (an exact zero is +0).
// Widths: an exponent of at most 1023, plus one, plus a carry, fits 11 bits.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_round_fp32_62 (
    input  wire        clk_i,         // Clock.
    input  wire        sign_i,        // The number is negative.
    input  wire [9:0]  exponent_i,    // Its exponent: the top bit of the significand weighs 2^(exponent - 126).
    input  wire [61:0] significand_i, // Its significand.
    input  wire        cancelled_i,   // It is a sum of terms of different signs: an exact zero is +0.
    input  wire        plus_zero_i,   // A zero is +0, an exact one and one that arises by rounding.
    input  wire        infinite_i,    // It is infinite.
    input  wire        nan_i,         // It is NaN.
    output wire [31:0] result_o,      // The number of six cycles before, rounded.
    output wire        overflow_o,    // It was finite, and the result is infinite.
    output wire        nan_o          // The result is NaN.
);
    localparam [30:0] INFINITY = 31'h7f800000;
    localparam [30:0] CANONICAL = 31'h7fc00000;

    wire [23:0] kept;
    wire        guard;
    wire [36:0] below;
    wire        rest;
    wire        up;
    wire        exact;
    wire [33:0] sum;
    wire        nan;
    wire        infinite;
    wire        beyond;
    wire        negative;
    reg  [30:0] magnitude;
    wire [5:0]  normalise_limit_i;
    wire [61:0] normalise_value_o;
    wire [5:0]  normalise_shift_o;
    wire [9:0]  exponent_delay_data_o;
    wire [2:0]  sign_delay_data_i;
    wire [2:0]  sign_delay_data_o;
    wire [1:0]  special_delay_data_i;
    wire [1:0]  special_delay_data_o;
    reg  [23:0] significand_q;
    reg         half_q;
    reg         more_q;
    reg  [9:0]  exponent_q;
    reg  [2:0]  signs_q;
    reg  [33:0] number_q;
    reg         sign_q;
    reg         nothing_kept_q;
    reg         positive_q;
    reg  [31:0] result_q;
    reg         overflow_q;
    reg         result_nan_q;

    // t: leading zeros go, as far as the exponent allows
    assign normalise_limit_i = (|exponent_i[9:6]) ? 6'd63 : exponent_i[5:0];
    assign sign_delay_data_i = {plus_zero_i, cancelled_i, sign_i};
    assign special_delay_data_i = {nan_i, infinite_i};

    // t + 3: what is kept, and what is lost; a number without its top bit has exponent 0
    assign kept = normalise_value_o[61:38];
    assign guard = normalise_value_o[37];
    assign below = normalise_value_o[36:0];
    assign rest = |below;

    // t + 4: rounded to nearest even: exponent, significand and the bit that rounds up in one sum
    assign up = half_q & (more_q | significand_q[0]);
    assign exact = !half_q & !more_q;
    assign sum = {1'b0, exponent_q, significand_q[22:0]} + {10'd0, significand_q[23], 22'd0, up};

    // t + 5: the number, infinity or NaN
    assign infinite = special_delay_data_o[0];
    assign nan = special_delay_data_o[1];
    assign beyond = (|number_q[33:31]) | (&number_q[30:23]);

    always @(*) begin
        // t + 5: the number, infinity or NaN
        if (nan) begin
            magnitude = CANONICAL;
        end else if (infinite | beyond) begin
            magnitude = INFINITY;
        end else begin
            magnitude = number_q[30:0];
        end
    end

    assign negative = sign_q & (infinite | !(nothing_kept_q & positive_q));
    assign result_o = result_q;
    assign overflow_o = overflow_q;
    assign nan_o = result_nan_q;

    // t: leading zeros go, as far as the exponent allows
    seedchip_normalise_62 normalise (
        .clk_i   (clk_i),
        .value_i (significand_i),
        .limit_i (normalise_limit_i),
        .value_o (normalise_value_o),
        .shift_o (normalise_shift_o)
    );

    // t: leading zeros go, as far as the exponent allows
    seedchip_delay #(.WIDTH(10), .STAGES(3)) exponent_delay (
        .clk_i  (clk_i),
        .data_i (exponent_i),
        .data_o (exponent_delay_data_o)
    );

    // t: leading zeros go, as far as the exponent allows
    seedchip_delay #(.WIDTH(3), .STAGES(3)) sign_delay (
        .clk_i  (clk_i),
        .data_i (sign_delay_data_i),
        .data_o (sign_delay_data_o)
    );

    // t: leading zeros go, as far as the exponent allows
    seedchip_delay #(.WIDTH(2), .STAGES(5)) special_delay (
        .clk_i  (clk_i),
        .data_i (special_delay_data_i),
        .data_o (special_delay_data_o)
    );

    always @(posedge clk_i) begin
        // t + 3: what is kept, and what is lost; a number without its top bit has exponent 0
        significand_q <= kept;
        half_q <= guard;
        more_q <= rest;
        exponent_q <= 10'd0;
        if (kept[23]) exponent_q <= exponent_delay_data_o - {4'd0, normalise_shift_o};
        signs_q <= sign_delay_data_o;
        // t + 4: rounded to nearest even: exponent, significand and the bit that rounds up in one sum
        number_q <= sum;
        sign_q <= signs_q[0];
        nothing_kept_q <= !(|significand_q);
        positive_q <= (exact & signs_q[1]) | (!up & signs_q[2]);
        // t + 5: the number, infinity or NaN
        result_q <= {negative & !nan, magnitude};
        overflow_q <= beyond & !infinite & !nan;
        result_nan_q <= nan;
    end
endmodule
`default_nettype wire
