// seedchip_memory
//
// A memory that reads at once.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_memory (
    input  wire       clk_i,           // Clock.
    input  wire       write_i,
    input  wire [1:0] write_address_i,
    input  wire [7:0] data_i,          // The word to write.
    input  wire [1:0] read_address_i,
    output wire [7:0] data_o
);
    reg [7:0] words [0:3];

    assign data_o = words[read_address_i];

    always @(posedge clk_i) begin
        if (write_i) words[write_address_i] <= data_i;
    end
endmodule
`default_nettype wire

// seedchip_fifo
//
// A queue whose output is its memory's.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fifo (
    input  wire       clk_i,
    input  wire       rst_ni,
    input  wire       push_i,
    input  wire [7:0] data_i,
    input  wire       pop_i,
    output wire [7:0] data_o,
    output wire       full_o,
    output wire       empty_o
);
    localparam [2:0] DEPTH = 3'd4;

    wire       full;
    wire       empty;
    reg  [7:0] last_q;
    reg  [2:0] write_pointer_q;
    reg  [2:0] read_pointer_q;
    wire       memory_write_i;
    wire [7:0] memory_data_o;

    // One bit more than the address tells full from empty.
    assign full = (write_pointer_q ^ read_pointer_q) == DEPTH;
    assign empty = write_pointer_q == read_pointer_q;
    assign memory_write_i = push_i & !full;
    assign full_o = full;
    assign empty_o = empty;
    assign data_o = empty ? last_q : memory_data_o;

    seedchip_memory memory (
        .clk_i           (clk_i),
        .write_i         (memory_write_i),
        .write_address_i (write_pointer_q[1:0]),
        .data_i          (data_i),
        .read_address_i  (read_pointer_q[1:0]),
        .data_o          (memory_data_o)
    );

    always @(posedge clk_i) begin
        if (push_i & !full) last_q <= data_i;
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            write_pointer_q <= 3'd0;
            read_pointer_q <= 3'd0;
        end else begin
            if (push_i & !full) write_pointer_q <= write_pointer_q + 3'd1;
            if (pop_i & !empty) read_pointer_q <= read_pointer_q + 3'd1;
        end
    end
endmodule
`default_nettype wire
