// seedchip_accumulator
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
// SeedChip 0.1.0
`default_nettype none
module seedchip_accumulator #(
    parameter SUM_BITS     = 18, // Bits of a sum, 16 to 31.
    parameter ADDRESS_BITS = 4   // Bits of an address of an accumulator.
) (
    input  wire                         clk_i,           // Clock.
    input  wire signed [SUM_BITS - 1:0] sum_i,           // The sum of a tile.
    input  wire [ADDRESS_BITS - 1:0]    read_address_i,  // The accumulator it belongs to.
    input  wire                         first_i,         // Begin with the bias in place of the word.
    input  wire signed [31:0]           bias_i,          // The bias.
    input  wire                         write_i,         // Store the new word.
    input  wire [ADDRESS_BITS - 1:0]    write_address_i, // The accumulator to store it in.
    output wire signed [31:0]           acc_o            // The new word.
);
    reg  signed [SUM_BITS - 1:0] sum_q;
    reg  signed [31:0]           sum_late_q;
    reg  signed [31:0]           acc_q;
    reg                          word_counts_q;
    wire [31:0]                  with_bias_sum_o;
    wire [31:0]                  with_word_sum_o;
    wire [31:0]                  memory_read_data_o;

    assign acc_o = acc_q;

    seedchip_gated_sum with_bias (
        .addend_i ({{(33 - SUM_BITS){sum_q[SUM_BITS - 1]}}, sum_q[SUM_BITS - 2:0]}),
        .term_i   (bias_i),
        .gate_i   (first_i),
        .sum_o    (with_bias_sum_o)
    );

    seedchip_gated_sum with_word (
        .addend_i (sum_late_q),
        .term_i   (memory_read_data_o),
        .gate_i   (word_counts_q),
        .sum_o    (with_word_sum_o)
    );

    seedchip_memory_registered #(.WIDTH(32), .ADDRESS_BITS(ADDRESS_BITS)) memory (
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
`default_nettype wire
