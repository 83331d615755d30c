// seedchip_gated_sum
//
// A sum one of whose terms can be left out.
//
// A leaf of its own, so that a target can put the gate into the adder: carry chains have inputs to spare, and
// synthesis leaves a gate in front of them in tables of its own, with their wires.
//
// Timing: combinational.
// Widths: the sum wraps in 32 bits.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_gated_sum (
    input  wire [31:0] addend_i, // The term that is always added.
    input  wire [31:0] term_i,   // The term that is added while gate_i is high.
    input  wire        gate_i,   // Add term_i.
    output wire [31:0] sum_o     // The sum.
);
    wire [31:0] counted;

    assign counted = gate_i ? term_i : 32'd0;
    assign sum_o = addend_i + counted;
endmodule
`default_nettype wire
