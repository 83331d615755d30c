// seedchip_convert_out
//
// An FP32 number in the format of the results.
//
// Each format has its converter, and one is chosen behind them. (One converter for all formats would shift and round
// at a place that is told; the four of them are small beside a lane's function.)
//
// Timing: the outputs belong to the inputs of four cycles before: converters 3, choice 1. One number per cycle. No
// reset.
// Special cases: an element of a block whose scale is 255 is 0.
// Widths: 133 - scale and 127 - scale lie between -128 and 133: nine bits with a sign.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_convert_out (
    input  wire        clk_i,        // Clock.
    input  wire [31:0] number_i,     // The number.
    input  wire [3:0]  format_i,     // The format.
    input  wire [7:0]  scale_i,      // The scale of its block, E8M0.
    output wire [31:0] code_o,       // The number in the format, in the lowest bits.
    output wire        overflow_o,   // It was finite and has become infinite.
    output wire        nan_dropped_o // It was NaN, which the format has not.
);
    localparam [3:0] OF_FP32 = 4'd0;
    localparam [3:0] OF_BF16 = 4'd1;
    localparam [3:0] OF_INT8 = 4'd3;
    localparam [3:0] OF_MX_INT8 = 4'd4;
    localparam [3:0] OF_E4M3 = 4'd5;
    localparam [3:0] OF_E2M1 = 4'd6;
    localparam [3:0] OF_ROW_INT8 = 4'd10;
    localparam [8:0] ONE = 9'd127;
    localparam [8:0] SIXTY_FOUR = 9'd133;

    wire              is_mx_int8;
    wire [8:0]        of_integer;
    wire [8:0]        of_narrow;
    wire [3:0]        format;
    wire              whole_symmetric_i;
    wire signed [7:0] whole_integer_o;
    wire              whole_nan_dropped_o;
    wire [15:0]       bf16_code_o;
    wire              bf16_overflow_o;
    wire              bf16_nan_o;
    wire              bf16_nan_dropped_o;
    wire [7:0]        e4m3_code_o;
    wire              e4m3_overflow_o;
    wire              e4m3_nan_o;
    wire              e4m3_nan_dropped_o;
    wire [3:0]        e2m1_code_o;
    wire              e2m1_overflow_o;
    wire              e2m1_nan_o;
    wire              e2m1_nan_dropped_o;
    wire [31:0]       number_delay_data_o;
    wire [4:0]        format_delay_data_i;
    wire [4:0]        format_delay_data_o;
    reg  [31:0]       code_q;
    reg               overflow_q;
    reg               nan_dropped_q;

    // t to t + 3: in every format.
    assign is_mx_int8 = format_i == OF_MX_INT8;
    assign of_integer = is_mx_int8 ? (SIXTY_FOUR - {1'b0, scale_i}) : 9'd0;
    assign of_narrow = ONE - {1'b0, scale_i};
    assign whole_symmetric_i = format_i != OF_INT8;
    assign format_delay_data_i = {&scale_i, format_i};
    assign format = format_delay_data_o[3:0];

    // t + 3: in the one that is wanted.
    assign code_o = code_q;
    assign overflow_o = overflow_q;
    assign nan_dropped_o = nan_dropped_q;

    // t to t + 3: in every format.
    seedchip_fp32_to_int_8 whole (
        .clk_i         (clk_i),
        .number_i      (number_i),
        .shift_i       (of_integer),
        .symmetric_i   (whole_symmetric_i),
        .integer_o     (whole_integer_o),
        .nan_dropped_o (whole_nan_dropped_o)
    );

    // t to t + 3: in every format.
    seedchip_fp32_to_narrow_8x7 bf16 (
        .clk_i         (clk_i),
        .number_i      (number_i),
        .shift_i       (9'd0),
        .code_o        (bf16_code_o),
        .overflow_o    (bf16_overflow_o),
        .nan_o         (bf16_nan_o),
        .nan_dropped_o (bf16_nan_dropped_o)
    );

    // t to t + 3: in every format.
    seedchip_fp32_to_narrow_4x3 e4m3 (
        .clk_i         (clk_i),
        .number_i      (number_i),
        .shift_i       (of_narrow),
        .code_o        (e4m3_code_o),
        .overflow_o    (e4m3_overflow_o),
        .nan_o         (e4m3_nan_o),
        .nan_dropped_o (e4m3_nan_dropped_o)
    );

    // t to t + 3: in every format.
    seedchip_fp32_to_narrow_2x1 e2m1 (
        .clk_i         (clk_i),
        .number_i      (number_i),
        .shift_i       (of_narrow),
        .code_o        (e2m1_code_o),
        .overflow_o    (e2m1_overflow_o),
        .nan_o         (e2m1_nan_o),
        .nan_dropped_o (e2m1_nan_dropped_o)
    );

    // t to t + 3: in every format.
    seedchip_delay #(.WIDTH(32), .STAGES(3)) number_delay (
        .clk_i  (clk_i),
        .data_i (number_i),
        .data_o (number_delay_data_o)
    );

    // t to t + 3: in every format.
    seedchip_delay #(.WIDTH(5), .STAGES(3)) format_delay (
        .clk_i  (clk_i),
        .data_i (format_delay_data_i),
        .data_o (format_delay_data_o)
    );

    always @(posedge clk_i) begin
        // t + 3: in the one that is wanted.
        code_q <= 32'd0;
        overflow_q <= 1'b0;
        nan_dropped_q <= 1'b0;
        if (format == OF_FP32) begin
            code_q <= number_delay_data_o;
        end else if (format == OF_BF16) begin
            code_q <= {16'd0, bf16_code_o};
            overflow_q <= bf16_overflow_o;
        end else if (format == OF_INT8) begin
            code_q <= {24'd0, whole_integer_o};
            nan_dropped_q <= whole_nan_dropped_o;
        end else if (format == OF_ROW_INT8) begin
            code_q <= {24'd0, whole_integer_o};
        end else if (!format_delay_data_o[4]) begin
            if (format == OF_MX_INT8) begin
                code_q <= {24'd0, whole_integer_o};
            end else if (format == OF_E4M3) begin
                code_q <= {24'd0, e4m3_code_o};
            end else if (format == OF_E2M1) begin
                code_q <= {28'd0, e2m1_code_o};
            end
        end
    end

    wire unused = &{1'b0, bf16_nan_o, bf16_nan_dropped_o, e4m3_overflow_o, e4m3_nan_o, e4m3_nan_dropped_o,
        e2m1_overflow_o, e2m1_nan_o, e2m1_nan_dropped_o};
endmodule
`default_nettype wire
