// seedchip_trailing_33x1
//
// A step of align_add: shifts up to three digits out at the bottom, and says whether a one was among them.
//
// Timing: combinational.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_trailing_33x1 (
    input  wire [32:0] value_i, // The number.
    input  wire [1:0]  steps_i, // How many digits it is shifted.
    output wire [32:0] value_o, // The number, shifted.
    output wire        lost_o   // A one is lost.
);
    wire [32:0] two_steps;
    wire        first;
    wire        second;
    wire        third;

    assign two_steps = steps_i[1] ? {2'd0, value_i[32:2]} : value_i;
    assign value_o = steps_i[0] ? {1'b0, two_steps[32:1]} : two_steps;
    assign first = value_i[0];
    assign second = value_i[1];
    assign third = value_i[2];
    assign lost_o = ((|steps_i) & first) | (steps_i[1] & second) | ((&steps_i) & third);
endmodule
`default_nettype wire
