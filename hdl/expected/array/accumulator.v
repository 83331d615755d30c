// gated_sum
//
// A sum one of whose terms can be left out.
//
// A leaf of its own, so that a target can put the gate into the adder: carry chains have inputs to spare, and
// synthesis leaves a gate in front of them in tables of its own, with their wires.
//
// Timing: combinational.
// Widths: the sum wraps in 32 bits.
//
// Configuration: tiny
// SeedChip 0.1.0
module gated_sum (
    input  wire [31:0] addend_i, // The term that is always added.
    input  wire [31:0] term_i,   // The term that is added while gate_i is high.
    input  wire        gate_i,   // Add term_i.
    output wire [31:0] sum_o     // The sum.
);
    wire [31:0] counted;

    assign counted = gate_i ? term_i : 32'd0;
    assign sum_o = addend_i + counted;
endmodule

// memory_16x32
//
// A memory of one write port and one read port, in the form that synthesis takes as block RAM.
//
// A shallow one asks for LUT RAM: a block RAM would be mostly empty, and answers late in its cycle, which only
// memory_registered has the time for.
//
// Its words are not reset. A read in the cycle of a write to the same address shows the old word,
// which block RAMs do without help; a user that needs the new one compares the addresses.
//
// Timing: a word written at t can be read from t + 1. read_i at t shows the word at t + 1, and
// read_data_o keeps it until the next read. Both ports take an access every cycle.
//
// Configuration: tiny
// SeedChip 0.1.0
module memory_16x32 (
    input  wire        clk_i,           // Clock.
    input  wire        write_i,         // Write a word.
    input  wire [3:0]  write_address_i, // The address to write to.
    input  wire [31:0] write_data_i,    // The word to write.
    input  wire        read_i,          // Read a word.
    input  wire [3:0]  read_address_i,  // The address to read from.
    output wire [31:0] read_data_o      // The word last read.
);
    (* ram_style = "distributed" *)
    reg [31:0] words [0:15];
    reg [31:0] read_data_q;

    always @(posedge clk_i) begin
        if (write_i) words[write_address_i] <= write_data_i;
        if (read_i) read_data_q <= words[read_address_i];
    end

    assign read_data_o = read_data_q;
endmodule

// memory_registered_16x32
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
// Configuration: tiny
// SeedChip 0.1.0
module memory_registered_16x32 (
    input  wire        clk_i,           // Clock.
    input  wire        write_i,         // Write a word.
    input  wire [3:0]  write_address_i, // The address to write to.
    input  wire [31:0] write_data_i,    // The word to write.
    input  wire [3:0]  read_address_i,  // The address to read from.
    output wire [31:0] read_data_o      // The word of the address of two cycles ago.
);
    wire [31:0] memory_read_data_o;
    reg  [31:0] word_q;

    assign read_data_o = word_q;

    memory_16x32 memory (
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

// accumulator_16
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
// Configuration: tiny
// SeedChip 0.1.0
module accumulator_16 (
    input  wire               clk_i,           // Clock.
    input  wire signed [17:0] sum_i,           // The sum of a tile.
    input  wire [3:0]         read_address_i,  // The accumulator it belongs to.
    input  wire               first_i,         // Begin with the bias in place of the word.
    input  wire signed [31:0] bias_i,          // The bias.
    input  wire               write_i,         // Store the new word.
    input  wire [3:0]         write_address_i, // The accumulator to store it in.
    output wire signed [31:0] acc_o            // The new word.
);
    reg  signed [17:0] sum_q;
    reg  signed [31:0] sum_late_q;
    reg  signed [31:0] acc_q;
    reg                word_counts_q;
    wire [31:0]        with_bias_sum_o;
    wire [31:0]        with_word_sum_o;
    wire [31:0]        memory_read_data_o;

    assign acc_o = acc_q;

    gated_sum with_bias (
        .addend_i ({{14{sum_q[17]}}, sum_q}),
        .term_i   (bias_i),
        .gate_i   (first_i),
        .sum_o    (with_bias_sum_o)
    );

    gated_sum with_word (
        .addend_i (sum_late_q),
        .term_i   (memory_read_data_o),
        .gate_i   (word_counts_q),
        .sum_o    (with_word_sum_o)
    );

    memory_registered_16x32 memory (
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
