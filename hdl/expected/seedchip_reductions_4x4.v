// seedchip_reductions_4x4
//
// What rows become as scalars.
//
// Each kind has a block of its own, and all but the tree's sum take the same time, the longest of them: so scalars of
// passes that follow each other keep their order without numbers.
//
// Timing: 13 + log2 L cycles from a row's last vector to its scalar, of a sum 13 * (log2 L + levels_i) + 2. A vector
// every cycle. Reset: rows under way.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_reductions_4x4 (
    input  wire         clk_i,       // Clock.
    input  wire         rst_ni,      // Synchronous reset, active low.
    input  wire         valid_i,     // A vector comes, of a pass that keeps a scalar.
    input  wire         last_i,      // It is its row's last.
    input  wire [2:0]   reduction_i, // The reduction.
    input  wire [4:0]   levels_i,    // Levels of the chain that a row's sum passes.
    input  wire         plus_i,      // The tree of a row's sum is padded.
    input  wire [19:0]  index_i,     // The vector's number in its row.
    input  wire [2:0]   existing_i,  // Lanes that exist.
    input  wire [2:0]   from_i,      // The first visible lane.
    input  wire [2:0]   to_i,        // The lane behind the last visible one.
    input  wire [127:0] number_i,    // The elements.
    output wire         valid_o,     // A row's scalar is there.
    output wire [31:0]  scalar_o,    // The scalar.
    output wire         overflow_o,  // An addition of finite numbers has become infinite.
    output wire         nan_o,       // The scalar is NaN, or the index of one.
    output wire         empty_o      // The row has no peak.
);
    localparam [2:0] OF_SUM = 3'd1;
    localparam [2:0] OF_FIXED_SUM = 3'd2;
    localparam [1:0] OF_MAXIMUM = 2'd3;
    localparam [2:0] OF_ARGMAX = 3'd6;
    localparam [31:0] MINUS_ZERO = 32'h80000000;

    wire         is_sum;
    wire         is_fixed_sum;
    wire         is_maximum;
    wire [31:0]  element;
    wire         sum_valid_i;
    wire [127:0] sum_number_i;
    wire         sum_valid_o;
    wire [31:0]  sum_sum_o;
    wire         sum_overflow_o;
    wire         sum_nan_o;
    wire         fixed_sum_valid_i;
    wire         fixed_sum_valid_o;
    wire [31:0]  fixed_sum_sum_o;
    wire         fixed_sum_nan_o;
    wire         maximum_valid_i;
    wire [1:0]   maximum_kind_i;
    wire [3:0]   maximum_takes_i;
    wire         maximum_valid_o;
    wire [31:0]  maximum_number_o;
    wire         maximum_nan_o;
    wire         maximum_empty_o;
    wire         maximum_valid_token_o;
    wire [33:0]  maximum_delay_data_i;
    wire [33:0]  maximum_delay_data_o;
    reg          begun_q;
    reg  [31:0]  first_q;
    wire         element_valid_token_i;
    wire         element_valid_token_o;
    wire [31:0]  element_delay_data_o;
    reg          valid_q;
    reg  [31:0]  scalar_q;
    reg          overflow_q;
    reg          nan_q;
    reg          empty_q;

    // Each row goes to the block of its reduction.
    assign is_sum = reduction_i == OF_SUM;
    assign is_fixed_sum = reduction_i == OF_FIXED_SUM;
    assign is_maximum = (reduction_i >= {1'b0, OF_MAXIMUM}) && (reduction_i <= OF_ARGMAX);
    assign sum_valid_i = valid_i && is_sum;
    assign fixed_sum_valid_i = valid_i && is_fixed_sum;
    assign maximum_valid_i = valid_i && is_maximum;
    assign maximum_kind_i = reduction_i[1:0] - OF_MAXIMUM;
    assign sum_number_i[31:0] = (3'd0 >= existing_i) ? MINUS_ZERO : number_i[31:0];
    assign sum_number_i[63:32] = (3'd1 >= existing_i) ? MINUS_ZERO : number_i[63:32];
    assign sum_number_i[95:64] = (3'd2 >= existing_i) ? MINUS_ZERO : number_i[95:64];
    assign sum_number_i[127:96] = (3'd3 >= existing_i) ? MINUS_ZERO : number_i[127:96];
    assign maximum_takes_i[0] = (3'd0 >= from_i) && (3'd0 < to_i);
    assign maximum_takes_i[1] = (3'd1 >= from_i) && (3'd1 < to_i);
    assign maximum_takes_i[2] = (3'd2 >= from_i) && (3'd2 < to_i);
    assign maximum_takes_i[3] = (3'd3 >= from_i) && (3'd3 < to_i);

    // The first element of a row, without a reduction.
    assign element = begun_q ? first_q : number_i[31:0];
    assign element_valid_token_i = valid_i && last_i && !is_sum && !is_fixed_sum && !is_maximum;
    assign maximum_delay_data_i = {maximum_empty_o, maximum_nan_o, maximum_number_o};

    assign valid_o = valid_q;
    assign scalar_o = scalar_q;
    assign overflow_o = overflow_q;
    assign nan_o = nan_q;
    assign empty_o = empty_q;

    seedchip_row_sum_4x4 sum (
        .clk_i      (clk_i),
        .rst_ni     (rst_ni),
        .valid_i    (sum_valid_i),
        .last_i     (last_i),
        .levels_i   (levels_i),
        .plus_i     (plus_i),
        .number_i   (sum_number_i),
        .valid_o    (sum_valid_o),
        .sum_o      (sum_sum_o),
        .overflow_o (sum_overflow_o),
        .nan_o      (sum_nan_o)
    );

    seedchip_fixed_sum_4 fixed_sum (
        .clk_i    (clk_i),
        .rst_ni   (rst_ni),
        .valid_i  (fixed_sum_valid_i),
        .last_i   (last_i),
        .number_i (number_i),
        .valid_o  (fixed_sum_valid_o),
        .sum_o    (fixed_sum_sum_o),
        .nan_o    (fixed_sum_nan_o)
    );

    seedchip_row_maximum_4 maximum (
        .clk_i    (clk_i),
        .rst_ni   (rst_ni),
        .valid_i  (maximum_valid_i),
        .last_i   (last_i),
        .kind_i   (maximum_kind_i),
        .index_i  (index_i),
        .takes_i  (maximum_takes_i),
        .number_i (number_i),
        .valid_o  (maximum_valid_o),
        .number_o (maximum_number_o),
        .nan_o    (maximum_nan_o),
        .empty_o  (maximum_empty_o)
    );

    seedchip_token_delay #(.WIDTH(1), .STAGES(9)) maximum_valid (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (maximum_valid_o),
        .token_o (maximum_valid_token_o)
    );

    seedchip_delay #(.WIDTH(34), .STAGES(9)) maximum_delay (
        .clk_i  (clk_i),
        .data_i (maximum_delay_data_i),
        .data_o (maximum_delay_data_o)
    );

    seedchip_token_delay #(.WIDTH(1), .STAGES(14)) element_valid (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (element_valid_token_i),
        .token_o (element_valid_token_o)
    );

    seedchip_delay #(.WIDTH(32), .STAGES(14)) element_delay (
        .clk_i  (clk_i),
        .data_i (element),
        .data_o (element_delay_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            begun_q <= 1'b0;
            valid_q <= 1'b0;
        end else begin
            if (valid_i) begun_q <= !last_i;
            // The scalar is that of the one that has finished: they never do so together.
            valid_q <= sum_valid_o || fixed_sum_valid_o || maximum_valid_token_o || element_valid_token_o;
        end
    end

    always @(posedge clk_i) begin
        if (valid_i) first_q <= element;
        scalar_q <= element_delay_data_o;
        overflow_q <= 1'b0;
        nan_q <= (&element_delay_data_o[30:23]) && (|element_delay_data_o[22:0]);
        empty_q <= 1'b0;
        if (sum_valid_o) begin
            scalar_q <= sum_sum_o;
            overflow_q <= sum_overflow_o;
            nan_q <= sum_nan_o;
        end else if (fixed_sum_valid_o) begin
            scalar_q <= fixed_sum_sum_o;
            nan_q <= fixed_sum_nan_o;
        end else if (maximum_valid_token_o) begin
            scalar_q <= maximum_delay_data_o[31:0];
            nan_q <= maximum_delay_data_o[32];
            empty_q <= maximum_delay_data_o[33];
        end
    end
endmodule
`default_nettype wire
