// seedchip_sequencer_tiny
//
// Takes commands apart into what the datapath does in each cycle.
//
// Two processes go over the tiles of a matrix product, n-tiles outside, k-tiles inside. The loader fills the
// shadow weights of the coming tile, a row per cycle. The launcher sends the activations of the current tile,
// T = max(m, R) slots, and the tokens that go along with them; its first slot swaps the loaded weights in. A
// slot that can't be sent is a stall, told with its reason, and becomes a bubble: the array never stops (a
// global enable instead would need a wire to each of its cells). Tiles are counted by subtracting R and C, so
// nothing is divided.
//
// Whether a slot is sent looks at registers alone, but for the two valid inputs: what is true of the next slot is
// compared while the slot before it is sent, and what is true of the next tile is worked out in three steps while
// the current one lasts, which is four cycles at least. Tokens leave through registers.
//
// Timing: CHECK takes a cycle, the first R rows of weights R, in the last of which the first slot may be sent,
// then a slot per cycle; tokens and stalls show a cycle after. row_ready_o depends on no input, activation_ready_o
// on row_valid_i and activation_valid_i in the same cycle.
// Widths: m counts to D, slots to max(D, R), k to 65 535 (m_large and k_large tell of more, and the command is
// refused); a set waits in the parameter queue, of at most max(16, 8 C) columns, or in the C shadow
// registers: at most 18 sets, which 5 bits count.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_sequencer_tiny (
    input  wire         clk_i,               // Clock.
    input  wire         rst_ni,              // Synchronous reset, active low.
    input  wire         command_valid_i,     // A command is offered.
    output wire         command_ready_o,     // The command is accepted.
    input  wire [127:0] command_data_i,      // The command.
    output wire         start_o,             // A command starts.
    output wire         clear_flags_o,       // The command clears the sticky flags.
    output wire         busy_o,              // A command is under way.
    output wire         int4_o,              // Weights are INT4, two per byte.
    output wire         raw_o,               // Results are raw sums.
    output wire         double_o,            // Results are rounded twice.
    output wire [3:0]   column_mask_o,       // The columns of the array that exist in the current tile.
    input  wire         row_valid_i,         // A row of weights is offered.
    output wire         row_ready_o,         // The row of weights is accepted.
    output wire         row_last_o,          // The row of weights is the command's last.
    output wire [3:0]   load_o,              // The row of the array that loads it.
    input  wire         activation_valid_i,  // A row of activations is offered.
    output wire         activation_ready_o,  // The row of activations is accepted.
    output wire         activation_last_o,   // The row of activations is the command's last.
    output wire [3:0]   row_mask_o,          // The rows of the array that exist in the current tile.
    output wire         swap_o,              // Token: take the loaded weights into use.
    output wire         store_o,             // Token: store the sums.
    output wire         result_o,            // Token: the sums are complete, a row of results.
    output wire         first_o,             // Token: begin the sums with the bias.
    output wire         partial_o,           // Token: the tile is of the last columns.
    output wire         set_o,               // Token: take the next set of parameters into use.
    output wire         final_o,             // Token: the last row of the last tile.
    output wire         end_o,               // Token: the last slot of the last tile.
    output wire [3:0]   address_o,           // The accumulator of the slot.
    output wire [8:0]   rows_used_o,         // The rows of the array in use.
    output wire [8:0]   columns_used_o,      // The columns of the array in use.
    output wire         stall_weights_o,     // The cycle waits for weights.
    output wire         stall_activations_o, // The cycle waits for activations.
    output wire         stall_parameters_o,  // The cycle waits for parameters.
    output wire         stall_results_o,     // The cycle waits for room for results.
    input  wire         set_i,               // A set of parameters has arrived.
    input  wire         credit_i,            // A result has left the result queue.
    input  wire         end_i,               // The last slot has left the pipeline.
    output wire         status_valid_o,      // A status is offered.
    input  wire         status_ready_i,      // The status is accepted.
    output wire [7:0]   error_o,             // Status: why the command was refused, or 0.
    output wire [15:0]  tag_o                // Status: the command's tag.
);
    localparam [2:0] STATE_IDLE = 3'd0;
    localparam [2:0] STATE_CHECK = 3'd1;
    localparam [2:0] ALL_BUT_TWO_ROWS = 3'd2;
    localparam [2:0] STATE_RUN = 3'd2;
    localparam [2:0] STATE_DRAIN = 3'd3;
    localparam [8:0] ARRAY_COLUMNS = 9'd4;
    localparam [4:0] ARRAY_ROWS = 5'd4;
    localparam [2:0] STATE_STATUS = 3'd4;
    localparam [15:0] ACCUMULATORS = 16'd16;
    localparam [5:0] ALL_BUT_ONE_CREDIT = 6'd31;

    reg  [2:0]  refusal;
    wire        running;
    wire [2:0]  row;
    wire        row_taken;
    wire        row_completes;
    wire        complete;
    wire        filling;
    wire        wait_results;
    wire        wait_parameters;
    wire        wait_weights;
    wire        wait_activations;
    wire        sent;
    wire        sent_result;
    wire        sent_set;
    wire        sent_end;
    wire        advance;
    wire        ends_tile;
    reg  [2:0]  state_q;
    reg  [2:0]  error_q;
    reg         nothing_q;
    reg         unknown_opcode_q;
    reg         unknown_format_q;
    reg         reserved_q;
    reg         int4_q;
    reg         clear_flags_q;
    reg         raw_q;
    reg         double_q;
    reg  [4:0]  m_q;
    reg         m_large_q;
    reg  [15:0] k_q;
    reg         k_large_q;
    reg         zero_q;
    reg  [15:0] tag_q;
    reg         loading_q;
    reg  [2:0]  rows_q;
    reg         rows_full_q;
    reg         rows_all_but_one_q;
    reg  [15:0] load_k_q;
    reg  [15:0] load_n_q;
    reg  [15:0] load_less_k_q;
    reg  [15:0] load_less_n_q;
    reg         load_last_k_q;
    reg         load_last_n_q;
    reg         load_last_q;
    reg         filled_q;
    reg  [4:0]  slot_q;
    reg  [4:0]  second_slot_q;
    reg  [4:0]  third_slot_q;
    reg         starts_tile_q;
    reg         has_row_q;
    reg         gives_result_q;
    reg         takes_set_q;
    reg         last_row_q;
    reg         last_slot_q;
    reg         turns_q;
    reg         priming_q;
    reg         primed_q;
    reg  [15:0] left_k_q;
    reg  [15:0] left_n_q;
    reg         first_k_q;
    reg         last_k_q;
    reg         last_n_q;
    reg  [3:0]  row_mask_q;
    reg  [3:0]  column_mask_q;
    reg  [8:0]  tile_rows_q;
    reg  [8:0]  tile_columns_q;
    reg  [15:0] less_k_q;
    reg  [15:0] less_n_q;
    reg  [15:0] next_k_q;
    reg  [15:0] next_n_q;
    reg         next_last_k_q;
    reg         next_last_n_q;
    reg  [3:0]  next_row_mask_q;
    reg  [3:0]  next_column_mask_q;
    reg  [8:0]  next_rows_q;
    reg  [8:0]  next_columns_q;
    reg  [4:0]  sets_q;
    reg         set_waits_q;
    reg  [5:0]  under_way_q;
    reg         no_credit_q;
    reg         swap_q;
    reg         store_q;
    reg         result_q;
    reg         first_q;
    reg         partial_q;
    reg         set_q;
    reg         final_row_q;
    reg         end_q;
    reg  [3:0]  address_q;
    reg  [8:0]  rows_used_q;
    reg  [8:0]  columns_used_q;
    reg         stall_weights_q;
    reg         stall_activations_q;
    reg         stall_parameters_q;
    reg         stall_results_q;

    assign running = state_q == STATE_RUN;

    // A row of weights: a swap makes room for the first row of the tile after.
    assign row = swap_q ? 3'd0 : rows_q;
    assign row_ready_o = loading_q && (swap_q || !rows_full_q);
    assign row_taken = row_ready_o && row_valid_i;
    assign row_completes = !swap_q && rows_all_but_one_q;

    // Where this is looked at, no swap shows, and a row that comes is taken.
    assign complete = rows_full_q || (rows_all_but_one_q && row_valid_i);
    assign load_o[0] = row_taken && (row == 3'd0);
    assign load_o[1] = row_taken && (row == 3'd1);
    assign load_o[2] = row_taken && (row == 3'd2);
    assign load_o[3] = row_taken && (row == 3'd3);
    assign row_last_o = row_completes && load_last_q;

    // A slot is sent, or waits for something.
    assign wait_results = gives_result_q && no_credit_q;
    assign wait_parameters = takes_set_q && !set_waits_q;
    assign wait_weights = starts_tile_q && !complete;
    assign wait_activations = has_row_q && !activation_valid_i;
    assign sent = running && !wait_results && !wait_parameters && !wait_weights && !wait_activations;
    assign sent_result = sent && gives_result_q;
    assign sent_set = sent && takes_set_q;
    assign sent_end = sent && last_slot_q && last_k_q && last_n_q;
    assign activation_ready_o = sent && has_row_q;
    assign activation_last_o = last_row_q && last_k_q && last_n_q;

    // Until the first tile's weights are complete, only a row that does not come is a stall.
    assign filling = !filled_q && !complete;

    assign swap_o = swap_q;
    assign store_o = store_q;
    assign result_o = result_q;
    assign first_o = first_q;
    assign partial_o = partial_q;
    assign set_o = set_q;
    assign final_o = final_row_q;
    assign end_o = end_q;
    assign address_o = address_q;
    assign rows_used_o = rows_used_q;
    assign columns_used_o = columns_used_q;
    assign stall_weights_o = stall_weights_q;
    assign stall_activations_o = stall_activations_q;
    assign stall_parameters_o = stall_parameters_q;
    assign stall_results_o = stall_results_q;
    assign row_mask_o = row_mask_q;
    assign column_mask_o = column_mask_q;

    // The slot after.
    assign ends_tile = (third_slot_q >= m_q) && (third_slot_q >= ARRAY_ROWS);

    assign advance = priming_q || (sent && turns_q);

    always @(*) begin
        // Why the command can't be done.
        refusal = 3'd0;
        if (!nothing_q) begin
            if (unknown_opcode_q) begin
                refusal = 3'd5;
            end else if (reserved_q) begin
                refusal = 3'd6;
            end else if (unknown_format_q) begin
                refusal = 3'd4;
            end else if (zero_q) begin
                refusal = 3'd1;
            end else if (k_large_q) begin
                refusal = 3'd2;
            end else if (m_large_q) begin
                refusal = 3'd3;
            end
        end
    end

    // From command to status.
    assign command_ready_o = state_q == STATE_IDLE;
    assign start_o = state_q == STATE_CHECK;
    assign clear_flags_o = (state_q == STATE_CHECK) && clear_flags_q;
    assign busy_o = (state_q == STATE_CHECK) || (state_q == STATE_RUN) || (state_q == STATE_DRAIN);
    assign status_valid_o = state_q == STATE_STATUS;
    assign error_o = {5'd0, error_q};
    assign tag_o = tag_q;
    assign int4_o = int4_q;
    assign raw_o = raw_q;
    assign double_o = double_q;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            state_q <= STATE_IDLE;
            loading_q <= 1'b0;
            priming_q <= 1'b0;
            sets_q <= 5'd0;
            set_waits_q <= 1'b0;
            under_way_q <= 6'd0;
            no_credit_q <= 1'b0;
            swap_q <= 1'b0;
            store_q <= 1'b0;
            result_q <= 1'b0;
            first_q <= 1'b0;
            partial_q <= 1'b0;
            set_q <= 1'b0;
            final_row_q <= 1'b0;
            end_q <= 1'b0;
            address_q <= 4'd0;
            rows_used_q <= 9'd0;
            columns_used_q <= 9'd0;
            stall_weights_q <= 1'b0;
            stall_activations_q <= 1'b0;
            stall_parameters_q <= 1'b0;
            stall_results_q <= 1'b0;
        end else begin
            if (row_taken && row_completes) begin
                if (load_last_k_q) loading_q <= !load_last_n_q;
            end
            if (filling) begin
                stall_weights_q <= running && !row_taken;
            end else begin
                stall_weights_q <= running && wait_weights && !wait_results && !wait_parameters;
            end
            stall_results_q <= running && !filling && wait_results;
            stall_parameters_q <= running && !filling && wait_parameters && !wait_results;
            stall_activations_q <= running && !filling && wait_activations && !wait_results && !wait_parameters
                && !wait_weights;
            // What goes with a slot.
            swap_q <= sent && starts_tile_q;
            store_q <= sent && has_row_q && !last_k_q;
            result_q <= sent_result;
            first_q <= sent && has_row_q && first_k_q;
            partial_q <= sent && last_n_q;
            set_q <= sent_set;
            final_row_q <= sent && last_row_q && last_k_q && last_n_q;
            end_q <= sent_end;
            address_q <= slot_q[3:0];
            rows_used_q <= tile_rows_q;
            columns_used_q <= tile_columns_q;
            // The launcher goes to it; after the last tile it stays, for the results that are on their way.
            priming_q <= 1'b0;
            // Sets of parameters that wait, results that are under way.
            if (set_i && !sent_set) begin
                sets_q <= sets_q + 5'd1;
                set_waits_q <= 1'b1;
            end else if (sent_set && !set_i) begin
                sets_q <= sets_q - 5'd1;
                set_waits_q <= sets_q != 5'd1;
            end
            if (sent_result && !credit_i) begin
                under_way_q <= under_way_q + 6'd1;
                no_credit_q <= under_way_q == ALL_BUT_ONE_CREDIT;
            end else if (credit_i && !sent_result) begin
                under_way_q <= under_way_q - 6'd1;
                no_credit_q <= 1'b0;
            end

            case (state_q)
                STATE_IDLE: begin
                    if (command_valid_i) state_q <= STATE_CHECK;
                end
                STATE_CHECK: begin
                    if (nothing_q || (|refusal)) begin
                        state_q <= STATE_STATUS;
                    end else begin
                        state_q <= STATE_RUN;
                        loading_q <= 1'b1;
                        priming_q <= 1'b1;
                    end
                end
                STATE_RUN: begin
                    if (sent_end) state_q <= STATE_DRAIN;
                end
                STATE_DRAIN: begin
                    if (end_i) state_q <= STATE_STATUS;
                end
                default: begin
                    if (status_ready_i) state_q <= STATE_IDLE;
                end
            endcase
        end
    end

    always @(posedge clk_i) begin
        if (row_taken) begin
            rows_q <= row + 3'd1;
            rows_full_q <= row_completes;
            rows_all_but_one_q <= row == ALL_BUT_TWO_ROWS;
        end else if (swap_q) begin
            rows_q <= 3'd0;
            rows_full_q <= 1'b0;
            rows_all_but_one_q <= 1'b0;
        end
        // The loader's tile, and the one after it.
        load_less_k_q <= load_k_q - {11'd0, ARRAY_ROWS};
        load_less_n_q <= load_n_q - {7'd0, ARRAY_COLUMNS};
        load_last_k_q <= load_k_q <= {11'd0, ARRAY_ROWS};
        load_last_n_q <= load_n_q <= {7'd0, ARRAY_COLUMNS};
        load_last_q <= (load_k_q <= {11'd0, ARRAY_ROWS}) && (load_n_q <= {7'd0, ARRAY_COLUMNS});
        if (row_taken && row_completes) begin
            if (load_last_k_q) begin
                load_k_q <= k_q;
                load_n_q <= load_less_n_q;
            end else begin
                load_k_q <= load_less_k_q;
            end
        end

        if (running && complete) filled_q <= 1'b1;
        if (sent) begin
            if (last_slot_q) begin
                slot_q <= 5'd0;
                second_slot_q <= 5'd1;
                third_slot_q <= 5'd2;
                has_row_q <= 1'b1;
                last_row_q <= m_q == 5'd1;
                last_slot_q <= 1'b0;
                turns_q <= 1'b0;
            end else begin
                slot_q <= second_slot_q;
                second_slot_q <= third_slot_q;
                third_slot_q <= third_slot_q + 5'd1;
                has_row_q <= second_slot_q < m_q;
                last_row_q <= third_slot_q == m_q;
                last_slot_q <= ends_tile;
                turns_q <= ends_tile && !(last_k_q && last_n_q);
            end
            starts_tile_q <= last_slot_q;
            gives_result_q <= (second_slot_q < m_q) && last_k_q;
            takes_set_q <= 1'b0;
        end
        // The tile after, in three steps; a command's first tile comes from the command.
        less_k_q <= left_k_q - {11'd0, ARRAY_ROWS};
        less_n_q <= left_n_q - {7'd0, ARRAY_COLUMNS};
        if (primed_q) begin
            if (last_k_q) begin
                next_k_q <= k_q;
                next_n_q <= less_n_q;
            end else begin
                next_k_q <= less_k_q;
                next_n_q <= left_n_q;
            end
        end
        next_last_k_q <= next_k_q <= {11'd0, ARRAY_ROWS};
        next_last_n_q <= next_n_q <= {7'd0, ARRAY_COLUMNS};
        next_rows_q <= {4'd0, ARRAY_ROWS};
        if (next_k_q < {11'd0, ARRAY_ROWS}) next_rows_q <= next_k_q[8:0];
        next_columns_q <= ARRAY_COLUMNS;
        if (next_n_q < {7'd0, ARRAY_COLUMNS}) next_columns_q <= next_n_q[8:0];
        next_row_mask_q[0] <= 16'd0 < next_k_q;
        next_row_mask_q[1] <= 16'd1 < next_k_q;
        next_row_mask_q[2] <= 16'd2 < next_k_q;
        next_row_mask_q[3] <= 16'd3 < next_k_q;
        next_column_mask_q[0] <= 16'd0 < next_n_q;
        next_column_mask_q[1] <= 16'd1 < next_n_q;
        next_column_mask_q[2] <= 16'd2 < next_n_q;
        next_column_mask_q[3] <= 16'd3 < next_n_q;

        if (advance) begin
            gives_result_q <= next_last_k_q;
            takes_set_q <= !primed_q || last_k_q;
            primed_q <= 1'b1;
            left_k_q <= next_k_q;
            left_n_q <= next_n_q;
            first_k_q <= !primed_q || last_k_q;
            last_k_q <= next_last_k_q;
            last_n_q <= next_last_n_q;
            tile_rows_q <= next_rows_q;
            tile_columns_q <= next_columns_q;
            row_mask_q <= next_row_mask_q;
            column_mask_q <= next_column_mask_q;
        end
        case (state_q)
            STATE_IDLE: begin
                if (command_valid_i) begin
                    nothing_q <= command_data_i[7:0] == 8'd0;
                    unknown_opcode_q <= command_data_i[7:0] > 8'd1;
                    unknown_format_q <= command_data_i[15:8] > 8'd1;
                    int4_q <= command_data_i[8];
                    clear_flags_q <= command_data_i[16];
                    raw_q <= command_data_i[17];
                    double_q <= command_data_i[18];
                    reserved_q <= (|command_data_i[31:19]) || (|command_data_i[127:112]);
                    m_q <= command_data_i[36:32];
                    m_large_q <= command_data_i[47:32] > ACCUMULATORS;
                    k_q <= command_data_i[79:64];
                    k_large_q <= |command_data_i[95:80];
                    zero_q <= !(|command_data_i[47:32]) || !(|command_data_i[63:48]) || !(|command_data_i[95:64]);
                    tag_q <= command_data_i[111:96];
                    rows_q <= 3'd0;
                    rows_full_q <= 1'b0;
                    rows_all_but_one_q <= 1'b0;
                    load_k_q <= command_data_i[79:64];
                    load_n_q <= command_data_i[63:48];
                    filled_q <= 1'b0;
                    slot_q <= 5'd0;
                    second_slot_q <= 5'd1;
                    third_slot_q <= 5'd2;
                    starts_tile_q <= 1'b1;
                    has_row_q <= 1'b1;
                    last_row_q <= command_data_i[47:32] == 16'd1;
                    last_slot_q <= 1'b0;
                    turns_q <= 1'b0;
                    primed_q <= 1'b0;
                    next_k_q <= command_data_i[79:64];
                    next_n_q <= command_data_i[63:48];
                end
            end
            STATE_CHECK: error_q <= refusal;
            default: ;
        endcase
    end

    wire unused = &{1'b0, slot_q[4]};
endmodule
`default_nettype wire
