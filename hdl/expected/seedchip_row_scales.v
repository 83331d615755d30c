// seedchip_row_scales
//
// Gives each row of a block its scale, and sees that the packet of row scales has its length.
//
// A scale is taken from the stream in the cycle in which its row is fed: nothing is stored. When the packet ends too
// early, the scales that are missing are 0; when it goes on behind the command's last row, that row waits for its end,
// and takes its last beat. So a command's end also says that its row scales have been taken. (A row counter of its
// own would know the length before the rows are there, and repeat what the collector counts.)
//
// Timing: combinational from the stream and take_i to scale_valid_o and up_ready_o.
// Special cases: of a refused command everything is discarded up to the packet's end, without an error.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_row_scales (
    input  wire       clk_i,         // Clock.
    input  wire       rst_ni,        // Synchronous reset, active low.
    input  wire       want_i,        // A scale is wanted.
    input  wire       last_i,        // It is the command's last.
    input  wire       drain_i,       // The command was refused: what there is is to be discarded.
    input  wire       take_i,        // The scale has served.
    input  wire       up_valid_i,    // A beat is offered.
    output wire       up_ready_o,    // The beat is accepted.
    input  wire [7:0] up_data_i,     // The beat.
    input  wire       up_last_i,     // The beat is the last of its packet.
    output wire       scale_valid_o, // The scale is there.
    output wire [7:0] scale_o,       // The scale.
    output reg  [1:0] error_o        // With the command's last scale: the packet was too short (2), too long (1), or neither (0).
);
    wire offered;
    wire fits;
    wire skips;
    reg  ended_q;
    reg  long_q;

    // A beat is the scale, or one too many: only the packet's last beat is the last row's.
    assign offered = want_i && !ended_q && up_valid_i;
    assign fits = up_last_i || !last_i;
    assign skips = offered && !fits;
    assign scale_valid_o = (offered && fits) || (want_i && ended_q);
    assign up_ready_o = skips || (offered && take_i);
    assign scale_o = ended_q ? 8'd0 : up_data_i;

    always @(*) begin
        // Whether the packet has its length.
        error_o = 2'd0;
        if (ended_q) begin
            error_o = 2'd2;
        end else if (long_q) begin
            error_o = 2'd1;
        end
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            ended_q <= 1'b0;
            long_q <= 1'b0;
        end else begin
            if (skips && !drain_i) long_q <= 1'b1;
            if (take_i) begin
                if (last_i) begin
                    ended_q <= 1'b0;
                    long_q <= 1'b0;
                end else if (up_last_i) begin
                    ended_q <= 1'b1;
                end
            end
        end
    end
endmodule
`default_nettype wire
