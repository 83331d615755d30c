// stream_register_16
//
// A two-entry buffer that cuts every combinational path of a stream.
//
// Valid, ready and data all come from flip-flops, so two blocks on either side are timed on their
// own, and a beat still passes every cycle. One entry less would need a path from down_ready_i to
// up_ready_o; to hold more than two take stream_fifo.
//
// Ports: rst_ni (synchronous, low empties it); up_valid_i, up_ready_o, up_data_i, up_last_i: the
// stream that comes; down_valid_o, down_ready_i, down_data_o, down_last_o: the stream that goes.
// Data are lanes of equal width, lane 0 lowest.
// Timing: a beat accepted at t is seen at t + 1 if it is the oldest then; a beat every cycle. The
// data registers have no reset, and keep the beat last shown while none is held.
//
// Configuration: tiny
// SeedChip 0.1.0
module stream_register_16 (
    input  wire        clk_i,
    input  wire        rst_ni,
    input  wire        up_valid_i,
    output wire        up_ready_o,
    input  wire [15:0] up_data_i,
    input  wire        up_last_i,
    output wire        down_valid_o,
    input  wire        down_ready_i,
    output wire [15:0] down_data_o,
    output wire        down_last_o
);
    wire        advance;
    reg         valid_q;
    reg  [15:0] data_q;
    reg         last_q;
    reg         spare_valid_q;
    reg  [15:0] spare_data_q;
    reg         spare_last_q;

    assign up_ready_o = !spare_valid_q;
    assign down_valid_o = valid_q;
    assign down_last_o = last_q;
    assign down_data_o = data_q;
    assign advance = down_ready_i | !valid_q;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            valid_q <= 1'b0;
            spare_valid_q <= 1'b0;
        end else begin
            if (advance) begin
                valid_q <= up_valid_i | spare_valid_q;
                spare_valid_q <= 1'b0;
            end else if (up_valid_i) begin
                spare_valid_q <= 1'b1;
            end
        end
    end

    always @(posedge clk_i) begin
        if (advance & spare_valid_q) begin
            last_q <= spare_last_q;
            data_q <= spare_data_q;
        end else if (advance & up_valid_i) begin
            last_q <= up_last_i;
            data_q <= up_data_i;
        end
        if (!spare_valid_q) begin
            spare_last_q <= up_last_i;
            spare_data_q <= up_data_i;
        end
    end
endmodule
