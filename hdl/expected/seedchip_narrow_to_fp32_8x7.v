// seedchip_narrow_to_fp32_8x7
//
// A number of a narrow format, BF16, E5M2, E4M3 or E2M1, as an FP32 number, exactly.
//
// A BF16 number is the upper half of an FP32 number, and stays subnormal if it is. The others have at most three
// bits of mantissa, so the leading one of a subnormal number is in one of three places, and each is a case; a
// shifter behind a count of zeros would be no smaller.
//
// Timing: combinational.
// Special cases: a NaN gives the canonical NaN; an infinity stays one, and a zero keeps its sign.
// Widths: E5M2, E4M3 and E2M1 numbers, the least of which is 2^-16, are normal FP32 numbers.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_narrow_to_fp32_8x7 (
    input  wire [15:0] code_i,  // The code.
    output wire [31:0] number_o // The number.
);
    localparam [7:0] LAST = 8'd255;
    localparam [31:0] CANONICAL = 32'h7fc00000;

    wire [7:0] exponent;
    wire [6:0] mantissa;
    wire       sign;
    wire [6:0] left;
    wire [7:0] field;
    wire [6:0] fraction;
    wire       nan;

    assign mantissa = code_i[6:0];
    assign exponent = code_i[14:7];
    assign sign = code_i[15];

    // Of a subnormal number that becomes a normal one the leading one goes out at the left.
    assign left = mantissa;
    assign fraction = left;
    assign field = (exponent == LAST) ? 8'd255 : exponent;
    assign nan = (exponent == LAST) & (|mantissa);
    assign number_o = nan ? CANONICAL : {sign, field, fraction, 16'd0};
endmodule
`default_nettype wire
