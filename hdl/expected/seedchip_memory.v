// seedchip_memory
//
// A memory with one write port and one read port, in the form that synthesis maps to block RAM.
//
// A shallow memory asks for LUT RAM: it would leave a block RAM mostly empty, and the clock-to-output delay of a
// block RAM suits only memory_registered.
//
// The words have no reset. A read in the cycle of a write to the same address returns the old word, as block RAMs
// do without extra logic; a user that needs the new word compares the addresses.
//
// Timing: a word written at t can be read from t + 1. With read_i at t, read_data_o has the word at t + 1 and keeps
// it until the next read. Each port accepts one access per cycle.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_memory #(
    parameter WIDTH        = 16, // Bits of a word.
    parameter ADDRESS_BITS = 2   // Bits of an address.
) (
    input  wire                      clk_i,           // Clock.
    input  wire                      write_i,         // Write a word.
    input  wire [ADDRESS_BITS - 1:0] write_address_i, // The address to write to.
    input  wire [WIDTH - 1:0]        write_data_i,    // The word to write.
    input  wire                      read_i,          // Read a word.
    input  wire [ADDRESS_BITS - 1:0] read_address_i,  // The address to read from.
    output wire [WIDTH - 1:0]        read_data_o      // The word last read.
);
    generate
        if (ADDRESS_BITS <= 7) begin : for_address_bits_to_7
            localparam DEPTH = 1 << ADDRESS_BITS;

            (* ram_style = "distributed" *)
            reg [WIDTH - 1:0] words [0:DEPTH - 1];
            reg [WIDTH - 1:0] read_data_q;

            always @(posedge clk_i) begin
                if (write_i) words[write_address_i] <= write_data_i;
                if (read_i) read_data_q <= words[read_address_i];
            end

            assign read_data_o = read_data_q;
        end else begin : for_others
            localparam DEPTH = 1 << ADDRESS_BITS;

            (* ram_style = "block" *)
            reg [WIDTH - 1:0] words [0:DEPTH - 1];
            reg [WIDTH - 1:0] read_data_q;

            always @(posedge clk_i) begin
                if (write_i) words[write_address_i] <= write_data_i;
                if (read_i) read_data_q <= words[read_address_i];
            end

            assign read_data_o = read_data_q;
        end
    endgenerate
endmodule
`default_nettype wire
