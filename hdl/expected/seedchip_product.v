// seedchip_product
//
// A signed product with registers on both sides, as the DSP blocks of FPGAs have them.
//
// A leaf of its own, so that a flow whose synthesis does not move registers into DSP blocks can replace it by an
// instance (constraints/ecp5/product.v). An ASIC's synthesis sees a plain `*` between registers. No reset.
//
// Timing: product_o is the product of a_i of two cycles ago with the b_i that was loaded then or before, a new one
// every cycle.
// Widths: the sum of the factors' widths holds every product, that of the two most negative ones too.
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
    input  wire                                b_load_i, // Load b_i; otherwise the second factor stays.
    output wire signed [A_BITS + B_BITS - 1:0] product_o // The product of two cycles ago.
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
