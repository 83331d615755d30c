// delay_18x3
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_18x3 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles ago.
);
    reg  [53:0] stages_q;

    assign data_o = stages_q[53:36];

    always @(posedge clk_i) begin
        stages_q[17:0] <= data_i;
        stages_q[53:18] <= stages_q[35:0];
    end
endmodule

// delay_18x2
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_18x2 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles ago.
);
    reg  [35:0] stages_q;

    assign data_o = stages_q[35:18];

    always @(posedge clk_i) begin
        stages_q[17:0] <= data_i;
        stages_q[35:18] <= stages_q[17:0];
    end
endmodule

// delay_18x1
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_18x1 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles ago.
);
    reg  [17:0] stages_q;

    assign data_o = stages_q;

    always @(posedge clk_i) begin
        stages_q <= data_i;
    end
endmodule

// deskew_4x18
//
// The triangle of delays that undoes the array's diagonal: lane i of C comes C − 1 − i cycles
// later, or each group of lanes as much before the last.
//
// Timing: lane i of data_o is lane i of data_i of C / G − 1 − ⌊i / G⌋ cycles ago, for groups of G lanes, a new
// beat every cycle; the last group's lanes are wires. No reset.
//
// Configuration: tiny
// SeedChip 0.1.0
module deskew_4x18 (
    input  wire        clk_i,  // Clock.
    input  wire [71:0] data_i, // The lanes, each group a cycle after the one before, lane 0 lowest.
    output wire [71:0] data_o  // The lanes in step.
);
    assign data_o[71:54] = data_i[71:54];

    delay_18x3 lane_0 (
        .clk_i  (clk_i),
        .data_i (data_i[17:0]),
        .data_o (data_o[17:0])
    );

    delay_18x2 lane_1 (
        .clk_i  (clk_i),
        .data_i (data_i[35:18]),
        .data_o (data_o[35:18])
    );

    delay_18x1 lane_2 (
        .clk_i  (clk_i),
        .data_i (data_i[53:36]),
        .data_o (data_o[53:36])
    );
endmodule
