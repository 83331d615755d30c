// A branch that assigns nothing makes a latch.
module latch (
    input  wire       clk_i,
    input  wire       take_i,
    input  wire [3:0] word_i,
    output reg  [3:0] word_o
);
    reg [3:0] kept;

    always @(*) begin
        if (take_i) kept = word_i;
    end

    always @(posedge clk_i) word_o <= kept;
endmodule
