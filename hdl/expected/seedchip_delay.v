// seedchip_delay
//
// A delay of N cycles for a word.
//
// The stages are flip-flops without reset, for data that accompany a token. The tokens themselves need token_delay,
// whose stages have a reset; beyond a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles before. One word per cycle. N = 0 is a wire.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_delay #(
    parameter WIDTH  = 8, // Bits of a word.
    parameter STAGES = 3  // Cycles, N.
) (
    input  wire               clk_i,  // Clock.
    input  wire [WIDTH - 1:0] data_i, // The word.
    output wire [WIDTH - 1:0] data_o  // The word of N cycles before.
);
    generate
        if (STAGES == 0) begin : for_stages_0
            assign data_o = data_i;

            wire unused = &{1'b0, clk_i};
        end else if (STAGES == 1) begin : for_stages_1
            reg  [WIDTH - 1:0] stages_q;

            assign data_o = stages_q;

            always @(posedge clk_i) begin
                stages_q <= data_i;
            end
        end else begin : for_others
            localparam BITS = WIDTH * STAGES;

            reg  [BITS - 1:0] stages_q;

            assign data_o = stages_q[BITS - 1:BITS - WIDTH];

            always @(posedge clk_i) begin
                stages_q[WIDTH - 1:0] <= data_i;
                stages_q[BITS - 1:WIDTH] <= stages_q[BITS - WIDTH - 1:0];
            end
        end
    endgenerate
endmodule
`default_nettype wire
