// seedchip_nibbles_4
//
// One half of a beat of nibbles.
//
// A beat of C bytes holds 2 C nibbles, the lower of a byte first: two rows of C nibbles.
//
// Timing: combinational.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_nibbles_4 (
    input  wire [31:0] beat_i,  // The beat: C bytes.
    input  wire        upper_i, // Take the upper half.
    output wire [15:0] nibble_o // The half: C nibbles.
);
    assign nibble_o = upper_i ? beat_i[31:16] : beat_i[15:0];
endmodule
`default_nettype wire
