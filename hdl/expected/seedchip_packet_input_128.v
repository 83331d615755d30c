// seedchip_packet_input_128
//
// A stream register at an input of the unit, which discards what is left of a packet when its command is aborted.
//
// The unit forgets an aborted command at once, but whoever sends its packet goes on to tlast. What is left is
// discarded here, where the packet's end is seen, so that nothing behind has to know of an abort. (Closing the input
// for good instead would hang the sender, and only a reset of both sides would help.)
//
// Timing: as stream_register, a cycle from beat to beat and a beat per cycle; discarded beats are accepted one per
// cycle. In a cycle with abort_i the register is emptied, and a beat that is accepted in it is lost.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_packet_input_128 (
    input  wire         clk_i,        // Clock.
    input  wire         rst_ni,       // Synchronous reset, active low: forgets the packet under way.
    input  wire         abort_i,      // Forget the beats inside, and discard the rest of the packet under way.
    input  wire         up_valid_i,   // A beat is offered.
    output wire         up_ready_o,   // The receiver is ready for a beat.
    input  wire [127:0] up_data_i,    // The beat's data, lane 0 lowest.
    input  wire         up_last_i,    // The beat is the last of its packet.
    output wire         down_valid_o, // A beat is offered.
    input  wire         down_ready_i, // The receiver is ready for a beat.
    output wire [127:0] down_data_o,  // The beat's data, lane 0 lowest.
    output wire         down_last_o,  // The beat is the last of its packet.
    output wire         mid_o         // A packet is under way: its first beat was accepted, its last was not.
);
    wire accepted;
    reg  mid_d;
    reg  mid_q;
    reg  discard_q;
    wire register_rst_ni;
    wire register_up_valid_i;
    wire register_up_ready_o;

    always @(*) begin
        mid_d = mid_q;
        if (accepted) mid_d = !up_last_i;
        if (!rst_ni) mid_d = 1'b0;
    end

    assign register_rst_ni = rst_ni & !abort_i;
    assign register_up_valid_i = up_valid_i & !discard_q;

    // Beats are discarded from an abort on, which empties the register: it is ready then.
    assign up_ready_o = rst_ni & register_up_ready_o;
    assign accepted = up_valid_i & up_ready_o;
    assign mid_o = mid_q;

    seedchip_stream_register #(.WIDTH(128)) register (
        .clk_i        (clk_i),
        .rst_ni       (register_rst_ni),
        .up_valid_i   (register_up_valid_i),
        .up_ready_o   (register_up_ready_o),
        .up_data_i    (up_data_i),
        .up_last_i    (up_last_i),
        .down_valid_o (down_valid_o),
        .down_ready_i (down_ready_i),
        .down_data_o  (down_data_o),
        .down_last_o  (down_last_o)
    );

    always @(posedge clk_i) begin
        mid_q <= mid_d;
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            discard_q <= 1'b0;
        end else begin
            if (abort_i) begin
                discard_q <= mid_d;
            end else if (accepted & up_last_i) begin
                discard_q <= 1'b0;
            end
        end
    end
endmodule
`default_nettype wire
