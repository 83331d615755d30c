// seedchip_int_to_fp32_62
//
// An integer as the nearest FP32 number.
//
// The rounder shifts leading zeros out and rounds, so all that is left to do is the magnitude. A shifter and an
// increment made for integers would save its underflow and overflow, and two cycles.
//
// Timing: number_o belongs to the integer of seven cycles before: magnitude 1, round_fp32 6. One number per cycle.
// No reset.
// Special cases: 0 becomes +0.
// Widths: the magnitude is at most 2^(bits - 1), which fits the bits. Its top bit weighs 2^(bits - 1), so the
// exponent is bits + 125, at most 189.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_int_to_fp32_62 (
    input  wire               clk_i,     // Clock.
    input  wire signed [61:0] integer_i, // The integer.
    output wire [31:0]        number_o   // The number for the integer of seven cycles before.
);
    localparam [61:0] ZERO = 62'd0;
    localparam [9:0] EXPONENT = 10'd187;

    wire        negative;
    reg  [61:0] magnitude_q;
    reg         sign_q;
    wire        round_overflow_o;
    wire        round_nan_o;

    // t: the magnitude
    assign negative = integer_i[61];

    // t + 1 to t + 7: rounded
    seedchip_round_fp32_62 round (
        .clk_i         (clk_i),
        .sign_i        (sign_q),
        .exponent_i    (EXPONENT),
        .significand_i (magnitude_q),
        .cancelled_i   (1'b0),
        .plus_zero_i   (1'b0),
        .infinite_i    (1'b0),
        .nan_i         (1'b0),
        .result_o      (number_o),
        .overflow_o    (round_overflow_o),
        .nan_o         (round_nan_o)
    );

    always @(posedge clk_i) begin
        // t: the magnitude
        sign_q <= negative;
        magnitude_q <= integer_i;
        if (negative) magnitude_q <= ZERO - integer_i;
    end

    wire unused = &{1'b0, round_overflow_o, round_nan_o};
endmodule
`default_nettype wire
