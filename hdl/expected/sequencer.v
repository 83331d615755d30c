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
// Ports: rst_ni (synchronous, low); command_*: a command (128 bits); start_o, clear_flags_o, busy_o: for the
// counters; int4_o, raw_o, double_o: the command's format and options; column_mask_o (C bits): the columns of
// the current tile that exist; row_*, load_o (one bit per row): a row of weights comes and is loaded;
// activation_*, row_mask_o (R bits): a row of activations comes, and which of its lanes exist; swap_o to
// end_o: the tokens of a slot; address_o: the slot; rows_used_o, columns_used_o (9 bits): the size of the
// current tile; stall_*_o: why a cycle was lost; set_i: a set of parameters has arrived; credit_i: a result
// has left the result queue; end_i: the last token is through; status_*, error_o, tag_o: the status.
// Timing: CHECK takes a cycle, the first R rows of weights R, then a slot per cycle; tokens are
// combinational. row_ready_o and activation_ready_o depend on activation_valid_i in the same cycle.
// Widths: m counts to D, slots to max(D, R), k to 65 535 (m_large and k_large tell of more, and the command is
// refused); a set waits in the parameter queue, of at most max(16, 8 C) columns, or in the C shadow
// registers: at most 18 sets, which 5 bits count.
//
// Configuration: tiny
// SeedChip 0.1.0
module sequencer (
    input  wire         clk_i,
    input  wire         rst_ni,
    input  wire         command_valid_i,
    output wire         command_ready_o,
    input  wire [127:0] command_data_i,
    output wire         start_o,
    output wire         clear_flags_o,
    output wire         busy_o,
    output wire         int4_o,
    output wire         raw_o,
    output wire         double_o,
    output wire [3:0]   column_mask_o,
    input  wire         row_valid_i,
    output wire         row_ready_o,
    output wire         row_last_o,
    output wire [3:0]   load_o,
    input  wire         activation_valid_i,
    output wire         activation_ready_o,
    output wire         activation_last_o,
    output wire [3:0]   row_mask_o,
    output wire         swap_o,
    output wire         store_o,
    output wire         result_o,
    output wire         first_o,
    output wire         partial_o,
    output wire         set_o,
    output wire         final_o,
    output wire         end_o,
    output wire [3:0]   address_o,
    output wire [8:0]   rows_used_o,
    output wire [8:0]   columns_used_o,
    output reg          stall_weights_o,
    output reg          stall_activations_o,
    output reg          stall_parameters_o,
    output reg          stall_results_o,
    input  wire         set_i,
    input  wire         credit_i,
    input  wire         end_i,
    output wire         status_valid_o,
    input  wire         status_ready_i,
    output wire [7:0]   error_o,
    output wire [15:0]  tag_o
);
    localparam [2:0] STATE_IDLE = 3'd0;
    localparam [2:0] STATE_CHECK = 3'd1;
    localparam [2:0] STATE_RUN = 3'd2;
    localparam [2:0] STATE_DRAIN = 3'd3;
    localparam [2:0] STATE_STATUS = 3'd4;

    reg  [2:0]  refusal;
    wire        running;
    wire        load_last_k;
    wire        load_last_n;
    wire [2:0]  row;
    wire        row_taken;
    wire        row_completes;
    wire        last_k;
    wire        last_n;
    wire [4:0]  next_slot;
    wire        starts_tile;
    wire        has_row;
    wire        last_row;
    wire        last_slot;
    reg         sent;
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
    reg  [15:0] tag_q;
    reg         loading_q;
    reg  [2:0]  rows_q;
    reg  [15:0] load_k_q;
    reg  [15:0] load_n_q;
    reg         filled_q;
    reg  [4:0]  slot_q;
    reg         first_k_q;
    reg  [15:0] left_k_q;
    reg  [15:0] left_n_q;
    reg  [4:0]  sets_q;
    reg  [5:0]  under_way_q;

    // Where the launcher is in the current tile.
    assign running = state_q == STATE_RUN;
    assign last_k = left_k_q <= 16'd4;
    assign last_n = left_n_q <= 16'd4;
    assign next_slot = slot_q + 5'd1;
    assign starts_tile = slot_q == 5'd0;
    assign has_row = slot_q < m_q;
    assign last_row = next_slot == m_q;
    assign last_slot = (next_slot >= m_q) && (next_slot >= 5'd4);

    always @(*) begin
        // A slot is sent, or something is missing.
        sent = 1'b0;
        stall_weights_o = 1'b0;
        stall_activations_o = 1'b0;
        stall_parameters_o = 1'b0;
        stall_results_o = 1'b0;
        if (running) begin
            if (!filled_q) begin
                stall_weights_o = !row_valid_i;
            end else if (has_row && last_k && (under_way_q == 6'd32)) begin
                stall_results_o = 1'b1;
            end else if (starts_tile && first_k_q && (sets_q == 5'd0)) begin
                stall_parameters_o = 1'b1;
            end else if (starts_tile && (rows_q != 3'd4)) begin
                stall_weights_o = 1'b1;
            end else if (has_row && !activation_valid_i) begin
                stall_activations_o = 1'b1;
            end else begin
                sent = 1'b1;
            end
        end
    end

    // What goes with a slot.
    assign activation_ready_o = sent && has_row;
    assign activation_last_o = last_row && last_k && last_n;
    assign swap_o = sent && starts_tile;
    assign set_o = sent && starts_tile && first_k_q;
    assign store_o = sent && has_row && !last_k;
    assign result_o = sent && has_row && last_k;
    assign first_o = sent && has_row && first_k_q;
    assign partial_o = sent && last_n;
    assign final_o = sent && last_row && last_k && last_n;
    assign end_o = sent && last_slot && last_k && last_n;
    assign address_o = slot_q[3:0];
    assign rows_used_o = last_k ? left_k_q[8:0] : 9'd4;
    assign columns_used_o = last_n ? left_n_q[8:0] : 9'd4;
    assign row_mask_o[0] = 16'd0 < left_k_q;
    assign row_mask_o[1] = 16'd1 < left_k_q;
    assign row_mask_o[2] = 16'd2 < left_k_q;
    assign row_mask_o[3] = 16'd3 < left_k_q;
    assign column_mask_o[0] = 16'd0 < left_n_q;
    assign column_mask_o[1] = 16'd1 < left_n_q;
    assign column_mask_o[2] = 16'd2 < left_n_q;
    assign column_mask_o[3] = 16'd3 < left_n_q;

    // A row of weights: a swap makes room for the first row of the tile after.
    assign load_last_k = load_k_q <= 16'd4;
    assign load_last_n = load_n_q <= 16'd4;
    assign row = swap_o ? 3'd0 : rows_q;
    assign row_ready_o = running && loading_q && (swap_o || (rows_q != 3'd4));
    assign row_taken = row_ready_o && row_valid_i;
    assign load_o[0] = row_taken && (row == 3'd0);
    assign load_o[1] = row_taken && (row == 3'd1);
    assign load_o[2] = row_taken && (row == 3'd2);
    assign load_o[3] = row_taken && (row == 3'd3);
    assign row_completes = row == 3'd3;
    assign row_last_o = row_completes && load_last_k && load_last_n;

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
            end else if (((m_q == 5'd0) && !m_large_q) || (left_n_q == 16'd0) || ((k_q == 16'd0) && !k_large_q)) begin
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
            sets_q <= 5'd0;
            under_way_q <= 6'd0;
        end else begin
            if (set_i && !set_o) begin
                sets_q <= sets_q + 5'd1;
            end else if (set_o && !set_i) begin
                sets_q <= sets_q - 5'd1;
            end
            if (result_o && !credit_i) begin
                under_way_q <= under_way_q + 6'd1;
            end else if (credit_i && !result_o) begin
                under_way_q <= under_way_q - 6'd1;
            end
            case (state_q)
                STATE_IDLE: begin
                    if (command_valid_i) state_q <= STATE_CHECK;
                end
                STATE_CHECK: begin
                    state_q <= STATE_RUN;
                    if (nothing_q || (|refusal)) state_q <= STATE_STATUS;
                end
                STATE_RUN: begin
                    if (end_o) state_q <= STATE_DRAIN;
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
        // The loader moves on.
        if (row_taken) begin
            rows_q <= row + 3'd1;
            if (row_completes) begin
                filled_q <= 1'b1;
                if (load_last_k) begin
                    load_k_q <= k_q;
                    load_n_q <= load_n_q - 16'd4;
                    loading_q <= !load_last_n;
                end else begin
                    load_k_q <= load_k_q - 16'd4;
                end
            end
        end else if (swap_o) begin
            rows_q <= 3'd0;
        end
        // The launcher moves on; after the last tile left_n stays, for the results that are on their way.
        if (sent) begin
            slot_q <= next_slot;
            if (last_slot) begin
                slot_q <= 5'd0;
                first_k_q <= last_k;
                if (last_k) begin
                    left_k_q <= k_q;
                    if (!last_n) left_n_q <= left_n_q - 16'd4;
                end else begin
                    left_k_q <= left_k_q - 16'd4;
                end
            end
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
                    tag_q <= command_data_i[111:96];
                    loading_q <= 1'b1;
                    rows_q <= 3'd0;
                    load_k_q <= command_data_i[79:64];
                    load_n_q <= command_data_i[63:48];
                    filled_q <= 1'b0;
                    slot_q <= 5'd0;
                    first_k_q <= 1'b1;
                    left_k_q <= command_data_i[79:64];
                    left_n_q <= command_data_i[63:48];
                end
            end
            STATE_CHECK: error_q <= refusal;
            default: ;
        endcase
    end
endmodule
