// seedchip_skew_4x8
//
// A triangle of delays: lane i comes i + 1 cycles later, or each group of lanes after the one before.
//
// Brings the lanes of a beat to the array's diagonal; the one cycle of lane 0 is the register
// between the memory side and the array.
//
// Timing: lane i of data_o is lane i of data_i of floor(i / G) + 1 cycles ago, for groups of G lanes, a new beat every
// cycle. No reset.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_skew_4x8 (
    input  wire        clk_i,  // Clock.
    input  wire [31:0] data_i, // The lanes in step, lane 0 lowest.
    output wire [31:0] data_o  // The lanes, each group a cycle after the one before.
);
    seedchip_delay_8x1 lane_0 (
        .clk_i  (clk_i),
        .data_i (data_i[7:0]),
        .data_o (data_o[7:0])
    );

    seedchip_delay_8x2 lane_1 (
        .clk_i  (clk_i),
        .data_i (data_i[15:8]),
        .data_o (data_o[15:8])
    );

    seedchip_delay_8x3 lane_2 (
        .clk_i  (clk_i),
        .data_i (data_i[23:16]),
        .data_o (data_o[23:16])
    );

    seedchip_delay_8x4 lane_3 (
        .clk_i  (clk_i),
        .data_i (data_i[31:24]),
        .data_o (data_o[31:24])
    );
endmodule
`default_nettype wire
