// An output that nobody drives.
module no_driver_of_output (
    input  wire       clk_i,
    input  wire [3:0] word_i,
    output wire [3:0] word_o,
    output reg  [3:0] last_o
);
    always @(posedge clk_i) last_o <= word_i;
endmodule
