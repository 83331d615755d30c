// seedchip_pass_statuses_4x16x8
//
// Gives every pass its status, in order.
//
// As the statuses of the matrix unit: tags wait in a queue until their passes end, statuses in another one until they
// are accepted, and one set of counters serves all passes. What a pass ends with comes from three places at three
// times: its error when its last vector is sent, its flags when its results are out, those of its scalars when the
// last one is written. Each waits in a queue of its own.
//
// Timing: a status shows three cycles after the end at the earliest. An end every cycle while end_ready_o. Reset: what
// waits and the counters.
// Widths: 33 tags fit in, outstanding counts them; no more passes than that can be in the other queues. 48 bits of
// cycles last 78 hours at 1 GHz, 40 bits of stalls 18 minutes, after which they begin at 0 again.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pass_statuses_4x16x8 (
    input  wire         clk_i,                // Clock.
    input  wire         rst_ni,               // Synchronous reset, active low: no pass is under way, no status waits.
    input  wire         abort_i,              // End all passes.
    input  wire         command_valid_i,      // A command is accepted by the unit, if this block is ready too.
    output wire         command_ready_o,      // There is room for a command.
    input  wire [15:0]  command_tag_i,        // The command's tag.
    input  wire         issued_i,             // The last vector of a pass is sent.
    input  wire         issued_asks_i,        // The command asks for the geometry.
    input  wire [3:0]   issued_error_i,       // Why the pass failed, if it did.
    input  wire         issued_keeps_i,       // It keeps a scalar.
    input  wire         scalar_end_i,         // The last scalar of a pass is written.
    input  wire [2:0]   scalar_flags_i,       // The flags of its scalars: overflow, nan, empty.
    input  wire         end_i,                // The oldest pass ends.
    output wire         end_ready_o,          // A pass can end.
    input  wire [2:0]   end_flags_i,          // The flags of its results: overflow, nan, nan_dropped.
    input  wire [7:0]   diagnosis_i,          // What waits inside of the unit.
    input  wire         stall_x_i,            // The cycle waits for x.
    input  wire         stall_z_i,            // The cycle waits for z.
    input  wire         stall_results_i,      // The cycle waits for room for results.
    input  wire         stall_wait_i,         // The cycle waits for what passes before write.
    output wire         m_axis_status_tvalid, // A status is offered.
    input  wire         m_axis_status_tready, // The status is accepted.
    output wire [255:0] m_axis_status_tdata   // The status.
);
    localparam [2:0] MOST_BUT_ONE = 3'd3;
    localparam [3:0] ABORTED = 4'd14;

    wire         clear_n;
    wire [63:0]  head;
    wire         keeps;
    wire         ready;
    wire         accepted;
    wire         ends;
    wire         enters;
    wire         taken;
    wire         clears;
    wire [2:0]   of_scalars;
    wire [3:0]   more;
    wire [255:0] counters;
    wire         tags_up_ready_o;
    wire         tags_down_valid_o;
    wire [15:0]  tags_down_data_o;
    wire         issued_up_ready_o;
    wire [5:0]   issued_up_data_i;
    wire         issued_down_valid_o;
    wire [5:0]   issued_down_data_o;
    wire         scalars_up_ready_o;
    wire         scalars_down_valid_o;
    wire         scalars_down_ready_i;
    wire [2:0]   scalars_down_data_o;
    wire         queue_up_ready_o;
    wire [255:0] queue_up_data_i;
    reg  [5:0]   outstanding_q;
    reg          aborting_q;
    reg  [2:0]   waiting_q;
    reg          room_q;
    reg          ended_q;
    reg  [15:0]  tag_q;
    reg          asks_q;
    reg  [3:0]   error_q;
    reg  [3:0]   flags_q;
    reg  [7:0]   diagnosis_q;
    reg  [47:0]  cycles_q;
    reg  [159:0] stalls_q;
    reg  [3:0]   stalled_q;

    assign clear_n = rst_ni && !abort_i;

    // Tags wait for the ends of their passes; after an abort they end one by one.
    assign head = {58'd0, issued_down_data_o};
    assign keeps = head[5];
    assign ready = room_q && tags_down_valid_o;
    assign end_ready_o = ready && !aborting_q && !abort_i && issued_down_valid_o && (!keeps || scalars_down_valid_o);
    assign ends = end_i && end_ready_o;
    assign enters = ends || (aborting_q && !abort_i && ready);
    assign command_ready_o = tags_up_ready_o && !aborting_q && !abort_i;
    assign accepted = command_valid_i && command_ready_o;

    assign issued_up_data_i = {issued_keeps_i, issued_asks_i, issued_error_i};
    assign scalars_down_ready_i = ends && keeps;

    // Statuses that nobody has accepted.
    assign taken = m_axis_status_tvalid && m_axis_status_tready;

    assign of_scalars = keeps ? scalars_down_data_o : 3'd0;

    // The counters are a cycle behind, and start again with each end.
    assign clears = abort_i || aborting_q;
    assign more = stalled_q;

    // The status: its counters, which an abort has cleared, or the geometry.
    assign counters = asks_q
        ? {87'd0, 1'b0, 39'd0, 1'b0, 39'd0, 1'b0, diagnosis_q, 5'd0, 27'h4080000, 11'd0, 37'h1000080401}
        : {48'd0, stalls_q[159:120], stalls_q[119:80], stalls_q[79:40], stalls_q[39:0], cycles_q};
    assign queue_up_data_i = {228'd0, error_q, 4'd0, flags_q, tag_q} | {counters[223:0], 32'd0};

    seedchip_stream_fifo #(.WIDTH(16), .ADDRESS_BITS(5)) tags (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (accepted),
        .up_ready_o   (tags_up_ready_o),
        .up_data_i    (command_tag_i),
        .down_valid_o (tags_down_valid_o),
        .down_ready_i (enters),
        .down_data_o  (tags_down_data_o)
    );

    // Passes that have been issued, and flags of scalars, wait for the end.
    seedchip_stream_fifo #(.WIDTH(6), .ADDRESS_BITS(5)) issued (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (issued_i),
        .up_ready_o   (issued_up_ready_o),
        .up_data_i    (issued_up_data_i),
        .down_valid_o (issued_down_valid_o),
        .down_ready_i (ends),
        .down_data_o  (issued_down_data_o)
    );

    seedchip_stream_fifo #(.WIDTH(3), .ADDRESS_BITS(5)) scalars (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (scalar_end_i),
        .up_ready_o   (scalars_up_ready_o),
        .up_data_i    (scalar_flags_i),
        .down_valid_o (scalars_down_valid_o),
        .down_ready_i (scalars_down_ready_i),
        .down_data_o  (scalars_down_data_o)
    );

    seedchip_stream_fifo #(.WIDTH(256), .ADDRESS_BITS(2)) queue (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (ended_q),
        .up_ready_o   (queue_up_ready_o),
        .up_data_i    (queue_up_data_i),
        .down_valid_o (m_axis_status_tvalid),
        .down_ready_i (m_axis_status_tready),
        .down_data_o  (m_axis_status_tdata)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            outstanding_q <= 6'd0;
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
                    outstanding_q <= outstanding_q + 6'd1;
                end else begin
                    outstanding_q <= outstanding_q - 6'd1;
                end
            end
            if (abort_i) begin
                aborting_q <= |outstanding_q;
            end else if (enters && (outstanding_q == 6'd1)) begin
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
            stalled_q[0] <= stall_x_i && !clears;
            stalled_q[1] <= stall_z_i && !clears;
            stalled_q[2] <= stall_results_i && !clears;
            stalled_q[3] <= stall_wait_i && !clears;
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
        asks_q <= head[4] && !aborting_q;
        diagnosis_q <= diagnosis_i;
        error_q <= head[3:0];
        flags_q <= {2'd0, end_flags_i[1:0] | of_scalars[1:0]} | {1'b0, end_flags_i[2], 2'd0} | {of_scalars[2], 3'd0};
        if (aborting_q) begin
            error_q <= ABORTED;
            flags_q <= 4'd0;
        end else if (|head[4:0]) begin
            flags_q <= 4'd0;
        end
    end

    wire unused = &{1'b0, head[63:6], counters[255:224], issued_up_ready_o, scalars_up_ready_o, queue_up_ready_o};
endmodule
`default_nettype wire
