// seedchip_pe_registered
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
// Widths: 16 bits hold every product, -128 * -128 = 2^14 too; a sum has the bits of its row's.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pe_registered #(
    parameter SUM_BITS = 18 // Bits of a sum, at least 16.
) (
    input  wire                         clk_i,        // Clock.
    input  wire                         load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]            weight_i,     // The weight.
    input  wire                         swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]            activation_i, // The activation.
    input  wire signed [SUM_BITS - 1:0] sum_i,        // The sum from above.
    output wire signed [7:0]            activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [SUM_BITS - 1:0] sum_o         // The sum with this cell's product, to the cell below.
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
