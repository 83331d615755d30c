// seedchip_stream_fifo
//
// A queue of N words in a memory, and one more in the memory's output register.
//
// Meant for block RAM; a queue of one or two words is smaller as a stream_register.
//
// Timing: a word takes two cycles through an empty queue. One word per cycle. up_ready_o does not depend on
// down_ready_i; down_ready_i reaches the read enable of the memory.
// Widths: the pointers wrap at the depth of the memory, a power of two. When they are equal, the memory is empty or
// full: the registers full and filled distinguish the two. Their next values are computed, without an occupancy
// count, from a second pair of pointers. That pair counts down, so that synthesis does not merge it with the first
// pair, whose wires go to every bit of the memory.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_stream_fifo #(
    parameter WIDTH        = 16, // Bits of a word.
    parameter ADDRESS_BITS = 2   // Bits of an address of the memory, which has N words.
) (
    input  wire               clk_i,        // Clock.
    input  wire               rst_ni,       // Synchronous reset, active low: empties the queue.
    input  wire               up_valid_i,   // A word is offered.
    output wire               up_ready_o,   // The receiver is ready for a word.
    input  wire [WIDTH - 1:0] up_data_i,    // The word, lane 0 lowest.
    output wire               down_valid_o, // A word is offered.
    input  wire               down_ready_i, // The receiver is ready for a word.
    output wire [WIDTH - 1:0] down_data_o   // The word, lane 0 lowest.
);
    wire [ADDRESS_BITS - 1:0] write_next;
    wire [ADDRESS_BITS - 1:0] read_next;
    wire                      write;
    wire                      wanted;
    wire                      read;
    reg  [ADDRESS_BITS - 1:0] write_pointer_q;
    reg  [ADDRESS_BITS - 1:0] read_pointer_q;
    reg  [ADDRESS_BITS - 1:0] write_down_q;
    reg  [ADDRESS_BITS - 1:0] read_down_q;
    reg                       full_q;
    reg                       filled_q;
    reg                       shown_q;

    assign up_ready_o = !full_q;
    assign write = up_valid_i & up_ready_o;
    assign wanted = down_ready_i | !shown_q;
    assign read = filled_q & wanted;
    assign down_valid_o = shown_q;
    assign write_next = write_down_q - 1'b1;
    assign read_next = read_down_q - 1'b1;

    seedchip_memory #(.WIDTH(WIDTH), .ADDRESS_BITS(ADDRESS_BITS)) memory (
        .clk_i           (clk_i),
        .write_i         (write),
        .write_address_i (write_pointer_q),
        .write_data_i    (up_data_i),
        .read_i          (read),
        .read_address_i  (read_pointer_q),
        .read_data_o     (down_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            write_pointer_q <= {ADDRESS_BITS{1'b0}};
            read_pointer_q <= {ADDRESS_BITS{1'b0}};
            write_down_q <= {ADDRESS_BITS{1'b0}};
            read_down_q <= {ADDRESS_BITS{1'b0}};
            full_q <= 1'b0;
            filled_q <= 1'b0;
            shown_q <= 1'b0;
        end else begin
            if (write) begin
                write_pointer_q <= write_pointer_q + 1'b1;
                write_down_q <= write_next;
            end
            if (read) begin
                read_pointer_q <= read_pointer_q + 1'b1;
                read_down_q <= read_next;
            end
            // A full memory, and one that is to become full or empty, is read whenever a word is wanted.
            full_q <= !wanted & (full_q | (up_valid_i & (write_next == read_down_q)));
            filled_q <= write | (filled_q & !(wanted & (read_next == write_down_q)));
            shown_q <= read | (shown_q & !down_ready_i);
        end
    end
endmodule
`default_nettype wire
