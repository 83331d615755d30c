// seedchip_datapath_tiny
//
// The integer datapath: an array of R x C cells with everything from command to status around it.
//
// One command is one matrix product. Operands come and results go as AXI4-Streams; any of them may stall at
// any time. The array never stops: what would stop it is known when a row is launched, and the row waits
// there. So the results' queue gives credits, and the launcher spends one per row of results.
//
// Timing: a row sent at t meets row r, lane l at t + 2 + r + l; its sums are together at t + R + C / G + L, when
// its tokens arrive; its result is pushed into the queue 15 cycles later. A command takes
// 2R + C / G + L + 15 + ceil(k/R) * ceil(n/C) * max(m, R) cycles and its stalls. L and G are those of the cell.
// Widths: the queue of results has lanes of 33 bits: bit 32 of lane 0 is the last row's mark, that of any other
// lane says whether its column exists (column 0 always does).
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_datapath_tiny (
    input  wire         clk_i,                    // Clock.
    input  wire         rst_ni,                   // Synchronous reset, active low.
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
    input  wire         s_axis_parameter_tlast,   // The column is the last of its set.
    output wire         m_axis_result_tvalid,     // A row of results is offered.
    input  wire         m_axis_result_tready,     // The row of results is accepted.
    output wire [127:0] m_axis_result_tdata,      // The results, four bytes per column.
    output reg  [15:0]  m_axis_result_tkeep,      // Four bits per column, all ones where the column exists.
    output wire         m_axis_result_tlast,      // The row of results is the command's last.
    output wire         m_axis_status_tvalid,     // A status is offered.
    input  wire         m_axis_status_tready,     // The status is accepted.
    output wire [319:0] m_axis_status_tdata       // The status: tag, flags, error and six counters.
);
    wire [7:0]         shown_flags;
    wire               result_valid;
    wire [3:0]         exists;
    reg                saturated;
    wire               sequencer_start_o;
    wire               sequencer_clear_flags_o;
    wire               sequencer_busy_o;
    wire               sequencer_int4_o;
    wire               sequencer_raw_o;
    wire               sequencer_double_o;
    wire [3:0]         sequencer_column_mask_o;
    wire               sequencer_row_ready_o;
    wire               sequencer_row_last_o;
    wire [3:0]         sequencer_load_o;
    wire               sequencer_activation_ready_o;
    wire               sequencer_activation_last_o;
    wire [3:0]         sequencer_row_mask_o;
    wire               sequencer_swap_o;
    wire               sequencer_store_o;
    wire               sequencer_result_o;
    wire               sequencer_first_o;
    wire               sequencer_partial_o;
    wire               sequencer_set_o;
    wire               sequencer_final_o;
    wire               sequencer_end_o;
    wire [3:0]         sequencer_address_o;
    wire [8:0]         sequencer_rows_used_o;
    wire [8:0]         sequencer_columns_used_o;
    wire               sequencer_stall_weights_o;
    wire               sequencer_stall_activations_o;
    wire               sequencer_stall_parameters_o;
    wire               sequencer_stall_results_o;
    wire               sequencer_credit_i;
    wire [7:0]         sequencer_error_o;
    wire [15:0]        sequencer_tag_o;
    wire               counters_launch_i;
    wire [7:0]         counters_flags_o;
    reg  [7:0]         held_flags_q;
    reg                status_waits_q;
    wire               weight_register_down_valid_o;
    wire [31:0]        weight_register_down_data_o;
    wire               weight_register_down_last_o;
    wire               unpack_weight_ready_o;
    wire               unpack_row_valid_o;
    wire [31:0]        unpack_row_o;
    wire               activation_register_down_valid_o;
    wire [31:0]        activation_register_down_data_o;
    wire               activation_register_down_last_o;
    reg  [31:0]        activation_q;
    wire [31:0]        weight_skew_data_o;
    wire [31:0]        activation_skew_data_o;
    reg  [3:0]         load_q;
    reg  [3:0]         swap_q;
    wire [71:0]        array_sum_o;
    wire [71:0]        deskew_data_o;
    wire [6:0]         token_delay_token_i;
    wire [6:0]         token_delay_token_o;
    wire [3:0]         read_address_data_o;
    wire [3:0]         write_address_data_o;
    reg                first_q;
    reg  [2:0]         store_q;
    wire [3:0]         result_delay_token_o;
    wire [3:0]         result_token_token_o;
    wire               parameters_set_o;
    wire               parameters_framing_o;
    wire               parameters_bias_range_o;
    wire [127:0]       parameters_bias_o;
    wire [127:0]       parameters_multiplier_o;
    wire [23:0]        parameters_shift_o;
    wire [31:0]        parameters_zero_point_o;
    wire [31:0]        parameters_low_o;
    wire [31:0]        parameters_high_o;
    wire signed [31:0] accumulator_0_acc_o;
    wire signed [31:0] accumulator_1_acc_o;
    wire signed [31:0] accumulator_2_acc_o;
    wire signed [31:0] accumulator_3_acc_o;
    wire signed [31:0] requantise_0_result_o;
    wire               requantise_0_saturated_o;
    wire signed [31:0] requantise_1_result_o;
    wire               requantise_1_saturated_o;
    wire signed [31:0] requantise_2_result_o;
    wire               requantise_2_saturated_o;
    wire signed [31:0] requantise_3_result_o;
    wire               requantise_3_saturated_o;
    reg  [3:0]         raw_q;
    reg  [3:0]         double_q;
    reg  [3:0]         shown_q;
    reg                weight_framing_q;
    reg                activation_framing_q;
    wire               results_up_ready_o;
    wire [131:0]       results_up_data_i;
    wire [131:0]       results_down_data_o;

    // Flags may rise while a status waits; it keeps those it was first shown with.
    assign shown_flags = status_waits_q ? held_flags_q : counters_flags_o;
    assign m_axis_status_tdata[15:0] = sequencer_tag_o;
    assign m_axis_status_tdata[23:16] = shown_flags;
    assign m_axis_status_tdata[31:24] = sequencer_error_o;

    assign token_delay_token_i = {sequencer_store_o, sequencer_first_o, sequencer_set_o, sequencer_end_o,
        sequencer_final_o, sequencer_partial_o, sequencer_result_o};

    assign exists[0] = !result_delay_token_o[1] || sequencer_column_mask_o[0];
    assign exists[1] = !result_delay_token_o[1] || sequencer_column_mask_o[1];
    assign exists[2] = !result_delay_token_o[1] || sequencer_column_mask_o[2];
    assign exists[3] = !result_delay_token_o[1] || sequencer_column_mask_o[3];
    assign result_valid = result_token_token_o[0];

    always @(*) begin
        saturated = 1'b0;
        if (result_valid && requantise_0_saturated_o) saturated = 1'b1;
        if (result_valid && requantise_1_saturated_o) saturated = 1'b1;
        if (result_valid && requantise_2_saturated_o) saturated = 1'b1;
        if (result_valid && requantise_3_saturated_o) saturated = 1'b1;
    end

    assign results_up_data_i[32:0] = {result_token_token_o[2], requantise_0_result_o};
    assign results_up_data_i[65:33] = {shown_q[1], requantise_1_result_o};
    assign results_up_data_i[98:66] = {shown_q[2], requantise_2_result_o};
    assign results_up_data_i[131:99] = {shown_q[3], requantise_3_result_o};
    assign m_axis_result_tdata[31:0] = results_down_data_o[31:0];
    assign m_axis_result_tdata[63:32] = results_down_data_o[64:33];
    assign m_axis_result_tdata[95:64] = results_down_data_o[97:66];
    assign m_axis_result_tdata[127:96] = results_down_data_o[130:99];

    always @(*) begin
        m_axis_result_tkeep[7:0] = 8'd15;
        if (results_down_data_o[65]) m_axis_result_tkeep[7:4] = 4'd15;
        m_axis_result_tkeep[11:8] = results_down_data_o[98] ? 4'd15 : 4'd0;
        m_axis_result_tkeep[15:12] = results_down_data_o[131] ? 4'd15 : 4'd0;
    end

    assign m_axis_result_tlast = results_down_data_o[32];
    assign sequencer_credit_i = m_axis_result_tvalid && m_axis_result_tready;

    assign counters_launch_i = sequencer_store_o || sequencer_result_o;

    // Commands and status.
    seedchip_sequencer_tiny sequencer (
        .clk_i               (clk_i),
        .rst_ni              (rst_ni),
        .command_valid_i     (s_axis_command_tvalid),
        .command_ready_o     (s_axis_command_tready),
        .command_data_i      (s_axis_command_tdata),
        .start_o             (sequencer_start_o),
        .clear_flags_o       (sequencer_clear_flags_o),
        .busy_o              (sequencer_busy_o),
        .int4_o              (sequencer_int4_o),
        .raw_o               (sequencer_raw_o),
        .double_o            (sequencer_double_o),
        .column_mask_o       (sequencer_column_mask_o),
        .row_valid_i         (unpack_row_valid_o),
        .row_ready_o         (sequencer_row_ready_o),
        .row_last_o          (sequencer_row_last_o),
        .load_o              (sequencer_load_o),
        .activation_valid_i  (activation_register_down_valid_o),
        .activation_ready_o  (sequencer_activation_ready_o),
        .activation_last_o   (sequencer_activation_last_o),
        .row_mask_o          (sequencer_row_mask_o),
        .swap_o              (sequencer_swap_o),
        .store_o             (sequencer_store_o),
        .result_o            (sequencer_result_o),
        .first_o             (sequencer_first_o),
        .partial_o           (sequencer_partial_o),
        .set_o               (sequencer_set_o),
        .final_o             (sequencer_final_o),
        .end_o               (sequencer_end_o),
        .address_o           (sequencer_address_o),
        .rows_used_o         (sequencer_rows_used_o),
        .columns_used_o      (sequencer_columns_used_o),
        .stall_weights_o     (sequencer_stall_weights_o),
        .stall_activations_o (sequencer_stall_activations_o),
        .stall_parameters_o  (sequencer_stall_parameters_o),
        .stall_results_o     (sequencer_stall_results_o),
        .set_i               (parameters_set_o),
        .credit_i            (sequencer_credit_i),
        .end_i               (result_token_token_o[3]),
        .status_valid_o      (m_axis_status_tvalid),
        .status_ready_i      (m_axis_status_tready),
        .error_o             (sequencer_error_o),
        .tag_o               (sequencer_tag_o)
    );

    // Counters and flags.
    seedchip_counters counters (
        .clk_i                (clk_i),
        .rst_ni               (rst_ni),
        .start_i              (sequencer_start_o),
        .clear_flags_i        (sequencer_clear_flags_o),
        .busy_i               (sequencer_busy_o),
        .launch_i             (counters_launch_i),
        .rows_used_i          (sequencer_rows_used_o),
        .columns_used_i       (sequencer_columns_used_o),
        .stall_weights_i      (sequencer_stall_weights_o),
        .stall_activations_i  (sequencer_stall_activations_o),
        .stall_parameters_i   (sequencer_stall_parameters_o),
        .stall_results_i      (sequencer_stall_results_o),
        .saturation_i         (saturated),
        .bias_range_i         (parameters_bias_range_o),
        .weight_framing_i     (weight_framing_q),
        .activation_framing_i (activation_framing_q),
        .parameter_framing_i  (parameters_framing_o),
        .flags_o              (counters_flags_o),
        .counters_o           (m_axis_status_tdata[319:32])
    );

    // Weights: row by row into the shadow registers.
    seedchip_stream_register #(.WIDTH(32)) weight_register (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (s_axis_weight_tvalid),
        .up_ready_o   (s_axis_weight_tready),
        .up_data_i    (s_axis_weight_tdata),
        .up_last_i    (s_axis_weight_tlast),
        .down_valid_o (weight_register_down_valid_o),
        .down_ready_i (unpack_weight_ready_o),
        .down_data_o  (weight_register_down_data_o),
        .down_last_o  (weight_register_down_last_o)
    );

    seedchip_unpack_4 unpack (
        .clk_i          (clk_i),
        .rst_ni         (rst_ni),
        .int4_i         (sequencer_int4_o),
        .last_i         (sequencer_row_last_o),
        .weight_valid_i (weight_register_down_valid_o),
        .weight_ready_o (unpack_weight_ready_o),
        .weight_i       (weight_register_down_data_o),
        .row_valid_o    (unpack_row_valid_o),
        .row_ready_i    (sequencer_row_ready_o),
        .row_o          (unpack_row_o)
    );

    // Activations: rows that do not exist become zero. The swap goes down beside them.
    seedchip_stream_register #(.WIDTH(32)) activation_register (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (s_axis_activation_tvalid),
        .up_ready_o   (s_axis_activation_tready),
        .up_data_i    (s_axis_activation_tdata),
        .up_last_i    (s_axis_activation_tlast),
        .down_valid_o (activation_register_down_valid_o),
        .down_ready_i (sequencer_activation_ready_o),
        .down_data_o  (activation_register_down_data_o),
        .down_last_o  (activation_register_down_last_o)
    );

    seedchip_skew_4x8 weight_skew (
        .clk_i  (clk_i),
        .data_i (unpack_row_o),
        .data_o (weight_skew_data_o)
    );

    seedchip_skew_4x8 activation_skew (
        .clk_i  (clk_i),
        .data_i (activation_q),
        .data_o (activation_skew_data_o)
    );

    seedchip_array_4x4_single array (
        .clk_i        (clk_i),
        .load_i       (load_q),
        .weight_i     (weight_skew_data_o),
        .swap_i       (swap_q),
        .activation_i (activation_skew_data_o),
        .sum_o        (array_sum_o)
    );

    seedchip_deskew_4x18 deskew (
        .clk_i  (clk_i),
        .data_i (array_sum_o),
        .data_o (deskew_data_o)
    );

    // Tokens: beside the row until its sums arrive, then on to where they act.
    seedchip_token_delay #(.WIDTH(7), .STAGES(10)) token_delay (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (token_delay_token_i),
        .token_o (token_delay_token_o)
    );

    seedchip_delay #(.WIDTH(4), .STAGES(10)) read_address (
        .clk_i  (clk_i),
        .data_i (sequencer_address_o),
        .data_o (read_address_data_o)
    );

    seedchip_delay #(.WIDTH(4), .STAGES(3)) write_address (
        .clk_i  (clk_i),
        .data_i (read_address_data_o),
        .data_o (write_address_data_o)
    );

    seedchip_token_delay #(.WIDTH(4), .STAGES(14)) result_delay (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (token_delay_token_o[3:0]),
        .token_o (result_delay_token_o)
    );

    seedchip_token_delay #(.WIDTH(4), .STAGES(1)) result_token (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (result_delay_token_o),
        .token_o (result_token_token_o)
    );

    // Parameters.
    seedchip_parameters_tiny parameters (
        .clk_i             (clk_i),
        .rst_ni            (rst_ni),
        .parameter_valid_i (s_axis_parameter_tvalid),
        .parameter_ready_o (s_axis_parameter_tready),
        .parameter_data_i  (s_axis_parameter_tdata),
        .parameter_last_i  (s_axis_parameter_tlast),
        .swap_i            (token_delay_token_o[4]),
        .raw_i             (sequencer_raw_o),
        .set_o             (parameters_set_o),
        .framing_o         (parameters_framing_o),
        .bias_range_o      (parameters_bias_range_o),
        .bias_o            (parameters_bias_o),
        .multiplier_o      (parameters_multiplier_o),
        .shift_o           (parameters_shift_o),
        .zero_point_o      (parameters_zero_point_o),
        .low_o             (parameters_low_o),
        .high_o            (parameters_high_o)
    );

    seedchip_accumulator #(.SUM_BITS(18), .ADDRESS_BITS(4)) accumulator_0 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[17:0]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[31:0]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_0_acc_o)
    );

    seedchip_accumulator #(.SUM_BITS(18), .ADDRESS_BITS(4)) accumulator_1 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[35:18]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[63:32]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_1_acc_o)
    );

    seedchip_accumulator #(.SUM_BITS(18), .ADDRESS_BITS(4)) accumulator_2 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[53:36]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[95:64]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_2_acc_o)
    );

    seedchip_accumulator #(.SUM_BITS(18), .ADDRESS_BITS(4)) accumulator_3 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[71:54]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[127:96]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_3_acc_o)
    );

    seedchip_requantise requantise_0 (
        .clk_i        (clk_i),
        .acc_i        (accumulator_0_acc_o),
        .multiplier_i (parameters_multiplier_o[31:0]),
        .shift_i      (parameters_shift_o[5:0]),
        .zero_point_i (parameters_zero_point_o[7:0]),
        .low_i        (parameters_low_o[7:0]),
        .high_i       (parameters_high_o[7:0]),
        .raw_i        (raw_q[0]),
        .double_i     (double_q[0]),
        .keep_i       (exists[0]),
        .result_o     (requantise_0_result_o),
        .saturated_o  (requantise_0_saturated_o)
    );

    seedchip_requantise requantise_1 (
        .clk_i        (clk_i),
        .acc_i        (accumulator_1_acc_o),
        .multiplier_i (parameters_multiplier_o[63:32]),
        .shift_i      (parameters_shift_o[11:6]),
        .zero_point_i (parameters_zero_point_o[15:8]),
        .low_i        (parameters_low_o[15:8]),
        .high_i       (parameters_high_o[15:8]),
        .raw_i        (raw_q[1]),
        .double_i     (double_q[1]),
        .keep_i       (exists[1]),
        .result_o     (requantise_1_result_o),
        .saturated_o  (requantise_1_saturated_o)
    );

    seedchip_requantise requantise_2 (
        .clk_i        (clk_i),
        .acc_i        (accumulator_2_acc_o),
        .multiplier_i (parameters_multiplier_o[95:64]),
        .shift_i      (parameters_shift_o[17:12]),
        .zero_point_i (parameters_zero_point_o[23:16]),
        .low_i        (parameters_low_o[23:16]),
        .high_i       (parameters_high_o[23:16]),
        .raw_i        (raw_q[2]),
        .double_i     (double_q[2]),
        .keep_i       (exists[2]),
        .result_o     (requantise_2_result_o),
        .saturated_o  (requantise_2_saturated_o)
    );

    seedchip_requantise requantise_3 (
        .clk_i        (clk_i),
        .acc_i        (accumulator_3_acc_o),
        .multiplier_i (parameters_multiplier_o[127:96]),
        .shift_i      (parameters_shift_o[23:18]),
        .zero_point_i (parameters_zero_point_o[31:24]),
        .low_i        (parameters_low_o[31:24]),
        .high_i       (parameters_high_o[31:24]),
        .raw_i        (raw_q[3]),
        .double_i     (double_q[3]),
        .keep_i       (exists[3]),
        .result_o     (requantise_3_result_o),
        .saturated_o  (requantise_3_saturated_o)
    );

    // Results leave; each gives its credit back.
    seedchip_stream_fifo #(.WIDTH(132), .ADDRESS_BITS(5)) results (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (result_valid),
        .up_ready_o   (results_up_ready_o),
        .up_data_i    (results_up_data_i),
        .down_valid_o (m_axis_result_tvalid),
        .down_ready_i (m_axis_result_tready),
        .down_data_o  (results_down_data_o)
    );

    always @(posedge clk_i) begin
        held_flags_q <= shown_flags;
        load_q <= sequencer_load_o;
        activation_q[7:0] <= 8'd0;
        if (sequencer_row_mask_o[0]) activation_q[7:0] <= activation_register_down_data_o[7:0];
        activation_q[15:8] <= 8'd0;
        if (sequencer_row_mask_o[1]) activation_q[15:8] <= activation_register_down_data_o[15:8];
        activation_q[23:16] <= 8'd0;
        if (sequencer_row_mask_o[2]) activation_q[23:16] <= activation_register_down_data_o[23:16];
        activation_q[31:24] <= 8'd0;
        if (sequencer_row_mask_o[3]) activation_q[31:24] <= activation_register_down_data_o[31:24];
        swap_q[0] <= sequencer_swap_o;
        swap_q[3:1] <= swap_q[2:0];
        // Sums, accumulators and results, column by column; so go the options, which have time until sums come.
        raw_q[0] <= sequencer_raw_o;
        raw_q[3:1] <= raw_q[2:0];
        double_q[0] <= sequencer_double_o;
        double_q[3:1] <= double_q[2:0];
        shown_q <= exists;
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            status_waits_q <= 1'b0;
            weight_framing_q <= 1'b0;
            activation_framing_q <= 1'b0;
            first_q <= 1'b0;
            store_q <= 3'd0;
        end else begin
            status_waits_q <= m_axis_status_tvalid && !m_axis_status_tready;
            first_q <= token_delay_token_o[5];
            store_q[0] <= token_delay_token_o[6];
            store_q[2:1] <= store_q[1:0];
            weight_framing_q <= weight_register_down_valid_o && unpack_weight_ready_o
                && (weight_register_down_last_o != sequencer_row_last_o);
            activation_framing_q <= sequencer_activation_ready_o
                && (activation_register_down_last_o != sequencer_activation_last_o);
        end
    end

    wire unused = &{1'b0, result_token_token_o[1], shown_q[0], results_up_ready_o};
endmodule
`default_nettype wire
