// sequencer
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
module sequencer (
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
    localparam [2:0] STATE_RUN = 3'd2;
    localparam [2:0] STATE_DRAIN = 3'd3;
    localparam [2:0] STATE_STATUS = 3'd4;

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
    assign ends_tile = (third_slot_q >= m_q) && (third_slot_q >= 5'd4);
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
            stall_activations_q <= running && !filling && wait_activations && !wait_results && !wait_parameters && !wait_weights;
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
                no_credit_q <= under_way_q == 6'd31;
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
            rows_all_but_one_q <= row == 3'd2;
        end else if (swap_q) begin
            rows_q <= 3'd0;
            rows_full_q <= 1'b0;
            rows_all_but_one_q <= 1'b0;
        end
        // The loader's tile, and the one after it.
        load_less_k_q <= load_k_q - 16'd4;
        load_less_n_q <= load_n_q - 16'd4;
        load_last_k_q <= load_k_q <= 16'd4;
        load_last_n_q <= load_n_q <= 16'd4;
        load_last_q <= (load_k_q <= 16'd4) && (load_n_q <= 16'd4);
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
        less_k_q <= left_k_q - 16'd4;
        less_n_q <= left_n_q - 16'd4;
        if (primed_q) begin
            if (last_k_q) begin
                next_k_q <= k_q;
                next_n_q <= less_n_q;
            end else begin
                next_k_q <= less_k_q;
                next_n_q <= left_n_q;
            end
        end
        next_last_k_q <= next_k_q <= 16'd4;
        next_last_n_q <= next_n_q <= 16'd4;
        next_rows_q <= 9'd4;
        if (next_k_q < 16'd4) next_rows_q <= next_k_q[8:0];
        next_columns_q <= 9'd4;
        if (next_n_q < 16'd4) next_columns_q <= next_n_q[8:0];
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
                    m_large_q <= command_data_i[47:32] > 16'd16;
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

// product_10x10
//
// A signed product with registers on both sides, as the DSP blocks of FPGAs have them.
//
// A leaf of its own, so that a flow whose synthesis does not move registers into DSP blocks can replace it by an
// instance (constraints/ecp5/product.v). An ASIC's synthesis sees a plain `*` between registers. No reset.
//
// Timing: product_o is the product of a_i of two cycles ago with the b_i that was loaded then or before, a new one
// every cycle.
// Widths: the sum of the factors' widths holds every product, that of the two most negative ones too.
//
// Configuration: tiny
// SeedChip 0.1.0
module product_10x10 (
    input  wire               clk_i,    // Clock.
    input  wire signed [9:0]  a_i,      // The first factor.
    input  wire signed [9:0]  b_i,      // The second factor.
    input  wire               b_load_i, // Load b_i; otherwise the second factor stays.
    output wire signed [19:0] product_o // The product of two cycles ago.
);
    reg signed [9:0] a_q;
    reg signed [9:0] b_q;
    reg signed [19:0] product_q;

    always @(posedge clk_i) begin
        a_q <= a_i;
        if (b_load_i) b_q <= b_i;
        product_q <= a_q * b_q;
    end

    assign product_o = product_q;
endmodule

// counters
//
// Counters of the performance of a command, and the sticky flags.
//
// Products are counted by a multiplier of the rows and columns in use per launched row, one adder for the
// whole array, instead of a counter in every cell.
//
// Timing: a count shows a cycle later, products four cycles after their launch (the product has a register of its
// own on the way from a DSP block to the counter).
// Special cases: start_i wins over counting but for cycles, which begin with that of start_i; a flag raised wins
// over its clearing.
// Widths: 9 bits hold 256 rows or columns, 17 bits their product; 48 bits of cycles last 78 hours at 1 GHz,
// and 2^16 · 2^16 · 2^15 products of the largest command need 47.
//
// Configuration: tiny
// SeedChip 0.1.0
module counters (
    input  wire         clk_i,                // Clock.
    input  wire         rst_ni,               // Synchronous reset, active low: clears all but a product under way.
    input  wire         start_i,              // A command starts: clear its counters.
    input  wire         clear_flags_i,        // Clear the flags.
    input  wire         busy_i,               // A command is under way: count this cycle.
    input  wire         launch_i,             // A row of activations is launched.
    input  wire [8:0]   rows_used_i,          // The rows of the array that the launched row uses.
    input  wire [8:0]   columns_used_i,       // The columns of the array that the launched row uses.
    input  wire         stall_weights_i,      // The cycle waits for weights.
    input  wire         stall_activations_i,  // The cycle waits for activations.
    input  wire         stall_parameters_i,   // The cycle waits for parameters.
    input  wire         stall_results_i,      // The cycle waits for room for results.
    input  wire         saturation_i,         // A result saturated.
    input  wire         bias_range_i,         // A bias is out of range.
    input  wire         weight_framing_i,     // The weights' last beat is not where the command ends.
    input  wire         activation_framing_i, // The activations' last beat is not where the command ends.
    input  wire         parameter_framing_i,  // A set of parameters does not end with its last column.
    output wire [7:0]   flags_o,              // The sticky flags; the upper three bits are unused.
    output wire [287:0] counters_o            // Cycles, products, stalls of weights, activations, parameters, results.
);
    wire [7:0]         raised;
    reg  [31:0]        rows;
    reg  [31:0]        columns;
    reg  [4:0]         flags_q;
    wire signed [19:0] product_product_o;
    reg  [16:0]        product_late_q;
    reg  [47:0]        cycles_q;
    reg  [47:0]        products_q;
    reg  [47:0]        stalls_weights_q;
    reg  [47:0]        stalls_activations_q;
    reg  [47:0]        stalls_parameters_q;
    reg  [47:0]        stalls_results_q;

    assign raised = {3'd0, parameter_framing_i, activation_framing_i, weight_framing_i, bias_range_i, saturation_i};
    assign flags_o = {3'd0, flags_q};

    always @(*) begin
        // A cycle without a launch multiplies zero, so nothing else has to go along.
        // So does one of reset, as its product would come after the start of a next command.
        rows = 32'd0;
        columns = 32'd0;
        if (launch_i && rst_ni) begin
            rows = {23'd0, rows_used_i};
            columns = {23'd0, columns_used_i};
        end
    end

    assign counters_o[47:0] = cycles_q;
    assign counters_o[95:48] = products_q;
    assign counters_o[143:96] = stalls_weights_q;
    assign counters_o[191:144] = stalls_activations_q;
    assign counters_o[239:192] = stalls_parameters_q;
    assign counters_o[287:240] = stalls_results_q;

    product_10x10 product (
        .clk_i     (clk_i),
        .a_i       (rows[9:0]),
        .b_i       (columns[9:0]),
        .b_load_i  (1'b1),
        .product_o (product_product_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            flags_q <= 5'd0;
            cycles_q <= 48'd0;
            products_q <= 48'd0;
            stalls_weights_q <= 48'd0;
            stalls_activations_q <= 48'd0;
            stalls_parameters_q <= 48'd0;
            stalls_results_q <= 48'd0;
        end else begin
            if (clear_flags_i) begin
                flags_q <= raised[4:0];
            end else begin
                flags_q <= flags_q | raised[4:0];
            end
            products_q <= products_q + {31'd0, product_late_q};
            if (busy_i) cycles_q <= cycles_q + 48'd1;
            if (stall_weights_i) stalls_weights_q <= stalls_weights_q + 48'd1;
            if (stall_activations_i) stalls_activations_q <= stalls_activations_q + 48'd1;
            if (stall_parameters_i) stalls_parameters_q <= stalls_parameters_q + 48'd1;
            if (stall_results_i) stalls_results_q <= stalls_results_q + 48'd1;
            if (start_i) begin
                cycles_q <= 48'd0;
                if (busy_i) cycles_q <= 48'd1;
                products_q <= 48'd0;
                stalls_weights_q <= 48'd0;
                stalls_activations_q <= 48'd0;
                stalls_parameters_q <= 48'd0;
                stalls_results_q <= 48'd0;
            end
        end
    end

    always @(posedge clk_i) begin
        product_late_q <= product_product_o[16:0];
    end

    wire unused = &{1'b0, raised[7:5], rows[31:10], columns[31:10], product_product_o[19:17]};
endmodule

// stream_register_32
//
// A two-entry buffer that cuts every combinational path of a stream.
//
// Valid and ready come from flip-flops and data from a multiplexer behind them, so two blocks on either side are
// timed on their own, and a beat still passes every cycle. Beats go to two entries in turn: an entry's enable
// follows from registers alone, and down_ready_i reaches three flip-flops, however wide the data. (With data shown
// by one register, and a spare one behind it, it would reach the multiplexer of each bit.) One entry less would
// need a path from down_ready_i to up_ready_o; to hold more than two take stream_fifo.
//
// Timing: a beat accepted at t is seen at t + 1 if it is the oldest then; a beat every cycle. While none is held
// the beat last shown stays, and after a reset the first entry is shown; the entries have no reset.
//
// Configuration: tiny
// SeedChip 0.1.0
module stream_register_32 (
    input  wire        clk_i,        // Clock.
    input  wire        rst_ni,       // Synchronous reset, active low: empties both entries.
    input  wire        up_valid_i,   // A beat is offered.
    output wire        up_ready_o,   // There is room for a beat.
    input  wire [31:0] up_data_i,    // The beat's data, lane 0 lowest.
    input  wire        up_last_i,    // The beat is the last of its packet.
    output wire        down_valid_o, // A beat is held.
    input  wire        down_ready_i, // The beat is accepted.
    output reg  [31:0] down_data_o,  // The oldest beat's data.
    output reg         down_last_o   // The oldest beat is the last of its packet.
);
    reg         filled_q;
    reg         full_q;
    reg         second_shown_q;
    reg  [31:0] first_data_q;
    reg         first_last_q;
    reg  [31:0] second_data_q;
    reg         second_last_q;

    assign up_ready_o = !full_q;
    assign down_valid_o = filled_q;

    always @(*) begin
        if (second_shown_q) begin
            down_last_o = second_last_q;
            down_data_o = second_data_q;
        end else begin
            down_last_o = first_last_q;
            down_data_o = first_data_q;
        end
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            filled_q <= 1'b0;
            full_q <= 1'b0;
            second_shown_q <= 1'b0;
        end else begin
            // It is shown once it holds the oldest beat.
            if (!filled_q | down_ready_i) begin
                filled_q <= up_valid_i | full_q;
                full_q <= 1'b0;
                second_shown_q <= second_shown_q ^ (up_valid_i | full_q);
            end else begin
                full_q <= up_valid_i | full_q;
            end
        end
    end

    always @(posedge clk_i) begin
        // The entry that is not shown takes what comes, until both hold a beat.
        if (!full_q & second_shown_q) begin
            first_last_q <= up_last_i;
            first_data_q <= up_data_i;
        end
        if (!full_q & !second_shown_q) begin
            second_last_q <= up_last_i;
            second_data_q <= up_data_i;
        end
    end
endmodule

// nibbles_4
//
// One half of a beat of nibbles.
//
// A beat of C bytes holds 2 C nibbles, the lower of a byte first: two rows of C nibbles.
//
// Timing: combinational.
//
// Configuration: tiny
// SeedChip 0.1.0
module nibbles_4 (
    input  wire [31:0] beat_i,  // The beat: C bytes.
    input  wire        upper_i, // Take the upper half.
    output wire [15:0] nibble_o // The half: C nibbles.
);
    assign nibble_o = upper_i ? beat_i[31:16] : beat_i[15:0];
endmodule

// unpack_4
//
// From weight beats to rows of C signed bytes.
//
// INT8 (int4_i = 0): a beat is a row. INT4 (int4_i = 1): a beat holds two rows of nibbles, the low
// half of the C · 8 bits first, lane c of a row in nibble c; each is sign-extended. With last_i
// the coming row is the last of a command, and the rest of its beat is dropped with it.
//
// Timing: combinational from beat to row but for the phase, which half of the beat is next: a row
// every cycle. int4_i may change only while no row passes: the row follows that of the cycle before, by a register
// that stands beside its many multiplexers, while the beats' ready follows int4_i.
//
// Configuration: tiny
// SeedChip 0.1.0
module unpack_4 (
    input  wire        clk_i,          // Clock.
    input  wire        rst_ni,         // Synchronous reset, active low.
    input  wire        int4_i,         // Beats hold two weights per byte.
    input  wire        last_i,         // The coming row is the last of the command.
    input  wire        weight_valid_i, // A beat is offered.
    output wire        weight_ready_o, // The beat is accepted.
    input  wire [31:0] weight_i,       // The beat: C bytes.
    output wire        row_valid_o,    // A row is offered.
    input  wire        row_ready_i,    // The row is accepted.
    output reg  [31:0] row_o           // The row: C signed bytes.
);
    reg         upper_q;
    reg         int4_q;
    wire [15:0] half_nibble_o;

    always @(*) begin
        if (int4_q) begin
            row_o[7:0] = {{4{half_nibble_o[3]}}, half_nibble_o[3:0]};
            row_o[15:8] = {{4{half_nibble_o[7]}}, half_nibble_o[7:4]};
            row_o[23:16] = {{4{half_nibble_o[11]}}, half_nibble_o[11:8]};
            row_o[31:24] = {{4{half_nibble_o[15]}}, half_nibble_o[15:12]};
        end else begin
            row_o = weight_i;
        end
    end

    assign row_valid_o = weight_valid_i;
    assign weight_ready_o = row_ready_i & (!int4_i | upper_q | last_i);

    nibbles_4 half (
        .beat_i   (weight_i),
        .upper_i  (upper_q),
        .nibble_o (half_nibble_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            upper_q <= 1'b0;
        end else begin
            if (weight_valid_i & row_ready_i) upper_q <= int4_i & !upper_q & !last_i;
        end
    end

    always @(posedge clk_i) begin
        int4_q <= int4_i;
    end
endmodule

// delay_8x1
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x1 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [7:0] stages_q;

    assign data_o = stages_q;

    always @(posedge clk_i) begin
        stages_q <= data_i;
    end
endmodule

// delay_8x2
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x2 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [15:0] stages_q;

    assign data_o = stages_q[15:8];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[15:8] <= stages_q[7:0];
    end
endmodule

// delay_8x3
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x3 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [23:0] stages_q;

    assign data_o = stages_q[23:16];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[23:8] <= stages_q[15:0];
    end
endmodule

// delay_8x4
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x4 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [31:0] stages_q;

    assign data_o = stages_q[31:24];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[31:8] <= stages_q[23:0];
    end
endmodule

// skew_4x8
//
// A triangle of delays: lane i comes i + 1 cycles later, or each group of lanes after the one before.
//
// Brings the lanes of a beat to the array's diagonal; the one cycle of lane 0 is the register
// between the memory side and the array.
//
// Timing: lane i of data_o is lane i of data_i of ⌊i / G⌋ + 1 cycles ago, for groups of G lanes, a new beat every
// cycle. No reset.
//
// Configuration: tiny
// SeedChip 0.1.0
module skew_4x8 (
    input  wire        clk_i,  // Clock.
    input  wire [31:0] data_i, // The lanes in step, lane 0 lowest.
    output wire [31:0] data_o  // The lanes, each group a cycle after the one before.
);
    delay_8x1 lane_0 (
        .clk_i  (clk_i),
        .data_i (data_i[7:0]),
        .data_o (data_o[7:0])
    );

    delay_8x2 lane_1 (
        .clk_i  (clk_i),
        .data_i (data_i[15:8]),
        .data_o (data_o[15:8])
    );

    delay_8x3 lane_2 (
        .clk_i  (clk_i),
        .data_i (data_i[23:16]),
        .data_o (data_o[23:16])
    );

    delay_8x4 lane_3 (
        .clk_i  (clk_i),
        .data_i (data_i[31:24]),
        .data_o (data_o[31:24])
    );
endmodule

// pe_16
//
// A cell of the array: one product and one sum a cycle.
//
// The weight stands still in `active`; the next one waits in `shadow`, so loading never stops the
// array. Activations go right, sums go down. The product has a register of its own: 16 flip-flops
// more than adding at once, for a path of a multiplier or an adder instead of both. It is declared
// in the bits of a sum, which spares the simulator an extension; the copies of its sign bit are one
// flip-flop after synthesis. No reset: a stale token reaches a cell before any token of a later
// command.
//
// Timing: activation_o one cycle after its input. The activation of t meets
// the weight swapped in at t; its product is registered at t + 2, added to the sum_i of that cycle,
// and in sum_o at t + 3. A product every cycle.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.
//
// Configuration: tiny
// SeedChip 0.1.0
module pe_16 (
    input  wire               clk_i,        // Clock.
    input  wire               load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]  weight_i,     // The weight.
    input  wire               swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]  activation_i, // The activation.
    input  wire signed [15:0] sum_i,        // The sum from above.
    output wire signed [7:0]  activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [15:0] sum_o         // The sum with this cell's product, to the cell below.
);
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    reg  signed [7:0]  active_q;
    reg  signed [15:0] product_q;
    reg  signed [15:0] sum_q;

    assign activation_o = activation_q;
    assign sum_o = sum_q;

    always @(posedge clk_i) begin
        activation_q <= activation_i;
        if (load_i) shadow_q <= weight_i;
        if (swap_i) active_q <= shadow_q;
        product_q <= activation_q * active_q;
        sum_q <= sum_i + product_q;
    end
endmodule

// row_4x16
//
// A row of cells: the products of one activation with C weights.
//
// Tokens and activation pass from cell to cell, a cycle each, so no wire is longer than a cell;
// weights and sums go straight down. The tokens' flip-flops stand in the row rather than in its
// cells: as two vectors they simulate a third faster. No reset, as in its cells.
//
// Timing: what enters at t reaches cell c at t + c; a cell's sum is L cycles behind its
// activation. A pair of cells holds two columns.
//
// Configuration: tiny
// SeedChip 0.1.0
module row_4x16 (
    input  wire              clk_i,        // Clock.
    input  wire              load_i,       // Take the weights into the shadow registers, cell after cell.
    input  wire [31:0]       weight_i,     // A weight for each column.
    input  wire              swap_i,       // Take the shadow weights into use, cell after cell.
    input  wire signed [7:0] activation_i, // The activation, for cell 0.
    input  wire [63:0]       sum_i,        // The sums from above.
    output wire [63:0]       sum_o         // The sums with this row's products.
);
    wire signed [7:0] single_0_activation_o;
    wire signed [7:0] single_1_activation_o;
    wire signed [7:0] single_2_activation_o;
    wire signed [7:0] single_3_activation_o;
    reg  [2:0]        load_q;
    reg  [2:0]        swap_q;

    pe_16 single_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[15:0]),
        .activation_o (single_0_activation_o),
        .sum_o        (sum_o[15:0])
    );

    pe_16 single_1 (
        .clk_i        (clk_i),
        .load_i       (load_q[0]),
        .weight_i     (weight_i[15:8]),
        .swap_i       (swap_q[0]),
        .activation_i (single_0_activation_o),
        .sum_i        (sum_i[31:16]),
        .activation_o (single_1_activation_o),
        .sum_o        (sum_o[31:16])
    );

    pe_16 single_2 (
        .clk_i        (clk_i),
        .load_i       (load_q[1]),
        .weight_i     (weight_i[23:16]),
        .swap_i       (swap_q[1]),
        .activation_i (single_1_activation_o),
        .sum_i        (sum_i[47:32]),
        .activation_o (single_2_activation_o),
        .sum_o        (sum_o[47:32])
    );

    pe_16 single_3 (
        .clk_i        (clk_i),
        .load_i       (load_q[2]),
        .weight_i     (weight_i[31:24]),
        .swap_i       (swap_q[2]),
        .activation_i (single_2_activation_o),
        .sum_i        (sum_i[63:48]),
        .activation_o (single_3_activation_o),
        .sum_o        (sum_o[63:48])
    );

    always @(posedge clk_i) begin
        load_q[0] <= load_i;
        load_q[2:1] <= load_q[1:0];
        swap_q[0] <= swap_i;
        swap_q[2:1] <= swap_q[1:0];
    end

    wire unused = &{1'b0, single_3_activation_o};
endmodule

// pe_17
//
// A cell of the array: one product and one sum a cycle.
//
// The weight stands still in `active`; the next one waits in `shadow`, so loading never stops the
// array. Activations go right, sums go down. The product has a register of its own: 16 flip-flops
// more than adding at once, for a path of a multiplier or an adder instead of both. It is declared
// in the bits of a sum, which spares the simulator an extension; the copies of its sign bit are one
// flip-flop after synthesis. No reset: a stale token reaches a cell before any token of a later
// command.
//
// Timing: activation_o one cycle after its input. The activation of t meets
// the weight swapped in at t; its product is registered at t + 2, added to the sum_i of that cycle,
// and in sum_o at t + 3. A product every cycle.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.
//
// Configuration: tiny
// SeedChip 0.1.0
module pe_17 (
    input  wire               clk_i,        // Clock.
    input  wire               load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]  weight_i,     // The weight.
    input  wire               swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]  activation_i, // The activation.
    input  wire signed [16:0] sum_i,        // The sum from above.
    output wire signed [7:0]  activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [16:0] sum_o         // The sum with this cell's product, to the cell below.
);
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    reg  signed [7:0]  active_q;
    reg  signed [16:0] product_q;
    reg  signed [16:0] sum_q;

    assign activation_o = activation_q;
    assign sum_o = sum_q;

    always @(posedge clk_i) begin
        activation_q <= activation_i;
        if (load_i) shadow_q <= weight_i;
        if (swap_i) active_q <= shadow_q;
        product_q <= activation_q * active_q;
        sum_q <= sum_i + product_q;
    end
endmodule

// row_4x17
//
// A row of cells: the products of one activation with C weights.
//
// Tokens and activation pass from cell to cell, a cycle each, so no wire is longer than a cell;
// weights and sums go straight down. The tokens' flip-flops stand in the row rather than in its
// cells: as two vectors they simulate a third faster. No reset, as in its cells.
//
// Timing: what enters at t reaches cell c at t + c; a cell's sum is L cycles behind its
// activation. A pair of cells holds two columns.
//
// Configuration: tiny
// SeedChip 0.1.0
module row_4x17 (
    input  wire              clk_i,        // Clock.
    input  wire              load_i,       // Take the weights into the shadow registers, cell after cell.
    input  wire [31:0]       weight_i,     // A weight for each column.
    input  wire              swap_i,       // Take the shadow weights into use, cell after cell.
    input  wire signed [7:0] activation_i, // The activation, for cell 0.
    input  wire [67:0]       sum_i,        // The sums from above.
    output wire [67:0]       sum_o         // The sums with this row's products.
);
    wire signed [7:0] single_0_activation_o;
    wire signed [7:0] single_1_activation_o;
    wire signed [7:0] single_2_activation_o;
    wire signed [7:0] single_3_activation_o;
    reg  [2:0]        load_q;
    reg  [2:0]        swap_q;

    pe_17 single_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[16:0]),
        .activation_o (single_0_activation_o),
        .sum_o        (sum_o[16:0])
    );

    pe_17 single_1 (
        .clk_i        (clk_i),
        .load_i       (load_q[0]),
        .weight_i     (weight_i[15:8]),
        .swap_i       (swap_q[0]),
        .activation_i (single_0_activation_o),
        .sum_i        (sum_i[33:17]),
        .activation_o (single_1_activation_o),
        .sum_o        (sum_o[33:17])
    );

    pe_17 single_2 (
        .clk_i        (clk_i),
        .load_i       (load_q[1]),
        .weight_i     (weight_i[23:16]),
        .swap_i       (swap_q[1]),
        .activation_i (single_1_activation_o),
        .sum_i        (sum_i[50:34]),
        .activation_o (single_2_activation_o),
        .sum_o        (sum_o[50:34])
    );

    pe_17 single_3 (
        .clk_i        (clk_i),
        .load_i       (load_q[2]),
        .weight_i     (weight_i[31:24]),
        .swap_i       (swap_q[2]),
        .activation_i (single_2_activation_o),
        .sum_i        (sum_i[67:51]),
        .activation_o (single_3_activation_o),
        .sum_o        (sum_o[67:51])
    );

    always @(posedge clk_i) begin
        load_q[0] <= load_i;
        load_q[2:1] <= load_q[1:0];
        swap_q[0] <= swap_i;
        swap_q[2:1] <= swap_q[1:0];
    end

    wire unused = &{1'b0, single_3_activation_o};
endmodule

// pe_18
//
// A cell of the array: one product and one sum a cycle.
//
// The weight stands still in `active`; the next one waits in `shadow`, so loading never stops the
// array. Activations go right, sums go down. The product has a register of its own: 16 flip-flops
// more than adding at once, for a path of a multiplier or an adder instead of both. It is declared
// in the bits of a sum, which spares the simulator an extension; the copies of its sign bit are one
// flip-flop after synthesis. No reset: a stale token reaches a cell before any token of a later
// command.
//
// Timing: activation_o one cycle after its input. The activation of t meets
// the weight swapped in at t; its product is registered at t + 2, added to the sum_i of that cycle,
// and in sum_o at t + 3. A product every cycle.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.
//
// Configuration: tiny
// SeedChip 0.1.0
module pe_18 (
    input  wire               clk_i,        // Clock.
    input  wire               load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]  weight_i,     // The weight.
    input  wire               swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]  activation_i, // The activation.
    input  wire signed [17:0] sum_i,        // The sum from above.
    output wire signed [7:0]  activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [17:0] sum_o         // The sum with this cell's product, to the cell below.
);
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    reg  signed [7:0]  active_q;
    reg  signed [17:0] product_q;
    reg  signed [17:0] sum_q;

    assign activation_o = activation_q;
    assign sum_o = sum_q;

    always @(posedge clk_i) begin
        activation_q <= activation_i;
        if (load_i) shadow_q <= weight_i;
        if (swap_i) active_q <= shadow_q;
        product_q <= activation_q * active_q;
        sum_q <= sum_i + product_q;
    end
endmodule

// row_4x18
//
// A row of cells: the products of one activation with C weights.
//
// Tokens and activation pass from cell to cell, a cycle each, so no wire is longer than a cell;
// weights and sums go straight down. The tokens' flip-flops stand in the row rather than in its
// cells: as two vectors they simulate a third faster. No reset, as in its cells.
//
// Timing: what enters at t reaches cell c at t + c; a cell's sum is L cycles behind its
// activation. A pair of cells holds two columns.
//
// Configuration: tiny
// SeedChip 0.1.0
module row_4x18 (
    input  wire              clk_i,        // Clock.
    input  wire              load_i,       // Take the weights into the shadow registers, cell after cell.
    input  wire [31:0]       weight_i,     // A weight for each column.
    input  wire              swap_i,       // Take the shadow weights into use, cell after cell.
    input  wire signed [7:0] activation_i, // The activation, for cell 0.
    input  wire [71:0]       sum_i,        // The sums from above.
    output wire [71:0]       sum_o         // The sums with this row's products.
);
    wire signed [7:0] single_0_activation_o;
    wire signed [7:0] single_1_activation_o;
    wire signed [7:0] single_2_activation_o;
    wire signed [7:0] single_3_activation_o;
    reg  [2:0]        load_q;
    reg  [2:0]        swap_q;

    pe_18 single_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[17:0]),
        .activation_o (single_0_activation_o),
        .sum_o        (sum_o[17:0])
    );

    pe_18 single_1 (
        .clk_i        (clk_i),
        .load_i       (load_q[0]),
        .weight_i     (weight_i[15:8]),
        .swap_i       (swap_q[0]),
        .activation_i (single_0_activation_o),
        .sum_i        (sum_i[35:18]),
        .activation_o (single_1_activation_o),
        .sum_o        (sum_o[35:18])
    );

    pe_18 single_2 (
        .clk_i        (clk_i),
        .load_i       (load_q[1]),
        .weight_i     (weight_i[23:16]),
        .swap_i       (swap_q[1]),
        .activation_i (single_1_activation_o),
        .sum_i        (sum_i[53:36]),
        .activation_o (single_2_activation_o),
        .sum_o        (sum_o[53:36])
    );

    pe_18 single_3 (
        .clk_i        (clk_i),
        .load_i       (load_q[2]),
        .weight_i     (weight_i[31:24]),
        .swap_i       (swap_q[2]),
        .activation_i (single_2_activation_o),
        .sum_i        (sum_i[71:54]),
        .activation_o (single_3_activation_o),
        .sum_o        (sum_o[71:54])
    );

    always @(posedge clk_i) begin
        load_q[0] <= load_i;
        load_q[2:1] <= load_q[1:0];
        swap_q[0] <= swap_i;
        swap_q[2:1] <= swap_q[1:0];
    end

    wire unused = &{1'b0, single_3_activation_o};
endmodule

// array_4x4
//
// The systolic array: R rows of C cells, R · C products a cycle.
//
// Weight-stationary with a shadow weight in every cell: while a tile is multiplied, the next one
// is loaded. Weights reach every row at once and load_i says which row takes them, so a row is
// loaded per cycle in any order; a chain from row to row would save the wires and take R cycles
// before the first weight is in place. No reset, as in its cells.
//
// Timing: what enters row r at t reaches cell (r, c) at t + c. The activation of row r has to come
// a cycle after that of row r − 1: then the sum of lane c shows R + L − 1 + c cycles after row 0's
// activation. Row 0 adds to zero.
// Widths: |a · w| is at most 2^14, so 14 + ceil(log2(r + 1)) bits hold the magnitude of a sum of r products, one
// more its sign. Row r adds the (r + 1)th product, so its sums are no wider than that.
//
// Configuration: tiny
// SeedChip 0.1.0
module array_4x4 (
    input  wire        clk_i,        // Clock.
    input  wire [3:0]  load_i,       // For each row: take the weights into the shadow registers.
    input  wire [31:0] weight_i,     // A weight for each column, to every row.
    input  wire [3:0]  swap_i,       // For each row: take the shadow weights into use.
    input  wire [31:0] activation_i, // An activation for each row.
    output wire [71:0] sum_o         // The sum of each column, from the last row.
);
    wire [63:0] row_0_sum_o;
    wire [67:0] row_1_sum_o;
    wire [67:0] row_2_sum_o;

    row_4x16 row_0 (
        .clk_i        (clk_i),
        .load_i       (load_i[0]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[0]),
        .activation_i (activation_i[7:0]),
        .sum_i        (64'd0),
        .sum_o        (row_0_sum_o)
    );

    row_4x17 row_1 (
        .clk_i        (clk_i),
        .load_i       (load_i[1]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[1]),
        .activation_i (activation_i[15:8]),
        .sum_i        ({row_0_sum_o[63], row_0_sum_o[63:48], row_0_sum_o[47], row_0_sum_o[47:32], row_0_sum_o[31], row_0_sum_o[31:16], row_0_sum_o[15], row_0_sum_o[15:0]}),
        .sum_o        (row_1_sum_o)
    );

    row_4x17 row_2 (
        .clk_i        (clk_i),
        .load_i       (load_i[2]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[2]),
        .activation_i (activation_i[23:16]),
        .sum_i        (row_1_sum_o),
        .sum_o        (row_2_sum_o)
    );

    row_4x18 row_3 (
        .clk_i        (clk_i),
        .load_i       (load_i[3]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[3]),
        .activation_i (activation_i[31:24]),
        .sum_i        ({row_2_sum_o[67], row_2_sum_o[67:51], row_2_sum_o[50], row_2_sum_o[50:34], row_2_sum_o[33], row_2_sum_o[33:17], row_2_sum_o[16], row_2_sum_o[16:0]}),
        .sum_o        (sum_o)
    );
endmodule

// delay_18x3
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_18x3 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles ago.
);
    reg  [53:0] stages_q;

    assign data_o = stages_q[53:36];

    always @(posedge clk_i) begin
        stages_q[17:0] <= data_i;
        stages_q[53:18] <= stages_q[35:0];
    end
endmodule

// delay_18x2
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_18x2 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles ago.
);
    reg  [35:0] stages_q;

    assign data_o = stages_q[35:18];

    always @(posedge clk_i) begin
        stages_q[17:0] <= data_i;
        stages_q[35:18] <= stages_q[17:0];
    end
endmodule

// delay_18x1
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_18x1 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles ago.
);
    reg  [17:0] stages_q;

    assign data_o = stages_q;

    always @(posedge clk_i) begin
        stages_q <= data_i;
    end
endmodule

// deskew_4x18
//
// The triangle of delays that undoes the array's diagonal: lane i of C comes C − 1 − i cycles
// later, or each group of lanes as much before the last.
//
// Timing: lane i of data_o is lane i of data_i of C / G − 1 − ⌊i / G⌋ cycles ago, for groups of G lanes, a new
// beat every cycle; the last group's lanes are wires. No reset.
//
// Configuration: tiny
// SeedChip 0.1.0
module deskew_4x18 (
    input  wire        clk_i,  // Clock.
    input  wire [71:0] data_i, // The lanes, each group a cycle after the one before, lane 0 lowest.
    output wire [71:0] data_o  // The lanes in step.
);
    assign data_o[71:54] = data_i[71:54];

    delay_18x3 lane_0 (
        .clk_i  (clk_i),
        .data_i (data_i[17:0]),
        .data_o (data_o[17:0])
    );

    delay_18x2 lane_1 (
        .clk_i  (clk_i),
        .data_i (data_i[35:18]),
        .data_o (data_o[35:18])
    );

    delay_18x1 lane_2 (
        .clk_i  (clk_i),
        .data_i (data_i[53:36]),
        .data_o (data_o[53:36])
    );
endmodule

// token_delay_7x10
//
// Tokens, some cycles later, every stage cleared by reset.
//
// A token is a bit that makes something happen; after a reset none may be under way, so all stages
// have a reset. Data that a token only accompanies take delay, which has none and is smaller.
//
// Timing: token_o is token_i of N cycles ago (N at least 1), or 0 if a reset came between.
//
// Configuration: tiny
// SeedChip 0.1.0
module token_delay_7x10 (
    input  wire       clk_i,   // Clock.
    input  wire       rst_ni,  // Synchronous reset, active low: clears all stages.
    input  wire [6:0] token_i, // The tokens.
    output wire [6:0] token_o  // The tokens of N cycles ago.
);
    reg  [69:0] stages_q;

    assign token_o = stages_q[69:63];

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            stages_q <= 70'd0;
        end else begin
            stages_q[6:0] <= token_i;
            stages_q[69:7] <= stages_q[62:0];
        end
    end
endmodule

// delay_4x10
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_4x10 (
    input  wire       clk_i,  // Clock.
    input  wire [3:0] data_i, // The word.
    output wire [3:0] data_o  // The word of N cycles ago.
);
    reg  [39:0] stages_q;

    assign data_o = stages_q[39:36];

    always @(posedge clk_i) begin
        stages_q[3:0] <= data_i;
        stages_q[39:4] <= stages_q[35:0];
    end
endmodule

// delay_4x3
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_4x3 (
    input  wire       clk_i,  // Clock.
    input  wire [3:0] data_i, // The word.
    output wire [3:0] data_o  // The word of N cycles ago.
);
    reg  [11:0] stages_q;

    assign data_o = stages_q[11:8];

    always @(posedge clk_i) begin
        stages_q[3:0] <= data_i;
        stages_q[11:4] <= stages_q[7:0];
    end
endmodule

// token_delay_4x14
//
// Tokens, some cycles later, every stage cleared by reset.
//
// A token is a bit that makes something happen; after a reset none may be under way, so all stages
// have a reset. Data that a token only accompanies take delay, which has none and is smaller.
//
// Timing: token_o is token_i of N cycles ago (N at least 1), or 0 if a reset came between.
//
// Configuration: tiny
// SeedChip 0.1.0
module token_delay_4x14 (
    input  wire       clk_i,   // Clock.
    input  wire       rst_ni,  // Synchronous reset, active low: clears all stages.
    input  wire [3:0] token_i, // The tokens.
    output wire [3:0] token_o  // The tokens of N cycles ago.
);
    reg  [55:0] stages_q;

    assign token_o = stages_q[55:52];

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            stages_q <= 56'd0;
        end else begin
            stages_q[3:0] <= token_i;
            stages_q[55:4] <= stages_q[51:0];
        end
    end
endmodule

// token_delay_4x1
//
// Tokens, some cycles later, every stage cleared by reset.
//
// A token is a bit that makes something happen; after a reset none may be under way, so all stages
// have a reset. Data that a token only accompanies take delay, which has none and is smaller.
//
// Timing: token_o is token_i of N cycles ago (N at least 1), or 0 if a reset came between.
//
// Configuration: tiny
// SeedChip 0.1.0
module token_delay_4x1 (
    input  wire       clk_i,   // Clock.
    input  wire       rst_ni,  // Synchronous reset, active low: clears all stages.
    input  wire [3:0] token_i, // The tokens.
    output wire [3:0] token_o  // The tokens of N cycles ago.
);
    reg  [3:0] stages_q;

    assign token_o = stages_q;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            stages_q <= 4'd0;
        end else begin
            stages_q <= token_i;
        end
    end
endmodule

// memory_16x96
//
// A memory of one write port and one read port, in the form that synthesis takes as block RAM.
//
// A shallow one asks for LUT RAM: a block RAM would be mostly empty, and answers late in its cycle, which only
// memory_registered has the time for.
//
// Its words are not reset. A read in the cycle of a write to the same address shows the old word,
// which block RAMs do without help; a user that needs the new one compares the addresses.
//
// Timing: a word written at t can be read from t + 1. read_i at t shows the word at t + 1, and
// read_data_o keeps it until the next read. Both ports take an access every cycle.
//
// Configuration: tiny
// SeedChip 0.1.0
module memory_16x96 (
    input  wire        clk_i,           // Clock.
    input  wire        write_i,         // Write a word.
    input  wire [3:0]  write_address_i, // The address to write to.
    input  wire [95:0] write_data_i,    // The word to write.
    input  wire        read_i,          // Read a word.
    input  wire [3:0]  read_address_i,  // The address to read from.
    output wire [95:0] read_data_o      // The word last read.
);
    (* ram_style = "distributed" *)
    reg [95:0] words [0:15];
    reg [95:0] read_data_q;

    always @(posedge clk_i) begin
        if (write_i) words[write_address_i] <= write_data_i;
        if (read_i) read_data_q <= words[read_address_i];
    end

    assign read_data_o = read_data_q;
endmodule

// stream_fifo_16x96
//
// A queue of N words in a memory, and one more in the memory's output register.
//
// Sized for block RAM; a queue of one or two words is better a stream_register.
//
// Timing: a word passes an empty queue in two cycles; a word every cycle. up_ready_o does not
// depend on down_ready_i; down_ready_i reaches the memory's read enable.
// Widths: the pointers wrap at the memory's depth, a power of two. Where they are equal, full and filled say which
// of the two it is. These are registers; what they become follows, without a count, from a second pair of
// pointers. It counts down, so that synthesis does not merge it with the first, whose wires go to every bit of the
// memory.
//
// Configuration: tiny
// SeedChip 0.1.0
module stream_fifo_16x96 (
    input  wire        clk_i,        // Clock.
    input  wire        rst_ni,       // Synchronous reset, active low: empties the queue.
    input  wire        up_valid_i,   // A word is offered.
    output wire        up_ready_o,   // There is room for a word.
    input  wire [95:0] up_data_i,    // The word, lane 0 lowest.
    output wire        down_valid_o, // A word is shown.
    input  wire        down_ready_i, // The word is accepted.
    output wire [95:0] down_data_o   // The oldest word.
);
    wire [3:0] write_next;
    wire [3:0] read_next;
    wire       write;
    wire       wanted;
    wire       read;
    reg  [3:0] write_pointer_q;
    reg  [3:0] read_pointer_q;
    reg  [3:0] write_down_q;
    reg  [3:0] read_down_q;
    reg        full_q;
    reg        filled_q;
    reg        shown_q;

    assign up_ready_o = !full_q;
    assign write = up_valid_i & up_ready_o;
    assign wanted = down_ready_i | !shown_q;
    assign read = filled_q & wanted;
    assign down_valid_o = shown_q;
    assign write_next = write_down_q - 4'd1;
    assign read_next = read_down_q - 4'd1;

    memory_16x96 memory (
        .clk_i           (clk_i),
        .write_i         (write),
        .write_address_i (write_pointer_q),
        .write_data_i    (up_data_i),
        .read_i          (read),
        .read_address_i  (read_pointer_q),
        .read_data_o     (down_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            write_pointer_q <= 4'd0;
            read_pointer_q <= 4'd0;
            write_down_q <= 4'd0;
            read_down_q <= 4'd0;
            full_q <= 1'b0;
            filled_q <= 1'b0;
            shown_q <= 1'b0;
        end else begin
            if (write) begin
                write_pointer_q <= write_pointer_q + 4'd1;
                write_down_q <= write_next;
            end
            if (read) begin
                read_pointer_q <= read_pointer_q + 4'd1;
                read_down_q <= read_next;
            end
            // A full memory, and one that is to become full or empty, is read whenever a word is wanted.
            full_q <= !wanted & (full_q | (up_valid_i & (write_next == read_down_q)));
            filled_q <= write | (filled_q & !(wanted & (read_next == write_down_q)));
            shown_q <= read | (shown_q & !down_ready_i);
        end
    end
endmodule

// delay_32x2
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_32x2 (
    input  wire        clk_i,  // Clock.
    input  wire [31:0] data_i, // The word.
    output wire [31:0] data_o  // The word of N cycles ago.
);
    reg  [63:0] stages_q;

    assign data_o = stages_q[63:32];

    always @(posedge clk_i) begin
        stages_q[31:0] <= data_i;
        stages_q[63:32] <= stages_q[31:0];
    end
endmodule

// delay_6x7
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_6x7 (
    input  wire       clk_i,  // Clock.
    input  wire [5:0] data_i, // The word.
    output wire [5:0] data_o  // The word of N cycles ago.
);
    reg  [41:0] stages_q;

    assign data_o = stages_q[41:36];

    always @(posedge clk_i) begin
        stages_q[5:0] <= data_i;
        stages_q[41:6] <= stages_q[35:0];
    end
endmodule

// delay_8x11
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x11 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [87:0] stages_q;

    assign data_o = stages_q[87:80];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[87:8] <= stages_q[79:0];
    end
endmodule

// delay_8x12
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x12 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [95:0] stages_q;

    assign data_o = stages_q[95:88];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[95:8] <= stages_q[87:0];
    end
endmodule

// parameters
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
module parameters (
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
    output wire         bias_range_o,      // A bias is beyond ±2^30.
    output wire [127:0] bias_o,            // The active biases.
    output wire [127:0] multiplier_o,      // The active multipliers.
    output wire [23:0]  shift_o,           // The active shifts.
    output wire [31:0]  zero_point_o,      // The active zero points.
    output wire [31:0]  low_o,             // The active lower limits.
    output wire [31:0]  high_o             // The active upper limits.
);
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
    assign completes = accepted && (arrived_q == 3'd3);
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

    stream_fifo_16x96 queue (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (parameter_valid_i),
        .up_ready_o   (parameter_ready_o),
        .up_data_i    (parameter_data_i[95:0]),
        .down_valid_o (queue_down_valid_o),
        .down_ready_i (popped),
        .down_data_o  (queue_down_data_o)
    );

    delay_32x2 multiplier_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[63:32]),
        .data_o (multiplier_late_data_o)
    );

    delay_6x7 shift_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[69:64]),
        .data_o (shift_late_data_o)
    );

    delay_8x11 zero_point_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[79:72]),
        .data_o (zero_point_late_data_o)
    );

    delay_8x12 low_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[87:80]),
        .data_o (low_late_data_o)
    );

    delay_8x12 high_late (
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
            bias_range_q <= accepted && (parameter_data_i[31] != parameter_data_i[30]) && (parameter_data_i[31] || (|parameter_data_i[29:0]));
            if (swap_i) all_loaded_q <= 1'b0;
            index_q <= column;
            if (popped) begin
                index_q <= column + 3'd1;
                all_loaded_q <= column == 3'd3;
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

// gated_sum
//
// A sum one of whose terms can be left out.
//
// A leaf of its own, so that a target can put the gate into the adder: carry chains have inputs to spare, and
// synthesis leaves a gate in front of them in tables of its own, with their wires.
//
// Timing: combinational.
// Widths: the sum wraps in 32 bits.
//
// Configuration: tiny
// SeedChip 0.1.0
module gated_sum (
    input  wire [31:0] addend_i, // The term that is always added.
    input  wire [31:0] term_i,   // The term that is added while gate_i is high.
    input  wire        gate_i,   // Add term_i.
    output wire [31:0] sum_o     // The sum.
);
    wire [31:0] counted;

    assign counted = gate_i ? term_i : 32'd0;
    assign sum_o = addend_i + counted;
endmodule

// memory_16x32
//
// A memory of one write port and one read port, in the form that synthesis takes as block RAM.
//
// A shallow one asks for LUT RAM: a block RAM would be mostly empty, and answers late in its cycle, which only
// memory_registered has the time for.
//
// Its words are not reset. A read in the cycle of a write to the same address shows the old word,
// which block RAMs do without help; a user that needs the new one compares the addresses.
//
// Timing: a word written at t can be read from t + 1. read_i at t shows the word at t + 1, and
// read_data_o keeps it until the next read. Both ports take an access every cycle.
//
// Configuration: tiny
// SeedChip 0.1.0
module memory_16x32 (
    input  wire        clk_i,           // Clock.
    input  wire        write_i,         // Write a word.
    input  wire [3:0]  write_address_i, // The address to write to.
    input  wire [31:0] write_data_i,    // The word to write.
    input  wire        read_i,          // Read a word.
    input  wire [3:0]  read_address_i,  // The address to read from.
    output wire [31:0] read_data_o      // The word last read.
);
    (* ram_style = "distributed" *)
    reg [31:0] words [0:15];
    reg [31:0] read_data_q;

    always @(posedge clk_i) begin
        if (write_i) words[write_address_i] <= write_data_i;
        if (read_i) read_data_q <= words[read_address_i];
    end

    assign read_data_o = read_data_q;
endmodule

// memory_registered_16x32
//
// A memory of one write port and one read port with a register behind its output.
//
// Block RAMs answer late in their cycle; the register, which they have built in, gives the logic behind a whole
// one. A user that has a cycle to spare takes this one, a queue the plain memory. Its words are not reset. A read
// in the cycle of a write to the same address shows the old word.
//
// Timing: a word written at t can be read from t + 1. What is read at t shows at t + 2. Both ports take an access
// every cycle.
//
// Configuration: tiny
// SeedChip 0.1.0
module memory_registered_16x32 (
    input  wire        clk_i,           // Clock.
    input  wire        write_i,         // Write a word.
    input  wire [3:0]  write_address_i, // The address to write to.
    input  wire [31:0] write_data_i,    // The word to write.
    input  wire [3:0]  read_address_i,  // The address to read from.
    output wire [31:0] read_data_o      // The word of the address of two cycles ago.
);
    wire [31:0] memory_read_data_o;
    reg  [31:0] word_q;

    assign read_data_o = word_q;

    memory_16x32 memory (
        .clk_i           (clk_i),
        .write_i         (write_i),
        .write_address_i (write_address_i),
        .write_data_i    (write_data_i),
        .read_i          (1'b1),
        .read_address_i  (read_address_i),
        .read_data_o     (memory_read_data_o)
    );

    always @(posedge clk_i) begin
        word_q <= memory_read_data_o;
    end
endmodule

// accumulator_16
//
// The accumulators of one column: a memory of D words of 32 bits and an adder.
//
// Reading takes two cycles, adding and writing back one each. An address comes again after R cycles at the
// earliest; R is at least 4, by when its word is written: no forwarding is needed. A bias joins its sum while the
// memory is read, by an adder of its own, so that between memory and adder there is only a gate, which a carry
// chain has room for. (One adder behind a multiplexer of bias and word is smaller and slower.)
//
// Timing: a sum every cycle. sum_i and read_address_i at t, first_i and bias_i at t + 1, write_i
// and write_address_i at t + 3, when acc_o shows the new word, stored or not. No reset.
// Widths: k up to 65 535 products of at most 2^14 and a bias of at most 2^30 stay within 32 bits.
//
// Configuration: tiny
// SeedChip 0.1.0
module accumulator_16 (
    input  wire               clk_i,           // Clock.
    input  wire signed [17:0] sum_i,           // The sum of a tile.
    input  wire [3:0]         read_address_i,  // The accumulator it belongs to.
    input  wire               first_i,         // Begin with the bias in place of the word.
    input  wire signed [31:0] bias_i,          // The bias.
    input  wire               write_i,         // Store the new word.
    input  wire [3:0]         write_address_i, // The accumulator to store it in.
    output wire signed [31:0] acc_o            // The new word.
);
    reg  signed [17:0] sum_q;
    reg  signed [31:0] sum_late_q;
    reg  signed [31:0] acc_q;
    reg                word_counts_q;
    wire [31:0]        with_bias_sum_o;
    wire [31:0]        with_word_sum_o;
    wire [31:0]        memory_read_data_o;

    assign acc_o = acc_q;

    gated_sum with_bias (
        .addend_i ({{14{sum_q[17]}}, sum_q}),
        .term_i   (bias_i),
        .gate_i   (first_i),
        .sum_o    (with_bias_sum_o)
    );

    gated_sum with_word (
        .addend_i (sum_late_q),
        .term_i   (memory_read_data_o),
        .gate_i   (word_counts_q),
        .sum_o    (with_word_sum_o)
    );

    memory_registered_16x32 memory (
        .clk_i           (clk_i),
        .write_i         (write_i),
        .write_address_i (write_address_i),
        .write_data_i    (acc_q),
        .read_address_i  (read_address_i),
        .read_data_o     (memory_read_data_o)
    );

    always @(posedge clk_i) begin
        sum_q <= sum_i;
        sum_late_q <= with_bias_sum_o;
        word_counts_q <= !first_i;
        acc_q <= with_word_sum_o;
    end
endmodule

// product_18x18
//
// A signed product with registers on both sides, as the DSP blocks of FPGAs have them.
//
// A leaf of its own, so that a flow whose synthesis does not move registers into DSP blocks can replace it by an
// instance (constraints/ecp5/product.v). An ASIC's synthesis sees a plain `*` between registers. No reset.
//
// Timing: product_o is the product of a_i of two cycles ago with the b_i that was loaded then or before, a new one
// every cycle.
// Widths: the sum of the factors' widths holds every product, that of the two most negative ones too.
//
// Configuration: tiny
// SeedChip 0.1.0
module product_18x18 (
    input  wire               clk_i,    // Clock.
    input  wire signed [17:0] a_i,      // The first factor.
    input  wire signed [17:0] b_i,      // The second factor.
    input  wire               b_load_i, // Load b_i; otherwise the second factor stays.
    output wire signed [35:0] product_o // The product of two cycles ago.
);
    reg signed [17:0] a_q;
    reg signed [17:0] b_q;
    reg signed [35:0] product_q;

    always @(posedge clk_i) begin
        a_q <= a_i;
        if (b_load_i) b_q <= b_i;
        product_q <= a_q * b_q;
    end

    assign product_o = product_q;
endmodule

// multiplier
//
// A signed product of 32 × 32 bits.
//
// Four products of 17-bit parts and three additions, each behind a register, so that no cycle holds more than a
// multiplier of 18 × 18 bits, which is a DSP block of an FPGA, or an adder. One `*` of 32 × 32 bits needs two
// registers less and a cycle twice as long.
//
// Timing: product_o is the product of five cycles ago, a new one every cycle: two in the products, one on the way
// from DSP blocks to adders, two for the additions. No reset.
// Widths: a = a1 · 2^17 + a0 with 0 ≤ a0 < 2^17 and |a1| ≤ 2^14, b likewise. a0 · b0 < 2^34 stands below
// a1 · b1 · 2^34, so joining them adds nothing; |a0 · b1 + a1 · b0| < 2^32 fits 34 bits. 64 bits hold every
// product, (−2^31)² = 2^62 too.
//
// Configuration: tiny
// SeedChip 0.1.0
module multiplier (
    input  wire               clk_i,    // Clock.
    input  wire signed [31:0] a_i,      // The first factor.
    input  wire signed [31:0] b_i,      // The second factor.
    output wire signed [63:0] product_o // The product of the factors of five cycles ago.
);
    wire signed [31:0] a_low;
    wire signed [31:0] a_high;
    wire signed [31:0] b_low;
    wire signed [31:0] b_high;
    wire [46:0]        upper;
    wire signed [35:0] low_low_product_o;
    wire signed [35:0] low_high_product_o;
    wire signed [35:0] high_low_product_o;
    wire signed [35:0] high_high_product_o;
    reg  signed [35:0] low_low_late_q;
    reg  signed [35:0] low_high_late_q;
    reg  signed [35:0] high_low_late_q;
    reg  signed [35:0] high_high_late_q;
    reg  [63:0]        outer_q;
    reg  signed [33:0] inner_q;
    reg  signed [63:0] product_q;

    // t: the parts; the low ones are positive
    assign a_low = {15'd0, a_i[16:0]};
    assign a_high = {{17{a_i[31]}}, a_i[31:17]};
    assign b_low = {15'd0, b_i[16:0]};
    assign b_high = {{17{b_i[31]}}, b_i[31:17]};

    // t + 4: the inner ones at 2^17
    assign upper = outer_q[63:17] + {{13{inner_q[33]}}, inner_q};
    assign product_o = product_q;

    product_18x18 low_low (
        .clk_i     (clk_i),
        .a_i       (a_low[17:0]),
        .b_i       (b_low[17:0]),
        .b_load_i  (1'b1),
        .product_o (low_low_product_o)
    );

    product_18x18 low_high (
        .clk_i     (clk_i),
        .a_i       (a_low[17:0]),
        .b_i       (b_high[17:0]),
        .b_load_i  (1'b1),
        .product_o (low_high_product_o)
    );

    product_18x18 high_low (
        .clk_i     (clk_i),
        .a_i       (a_high[17:0]),
        .b_i       (b_low[17:0]),
        .b_load_i  (1'b1),
        .product_o (high_low_product_o)
    );

    product_18x18 high_high (
        .clk_i     (clk_i),
        .a_i       (a_high[17:0]),
        .b_i       (b_high[17:0]),
        .b_load_i  (1'b1),
        .product_o (high_high_product_o)
    );

    always @(posedge clk_i) begin
        low_low_late_q <= low_low_product_o;
        low_high_late_q <= low_high_product_o;
        high_low_late_q <= high_low_product_o;
        high_high_late_q <= high_high_product_o;
        // t + 3: the inner products added, the outer ones side by side
        inner_q <= low_high_late_q[33:0] + high_low_late_q[33:0];
        outer_q <= {high_high_late_q[29:0], low_low_late_q[33:0]};
        product_q <= {upper, outer_q[16:0]};
    end

    wire unused = &{1'b0, a_low[31:18], a_high[31:18], b_low[31:18], b_high[31:18], low_low_late_q[35:34], low_high_late_q[35:34], high_low_late_q[35:34], high_high_late_q[35:30]};
endmodule

// shift_right_64
//
// Arithmetic shift to the right: the sign is shifted in.
//
// A leaf of its own, because the language of the other blocks has no arithmetic shift.
//
// Timing: combinational.
// Special cases: a shift by the width or more leaves only the sign.
//
// Configuration: tiny
// SeedChip 0.1.0
module shift_right_64 (
    input  wire signed [63:0] data_i,   // The number.
    input  wire [5:0]         amount_i, // The number of bits to shift by, 0 to 63.
    output wire signed [63:0] data_o    // data_i / 2^amount_i, rounded towards minus infinity.
);
    assign data_o = data_i >>> amount_i;
endmodule

// shift_right_26
//
// Arithmetic shift to the right: the sign is shifted in.
//
// A leaf of its own, because the language of the other blocks has no arithmetic shift.
//
// Timing: combinational.
// Special cases: a shift by the width or more leaves only the sign.
//
// Configuration: tiny
// SeedChip 0.1.0
module shift_right_26 (
    input  wire signed [25:0] data_i,   // The number.
    input  wire [5:0]         amount_i, // The number of bits to shift by, 0 to 63.
    output wire signed [25:0] data_o    // data_i / 2^amount_i, rounded towards minus infinity.
);
    assign data_o = data_i >>> amount_i;
endmodule

// requantise
//
// One column's requantisation: an int32 sum to an int8 result, or the sum itself.
//
// result = clamp(round(acc · M / 2^s) + zero point, low, high), M signed 32 bits, s = shift. Two
// ways of rounding: single (double_i = 0) rounds once, ties towards plus infinity; double (double_i = 1)
// is the pair of roundings of gemmlowp, by 31 with ties towards plus infinity, then by s − 31 with
// ties away from zero. Raw (raw_i = 1) gives the sum.
//
// Half a unit is never formed: (x + 2^(s−1)) >> s is (x >> s) plus the last bit that was shifted out, and of a
// negative x whose tie goes away from zero it is that of x − 1. So one shifter serves both roundings (the first of
// the two is by a constant), in two steps of at most four cases and of 16, and only the ten bits that a result of
// eight can come from go through the second; whether the others say more than their sign is found beside it.
//
// Whether a value is beyond ten bits takes three cycles to tell, so it joins the rest only where the limits are
// compared; until then a value that is beyond goes along as if it were not.
//
// Timing: a sum every cycle, its result twelve cycles later. For an acc_i of t, multiplier_i is
// taken at t, shift_i at t + 5, zero_point_i at t + 9, low_i and high_i at t + 10, keep_i at t + 11. raw_i and
// double_i may change only while nothing is in flight. No reset.
// Special cases: s = 0 does not round; with low > high the result is high. Raw comes with M = 1, s = 0 and zero
// point 0, so that a sum reaches the end as it is. keep_i = 0 gives 0, not saturated.
// Widths: 64 bits hold the product. Rounded by 31 it is at most 2^31, so 33 bits hold it, and 32 when saturated;
// the decrement for a negative tie leaves the bits above the 31st as they are, as it starts from a negative
// number. A value beyond 10 bits is out of range with any zero point.
//
// Configuration: tiny
// SeedChip 0.1.0
module requantise (
    input  wire               clk_i,        // Clock.
    input  wire signed [31:0] acc_i,        // The sum.
    input  wire signed [31:0] multiplier_i, // The multiplier M.
    input  wire [5:0]         shift_i,      // The shift s.
    input  wire signed [7:0]  zero_point_i, // The zero point, added after scaling.
    input  wire signed [7:0]  low_i,        // The smallest result.
    input  wire signed [7:0]  high_i,       // The greatest result.
    input  wire               raw_i,        // Raw: the result is the sum itself.
    input  wire               double_i,     // Round twice, as gemmlowp does.
    input  wire               keep_i,       // Keep the result; otherwise it is zero.
    output wire signed [31:0] result_o,     // The result.
    output wire               saturated_o   // The value with its zero point was outside −128 to 127.
);
    wire               twice;
    wire signed [32:0] halved;
    wire [31:0]        decremented;
    reg  [31:0]        lower;
    wire [38:0]        upper_signs;
    wire [15:0]        signs;
    wire [15:0]        excess;
    wire [63:0]        fine;
    wire signed [11:0] narrow;
    wire signed [12:0] to_high;
    wire signed [12:0] from_low;
    wire signed [8:0]  span;
    wire signed [63:0] multiplier_product_o;
    reg  signed [63:0] first_rounding_q;
    reg  [5:0]         amount_q;
    reg                again_q;
    reg  signed [63:0] adjusted_q;
    reg  [5:0]         adjusted_amount_q;
    wire [5:0]         coarse_shift_amount_i;
    wire signed [63:0] coarse_shift_data_o;
    reg  [31:0]        coarse_q;
    reg                coarse_lost_q;
    reg                coarse_negative_q;
    reg  [3:0]         coarse_amount_q;
    reg                beyond_25_q;
    reg                beyond_41_q;
    reg                beyond_57_q;
    wire signed [25:0] fine_shift_data_i;
    wire signed [25:0] fine_shift_data_o;
    reg  [31:0]        value_q;
    reg                round_q;
    reg                negative_q;
    reg                beyond_coarse_q;
    reg  [3:0]         beyond_fine_q;
    reg  signed [31:0] moved_q;
    reg                moved_negative_q;
    reg                beyond_q;
    reg                above_q;
    reg                below_q;
    reg                crossed_q;
    reg                outside_q;
    reg  signed [7:0]  low_q;
    reg  signed [7:0]  high_q;
    reg  signed [31:0] unclamped_q;
    reg  signed [31:0] result_q;
    reg                saturated_q;

    // t + 5: the first of two roundings, by 31; only -2^31 squared is beyond 32 bits then
    assign twice = double_i & !raw_i;
    assign halved = multiplier_product_o[63:31];

    // t + 6: negative ties of the second rounding go away from zero; the value beyond 32 bits saturates
    assign decremented = first_rounding_q[31:0] - 32'd1;

    always @(*) begin
        lower = first_rounding_q[31:0];
        if (again_q & first_rounding_q[63]) begin
            lower = decremented;
        end else if (twice & first_rounding_q[31] & !first_rounding_q[63]) begin
            lower = 32'h7fffffff;
        end
    end

    assign coarse_shift_amount_i = adjusted_amount_q & 6'd48;
    assign upper_signs = adjusted_q[63] ? ~adjusted_q[63:25] : adjusted_q[63:25];

    // t + 8: the rest of the shift; the bit below the value is the last one lost
    assign fine_shift_data_i = {coarse_q[24:0], coarse_lost_q};
    assign fine = {{38{fine_shift_data_o[25]}}, fine_shift_data_o};
    assign signs = coarse_negative_q ? ~coarse_q[24:9] : coarse_q[24:9];
    assign excess = signs & (16'hffff << coarse_amount_q);

    // t + 9: the rounding and the zero point
    assign narrow = raw_i ? value_q[11:0] : {{2{value_q[9]}}, value_q[9:0]};

    // t + 10: on which side of the limits the value is
    assign to_high = {{5{high_i[7]}}, high_i} - {moved_q[11], moved_q[11:0]};
    assign from_low = {moved_q[11], moved_q[11:0]} - {{5{low_i[7]}}, low_i};
    assign span = {high_i[7], high_i} - {low_i[7], low_i};
    assign result_o = result_q;
    assign saturated_o = saturated_q;

    multiplier multiplier (
        .clk_i     (clk_i),
        .a_i       (acc_i),
        .b_i       (multiplier_i),
        .product_o (multiplier_product_o)
    );

    shift_right_64 coarse_shift (
        .data_i   (adjusted_q),
        .amount_i (coarse_shift_amount_i),
        .data_o   (coarse_shift_data_o)
    );

    shift_right_26 fine_shift (
        .data_i   (fine_shift_data_i),
        .amount_i ({2'd0, coarse_amount_q}),
        .data_o   (fine_shift_data_o)
    );

    wire signed [32:0] first_rounding_q_part = halved + {32'd0, multiplier_product_o[30]};
    always @(posedge clk_i) begin
        first_rounding_q <= multiplier_product_o;
        amount_q <= shift_i;
        again_q <= twice & (shift_i > 6'd31);
        if (twice) begin
            first_rounding_q <= {{31{first_rounding_q_part[32]}}, first_rounding_q_part};
            amount_q <= 6'd0;
            if (shift_i > 6'd31) amount_q <= shift_i - 6'd31;
        end
        adjusted_q <= {first_rounding_q[63:32], lower};
        adjusted_amount_q <= amount_q;
        coarse_q <= coarse_shift_data_o[31:0];
        case (adjusted_amount_q[5:4])
            2'd0: coarse_lost_q <= 1'b0;
            2'd1: coarse_lost_q <= adjusted_q[15];
            2'd2: coarse_lost_q <= adjusted_q[31];
            default: coarse_lost_q <= adjusted_q[47];
        endcase
        beyond_25_q <= (|upper_signs[15:0]) & !adjusted_amount_q[4] & !adjusted_amount_q[5];
        beyond_41_q <= (|upper_signs[31:16]) & !adjusted_amount_q[5];
        beyond_57_q <= (|upper_signs[38:32]) & !(adjusted_amount_q[4] & adjusted_amount_q[5]);
        coarse_negative_q <= adjusted_q[63];
        coarse_amount_q <= adjusted_amount_q[3:0];
        // Only a raw value, which is not shifted, has bits above the tenth that are looked at.
        value_q <= {coarse_q[31:10], fine[10:1]};
        round_q <= fine[0];
        beyond_fine_q <= {|excess[15:12], |excess[11:8], |excess[7:4], |excess[3:0]};
        beyond_coarse_q <= beyond_25_q | beyond_41_q | beyond_57_q;
        negative_q <= coarse_negative_q;
        moved_q <= {value_q[31:12], narrow + {{4{zero_point_i[7]}}, zero_point_i} + {11'd0, round_q}};
        beyond_q <= beyond_coarse_q | (|beyond_fine_q);
        moved_negative_q <= negative_q;
        if (beyond_q) begin
            above_q <= !moved_negative_q;
            below_q <= moved_negative_q;
        end else begin
            above_q <= to_high[12];
            below_q <= from_low[12];
        end
        crossed_q <= span[8];
        outside_q <= !raw_i & (beyond_q | ((|moved_q[11:7]) & !(&moved_q[11:7])));
        unclamped_q <= moved_q;
        low_q <= low_i;
        high_q <= high_i;
        // t + 11: the clamp
        if (!keep_i) begin
            result_q <= 32'd0;
        end else if (raw_i) begin
            result_q <= unclamped_q;
        end else if (above_q | crossed_q) begin
            result_q <= {{24{high_q[7]}}, high_q};
        end else if (below_q) begin
            result_q <= {{24{low_q[7]}}, low_q};
        end else begin
            result_q <= {{24{unclamped_q[7]}}, unclamped_q[7:0]};
        end
        saturated_q <= outside_q & keep_i;
    end

    wire unused = &{1'b0, fine[63:11], to_high[11:0], from_low[11:0], span[7:0], coarse_shift_data_o[63:32]};
endmodule

// memory_32x132
//
// A memory of one write port and one read port, in the form that synthesis takes as block RAM.
//
// A shallow one asks for LUT RAM: a block RAM would be mostly empty, and answers late in its cycle, which only
// memory_registered has the time for.
//
// Its words are not reset. A read in the cycle of a write to the same address shows the old word,
// which block RAMs do without help; a user that needs the new one compares the addresses.
//
// Timing: a word written at t can be read from t + 1. read_i at t shows the word at t + 1, and
// read_data_o keeps it until the next read. Both ports take an access every cycle.
//
// Configuration: tiny
// SeedChip 0.1.0
module memory_32x132 (
    input  wire         clk_i,           // Clock.
    input  wire         write_i,         // Write a word.
    input  wire [4:0]   write_address_i, // The address to write to.
    input  wire [131:0] write_data_i,    // The word to write.
    input  wire         read_i,          // Read a word.
    input  wire [4:0]   read_address_i,  // The address to read from.
    output wire [131:0] read_data_o      // The word last read.
);
    (* ram_style = "distributed" *)
    reg [131:0] words [0:31];
    reg [131:0] read_data_q;

    always @(posedge clk_i) begin
        if (write_i) words[write_address_i] <= write_data_i;
        if (read_i) read_data_q <= words[read_address_i];
    end

    assign read_data_o = read_data_q;
endmodule

// stream_fifo_32x132
//
// A queue of N words in a memory, and one more in the memory's output register.
//
// Sized for block RAM; a queue of one or two words is better a stream_register.
//
// Timing: a word passes an empty queue in two cycles; a word every cycle. up_ready_o does not
// depend on down_ready_i; down_ready_i reaches the memory's read enable.
// Widths: the pointers wrap at the memory's depth, a power of two. Where they are equal, full and filled say which
// of the two it is. These are registers; what they become follows, without a count, from a second pair of
// pointers. It counts down, so that synthesis does not merge it with the first, whose wires go to every bit of the
// memory.
//
// Configuration: tiny
// SeedChip 0.1.0
module stream_fifo_32x132 (
    input  wire         clk_i,        // Clock.
    input  wire         rst_ni,       // Synchronous reset, active low: empties the queue.
    input  wire         up_valid_i,   // A word is offered.
    output wire         up_ready_o,   // There is room for a word.
    input  wire [131:0] up_data_i,    // The word, lane 0 lowest.
    output wire         down_valid_o, // A word is shown.
    input  wire         down_ready_i, // The word is accepted.
    output wire [131:0] down_data_o   // The oldest word.
);
    wire [4:0] write_next;
    wire [4:0] read_next;
    wire       write;
    wire       wanted;
    wire       read;
    reg  [4:0] write_pointer_q;
    reg  [4:0] read_pointer_q;
    reg  [4:0] write_down_q;
    reg  [4:0] read_down_q;
    reg        full_q;
    reg        filled_q;
    reg        shown_q;

    assign up_ready_o = !full_q;
    assign write = up_valid_i & up_ready_o;
    assign wanted = down_ready_i | !shown_q;
    assign read = filled_q & wanted;
    assign down_valid_o = shown_q;
    assign write_next = write_down_q - 5'd1;
    assign read_next = read_down_q - 5'd1;

    memory_32x132 memory (
        .clk_i           (clk_i),
        .write_i         (write),
        .write_address_i (write_pointer_q),
        .write_data_i    (up_data_i),
        .read_i          (read),
        .read_address_i  (read_pointer_q),
        .read_data_o     (down_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            write_pointer_q <= 5'd0;
            read_pointer_q <= 5'd0;
            write_down_q <= 5'd0;
            read_down_q <= 5'd0;
            full_q <= 1'b0;
            filled_q <= 1'b0;
            shown_q <= 1'b0;
        end else begin
            if (write) begin
                write_pointer_q <= write_pointer_q + 5'd1;
                write_down_q <= write_next;
            end
            if (read) begin
                read_pointer_q <= read_pointer_q + 5'd1;
                read_down_q <= read_next;
            end
            // A full memory, and one that is to become full or empty, is read whenever a word is wanted.
            full_q <= !wanted & (full_q | (up_valid_i & (write_next == read_down_q)));
            filled_q <= write | (filled_q & !(wanted & (read_next == write_down_q)));
            shown_q <= read | (shown_q & !down_ready_i);
        end
    end
endmodule

// datapath
//
// The integer datapath: an array of R × C cells with everything from command to status around it.
//
// One command is one matrix product. Operands come and results go as AXI4-Streams; any of them may stall at
// any time. The array never stops: what would stop it is known when a row is launched, and the row waits
// there. So the results' queue gives credits, and the launcher spends one per row of results.
//
// Timing: a row sent at t meets row r, lane l at t + 2 + r + l; its sums are together at t + R + C / G + L, when
// its tokens arrive; its result is pushed into the queue 15 cycles later. A command takes
// 2R + C / G + L + 15 + ceil(k/R) · ceil(n/C) · max(m, R) cycles and its stalls. L and G are those of the cell.
// Widths: the queue of results has lanes of 33 bits: bit 32 of lane 0 is the last row's mark, that of any other
// lane says whether its column exists (column 0 always does).
//
// Configuration: tiny
// SeedChip 0.1.0
module datapath (
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
    assign token_delay_token_i = {sequencer_store_o, sequencer_first_o, sequencer_set_o, sequencer_end_o, sequencer_final_o, sequencer_partial_o, sequencer_result_o};
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
        m_axis_result_tkeep[11:8] = 4'd0;
        if (results_down_data_o[98]) m_axis_result_tkeep[11:8] = 4'd15;
        m_axis_result_tkeep[15:12] = 4'd0;
        if (results_down_data_o[131]) m_axis_result_tkeep[15:12] = 4'd15;
    end

    assign m_axis_result_tlast = results_down_data_o[32];
    assign sequencer_credit_i = m_axis_result_tvalid && m_axis_result_tready;
    assign counters_launch_i = sequencer_store_o || sequencer_result_o;

    sequencer sequencer (
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

    counters counters (
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

    stream_register_32 weight_register (
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

    unpack_4 unpack (
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

    stream_register_32 activation_register (
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

    skew_4x8 weight_skew (
        .clk_i  (clk_i),
        .data_i (unpack_row_o),
        .data_o (weight_skew_data_o)
    );

    skew_4x8 activation_skew (
        .clk_i  (clk_i),
        .data_i (activation_q),
        .data_o (activation_skew_data_o)
    );

    array_4x4 array (
        .clk_i        (clk_i),
        .load_i       (load_q),
        .weight_i     (weight_skew_data_o),
        .swap_i       (swap_q),
        .activation_i (activation_skew_data_o),
        .sum_o        (array_sum_o)
    );

    deskew_4x18 deskew (
        .clk_i  (clk_i),
        .data_i (array_sum_o),
        .data_o (deskew_data_o)
    );

    token_delay_7x10 token_delay (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (token_delay_token_i),
        .token_o (token_delay_token_o)
    );

    delay_4x10 read_address (
        .clk_i  (clk_i),
        .data_i (sequencer_address_o),
        .data_o (read_address_data_o)
    );

    delay_4x3 write_address (
        .clk_i  (clk_i),
        .data_i (read_address_data_o),
        .data_o (write_address_data_o)
    );

    token_delay_4x14 result_delay (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (token_delay_token_o[3:0]),
        .token_o (result_delay_token_o)
    );

    token_delay_4x1 result_token (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (result_delay_token_o),
        .token_o (result_token_token_o)
    );

    parameters parameters (
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

    accumulator_16 accumulator_0 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[17:0]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[31:0]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_0_acc_o)
    );

    accumulator_16 accumulator_1 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[35:18]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[63:32]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_1_acc_o)
    );

    accumulator_16 accumulator_2 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[53:36]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[95:64]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_2_acc_o)
    );

    accumulator_16 accumulator_3 (
        .clk_i           (clk_i),
        .sum_i           (deskew_data_o[71:54]),
        .read_address_i  (read_address_data_o),
        .first_i         (first_q),
        .bias_i          (parameters_bias_o[127:96]),
        .write_i         (store_q[2]),
        .write_address_i (write_address_data_o),
        .acc_o           (accumulator_3_acc_o)
    );

    requantise requantise_0 (
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

    requantise requantise_1 (
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

    requantise requantise_2 (
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

    requantise requantise_3 (
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

    stream_fifo_32x132 results (
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
            weight_framing_q <= weight_register_down_valid_o && unpack_weight_ready_o && (weight_register_down_last_o != sequencer_row_last_o);
            activation_framing_q <= sequencer_activation_ready_o && (activation_register_down_last_o != sequencer_activation_last_o);
        end
    end

    wire unused = &{1'b0, result_token_token_o[1], shown_q[0], results_up_ready_o};
endmodule
