// seedchip_operand_packet_16
//
// Gives a command the beats of its packet, and sees that the packet has its length.
//
// A beat is taken from the stream in the cycle in which it serves: nothing is stored. When the packet ends too early,
// the beats that are missing are 0; when it goes on behind the last beat that is wanted, that one waits for the packet's
// end, and is the packet's last. So a command's end also says that its packet has been taken. (A counter of its own
// would know the length beforehand, and repeat what the command's beats are counted by.)
//
// Timing: combinational from the stream and take_i to valid_o and up_ready_o.
// Special cases: of a refused command everything is discarded up to the packet's end, without an error.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_operand_packet_16 (
    input  wire        clk_i,      // Clock.
    input  wire        rst_ni,     // Synchronous reset, active low.
    input  wire        want_i,     // A beat is wanted.
    input  wire        last_i,     // It is the command's last.
    input  wire        drain_i,    // The command was refused: what there is is to be discarded.
    input  wire        take_i,     // The beat has served.
    input  wire        up_valid_i, // A beat is offered.
    output wire        up_ready_o, // The beat is accepted.
    input  wire [15:0] up_data_i,  // The beat.
    input  wire        up_last_i,  // The beat is the last of its packet.
    output wire        valid_o,    // The wanted beat is there.
    output wire [15:0] data_o,     // The beat.
    output reg  [1:0]  error_o     // With the command's last beat: the packet was too short (2), too long (1), or neither (0).
);
    localparam [7:0] NOTHING = 8'd0;

    wire offered;
    wire fits;
    wire skips;
    reg  ended_q;
    reg  long_q;

    // A beat is wanted, or one too many: only the packet's last beat is the command's last.
    assign offered = want_i && !ended_q && up_valid_i;
    assign fits = up_last_i || !last_i;
    assign skips = offered && !fits;
    assign valid_o = (offered && fits) || (want_i && ended_q);
    assign up_ready_o = skips || (offered && take_i);
    assign data_o[7:0] = ended_q ? NOTHING : up_data_i[7:0];
    assign data_o[15:8] = ended_q ? NOTHING : up_data_i[15:8];

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
