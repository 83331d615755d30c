// Two blocks write one register.
module two_drivers (
    input  wire       clk_i,
    input  wire       take_i,
    input  wire [3:0] word_i,
    output reg  [3:0] word_o
);
    always @(posedge clk_i) if (take_i) word_o <= word_i;
    always @(posedge clk_i) if (!take_i) word_o <= 4'd0;
endmodule
