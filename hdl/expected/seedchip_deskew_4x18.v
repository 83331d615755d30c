// seedchip_deskew_4x18
//
// The triangle of delays that undoes the diagonal of the array: each group of lanes is delayed by one cycle less
// than the group before it, the last by none.
//
// Timing: lane i of data_o is lane i of data_i of C / G - 1 - floor(i / G) cycles before, for C lanes in groups of G.
// One beat per cycle. The lanes of the last group are wires. No reset.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_deskew_4x18 (
    input  wire        clk_i,  // Clock.
    input  wire [71:0] data_i, // The lanes, each group one cycle after the group before it, lane 0 lowest.
    output wire [71:0] data_o  // The lanes in step.
);
    assign data_o[71:54] = data_i[71:54];

    seedchip_delay #(.WIDTH(18), .STAGES(3)) lane_0 (
        .clk_i  (clk_i),
        .data_i (data_i[17:0]),
        .data_o (data_o[17:0])
    );

    seedchip_delay #(.WIDTH(18), .STAGES(2)) lane_1 (
        .clk_i  (clk_i),
        .data_i (data_i[35:18]),
        .data_o (data_o[35:18])
    );

    seedchip_delay #(.WIDTH(18), .STAGES(1)) lane_2 (
        .clk_i  (clk_i),
        .data_i (data_i[53:36]),
        .data_o (data_o[53:36])
    );
endmodule
`default_nettype wire
