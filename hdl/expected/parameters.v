// memory_16x96
//
// A memory of one write port and one read port, in the form that synthesis takes as block RAM.
//
// A shallow one asks for LUT RAM: a block RAM would be mostly empty, and answers late in its cycle, which only
// memory_registered has the time for.
//
// Its words are not reset. A read in the cycle of a write to the same address shows the old word,
// which block RAMs do without help; a user that needs the new one compares the addresses.
//
// Timing: a word written at t can be read from t + 1. read_i at t shows the word at t + 1, and
// read_data_o keeps it until the next read. Both ports take an access every cycle.
//
// Configuration: tiny
// SeedChip 0.1.0
module memory_16x96 (
    input  wire        clk_i,           // Clock.
    input  wire        write_i,         // Write a word.
    input  wire [3:0]  write_address_i, // The address to write to.
    input  wire [95:0] write_data_i,    // The word to write.
    input  wire        read_i,          // Read a word.
    input  wire [3:0]  read_address_i,  // The address to read from.
    output wire [95:0] read_data_o      // The word last read.
);
    (* ram_style = "distributed" *)
    reg [95:0] words [0:15];
    reg [95:0] read_data_q;

    always @(posedge clk_i) begin
        if (write_i) words[write_address_i] <= write_data_i;
        if (read_i) read_data_q <= words[read_address_i];
    end

    assign read_data_o = read_data_q;
endmodule

// stream_fifo_16x96
//
// A queue of N words in a memory, and one more in the memory's output register.
//
// Sized for block RAM; a queue of one or two words is better a stream_register.
//
// Timing: a word passes an empty queue in two cycles; a word every cycle. up_ready_o does not
// depend on down_ready_i; down_ready_i reaches the memory's read enable.
// Widths: the pointers wrap at the memory's depth, a power of two. Where they are equal, full and filled say which
// of the two it is. These are registers; what they become follows, without a count, from a second pair of
// pointers. It counts down, so that synthesis does not merge it with the first, whose wires go to every bit of the
// memory.
//
// Configuration: tiny
// SeedChip 0.1.0
module stream_fifo_16x96 (
    input  wire        clk_i,        // Clock.
    input  wire        rst_ni,       // Synchronous reset, active low: empties the queue.
    input  wire        up_valid_i,   // A word is offered.
    output wire        up_ready_o,   // There is room for a word.
    input  wire [95:0] up_data_i,    // The word, lane 0 lowest.
    output wire        down_valid_o, // A word is shown.
    input  wire        down_ready_i, // The word is accepted.
    output wire [95:0] down_data_o   // The oldest word.
);
    wire [3:0] write_next;
    wire [3:0] read_next;
    wire       write;
    wire       wanted;
    wire       read;
    reg  [3:0] write_pointer_q;
    reg  [3:0] read_pointer_q;
    reg  [3:0] write_down_q;
    reg  [3:0] read_down_q;
    reg        full_q;
    reg        filled_q;
    reg        shown_q;

    assign up_ready_o = !full_q;
    assign write = up_valid_i & up_ready_o;
    assign wanted = down_ready_i | !shown_q;
    assign read = filled_q & wanted;
    assign down_valid_o = shown_q;
    assign write_next = write_down_q - 4'd1;
    assign read_next = read_down_q - 4'd1;

    memory_16x96 memory (
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
            write_pointer_q <= 4'd0;
            read_pointer_q <= 4'd0;
            write_down_q <= 4'd0;
            read_down_q <= 4'd0;
            full_q <= 1'b0;
            filled_q <= 1'b0;
            shown_q <= 1'b0;
        end else begin
            if (write) begin
                write_pointer_q <= write_pointer_q + 4'd1;
                write_down_q <= write_next;
            end
            if (read) begin
                read_pointer_q <= read_pointer_q + 4'd1;
                read_down_q <= read_next;
            end
            // A full memory, and one that is to become full or empty, is read whenever a word is wanted.
            full_q <= !wanted & (full_q | (up_valid_i & (write_next == read_down_q)));
            filled_q <= write | (filled_q & !(wanted & (read_next == write_down_q)));
            shown_q <= read | (shown_q & !down_ready_i);
        end
    end
endmodule

// delay_32x2
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_32x2 (
    input  wire        clk_i,  // Clock.
    input  wire [31:0] data_i, // The word.
    output wire [31:0] data_o  // The word of N cycles ago.
);
    reg  [63:0] stages_q;

    assign data_o = stages_q[63:32];

    always @(posedge clk_i) begin
        stages_q[31:0] <= data_i;
        stages_q[63:32] <= stages_q[31:0];
    end
endmodule

// delay_6x7
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_6x7 (
    input  wire       clk_i,  // Clock.
    input  wire [5:0] data_i, // The word.
    output wire [5:0] data_o  // The word of N cycles ago.
);
    reg  [41:0] stages_q;

    assign data_o = stages_q[41:36];

    always @(posedge clk_i) begin
        stages_q[5:0] <= data_i;
        stages_q[41:6] <= stages_q[35:0];
    end
endmodule

// delay_8x11
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x11 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [87:0] stages_q;

    assign data_o = stages_q[87:80];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[87:8] <= stages_q[79:0];
    end
endmodule

// delay_8x12
//
// A word, some cycles later.
//
// The stages are flip-flops without reset: for data that a token with a reset accompanies. For
// tokens themselves take token_delay; for more than a few dozen stages a memory would be smaller.
//
// Timing: data_o is data_i of N cycles ago, a new word every cycle; N = 0 is a wire.
//
// Configuration: tiny
// SeedChip 0.1.0
module delay_8x12 (
    input  wire       clk_i,  // Clock.
    input  wire [7:0] data_i, // The word.
    output wire [7:0] data_o  // The word of N cycles ago.
);
    reg  [95:0] stages_q;

    assign data_o = stages_q[95:88];

    always @(posedge clk_i) begin
        stages_q[7:0] <= data_i;
        stages_q[95:8] <= stages_q[87:0];
    end
endmodule

// parameters
//
// Queues the parameters of columns and brings each field to its consumer in the cycle that needs it.
//
// Every column has a shadow and an active register per field, so a set is loaded, one column per cycle, while
// the one before is in use. The pipeline behind takes the bias first and the clamp last, so a set changes
// hands field by field: the later fields are delayed on their way in, and the swap with them. (One delay of
// everything at the end would take a register per stage, column and field.)
//
// A set that comes with raw_i gets multipliers 1, shifts 0 and zero points 0 in place of its own, which lets sums
// through as they are: here that costs a set and a reset of registers, in front of the multipliers a multiplexer.
//
// Timing: set_o, framing_o, bias_range_o a cycle after the beat. From swap_i at t: biases change at t + 1,
// multipliers at t + 3, shifts at t + 8, zero points at t + 12, lows and highs at t + 13; the shadow of column c
// is loaded at the earliest c cycles after swap_i.
// Widths: index and arrived count C columns. Of a beat, the three words that hold fields are queued.
//
// Configuration: tiny
// SeedChip 0.1.0
module parameters (
    input  wire         clk_i,             // Clock.
    input  wire         rst_ni,            // Synchronous reset, active low: empties the queue.
    input  wire         parameter_valid_i, // A beat is offered.
    output wire         parameter_ready_o, // There is room for a beat.
    input  wire [127:0] parameter_data_i,  // The beat: the parameters of a column.
    input  wire         parameter_last_i,  // The beat is the last of its set.
    input  wire         swap_i,            // Take the shadow set into use.
    input  wire         raw_i,             // The coming set is of a raw command.
    output wire         set_o,             // A set has arrived.
    output wire         framing_o,         // A set's last beat was not marked as such, or another beat was.
    output wire         bias_range_o,      // A bias is beyond ±2^30.
    output wire [127:0] bias_o,            // The active biases.
    output wire [127:0] multiplier_o,      // The active multipliers.
    output wire [23:0]  shift_o,           // The active shifts.
    output wire [31:0]  zero_point_o,      // The active zero points.
    output wire [31:0]  low_o,             // The active lower limits.
    output wire [31:0]  high_o             // The active upper limits.
);
    wire         accepted;
    wire         completes;
    reg  [2:0]   column;
    wire         popped;
    reg  [2:0]   arrived_q;
    reg          set_q;
    reg          framing_q;
    reg          bias_range_q;
    wire         queue_down_valid_o;
    wire [95:0]  queue_down_data_o;
    reg  [2:0]   index_q;
    reg          all_loaded_q;
    reg  [11:0]  popped_late_q;
    reg  [35:0]  column_late_q;
    reg  [11:0]  swap_late_q;
    reg  [10:0]  raw_late_q;
    wire [31:0]  multiplier_late_data_o;
    wire [5:0]   shift_late_data_o;
    wire [7:0]   zero_point_late_data_o;
    wire [7:0]   low_late_data_o;
    wire [7:0]   high_late_data_o;
    reg  [127:0] shadow_bias_q;
    reg  [127:0] shadow_multiplier_q;
    reg  [23:0]  shadow_shift_q;
    reg  [31:0]  shadow_zero_point_q;
    reg  [31:0]  shadow_low_q;
    reg  [31:0]  shadow_high_q;
    reg  [127:0] bias_q;
    reg  [127:0] multiplier_q;
    reg  [23:0]  shift_q;
    reg  [31:0]  zero_point_q;
    reg  [31:0]  low_q;
    reg  [31:0]  high_q;

    // Entry: count the columns of a set as they come.
    assign accepted = parameter_valid_i && parameter_ready_o;
    assign completes = accepted && (arrived_q == 3'd3);
    assign set_o = set_q;
    assign framing_o = framing_q;
    assign bias_range_o = bias_range_q;

    // Loader: the next column of the shadow set.
    assign popped = queue_down_valid_o && (swap_i || !all_loaded_q);

    always @(*) begin
        column = index_q;
        if (swap_i) column = 3'd0;
    end

    assign bias_o = bias_q;
    assign multiplier_o = multiplier_q;
    assign shift_o = shift_q;
    assign zero_point_o = zero_point_q;
    assign low_o = low_q;
    assign high_o = high_q;

    stream_fifo_16x96 queue (
        .clk_i        (clk_i),
        .rst_ni       (rst_ni),
        .up_valid_i   (parameter_valid_i),
        .up_ready_o   (parameter_ready_o),
        .up_data_i    (parameter_data_i[95:0]),
        .down_valid_o (queue_down_valid_o),
        .down_ready_i (popped),
        .down_data_o  (queue_down_data_o)
    );

    delay_32x2 multiplier_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[63:32]),
        .data_o (multiplier_late_data_o)
    );

    delay_6x7 shift_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[69:64]),
        .data_o (shift_late_data_o)
    );

    delay_8x11 zero_point_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[79:72]),
        .data_o (zero_point_late_data_o)
    );

    delay_8x12 low_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[87:80]),
        .data_o (low_late_data_o)
    );

    delay_8x12 high_late (
        .clk_i  (clk_i),
        .data_i (queue_down_data_o[95:88]),
        .data_o (high_late_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            arrived_q <= 3'd0;
            set_q <= 1'b0;
            framing_q <= 1'b0;
            bias_range_q <= 1'b0;
            index_q <= 3'd0;
            all_loaded_q <= 1'b0;
            popped_late_q <= 12'd0;
            swap_late_q <= 12'd0;
            raw_late_q <= 11'd0;
        end else begin
            if (completes) begin
                arrived_q <= 3'd0;
            end else if (accepted) begin
                arrived_q <= arrived_q + 3'd1;
            end
            set_q <= completes;
            framing_q <= accepted && (parameter_last_i != completes);
            // In range, -2^30 to 2^30, are biases whose upper two bits agree, and 2^30.
            bias_range_q <= accepted && (parameter_data_i[31] != parameter_data_i[30]) && (parameter_data_i[31] || (|parameter_data_i[29:0]));
            if (swap_i) all_loaded_q <= 1'b0;
            index_q <= column;
            if (popped) begin
                index_q <= column + 3'd1;
                all_loaded_q <= column == 3'd3;
            end
            // What comes later.
            popped_late_q[0] <= popped;
            popped_late_q[11:1] <= popped_late_q[10:0];
            swap_late_q[0] <= swap_i;
            swap_late_q[11:1] <= swap_late_q[10:0];
            raw_late_q[0] <= swap_i && raw_i;
            raw_late_q[10:1] <= raw_late_q[9:0];
        end
    end

    always @(posedge clk_i) begin
        column_late_q[2:0] <= column;
        column_late_q[35:3] <= column_late_q[32:0];
        // The shadow set, column by column.
        if (popped && (column == 3'd0)) shadow_bias_q[31:0] <= queue_down_data_o[31:0];
        if (popped && (column == 3'd1)) shadow_bias_q[63:32] <= queue_down_data_o[31:0];
        if (popped && (column == 3'd2)) shadow_bias_q[95:64] <= queue_down_data_o[31:0];
        if (popped && (column == 3'd3)) shadow_bias_q[127:96] <= queue_down_data_o[31:0];
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd0)) shadow_multiplier_q[31:0] <= multiplier_late_data_o;
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd1)) shadow_multiplier_q[63:32] <= multiplier_late_data_o;
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd2)) shadow_multiplier_q[95:64] <= multiplier_late_data_o;
        if (popped_late_q[1] && (column_late_q[5:3] == 3'd3)) shadow_multiplier_q[127:96] <= multiplier_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd0)) shadow_shift_q[5:0] <= shift_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd1)) shadow_shift_q[11:6] <= shift_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd2)) shadow_shift_q[17:12] <= shift_late_data_o;
        if (popped_late_q[6] && (column_late_q[20:18] == 3'd3)) shadow_shift_q[23:18] <= shift_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd0)) shadow_zero_point_q[7:0] <= zero_point_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd1)) shadow_zero_point_q[15:8] <= zero_point_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd2)) shadow_zero_point_q[23:16] <= zero_point_late_data_o;
        if (popped_late_q[10] && (column_late_q[32:30] == 3'd3)) shadow_zero_point_q[31:24] <= zero_point_late_data_o;
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd0)) begin
            shadow_low_q[7:0] <= low_late_data_o;
            shadow_high_q[7:0] <= high_late_data_o;
        end
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd1)) begin
            shadow_low_q[15:8] <= low_late_data_o;
            shadow_high_q[15:8] <= high_late_data_o;
        end
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd2)) begin
            shadow_low_q[23:16] <= low_late_data_o;
            shadow_high_q[23:16] <= high_late_data_o;
        end
        if (popped_late_q[11] && (column_late_q[35:33] == 3'd3)) begin
            shadow_low_q[31:24] <= low_late_data_o;
            shadow_high_q[31:24] <= high_late_data_o;
        end
        // The active set, all columns at once.
        if (swap_i) bias_q <= shadow_bias_q;
        if (raw_late_q[1]) begin
            multiplier_q <= 128'h1000000010000000100000001;
        end else if (swap_late_q[1]) begin
            multiplier_q <= shadow_multiplier_q;
        end
        if (raw_late_q[6]) begin
            shift_q <= 24'd0;
        end else if (swap_late_q[6]) begin
            shift_q <= shadow_shift_q;
        end
        if (raw_late_q[10]) begin
            zero_point_q <= 32'd0;
        end else if (swap_late_q[10]) begin
            zero_point_q <= shadow_zero_point_q;
        end
        if (swap_late_q[11]) begin
            low_q <= shadow_low_q;
            high_q <= shadow_high_q;
        end
    end

    wire unused = &{1'b0, parameter_data_i[127:96], queue_down_data_o[71:70]};
endmodule
