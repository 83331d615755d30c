// seedchip_collector_tiny
//
// Takes waiting rows in order and says what becomes of them.
//
// It is the one place that knows both the rows and the queue of entries, one per n-tile, which say how many rows
// belong together and where they go: raw rows to the packer as they are, others to the converter group by group,
// once their parameters are there. A row waits in two steps behind the memories, so that reading the next one costs
// no cycle.
//
// Timing: a row that has arrived at t is read at t + 1 and shown at t + 3, if nothing before it is in its way. A
// raw row leaves in the cycle in which it is accepted, another one takes C / Q feeds, one of a block C / J. Beside its
// registers all is combinational: advance_i and raw_ready_i reach read_o and show_o.
// Special cases: an entry without rows passes when the packer takes it, and if it is not raw takes the set of
// parameters that stands for its error.
// Widths: waiting counts E rows. keep_o compares columns less one, which 8 bits hold.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_collector_tiny (
    input  wire       clk_i,             // Clock.
    input  wire       rst_ni,            // Synchronous reset, active low: no row waits.
    input  wire       entry_valid_i,     // An entry is offered.
    output wire       entry_ready_o,     // The entry has had all that it says.
    input  wire       entry_empty_i,     // The entry has no rows: it ends a command that has no results.
    input  wire       entry_raw_i,       // Its rows are results as they are.
    input  wire       entry_last_i,      // It is the command's last.
    input  wire [3:0] entry_rows_i,      // Its rows, less one.
    input  wire [7:0] entry_columns_i,   // Its columns, less one.
    input  wire       arrived_i,         // A row has arrived among those that wait.
    output wire       read_o,            // Read a row.
    output wire [4:0] row_address_o,     // Its place.
    output wire       show_o,            // Show the row that was read last.
    output wire       credit_o,          // The place of a row is free again.
    input  wire       set_valid_i,       // A set of parameters is shown.
    input  wire [1:0] set_error_i,       // What is wrong with it, the worst greatest.
    output wire       set_ready_o,       // The set has served.
    output wire       feed_o,            // A group of the shown row goes into the converter.
    input  wire       advance_i,         // The converter moves on.
    output wire [1:0] group_o,           // Which group.
    output reg        keep_o,            // Which of its columns exist.
    output wire       feed_end_o,        // The group is the command's last.
    output wire       last_row_o,        // The row is the command's last.
    output reg  [1:0] error_o,           // What was wrong with the command's parameters so far.
    output wire       raw_valid_o,       // A raw row is offered.
    input  wire       raw_ready_i,       // The raw row is accepted.
    output wire       empty_valid_o,     // A command without results is to end.
    input  wire       empty_ready_i,     // It ends.
    output wire       stall_parameters_o // A row waits for its parameters, or for its scale.
);
    localparam [1:0] LAST = 2'd3;

    wire       raw;
    wire       converted;
    wire       empty;
    wire       last_group;
    wire       final_row;
    wire       leaves;
    wire       ends;
    reg  [5:0] waiting_q;
    reg  [4:0] pointer_q;
    reg        fetched_q;
    reg        shown_q;
    reg  [3:0] row_q;
    reg  [1:0] group_q;
    reg  [1:0] worst_q;

    // What the entry at the head of the queue asks for.
    assign empty = entry_valid_i & entry_empty_i;
    assign raw = entry_valid_i & !entry_empty_i & entry_raw_i & shown_q;
    assign converted = entry_valid_i & !entry_empty_i & !entry_raw_i & shown_q;
    assign raw_valid_o = raw;
    assign feed_o = converted & set_valid_i & advance_i;
    assign stall_parameters_o = converted & !set_valid_i & advance_i;
    assign empty_valid_o = empty & (entry_raw_i | set_valid_i);

    // The shown row leaves; the entry passes with its last one.
    assign last_group = group_q == LAST;
    assign final_row = row_q == entry_rows_i;
    assign leaves = (raw & raw_ready_i) | (feed_o & last_group);
    assign ends = (leaves & final_row) | (empty_valid_o & empty_ready_i);
    assign entry_ready_o = ends;
    assign set_ready_o = ends & !entry_raw_i;

    // Rows come from the memories in two steps.
    assign show_o = fetched_q & (!shown_q | leaves);
    assign read_o = (|waiting_q) & (!fetched_q | show_o);
    assign credit_o = read_o;
    assign row_address_o = pointer_q;

    // What goes with a group. There is a first column always.
    assign group_o = group_q;
    assign last_row_o = final_row & entry_last_i;
    assign feed_end_o = last_row_o & last_group;

    always @(*) begin
        keep_o = 1'b0;
        if (group_q == 2'd0) keep_o = 1'b1;
        if (group_q == 2'd1) keep_o = 8'd1 <= entry_columns_i;
        if (group_q == 2'd2) keep_o = 8'd2 <= entry_columns_i;
        if (group_q == 2'd3) keep_o = 8'd3 <= entry_columns_i;
    end

    always @(*) begin
        // The worst that was wrong with the command's parameters.
        error_o = worst_q;
        if (entry_raw_i) begin
            error_o = 2'd0;
        end else if (set_error_i > worst_q) begin
            error_o = set_error_i;
        end
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            waiting_q <= 6'd0;
            pointer_q <= 5'd0;
            fetched_q <= 1'b0;
            shown_q <= 1'b0;
            row_q <= 4'd0;
            group_q <= 2'd0;
            worst_q <= 2'd0;
        end else begin
            if (leaves) begin
                row_q <= row_q + 4'd1;
                if (final_row) row_q <= 4'd0;
            end
            if (feed_o) begin
                group_q <= group_q + 2'd1;
                if (last_group) group_q <= 2'd0;
            end
            fetched_q <= read_o | (fetched_q & !show_o);
            shown_q <= show_o | (shown_q & !leaves);
            if (read_o) pointer_q <= pointer_q + 5'd1;
            if (arrived_i & !read_o) begin
                waiting_q <= waiting_q + 6'd1;
            end else if (read_o & !arrived_i) begin
                waiting_q <= waiting_q - 6'd1;
            end
            if (ends) begin
                if (entry_last_i) begin
                    worst_q <= 2'd0;
                end else if (!entry_raw_i) begin
                    worst_q <= error_o;
                end
            end
        end
    end
endmodule
`default_nettype wire
