// seedchip_skew_4x4
//
// A triangle of delays: each group of lanes is delayed by one cycle more than the group before it, the first by one.
//
// Brings the lanes of a beat to the diagonal of the array. The one cycle of the first group is the register between
// the stream and the array.
//
// Timing: lane i of data_o is lane i of data_i of floor(i / G) + 1 cycles before, for groups of G lanes. One beat per
// cycle. No reset.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_skew_4x4 (
    input  wire        clk_i,  // Clock.
    input  wire [15:0] data_i, // The lanes in step, lane 0 lowest.
    output wire [15:0] data_o  // The lanes, each group one cycle after the group before it.
);
    seedchip_delay #(.WIDTH(4), .STAGES(1)) lane_0 (
        .clk_i  (clk_i),
        .data_i (data_i[3:0]),
        .data_o (data_o[3:0])
    );

    seedchip_delay #(.WIDTH(4), .STAGES(2)) lane_1 (
        .clk_i  (clk_i),
        .data_i (data_i[7:4]),
        .data_o (data_o[7:4])
    );

    seedchip_delay #(.WIDTH(4), .STAGES(3)) lane_2 (
        .clk_i  (clk_i),
        .data_i (data_i[11:8]),
        .data_o (data_o[11:8])
    );

    seedchip_delay #(.WIDTH(4), .STAGES(4)) lane_3 (
        .clk_i  (clk_i),
        .data_i (data_i[15:12]),
        .data_o (data_o[15:12])
    );
endmodule
`default_nettype wire
