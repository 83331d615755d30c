// seedchip_memory_held_4x16
//
// A memory with one write port and one read port whose output register waits: a read takes two steps, each with
// an enable of its own.
//
// The two steps are those of a block RAM with its output register, whose clock-to-output delay leaves the logic
// behind it a whole cycle (as in memory_registered), and a word of which can wait in each step until it is wanted.
// With one enable for both, a word would wait behind an empty step.
//
// Timing: a word written at t can be read from t + 1. With read_i and read_address_i at t, the word is in the first
// step from t + 1 until the next read_i. With show_i at t, read_data_o at t + 1 is the word of the first step of t,
// until the next show_i. Each port accepts one access per cycle. No reset.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_memory_held_4x16 (
    input  wire        clk_i,           // Clock.
    input  wire        write_i,         // Write a word.
    input  wire [1:0]  write_address_i, // The address to write to.
    input  wire [15:0] write_data_i,    // The word to write.
    input  wire        read_i,          // Read a word into the first step.
    input  wire [1:0]  read_address_i,  // The address to read from.
    input  wire        show_i,          // Show the word of the first step.
    output wire [15:0] read_data_o      // The word shown last.
);
    wire [15:0] memory_read_data_o;
    reg  [15:0] word_q;

    assign read_data_o = word_q;

    seedchip_memory #(.WIDTH(16), .ADDRESS_BITS(2)) memory (
        .clk_i           (clk_i),
        .write_i         (write_i),
        .write_address_i (write_address_i),
        .write_data_i    (write_data_i),
        .read_i          (read_i),
        .read_address_i  (read_address_i),
        .read_data_o     (memory_read_data_o)
    );

    always @(posedge clk_i) begin
        if (show_i) word_q <= memory_read_data_o;
    end
endmodule
`default_nettype wire
