// seedchip_shift_right
//
// Arithmetic shift to the right: the sign is shifted in.
//
// A leaf of its own, because the language of the other blocks has no arithmetic shift.
//
// Timing: combinational.
// Special cases: a shift by the width or more leaves only the sign.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_shift_right #(
    parameter WIDTH = 64 // Bits of a number.
) (
    input  wire signed [WIDTH - 1:0] data_i,   // The number.
    input  wire [5:0]                amount_i, // The number of bits to shift by, 0 to 63.
    output wire signed [WIDTH - 1:0] data_o    // data_i / 2^amount_i, rounded towards minus infinity.
);
    assign data_o = data_i >>> amount_i;
endmodule
`default_nettype wire
