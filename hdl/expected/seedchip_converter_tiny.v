// seedchip_converter_tiny
//
// The convert lanes behind the choice of a group, and tokens beside them.
//
// A lane is the largest thing behind the array, so the columns share a quarter as many: a row takes C / Q cycles.
// The lanes stop together by the enables of their registers, which cost nothing in flip-flops and DSP blocks.
// (A queue behind lanes that never stop would have to hold what is under way, 14 groups.)
//
// Timing: a group every cycle, its results 14 cycles later, counting cycles with enable_i; without it everything
// holds. For a feed_i of t: bias_i is taken at t + 1, multiplier_i at t + 2, shift_i at t + 7, zero_point_i at
// t + 11, low_i and high_i at t + 12. valid_o and what comes with it are of t + 14. Reset: feed_i, in all stages.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_converter_tiny (
    input  wire         clk_i,        // Clock.
    input  wire         rst_ni,       // Synchronous reset, active low: no group is under way.
    input  wire         enable_i,     // Go on; otherwise everything holds.
    input  wire         feed_i,       // A group of the row goes into the lanes.
    input  wire [1:0]   group_i,      // Which group.
    input  wire [127:0] row_i,        // The row.
    input  wire         end_i,        // The group is the command's last.
    input  wire         last_row_i,   // The row is the command's last.
    input  wire         keep_i,       // Which columns of the group exist.
    input  wire [1:0]   error_i,      // What was wrong with the command's parameters.
    input  wire [1:0]   rounding_i,   // The rounding of the command.
    input  wire [31:0]  bias_i,       // The biases, a cycle later.
    input  wire [31:0]  multiplier_i, // The multipliers, two cycles later.
    input  wire [5:0]   shift_i,      // The shifts, seven cycles later.
    input  wire [7:0]   zero_point_i, // The zero points, eleven cycles later.
    input  wire [7:0]   low_i,        // The lower limits, twelve cycles later.
    input  wire [7:0]   high_i,       // The upper limits, twelve cycles later.
    output wire         valid_o,      // A group has come through.
    output wire         end_o,        // It is the command's last.
    output wire         last_row_o,   // It is of the command's last row.
    output wire         keep_o,       // Which of its columns exist.
    output wire [1:0]   error_o,      // What was wrong with the command's parameters.
    output wire [7:0]   result_o,     // Its results.
    output wire         saturated_o,  // One of them saturated.
    output wire         idle_o        // No group is under way.
);
    reg  [31:0]       chosen;
    wire              saturated;
    wire signed [7:0] lane_0_result_o;
    reg  [31:0]       acc_q;
    reg  [13:0]       feed_q;
    reg  [13:0]       end_q;
    reg  [13:0]       last_row_q;
    reg  [13:0]       keep_q;
    reg  [27:0]       error_q;
    reg  [3:0]        rounding_q;
    reg               busy_q;
    wire              under_way_0;
    wire              under_way_1;
    wire              under_way_2;
    wire              under_way_3;
    wire              under_way_4;
    wire              under_way_5;
    wire              under_way_6;
    wire              under_way_7;
    wire              under_way_8;
    wire              under_way_9;
    wire              under_way_10;
    wire              under_way_11;
    wire              under_way_12;
    wire              under_way_13;

    always @(*) begin
        // The group of each lane.
        chosen = row_i[31:0];
        if (group_i == 2'd1) chosen = row_i[63:32];
        if (group_i == 2'd2) chosen = row_i[95:64];
        if (group_i == 2'd3) chosen = row_i[127:96];
    end

    assign result_o = lane_0_result_o;
    assign keep_o = keep_q[13];
    assign saturated_o = saturated;

    assign valid_o = feed_q[13];
    assign end_o = end_q[13];
    assign last_row_o = last_row_q[13];
    assign error_o = error_q[27:26];

    // Whether a group is under way is known a cycle ahead, so that the packer need not look at all stages.
    assign under_way_0 = feed_i;
    assign under_way_1 = under_way_0 | feed_q[0];
    assign under_way_2 = under_way_1 | feed_q[1];
    assign under_way_3 = under_way_2 | feed_q[2];
    assign under_way_4 = under_way_3 | feed_q[3];
    assign under_way_5 = under_way_4 | feed_q[4];
    assign under_way_6 = under_way_5 | feed_q[5];
    assign under_way_7 = under_way_6 | feed_q[6];
    assign under_way_8 = under_way_7 | feed_q[7];
    assign under_way_9 = under_way_8 | feed_q[8];
    assign under_way_10 = under_way_9 | feed_q[9];
    assign under_way_11 = under_way_10 | feed_q[10];
    assign under_way_12 = under_way_11 | feed_q[11];
    assign under_way_13 = under_way_12 | feed_q[12];
    assign idle_o = !busy_q;

    // The lanes.
    seedchip_convert lane_0 (
        .clk_i        (clk_i),
        .enable_i     (enable_i),
        .acc_i        (acc_q),
        .bias_i       (bias_i),
        .multiplier_i (multiplier_i),
        .rounding_i   (rounding_q[3:2]),
        .shift_i      (shift_i),
        .zero_point_i (zero_point_i),
        .low_i        (low_i),
        .high_i       (high_i),
        .keep_i       (keep_q[12]),
        .result_o     (lane_0_result_o),
        .saturated_o  (saturated)
    );

    always @(posedge clk_i) begin
        if (enable_i) acc_q <= chosen;
        // What goes along.
        if (enable_i) begin
            end_q[0] <= end_i;
            end_q[13:1] <= end_q[12:0];
            last_row_q[0] <= last_row_i;
            last_row_q[13:1] <= last_row_q[12:0];
            error_q[1:0] <= error_i;
            error_q[27:2] <= error_q[25:0];
            rounding_q[1:0] <= rounding_i;
            rounding_q[3:2] <= rounding_q[1:0];
            keep_q[0] <= keep_i;
            keep_q[13:1] <= keep_q[12:0];
        end
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            feed_q <= 14'd0;
            busy_q <= 1'b0;
        end else begin
            // What goes along.
            if (enable_i) begin
                feed_q[0] <= feed_i;
                feed_q[13:1] <= feed_q[12:0];
            end

            if (enable_i) busy_q <= under_way_13;
        end
    end
endmodule
`default_nettype wire
