// Nothing is wrong with it: a memory, registers with and without reset, two modules.
module sum (
    input  wire       clk_i,
    input  wire       rst_ni,
    input  wire [3:0] word_i,
    output reg  [3:0] sum_o
);
    always @(posedge clk_i) begin
        if (!rst_ni) sum_o <= 4'd0;
        else sum_o <= sum_o + word_i;
    end
endmodule

module sound (
    input  wire       clk_i,
    input  wire       rst_ni,
    input  wire       write_i,
    input  wire [1:0] address_i,
    input  wire [3:0] word_i,
    output wire [3:0] sum_o
);
    reg [3:0] words [0:3];
    reg [3:0] word_q;

    always @(posedge clk_i) begin
        if (write_i) words[address_i] <= word_i;
        word_q <= words[address_i];
    end

    sum sum (.clk_i(clk_i), .rst_ni(rst_ni), .word_i(word_q), .sum_o(sum_o));
endmodule
