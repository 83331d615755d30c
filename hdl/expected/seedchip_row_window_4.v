// seedchip_row_window_4
//
// Which lanes of a vector exist in their row, and which are visible.
//
// Both are ranges of lanes, so counts say it: three of log2 L + 1 bits travel beside the vector where masks would be
// two of L bits. The ends of what is visible are compared first and clipped to the vector then, once for all of them.
//
// Timing: the outputs belong to the inputs of two cycles before. A vector every cycle. No reset.
// Special cases: without causal_i, windowed_i and limited_i all elements of the row are visible.
// Widths: the first element of a vector is less than 2^20 * 32 = 2^25, everything else less than 2^22.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_row_window_4 (
    input  wire        clk_i,      // Clock.
    input  wire [19:0] index_i,    // The vector's number in its row.
    input  wire [20:0] position_i, // The row's position.
    input  wire [20:0] n_i,        // Elements of the row.
    input  wire        causal_i,   // Elements behind the position are masked.
    input  wire        windowed_i, // Elements that lie a window or more before the position are masked.
    input  wire        limited_i,  // Elements behind the length are masked.
    input  wire [19:0] window_i,   // Elements of the window.
    input  wire [20:0] length_i,   // Elements of the sequence.
    output wire [2:0]  existing_o, // Lanes that exist.
    output wire [2:0]  from_o,     // The first visible lane.
    output wire [2:0]  to_o        // The lane behind the last visible one.
);
    localparam [2:0] ALL = 3'd4;
    localparam [24:0] LANES = 25'd4;

    wire [24:0] behind;
    wire [24:0] window;
    wire [24:0] up_to_position;
    wire [24:0] up_to_length;
    wire [74:0] left;
    reg  [24:0] base_q;
    reg  [74:0] bound_q;
    reg  [8:0]  count_q;

    // t: the bounds, as elements of the row.
    assign behind = {4'd0, position_i} + 25'd1;
    assign window = {5'd0, window_i};
    assign up_to_position = (causal_i && (behind < {4'd0, n_i})) ? behind : {4'd0, n_i};
    assign up_to_length = (limited_i && ({4'd0, length_i} < up_to_position)) ? {4'd0, length_i} : up_to_position;

    // t + 1: as lanes of the vector.
    assign left[24:0] = bound_q[24:0] - base_q;
    assign left[49:25] = bound_q[49:25] - base_q;
    assign left[74:50] = bound_q[74:50] - base_q;
    assign existing_o = count_q[2:0];
    assign from_o = count_q[5:3];
    assign to_o = count_q[8:6];

    always @(posedge clk_i) begin
        // t: the bounds, as elements of the row.
        base_q <= {3'd0, index_i, 2'd0};
        bound_q[24:0] <= {4'd0, n_i};
        bound_q[49:25] <= 25'd0;
        if (windowed_i && (behind > window)) bound_q[49:25] <= behind - window;
        bound_q[74:50] <= up_to_length;
        // t + 1: as lanes of the vector.
        count_q[2:0] <= left[2:0];
        if (bound_q[24:0] < base_q) begin
            count_q[2:0] <= 3'd0;
        end else if (left[24:0] > LANES) begin
            count_q[2:0] <= ALL;
        end
        count_q[5:3] <= left[27:25];
        if (bound_q[49:25] < base_q) begin
            count_q[5:3] <= 3'd0;
        end else if (left[49:25] > LANES) begin
            count_q[5:3] <= ALL;
        end
        count_q[8:6] <= left[52:50];
        if (bound_q[74:50] < base_q) begin
            count_q[8:6] <= 3'd0;
        end else if (left[74:50] > LANES) begin
            count_q[8:6] <= ALL;
        end
    end
endmodule
`default_nettype wire
