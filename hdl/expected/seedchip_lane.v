// seedchip_lane
//
// A lane: an operation of two FP32 numbers, and a function of its result.
//
// One fused multiply-add does all operations: a * b - 0, a * 1 +- b, a * 1 - 0. (A separate adder and multiplier would
// be no smaller, and a second operation behind the function would save a pass here and there for half a lane more.) A
// pass without a function takes as long as one with: so results keep their order, and no pass waits for another's end.
//
// Timing: an element every cycle. The outputs belong to the inputs of 65 cycles before: fp32_fma 22, fp32_function 42,
// a register. No reset.
// Special cases: with guard_i the result is 0 where a is less than 2^-120 in magnitude, and NaN where a is infinite
// or NaN, without an overflow.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_lane (
    input  wire        clk_i,       // Clock.
    input  wire [31:0] a_i,         // The first operand.
    input  wire [31:0] b_i,         // The second operand.
    input  wire [1:0]  operation_i, // The operation: copy (0), multiply (1), add (2), subtract (3).
    input  wire [2:0]  function_i,  // The function: none (0), exp2 (1), exp (2), sigmoid (3), reciprocal (4), rsqrt (5 and above).
    input  wire        guard_i,     // Small first operands give 0, infinite ones NaN.
    output wire [31:0] number_o,    // The result.
    output wire        overflow_o,  // A finite operand has become infinite.
    output wire        nan_o        // The result is NaN.
);
    localparam [1:0] MULTIPLY = 2'd1;
    localparam [1:0] ADD = 2'd2;
    localparam [1:0] SUBTRACT = 2'd3;
    localparam [7:0] GUARDED = 8'd7;
    localparam [31:0] ONE = 32'h3f800000;
    localparam [31:0] NOT_A_NUMBER = 32'h7fc00000;
    localparam [31:0] MINUS_ZERO = 32'h80000000;

    reg  [31:0] factor;
    reg  [31:0] term;
    wire        tiny;
    wire        boundless;
    wire [63:0] operated;
    wire [2:0]  choice;
    wire [31:0] term_delay_data_o;
    wire [31:0] fma_result_o;
    wire        fma_overflow_o;
    wire        fma_nan_o;
    wire [2:0]  select_delay_data_i;
    wire [2:0]  select_delay_data_o;
    wire [31:0] curve_result_o;
    wire        curve_overflow_o;
    wire        curve_nan_o;
    wire [33:0] result_delay_data_i;
    wire [33:0] result_delay_data_o;
    wire [2:0]  choice_delay_data_i;
    reg  [31:0] number_q;
    reg         overflow_q;
    reg         nan_q;

    always @(*) begin
        // t to t + 22: the operation.
        factor = ONE;
        term = MINUS_ZERO;
        if (operation_i == MULTIPLY) begin
            factor = b_i;
        end else if (operation_i == ADD) begin
            term = b_i;
        end else if (operation_i == SUBTRACT) begin
            term = b_i ^ MINUS_ZERO;
        end
    end

    // t + 22 to t + 64: the function, and the way past it.
    assign select_delay_data_i = function_i - 3'd1;
    assign result_delay_data_i = {fma_nan_o, fma_overflow_o, fma_result_o};
    assign operated = {30'd0, result_delay_data_o};

    // t + 64: the result.
    assign tiny = guard_i && (a_i[30:23] < GUARDED);
    assign boundless = guard_i && (&a_i[30:23]);
    assign choice_delay_data_i = {boundless, tiny, |function_i};
    assign number_o = number_q;
    assign overflow_o = overflow_q;
    assign nan_o = nan_q;

    // t to t + 22: the operation.
    seedchip_delay #(.WIDTH(32), .STAGES(9)) term_delay (
        .clk_i  (clk_i),
        .data_i (term),
        .data_o (term_delay_data_o)
    );

    // t to t + 22: the operation.
    seedchip_fp32_fma fma (
        .clk_i      (clk_i),
        .a_i        (a_i),
        .b_i        (factor),
        .c_i        (term_delay_data_o),
        .result_o   (fma_result_o),
        .overflow_o (fma_overflow_o),
        .nan_o      (fma_nan_o)
    );

    // t + 22 to t + 64: the function, and the way past it.
    seedchip_delay #(.WIDTH(3), .STAGES(22)) select_delay (
        .clk_i  (clk_i),
        .data_i (select_delay_data_i),
        .data_o (select_delay_data_o)
    );

    // t + 22 to t + 64: the function, and the way past it.
    seedchip_fp32_function curve (
        .clk_i      (clk_i),
        .number_i   (fma_result_o),
        .select_i   (select_delay_data_o),
        .result_o   (curve_result_o),
        .overflow_o (curve_overflow_o),
        .nan_o      (curve_nan_o)
    );

    // t + 22 to t + 64: the function, and the way past it.
    seedchip_delay #(.WIDTH(34), .STAGES(42)) result_delay (
        .clk_i  (clk_i),
        .data_i (result_delay_data_i),
        .data_o (result_delay_data_o)
    );

    // t + 64: the result.
    seedchip_delay #(.WIDTH(3), .STAGES(64)) choice_delay (
        .clk_i  (clk_i),
        .data_i (choice_delay_data_i),
        .data_o (choice)
    );

    always @(posedge clk_i) begin
        // t + 64: the result.
        number_q <= operated[31:0];
        overflow_q <= operated[32];
        nan_q <= operated[33];
        if (choice[1]) begin
            number_q <= 32'd0;
            overflow_q <= 1'b0;
            nan_q <= 1'b0;
        end else if (choice[2]) begin
            number_q <= NOT_A_NUMBER;
            overflow_q <= 1'b0;
            nan_q <= 1'b1;
        end else if (choice[0]) begin
            number_q <= curve_result_o;
            overflow_q <= operated[32] || curve_overflow_o;
            nan_q <= curve_nan_o;
        end
    end

    wire unused = &{1'b0, operated[63:34]};
endmodule
`default_nettype wire
