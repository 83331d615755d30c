// seedchip_packer_tiny
//
// Makes beats of results, and ends commands.
//
// A raw row is a beat; groups of converted results are written into the beat one after the other. The beat is the
// output register itself, and one group has a place beside it, for the cycle in which the beat turns out to wait:
// so m_axis_result_tready stops the converter a cycle late, from a register. (A second beat would take four times
// the columns' bytes, and hide stalls that nobody has to hide.)
//
// FP32 results come group by group from a queue, which waits for the beat: they need no place beside it.
//
// A command ends with its last group, its last raw row, or as an entry without rows; end_o waits for end_ready_i.
// After an abort the packet that was under way ends with a beat of zeros, so that whoever receives it is not left
// in the middle of one.
//
// Timing: a beat shows one cycle after its last group or its row was accepted. Rows and groups every cycle. advance_o
// and end_o depend on what arrives, raw_ready_o on m_axis_result_tready. Reset: all but the beat and the skid.
// Special cases: group_valid_i comes only without converter_idle_i, and raw and empty never come together. A raw
// row waits until the converter is empty and its last beat full. A group in the skid that has ended its command
// is written even if the unit is told to abort.
// Widths: place counts the 4C / Q groups of a beat.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_packer_tiny (
    input  wire         clk_i,                // Clock.
    input  wire         rst_ni,               // Synchronous reset, active low: no beat waits.
    input  wire         abort_i,              // Forget what is not a full beat, and end the packet.
    output wire         advance_o,            // The converter moves on.
    input  wire         converter_idle_i,     // No group is in the converter.
    input  wire         group_valid_i,        // A group comes out of the converter.
    input  wire         group_end_i,          // It is the command's last.
    input  wire         group_last_row_i,     // It is of the command's last row.
    input  wire         group_keep_i,         // Which of its columns exist.
    input  wire [1:0]   group_error_i,        // What was wrong with the command's parameters.
    input  wire         group_saturated_i,    // One of its results saturated.
    input  wire [7:0]   group_i,              // Its results.
    input  wire         raw_valid_i,          // A raw row is offered.
    output wire         raw_ready_o,          // The raw row is accepted.
    input  wire         raw_last_i,           // The raw row is the command's last.
    input  wire [7:0]   raw_columns_i,        // Its columns, less one.
    input  wire [127:0] raw_i,                // The raw row, four bytes per column.
    input  wire         empty_valid_i,        // A command without results is to end.
    output wire         empty_ready_o,        // It ends.
    input  wire [1:0]   empty_error_i,        // What was wrong with its parameters.
    input  wire         end_ready_i,          // There is room for a status.
    output wire         end_o,                // A command ends.
    output reg  [1:0]   end_error_o,          // What was wrong with its parameters.
    output wire         end_saturated_o,      // One of its results saturated.
    output wire         open_o,               // A packet of results is under way.
    output wire         m_axis_result_tvalid, // A beat of results is offered.
    input  wire         m_axis_result_tready, // The beat of results is accepted.
    output wire [127:0] m_axis_result_tdata,  // The results.
    output wire [15:0]  m_axis_result_tkeep,  // Which bytes are results.
    output wire         m_axis_result_tlast   // The beat is the last of its packet.
);
    localparam [3:0] LAST_PLACE = 4'd15;

    wire         free;
    wire         first;
    wire         calm;
    wire         arrives;
    wire         unskids;
    wire         writes;
    wire         takes_raw;
    wire         closes;
    wire         completes;
    reg  [7:0]   narrow;
    reg          narrow_keep;
    wire         narrow_end;
    wire [15:0]  raw_keep;
    wire [15:0]  kept;
    wire [15:0]  load;
    reg          out_valid_q;
    reg  [3:0]   place_q;
    reg          begun_q;
    reg  [127:0] beat_q;
    reg  [15:0]  keep_q;
    reg          last_q;
    reg          skid_full_q;
    reg  [7:0]   skid_q;
    reg          skid_keep_q;
    reg          skid_last_row_q;
    reg          skid_end_q;
    reg          saturated_q;
    reg          open_q;
    reg          closing_q;

    // What can be accepted.
    assign free = !out_valid_q || m_axis_result_tready;
    assign first = !begun_q;
    assign calm = converter_idle_i && first && !skid_full_q && !closing_q;
    assign advance_o = !(skid_full_q || closing_q || (group_valid_i && group_end_i && !end_ready_i));
    assign raw_ready_o = calm && free && !abort_i && (!raw_last_i || end_ready_i);
    assign empty_ready_o = empty_valid_i && calm && !abort_i && end_ready_i;
    assign arrives = group_valid_i && advance_o && !abort_i;
    assign takes_raw = raw_valid_i && raw_ready_o;

    // A group goes into the beat, or waits for it; it waits only as a beat's first. An abort empties the beat.
    assign unskids = skid_full_q && free;
    assign writes = (arrives && free) || unskids;
    assign closes = closing_q && free && !abort_i;

    always @(*) begin
        // The group that is written; zeros after an abort.
        if (closing_q) begin
            narrow = 8'd0;
            narrow_keep = 1'b1;
        end else if (skid_full_q) begin
            narrow = skid_q;
            narrow_keep = skid_keep_q || !skid_last_row_q;
        end else begin
            narrow = group_i;
            narrow_keep = group_keep_i || !group_last_row_i;
        end
    end

    assign narrow_end = skid_full_q ? skid_end_q : group_end_i;

    // The beat. What is raw is known early: only then the packer is calm.
    assign completes = takes_raw || closes || (writes && (narrow_end || (place_q == LAST_PLACE)));
    assign load[0] = takes_raw || closes || (writes && (place_q == 4'd0));
    assign load[1] = takes_raw || closes || (writes && (place_q == 4'd1));
    assign load[2] = takes_raw || closes || (writes && (place_q == 4'd2));
    assign load[3] = takes_raw || closes || (writes && (place_q == 4'd3));
    assign load[4] = takes_raw || closes || (writes && (place_q == 4'd4));
    assign load[5] = takes_raw || closes || (writes && (place_q == 4'd5));
    assign load[6] = takes_raw || closes || (writes && (place_q == 4'd6));
    assign load[7] = takes_raw || closes || (writes && (place_q == 4'd7));
    assign load[8] = takes_raw || closes || (writes && (place_q == 4'd8));
    assign load[9] = takes_raw || closes || (writes && (place_q == 4'd9));
    assign load[10] = takes_raw || closes || (writes && (place_q == 4'd10));
    assign load[11] = takes_raw || closes || (writes && (place_q == 4'd11));
    assign load[12] = takes_raw || closes || (writes && (place_q == 4'd12));
    assign load[13] = takes_raw || closes || (writes && (place_q == 4'd13));
    assign load[14] = takes_raw || closes || (writes && (place_q == 4'd14));
    assign load[15] = takes_raw || closes || (writes && (place_q == 4'd15));
    assign raw_keep[3:0] = 4'd15;
    assign raw_keep[4] = !raw_last_i || (8'd1 <= raw_columns_i);
    assign raw_keep[5] = !raw_last_i || (8'd1 <= raw_columns_i);
    assign raw_keep[6] = !raw_last_i || (8'd1 <= raw_columns_i);
    assign raw_keep[7] = !raw_last_i || (8'd1 <= raw_columns_i);
    assign raw_keep[8] = !raw_last_i || (8'd2 <= raw_columns_i);
    assign raw_keep[9] = !raw_last_i || (8'd2 <= raw_columns_i);
    assign raw_keep[10] = !raw_last_i || (8'd2 <= raw_columns_i);
    assign raw_keep[11] = !raw_last_i || (8'd2 <= raw_columns_i);
    assign raw_keep[12] = !raw_last_i || (8'd3 <= raw_columns_i);
    assign raw_keep[13] = !raw_last_i || (8'd3 <= raw_columns_i);
    assign raw_keep[14] = !raw_last_i || (8'd3 <= raw_columns_i);
    assign raw_keep[15] = !raw_last_i || (8'd3 <= raw_columns_i);
    assign kept[0] = calm ? raw_keep[0] : narrow_keep;
    assign kept[1] = calm ? raw_keep[1] : narrow_keep;
    assign kept[2] = calm ? raw_keep[2] : narrow_keep;
    assign kept[3] = calm ? raw_keep[3] : narrow_keep;
    assign kept[4] = calm ? raw_keep[4] : narrow_keep;
    assign kept[5] = calm ? raw_keep[5] : narrow_keep;
    assign kept[6] = calm ? raw_keep[6] : narrow_keep;
    assign kept[7] = calm ? raw_keep[7] : narrow_keep;
    assign kept[8] = calm ? raw_keep[8] : narrow_keep;
    assign kept[9] = calm ? raw_keep[9] : narrow_keep;
    assign kept[10] = calm ? raw_keep[10] : narrow_keep;
    assign kept[11] = calm ? raw_keep[11] : narrow_keep;
    assign kept[12] = calm ? raw_keep[12] : narrow_keep;
    assign kept[13] = calm ? raw_keep[13] : narrow_keep;
    assign kept[14] = calm ? raw_keep[14] : narrow_keep;
    assign kept[15] = calm ? raw_keep[15] : narrow_keep;

    // The end of a command.
    assign end_o = (arrives && group_end_i) || (takes_raw && raw_last_i) || empty_ready_o;

    always @(*) begin
        end_error_o = empty_error_i;
        if (group_valid_i) begin
            end_error_o = group_error_i;
        end else if (raw_valid_i) begin
            end_error_o = 2'd0;
        end
    end

    assign end_saturated_o = saturated_q || (group_valid_i && group_saturated_i);
    assign open_o = open_q;
    assign m_axis_result_tvalid = out_valid_q;
    assign m_axis_result_tlast = last_q;
    assign m_axis_result_tdata = beat_q;
    assign m_axis_result_tkeep = keep_q;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            out_valid_q <= 1'b0;
            place_q <= 4'd0;
            begun_q <= 1'b0;
            skid_full_q <= 1'b0;
            saturated_q <= 1'b0;
            open_q <= 1'b0;
            closing_q <= 1'b0;
        end else begin
            if (skid_full_q) begin
                skid_full_q <= !unskids && (skid_end_q || !abort_i);
            end else begin
                skid_full_q <= arrives && !free;
            end
            // Joined groups.
            if (completes) begin
                if (calm) begin
                    open_q <= !raw_last_i;
                end else begin
                    open_q <= !closing_q && !narrow_end;
                end
            end
            if (free) out_valid_q <= completes;
            if (abort_i || completes) begin
                place_q <= 4'd0;
                begun_q <= 1'b0;
            end else if (writes) begin
                place_q <= place_q + 4'd1;
                begun_q <= 1'b1;
            end
            if (abort_i) begin
                closing_q <= open_q && !(skid_full_q && skid_end_q);
            end else if (closes) begin
                closing_q <= 1'b0;
            end

            if (abort_i || end_o) begin
                saturated_q <= 1'b0;
            end else if (arrives && group_saturated_i) begin
                saturated_q <= 1'b1;
            end
        end
    end

    always @(posedge clk_i) begin
        if (!skid_full_q) begin
            skid_q <= group_i;
            skid_keep_q <= group_keep_i;
            skid_last_row_q <= group_last_row_i;
            skid_end_q <= group_end_i;
        end
        if (load[0]) begin
            if (calm) begin
                beat_q[7:0] <= raw_i[7:0];
            end else begin
                beat_q[7:0] <= narrow;
            end
        end
        if (load[1]) begin
            if (calm) begin
                beat_q[15:8] <= raw_i[15:8];
            end else begin
                beat_q[15:8] <= narrow;
            end
        end
        if (load[2]) begin
            if (calm) begin
                beat_q[23:16] <= raw_i[23:16];
            end else begin
                beat_q[23:16] <= narrow;
            end
        end
        if (load[3]) begin
            if (calm) begin
                beat_q[31:24] <= raw_i[31:24];
            end else begin
                beat_q[31:24] <= narrow;
            end
        end
        if (load[4]) begin
            if (calm) begin
                beat_q[39:32] <= raw_i[39:32];
            end else begin
                beat_q[39:32] <= narrow;
            end
        end
        if (load[5]) begin
            if (calm) begin
                beat_q[47:40] <= raw_i[47:40];
            end else begin
                beat_q[47:40] <= narrow;
            end
        end
        if (load[6]) begin
            if (calm) begin
                beat_q[55:48] <= raw_i[55:48];
            end else begin
                beat_q[55:48] <= narrow;
            end
        end
        if (load[7]) begin
            if (calm) begin
                beat_q[63:56] <= raw_i[63:56];
            end else begin
                beat_q[63:56] <= narrow;
            end
        end
        if (load[8]) begin
            if (calm) begin
                beat_q[71:64] <= raw_i[71:64];
            end else begin
                beat_q[71:64] <= narrow;
            end
        end
        if (load[9]) begin
            if (calm) begin
                beat_q[79:72] <= raw_i[79:72];
            end else begin
                beat_q[79:72] <= narrow;
            end
        end
        if (load[10]) begin
            if (calm) begin
                beat_q[87:80] <= raw_i[87:80];
            end else begin
                beat_q[87:80] <= narrow;
            end
        end
        if (load[11]) begin
            if (calm) begin
                beat_q[95:88] <= raw_i[95:88];
            end else begin
                beat_q[95:88] <= narrow;
            end
        end
        if (load[12]) begin
            if (calm) begin
                beat_q[103:96] <= raw_i[103:96];
            end else begin
                beat_q[103:96] <= narrow;
            end
        end
        if (load[13]) begin
            if (calm) begin
                beat_q[111:104] <= raw_i[111:104];
            end else begin
                beat_q[111:104] <= narrow;
            end
        end
        if (load[14]) begin
            if (calm) begin
                beat_q[119:112] <= raw_i[119:112];
            end else begin
                beat_q[119:112] <= narrow;
            end
        end
        if (load[15]) begin
            if (calm) begin
                beat_q[127:120] <= raw_i[127:120];
            end else begin
                beat_q[127:120] <= narrow;
            end
        end
        if (writes && first) keep_q <= 16'd0;
        if (load[0]) keep_q[0] <= kept[0];
        if (load[1]) keep_q[1] <= kept[1];
        if (load[2]) keep_q[2] <= kept[2];
        if (load[3]) keep_q[3] <= kept[3];
        if (load[4]) keep_q[4] <= kept[4];
        if (load[5]) keep_q[5] <= kept[5];
        if (load[6]) keep_q[6] <= kept[6];
        if (load[7]) keep_q[7] <= kept[7];
        if (load[8]) keep_q[8] <= kept[8];
        if (load[9]) keep_q[9] <= kept[9];
        if (load[10]) keep_q[10] <= kept[10];
        if (load[11]) keep_q[11] <= kept[11];
        if (load[12]) keep_q[12] <= kept[12];
        if (load[13]) keep_q[13] <= kept[13];
        if (load[14]) keep_q[14] <= kept[14];
        if (load[15]) keep_q[15] <= kept[15];
        // Joined groups.
        if (completes) begin
            if (calm) begin
                last_q <= raw_last_i;
            end else begin
                last_q <= closing_q || narrow_end;
            end
        end
    end
endmodule
`default_nettype wire
