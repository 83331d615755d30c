// seedchip_unpack_fp32
//
// An FP32 number apart: sign, exponent, significand and what kind of number it is.
//
// A finite number is (-1)^sign * significand * 2^(exponent - 150). Subnormal numbers and zeros come with the exponent
// of the least normal numbers, 1, and a significand whose top bit is 0, so nothing behind this block needs to know
// of them.
//
// Timing: combinational.
// Special cases: infinities and NaNs have exponent 255 and the significand that their bits spell.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_unpack_fp32 (
    input  wire [31:0] number_i,      // The number.
    output wire        sign_o,        // It is negative.
    output wire [7:0]  exponent_o,    // Its exponent, 1 to 254 where it is finite; its significand's top bit weighs 2^(exponent - 127).
    output wire [23:0] significand_o, // Its significand.
    output wire        zero_o,        // It is +0 or -0.
    output wire        infinite_o,    // It is infinite.
    output wire        nan_o          // It is NaN.
);
    wire [7:0]  exponent;
    wire [22:0] fraction;
    wire        normal;
    wire        whole;

    assign exponent = number_i[30:23];
    assign fraction = number_i[22:0];
    assign normal = |exponent;
    assign whole = !(|fraction);
    assign sign_o = number_i[31];
    assign exponent_o = !normal ? 8'd1 : exponent;
    assign significand_o = {normal, fraction};
    assign zero_o = !normal & whole;
    assign infinite_o = (&exponent) & whole;
    assign nan_o = (&exponent) & !whole;
endmodule
`default_nettype wire
