// seedchip_delay_18x1
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_delay_18x1 (
    input  wire        clk_i,  // Clock.
    input  wire [17:0] data_i, // The word.
    output wire [17:0] data_o  // The word of N cycles ago.
);
    reg  [17:0] stages_q;

    assign data_o = stages_q;

    always @(posedge clk_i) begin
        stages_q <= data_i;
    end
endmodule
`default_nettype wire
