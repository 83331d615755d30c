// product_8x8
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
// Configuration: tiny
// SeedChip 0.1.0
module product_8x8 (
    input  wire               clk_i,    // Clock.
    input  wire signed [7:0]  a_i,      // The first factor.
    input  wire signed [7:0]  b_i,      // The second factor.
    input  wire               b_load_i, // Load b_i; otherwise the second factor stays.
    output wire signed [15:0] product_o // The product of two cycles ago.
);
    reg signed [7:0] a_q;
    reg signed [7:0] b_q;
    reg signed [15:0] product_q;

    always @(posedge clk_i) begin
        a_q <= a_i;
        if (b_load_i) b_q <= b_i;
        product_q <= a_q * b_q;
    end

    assign product_o = product_q;
endmodule

// pe_registered_18
//
// A cell of the array whose multiplier has registers on both sides: one product and one sum a cycle.
//
// As in pe, the weight stands still and the next one waits in `shadow`. The active weight is the product's own
// register, so on an FPGA it lies in the DSP block, with the activation beside it and the product behind; the
// activation has a second register for the cell on the right. Between DSP block and adder, which lie far apart, is
// a register more. Where a multiplier is made of gates, pe does the same with 24 flip-flops less.
//
// Timing: activation_o one cycle after its input. The activation of t meets the weight swapped in at t; its
// product is registered at t + 2, again at t + 3, added to the sum_i of that cycle, and in sum_o at t + 4. A
// product every cycle. No reset, as in pe.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.
//
// Configuration: tiny
// SeedChip 0.1.0
module pe_registered_18 (
    input  wire               clk_i,        // Clock.
    input  wire               load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]  weight_i,     // The weight.
    input  wire               swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]  activation_i, // The activation.
    input  wire signed [17:0] sum_i,        // The sum from above.
    output wire signed [7:0]  activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [17:0] sum_o         // The sum with this cell's product, to the cell below.
);
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    wire signed [15:0] multiplier_product_o;
    reg  signed [15:0] product_q;
    reg  signed [17:0] sum_q;

    assign activation_o = activation_q;
    assign sum_o = sum_q;

    product_8x8 multiplier (
        .clk_i     (clk_i),
        .a_i       (activation_i),
        .b_i       (shadow_q),
        .b_load_i  (swap_i),
        .product_o (multiplier_product_o)
    );

    always @(posedge clk_i) begin
        activation_q <= activation_i;
        if (load_i) shadow_q <= weight_i;
        product_q <= multiplier_product_o;
        sum_q <= sum_i + {{2{product_q[15]}}, product_q};
    end
endmodule
