// seedchip_delay_18x2
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
module seedchip_delay_18x2 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles before.
);
    reg  [35:0] stages_q;

    assign data_o = stages_q[35:18];

    always @(posedge clk_i) begin
        stages_q[17:0] <= data_i;
        stages_q[35:18] <= stages_q[17:0];
    end
endmodule
`default_nettype wire
