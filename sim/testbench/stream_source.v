// seedchip_stream_source
//
// Offers the beats of a file on a stream, in order. A beat is offered until it is accepted. Between beats the source
// pauses at random, in pause_i of 256 cycles.
//
// While no beat is offered the data are unknown, so a four-state simulator shows whether anything depends on them. A
// reset starts again with the first beat; the random numbers continue.
`default_nettype none
module seedchip_stream_source #(
    parameter WIDTH = 1,
    parameter BEATS = 1,
    parameter FILE = "",
    parameter [31:0] SEED = 1
) (
    input  wire             clk_i,
    input  wire             rst_ni,
    input  wire [7:0]       pause_i,
    output reg              valid_o,
    input  wire             ready_i,
    output reg  [WIDTH-1:0] beat_o,
    output wire             done_o
);
    reg [WIDTH-1:0] beats [0:BEATS-1];
    reg [31:0]      next;
    wire [7:0]      random;

    initial $readmemh(FILE, beats);

    seedchip_random_byte #(.SEED(SEED)) random_byte (.clk_i(clk_i), .byte_o(random));

    assign done_o = next == BEATS && !valid_o;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            valid_o <= 1'b0;
            beat_o <= {WIDTH{1'bx}};
            next <= 32'd0;
        end else if (!valid_o || ready_i) begin
            if (next != BEATS && random >= pause_i) begin
                valid_o <= 1'b1;
                beat_o <= beats[next];
                next <= next + 32'd1;
            end else begin
                valid_o <= 1'b0;
                beat_o <= {WIDTH{1'bx}};
            end
        end
    end
endmodule
`default_nettype wire
