// seedchip_token_delay_4x14
//
// A delay of N cycles for tokens, with a reset in every stage.
//
// A token is a bit that triggers an action. After a reset no token may be in flight, so all stages have a reset.
// Data that accompany a token use delay, which has no reset and is smaller.
//
// Timing: token_o is token_i of N cycles before (N at least 1), or 0 if there was a reset since. New tokens every
// cycle.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_token_delay_4x14 (
    input  wire       clk_i,   // Clock.
    input  wire       rst_ni,  // Synchronous reset, active low: clears all stages.
    input  wire [3:0] token_i, // The tokens.
    output wire [3:0] token_o  // The tokens of N cycles before.
);
    reg  [55:0] stages_q;

    assign token_o = stages_q[55:52];

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            stages_q <= 56'd0;
        end else begin
            stages_q[3:0] <= token_i;
            stages_q[55:4] <= stages_q[51:0];
        end
    end
endmodule
`default_nettype wire
