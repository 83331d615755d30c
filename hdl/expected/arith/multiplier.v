// multiplier
//
// A signed product of 32 × 32 bits.
//
// Three ranks of registers (operands, product, output) around a plain `*`: synthesis moves the
// last two into the multiplier's tree, FPGAs into their DSP slices. No reset.
//
// Ports: a_i, b_i (signed 32 bits), product_o (signed 64 bits).
// Timing: product_o is the product of three cycles ago, a new one every cycle.
// Widths: 64 bits hold every product, (−2^31)² = 2^62 too.
//
// Configuration: tiny
// SeedChip 0.1.0
module multiplier (
    input  wire               clk_i,
    input  wire signed [31:0] a_i,
    input  wire signed [31:0] b_i,
    output wire signed [63:0] product_o
);
    reg signed [31:0] a_q;
    reg signed [31:0] b_q;
    reg signed [63:0] product_q;
    reg signed [63:0] output_q;

    always @(posedge clk_i) begin
        a_q <= a_i;
        b_q <= b_i;
        product_q <= a_q * b_q;
        output_q <= product_q;
    end

    assign product_o = output_q;
endmodule
