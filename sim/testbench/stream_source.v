// seedchip_stream_source
//
// Offers the beats of a file on a stream, in order. Once a beat is offered it stays until it is taken. Between two
// beats it pauses at random: pause_i of 256 times, never at 0.
//
// While it offers nothing its beat is unknown, so a simulator of four states shows whether something depends on it.
// A run begins with reset: the beats begin anew, the random numbers go on.
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
