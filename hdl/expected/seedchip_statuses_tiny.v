// seedchip_statuses_tiny
//
// Gives every command its status, in order.
//
// Commands overlap, so their tags wait in a queue until their ends come, and statuses wait in another one until
// they are accepted. One set of counters serves all commands: it starts again with each end. So the cycles of
// commands that follow each other add up to the time that they took together. (Counters from acceptance to end
// would need a set for each command under way.)
//
// After an abort every command that has not ended gets its status too, one per cycle, with nothing in it but the
// tag and the error.
//
// What ends is written down in one cycle and becomes a status in the next: much of the unit waits for the answer to
// an end, which so depends on little. Statuses that are on their way to their queue or in it are counted for that.
//
// Timing: a status shows three cycles after the end at the earliest. An end every cycle while end_ready_o. Reset: what
// waits and the counters.
// Widths: 17 tags fit in, outstanding counts them; 48 bits of cycles last 78 hours at 1 GHz, 40 bits of stalls
// 18 minutes, after which they begin at 0 again. waiting counts S.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_statuses_tiny (
    input  wire         clk_i,                 // Clock.
    input  wire         rst_ni,                // Synchronous reset, active low: no command is under way, no status waits.
    input  wire         abort_i,               // End all commands.
    input  wire         command_valid_i,       // A command is accepted by the unit, if this block is ready too.
    output wire         command_ready_o,       // There is room for a command.
    input  wire [15:0]  command_tag_i,         // The command's tag.
    input  wire         end_i,                 // The oldest command ends.
    output wire         end_ready_o,           // A command can end.
    input  wire         end_asks_i,            // The command asks for the geometry.
    input  wire [3:0]   end_error_i,           // Why it failed, if it did.
    input  wire [1:0]   end_parameter_error_i, // What was wrong with its parameters.
    input  wire         end_saturated_i,       // One of its results saturated.
    input  wire [7:0]   diagnosis_i,           // What waits inside of the unit.
    input  wire         stall_weights_i,       // The cycle waits for weights.
    input  wire         stall_activations_i,   // The cycle waits for activations.
    input  wire         stall_parameters_i,    // The cycle waits for parameters.
    input  wire         stall_results_i,       // The cycle waits for room for results.
    output wire         m_axis_status_tvalid,  // A status is offered.
    input  wire         m_axis_status_tready,  // The status is accepted.
    output wire [255:0] m_axis_status_tdata    // The status.
);
    localparam [2:0] MOST_BUT_ONE = 3'd3;
    localparam [3:0] ABORTED = 4'd14;
    localparam [47:0] GEOMETRY_CYCLES = 48'h100004000402;

    wire         ready;
    wire         accepted;
    wire         ends;
    wire         enters;
    wire         taken;
    wire         clears;
    wire [3:0]   more;
    reg  [47:0]  told_cycles;
    reg  [159:0] told_stalls;
    wire [228:0] plain;
    wire [228:0] word;
    wire [228:0] shown;
    wire [255:0] told;
    wire         tags_up_ready_o;
    wire         tags_down_valid_o;
    wire [15:0]  tags_down_data_o;
    wire         queue_up_ready_o;
    reg  [4:0]   outstanding_q;
    reg          aborting_q;
    reg  [2:0]   waiting_q;
    reg          room_q;
    reg          ended_q;
    reg  [15:0]  tag_q;
    reg          asks_q;
    reg          abandoned_q;
    reg  [3:0]   error_q;
    reg          saturated_q;
    reg  [7:0]   diagnosis_q;
    reg  [47:0]  cycles_q;
    reg  [159:0] stalls_q;
    reg  [3:0]   stalled_q;

    // Tags wait for the ends of their commands; after an abort they end one by one.
    assign ready = room_q && tags_down_valid_o;
    assign end_ready_o = ready && !aborting_q && !abort_i;
    assign ends = end_i && end_ready_o;
    assign enters = ends || (aborting_q && !abort_i && ready);
    assign command_ready_o = tags_up_ready_o && !aborting_q && !abort_i;
    assign accepted = command_valid_i && command_ready_o;

    // Statuses that nobody has accepted.
    assign taken = m_axis_status_tvalid && m_axis_status_tready;

    // The counters are a cycle behind, and start again with each end.
    assign clears = abort_i || aborting_q;
    assign more = stalled_q;

    always @(*) begin
        // The status: its counters, or the geometry; of an aborted command they are zero.
        told_cycles = cycles_q;
        told_stalls = stalls_q;
        if (abandoned_q) begin
            told_cycles = 48'd0;
            told_stalls = 160'd0;
        end else if (asks_q) begin
            told_cycles = GEOMETRY_CYCLES;
            told_stalls[39:0] = 40'h304000100;
            told_stalls[79:40] = {24'd0, diagnosis_q, 8'd0};
            told_stalls[159:80] = 80'd0;
        end
    end

    assign plain = {told_stalls[159:120], told_stalls[119:80], told_stalls[79:40], told_stalls[39:0], told_cycles,
        error_q, saturated_q, tag_q};
    assign word = plain;

    assign told = {16'd0, shown[228:21], 4'd0, shown[20:17], 7'd0, shown[16:0]};
    assign m_axis_status_tdata = told;

    seedchip_stream_fifo #(.WIDTH(16), .ADDRESS_BITS(4)) tags (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (accepted),
        .up_ready_o   (tags_up_ready_o),
        .up_data_i    (command_tag_i),
        .down_valid_o (tags_down_valid_o),
        .down_ready_i (enters),
        .down_data_o  (tags_down_data_o)
    );

    // Statuses wait for their acceptance.
    seedchip_stream_fifo #(.WIDTH(229), .ADDRESS_BITS(2)) queue (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (ended_q),
        .up_ready_o   (queue_up_ready_o),
        .up_data_i    (word),
        .down_valid_o (m_axis_status_tvalid),
        .down_ready_i (m_axis_status_tready),
        .down_data_o  (shown)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            outstanding_q <= 5'd0;
            aborting_q <= 1'b0;
            waiting_q <= 3'd0;
            room_q <= 1'b1;
            ended_q <= 1'b0;
            cycles_q <= 48'd0;
            stalls_q <= 160'd0;
            stalled_q <= 4'd0;
        end else begin
            if (accepted != enters) begin
                if (accepted) begin
                    outstanding_q <= outstanding_q + 5'd1;
                end else begin
                    outstanding_q <= outstanding_q - 5'd1;
                end
            end
            if (abort_i) begin
                aborting_q <= |outstanding_q;
            end else if (enters && (outstanding_q == 5'd1)) begin
                aborting_q <= 1'b0;
            end
            if (enters && !taken) begin
                waiting_q <= waiting_q + 3'd1;
                room_q <= waiting_q != MOST_BUT_ONE;
            end else if (taken && !enters) begin
                waiting_q <= waiting_q - 3'd1;
                room_q <= 1'b1;
            end
            // What ends.
            ended_q <= enters;

            if (clears) begin
                cycles_q <= 48'd0;
            end else if (ended_q) begin
                cycles_q <= {47'd0, |outstanding_q};
            end else if (|outstanding_q) begin
                cycles_q <= cycles_q + 48'd1;
            end
            stalled_q[0] <= stall_weights_i && !clears;
            stalled_q[1] <= stall_activations_i && !clears;
            stalled_q[2] <= stall_parameters_i && !clears;
            stalled_q[3] <= stall_results_i && !clears;
            if (clears) begin
                stalls_q <= 160'd0;
            end else if (ended_q) begin
                stalls_q[39:0] <= {39'd0, more[0]};
                stalls_q[79:40] <= {39'd0, more[1]};
                stalls_q[119:80] <= {39'd0, more[2]};
                stalls_q[159:120] <= {39'd0, more[3]};
            end else begin
                if (stalled_q[0]) stalls_q[39:0] <= stalls_q[39:0] + 40'd1;
                if (stalled_q[1]) stalls_q[79:40] <= stalls_q[79:40] + 40'd1;
                if (stalled_q[2]) stalls_q[119:80] <= stalls_q[119:80] + 40'd1;
                if (stalled_q[3]) stalls_q[159:120] <= stalls_q[159:120] + 40'd1;
            end
        end
    end

    always @(posedge clk_i) begin
        tag_q <= tags_down_data_o;
        abandoned_q <= aborting_q;
        asks_q <= end_asks_i && !aborting_q;
        saturated_q <= end_saturated_i && !aborting_q;
        diagnosis_q <= diagnosis_i;
        error_q <= end_error_i;
        if (aborting_q) begin
            error_q <= ABORTED;
        end else if (!(|end_error_i) && (|end_parameter_error_i)) begin
            error_q <= ABORTED - {2'd0, end_parameter_error_i};
        end
    end

    wire unused = &{1'b0, queue_up_ready_o};
endmodule
`default_nettype wire
