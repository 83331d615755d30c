// seedchip_row_maximum_4
//
// The greatest number of a row, its magnitude, or where it is.
//
// Numbers become keys that order as integers of 32 bits: 0 for a lane that takes no part, all ones for NaN. So one
// comparison per node serves every kind, and a tie keeps the lower index. (fp32_compare would do for the maximum,
// and leave NaNs, zeros and absent lanes to be told beside it.)
//
// Timing: 3 + log2 L cycles from a row's last vector to its greatest: keys, a register per level of the tree, the
// greatest so far, the number. A vector every cycle. Reset: rows under way.
// Special cases: NaN if one takes part; nothing takes part: negative infinity as maximum, +0 as magnitude and peak, index 0. For
// argmax -0 and +0 are equal.
// Widths: an index is less than 2^20 * L.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_row_maximum_4 (
    input  wire         clk_i,    // Clock.
    input  wire         rst_ni,   // Synchronous reset, active low.
    input  wire         valid_i,  // A vector comes.
    input  wire         last_i,   // It is its row's last.
    input  wire [1:0]   kind_i,   // What is wanted: maximum (0), magnitude (1), peak (2), argmax (3).
    input  wire [19:0]  index_i,  // The vector's number in its row.
    input  wire [3:0]   takes_i,  // Lanes that take part.
    input  wire [127:0] number_i, // The elements.
    output wire         valid_o,  // A row's greatest is there.
    output wire [31:0]  number_o, // The greatest, or its index.
    output wire         nan_o,    // A NaN took part.
    output wire         empty_o   // There is no peak above negative infinity.
);
    localparam [1:0] MAGNITUDE = 2'd1;
    localparam [1:0] PEAK = 2'd2;
    localparam [1:0] ARGMAX = 2'd3;
    localparam [31:0] MINUS_INFINITY_KEY = 32'h7fffff;
    localparam [31:0] NOT_A_NUMBER = 32'h7fc00000;
    localparam [31:0] MINUS_ZERO = 32'h80000000;
    localparam [31:0] SIGN = 32'h80000000;
    localparam [31:0] MINUS_INFINITY = 32'hff800000;
    localparam [31:0] NAN_KEY = 32'hffffffff;

    wire [223:0] key;
    wire [34:0]  place;
    wire [31:0]  of_vector;
    wire [4:0]   of_vector_place;
    wire [31:0]  index;
    reg  [127:0] lane_key_q;
    reg  [95:0]  greater_q;
    reg  [14:0]  greater_place_q;
    wire [1:0]   tokens_token_i;
    wire [1:0]   tokens_token_o;
    wire [21:0]  marks_data_i;
    wire [21:0]  marks_data_o;
    reg          begun_q;
    reg  [31:0]  greatest_q;
    reg  [31:0]  greatest_index_q;
    reg  [1:0]   kind_q;
    reg          complete_q;
    reg          valid_q;
    reg  [31:0]  number_q;
    reg          nan_q;
    reg          empty_q;

    // t: keys in the order of the numbers.
    assign key[127:0] = lane_key_q;
    assign place[19:0] = 20'h18820;

    // t + 1 to t + 1 + log2 L: the greatest of the vector; of equal ones the first.
    assign key[223:128] = greater_q;
    assign place[34:20] = greater_place_q;
    assign tokens_token_i = {last_i, valid_i};
    assign marks_data_i = {kind_i, index_i};

    // t + 1 + log2 L: the greatest so far.
    assign of_vector = greater_q[95:64];
    assign of_vector_place = greater_place_q[14:10];
    assign index = {10'd0, marks_data_o[19:0], 2'd0} | {27'd0, of_vector_place};

    // t + 2 + log2 L: what is wanted of it.
    assign valid_o = valid_q;
    assign number_o = number_q;
    assign nan_o = nan_q;
    assign empty_o = empty_q;

    // t + 1 to t + 1 + log2 L: the greatest of the vector; of equal ones the first.
    seedchip_token_delay #(.WIDTH(2), .STAGES(3)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (tokens_token_i),
        .token_o (tokens_token_o)
    );

    // t + 1 to t + 1 + log2 L: the greatest of the vector; of equal ones the first.
    seedchip_delay #(.WIDTH(22), .STAGES(3)) marks (
        .clk_i  (clk_i),
        .data_i (marks_data_i),
        .data_o (marks_data_o)
    );

    always @(posedge clk_i) begin
        // t: keys in the order of the numbers.
        if (!takes_i[0]) begin
            lane_key_q[31:0] <= 32'd0;
        end else if ((&number_i[30:23]) && (|number_i[22:0])) begin
            lane_key_q[31:0] <= NAN_KEY;
        end else if (!number_i[31] || (kind_i == MAGNITUDE)
            || ((kind_i == ARGMAX) && (number_i[31:0] == MINUS_ZERO))) begin
            lane_key_q[31:0] <= number_i[31:0] | SIGN;
        end else begin
            lane_key_q[31:0] <= ~number_i[31:0];
        end
        if (!takes_i[1]) begin
            lane_key_q[63:32] <= 32'd0;
        end else if ((&number_i[62:55]) && (|number_i[54:32])) begin
            lane_key_q[63:32] <= NAN_KEY;
        end else if (!number_i[63] || (kind_i == MAGNITUDE)
            || ((kind_i == ARGMAX) && (number_i[63:32] == MINUS_ZERO))) begin
            lane_key_q[63:32] <= number_i[63:32] | SIGN;
        end else begin
            lane_key_q[63:32] <= ~number_i[63:32];
        end
        if (!takes_i[2]) begin
            lane_key_q[95:64] <= 32'd0;
        end else if ((&number_i[94:87]) && (|number_i[86:64])) begin
            lane_key_q[95:64] <= NAN_KEY;
        end else if (!number_i[95] || (kind_i == MAGNITUDE)
            || ((kind_i == ARGMAX) && (number_i[95:64] == MINUS_ZERO))) begin
            lane_key_q[95:64] <= number_i[95:64] | SIGN;
        end else begin
            lane_key_q[95:64] <= ~number_i[95:64];
        end
        if (!takes_i[3]) begin
            lane_key_q[127:96] <= 32'd0;
        end else if ((&number_i[126:119]) && (|number_i[118:96])) begin
            lane_key_q[127:96] <= NAN_KEY;
        end else if (!number_i[127] || (kind_i == MAGNITUDE)
            || ((kind_i == ARGMAX) && (number_i[127:96] == MINUS_ZERO))) begin
            lane_key_q[127:96] <= number_i[127:96] | SIGN;
        end else begin
            lane_key_q[127:96] <= ~number_i[127:96];
        end
        // t + 1 to t + 1 + log2 L: the greatest of the vector; of equal ones the first.
        greater_q[31:0] <= key[31:0];
        greater_place_q[4:0] <= place[4:0];
        if (key[63:32] > key[31:0]) begin
            greater_q[31:0] <= key[63:32];
            greater_place_q[4:0] <= place[9:5];
        end
        greater_q[63:32] <= key[95:64];
        greater_place_q[9:5] <= place[14:10];
        if (key[127:96] > key[95:64]) begin
            greater_q[63:32] <= key[127:96];
            greater_place_q[9:5] <= place[19:15];
        end
        greater_q[95:64] <= key[159:128];
        greater_place_q[14:10] <= place[24:20];
        if (key[191:160] > key[159:128]) begin
            greater_q[95:64] <= key[191:160];
            greater_place_q[14:10] <= place[29:25];
        end
        // t + 1 + log2 L: the greatest so far.
        kind_q <= marks_data_o[21:20];
        if (tokens_token_o[0]) begin
            if (!begun_q || (of_vector > greatest_q)) begin
                greatest_q <= of_vector;
                greatest_index_q <= index;
            end
        end
        // t + 2 + log2 L: what is wanted of it.
        nan_q <= greatest_q == NAN_KEY;
        empty_q <= 1'b0;
        if (kind_q == ARGMAX) begin
            number_q <= 32'd0;
            if (|greatest_q) number_q <= greatest_index_q;
        end else if (greatest_q == NAN_KEY) begin
            number_q <= NOT_A_NUMBER;
        end else if ((kind_q == PEAK) && (greatest_q <= MINUS_INFINITY_KEY)) begin
            number_q <= 32'd0;
            empty_q <= 1'b1;
        end else if (!(|greatest_q)) begin
            number_q <= MINUS_INFINITY;
            if (kind_q == MAGNITUDE) number_q <= 32'd0;
        end else if (greatest_q[31]) begin
            number_q <= greatest_q ^ SIGN;
        end else begin
            number_q <= ~greatest_q;
        end
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            begun_q <= 1'b0;
            complete_q <= 1'b0;
            valid_q <= 1'b0;
        end else begin
            // t + 1 + log2 L: the greatest so far.
            complete_q <= tokens_token_o[0] && tokens_token_o[1];
            if (tokens_token_o[0]) begun_q <= !tokens_token_o[1];
            // t + 2 + log2 L: what is wanted of it.
            valid_q <= complete_q;
        end
    end

    wire unused = &{1'b0, key[223:192], place[34:30]};
endmodule
`default_nettype wire
