// seedchip_random_byte
//
// Eight random bits in every cycle (xorshift), the same in every simulator.
`default_nettype none
module seedchip_random_byte #(
    parameter [31:0] SEED = 1
) (
    input  wire       clk_i,
    output wire [7:0] byte_o
);
    reg  [31:0] word;
    wire [31:0] first = word ^ (word << 13);
    wire [31:0] second = first ^ (first >> 17);

    assign byte_o = word[7:0];

    initial word = SEED;

    always @(posedge clk_i) word <= second ^ (second << 5);
endmodule
`default_nettype wire
