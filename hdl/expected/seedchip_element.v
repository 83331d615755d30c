// seedchip_element
//
// An element of a block format as a cell for E4M3 multiplies it: sign, significand and a shift.
//
// The element is (-1)^sign * significand * 2^shift in units of 2^-9 (E4M3) or 2^-1 (E2M1): the product of two has a
// significand of eight bits and the sum of their shifts. A multiplier of the whole integers, 18 bits and a sign,
// would do without the shift behind it, and be four times as large.
//
// Timing: combinational.
// Special cases: a zero keeps its sign. A NaN has the significand and the shift that its bits spell.
// Widths: the shift is E - 1 <= 14. Any 32 products, those of NaNs included, sum up to at most
// 32 * (15 * 2^14)^2 < 2^41.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_element (
    input  wire [7:0] code_i,        // The code: E4M3, or E2M1 in bits 3 to 0.
    input  wire       e2m1_i,        // The code is one of E2M1.
    output wire       sign_o,        // The element is negative.
    output wire [3:0] significand_o, // The significand.
    output wire [3:0] shift_o,       // The power of two that it is multiplied by.
    output wire       nan_o          // The element is NaN.
);
    wire [3:0] exponent;
    wire       normal;

    assign exponent = e2m1_i ? {2'd0, code_i[2:1]} : code_i[6:3];
    assign normal = |exponent;
    assign sign_o = e2m1_i ? code_i[3] : code_i[7];
    assign significand_o = e2m1_i ? {2'd0, normal, code_i[0]} : {normal, code_i[2:0]};
    assign shift_o = normal ? (exponent - 4'd1) : 4'd0;
    assign nan_o = (&code_i[6:0]) & !e2m1_i;
endmodule
`default_nettype wire
