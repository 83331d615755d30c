// seedchip_convert_in
//
// A number of a stream's format as FP32.
//
// Integers of all widths share one converter: INT8 is sign-extended. Everything else is wiring and small, and waits as
// long as integers take, so that elements of one format after the other stay in order.
//
// Timing: number_o belongs to the inputs of seven cycles before, int_to_fp32's. One number per cycle. No reset.
// Special cases: an MXINT8 of 0 stays 0, its exponent does not move; E8M0's code 0 is the subnormal number 2^-127,
// 255 NaN. FP32 passes as it is.
// Widths: the exponent of an integer of 8 bits is 127 at least, so 6 less is that of a normal number.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_convert_in (
    input  wire        clk_i,    // Clock.
    input  wire [31:0] number_i, // The number, in the lowest bits.
    input  wire [3:0]  format_i, // Its format.
    output reg  [31:0] number_o  // The number in FP32.
);
    localparam [3:0] OF_BF16 = 4'd1;
    localparam [3:0] OF_INT32 = 4'd2;
    localparam [3:0] OF_INT8 = 4'd3;
    localparam [3:0] OF_MX_INT8 = 4'd4;
    localparam [3:0] OF_E4M3 = 4'd5;
    localparam [3:0] OF_E2M1 = 4'd6;
    localparam [3:0] OF_E8M0 = 4'd7;
    localparam [31:0] LEAST_SCALE = 32'h400000;
    localparam [31:0] SIX = 32'h3000000;
    localparam [31:0] NOT_A_NUMBER = 32'h7fc00000;
    localparam [31:0] SIGN = 32'hffffff00;

    wire        is_integer;
    wire        is_scaled;
    reg  [31:0] extended;
    reg  [31:0] other;
    wire [63:0] chosen;
    wire [31:0] whole_number_o;
    wire [31:0] bf16_number_o;
    wire [31:0] e4m3_number_o;
    wire [31:0] e2m1_number_o;
    wire [33:0] other_delay_data_i;
    wire [33:0] other_delay_data_o;

    // t: integers.
    assign is_scaled = format_i == OF_MX_INT8;
    assign is_integer = (format_i == OF_INT32) || (format_i == OF_INT8) || is_scaled;

    always @(*) begin
        // t: integers.
        extended = number_i;
        if (format_i != OF_INT32) begin
            extended = {24'd0, number_i[7:0]};
            if (number_i[7]) extended = {24'd0, number_i[7:0]} | SIGN;
        end
    end

    always @(*) begin
        // t: everything else.
        other = number_i;
        if (format_i == OF_BF16) begin
            other = bf16_number_o;
        end else if (format_i == OF_E4M3) begin
            other = e4m3_number_o;
        end else if (format_i == OF_E2M1) begin
            other = e2m1_number_o;
        end else if (format_i == OF_E8M0) begin
            other = {1'b0, number_i[7:0], 23'd0};
            if (!(|number_i[7:0])) begin
                other = LEAST_SCALE;
            end else if (&number_i[7:0]) begin
                other = NOT_A_NUMBER;
            end
        end
    end

    // t: everything else.
    assign other_delay_data_i = {is_scaled, is_integer, other};
    assign chosen = {30'd0, other_delay_data_o};

    always @(*) begin
        // t + 7: the number.
        number_o = chosen[31:0];
        if (chosen[32]) begin
            number_o = whole_number_o;
            if (chosen[33] && (|whole_number_o)) number_o = whole_number_o - SIX;
        end
    end

    // t: integers.
    seedchip_int_to_fp32_32 whole (
        .clk_i     (clk_i),
        .integer_i (extended),
        .number_o  (whole_number_o)
    );

    // t: everything else.
    seedchip_narrow_to_fp32_8x7 bf16 (
        .code_i   (number_i[15:0]),
        .number_o (bf16_number_o)
    );

    // t: everything else.
    seedchip_narrow_to_fp32_4x3 e4m3 (
        .code_i   (number_i[7:0]),
        .number_o (e4m3_number_o)
    );

    // t: everything else.
    seedchip_narrow_to_fp32_2x1 e2m1 (
        .code_i   (number_i[3:0]),
        .number_o (e2m1_number_o)
    );

    // t: everything else.
    seedchip_delay #(.WIDTH(34), .STAGES(7)) other_delay (
        .clk_i  (clk_i),
        .data_i (other_delay_data_i),
        .data_o (other_delay_data_o)
    );

    wire unused = &{1'b0, chosen[63:34]};
endmodule
`default_nettype wire
