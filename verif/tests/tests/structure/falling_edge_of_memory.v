// A memory is written at the other edge.
module falling_edge_of_memory (
    input  wire       clk_i,
    input  wire       write_i,
    input  wire [1:0] address_i,
    input  wire [3:0] word_i,
    output reg  [3:0] word_o
);
    reg [3:0] words [0:3];

    always @(negedge clk_i) if (write_i) words[address_i] <= word_i;
    always @(posedge clk_i) word_o <= words[address_i];
endmodule
