// seedchip_leading_62x16
//
// How far a step of normalise goes: the empty digits at the top of a number, three at most, as far as a limit.
//
// Equations, since a choice with a constant would become the synchronous reset of the flip-flop behind it, whose way
// is longer.
//
// Timing: combinational.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_leading_62x16 (
    input  wire [61:0] value_i, // The number.
    input  wire [1:0]  limit_i, // How many digits the step may go.
    output wire [1:0]  steps_o  // How many digits it goes.
);
    wire one;
    wire two;
    wire odd;

    // At least one and at least two; a step that the digits there are do not allow is none.
    assign one = !(|value_i[61:46]) & (|limit_i);
    assign two = !(|value_i[61:30]) & limit_i[1];
    assign odd = (one & !two) | (!(|value_i[61:14]) & (&limit_i));
    assign steps_o = {two, odd};

    wire unused = &{1'b0, value_i[13:0]};
endmodule
`default_nettype wire
