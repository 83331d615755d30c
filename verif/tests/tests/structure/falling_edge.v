// A register takes the other edge.
module falling_edge (
    input  wire       clk_i,
    input  wire [3:0] word_i,
    output reg  [3:0] word_o
);
    always @(negedge clk_i) word_o <= word_i;
endmodule
