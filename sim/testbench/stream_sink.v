// seedchip_stream_sink
//
// Accepts the beats of a stream and passes each to a checker: taken_o is high for one cycle with beat_o and its number.
// At random it is not ready, in pause_i of 256 cycles. It counts violations of the handshake rules: valid stays high and
// the beat does not change until it is accepted.
`default_nettype none
module seedchip_stream_sink #(
    parameter WIDTH = 1,
    parameter [31:0] SEED = 1
) (
    input  wire             clk_i,
    input  wire             rst_ni,
    input  wire [7:0]       pause_i,
    input  wire             valid_i,
    output reg              ready_o,
    input  wire [WIDTH-1:0] beat_i,
    output reg              taken_o,
    output reg  [WIDTH-1:0] beat_o,
    output reg  [31:0]      number_o,
    output reg  [31:0]      beats_o,
    output reg  [31:0]      breaches_o
);
    wire [7:0]      random;
    reg             waits;
    reg [WIDTH-1:0] waiting;

    initial breaches_o = 32'd0;

    seedchip_random_byte #(.SEED(SEED)) random_byte (.clk_i(clk_i), .byte_o(random));

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            ready_o <= 1'b0;
            taken_o <= 1'b0;
            beat_o <= {WIDTH{1'b0}};
            number_o <= 32'd0;
            beats_o <= 32'd0;
            waits <= 1'b0;
            waiting <= {WIDTH{1'b0}};
        end else begin
            ready_o <= random >= pause_i;
            taken_o <= 1'b0;
            if (waits && (valid_i !== 1'b1 || beat_i !== waiting)) begin
                breaches_o <= breaches_o + 32'd1;
            end
            waits <= valid_i && !ready_o;
            waiting <= beat_i;
            if (valid_i && ready_o) begin
                taken_o <= 1'b1;
                beat_o <= beat_i;
                number_o <= beats_o;
                beats_o <= beats_o + 32'd1;
            end
        end
    end
endmodule
`default_nettype wire
