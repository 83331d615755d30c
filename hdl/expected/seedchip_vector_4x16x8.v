// seedchip_vector_4x16x8
//
// The vector unit: L lanes of FP32 with everything from command to status around them.
//
// One command is one pass over rows: an operation, a function, a reduction, a conversion. Operands come as packets on
// AXI4-Streams, from two banks of row memory or from scalars of the rows; results go to a stream or a bank. Any stream
// may stall at any time. The lanes never stop: a vector is sent when all that it needs is there. A fused unit with more
// operations per pass would save passes, and multiply the area of every lane by the longest of them.
//
// Timing: t is the cycle in which a vector is sent. t + 7: operands, registered; t + 8 to t + 73: the lanes; t + 74: the
// element, which is stored, reduced and converted. The cycle contract is in the page of the vector unit.
// Special cases: abort_i resets what is inside, and leaves the streams' obligations to their ends.
// Widths: a pass has 255 bits beside the words of the banks.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_vector_4x16x8 (
    input  wire         clk_i,                 // Clock.
    input  wire         rst_ni,                // Synchronous reset, active low.
    input  wire         abort_i,               // Ends every command that was accepted, each with a status; what is left of packets is discarded.
    input  wire         s_axis_command_tvalid, // A command is offered.
    output wire         s_axis_command_tready, // The command is accepted.
    input  wire [255:0] s_axis_command_tdata,  // The command.
    input  wire         s_axis_x_tvalid,       // A beat of x is offered.
    output wire         s_axis_x_tready,       // The beat of x is accepted.
    input  wire [127:0] s_axis_x_tdata,        // The x, a slot per lane.
    input  wire         s_axis_x_tlast,        // The beat of x is the command's last.
    input  wire         s_axis_z_tvalid,       // A beat of z is offered.
    output wire         s_axis_z_tready,       // The beat of z is accepted.
    input  wire [127:0] s_axis_z_tdata,        // The z, a slot per lane.
    input  wire         s_axis_z_tlast,        // The beat of z is the command's last.
    output wire         m_axis_result_tvalid,  // A beat of results is offered.
    input  wire         m_axis_result_tready,  // The beat of results is accepted.
    output wire [127:0] m_axis_result_tdata,   // The results, a slot per lane.
    output wire [15:0]  m_axis_result_tkeep,   // All ones, but for null bytes at the end of a command's last beat.
    output wire         m_axis_result_tlast,   // The beat of results is the command's last.
    output wire         m_axis_scale_tvalid,   // A scale is offered.
    input  wire         m_axis_scale_tready,   // The scale is accepted.
    output wire [7:0]   m_axis_scale_tdata,    // The scale of a block, E8M0.
    output wire         m_axis_scale_tlast,    // The scale is the command's last.
    output wire         m_axis_status_tvalid,  // A status is offered.
    input  wire         m_axis_status_tready,  // The status is accepted.
    output wire [255:0] m_axis_status_tdata    // The status.
);
    localparam [2:0] SECOND_STREAM = 3'd0;
    localparam [1:0] FROM_BANK = 2'd1;
    localparam [1:0] INTO_X = 2'd1;
    localparam [2:0] SECOND_BANK = 3'd1;
    localparam [1:0] FROM_SCALAR = 2'd2;
    localparam [1:0] INTO_Z = 2'd2;
    localparam [2:0] SECOND_SCALAR = 3'd2;
    localparam [2:0] SECOND_IMMEDIATE = 3'd3;
    localparam [3:0] COSINE = 4'd9;
    localparam [3:0] NO_RESULTS = 4'd15;

    wire         clear_n;
    wire         command_ready;
    wire [255:0] pass;
    wire         empty;
    wire         angled;
    wire         vector;
    reg  [127:0] first;
    wire [5:0]   existing;
    wire [5:0]   from;
    wire [5:0]   to;
    wire [3:0]   visible;
    reg          overflows;
    reg          is_nan;
    wire [63:0]  mark;
    wire         statuses_command_valid_i;
    wire         statuses_command_ready_o;
    wire         statuses_issued_keeps_i;
    wire         statuses_end_ready_o;
    wire [7:0]   statuses_diagnosis_i;
    wire         commands_up_valid_i;
    wire         commands_up_ready_o;
    wire         commands_down_valid_o;
    wire [255:0] commands_down_data_o;
    wire         pass_checker_command_ready_o;
    wire         pass_checker_pass_valid_o;
    wire         pass_checker_pass_empty_o;
    wire         pass_checker_pass_asks_o;
    wire [3:0]   pass_checker_pass_error_o;
    wire         pass_checker_pass_x_o;
    wire         pass_checker_pass_z_o;
    wire         pass_checker_pass_angles_o;
    wire [1:0]   pass_checker_pass_first_o;
    wire [2:0]   pass_checker_pass_second_o;
    wire         pass_checker_pass_broadcast_o;
    wire [1:0]   pass_checker_pass_operation_o;
    wire [2:0]   pass_checker_pass_function_o;
    wire         pass_checker_pass_guard_o;
    wire [2:0]   pass_checker_pass_reduction_o;
    wire         pass_checker_pass_keep_o;
    wire [2:0]   pass_checker_pass_take_o;
    wire [2:0]   pass_checker_pass_register_o;
    wire [1:0]   pass_checker_pass_store_o;
    wire [3:0]   pass_checker_pass_x_format_o;
    wire [3:0]   pass_checker_pass_z_format_o;
    wire [3:0]   pass_checker_pass_out_format_o;
    wire         pass_checker_pass_ceil_o;
    wire [9:0]   pass_checker_pass_m_o;
    wire [19:0]  pass_checker_pass_vectors_o;
    wire [20:0]  pass_checker_pass_n_o;
    wire [3:0]   pass_checker_pass_x_base_o;
    wire [3:0]   pass_checker_pass_z_base_o;
    wire [3:0]   pass_checker_pass_store_base_o;
    wire [31:0]  pass_checker_pass_immediate_o;
    wire [19:0]  pass_checker_pass_position_o;
    wire [7:0]   pass_checker_pass_shared_o;
    wire         pass_checker_pass_causal_o;
    wire         pass_checker_pass_windowed_o;
    wire         pass_checker_pass_limited_o;
    wire [19:0]  pass_checker_pass_window_o;
    wire [20:0]  pass_checker_pass_length_o;
    wire [4:0]   pass_checker_pass_levels_o;
    wire         pass_checker_pass_plus_o;
    wire         passes_up_ready_o;
    wire [254:0] passes_up_data_i;
    wire         passes_down_valid_o;
    wire [254:0] passes_down_data_o;
    wire         passes_down_last_o;
    wire         x_input_down_valid_o;
    wire [127:0] x_input_down_data_o;
    wire         x_input_down_last_o;
    wire         x_input_mid_o;
    wire         z_input_down_valid_o;
    wire [127:0] z_input_down_data_o;
    wire         z_input_down_last_o;
    wire         z_input_mid_o;
    wire         x_packet_up_ready_o;
    wire         x_packet_valid_o;
    wire [127:0] x_packet_data_o;
    wire [1:0]   x_packet_error_o;
    wire         z_packet_up_ready_o;
    wire         z_packet_valid_o;
    wire [127:0] z_packet_data_o;
    wire [1:0]   z_packet_error_o;
    wire         angles_want_i;
    wire         angles_take_i;
    wire         angles_cosine_i;
    wire         angles_valid_o;
    wire [127:0] angles_number_o;
    wire         issuer_pass_ready_o;
    wire         issuer_x_valid_i;
    wire         issuer_x_want_o;
    wire         issuer_x_take_o;
    wire         issuer_z_want_o;
    wire         issuer_z_take_o;
    wire         issuer_issue_o;
    wire         issuer_last_o;
    wire         issuer_row_last_o;
    wire [19:0]  issuer_index_o;
    wire [9:0]   issuer_row_o;
    wire [20:0]  issuer_position_o;
    wire [3:0]   issuer_x_address_o;
    wire [3:0]   issuer_z_address_o;
    wire [3:0]   issuer_store_address_o;
    wire         issuer_keep_begin_o;
    wire [4:0]   issuer_levels_o;
    wire         issuer_ends_o;
    wire [3:0]   issuer_end_error_o;
    wire         issuer_stall_x_o;
    wire         issuer_stall_z_o;
    wire         issuer_stall_results_o;
    wire         issuer_stall_wait_o;
    wire [31:0]  x_convert_0_number_i;
    wire [31:0]  x_convert_0_number_o;
    wire [31:0]  x_convert_1_number_i;
    wire [31:0]  x_convert_1_number_o;
    wire [31:0]  x_convert_2_number_i;
    wire [31:0]  x_convert_2_number_o;
    wire [31:0]  x_convert_3_number_i;
    wire [31:0]  x_convert_3_number_o;
    wire [31:0]  z_convert_0_number_o;
    wire [31:0]  z_convert_1_number_o;
    wire [31:0]  z_convert_2_number_o;
    wire [31:0]  z_convert_3_number_o;
    wire [3:0]   x_address_data_o;
    wire [3:0]   z_address_data_o;
    wire [5:0]   scalar_address_data_i;
    wire [5:0]   scalar_address_data_o;
    wire [127:0] x_bank_read_data_o;
    wire [127:0] z_bank_read_data_o;
    wire [31:0]  scalars_read_data_o;
    wire         scalars_done_o;
    wire         scalars_end_o;
    wire [2:0]   scalars_end_flags_o;
    wire [36:0]  sources_data_i;
    wire [36:0]  sources_data_o;
    reg  [127:0] a_q;
    reg  [127:0] b_q;
    wire [5:0]   arithmetic_data_o;
    wire [31:0]  lane_0_number_o;
    wire         lane_0_overflow_o;
    wire         lane_0_nan_o;
    wire [31:0]  lane_1_number_o;
    wire         lane_1_overflow_o;
    wire         lane_1_nan_o;
    wire [31:0]  lane_2_number_o;
    wire         lane_2_overflow_o;
    wire         lane_2_nan_o;
    wire [31:0]  lane_3_number_o;
    wire         lane_3_overflow_o;
    wire         lane_3_nan_o;
    wire [2:0]   row_window_existing_o;
    wire [2:0]   row_window_from_o;
    wire [2:0]   row_window_to_o;
    wire [17:0]  window_data_i;
    wire [17:0]  window_data_o;
    wire [4:0]   tokens_token_i;
    wire [4:0]   tokens_token_o;
    wire [11:0]  marks_data_i;
    wire [11:0]  marks_data_o;
    wire [19:0]  index_data_o;
    wire [3:0]   store_address_data_o;
    reg  [127:0] element_q;
    reg  [3:0]   token_q;
    reg  [1:0]   flags_q;
    reg  [5:0]   element_existing_q;
    reg  [5:0]   element_from_q;
    reg  [5:0]   element_to_q;
    wire         reductions_valid_o;
    wire [31:0]  reductions_scalar_o;
    wire         reductions_overflow_o;
    wire         reductions_nan_o;
    wire         reductions_empty_o;
    wire         results_credit_o;
    wire         results_end_o;
    wire [2:0]   results_end_flags_o;
    wire [1:0]   results_open_o;
    wire [1:0]   results_waits_o;

    // An abort clears what is inside as a reset does; only the ends of streams go on.
    assign clear_n = rst_ni && !abort_i;

    // Commands enter the queue, and their tags the statuses.
    assign command_ready = rst_ni && commands_up_ready_o && statuses_command_ready_o;
    assign s_axis_command_tready = command_ready;
    assign commands_up_valid_i = s_axis_command_tvalid && command_ready;
    assign statuses_command_valid_i = s_axis_command_tvalid && command_ready;

    // The checker makes passes of them.
    assign passes_up_data_i = {pass_checker_pass_plus_o, pass_checker_pass_levels_o, pass_checker_pass_length_o,
        pass_checker_pass_window_o, pass_checker_pass_limited_o, pass_checker_pass_windowed_o,
        pass_checker_pass_causal_o, pass_checker_pass_shared_o, pass_checker_pass_position_o,
        pass_checker_pass_immediate_o, 12'd0, pass_checker_pass_store_base_o, 12'd0, pass_checker_pass_z_base_o, 12'd0,
        pass_checker_pass_x_base_o, pass_checker_pass_n_o, pass_checker_pass_vectors_o, pass_checker_pass_m_o,
        pass_checker_pass_ceil_o, pass_checker_pass_out_format_o, pass_checker_pass_z_format_o,
        pass_checker_pass_x_format_o, pass_checker_pass_store_o, pass_checker_pass_register_o, pass_checker_pass_take_o,
        pass_checker_pass_keep_o, pass_checker_pass_reduction_o, pass_checker_pass_guard_o,
        pass_checker_pass_function_o, pass_checker_pass_operation_o, pass_checker_pass_broadcast_o,
        pass_checker_pass_second_o, pass_checker_pass_first_o, pass_checker_pass_angles_o, pass_checker_pass_z_o,
        pass_checker_pass_x_o, pass_checker_pass_error_o, pass_checker_pass_asks_o, pass_checker_pass_empty_o};
    assign pass = {1'b0, passes_down_data_o};
    assign empty = pass[0];
    assign angled = pass[8] && !empty;

    // Operands: the packets of x and z, and the angles that are made of them.
    assign angles_want_i = issuer_x_want_o && angled && x_packet_valid_o && z_packet_valid_o;
    assign angles_take_i = issuer_x_take_o && angled;
    assign angles_cosine_i = pass[36:33] == COSINE;
    assign issuer_x_valid_i = angled ? angles_valid_o : x_packet_valid_o;

    // t: the issuer sends a vector.
    assign vector = issuer_issue_o && !empty;
    assign statuses_issued_keeps_i = pass[24] && !empty;

    // t to t + 7: operands are converted, or read from banks and scalars.
    assign x_convert_0_number_i = angled ? angles_number_o[31:0] : x_packet_data_o[31:0];
    assign x_convert_1_number_i = angled ? angles_number_o[63:32] : x_packet_data_o[63:32];
    assign x_convert_2_number_i = angled ? angles_number_o[95:64] : x_packet_data_o[95:64];
    assign x_convert_3_number_i = angled ? angles_number_o[127:96] : x_packet_data_o[127:96];
    assign scalar_address_data_i = {pass[27:25], 3'd0} | issuer_row_o[5:0];
    assign sources_data_i = {pass[176:145], pass[13:9]};

    always @(*) begin
        // t + 7: they are chosen; t + 8 to t + 73: the lanes.
        first[31:0] = x_convert_0_number_o;
        if (sources_data_o[1:0] == FROM_BANK) begin
            first[31:0] = x_bank_read_data_o[31:0];
        end else if (sources_data_o[1:0] == FROM_SCALAR) begin
            first[31:0] = scalars_read_data_o;
        end
        first[63:32] = x_convert_1_number_o;
        if (sources_data_o[1:0] == FROM_BANK) begin
            first[63:32] = x_bank_read_data_o[63:32];
        end else if (sources_data_o[1:0] == FROM_SCALAR) begin
            first[63:32] = scalars_read_data_o;
        end
        first[95:64] = x_convert_2_number_o;
        if (sources_data_o[1:0] == FROM_BANK) begin
            first[95:64] = x_bank_read_data_o[95:64];
        end else if (sources_data_o[1:0] == FROM_SCALAR) begin
            first[95:64] = scalars_read_data_o;
        end
        first[127:96] = x_convert_3_number_o;
        if (sources_data_o[1:0] == FROM_BANK) begin
            first[127:96] = x_bank_read_data_o[127:96];
        end else if (sources_data_o[1:0] == FROM_SCALAR) begin
            first[127:96] = scalars_read_data_o;
        end
    end

    // t + 73: the element; what is masked is 0.
    assign window_data_i = {3'd0, row_window_to_o, 3'd0, row_window_from_o, 3'd0, row_window_existing_o};
    assign existing = window_data_o[5:0];
    assign from = window_data_o[11:6];
    assign to = window_data_o[17:12];
    assign tokens_token_i = {vector, vector && pass[24], vector && (pass[32:31] == INTO_Z), vector
        && (pass[32:31] == INTO_X), issuer_issue_o};

    always @(*) begin
        // t + 73: the element; what is masked is 0.
        overflows = 1'b0;
        if (visible[0] && lane_0_overflow_o) overflows = 1'b1;
        if (visible[1] && lane_1_overflow_o) overflows = 1'b1;
        if (visible[2] && lane_2_overflow_o) overflows = 1'b1;
        if (visible[3] && lane_3_overflow_o) overflows = 1'b1;
    end

    always @(*) begin
        // t + 73: the element; what is masked is 0.
        is_nan = 1'b0;
        if (visible[0] && lane_0_nan_o) is_nan = 1'b1;
        if (visible[1] && lane_1_nan_o) is_nan = 1'b1;
        if (visible[2] && lane_2_nan_o) is_nan = 1'b1;
        if (visible[3] && lane_3_nan_o) is_nan = 1'b1;
    end

    assign visible[0] = (6'd0 >= from) && (6'd0 < to);
    assign visible[1] = (6'd1 >= from) && (6'd1 < to);
    assign visible[2] = (6'd2 >= from) && (6'd2 < to);
    assign visible[3] = (6'd3 >= from) && (6'd3 < to);

    // t + 74: it is stored, reduced and converted.
    assign marks_data_i = {pass[254], pass[23:21], pass[45:41], !empty && (pass[44:41] != NO_RESULTS), issuer_last_o,
        issuer_row_last_o};
    assign mark = {52'd0, marks_data_o};
    assign statuses_diagnosis_i = {results_open_o, z_input_mid_o, x_input_mid_o, results_waits_o, z_input_down_valid_o,
        x_input_down_valid_o};

    // Commands enter the queue, and their tags the statuses.
    seedchip_pass_statuses_4x16x8 statuses (
        .clk_i                (clk_i),
        .rst_ni               (rst_ni),
        .abort_i              (abort_i),
        .command_valid_i      (statuses_command_valid_i),
        .command_ready_o      (statuses_command_ready_o),
        .command_tag_i        (s_axis_command_tdata[31:16]),
        .issued_i             (issuer_ends_o),
        .issued_asks_i        (pass[1]),
        .issued_error_i       (issuer_end_error_o),
        .issued_keeps_i       (statuses_issued_keeps_i),
        .scalar_end_i         (scalars_end_o),
        .scalar_flags_i       (scalars_end_flags_o),
        .end_i                (results_end_o),
        .end_ready_o          (statuses_end_ready_o),
        .end_flags_i          (results_end_flags_o),
        .diagnosis_i          (statuses_diagnosis_i),
        .stall_x_i            (issuer_stall_x_o),
        .stall_z_i            (issuer_stall_z_o),
        .stall_results_i      (issuer_stall_results_o),
        .stall_wait_i         (issuer_stall_wait_o),
        .m_axis_status_tvalid (m_axis_status_tvalid),
        .m_axis_status_tready (m_axis_status_tready),
        .m_axis_status_tdata  (m_axis_status_tdata)
    );

    // Commands enter the queue, and their tags the statuses.
    seedchip_stream_fifo #(.WIDTH(256), .ADDRESS_BITS(2)) commands (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (commands_up_valid_i),
        .up_ready_o   (commands_up_ready_o),
        .up_data_i    (s_axis_command_tdata),
        .down_valid_o (commands_down_valid_o),
        .down_ready_i (pass_checker_command_ready_o),
        .down_data_o  (commands_down_data_o)
    );

    // The checker makes passes of them.
    seedchip_pass_checker_4x16x8 pass_checker (
        .clk_i             (clk_i),
        .rst_ni            (clear_n),
        .command_valid_i   (commands_down_valid_o),
        .command_ready_o   (pass_checker_command_ready_o),
        .command_data_i    (commands_down_data_o),
        .pass_valid_o      (pass_checker_pass_valid_o),
        .pass_ready_i      (passes_up_ready_o),
        .pass_empty_o      (pass_checker_pass_empty_o),
        .pass_asks_o       (pass_checker_pass_asks_o),
        .pass_error_o      (pass_checker_pass_error_o),
        .pass_x_o          (pass_checker_pass_x_o),
        .pass_z_o          (pass_checker_pass_z_o),
        .pass_angles_o     (pass_checker_pass_angles_o),
        .pass_first_o      (pass_checker_pass_first_o),
        .pass_second_o     (pass_checker_pass_second_o),
        .pass_broadcast_o  (pass_checker_pass_broadcast_o),
        .pass_operation_o  (pass_checker_pass_operation_o),
        .pass_function_o   (pass_checker_pass_function_o),
        .pass_guard_o      (pass_checker_pass_guard_o),
        .pass_reduction_o  (pass_checker_pass_reduction_o),
        .pass_keep_o       (pass_checker_pass_keep_o),
        .pass_take_o       (pass_checker_pass_take_o),
        .pass_register_o   (pass_checker_pass_register_o),
        .pass_store_o      (pass_checker_pass_store_o),
        .pass_x_format_o   (pass_checker_pass_x_format_o),
        .pass_z_format_o   (pass_checker_pass_z_format_o),
        .pass_out_format_o (pass_checker_pass_out_format_o),
        .pass_ceil_o       (pass_checker_pass_ceil_o),
        .pass_m_o          (pass_checker_pass_m_o),
        .pass_vectors_o    (pass_checker_pass_vectors_o),
        .pass_n_o          (pass_checker_pass_n_o),
        .pass_x_base_o     (pass_checker_pass_x_base_o),
        .pass_z_base_o     (pass_checker_pass_z_base_o),
        .pass_store_base_o (pass_checker_pass_store_base_o),
        .pass_immediate_o  (pass_checker_pass_immediate_o),
        .pass_position_o   (pass_checker_pass_position_o),
        .pass_shared_o     (pass_checker_pass_shared_o),
        .pass_causal_o     (pass_checker_pass_causal_o),
        .pass_windowed_o   (pass_checker_pass_windowed_o),
        .pass_limited_o    (pass_checker_pass_limited_o),
        .pass_window_o     (pass_checker_pass_window_o),
        .pass_length_o     (pass_checker_pass_length_o),
        .pass_levels_o     (pass_checker_pass_levels_o),
        .pass_plus_o       (pass_checker_pass_plus_o)
    );

    // The checker makes passes of them.
    seedchip_stream_register #(.WIDTH(255)) passes (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (pass_checker_pass_valid_o),
        .up_ready_o   (passes_up_ready_o),
        .up_data_i    (passes_up_data_i),
        .up_last_i    (1'b0),
        .down_valid_o (passes_down_valid_o),
        .down_ready_i (issuer_pass_ready_o),
        .down_data_o  (passes_down_data_o),
        .down_last_o  (passes_down_last_o)
    );

    // Operands: the packets of x and z, and the angles that are made of them.
    seedchip_packet_input_128 x_input (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .abort_i      (abort_i),
        .up_valid_i   (s_axis_x_tvalid),
        .up_ready_o   (s_axis_x_tready),
        .up_data_i    (s_axis_x_tdata),
        .up_last_i    (s_axis_x_tlast),
        .down_valid_o (x_input_down_valid_o),
        .down_ready_i (x_packet_up_ready_o),
        .down_data_o  (x_input_down_data_o),
        .down_last_o  (x_input_down_last_o),
        .mid_o        (x_input_mid_o)
    );

    // Operands: the packets of x and z, and the angles that are made of them.
    seedchip_packet_input_128 z_input (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .abort_i      (abort_i),
        .up_valid_i   (s_axis_z_tvalid),
        .up_ready_o   (s_axis_z_tready),
        .up_data_i    (s_axis_z_tdata),
        .up_last_i    (s_axis_z_tlast),
        .down_valid_o (z_input_down_valid_o),
        .down_ready_i (z_packet_up_ready_o),
        .down_data_o  (z_input_down_data_o),
        .down_last_o  (z_input_down_last_o),
        .mid_o        (z_input_mid_o)
    );

    // Operands: the packets of x and z, and the angles that are made of them.
    seedchip_operand_packet_128 x_packet (
        .clk_i      (clk_i),
        .rst_ni     (clear_n),
        .want_i     (issuer_x_want_o),
        .last_i     (issuer_last_o),
        .drain_i    (empty),
        .take_i     (issuer_x_take_o),
        .up_valid_i (x_input_down_valid_o),
        .up_ready_o (x_packet_up_ready_o),
        .up_data_i  (x_input_down_data_o),
        .up_last_i  (x_input_down_last_o),
        .valid_o    (x_packet_valid_o),
        .data_o     (x_packet_data_o),
        .error_o    (x_packet_error_o)
    );

    // Operands: the packets of x and z, and the angles that are made of them.
    seedchip_operand_packet_128 z_packet (
        .clk_i      (clk_i),
        .rst_ni     (clear_n),
        .want_i     (issuer_z_want_o),
        .last_i     (issuer_last_o),
        .drain_i    (empty),
        .take_i     (issuer_z_take_o),
        .up_valid_i (z_input_down_valid_o),
        .up_ready_o (z_packet_up_ready_o),
        .up_data_i  (z_input_down_data_o),
        .up_last_i  (z_input_down_last_o),
        .valid_o    (z_packet_valid_o),
        .data_o     (z_packet_data_o),
        .error_o    (z_packet_error_o)
    );

    // Operands: the packets of x and z, and the angles that are made of them.
    seedchip_angles_4 angles (
        .clk_i      (clk_i),
        .rst_ni     (clear_n),
        .want_i     (angles_want_i),
        .take_i     (angles_take_i),
        .cosine_i   (angles_cosine_i),
        .position_i (issuer_position_o),
        .low_i      (x_packet_data_o),
        .high_i     ({z_packet_data_o[103:96], z_packet_data_o[71:64], z_packet_data_o[39:32], z_packet_data_o[7:0]}),
        .valid_o    (angles_valid_o),
        .number_o   (angles_number_o)
    );

    // t: the issuer sends a vector.
    seedchip_issuer_4x16 issuer (
        .clk_i             (clk_i),
        .rst_ni            (clear_n),
        .pass_valid_i      (passes_down_valid_o),
        .pass_ready_o      (issuer_pass_ready_o),
        .pass_empty_i      (empty),
        .pass_error_i      (pass[5:2]),
        .pass_x_i          (pass[6]),
        .pass_z_i          (pass[7]),
        .pass_first_i      (pass[10:9]),
        .pass_second_i     (pass[13:11]),
        .pass_broadcast_i  (pass[14]),
        .pass_reduction_i  (pass[23:21]),
        .pass_keep_i       (pass[24]),
        .pass_take_i       (pass[27:25]),
        .pass_register_i   (pass[30:28]),
        .pass_store_i      (pass[32:31]),
        .pass_out_format_i (pass[44:41]),
        .pass_m_i          (pass[55:46]),
        .pass_vectors_i    (pass[75:56]),
        .pass_x_base_i     (pass[100:97]),
        .pass_z_base_i     (pass[116:113]),
        .pass_store_base_i (pass[132:129]),
        .pass_position_i   (pass[196:177]),
        .pass_shared_i     (pass[204:197]),
        .pass_levels_i     (pass[253:249]),
        .x_valid_i         (issuer_x_valid_i),
        .x_error_i         (x_packet_error_o),
        .x_want_o          (issuer_x_want_o),
        .x_take_o          (issuer_x_take_o),
        .z_valid_i         (z_packet_valid_o),
        .z_error_i         (z_packet_error_o),
        .z_want_o          (issuer_z_want_o),
        .z_take_o          (issuer_z_take_o),
        .credit_i          (results_credit_o),
        .scalar_done_i     (scalars_done_o),
        .issue_o           (issuer_issue_o),
        .last_o            (issuer_last_o),
        .row_last_o        (issuer_row_last_o),
        .index_o           (issuer_index_o),
        .row_o             (issuer_row_o),
        .position_o        (issuer_position_o),
        .x_address_o       (issuer_x_address_o),
        .z_address_o       (issuer_z_address_o),
        .store_address_o   (issuer_store_address_o),
        .keep_begin_o      (issuer_keep_begin_o),
        .levels_o          (issuer_levels_o),
        .ends_o            (issuer_ends_o),
        .end_error_o       (issuer_end_error_o),
        .stall_x_o         (issuer_stall_x_o),
        .stall_z_o         (issuer_stall_z_o),
        .stall_results_o   (issuer_stall_results_o),
        .stall_wait_o      (issuer_stall_wait_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in x_convert_0 (
        .clk_i    (clk_i),
        .number_i (x_convert_0_number_i),
        .format_i (pass[36:33]),
        .number_o (x_convert_0_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in x_convert_1 (
        .clk_i    (clk_i),
        .number_i (x_convert_1_number_i),
        .format_i (pass[36:33]),
        .number_o (x_convert_1_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in x_convert_2 (
        .clk_i    (clk_i),
        .number_i (x_convert_2_number_i),
        .format_i (pass[36:33]),
        .number_o (x_convert_2_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in x_convert_3 (
        .clk_i    (clk_i),
        .number_i (x_convert_3_number_i),
        .format_i (pass[36:33]),
        .number_o (x_convert_3_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in z_convert_0 (
        .clk_i    (clk_i),
        .number_i (z_packet_data_o[31:0]),
        .format_i (pass[40:37]),
        .number_o (z_convert_0_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in z_convert_1 (
        .clk_i    (clk_i),
        .number_i (z_packet_data_o[63:32]),
        .format_i (pass[40:37]),
        .number_o (z_convert_1_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in z_convert_2 (
        .clk_i    (clk_i),
        .number_i (z_packet_data_o[95:64]),
        .format_i (pass[40:37]),
        .number_o (z_convert_2_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_convert_in z_convert_3 (
        .clk_i    (clk_i),
        .number_i (z_packet_data_o[127:96]),
        .format_i (pass[40:37]),
        .number_o (z_convert_3_number_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_delay #(.WIDTH(4), .STAGES(5)) x_address (
        .clk_i  (clk_i),
        .data_i (issuer_x_address_o),
        .data_o (x_address_data_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_delay #(.WIDTH(4), .STAGES(5)) z_address (
        .clk_i  (clk_i),
        .data_i (issuer_z_address_o),
        .data_o (z_address_data_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_delay #(.WIDTH(6), .STAGES(5)) scalar_address (
        .clk_i  (clk_i),
        .data_i (scalar_address_data_i),
        .data_o (scalar_address_data_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_memory_registered #(.WIDTH(128), .ADDRESS_BITS(4)) x_bank (
        .clk_i           (clk_i),
        .write_i         (token_q[1]),
        .write_address_i (store_address_data_o),
        .write_data_i    (element_q),
        .read_address_i  (x_address_data_o),
        .read_data_o     (x_bank_read_data_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_memory_registered #(.WIDTH(128), .ADDRESS_BITS(4)) z_bank (
        .clk_i           (clk_i),
        .write_i         (token_q[2]),
        .write_address_i (store_address_data_o),
        .write_data_i    (element_q),
        .read_address_i  (z_address_data_o),
        .read_data_o     (z_bank_read_data_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_scalars_8 scalars (
        .clk_i            (clk_i),
        .rst_ni           (clear_n),
        .begin_i          (issuer_keep_begin_o),
        .begin_register_i (pass[30:28]),
        .begin_m_i        (pass[55:46]),
        .valid_i          (reductions_valid_o),
        .scalar_i         (reductions_scalar_o),
        .overflow_i       (reductions_overflow_o),
        .nan_i            (reductions_nan_o),
        .empty_i          (reductions_empty_o),
        .read_address_i   (scalar_address_data_o),
        .read_data_o      (scalars_read_data_o),
        .done_o           (scalars_done_o),
        .end_o            (scalars_end_o),
        .end_flags_o      (scalars_end_flags_o)
    );

    // t to t + 7: operands are converted, or read from banks and scalars.
    seedchip_delay #(.WIDTH(37), .STAGES(7)) sources (
        .clk_i  (clk_i),
        .data_i (sources_data_i),
        .data_o (sources_data_o)
    );

    // t + 7: they are chosen; t + 8 to t + 73: the lanes.
    seedchip_delay #(.WIDTH(6), .STAGES(8)) arithmetic (
        .clk_i  (clk_i),
        .data_i (pass[20:15]),
        .data_o (arithmetic_data_o)
    );

    // t + 7: they are chosen; t + 8 to t + 73: the lanes.
    seedchip_lane lane_0 (
        .clk_i       (clk_i),
        .a_i         (a_q[31:0]),
        .b_i         (b_q[31:0]),
        .operation_i (arithmetic_data_o[1:0]),
        .function_i  (arithmetic_data_o[4:2]),
        .guard_i     (arithmetic_data_o[5]),
        .number_o    (lane_0_number_o),
        .overflow_o  (lane_0_overflow_o),
        .nan_o       (lane_0_nan_o)
    );

    // t + 7: they are chosen; t + 8 to t + 73: the lanes.
    seedchip_lane lane_1 (
        .clk_i       (clk_i),
        .a_i         (a_q[63:32]),
        .b_i         (b_q[63:32]),
        .operation_i (arithmetic_data_o[1:0]),
        .function_i  (arithmetic_data_o[4:2]),
        .guard_i     (arithmetic_data_o[5]),
        .number_o    (lane_1_number_o),
        .overflow_o  (lane_1_overflow_o),
        .nan_o       (lane_1_nan_o)
    );

    // t + 7: they are chosen; t + 8 to t + 73: the lanes.
    seedchip_lane lane_2 (
        .clk_i       (clk_i),
        .a_i         (a_q[95:64]),
        .b_i         (b_q[95:64]),
        .operation_i (arithmetic_data_o[1:0]),
        .function_i  (arithmetic_data_o[4:2]),
        .guard_i     (arithmetic_data_o[5]),
        .number_o    (lane_2_number_o),
        .overflow_o  (lane_2_overflow_o),
        .nan_o       (lane_2_nan_o)
    );

    // t + 7: they are chosen; t + 8 to t + 73: the lanes.
    seedchip_lane lane_3 (
        .clk_i       (clk_i),
        .a_i         (a_q[127:96]),
        .b_i         (b_q[127:96]),
        .operation_i (arithmetic_data_o[1:0]),
        .function_i  (arithmetic_data_o[4:2]),
        .guard_i     (arithmetic_data_o[5]),
        .number_o    (lane_3_number_o),
        .overflow_o  (lane_3_overflow_o),
        .nan_o       (lane_3_nan_o)
    );

    // t + 73: the element; what is masked is 0.
    seedchip_row_window_4 row_window (
        .clk_i      (clk_i),
        .index_i    (issuer_index_o),
        .position_i (issuer_position_o),
        .n_i        (pass[96:76]),
        .causal_i   (pass[205]),
        .windowed_i (pass[206]),
        .limited_i  (pass[207]),
        .window_i   (pass[227:208]),
        .length_i   (pass[248:228]),
        .existing_o (row_window_existing_o),
        .from_o     (row_window_from_o),
        .to_o       (row_window_to_o)
    );

    // t + 73: the element; what is masked is 0.
    seedchip_delay #(.WIDTH(18), .STAGES(71)) window (
        .clk_i  (clk_i),
        .data_i (window_data_i),
        .data_o (window_data_o)
    );

    // t + 73: the element; what is masked is 0.
    seedchip_token_delay #(.WIDTH(5), .STAGES(73)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (clear_n),
        .token_i (tokens_token_i),
        .token_o (tokens_token_o)
    );

    // t + 74: it is stored, reduced and converted.
    seedchip_delay #(.WIDTH(12), .STAGES(74)) marks (
        .clk_i  (clk_i),
        .data_i (marks_data_i),
        .data_o (marks_data_o)
    );

    // t + 74: it is stored, reduced and converted.
    seedchip_delay #(.WIDTH(20), .STAGES(74)) index (
        .clk_i  (clk_i),
        .data_i (issuer_index_o),
        .data_o (index_data_o)
    );

    // t + 74: it is stored, reduced and converted.
    seedchip_delay #(.WIDTH(4), .STAGES(74)) store_address (
        .clk_i  (clk_i),
        .data_i (issuer_store_address_o),
        .data_o (store_address_data_o)
    );

    // t + 74: it is stored, reduced and converted.
    seedchip_reductions_4x4 reductions (
        .clk_i       (clk_i),
        .rst_ni      (clear_n),
        .valid_i     (token_q[3]),
        .last_i      (mark[0]),
        .reduction_i (mark[10:8]),
        .levels_i    (issuer_levels_o),
        .plus_i      (mark[11]),
        .index_i     (index_data_o),
        .existing_i  (element_existing_q[2:0]),
        .from_i      (element_from_q[2:0]),
        .to_i        (element_to_q[2:0]),
        .number_i    (element_q),
        .valid_o     (reductions_valid_o),
        .scalar_o    (reductions_scalar_o),
        .overflow_o  (reductions_overflow_o),
        .nan_o       (reductions_nan_o),
        .empty_o     (reductions_empty_o)
    );

    // t + 74: it is stored, reduced and converted.
    seedchip_pass_output_4 results (
        .clk_i                (clk_i),
        .rst_ni               (rst_ni),
        .abort_i              (abort_i),
        .valid_i              (token_q[0]),
        .real_i               (mark[2]),
        .row_last_i           (mark[0]),
        .last_i               (mark[1]),
        .format_i             (mark[6:3]),
        .ceil_i               (mark[7]),
        .existing_i           (element_existing_q[2:0]),
        .flags_i              (flags_q),
        .number_i             (element_q),
        .credit_o             (results_credit_o),
        .end_ready_i          (statuses_end_ready_o),
        .end_o                (results_end_o),
        .end_flags_o          (results_end_flags_o),
        .open_o               (results_open_o),
        .waits_o              (results_waits_o),
        .m_axis_result_tvalid (m_axis_result_tvalid),
        .m_axis_result_tready (m_axis_result_tready),
        .m_axis_result_tdata  (m_axis_result_tdata),
        .m_axis_result_tkeep  (m_axis_result_tkeep),
        .m_axis_result_tlast  (m_axis_result_tlast),
        .m_axis_scale_tvalid  (m_axis_scale_tvalid),
        .m_axis_scale_tready  (m_axis_scale_tready),
        .m_axis_scale_tdata   (m_axis_scale_tdata),
        .m_axis_scale_tlast   (m_axis_scale_tlast)
    );

    always @(posedge clk_i) begin
        // t + 7: they are chosen; t + 8 to t + 73: the lanes.
        a_q <= first;
        if (sources_data_o[4:2] == SECOND_STREAM) begin
            b_q[31:0] <= z_convert_0_number_o;
            b_q[63:32] <= z_convert_1_number_o;
            b_q[95:64] <= z_convert_2_number_o;
            b_q[127:96] <= z_convert_3_number_o;
        end else if (sources_data_o[4:2] == SECOND_BANK) begin
            b_q <= z_bank_read_data_o;
        end else if (sources_data_o[4:2] == SECOND_SCALAR) begin
            b_q[31:0] <= scalars_read_data_o;
            b_q[63:32] <= scalars_read_data_o;
            b_q[95:64] <= scalars_read_data_o;
            b_q[127:96] <= scalars_read_data_o;
        end else if (sources_data_o[4:2] == SECOND_IMMEDIATE) begin
            b_q[31:0] <= sources_data_o[36:5];
            b_q[63:32] <= sources_data_o[36:5];
            b_q[95:64] <= sources_data_o[36:5];
            b_q[127:96] <= sources_data_o[36:5];
        end else begin
            b_q <= first;
        end
        // t + 73: the element; what is masked is 0.
        element_q[31:0] <= 32'd0;
        if (visible[0]) element_q[31:0] <= lane_0_number_o;
        element_q[63:32] <= 32'd0;
        if (visible[1]) element_q[63:32] <= lane_1_number_o;
        element_q[95:64] <= 32'd0;
        if (visible[2]) element_q[95:64] <= lane_2_number_o;
        element_q[127:96] <= 32'd0;
        if (visible[3]) element_q[127:96] <= lane_3_number_o;
        flags_q <= 2'd0;
        if (tokens_token_o[4]) flags_q <= {is_nan, overflows};
        element_existing_q <= existing;
        element_from_q <= from;
        element_to_q <= to;
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            token_q <= 4'd0;
        end else begin
            // t + 73: the element; what is masked is 0.
            token_q <= tokens_token_o[3:0];
            if (abort_i) token_q <= 4'd0;
        end
    end

    wire unused = &{1'b0, pass[112:101], pass[128:117], pass[144:133], pass[255], mark[63:12], passes_down_last_o,
        issuer_row_o[9:6], element_existing_q[5:3], element_from_q[5:3], element_to_q[5:3]};
endmodule
`default_nettype wire
