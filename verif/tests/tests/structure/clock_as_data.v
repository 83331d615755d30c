// The clock's level is data.
module clock_as_data (
    input  wire clk_i,
    input  wire word_i,
    output reg  word_o
);
    always @(posedge clk_i) word_o <= word_i ^ clk_i;
endmodule
