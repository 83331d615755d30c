// seedchip_pe_registered
//
// A cell of the array whose multiplier has registers on both sides: one product and one sum per cycle.
//
// As in pe, the active weight is used while the next one is loaded into the shadow register. The active weight is
// the input register of product, so an FPGA packs it into the DSP block together with the activation and the
// product; the cell on the right gets the activation from a second register. Another register stands between the
// DSP block and the adder, which are placed far apart. Where a multiplier is built of gates, pe does the same with
// 24 flip-flops less.
//
// Timing: activation_o follows activation_i by one cycle. The activation of cycle t is multiplied by the weight
// swapped in at t; the product is registered at t + 2 and again at t + 3, added to sum_i in that cycle, and sum_o
// has the sum at t + 4. One product per cycle. No reset, as in pe.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, including -128 * -128 = 2^14; a sum has the width of its row's sums.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pe_registered #(
    parameter SUM_BITS = 18 // Bits of a sum, at least 16.
) (
    input  wire                         clk_i,        // Clock.
    input  wire                         load_i,       // Load the weight into the shadow register.
    input  wire signed [7:0]            weight_i,     // The weight.
    input  wire                         swap_i,       // Make the shadow weight the active one.
    input  wire signed [7:0]            activation_i, // The activation.
    input  wire signed [SUM_BITS - 1:0] sum_i,        // The sum from above.
    output wire signed [7:0]            activation_o, // The activation, one cycle later, to the cell on the right.
    output wire signed [SUM_BITS - 1:0] sum_o         // The sum including this cell's product, to the cell below.
);
    reg  signed [7:0]            activation_q;
    reg  signed [7:0]            shadow_q;
    wire signed [15:0]           multiplier_product_o;
    reg  signed [15:0]           product_q;
    reg  signed [SUM_BITS - 1:0] sum_q;

    assign activation_o = activation_q;
    assign sum_o = sum_q;

    seedchip_product #(.A_BITS(8), .B_BITS(8)) multiplier (
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
        sum_q <= sum_i + {{(SUM_BITS - 15){product_q[15]}}, product_q[14:0]};
    end
endmodule
`default_nettype wire
