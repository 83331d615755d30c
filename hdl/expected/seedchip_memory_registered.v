// seedchip_memory_registered
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
    output wire [WIDTH - 1:0]        read_data_o      // The word of the address of two cycles ago.
);
    wire [WIDTH - 1:0] memory_read_data_o;
    reg  [WIDTH - 1:0] word_q;

    assign read_data_o = word_q;

    seedchip_memory #(.WIDTH(WIDTH), .ADDRESS_BITS(ADDRESS_BITS)) memory (
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
`default_nettype wire
