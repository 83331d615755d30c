// seedchip_product
//
// A signed product with registers on both sides, as in the DSP blocks of FPGAs.
//
// A module of its own, so that a flow whose synthesis does not move registers into DSP blocks can replace it by a
// primitive (constraints/ecp5/multipliers.v). For an ASIC it is a plain `*` between registers. No reset.
//
// Timing: product_o is the product of a_i of two cycles before and the b_i loaded in that cycle or earlier. One
// product per cycle.
// Widths: the sum of the widths of the factors holds every product, including that of the two most negative values.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_product #(
    parameter A_BITS = 8, // Bits of the first factor.
    parameter B_BITS = 18 // Bits of the second factor.
) (
    input  wire                                clk_i,    // Clock.
    input  wire signed [A_BITS - 1:0]          a_i,      // The first factor.
    input  wire signed [B_BITS - 1:0]          b_i,      // The second factor.
    input  wire                                b_load_i, // Load b_i; otherwise the second factor keeps its value.
    output wire signed [A_BITS + B_BITS - 1:0] product_o // The product of the factors of two cycles before.
);
    reg signed [A_BITS - 1:0]          a_q;
    reg signed [B_BITS - 1:0]          b_q;
    reg signed [A_BITS + B_BITS - 1:0] product_q;

    always @(posedge clk_i) begin
        a_q <= a_i;
        if (b_load_i) b_q <= b_i;
        product_q <= a_q * b_q;
    end

    assign product_o = product_q;
endmodule
`default_nettype wire
