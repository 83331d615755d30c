// seedchip_trailing_49x4
//
// A step of align_add: shifts up to three digits out at the bottom, and says whether a one was among them.
//
// Timing: combinational.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_trailing_49x4 (
    input  wire [48:0] value_i, // The number.
    input  wire [1:0]  steps_i, // How many digits it is shifted.
    output wire [48:0] value_o, // The number, shifted.
    output wire        lost_o   // A one is lost.
);
    wire [48:0] two_steps;
    wire [3:0]  first;
    wire [3:0]  second;
    wire [3:0]  third;

    assign two_steps = steps_i[1] ? {8'd0, value_i[48:8]} : value_i;
    assign value_o = steps_i[0] ? {4'd0, two_steps[48:4]} : two_steps;
    assign first = value_i[3:0];
    assign second = value_i[7:4];
    assign third = value_i[11:8];
    assign lost_o = ((|steps_i) & (|first)) | (steps_i[1] & (|second)) | ((&steps_i) & (|third));
endmodule
`default_nettype wire
