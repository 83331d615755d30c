// seedchip_memory_registered
//
// A memory with one write port and one read port, and a register behind its output.
//
// The clock-to-output delay of a block RAM is long. Its built-in output register leaves the logic behind it a whole
// cycle, for one more cycle of latency; a queue, which has none to spare, uses the plain memory. The words have no
// reset. A read in the cycle of a write to the same address returns the old word.
//
// Timing: a word written at t can be read from t + 1. With read_address_i at t, read_data_o has the word at t + 2.
// Each port accepts one access per cycle.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_memory_registered #(
    parameter WIDTH        = 16, // Bits of a word.
    parameter ADDRESS_BITS = 2   // Bits of an address.
) (
    input  wire                      clk_i,           // Clock.
    input  wire                      write_i,         // Write a word.
    input  wire [ADDRESS_BITS - 1:0] write_address_i, // The address to write to.
    input  wire [WIDTH - 1:0]        write_data_i,    // The word to write.
    input  wire [ADDRESS_BITS - 1:0] read_address_i,  // The address to read from.
    output wire [WIDTH - 1:0]        read_data_o      // The word at the address of two cycles before.
);
    wire [WIDTH - 1:0] registered_read_data_o;
    reg  [WIDTH - 1:0] word_q;

    assign read_data_o = word_q;

    seedchip_memory #(.WIDTH(WIDTH), .ADDRESS_BITS(ADDRESS_BITS)) registered (
        .clk_i           (clk_i),
        .write_i         (write_i),
        .write_address_i (write_address_i),
        .write_data_i    (write_data_i),
        .read_i          (1'b1),
        .read_address_i  (read_address_i),
        .read_data_o     (registered_read_data_o)
    );

    always @(posedge clk_i) begin
        word_q <= registered_read_data_o;
    end
endmodule
`default_nettype wire
