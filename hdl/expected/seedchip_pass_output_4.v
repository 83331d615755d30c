// seedchip_pass_output_4
//
// Makes beats of results and scales, and ends passes.
//
// Vectors wait as FP32 numbers in a queue that holds all that is under way, so the lanes never stop, and a block's
// first vector waits there for the scale that its last one decides. They are converted behind that queue; a second,
// short one takes up what is in the converters when the sink stalls. (Converted at the lanes' end they would be four
// times as narrow in the queue, but elements of blocks would have to wait in another place.)
//
// A pass ends when its last beat has been accepted and its scales have been, or, without results, when its place in the
// queue comes up: so passes end in order.
//
// Timing: a vector shows at the result nine cycles after it came at the earliest; a beat per cycle.
// Special cases: an abort empties everything but the two registers at the streams, and closes an open packet with a
// beat of zeros.
// Widths: busy counts 8, scales those of 8 queued ones and one shown.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pass_output_4 (
    input  wire         clk_i,                // Clock.
    input  wire         rst_ni,               // Synchronous reset, active low.
    input  wire         abort_i,              // Forget what is inside.
    input  wire         valid_i,              // A vector comes.
    input  wire         real_i,               // It is of a pass with results.
    input  wire         row_last_i,           // It is its row's last.
    input  wire         last_i,               // It is its pass's last.
    input  wire [3:0]   format_i,             // The format of the results.
    input  wire         ceil_i,               // Scales are such that nothing saturates.
    input  wire [2:0]   existing_i,           // Lanes that exist.
    input  wire [1:0]   flags_i,              // Flags of the vector: overflow, nan.
    input  wire [127:0] number_i,             // The elements.
    output wire         credit_o,             // A place has become free.
    input  wire         end_ready_i,          // A pass can end.
    output wire         end_o,                // The oldest pass ends.
    output wire [2:0]   end_flags_o,          // Its flags: overflow, nan, nan_dropped.
    output wire [1:0]   open_o,               // A packet is under way: of results, of scales.
    output wire [1:0]   waits_o,              // A beat waits for its acceptance: of results, of scales.
    output wire         m_axis_result_tvalid, // A beat of results is offered.
    input  wire         m_axis_result_tready, // The beat of results is accepted.
    output wire [127:0] m_axis_result_tdata,  // The results, a slot per lane.
    output wire [15:0]  m_axis_result_tkeep,  // All ones, but for null bytes at the end of a pass's last beat.
    output wire         m_axis_result_tlast,  // The beat of results is the pass's last.
    output wire         m_axis_scale_tvalid,  // A scale is offered.
    input  wire         m_axis_scale_tready,  // The scale is accepted.
    output wire [7:0]   m_axis_scale_tdata,   // The scale, E8M0.
    output wire         m_axis_scale_tlast    // The scale is the pass's last.
);
    localparam [2:0] SCALE_OF_INT8 = 3'd0;
    localparam [2:0] SCALE_OF_E4M3 = 3'd2;
    localparam [5:0] ALL = 6'd4;
    localparam [3:0] OF_MX_INT8 = 4'd4;
    localparam [2:0] SCALE_OF_E2M1 = 3'd4;
    localparam [3:0] OF_E4M3 = 4'd5;
    localparam [3:0] OF_E2M1 = 4'd6;
    localparam [2:0] LAST_PLACE = 3'd7;
    localparam [3:0] MOST = 4'd8;
    localparam [3:0] EVERY_BYTE = 4'd15;
    localparam [7:0] ONE = 8'd127;

    wire         clear_n;
    wire         enters;
    wire         of_blocks;
    wire [1:0]   all_flags;
    wire [63:0]  mark;
    wire         blocked;
    wire         block_ends;
    wire         leaves;
    wire [7:0]   scale;
    wire [63:0]  converted;
    wire         is_real;
    reg          overflowed;
    reg          dropped;
    wire [2:0]   all_told;
    wire [63:0]  beat;
    wire         beat_real;
    wire         beat_last;
    wire         may_end;
    wire         beat_enters;
    wire         beat_leaves;
    wire         closes;
    wire         accepted;
    wire         scale_pushed;
    wire         scale_enters;
    wire         scale_closes;
    reg  [1:0]   flags_q;
    wire         numbers_up_ready_o;
    wire         numbers_down_valid_o;
    wire [127:0] numbers_down_data_o;
    wire         marks_up_ready_o;
    wire [14:0]  marks_up_data_i;
    wire         marks_down_valid_o;
    wire [14:0]  marks_down_data_o;
    wire         block_scales_valid_i;
    reg  [2:0]   block_scales_format_i;
    wire         block_scales_valid_o;
    wire [7:0]   block_scales_scale_o;
    wire         block_scales_nan_o;
    wire         scales_up_ready_o;
    wire [8:0]   scales_up_data_i;
    wire         scales_down_valid_o;
    wire [8:0]   scales_down_data_o;
    reg  [2:0]   place_q;
    reg  [3:0]   busy_q;
    wire [31:0]  convert_0_code_o;
    wire         convert_0_overflow_o;
    wire         convert_0_nan_dropped_o;
    wire [31:0]  convert_1_code_o;
    wire         convert_1_overflow_o;
    wire         convert_1_nan_dropped_o;
    wire [31:0]  convert_2_code_o;
    wire         convert_2_overflow_o;
    wire         convert_2_nan_dropped_o;
    wire [31:0]  convert_3_code_o;
    wire         convert_3_overflow_o;
    wire         convert_3_nan_dropped_o;
    wire         converting_token_o;
    wire [10:0]  converting_marks_data_i;
    wire [10:0]  converting_marks_data_o;
    reg  [2:0]   told_q;
    wire         beats_up_valid_i;
    wire         beats_up_ready_o;
    reg  [127:0] beats_up_data_i;
    wire         beats_down_valid_o;
    wire [127:0] beats_down_data_o;
    wire         beat_marks_up_valid_i;
    wire         beat_marks_up_ready_o;
    wire [10:0]  beat_marks_up_data_i;
    wire         beat_marks_down_valid_o;
    wire [10:0]  beat_marks_down_data_o;
    reg          open_q;
    reg          closing_q;
    reg          ending_q;
    reg  [2:0]   ending_flags_q;
    wire         result_up_valid_i;
    wire         result_up_ready_o;
    wire [127:0] result_up_data_i;
    wire         result_up_last_i;
    wire         result_count_up_valid_i;
    wire         result_count_up_ready_o;
    wire [5:0]   result_count_up_data_i;
    wire         result_count_down_valid_o;
    wire [5:0]   result_count_down_data_o;
    wire         result_count_down_last_o;
    wire         told_scales_up_ready_o;
    wire [8:0]   told_scales_up_data_i;
    wire         told_scales_down_valid_o;
    wire [8:0]   told_scales_down_data_o;
    reg  [4:0]   scale_count_q;
    reg          scale_open_q;
    reg          scale_closing_q;
    wire         scale_register_up_valid_i;
    wire         scale_register_up_ready_o;
    wire [7:0]   scale_register_up_data_i;
    wire         scale_register_up_last_i;

    assign clear_n = rst_ni && !abort_i;

    // What comes: vectors of results, and the last of every pass.
    assign enters = valid_i && (real_i || last_i);
    assign all_flags = flags_q | flags_i;
    assign marks_up_data_i = {all_flags, 3'd0, existing_i, format_i, last_i, row_last_i, real_i};
    assign of_blocks = (format_i == OF_MX_INT8) || (format_i == OF_E4M3) || (format_i == OF_E2M1);
    assign block_scales_valid_i = valid_i && real_i && of_blocks;

    always @(*) begin
        // What comes: vectors of results, and the last of every pass.
        block_scales_format_i = SCALE_OF_INT8;
        if (format_i == OF_E4M3) begin
            block_scales_format_i = SCALE_OF_E4M3;
        end else if (format_i == OF_E2M1) begin
            block_scales_format_i = SCALE_OF_E2M1;
        end
    end

    assign scales_up_data_i = {block_scales_nan_o, block_scales_scale_o};

    // What is converted: a vector of blocks only when its scale is there.
    assign mark = {49'd0, marks_down_data_o};
    assign blocked = mark[0] && ((mark[6:3] == OF_MX_INT8) || (mark[6:3] == OF_E4M3) || (mark[6:3] == OF_E2M1));
    assign block_ends = (place_q == LAST_PLACE) || mark[1];
    assign leaves = marks_down_valid_o && (busy_q != MOST)
        && (!blocked || (scales_down_valid_o && (!block_ends || told_scales_up_ready_o)));
    assign scale_pushed = leaves && blocked && block_ends;
    assign credit_o = leaves;
    assign scale = blocked ? scales_down_data_o[7:0] : ONE;
    assign converting_marks_data_i = {blocked && scales_down_data_o[8], mark[14:7], mark[2], mark[0]};
    assign converted = {53'd0, converting_marks_data_o};
    assign is_real = converted[0];

    always @(*) begin
        // Four cycles later: the beat, and the flags of the conversions.
        overflowed = 1'b0;
        dropped = 1'b0;
        beats_up_data_i[31:0] = 32'd0;
        if (6'd0 < converted[7:2]) begin
            beats_up_data_i[31:0] = convert_0_code_o;
            if (convert_0_overflow_o) overflowed = is_real;
            if (convert_0_nan_dropped_o) dropped = is_real;
        end
        beats_up_data_i[63:32] = 32'd0;
        if (6'd1 < converted[7:2]) begin
            beats_up_data_i[63:32] = convert_1_code_o;
            if (convert_1_overflow_o) overflowed = is_real;
            if (convert_1_nan_dropped_o) dropped = is_real;
        end
        beats_up_data_i[95:64] = 32'd0;
        if (6'd2 < converted[7:2]) begin
            beats_up_data_i[95:64] = convert_2_code_o;
            if (convert_2_overflow_o) overflowed = is_real;
            if (convert_2_nan_dropped_o) dropped = is_real;
        end
        beats_up_data_i[127:96] = 32'd0;
        if (6'd3 < converted[7:2]) begin
            beats_up_data_i[127:96] = convert_3_code_o;
            if (convert_3_overflow_o) overflowed = is_real;
            if (convert_3_nan_dropped_o) dropped = is_real;
        end
    end

    // Four cycles later: the beat, and the flags of the conversions.
    assign all_told = told_q | {2'd0, overflowed} | {1'b0, converted[10], 1'b0} | {dropped, 2'd0};
    assign beats_up_valid_i = converting_token_o;
    assign beat_marks_up_valid_i = converting_token_o;
    assign beat_marks_up_data_i = {3'd0, converted[7:0]} | {all_told | {1'b0, converted[9:8]}, 8'd0};

    // What is shown. The last beat waits until its pass can end, and what follows waits for its acceptance.
    assign beat = {53'd0, beat_marks_down_data_o};
    assign beat_real = beat[0];
    assign beat_last = beat[1];
    assign may_end = end_ready_i && !(|scale_count_q) && !m_axis_scale_tvalid;
    assign beat_leaves = beat_marks_down_valid_o && !abort_i && !closing_q && !ending_q
        && (!beat_real || result_up_ready_o) && (!beat_last || may_end);
    assign beat_enters = beat_leaves && beat_real;
    assign closes = closing_q && !abort_i && result_up_ready_o;
    assign result_up_valid_i = beat_enters || closes;
    assign result_up_last_i = beat_last || closing_q;
    assign result_count_up_valid_i = beat_enters || closes;
    assign result_count_up_data_i = (beat_last && !closing_q) ? beat[7:2] : ALL;
    assign result_up_data_i[31:0] = closing_q ? 32'd0 : beats_down_data_o[31:0];
    assign result_up_data_i[63:32] = closing_q ? 32'd0 : beats_down_data_o[63:32];
    assign result_up_data_i[95:64] = closing_q ? 32'd0 : beats_down_data_o[95:64];
    assign result_up_data_i[127:96] = closing_q ? 32'd0 : beats_down_data_o[127:96];
    assign m_axis_result_tkeep[3:0] = (6'd0 < result_count_down_data_o) ? EVERY_BYTE : 4'd0;
    assign m_axis_result_tkeep[7:4] = (6'd1 < result_count_down_data_o) ? EVERY_BYTE : 4'd0;
    assign m_axis_result_tkeep[11:8] = (6'd2 < result_count_down_data_o) ? EVERY_BYTE : 4'd0;
    assign m_axis_result_tkeep[15:12] = (6'd3 < result_count_down_data_o) ? EVERY_BYTE : 4'd0;
    assign accepted = ending_q && m_axis_result_tvalid && m_axis_result_tlast && m_axis_result_tready;
    assign end_o = accepted || (beat_leaves && !beat_real);
    assign end_flags_o = ending_q ? ending_flags_q : beat[10:8];

    // Scales.
    assign told_scales_up_data_i = {mark[2], scale};
    assign scale_enters = told_scales_down_valid_o && scale_register_up_ready_o && !scale_closing_q && !abort_i;
    assign scale_closes = scale_closing_q && !abort_i && scale_register_up_ready_o;
    assign scale_register_up_valid_i = scale_enters || scale_closes;
    assign scale_register_up_last_i = told_scales_down_data_o[8] || scale_closing_q;
    assign scale_register_up_data_i = scale_closing_q ? 8'd0 : told_scales_down_data_o[7:0];

    // An abort closes open packets.
    assign open_o = {scale_open_q, open_q};
    assign waits_o = {m_axis_scale_tvalid, m_axis_result_tvalid};

    // What comes: vectors of results, and the last of every pass.
    seedchip_stream_fifo #(.WIDTH(128), .ADDRESS_BITS(7)) numbers (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (enters),
        .up_ready_o   (numbers_up_ready_o),
        .up_data_i    (number_i),
        .down_valid_o (numbers_down_valid_o),
        .down_ready_i (leaves),
        .down_data_o  (numbers_down_data_o)
    );

    // What comes: vectors of results, and the last of every pass.
    seedchip_stream_fifo #(.WIDTH(15), .ADDRESS_BITS(7)) marks (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (enters),
        .up_ready_o   (marks_up_ready_o),
        .up_data_i    (marks_up_data_i),
        .down_valid_o (marks_down_valid_o),
        .down_ready_i (leaves),
        .down_data_o  (marks_down_data_o)
    );

    // What comes: vectors of results, and the last of every pass.
    seedchip_block_scales_4 block_scales (
        .clk_i    (clk_i),
        .rst_ni   (clear_n),
        .valid_i  (block_scales_valid_i),
        .last_i   (row_last_i),
        .format_i (block_scales_format_i),
        .ceil_i   (ceil_i),
        .number_i (number_i),
        .valid_o  (block_scales_valid_o),
        .scale_o  (block_scales_scale_o),
        .nan_o    (block_scales_nan_o)
    );

    // What comes: vectors of results, and the last of every pass.
    seedchip_stream_fifo #(.WIDTH(9), .ADDRESS_BITS(7)) scales (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (block_scales_valid_o),
        .up_ready_o   (scales_up_ready_o),
        .up_data_i    (scales_up_data_i),
        .down_valid_o (scales_down_valid_o),
        .down_ready_i (scale_pushed),
        .down_data_o  (scales_down_data_o)
    );

    // Four cycles later: the beat, and the flags of the conversions.
    seedchip_convert_out convert_0 (
        .clk_i         (clk_i),
        .number_i      (numbers_down_data_o[31:0]),
        .format_i      (mark[6:3]),
        .scale_i       (scale),
        .code_o        (convert_0_code_o),
        .overflow_o    (convert_0_overflow_o),
        .nan_dropped_o (convert_0_nan_dropped_o)
    );

    // Four cycles later: the beat, and the flags of the conversions.
    seedchip_convert_out convert_1 (
        .clk_i         (clk_i),
        .number_i      (numbers_down_data_o[63:32]),
        .format_i      (mark[6:3]),
        .scale_i       (scale),
        .code_o        (convert_1_code_o),
        .overflow_o    (convert_1_overflow_o),
        .nan_dropped_o (convert_1_nan_dropped_o)
    );

    // Four cycles later: the beat, and the flags of the conversions.
    seedchip_convert_out convert_2 (
        .clk_i         (clk_i),
        .number_i      (numbers_down_data_o[95:64]),
        .format_i      (mark[6:3]),
        .scale_i       (scale),
        .code_o        (convert_2_code_o),
        .overflow_o    (convert_2_overflow_o),
        .nan_dropped_o (convert_2_nan_dropped_o)
    );

    // Four cycles later: the beat, and the flags of the conversions.
    seedchip_convert_out convert_3 (
        .clk_i         (clk_i),
        .number_i      (numbers_down_data_o[127:96]),
        .format_i      (mark[6:3]),
        .scale_i       (scale),
        .code_o        (convert_3_code_o),
        .overflow_o    (convert_3_overflow_o),
        .nan_dropped_o (convert_3_nan_dropped_o)
    );

    // What is converted: a vector of blocks only when its scale is there.
    seedchip_token_delay #(.WIDTH(1), .STAGES(4)) converting (
        .clk_i   (clk_i),
        .rst_ni  (clear_n),
        .token_i (leaves),
        .token_o (converting_token_o)
    );

    // What is converted: a vector of blocks only when its scale is there.
    seedchip_delay #(.WIDTH(11), .STAGES(4)) converting_marks (
        .clk_i  (clk_i),
        .data_i (converting_marks_data_i),
        .data_o (converting_marks_data_o)
    );

    // Four cycles later: the beat, and the flags of the conversions.
    seedchip_stream_fifo #(.WIDTH(128), .ADDRESS_BITS(3)) beats (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (beats_up_valid_i),
        .up_ready_o   (beats_up_ready_o),
        .up_data_i    (beats_up_data_i),
        .down_valid_o (beats_down_valid_o),
        .down_ready_i (beat_leaves),
        .down_data_o  (beats_down_data_o)
    );

    // Four cycles later: the beat, and the flags of the conversions.
    seedchip_stream_fifo #(.WIDTH(11), .ADDRESS_BITS(3)) beat_marks (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (beat_marks_up_valid_i),
        .up_ready_o   (beat_marks_up_ready_o),
        .up_data_i    (beat_marks_up_data_i),
        .down_valid_o (beat_marks_down_valid_o),
        .down_ready_i (beat_leaves),
        .down_data_o  (beat_marks_down_data_o)
    );

    // What is shown. The last beat waits until its pass can end, and what follows waits for its acceptance.
    seedchip_stream_register #(.WIDTH(128)) result (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (result_up_valid_i),
        .up_ready_o   (result_up_ready_o),
        .up_data_i    (result_up_data_i),
        .up_last_i    (result_up_last_i),
        .down_valid_o (m_axis_result_tvalid),
        .down_ready_i (m_axis_result_tready),
        .down_data_o  (m_axis_result_tdata),
        .down_last_o  (m_axis_result_tlast)
    );

    // What is shown. The last beat waits until its pass can end, and what follows waits for its acceptance.
    seedchip_stream_register #(.WIDTH(6)) result_count (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (result_count_up_valid_i),
        .up_ready_o   (result_count_up_ready_o),
        .up_data_i    (result_count_up_data_i),
        .up_last_i    (1'b0),
        .down_valid_o (result_count_down_valid_o),
        .down_ready_i (m_axis_result_tready),
        .down_data_o  (result_count_down_data_o),
        .down_last_o  (result_count_down_last_o)
    );

    // Scales.
    seedchip_stream_fifo #(.WIDTH(9), .ADDRESS_BITS(3)) told_scales (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (scale_pushed),
        .up_ready_o   (told_scales_up_ready_o),
        .up_data_i    (told_scales_up_data_i),
        .down_valid_o (told_scales_down_valid_o),
        .down_ready_i (scale_enters),
        .down_data_o  (told_scales_down_data_o)
    );

    // Scales.
    seedchip_stream_register #(.WIDTH(8)) scale_register (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (scale_register_up_valid_i),
        .up_ready_o   (scale_register_up_ready_o),
        .up_data_i    (scale_register_up_data_i),
        .up_last_i    (scale_register_up_last_i),
        .down_valid_o (m_axis_scale_tvalid),
        .down_ready_i (m_axis_scale_tready),
        .down_data_o  (m_axis_scale_tdata),
        .down_last_o  (m_axis_scale_tlast)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            flags_q <= 2'd0;
            place_q <= 3'd0;
            busy_q <= 4'd0;
            told_q <= 3'd0;
            open_q <= 1'b0;
            closing_q <= 1'b0;
            ending_q <= 1'b0;
            scale_count_q <= 5'd0;
            scale_open_q <= 1'b0;
            scale_closing_q <= 1'b0;
        end else begin
            // What comes: vectors of results, and the last of every pass.
            if (valid_i) begin
                flags_q <= all_flags;
                if (last_i) flags_q <= 2'd0;
            end
            // What is converted: a vector of blocks only when its scale is there.
            if (leaves && blocked) begin
                place_q <= place_q + 3'd1;
                if (block_ends) place_q <= 3'd0;
            end
            // Four cycles later: the beat, and the flags of the conversions.
            if (converting_token_o) begin
                told_q <= all_told;
                if (converted[1]) told_q <= 3'd0;
            end
            if (leaves != beat_leaves) begin
                if (leaves) begin
                    busy_q <= busy_q + 4'd1;
                end else begin
                    busy_q <= busy_q - 4'd1;
                end
            end
            // What is shown. The last beat waits until its pass can end, and what follows waits for its acceptance.
            if (beat_enters) begin
                open_q <= !beat_last;
                ending_q <= beat_last;
            end
            if (accepted) ending_q <= 1'b0;
            // Scales.
            if (scale_pushed != scale_enters) begin
                if (scale_pushed) begin
                    scale_count_q <= scale_count_q + 5'd1;
                end else begin
                    scale_count_q <= scale_count_q - 5'd1;
                end
            end
            if (scale_enters) scale_open_q <= !told_scales_down_data_o[8];
            // An abort closes open packets.
            if (abort_i) begin
                closing_q <= open_q;
                scale_closing_q <= scale_open_q;
                flags_q <= 2'd0;
                place_q <= 3'd0;
                busy_q <= 4'd0;
                told_q <= 3'd0;
                ending_q <= 1'b0;
                scale_count_q <= 5'd0;
            end
            if (closes) begin
                closing_q <= 1'b0;
                open_q <= 1'b0;
            end
            if (scale_closes) begin
                scale_closing_q <= 1'b0;
                scale_open_q <= 1'b0;
            end
        end
    end

    always @(posedge clk_i) begin
        // What is shown. The last beat waits until its pass can end, and what follows waits for its acceptance.
        if (beat_enters) ending_flags_q <= beat[10:8];
    end

    wire unused = &{1'b0, mark[63:15], converted[63:11], beat[63:11], numbers_up_ready_o, numbers_down_valid_o,
        marks_up_ready_o, scales_up_ready_o, beats_up_ready_o, beats_down_valid_o, beat_marks_up_ready_o,
        result_count_up_ready_o, result_count_down_valid_o, result_count_down_last_o};
endmodule
`default_nettype wire
