// The reset does not wait for the clock.
module asynchronous_reset (
    input  wire       clk_i,
    input  wire       rst_ni,
    input  wire [3:0] word_i,
    output reg  [3:0] word_o
);
    always @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) word_o <= 4'd0;
        else word_o <= word_i;
    end
endmodule
