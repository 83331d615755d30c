// seedchip_parameters_tiny
//
// Queues the parameters of columns and brings each field to its consumer in the cycle that needs it.
//
// Every column has a shadow and an active register per field, so a set is loaded, one column per cycle, while
// the one before is in use. The pipeline behind takes the bias first and the clamp last, so a set changes
// hands field by field: the later fields are delayed on their way in, and the swap with them. (One delay of
// everything at the end would take a register per stage, column and field.)
//
// A set that comes with raw_i gets multipliers 1, shifts 0 and zero points 0 in place of its own, which lets sums
// through as they are: here that costs a set and a reset of registers, in front of the multipliers a multiplexer.
//
// Timing: set_o, framing_o, bias_range_o a cycle after the beat. From swap_i at t: biases change at t + 1,
// multipliers at t + 3, shifts at t + 8, zero points at t + 12, lows and highs at t + 13; the shadow of column c
// is loaded at the earliest c cycles after swap_i.
// Widths: index and arrived count C columns. Of a beat, the three words that hold fields are queued.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_parameters_tiny (
    input  wire         clk_i,             // Clock.
    input  wire         rst_ni,            // Synchronous reset, active low: empties the queue.
    input  wire         parameter_valid_i, // A beat is offered.
    output wire         parameter_ready_o, // There is room for a beat.
    input  wire [127:0] parameter_data_i,  // The beat: the parameters of a column.
    input  wire         parameter_last_i,  // The beat is the last of its set.
    input  wire         swap_i,            // Take the shadow set into use.
    input  wire         raw_i,             // The coming set is of a raw command.
    output wire         set_o,             // A set has arrived.
    output wire         framing_o,         // A set's last beat was not marked as such, or another beat was.
    output wire         bias_range_o,      // A bias is beyond +-2^30.
    output wire [127:0] bias_o,            // The active biases.
    output wire [127:0] multiplier_o,      // The active multipliers.
    output wire [23:0]  shift_o,           // The active shifts.
    output wire [31:0]  zero_point_o,      // The active zero points.
    output wire [31:0]  low_o,             // The active lower limits.
    output wire [31:0]  high_o             // The active upper limits.
);
    localparam [2:0] LAST_COLUMN = 3'd3;

    wire         accepted;
    wire         completes;
    reg  [2:0]   column;
    wire         popped;
    reg  [2:0]   arrived_q;
    reg          set_q;
    reg          framing_q;
    reg          bias_range_q;
    wire         queue_down_valid_o;
    wire [95:0]  queue_down_data_o;
    reg  [2:0]   index_q;
    reg          all_loaded_q;
    reg  [11:0]  popped_late_q;
    reg  [35:0]  column_late_q;
    reg  [11:0]  swap_late_q;
    reg  [10:0]  raw_late_q;
    wire [31:0]  multiplier_late_data_o;
    wire [5:0]   shift_late_data_o;
    wire [7:0]   zero_point_late_data_o;
    wire [7:0]   low_late_data_o;
    wire [7:0]   high_late_data_o;
    reg  [127:0] shadow_bias_q;
    reg  [127:0] shadow_multiplier_q;
    reg  [23:0]  shadow_shift_q;
    reg  [31:0]  shadow_zero_point_q;
    reg  [31:0]  shadow_low_q;
    reg  [31:0]  shadow_high_q;
    reg  [127:0] bias_q;
    reg  [127:0] multiplier_q;
    reg  [23:0]  shift_q;
    reg  [31:0]  zero_point_q;
    reg  [31:0]  low_q;
    reg  [31:0]  high_q;

    // Entry: count the columns of a set as they come.
    assign accepted = parameter_valid_i && parameter_ready_o;
    assign completes = accepted && (arrived_q == LAST_COLUMN);

    assign set_o = set_q;
    assign framing_o = framing_q;
    assign bias_range_o = bias_range_q;

    // Loader: the next column of the shadow set.
    assign popped = queue_down_valid_o && (swap_i || !all_loaded_q);

    always @(*) begin
        column = index_q;
        if (swap_i) column = 3'd0;
    end

    assign bias_o = bias_q;
    assign multiplier_o = multiplier_q;
    assign shift_o = shift_q;
    assign zero_point_o = zero_point_q;
    assign low_o = low_q;
    assign high_o = high_q;

    seedchip_stream_fifo #(.WIDTH(96), .ADDRESS_BITS(4)) queue (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (parameter_valid_i),
        .up_ready_o   (parameter_ready_o),
        .up_data_i    (parameter_data_i[95:0]),
        .down_valid_o (queue_down_valid_o),
        .down_ready_i (popped),
        .down_data_o  (queue_down_data_o)
    );

    seedchip_delay #(.WIDTH(32), .STAGES(2)) multiplier_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[63:32]),
        .data_o (multiplier_late_data_o)
    );

    seedchip_delay #(.WIDTH(6), .STAGES(7)) shift_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[69:64]),
        .data_o (shift_late_data_o)
    );

    seedchip_delay #(.WIDTH(8), .STAGES(11)) zero_point_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[79:72]),
        .data_o (zero_point_late_data_o)
    );

    seedchip_delay #(.WIDTH(8), .STAGES(12)) low_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[87:80]),
        .data_o (low_late_data_o)
    );

    seedchip_delay #(.WIDTH(8), .STAGES(12)) high_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[95:88]),
        .data_o (high_late_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            arrived_q <= 3'd0;
            set_q <= 1'b0;
            framing_q <= 1'b0;
            bias_range_q <= 1'b0;
            index_q <= 3'd0;
            all_loaded_q <= 1'b0;
            popped_late_q <= 12'd0;
            swap_late_q <= 12'd0;
            raw_late_q <= 11'd0;
        end else begin
            if (completes) begin
                arrived_q <= 3'd0;
            end else if (accepted) begin
                arrived_q <= arrived_q + 3'd1;
            end
            set_q <= completes;
            framing_q <= accepted && (parameter_last_i != completes);
            // In range, -2^30 to 2^30, are biases whose upper two bits agree, and 2^30.
            bias_range_q <= accepted && (parameter_data_i[31] != parameter_data_i[30])
                && (parameter_data_i[31] || (|parameter_data_i[29:0]));

            if (swap_i) all_loaded_q <= 1'b0;
            index_q <= column;
            if (popped) begin
                index_q <= column + 3'd1;
                all_loaded_q <= column == LAST_COLUMN;
            end
            // What comes later.
            popped_late_q[0] <= popped;
            popped_late_q[11:1] <= popped_late_q[10:0];
            swap_late_q[0] <= swap_i;
            swap_late_q[11:1] <= swap_late_q[10:0];
            raw_late_q[0] <= swap_i && raw_i;
            raw_late_q[10:1] <= raw_late_q[9:0];
        end
    end

    always @(posedge clk_i) begin
        column_late_q[2:0] <= column;
        column_late_q[35:3] <= column_late_q[32:0];
        // The shadow set, column by column.
        if (popped && (column == 3'd0)) shadow_bias_q[31:0] <= queue_down_data_o[31:0];
        if (popped && (column == 3'd1)) shadow_bias_q[63:32] <= queue_down_data_o[31:0];
        if (popped && (column == 3'd2)) shadow_bias_q[95:64] <= queue_down_data_o[31:0];
        if (popped && (column == 3'd3)) shadow_bias_q[127:96] <= queue_down_data_o[31:0];
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd0)) shadow_multiplier_q[31:0] <= multiplier_late_data_o;
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd1)) shadow_multiplier_q[63:32] <= multiplier_late_data_o;
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd2)) shadow_multiplier_q[95:64] <= multiplier_late_data_o;
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd3)) shadow_multiplier_q[127:96] <= multiplier_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd0)) shadow_shift_q[5:0] <= shift_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd1)) shadow_shift_q[11:6] <= shift_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd2)) shadow_shift_q[17:12] <= shift_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd3)) shadow_shift_q[23:18] <= shift_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd0)) shadow_zero_point_q[7:0] <= zero_point_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd1)) shadow_zero_point_q[15:8] <= zero_point_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd2)) shadow_zero_point_q[23:16] <= zero_point_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd3)) shadow_zero_point_q[31:24] <= zero_point_late_data_o;
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd0)) begin
            shadow_low_q[7:0] <= low_late_data_o;
            shadow_high_q[7:0] <= high_late_data_o;
        end
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd1)) begin
            shadow_low_q[15:8] <= low_late_data_o;
            shadow_high_q[15:8] <= high_late_data_o;
        end
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd2)) begin
            shadow_low_q[23:16] <= low_late_data_o;
            shadow_high_q[23:16] <= high_late_data_o;
        end
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd3)) begin
            shadow_low_q[31:24] <= low_late_data_o;
            shadow_high_q[31:24] <= high_late_data_o;
        end
        // The active set, all columns at once.
        if (swap_i) bias_q <= shadow_bias_q;
        if (raw_late_q[1]) begin
            multiplier_q <= 128'h1000000010000000100000001;
        end else if (swap_late_q[1]) begin
            multiplier_q <= shadow_multiplier_q;
        end
        if (raw_late_q[6]) begin
            shift_q <= 24'd0;
        end else if (swap_late_q[6]) begin
            shift_q <= shadow_shift_q;
        end
        if (raw_late_q[10]) begin
            zero_point_q <= 32'd0;
        end else if (swap_late_q[10]) begin
            zero_point_q <= shadow_zero_point_q;
        end
        if (swap_late_q[11]) begin
            low_q <= shadow_low_q;
            high_q <= shadow_high_q;
        end
    end

    wire unused = &{1'b0, parameter_data_i[127:96], queue_down_data_o[71:70]};
endmodule
`default_nettype wire
