// delay_8x1
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
module delay_8x1 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [7:0] stages_q;

    assign data_o = stages_q;

    always @(posedge clk_i) begin
        stages_q <= data_i;
    end
endmodule

// delay_8x2
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
module delay_8x2 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [15:0] stages_q;

    assign data_o = stages_q[15:8];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[15:8] <= stages_q[7:0];
    end
endmodule

// delay_8x3
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
module delay_8x3 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [23:0] stages_q;

    assign data_o = stages_q[23:16];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[23:8] <= stages_q[15:0];
    end
endmodule

// delay_8x4
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
module delay_8x4 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [31:0] stages_q;

    assign data_o = stages_q[31:24];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[31:8] <= stages_q[23:0];
    end
endmodule

// skew_4x8
//
// A triangle of delays: lane i comes i + 1 cycles later, or each group of lanes after the one before.
//
// Brings the lanes of a beat to the array's diagonal; the one cycle of lane 0 is the register
// between the memory side and the array.
//
// Timing: lane i of data_o is lane i of data_i of ⌊i / G⌋ + 1 cycles ago, for groups of G lanes, a new beat every
// cycle. No reset.
//
// Configuration: tiny
// SeedChip 0.1.0
module skew_4x8 (
    input  wire        clk_i,  // Clock.
    input  wire [31:0] data_i, // The lanes in step, lane 0 lowest.
    output wire [31:0] data_o  // The lanes, each group a cycle after the one before.
);
    delay_8x1 lane_0 (
        .clk_i  (clk_i),
        .data_i (data_i[7:0]),
        .data_o (data_o[7:0])
    );

    delay_8x2 lane_1 (
        .clk_i  (clk_i),
        .data_i (data_i[15:8]),
        .data_o (data_o[15:8])
    );

    delay_8x3 lane_2 (
        .clk_i  (clk_i),
        .data_i (data_i[23:16]),
        .data_o (data_o[23:16])
    );

    delay_8x4 lane_3 (
        .clk_i  (clk_i),
        .data_i (data_i[31:24]),
        .data_o (data_o[31:24])
    );
endmodule
