// seedchip_fp32_compare
//
// The order of two FP32 numbers, and the greater one.
//
// With the sign bit of a positive number set, and all bits of a negative one inverted, numbers are in the order of
// unsigned integers: one comparison of 32 bits decides both the order and the maximum. (Comparing the magnitudes
// and choosing by the signs would be a comparison too, with the choice behind it.)
//
// Timing: combinational.
// Special cases: a NaN is neither less nor equal, and the maximum is the canonical NaN. -0 = +0, but +0 is the
// greater one.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fp32_compare (
    input  wire [31:0] a_i,         // a.
    input  wire [31:0] b_i,         // b.
    output wire        less_o,      // a < b.
    output wire        equal_o,     // a = b.
    output wire        unordered_o, // a or b is NaN.
    output reg  [31:0] maximum_o    // The greater one.
);
    localparam [31:0] CANONICAL = 32'h7fc00000;
    localparam [31:0] SIGN = 32'h80000000;

    wire [31:0] a_key;
    wire [31:0] b_key;
    wire        below;
    wire        zeros;
    wire        unordered;
    wire        unpack_a_sign_o;
    wire [7:0]  unpack_a_exponent_o;
    wire [23:0] unpack_a_significand_o;
    wire        unpack_a_zero_o;
    wire        unpack_a_infinite_o;
    wire        unpack_a_nan_o;
    wire        unpack_b_sign_o;
    wire [7:0]  unpack_b_exponent_o;
    wire [23:0] unpack_b_significand_o;
    wire        unpack_b_zero_o;
    wire        unpack_b_infinite_o;
    wire        unpack_b_nan_o;

    assign unordered = unpack_a_nan_o | unpack_b_nan_o;
    assign zeros = unpack_a_zero_o & unpack_b_zero_o;

    // Keys that are ordered as unsigned integers are.
    assign a_key = unpack_a_sign_o ? ~a_i : (a_i ^ SIGN);
    assign b_key = unpack_b_sign_o ? ~b_i : (b_i ^ SIGN);
    assign below = a_key < b_key;
    assign less_o = below & !zeros & !unordered;
    assign equal_o = ((a_i == b_i) | zeros) & !unordered;
    assign unordered_o = unordered;

    always @(*) begin
        if (unordered) begin
            maximum_o = CANONICAL;
        end else if (below) begin
            maximum_o = b_i;
        end else begin
            maximum_o = a_i;
        end
    end

    seedchip_unpack_fp32 unpack_a (
        .number_i      (a_i),
        .sign_o        (unpack_a_sign_o),
        .exponent_o    (unpack_a_exponent_o),
        .significand_o (unpack_a_significand_o),
        .zero_o        (unpack_a_zero_o),
        .infinite_o    (unpack_a_infinite_o),
        .nan_o         (unpack_a_nan_o)
    );

    seedchip_unpack_fp32 unpack_b (
        .number_i      (b_i),
        .sign_o        (unpack_b_sign_o),
        .exponent_o    (unpack_b_exponent_o),
        .significand_o (unpack_b_significand_o),
        .zero_o        (unpack_b_zero_o),
        .infinite_o    (unpack_b_infinite_o),
        .nan_o         (unpack_b_nan_o)
    );

    wire unused = &{1'b0, unpack_a_exponent_o, unpack_a_significand_o, unpack_a_infinite_o, unpack_b_exponent_o,
        unpack_b_significand_o, unpack_b_infinite_o};
endmodule
`default_nettype wire
