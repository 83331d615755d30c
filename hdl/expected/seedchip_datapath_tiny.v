// seedchip_datapath_tiny
//
// The matrix unit: an array of R x C cells with everything from command to status around it.
//
// One command is one matrix product. Operands come and results go as packets on AXI4-Streams; any of them may stall
// at any time, and a packet that is too short or too long ends in its command's status. Commands overlap: the tile
// iterator runs ahead, a queue of tiles keeps loader and launcher busy, and tokens carry all that the back half
// needs to know. The array never stops: a row is launched only when there is room for its sums behind it.
//
// Few convert lanes serve all columns, as sums wait in a memory per column; one requantiser per column instead would
// idle whenever k is greater than R.
//
// Timing: a row sent at t meets row r, lane l of the array at t + 2 + r + l; lane l's sums reach the back half at
// t + R + L + 1 + l, and the row is shown to the collector at t + R + C / G + L + 7. A tile takes max(m, W, 4) cycles, W
// = R, or ceil(R / 2) with 4-bit weights. The cycle contract is in the page of the matrix unit.
// Special cases: abort_i resets what is inside, and leaves the streams' obligations to their ends.
// Widths: a launch tile has 45 bits and the accumulator's address of its last row; R, C and their likes less one have 8.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_datapath_tiny (
    input  wire         clk_i,                    // Clock.
    input  wire         rst_ni,                   // Synchronous reset, active low.
    input  wire         abort_i,                  // Ends every command that was accepted, each with a status; what is left of packets is discarded.
    input  wire         s_axis_command_tvalid,    // A command is offered.
    output wire         s_axis_command_tready,    // The command is accepted.
    input  wire [127:0] s_axis_command_tdata,     // The command.
    input  wire         s_axis_weight_tvalid,     // A beat of weights is offered.
    output wire         s_axis_weight_tready,     // The beat of weights is accepted.
    input  wire [31:0]  s_axis_weight_tdata,      // The weights, a byte per column.
    input  wire         s_axis_weight_tlast,      // The beat of weights is the command's last.
    input  wire         s_axis_activation_tvalid, // A beat of activations is offered.
    output wire         s_axis_activation_tready, // The beat of activations is accepted.
    input  wire [31:0]  s_axis_activation_tdata,  // The activations, a byte per row.
    input  wire         s_axis_activation_tlast,  // The beat of activations is the command's last.
    input  wire         s_axis_parameter_tvalid,  // The parameters of a column are offered.
    output wire         s_axis_parameter_tready,  // The parameters are accepted.
    input  wire [127:0] s_axis_parameter_tdata,   // The parameters of a column.
    input  wire         s_axis_parameter_tlast,   // The column is the command's last.
    output wire         m_axis_result_tvalid,     // A beat of results is offered.
    input  wire         m_axis_result_tready,     // The beat of results is accepted.
    output wire [127:0] m_axis_result_tdata,      // The results: the sums of a row, or four rows of bytes.
    output wire [15:0]  m_axis_result_tkeep,      // All ones, but for null bytes at the end of a command's last beat.
    output wire         m_axis_result_tlast,      // The beat of results is the command's last.
    output wire         m_axis_status_tvalid,     // A status is offered.
    input  wire         m_axis_status_tready,     // The status is accepted.
    output wire [255:0] m_axis_status_tdata       // The status.
);
    wire         clear_n;
    wire         command_ready;
    wire [7:0]   diagnosis;
    wire         statuses_command_valid_i;
    wire         statuses_command_ready_o;
    wire         statuses_end_ready_o;
    wire         commands_up_valid_i;
    wire         commands_up_ready_o;
    wire         commands_down_valid_o;
    wire [127:0] commands_down_data_o;
    wire         tile_iterator_command_ready_o;
    wire         tile_iterator_parameter_valid_o;
    wire         tile_iterator_parameter_drain_o;
    wire         tile_iterator_parameter_double_o;
    wire [15:0]  tile_iterator_parameter_n_o;
    wire         tile_iterator_load_valid_o;
    wire         tile_iterator_load_drain_o;
    wire         tile_iterator_load_nibbles_o;
    wire         tile_iterator_load_last_o;
    wire [7:0]   tile_iterator_load_rows_o;
    wire [7:0]   tile_iterator_load_columns_o;
    wire         tile_iterator_launch_valid_o;
    wire [1:0]   tile_iterator_launch_kind_o;
    wire         tile_iterator_launch_asks_o;
    wire [3:0]   tile_iterator_launch_error_o;
    wire         tile_iterator_launch_raw_o;
    wire [1:0]   tile_iterator_launch_rounding_o;
    wire         tile_iterator_launch_first_o;
    wire         tile_iterator_launch_result_o;
    wire         tile_iterator_launch_last_o;
    wire [3:0]   tile_iterator_launch_m_o;
    wire [15:0]  tile_iterator_launch_slots_o;
    wire [7:0]   tile_iterator_launch_rows_o;
    wire [7:0]   tile_iterator_launch_columns_o;
    wire         parameter_commands_up_ready_o;
    wire [17:0]  parameter_commands_up_data_i;
    wire         parameter_commands_down_valid_o;
    wire [17:0]  parameter_commands_down_data_o;
    wire         parameter_commands_down_last_o;
    wire         load_tiles_up_ready_o;
    wire [18:0]  load_tiles_up_data_i;
    wire         load_tiles_down_valid_o;
    wire [18:0]  load_tiles_down_data_o;
    wire         load_tiles_down_last_o;
    wire         launch_tiles_up_ready_o;
    wire [48:0]  launch_tiles_up_data_i;
    wire         launch_tiles_down_valid_o;
    wire [48:0]  launch_tiles_down_data_o;
    wire         launch_tiles_down_last_o;
    wire         weights_down_valid_o;
    wire [31:0]  weights_down_data_o;
    wire         weights_down_last_o;
    wire         weights_mid_o;
    wire         loader_tile_ready_o;
    wire         loader_weight_ready_o;
    wire [3:0]   loader_load_o;
    wire [1:0]   loader_load_pair_o;
    wire         loader_nibbles_o;
    wire [31:0]  loader_weight_o;
    wire         loader_complete_o;
    wire [1:0]   loader_error_o;
    wire         loader_loading_o;
    wire         loader_over_o;
    wire [31:0]  weight_lanes_lower_o;
    wire [31:0]  weight_lanes_upper_o;
    reg  [3:0]   load_q;
    reg  [5:0]   pair_load_q;
    wire         activations_down_valid_o;
    wire [31:0]  activations_down_data_o;
    wire         activations_down_last_o;
    wire         activations_mid_o;
    wire         launcher_tile_ready_o;
    wire         launcher_take_o;
    wire         launcher_activation_ready_o;
    wire [3:0]   launcher_row_mask_o;
    wire         launcher_entry_valid_o;
    wire         launcher_entry_empty_o;
    wire         launcher_entry_raw_o;
    wire         launcher_entry_last_o;
    wire [1:0]   launcher_entry_rounding_o;
    wire [3:0]   launcher_entry_rows_o;
    wire [7:0]   launcher_entry_columns_o;
    wire         launcher_verdict_valid_o;
    wire         launcher_verdict_asks_o;
    wire [3:0]   launcher_verdict_error_o;
    wire         launcher_swap_o;
    wire         launcher_row_o;
    wire         launcher_first_o;
    wire         launcher_result_o;
    wire [3:0]   launcher_address_o;
    wire [4:0]   launcher_wait_address_o;
    wire         launcher_stall_weights_o;
    wire         launcher_stall_activations_o;
    wire         launcher_stall_results_o;
    reg  [31:0]  activation_q;
    wire [31:0]  activation_skew_data_o;
    reg  [3:0]   swap_q;
    wire [2:0]   tokens_token_i;
    wire [2:0]   tokens_token_o;
    wire [3:0]   address_data_o;
    wire [4:0]   wait_address_data_o;
    wire [3:0]   array_load_i;
    wire [71:0]  array_sum_o;
    wire         back_half_arrived_o;
    wire [127:0] back_half_row_o;
    wire         entries_up_ready_o;
    wire [16:0]  entries_up_data_i;
    wire         entries_down_valid_o;
    wire [16:0]  entries_down_data_o;
    wire         verdicts_up_ready_o;
    wire [4:0]   verdicts_up_data_i;
    wire         verdicts_down_valid_o;
    wire [4:0]   verdicts_down_data_o;
    wire         collector_entry_ready_o;
    wire         collector_read_o;
    wire [4:0]   collector_row_address_o;
    wire         collector_show_o;
    wire         collector_credit_o;
    wire         collector_set_ready_o;
    wire         collector_feed_o;
    wire [1:0]   collector_group_o;
    wire         collector_keep_o;
    wire         collector_feed_end_o;
    wire         collector_last_row_o;
    wire [1:0]   collector_error_o;
    wire         collector_raw_valid_o;
    wire         collector_empty_valid_o;
    wire         collector_stall_parameters_o;
    reg          stall_parameters_q;
    wire         parameters_down_valid_o;
    wire [127:0] parameters_down_data_o;
    wire         parameters_down_last_o;
    wire         parameters_mid_o;
    wire         parameter_sets_command_ready_o;
    wire         parameter_sets_parameter_ready_o;
    wire         parameter_sets_set_valid_o;
    wire [1:0]   parameter_sets_set_error_o;
    wire [31:0]  parameter_sets_bias_o;
    wire [31:0]  parameter_sets_multiplier_o;
    wire [5:0]   parameter_sets_shift_o;
    wire [7:0]   parameter_sets_zero_point_o;
    wire [7:0]   parameter_sets_low_o;
    wire [7:0]   parameter_sets_high_o;
    wire         converter_valid_o;
    wire         converter_end_o;
    wire         converter_last_row_o;
    wire         converter_keep_o;
    wire [1:0]   converter_error_o;
    wire [7:0]   converter_result_o;
    wire         converter_saturated_o;
    wire         converter_idle_o;
    wire         packer_advance_o;
    wire         packer_raw_ready_o;
    wire [127:0] packer_raw_i;
    wire         packer_empty_ready_o;
    wire         packer_end_ready_i;
    wire         packer_end_o;
    wire [1:0]   packer_end_error_o;
    wire         packer_end_saturated_o;
    wire         packer_open_o;

    // An abort clears what is inside as a reset does; only the ends of streams go on.
    assign clear_n = rst_ni & !abort_i;

    assign command_ready = rst_ni & commands_up_ready_o & statuses_command_ready_o;
    assign s_axis_command_tready = command_ready;
    assign commands_up_valid_i = s_axis_command_tvalid & command_ready;
    assign statuses_command_valid_i = s_axis_command_tvalid & command_ready;

    assign parameter_commands_up_data_i = {tile_iterator_parameter_n_o, tile_iterator_parameter_double_o,
        tile_iterator_parameter_drain_o};
    assign load_tiles_up_data_i = {tile_iterator_load_columns_o, tile_iterator_load_rows_o, tile_iterator_load_last_o,
        tile_iterator_load_nibbles_o, tile_iterator_load_drain_o};
    assign launch_tiles_up_data_i = {tile_iterator_launch_m_o, tile_iterator_launch_slots_o,
        tile_iterator_launch_columns_o, tile_iterator_launch_rows_o, tile_iterator_launch_last_o,
        tile_iterator_launch_result_o, tile_iterator_launch_first_o, tile_iterator_launch_rounding_o,
        tile_iterator_launch_raw_o, tile_iterator_launch_error_o, tile_iterator_launch_asks_o,
        tile_iterator_launch_kind_o};

    assign array_load_i[1:0] = load_q[1:0];
    assign array_load_i[2] = load_q[2] | pair_load_q[4];
    assign array_load_i[3] = load_q[3] | pair_load_q[5];

    assign tokens_token_i = {launcher_result_o, launcher_first_o, launcher_row_o};

    assign entries_up_data_i = {launcher_entry_rows_o, launcher_entry_columns_o, launcher_entry_rounding_o,
        launcher_entry_last_o, launcher_entry_raw_o, launcher_entry_empty_o};
    assign verdicts_up_data_i = {launcher_verdict_error_o, launcher_verdict_asks_o};

    assign packer_end_ready_i = statuses_end_ready_o & verdicts_down_valid_o;
    assign packer_raw_i[7:0] = back_half_row_o[7:0];
    assign packer_raw_i[15:8] = back_half_row_o[15:8];
    assign packer_raw_i[23:16] = back_half_row_o[23:16];
    assign packer_raw_i[31:24] = back_half_row_o[31:24];
    assign packer_raw_i[39:32] = back_half_row_o[39:32];
    assign packer_raw_i[47:40] = back_half_row_o[47:40];
    assign packer_raw_i[55:48] = back_half_row_o[55:48];
    assign packer_raw_i[63:56] = back_half_row_o[63:56];
    assign packer_raw_i[71:64] = back_half_row_o[71:64];
    assign packer_raw_i[79:72] = back_half_row_o[79:72];
    assign packer_raw_i[87:80] = back_half_row_o[87:80];
    assign packer_raw_i[95:88] = back_half_row_o[95:88];
    assign packer_raw_i[103:96] = back_half_row_o[103:96];
    assign packer_raw_i[111:104] = back_half_row_o[111:104];
    assign packer_raw_i[119:112] = back_half_row_o[119:112];
    assign packer_raw_i[127:120] = back_half_row_o[127:120];

    assign diagnosis = {packer_open_o, parameters_mid_o, activations_mid_o, weights_mid_o, m_axis_result_tvalid,
        parameters_down_valid_o, activations_down_valid_o, weights_down_valid_o};

    // A status for every command that ends.
    seedchip_statuses_tiny statuses (
        .clk_i                 (clk_i),
        .rst_ni                (rst_ni),
        .abort_i               (abort_i),
        .command_valid_i       (statuses_command_valid_i),
        .command_ready_o       (statuses_command_ready_o),
        .command_tag_i         (s_axis_command_tdata[111:96]),
        .end_i                 (packer_end_o),
        .end_ready_o           (statuses_end_ready_o),
        .end_asks_i            (verdicts_down_data_o[0]),
        .end_error_i           (verdicts_down_data_o[4:1]),
        .end_parameter_error_i (packer_end_error_o),
        .end_saturated_i       (packer_end_saturated_o),
        .diagnosis_i           (diagnosis),
        .stall_weights_i       (launcher_stall_weights_o),
        .stall_activations_i   (launcher_stall_activations_o),
        .stall_parameters_i    (stall_parameters_q),
        .stall_results_i       (launcher_stall_results_o),
        .m_axis_status_tvalid  (m_axis_status_tvalid),
        .m_axis_status_tready  (m_axis_status_tready),
        .m_axis_status_tdata   (m_axis_status_tdata)
    );

    // Commands enter the queue, and their tags the statuses.
    seedchip_stream_fifo #(.WIDTH(128), .ADDRESS_BITS(2)) commands (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (commands_up_valid_i),
        .up_ready_o   (commands_up_ready_o),
        .up_data_i    (s_axis_command_tdata),
        .down_valid_o (commands_down_valid_o),
        .down_ready_i (tile_iterator_command_ready_o),
        .down_data_o  (commands_down_data_o)
    );

    // The tile iterator takes them apart.
    seedchip_tile_iterator_tiny tile_iterator (
        .clk_i              (clk_i),
        .rst_ni             (clear_n),
        .command_valid_i    (commands_down_valid_o),
        .command_ready_o    (tile_iterator_command_ready_o),
        .command_data_i     (commands_down_data_o),
        .parameter_valid_o  (tile_iterator_parameter_valid_o),
        .parameter_ready_i  (parameter_commands_up_ready_o),
        .parameter_drain_o  (tile_iterator_parameter_drain_o),
        .parameter_double_o (tile_iterator_parameter_double_o),
        .parameter_n_o      (tile_iterator_parameter_n_o),
        .load_valid_o       (tile_iterator_load_valid_o),
        .load_ready_i       (load_tiles_up_ready_o),
        .load_drain_o       (tile_iterator_load_drain_o),
        .load_nibbles_o     (tile_iterator_load_nibbles_o),
        .load_last_o        (tile_iterator_load_last_o),
        .load_rows_o        (tile_iterator_load_rows_o),
        .load_columns_o     (tile_iterator_load_columns_o),
        .launch_valid_o     (tile_iterator_launch_valid_o),
        .launch_ready_i     (launch_tiles_up_ready_o),
        .launch_kind_o      (tile_iterator_launch_kind_o),
        .launch_asks_o      (tile_iterator_launch_asks_o),
        .launch_error_o     (tile_iterator_launch_error_o),
        .launch_raw_o       (tile_iterator_launch_raw_o),
        .launch_rounding_o  (tile_iterator_launch_rounding_o),
        .launch_first_o     (tile_iterator_launch_first_o),
        .launch_result_o    (tile_iterator_launch_result_o),
        .launch_last_o      (tile_iterator_launch_last_o),
        .launch_m_o         (tile_iterator_launch_m_o),
        .launch_slots_o     (tile_iterator_launch_slots_o),
        .launch_rows_o      (tile_iterator_launch_rows_o),
        .launch_columns_o   (tile_iterator_launch_columns_o)
    );

    seedchip_stream_register #(.WIDTH(18)) parameter_commands (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (tile_iterator_parameter_valid_o),
        .up_ready_o   (parameter_commands_up_ready_o),
        .up_data_i    (parameter_commands_up_data_i),
        .up_last_i    (1'b0),
        .down_valid_o (parameter_commands_down_valid_o),
        .down_ready_i (parameter_sets_command_ready_o),
        .down_data_o  (parameter_commands_down_data_o),
        .down_last_o  (parameter_commands_down_last_o)
    );

    seedchip_stream_register #(.WIDTH(19)) load_tiles (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (tile_iterator_load_valid_o),
        .up_ready_o   (load_tiles_up_ready_o),
        .up_data_i    (load_tiles_up_data_i),
        .up_last_i    (1'b0),
        .down_valid_o (load_tiles_down_valid_o),
        .down_ready_i (loader_tile_ready_o),
        .down_data_o  (load_tiles_down_data_o),
        .down_last_o  (load_tiles_down_last_o)
    );

    seedchip_stream_register #(.WIDTH(49)) launch_tiles (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (tile_iterator_launch_valid_o),
        .up_ready_o   (launch_tiles_up_ready_o),
        .up_data_i    (launch_tiles_up_data_i),
        .up_last_i    (1'b0),
        .down_valid_o (launch_tiles_down_valid_o),
        .down_ready_i (launcher_tile_ready_o),
        .down_data_o  (launch_tiles_down_data_o),
        .down_last_o  (launch_tiles_down_last_o)
    );

    // Weights: beat by beat through the loader into the shadow registers.
    seedchip_packet_input_32 weights (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .abort_i      (abort_i),
        .up_valid_i   (s_axis_weight_tvalid),
        .up_ready_o   (s_axis_weight_tready),
        .up_data_i    (s_axis_weight_tdata),
        .up_last_i    (s_axis_weight_tlast),
        .down_valid_o (weights_down_valid_o),
        .down_ready_i (loader_weight_ready_o),
        .down_data_o  (weights_down_data_o),
        .down_last_o  (weights_down_last_o),
        .mid_o        (weights_mid_o)
    );

    seedchip_loader_tiny loader (
        .clk_i          (clk_i),
        .rst_ni         (clear_n),
        .tile_valid_i   (load_tiles_down_valid_o),
        .tile_ready_o   (loader_tile_ready_o),
        .tile_drain_i   (load_tiles_down_data_o[0]),
        .tile_nibbles_i (load_tiles_down_data_o[1]),
        .tile_last_i    (load_tiles_down_data_o[2]),
        .tile_rows_i    (load_tiles_down_data_o[10:3]),
        .tile_columns_i (load_tiles_down_data_o[18:11]),
        .weight_valid_i (weights_down_valid_o),
        .weight_ready_o (loader_weight_ready_o),
        .weight_i       (weights_down_data_o),
        .weight_last_i  (weights_down_last_o),
        .load_o         (loader_load_o),
        .load_pair_o    (loader_load_pair_o),
        .nibbles_o      (loader_nibbles_o),
        .weight_o       (loader_weight_o),
        .take_i         (launcher_take_o),
        .complete_o     (loader_complete_o),
        .error_o        (loader_error_o),
        .loading_o      (loader_loading_o),
        .over_o         (loader_over_o)
    );

    seedchip_weight_lanes_tiny weight_lanes (
        .clk_i     (clk_i),
        .rst_ni    (clear_n),
        .nibbles_i (loader_nibbles_o),
        .weight_i  (loader_weight_o),
        .lower_o   (weight_lanes_lower_o),
        .upper_o   (weight_lanes_upper_o)
    );

    // Activations: rows that do not exist become zero. The swap goes down beside them.
    seedchip_packet_input_32 activations (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .abort_i      (abort_i),
        .up_valid_i   (s_axis_activation_tvalid),
        .up_ready_o   (s_axis_activation_tready),
        .up_data_i    (s_axis_activation_tdata),
        .up_last_i    (s_axis_activation_tlast),
        .down_valid_o (activations_down_valid_o),
        .down_ready_i (launcher_activation_ready_o),
        .down_data_o  (activations_down_data_o),
        .down_last_o  (activations_down_last_o),
        .mid_o        (activations_mid_o)
    );

    seedchip_launcher_tiny launcher (
        .clk_i               (clk_i),
        .rst_ni              (clear_n),
        .tile_valid_i        (launch_tiles_down_valid_o),
        .tile_ready_o        (launcher_tile_ready_o),
        .tile_kind_i         (launch_tiles_down_data_o[1:0]),
        .tile_asks_i         (launch_tiles_down_data_o[2]),
        .tile_error_i        (launch_tiles_down_data_o[6:3]),
        .tile_raw_i          (launch_tiles_down_data_o[7]),
        .tile_rounding_i     (launch_tiles_down_data_o[9:8]),
        .tile_first_i        (launch_tiles_down_data_o[10]),
        .tile_result_i       (launch_tiles_down_data_o[11]),
        .tile_last_i         (launch_tiles_down_data_o[12]),
        .tile_m_i            (launch_tiles_down_data_o[48:45]),
        .tile_slots_i        (launch_tiles_down_data_o[44:29]),
        .tile_rows_i         (launch_tiles_down_data_o[20:13]),
        .tile_columns_i      (launch_tiles_down_data_o[28:21]),
        .take_o              (launcher_take_o),
        .complete_i          (loader_complete_o),
        .load_error_i        (loader_error_o),
        .loading_i           (loader_loading_o),
        .weight_over_i       (loader_over_o),
        .activation_valid_i  (activations_down_valid_o),
        .activation_ready_o  (launcher_activation_ready_o),
        .activation_last_i   (activations_down_last_o),
        .row_mask_o          (launcher_row_mask_o),
        .credit_i            (collector_credit_o),
        .entry_valid_o       (launcher_entry_valid_o),
        .entry_ready_i       (entries_up_ready_o),
        .entry_empty_o       (launcher_entry_empty_o),
        .entry_raw_o         (launcher_entry_raw_o),
        .entry_last_o        (launcher_entry_last_o),
        .entry_rounding_o    (launcher_entry_rounding_o),
        .entry_rows_o        (launcher_entry_rows_o),
        .entry_columns_o     (launcher_entry_columns_o),
        .verdict_valid_o     (launcher_verdict_valid_o),
        .verdict_asks_o      (launcher_verdict_asks_o),
        .verdict_error_o     (launcher_verdict_error_o),
        .swap_o              (launcher_swap_o),
        .row_o               (launcher_row_o),
        .first_o             (launcher_first_o),
        .result_o            (launcher_result_o),
        .address_o           (launcher_address_o),
        .wait_address_o      (launcher_wait_address_o),
        .stall_weights_o     (launcher_stall_weights_o),
        .stall_activations_o (launcher_stall_activations_o),
        .stall_results_o     (launcher_stall_results_o)
    );

    seedchip_skew_4x8 activation_skew (
        .clk_i  (clk_i),
        .data_i (activation_q),
        .data_o (activation_skew_data_o)
    );

    // Tokens: beside the row until the first column's sum arrives.
    seedchip_token_delay #(.WIDTH(3), .STAGES(7)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (clear_n),
        .token_i (tokens_token_i),
        .token_o (tokens_token_o)
    );

    seedchip_delay #(.WIDTH(4), .STAGES(7)) address (
        .clk_i  (clk_i),
        .data_i (launcher_address_o),
        .data_o (address_data_o)
    );

    seedchip_delay #(.WIDTH(5), .STAGES(7)) wait_address (
        .clk_i  (clk_i),
        .data_i (launcher_wait_address_o),
        .data_o (wait_address_data_o)
    );

    // Sums, column after column, into the accumulators and on to the rows that wait.
    seedchip_array_4x4_single array (
        .clk_i        (clk_i),
        .load_i       (array_load_i),
        .lower_i      (weight_lanes_lower_o),
        .upper_i      (weight_lanes_upper_o),
        .swap_i       (swap_q),
        .activation_i (activation_skew_data_o),
        .sum_o        (array_sum_o)
    );

    seedchip_back_half_tiny back_half (
        .clk_i          (clk_i),
        .rst_ni         (clear_n),
        .sum_i          (array_sum_o),
        .row_i          (tokens_token_o[0]),
        .first_i        (tokens_token_o[1]),
        .result_i       (tokens_token_o[2]),
        .address_i      (address_data_o),
        .wait_address_i (wait_address_data_o),
        .arrived_o      (back_half_arrived_o),
        .read_i         (collector_read_o),
        .row_address_i  (collector_row_address_o),
        .show_i         (collector_show_o),
        .row_o          (back_half_row_o)
    );

    // What is to become of them waits in the order of their launch.
    seedchip_stream_fifo #(.WIDTH(17), .ADDRESS_BITS(3)) entries (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (launcher_entry_valid_o),
        .up_ready_o   (entries_up_ready_o),
        .up_data_i    (entries_up_data_i),
        .down_valid_o (entries_down_valid_o),
        .down_ready_i (collector_entry_ready_o),
        .down_data_o  (entries_down_data_o)
    );

    seedchip_stream_fifo #(.WIDTH(5), .ADDRESS_BITS(3)) verdicts (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .up_valid_i   (launcher_verdict_valid_o),
        .up_ready_o   (verdicts_up_ready_o),
        .up_data_i    (verdicts_up_data_i),
        .down_valid_o (verdicts_down_valid_o),
        .down_ready_i (packer_end_o),
        .down_data_o  (verdicts_down_data_o)
    );

    // Collector: rows leave as they are, or group by group into the convert lanes.
    seedchip_collector_tiny collector (
        .clk_i              (clk_i),
        .rst_ni             (clear_n),
        .entry_valid_i      (entries_down_valid_o),
        .entry_ready_o      (collector_entry_ready_o),
        .entry_empty_i      (entries_down_data_o[0]),
        .entry_raw_i        (entries_down_data_o[1]),
        .entry_last_i       (entries_down_data_o[2]),
        .entry_rows_i       (entries_down_data_o[16:13]),
        .entry_columns_i    (entries_down_data_o[12:5]),
        .arrived_i          (back_half_arrived_o),
        .read_o             (collector_read_o),
        .row_address_o      (collector_row_address_o),
        .show_o             (collector_show_o),
        .credit_o           (collector_credit_o),
        .set_valid_i        (parameter_sets_set_valid_o),
        .set_error_i        (parameter_sets_set_error_o),
        .set_ready_o        (collector_set_ready_o),
        .feed_o             (collector_feed_o),
        .advance_i          (packer_advance_o),
        .group_o            (collector_group_o),
        .keep_o             (collector_keep_o),
        .feed_end_o         (collector_feed_end_o),
        .last_row_o         (collector_last_row_o),
        .error_o            (collector_error_o),
        .raw_valid_o        (collector_raw_valid_o),
        .raw_ready_i        (packer_raw_ready_o),
        .empty_valid_o      (collector_empty_valid_o),
        .empty_ready_i      (packer_empty_ready_o),
        .stall_parameters_o (collector_stall_parameters_o)
    );

    // Parameters.
    seedchip_packet_input_128 parameters (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .abort_i      (abort_i),
        .up_valid_i   (s_axis_parameter_tvalid),
        .up_ready_o   (s_axis_parameter_tready),
        .up_data_i    (s_axis_parameter_tdata),
        .up_last_i    (s_axis_parameter_tlast),
        .down_valid_o (parameters_down_valid_o),
        .down_ready_i (parameter_sets_parameter_ready_o),
        .down_data_o  (parameters_down_data_o),
        .down_last_o  (parameters_down_last_o),
        .mid_o        (parameters_mid_o)
    );

    seedchip_parameter_sets_tiny parameter_sets (
        .clk_i             (clk_i),
        .rst_ni            (clear_n),
        .command_valid_i   (parameter_commands_down_valid_o),
        .command_ready_o   (parameter_sets_command_ready_o),
        .command_drain_i   (parameter_commands_down_data_o[0]),
        .command_double_i  (parameter_commands_down_data_o[1]),
        .command_n_i       (parameter_commands_down_data_o[17:2]),
        .parameter_valid_i (parameters_down_valid_o),
        .parameter_ready_o (parameter_sets_parameter_ready_o),
        .parameter_data_i  (parameters_down_data_o),
        .parameter_last_i  (parameters_down_last_o),
        .set_valid_o       (parameter_sets_set_valid_o),
        .set_error_o       (parameter_sets_set_error_o),
        .set_ready_i       (collector_set_ready_o),
        .enable_i          (packer_advance_o),
        .group_i           (collector_group_o),
        .bias_o            (parameter_sets_bias_o),
        .multiplier_o      (parameter_sets_multiplier_o),
        .shift_o           (parameter_sets_shift_o),
        .zero_point_o      (parameter_sets_zero_point_o),
        .low_o             (parameter_sets_low_o),
        .high_o            (parameter_sets_high_o)
    );

    // Convert lanes.
    seedchip_converter_tiny converter (
        .clk_i        (clk_i),
        .rst_ni       (clear_n),
        .enable_i     (packer_advance_o),
        .feed_i       (collector_feed_o),
        .group_i      (collector_group_o),
        .row_i        (back_half_row_o),
        .end_i        (collector_feed_end_o),
        .last_row_i   (collector_last_row_o),
        .keep_i       (collector_keep_o),
        .error_i      (collector_error_o),
        .rounding_i   (entries_down_data_o[4:3]),
        .bias_i       (parameter_sets_bias_o),
        .multiplier_i (parameter_sets_multiplier_o),
        .shift_i      (parameter_sets_shift_o),
        .zero_point_i (parameter_sets_zero_point_o),
        .low_i        (parameter_sets_low_o),
        .high_i       (parameter_sets_high_o),
        .valid_o      (converter_valid_o),
        .end_o        (converter_end_o),
        .last_row_o   (converter_last_row_o),
        .keep_o       (converter_keep_o),
        .error_o      (converter_error_o),
        .result_o     (converter_result_o),
        .saturated_o  (converter_saturated_o),
        .idle_o       (converter_idle_o)
    );

    // Packer: beats of results, and the ends of commands.
    seedchip_packer_tiny packer (
        .clk_i                (clk_i),
        .rst_ni               (rst_ni),
        .abort_i              (abort_i),
        .advance_o            (packer_advance_o),
        .converter_idle_i     (converter_idle_o),
        .group_valid_i        (converter_valid_o),
        .group_end_i          (converter_end_o),
        .group_last_row_i     (converter_last_row_o),
        .group_keep_i         (converter_keep_o),
        .group_error_i        (converter_error_o),
        .group_saturated_i    (converter_saturated_o),
        .group_i              (converter_result_o),
        .raw_valid_i          (collector_raw_valid_o),
        .raw_ready_o          (packer_raw_ready_o),
        .raw_last_i           (collector_last_row_o),
        .raw_columns_i        (entries_down_data_o[12:5]),
        .raw_i                (packer_raw_i),
        .empty_valid_i        (collector_empty_valid_o),
        .empty_ready_o        (packer_empty_ready_o),
        .empty_error_i        (collector_error_o),
        .end_ready_i          (packer_end_ready_i),
        .end_o                (packer_end_o),
        .end_error_o          (packer_end_error_o),
        .end_saturated_o      (packer_end_saturated_o),
        .open_o               (packer_open_o),
        .m_axis_result_tvalid (m_axis_result_tvalid),
        .m_axis_result_tready (m_axis_result_tready),
        .m_axis_result_tdata  (m_axis_result_tdata),
        .m_axis_result_tkeep  (m_axis_result_tkeep),
        .m_axis_result_tlast  (m_axis_result_tlast)
    );

    always @(posedge clk_i) begin
        // The second row of a pair is loaded when its nibbles have passed their delay.
        pair_load_q[1:0] <= loader_load_pair_o;
        pair_load_q[5:2] <= pair_load_q[3:0];
        if (!clear_n) pair_load_q <= 6'd0;
        load_q <= loader_load_o;

        activation_q[7:0] <= 8'd0;
        if (launcher_row_mask_o[0]) activation_q[7:0] <= activations_down_data_o[7:0];
        activation_q[15:8] <= 8'd0;
        if (launcher_row_mask_o[1]) activation_q[15:8] <= activations_down_data_o[15:8];
        activation_q[23:16] <= 8'd0;
        if (launcher_row_mask_o[2]) activation_q[23:16] <= activations_down_data_o[23:16];
        activation_q[31:24] <= 8'd0;
        if (launcher_row_mask_o[3]) activation_q[31:24] <= activations_down_data_o[31:24];
        swap_q[0] <= launcher_swap_o;
        swap_q[3:1] <= swap_q[2:0];
        stall_parameters_q <= collector_stall_parameters_o & clear_n;
    end

    wire unused = &{1'b0, parameter_commands_down_last_o, load_tiles_down_last_o, launch_tiles_down_last_o,
        verdicts_up_ready_o};
endmodule
`default_nettype wire
