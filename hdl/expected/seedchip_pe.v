// seedchip_pe
//
// A cell of the array: one product and one sum a cycle.
//
// The weight stands still in `active`; the next one waits in `shadow`, so loading never stops the
// array. Activations go right, sums go down. The product has a register of its own: 16 flip-flops
// more than adding at once, for a path of a multiplier or an adder instead of both. It is declared
// in the bits of a sum, which spares the simulator an extension; the copies of its sign bit are one
// flip-flop after synthesis. No reset: a stale token reaches a cell before any token of a later
// command.
//
// Timing: activation_o one cycle after its input. The activation of t meets
// the weight swapped in at t; its product is registered at t + 2, added to the sum_i of that cycle,
// and in sum_o at t + 3. A product every cycle.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, -128 * -128 = 2^14 too; a sum has the bits of its row's.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pe #(
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
