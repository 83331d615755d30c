// seedchip_column_16x32x18
//
// The accumulators of one column, and the rows that wait for their conversion.
//
// Reading an accumulator takes two cycles, adding and writing back one each. An address comes again after 4 cycles
// at the earliest, by when its word is written: no forwarding is needed. A final sum goes to a memory of its own
// in place of the accumulators. So the next tile need not wait for the conversion, which the columns share and
// which is slower than the array. (Converting from the accumulators would take one memory less, and the array
// would stand still meanwhile.)
//
// Timing: a sum every cycle. sum_i and read_address_i at t, first_i at t + 1; the new word is stored at t + 3, with
// store_i and write_address_i, wait_i and wait_address_i. A waiting word is read in two steps: read_i and
// row_address_i at t, show_i at t + 1 or later, row_o in the cycle after. No reset.
// Widths: the words are those of an int32 result. A sum of more than D rows or of as many products as a command
// may have stays within them; what goes beyond wraps.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_column_16x32x18 (
    input  wire               clk_i,           // Clock.
    input  wire signed [17:0] sum_i,           // The sum of a tile.
    input  wire [3:0]         read_address_i,  // The accumulator it belongs to.
    input  wire               first_i,         // Begin with the sum alone.
    input  wire               store_i,         // Store the new word in the accumulators.
    input  wire [3:0]         write_address_i, // The accumulator to store it in.
    input  wire               wait_i,          // Store the new word among those that wait.
    input  wire [4:0]         wait_address_i,  // The place to store it in.
    input  wire               read_i,          // Read a waiting word.
    input  wire [4:0]         row_address_i,   // Its place.
    input  wire               show_i,          // Show the word that was read last.
    output wire [31:0]        row_o            // The word shown last.
);
    reg  signed [17:0] sum_q;
    reg  signed [31:0] sum_late_q;
    reg                word_counts_q;
    reg  [31:0]        acc_q;
    wire [31:0]        adder_sum_o;
    wire [31:0]        accumulators_read_data_o;
    wire [31:0]        waiting_read_data_o;

    assign row_o = waiting_read_data_o;

    seedchip_gated_sum adder (
        .addend_i (sum_late_q),
        .term_i   (accumulators_read_data_o),
        .gate_i   (word_counts_q),
        .sum_o    (adder_sum_o)
    );

    seedchip_memory_registered #(.WIDTH(32), .ADDRESS_BITS(4)) accumulators (
        .clk_i           (clk_i),
        .write_i         (store_i),
        .write_address_i (write_address_i),
        .write_data_i    (acc_q),
        .read_address_i  (read_address_i),
        .read_data_o     (accumulators_read_data_o)
    );

    seedchip_memory_held_32x32 waiting (
        .clk_i           (clk_i),
        .write_i         (wait_i),
        .write_address_i (wait_address_i),
        .write_data_i    (acc_q),
        .read_i          (read_i),
        .read_address_i  (row_address_i),
        .show_i          (show_i),
        .read_data_o     (waiting_read_data_o)
    );

    always @(posedge clk_i) begin
        // While the accumulator is read, the sum waits.
        sum_q <= sum_i;
        sum_late_q <= {{14{sum_q[17]}}, sum_q};
        word_counts_q <= !first_i;
        acc_q <= adder_sum_o;
    end
endmodule
`default_nettype wire
