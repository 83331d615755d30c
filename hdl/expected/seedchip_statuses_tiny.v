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
// Timing: a status shows two cycles after the end at the earliest. An end every cycle while end_ready_o. Reset: all but
// the words of the queues.
// Widths: 17 tags fit in, outstanding counts them; 48 bits of cycles last 78 hours at 1 GHz, 40 bits of stalls
// 18 minutes, after which they begin at 0 again.
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
    localparam [3:0] ABORTED = 4'd14;

    wire         room;
    wire         ends;
    wire         enters;
    wire [3:0]   stalled;
    reg  [3:0]   error;
    reg  [239:0] counted;
    wire [255:0] word;
    wire [255:0] shown;
    wire         tags_up_valid_i;
    wire         tags_up_ready_o;
    wire         tags_down_valid_o;
    wire [15:0]  tags_down_data_o;
    wire         queue_up_ready_o;
    wire [228:0] queue_down_data_o;
    reg  [5:0]   outstanding_q;
    reg          aborting_q;
    reg  [47:0]  cycles_q;
    reg  [159:0] stalls_q;

    // Tags wait for the ends of their commands; after an abort they end one by one.
    assign room = queue_up_ready_o && tags_down_valid_o;
    assign end_ready_o = room && !aborting_q && !abort_i;
    assign ends = end_i && end_ready_o;
    assign enters = ends || (aborting_q && !abort_i && room);
    assign command_ready_o = tags_up_ready_o && !aborting_q && !abort_i;
    assign tags_up_valid_i = command_valid_i && command_ready_o;

    // The counters start again with each end. Cycles rest at 1: a status counts its own.
    assign stalled[0] = stall_weights_i;
    assign stalled[1] = stall_activations_i;
    assign stalled[2] = stall_parameters_i;
    assign stalled[3] = stall_results_i;

    always @(*) begin
        // The status: its counters, or the geometry; of an aborted command they are zero.
        counted[47:0] = cycles_q;
        if (aborting_q) begin
            counted[47:0] = 48'd0;
        end else if (end_asks_i) begin
            counted[47:0] = 48'h100004000402;
        end
        counted[95:48] = (end_asks_i && !aborting_q) ? 48'h304000100 : {8'd0, stalls_q[39:0]};
        counted[143:96] = {8'd0, stalls_q[79:40]};
        if (end_asks_i && !aborting_q) begin
            counted[143:96] = 48'd0;
            counted[143:96] = 48'd0 | {32'd0, diagnosis_i, 8'd0};
        end
        counted[191:144] = (end_asks_i && !aborting_q) ? 48'd0 : {8'd0, stalls_q[119:80]};
        counted[239:192] = (end_asks_i && !aborting_q) ? 48'd0 : {8'd0, stalls_q[159:120]};
    end

    always @(*) begin
        error = end_error_i;
        if (aborting_q) begin
            error = ABORTED;
        end else if (!(|end_error_i) && (|end_parameter_error_i)) begin
            error = ABORTED - {2'd0, end_parameter_error_i};
        end
    end

    assign word = {27'd0, counted[231:192], counted[183:144], counted[135:96], counted[87:48], counted[47:0], error,
        end_saturated_i && !aborting_q, tags_down_data_o};

    assign shown = {27'd0, queue_down_data_o};
    assign m_axis_status_tdata = {16'd0, shown[228:21], 4'd0, shown[20:17], 7'd0, shown[16:0]};

    seedchip_stream_fifo #(.WIDTH(16), .ADDRESS_BITS(4)) tags (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (tags_up_valid_i),
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
        .up_valid_i   (enters),
        .up_ready_o   (queue_up_ready_o),
        .up_data_i    (word[228:0]),
        .down_valid_o (m_axis_status_tvalid),
        .down_ready_i (m_axis_status_tready),
        .down_data_o  (queue_down_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            outstanding_q <= 6'd0;
            aborting_q <= 1'b0;
            cycles_q <= 48'd1;
            stalls_q <= 160'd0;
        end else begin
            if (command_valid_i && command_ready_o && !enters) begin
                outstanding_q <= outstanding_q + 6'd1;
            end else if (enters && !(command_valid_i && command_ready_o)) begin
                outstanding_q <= outstanding_q - 6'd1;
            end
            if (abort_i) begin
                aborting_q <= |outstanding_q;
            end else if (enters && (outstanding_q == 6'd1)) begin
                aborting_q <= 1'b0;
            end
            if (abort_i || aborting_q || ends) begin
                cycles_q <= 48'd1;
            end else if (|outstanding_q) begin
                cycles_q <= cycles_q + 48'd1;
            end
            if (abort_i || aborting_q) begin
                stalls_q <= 160'd0;
            end else if (ends) begin
                stalls_q[39:0] <= {39'd0, stalled[0]};
                stalls_q[79:40] <= {39'd0, stalled[1]};
                stalls_q[119:80] <= {39'd0, stalled[2]};
                stalls_q[159:120] <= {39'd0, stalled[3]};
            end else begin
                if (stalled[0]) stalls_q[39:0] <= stalls_q[39:0] + 40'd1;
                if (stalled[1]) stalls_q[79:40] <= stalls_q[79:40] + 40'd1;
                if (stalled[2]) stalls_q[119:80] <= stalls_q[119:80] + 40'd1;
                if (stalled[3]) stalls_q[159:120] <= stalls_q[159:120] + 40'd1;
            end
        end
    end

    wire unused = &{1'b0, counted[95:88], counted[143:136], counted[191:184], counted[239:232], word[255:229],
        shown[255:229]};
endmodule
`default_nettype wire
