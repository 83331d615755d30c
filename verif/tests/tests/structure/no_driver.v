// A wire that nobody drives is added.
module no_driver (
    input  wire       clk_i,
    input  wire [3:0] word_i,
    output reg  [3:0] word_o
);
    wire [3:0] offset;

    always @(posedge clk_i) word_o <= word_i + offset;
endmodule
