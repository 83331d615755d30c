// seedchip_hazard
//
// Says whether a row may read what rows before it write.
//
// One for each place that passes write and read: a bank, or a register of scalars. It remembers the last pass that
// writes there by the numbers of its rows, counted over all passes. Rows are done in the order of their numbers, so
// the rows of earlier passes are done when these are. A reader that reads row by row what was written row by row goes
// on with each row that is done; another one waits for all of them. (A bit per word would tell more, at the price of
// a second memory with two ports for writing.)
//
// Timing: clear_o is combinational from done_i, row_i and aligned_i; a commit shows in the next cycle.
// Widths: no more than 600 rows are under way, and a pass has at most 1024 rows: differences fit twelve bits with a
// sign. When the last row of a pass is done, busy ends before the counters come round again.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_hazard (
    input  wire        clk_i,     // Clock.
    input  wire        rst_ni,    // Synchronous reset, active low: nothing is under way.
    input  wire        commit_i,  // A pass that writes here has sent its last row.
    input  wire [11:0] begin_i,   // The number of its first row.
    input  wire [11:0] end_i,     // The number of the row behind its last one.
    input  wire [11:0] done_i,    // Rows that are done.
    input  wire [9:0]  row_i,     // The row that wants to read.
    input  wire        aligned_i, // It reads what the row of its number has written.
    output wire        clear_o    // It may.
);
    wire        finished;
    wire [11:0] rows_done;
    reg         busy_q;
    reg  [11:0] begin_q;
    reg  [11:0] end_q;

    assign finished = done_i == end_q;

    // Rows of the pass that are done; negative while rows of earlier passes are not.
    assign rows_done = done_i - begin_q;
    assign clear_o = !busy_q || finished || (aligned_i && !rows_done[11] && (rows_done > {2'd0, row_i}));

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            busy_q <= 1'b0;
        end else begin
            if (commit_i) begin
                busy_q <= 1'b1;
            end else if (finished) begin
                busy_q <= 1'b0;
            end
        end
    end

    always @(posedge clk_i) begin
        if (commit_i) begin
            begin_q <= begin_i;
            end_q <= end_i;
        end
    end
endmodule
`default_nettype wire
