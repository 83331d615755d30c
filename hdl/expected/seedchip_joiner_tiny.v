// seedchip_joiner_tiny
//
// The lanes in which block sums join their FP32 accumulators.
//
// A row of block sums comes group by group, as rows do that are converted: J lanes serve all columns, each always the
// same C / J of them, whose accumulators are its own memory. A block is 32 / R tiles, so that many cycles a row are
// no loss. Nothing stops a lane: who feeds it makes sure that there is room for what comes out. (Lanes that could be
// held would need an enable in every register of the adders, which the vector unit has no use for.)
//
// Timing: a group every cycle; a result shows 19 cycles after its feed: choice 1, join 18. An accumulator is stored in
// the cycle of its result, and may be read by a feed from 16 cycles after the one before on. Reset: what is under way,
// and the flags.
// Special cases: begin_i takes +0 for the accumulator. A column that does not exist has sums of 0 and no NaN, whatever
// the scales: it stays +0.
// Widths: a sum is one of 32 products, for which the configuration's widest block format needs V bits. A place is a
// row and a group.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_joiner_tiny (
    input  wire              clk_i,          // Clock.
    input  wire              rst_ni,         // Synchronous reset, active low: nothing is under way.
    input  wire              feed_i,         // A group of a row is fed.
    input  wire [1:0]        group_i,        // Which group.
    input  wire [127:0]      row_i,          // The row's sums of a block.
    input  wire [7:0]        row_scale_i,    // The row's scale, E8M0.
    input  wire [31:0]       column_scale_i, // The columns' scales, E8M0.
    input  wire signed [5:0] unit_i,         // The exponent of the unit that the sums count.
    input  wire              begin_i,        // The block is the first: begin with +0.
    input  wire              final_i,        // The block is the last: what comes out is a result.
    input  wire [3:0]        address_i,      // The row.
    input  wire              keep_i,         // Which of the group's columns exist.
    input  wire              last_row_i,     // The row is the command's last.
    input  wire              end_i,          // The group is the command's last.
    input  wire [1:0]        error_i,        // What was wrong with the command's row scales.
    output wire              valid_o,        // A group of results comes out.
    output wire [31:0]       result_o,       // The results, FP32.
    output wire              keep_o,         // Which of its columns exist.
    output wire              last_row_o,     // It is of the command's last row.
    output wire              end_o,          // It is the command's last.
    output wire [1:0]        error_o,        // What was wrong with the command's row scales.
    output wire              overflow_o,     // A sum of the command so far has overflowed.
    output wire              nan_o           // An accumulator of the command so far has become NaN.
);
    reg  [15:0]       chosen_sum;
    reg  [7:0]        chosen_scale;
    reg  [5:0]        place;
    wire              fed;
    wire              ends;
    wire              overflows;
    wire              nans;
    wire              overflowed;
    wire              is_nan;
    reg  [15:0]       sum_q;
    reg  [7:0]        column_scale_q;
    reg  [7:0]        row_scale_q;
    reg  signed [5:0] unit_q;
    reg               keep_q;
    wire signed [9:0] scale_0_exponent_o;
    wire              scale_0_nan_o;
    reg  [9:0]        exponent_q;
    reg               nan_q;
    wire [9:0]        exponent_delay_0_data_o;
    wire              nan_delay_0_data_o;
    wire              join_0_nan_i;
    wire [31:0]       join_0_acc_i;
    wire              begin_delay_data_o;
    wire              keep_delay_0_data_o;
    wire [5:0]        place_to_read_data_o;
    wire [5:0]        place_to_write_data_o;
    wire [31:0]       accumulators_read_data_o;
    wire [1:0]        tokens_token_i;
    wire [1:0]        tokens_token_o;
    wire [3:0]        marks_data_i;
    wire [3:0]        marks_data_o;
    reg               overflow_q;
    reg               nan_so_far_q;

    always @(*) begin
        // t: the group of each lane, and the place of its accumulator
        chosen_sum = row_i[15:0];
        chosen_scale = column_scale_i[7:0];
        if (group_i == 2'd1) begin
            chosen_sum = row_i[47:32];
            chosen_scale = column_scale_i[15:8];
        end
        if (group_i == 2'd2) begin
            chosen_sum = row_i[79:64];
            chosen_scale = column_scale_i[23:16];
        end
        if (group_i == 2'd3) begin
            chosen_sum = row_i[111:96];
            chosen_scale = column_scale_i[31:24];
        end
    end

    always @(*) begin
        // t: the group of each lane, and the place of its accumulator
        place = {2'd0, address_i};
        if (group_i == 2'd1) place = {2'd0, address_i} | 6'd16;
        if (group_i == 2'd2) place = {2'd0, address_i} | 6'd32;
        if (group_i == 2'd3) place = {2'd0, address_i} | 6'd48;
    end

    // t + 1 to t + 4: the exponents of the sums
    assign join_0_nan_i = nan_delay_0_data_o;

    // t + 6: the accumulators; +0 in the first block
    assign join_0_acc_i = begin_delay_data_o ? 32'd0 : accumulators_read_data_o;

    // t + 19: results, stored as accumulators too
    assign tokens_token_i = {feed_i & final_i, feed_i};
    assign marks_data_i = {error_i, end_i, last_row_i};
    assign fed = tokens_token_o[0];
    assign keep_o = keep_delay_0_data_o;
    assign valid_o = tokens_token_o[1];
    assign last_row_o = marks_data_o[0];
    assign ends = marks_data_o[1];
    assign end_o = ends;
    assign error_o = marks_data_o[3:2];

    assign overflowed = overflow_q | overflows;
    assign is_nan = nan_so_far_q | nans;
    assign overflow_o = overflowed;
    assign nan_o = is_nan;

    // t + 1 to t + 4: the exponents of the sums
    seedchip_scale scale_0 (
        .row_i      (row_scale_q),
        .column_i   (column_scale_q),
        .unit_i     (unit_q),
        .exponent_o (scale_0_exponent_o),
        .nan_o      (scale_0_nan_o)
    );

    // t + 1 to t + 4: the exponents of the sums
    seedchip_delay #(.WIDTH(10), .STAGES(2)) exponent_delay_0 (
        .clk_i  (clk_i),
        .data_i (exponent_q),
        .data_o (exponent_delay_0_data_o)
    );

    // t + 1 to t + 4: the exponents of the sums
    seedchip_delay #(.WIDTH(1), .STAGES(2)) nan_delay_0 (
        .clk_i  (clk_i),
        .data_i (nan_q),
        .data_o (nan_delay_0_data_o)
    );

    // t + 1 to t + 4: the exponents of the sums
    seedchip_join_16 join_0 (
        .clk_i      (clk_i),
        .sum_i      (sum_q),
        .exponent_i (exponent_delay_0_data_o),
        .nan_i      (join_0_nan_i),
        .acc_i      (join_0_acc_i),
        .acc_o      (result_o),
        .overflow_o (overflows),
        .nan_o      (nans)
    );

    // t + 6: the accumulators; +0 in the first block
    seedchip_delay #(.WIDTH(1), .STAGES(6)) begin_delay (
        .clk_i  (clk_i),
        .data_i (begin_i),
        .data_o (begin_delay_data_o)
    );

    // t + 19: results, stored as accumulators too
    seedchip_delay #(.WIDTH(1), .STAGES(18)) keep_delay_0 (
        .clk_i  (clk_i),
        .data_i (keep_q),
        .data_o (keep_delay_0_data_o)
    );

    // t + 6: the accumulators; +0 in the first block
    seedchip_delay #(.WIDTH(6), .STAGES(4)) place_to_read (
        .clk_i  (clk_i),
        .data_i (place),
        .data_o (place_to_read_data_o)
    );

    // t + 19: results, stored as accumulators too
    seedchip_delay #(.WIDTH(6), .STAGES(15)) place_to_write (
        .clk_i  (clk_i),
        .data_i (place_to_read_data_o),
        .data_o (place_to_write_data_o)
    );

    // t + 6: the accumulators; +0 in the first block
    seedchip_memory_registered #(.WIDTH(32), .ADDRESS_BITS(6)) accumulators (
        .clk_i           (clk_i),
        .write_i         (fed),
        .write_address_i (place_to_write_data_o),
        .write_data_i    (result_o),
        .read_address_i  (place_to_read_data_o),
        .read_data_o     (accumulators_read_data_o)
    );

    // t + 19: results, stored as accumulators too
    seedchip_token_delay #(.WIDTH(2), .STAGES(19)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (tokens_token_i),
        .token_o (tokens_token_o)
    );

    // t + 19: results, stored as accumulators too
    seedchip_delay #(.WIDTH(4), .STAGES(19)) marks (
        .clk_i  (clk_i),
        .data_i (marks_data_i),
        .data_o (marks_data_o)
    );

    always @(posedge clk_i) begin
        // t: the group of each lane, and the place of its accumulator
        sum_q <= chosen_sum;
        column_scale_q <= chosen_scale;
        keep_q <= keep_i;
        row_scale_q <= row_scale_i;
        unit_q <= unit_i;
        // t + 1 to t + 4: the exponents of the sums
        exponent_q <= scale_0_exponent_o;
        nan_q <= scale_0_nan_o & keep_q;
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            overflow_q <= 1'b0;
            nan_so_far_q <= 1'b0;
        end else begin
            if (fed) begin
                overflow_q <= overflowed & !ends;
                nan_so_far_q <= is_nan & !ends;
            end
        end
    end

    wire unused = &{1'b0, row_i[31:16], row_i[63:48], row_i[95:80], row_i[127:112]};
endmodule
`default_nettype wire
