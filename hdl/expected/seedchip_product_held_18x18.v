// seedchip_product_held_18x18
//
// A signed product with registers on both sides that hold while it is told so.
//
// It is product for a pipeline that stops, without the choice of when to load: the registers of DSP blocks have the enable built in. A module of its
// own for the same reason: a flow whose synthesis does not move registers into DSP blocks can replace it by a
// primitive (constraints/ecp5/multipliers.v). No reset.
//
// Timing: product_o is the product of the factors of two cycles before, counting cycles with enable_i. One product
// per cycle.
// Widths: the sum of the widths of the factors holds every product, including that of the two most negative values.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_product_held_18x18 (
    input  wire               clk_i,    // Clock.
    input  wire               enable_i, // Go on; otherwise all registers hold.
    input  wire signed [17:0] a_i,      // The first factor.
    input  wire signed [17:0] b_i,      // The second factor.
    output wire signed [35:0] product_o // The product of the factors of two cycles before.
);
    reg signed [17:0] a_q;
    reg signed [17:0] b_q;
    reg signed [35:0] product_q;

    always @(posedge clk_i) begin
        if (enable_i) begin
            a_q <= a_i;
            b_q <= b_i;
            product_q <= a_q * b_q;
        end
    end

    assign product_o = product_q;
endmodule
`default_nettype wire
