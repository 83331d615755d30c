// shift_right_64
//
// Arithmetic shift to the right: the sign is shifted in.
//
// A leaf of its own, because the language of the other blocks has no arithmetic shift.
//
// Ports: data_i and data_o (signed), amount_i (6 bits, 0 to 63; beyond the width only the sign is
// left).
// Timing: combinational.
//
// Configuration: tiny
// SeedChip 0.1.0
module shift_right_64 (
    input  wire signed [63:0] data_i,
    input  wire [5:0]         amount_i,
    output wire signed [63:0] data_o
);
    assign data_o = data_i >>> amount_i;
endmodule
