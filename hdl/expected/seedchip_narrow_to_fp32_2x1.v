// seedchip_narrow_to_fp32_2x1
//
// A number of a narrow format, BF16, E5M2, E4M3 or E2M1, as an FP32 number, exactly.
//
// A BF16 number is the upper half of an FP32 number, and stays subnormal if it is. The others have at most three
// bits of mantissa, so the leading one of a subnormal number is in one of three places, and each is a case; a
// shifter behind a count of zeros would be no smaller.
//
// Timing: combinational.
// Special cases: a NaN gives the canonical NaN; an infinity stays one, and a zero keeps its sign.
// Widths: E5M2, E4M3 and E2M1 numbers, the least of which is 2^-16, are normal FP32 numbers.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_narrow_to_fp32_2x1 (
    input  wire [3:0]  code_i,  // The code.
    output wire [31:0] number_o // The number.
);
    localparam [7:0] OFFSET = 8'd126;
    localparam [31:0] CANONICAL = 32'h7fc00000;

    wire [1:0] exponent;
    wire       mantissa;
    wire       sign;
    wire [2:0] left;
    reg  [7:0] field;
    reg  [2:0] fraction;
    wire       nan;

    assign mantissa = code_i[0];
    assign exponent = code_i[2:1];
    assign sign = code_i[3];

    // Of a subnormal number that becomes a normal one the leading one goes out at the left.
    assign left = {mantissa, 2'd0};

    always @(*) begin
        fraction = left;
        field = {6'd0, exponent} + OFFSET;
        if (!(|exponent)) begin
            if (left[2]) begin
                field = OFFSET;
                fraction = {left[1:0], 1'b0};
            end else if (left[1]) begin
                field = OFFSET - 8'd1;
                fraction = {left[0], 2'd0};
            end else if (left[0]) begin
                field = OFFSET - 8'd2;
                fraction = 3'd0;
            end else begin
                field = 8'd0;
            end
        end
    end

    assign nan = 1'b0;
    assign number_o = nan ? CANONICAL : {sign, field, fraction, 20'd0};
endmodule
`default_nettype wire
