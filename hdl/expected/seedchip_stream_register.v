// seedchip_stream_register
//
// A two-entry buffer that cuts every combinational path of a stream.
//
// Valid and ready come from flip-flops, and data from a multiplexer behind flip-flops, so no path goes through the
// buffer, and it still passes one beat per cycle. Beats are written to the two entries in turn: the write enables
// depend on registers alone, and down_ready_i reaches three flip-flops, however wide the data. (An output register
// with a spare register in front of it would bring down_ready_i to a multiplexer in every bit.) With one entry,
// up_ready_o would depend on down_ready_i; for more than two beats there is stream_fifo.
//
// Timing: a beat accepted at t is offered at t + 1 if it is the oldest then. One beat per cycle. While the buffer
// is empty, the data outputs keep the last beat; after a reset they show the first entry. The entries have no
// reset.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_stream_register #(
    parameter WIDTH = 16 // Bits of a beat's data.
) (
    input  wire               clk_i,        // Clock.
    input  wire               rst_ni,       // Synchronous reset, active low: empties both entries.
    input  wire               up_valid_i,   // A beat is offered.
    output wire               up_ready_o,   // The receiver is ready for a beat.
    input  wire [WIDTH - 1:0] up_data_i,    // The beat's data, lane 0 lowest.
    input  wire               up_last_i,    // The beat is the last of its packet.
    output wire               down_valid_o, // A beat is offered.
    input  wire               down_ready_i, // The receiver is ready for a beat.
    output wire [WIDTH - 1:0] down_data_o,  // The beat's data, lane 0 lowest.
    output wire               down_last_o   // The beat is the last of its packet.
);
    wire               waits;
    reg                filled_q;
    reg                full_q;
    reg                second_shown_q;
    reg  [WIDTH - 1:0] first_data_q;
    reg                first_last_q;
    reg  [WIDTH - 1:0] second_data_q;
    reg                second_last_q;

    assign up_ready_o = !full_q;
    assign down_valid_o = filled_q;
    assign down_last_o = second_shown_q ? second_last_q : first_last_q;
    assign down_data_o = second_shown_q ? second_data_q : first_data_q;

    // It is shown once it holds the oldest beat.
    assign waits = filled_q & !down_ready_i;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            filled_q <= 1'b0;
            full_q <= 1'b0;
            second_shown_q <= 1'b0;
        end else begin
            filled_q <= waits | full_q | up_valid_i;
            full_q <= waits & (full_q | up_valid_i);
            second_shown_q <= second_shown_q ^ (!waits & (full_q | up_valid_i));
        end
    end

    always @(posedge clk_i) begin
        // The entry that is not shown takes what comes, until both hold a beat.
        if (!full_q & second_shown_q) begin
            first_last_q <= up_last_i;
            first_data_q <= up_data_i;
        end
        if (!full_q & !second_shown_q) begin
            second_last_q <= up_last_i;
            second_data_q <= up_data_i;
        end
    end
endmodule
`default_nettype wire
