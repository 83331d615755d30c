// seedchip_scalars_8
//
// The scalars of rows, and who writes them.
//
// Scalars come in the order of their rows, so a queue of the passes that keep one says where each goes; neither row
// nor register travels with a row. (They would travel as long as the longest sum, which depends on the row.)
//
// Timing: a scalar is written in the cycle in which it comes. The word of an address shows two cycles later. Reset:
// queue, row and flags; scalars know none.
// Widths: no more than 33 passes are under way, as many as the queue has words.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_scalars_8 (
    input  wire        clk_i,            // Clock.
    input  wire        rst_ni,           // Synchronous reset, active low.
    input  wire        begin_i,          // A pass that keeps a scalar has begun.
    input  wire [2:0]  begin_register_i, // Its register.
    input  wire [9:0]  begin_m_i,        // Its rows, less one.
    input  wire        valid_i,          // A scalar comes.
    input  wire [31:0] scalar_i,         // The scalar.
    input  wire        overflow_i,       // It has overflowed.
    input  wire        nan_i,            // It is NaN.
    input  wire        empty_i,          // Its row was empty.
    input  wire [5:0]  read_address_i,   // The register and the row to read.
    output wire [31:0] read_data_o,      // The scalar at the address of two cycles before.
    output wire        done_o,           // A scalar is written.
    output wire        end_o,            // It is its pass's last.
    output wire [2:0]  end_flags_o       // The flags of the pass's scalars: overflow, nan, empty.
);
    wire        ends;
    wire [2:0]  all_flags;
    wire        passes_up_ready_o;
    wire [12:0] passes_up_data_i;
    wire        passes_down_valid_o;
    wire [12:0] passes_down_data_o;
    wire [5:0]  memory_write_address_i;
    reg  [9:0]  row_q;
    reg  [2:0]  flags_q;

    assign passes_up_data_i = {begin_register_i, begin_m_i};
    assign memory_write_address_i = {passes_down_data_o[12:10], 3'd0} | row_q[5:0];
    assign ends = valid_i && (row_q == passes_down_data_o[9:0]);
    assign all_flags = flags_q | {2'd0, overflow_i} | {1'b0, nan_i, 1'b0} | {empty_i, 2'd0};
    assign done_o = valid_i;
    assign end_o = ends;
    assign end_flags_o = all_flags;

    seedchip_stream_fifo #(.WIDTH(13), .ADDRESS_BITS(5)) passes (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (begin_i),
        .up_ready_o   (passes_up_ready_o),
        .up_data_i    (passes_up_data_i),
        .down_valid_o (passes_down_valid_o),
        .down_ready_i (ends),
        .down_data_o  (passes_down_data_o)
    );

    seedchip_memory_registered #(.WIDTH(32), .ADDRESS_BITS(6)) memory (
        .clk_i           (clk_i),
        .write_i         (valid_i),
        .write_address_i (memory_write_address_i),
        .write_data_i    (scalar_i),
        .read_address_i  (read_address_i),
        .read_data_o     (read_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            row_q <= 10'd0;
            flags_q <= 3'd0;
        end else begin
            if (ends) begin
                row_q <= 10'd0;
                flags_q <= 3'd0;
            end else if (valid_i) begin
                row_q <= row_q + 10'd1;
                flags_q <= all_flags;
            end
        end
    end

    wire unused = &{1'b0, passes_up_ready_o, passes_down_valid_o};
endmodule
`default_nettype wire
