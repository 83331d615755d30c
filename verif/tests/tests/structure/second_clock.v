// A register runs on a gated clock.
module second_clock (
    input  wire       clk_i,
    input  wire       take_i,
    input  wire [3:0] word_i,
    output reg  [3:0] word_o
);
    wire clk_gated = clk_i & take_i;
    reg  [3:0] word_q;

    always @(posedge clk_i) word_q <= word_i;
    always @(posedge clk_gated) word_o <= word_q;
endmodule
