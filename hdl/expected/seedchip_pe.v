// seedchip_pe
//
// A cell of the array: one product and one sum per cycle.
//
// The active weight is used while the next one is loaded into the shadow register, so loading never stops the
// array. Activations move right, sums move down. The product has a register of its own: 16 flip-flops more, for a
// critical path of a multiplier or an adder instead of both in series. The register is declared at the width of a
// sum, which spares the simulator a sign extension; synthesis merges the copies of the sign bit. No reset: a token
// from before a reset passes every cell before any token of a later command.
//
// Timing: activation_o follows activation_i by one cycle. The activation of cycle t is multiplied by the weight
// swapped in at t; the product is registered at t + 2, added to sum_i in that cycle, and sum_o has the sum at
// t + 3. One product per cycle.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, including -128 * -128 = 2^14; a sum has the width of its row's sums.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pe #(
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
    reg  signed [7:0]            active_q;
    reg  signed [SUM_BITS - 1:0] product_q;
    reg  signed [SUM_BITS - 1:0] sum_q;

    assign activation_o = activation_q;
    assign sum_o = sum_q;

    always @(posedge clk_i) begin
        activation_q <= activation_i;
        if (load_i) shadow_q <= weight_i;
        if (swap_i) active_q <= shadow_q;
        product_q <= activation_q * active_q;
        sum_q <= sum_i + product_q;
    end
endmodule
`default_nettype wire
