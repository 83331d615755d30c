// seedchip_token_delay
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
module seedchip_token_delay #(
    parameter WIDTH  = 8, // Tokens.
    parameter STAGES = 3  // Cycles, N, at least 1.
) (
    input  wire               clk_i,   // Clock.
    input  wire               rst_ni,  // Synchronous reset, active low: clears all stages.
    input  wire [WIDTH - 1:0] token_i, // The tokens.
    output wire [WIDTH - 1:0] token_o  // The tokens of N cycles before.
);
    generate
        if (STAGES == 1) begin : for_stages_1
            reg  [WIDTH - 1:0] stages_q;

            assign token_o = stages_q;

            always @(posedge clk_i) begin
                if (!rst_ni) begin
                    stages_q <= {WIDTH{1'b0}};
                end else begin
                    stages_q <= token_i;
                end
            end
        end else begin : for_others
            localparam BITS = WIDTH * STAGES;

            reg  [BITS - 1:0] stages_q;

            assign token_o = stages_q[BITS - 1:BITS - WIDTH];

            always @(posedge clk_i) begin
                if (!rst_ni) begin
                    stages_q <= {BITS{1'b0}};
                end else begin
                    stages_q[WIDTH - 1:0] <= token_i;
                    stages_q[BITS - 1:WIDTH] <= stages_q[BITS - WIDTH - 1:0];
                end
            end
        end
    endgenerate
endmodule
`default_nettype wire
