// seedchip_block_scales_4
//
// The scales of blocks of 32 elements.
//
// Magnitudes of FP32 numbers order as integers, NaNs above all: so a tree of comparisons with a register per level
// finds a vector's greatest, and one more register the block's. (Only exponents would decide the scale, but for the
// rounding up of `ceil`, and for the NaNs.)
//
// Timing: a scale shows 2 + log2 L cycles after its block's last vector: the tree, the block's greatest, mx_scale. A
// vector every cycle. Reset: vectors under way, and the place in the block.
// Widths: a block has 32 / L vectors.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_block_scales_4 (
    input  wire         clk_i,    // Clock.
    input  wire         rst_ni,   // Synchronous reset, active low.
    input  wire         valid_i,  // A vector comes.
    input  wire         last_i,   // It is its row's last.
    input  wire [2:0]   format_i, // The format of the elements, as mx_scale has it.
    input  wire         ceil_i,   // Nothing must saturate.
    input  wire [127:0] number_i, // The elements.
    output wire         valid_o,  // A scale is there.
    output wire [7:0]   scale_o,  // The scale, E8M0.
    output wire         nan_o     // It is NaN.
);
    localparam [2:0] LAST_PLACE = 3'd7;

    wire [216:0] magnitude;
    wire [30:0]  of_vector;
    wire         ends;
    wire [30:0]  so_far;
    reg  [92:0]  greater_q;
    wire [1:0]   tokens_token_i;
    wire [1:0]   tokens_token_o;
    wire [3:0]   formats_data_i;
    wire [3:0]   formats_data_o;
    reg  [2:0]   place_q;
    reg  [30:0]  greatest_q;
    reg          complete_q;
    reg  [3:0]   format_q;
    wire [7:0]   mx_scale_scale_o;
    wire         mx_scale_nan_o;
    reg  [7:0]   scale_q;
    reg          nan_q;
    reg          valid_q;

    // t: the greatest magnitude of the vector, a register per level.
    assign magnitude[30:0] = number_i[30:0];
    assign magnitude[61:31] = number_i[62:32];
    assign magnitude[92:62] = number_i[94:64];
    assign magnitude[123:93] = number_i[126:96];
    assign magnitude[216:124] = greater_q;
    assign tokens_token_i = {last_i, valid_i};
    assign formats_data_i = {ceil_i, format_i};

    // t + log2 L: the greatest of the block.
    assign of_vector = greater_q[92:62];
    assign so_far = ((|place_q) && (greatest_q > of_vector)) ? greatest_q : of_vector;
    assign ends = (place_q == LAST_PLACE) || tokens_token_o[1];

    // t + log2 L + 1: its scale.
    assign valid_o = valid_q;
    assign scale_o = scale_q;
    assign nan_o = nan_q;

    // t: the greatest magnitude of the vector, a register per level.
    seedchip_token_delay #(.WIDTH(2), .STAGES(2)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (tokens_token_i),
        .token_o (tokens_token_o)
    );

    // t: the greatest magnitude of the vector, a register per level.
    seedchip_delay #(.WIDTH(4), .STAGES(2)) formats (
        .clk_i  (clk_i),
        .data_i (formats_data_i),
        .data_o (formats_data_o)
    );

    // t + log2 L + 1: its scale.
    seedchip_mx_scale mx_scale (
        .magnitude_i (greatest_q),
        .format_i    (format_q[2:0]),
        .ceil_i      (format_q[3]),
        .scale_o     (mx_scale_scale_o),
        .nan_o       (mx_scale_nan_o)
    );

    always @(posedge clk_i) begin
        // t: the greatest magnitude of the vector, a register per level.
        greater_q[30:0] <= magnitude[30:0];
        if (magnitude[61:31] > magnitude[30:0]) greater_q[30:0] <= magnitude[61:31];
        greater_q[61:31] <= magnitude[92:62];
        if (magnitude[123:93] > magnitude[92:62]) greater_q[61:31] <= magnitude[123:93];
        greater_q[92:62] <= magnitude[154:124];
        if (magnitude[185:155] > magnitude[154:124]) greater_q[92:62] <= magnitude[185:155];
        // t + log2 L: the greatest of the block.
        format_q <= formats_data_o;
        if (tokens_token_o[0]) greatest_q <= so_far;
        // t + log2 L + 1: its scale.
        scale_q <= mx_scale_scale_o;
        nan_q <= mx_scale_nan_o;
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            place_q <= 3'd0;
            complete_q <= 1'b0;
            valid_q <= 1'b0;
        end else begin
            // t + log2 L: the greatest of the block.
            complete_q <= tokens_token_o[0] && ends;
            if (tokens_token_o[0]) begin
                place_q <= place_q + 3'd1;
                if (ends) place_q <= 3'd0;
            end
            // t + log2 L + 1: its scale.
            valid_q <= complete_q;
        end
    end

    wire unused = &{1'b0, number_i[31], number_i[63], number_i[95], number_i[127], magnitude[216:186]};
endmodule
`default_nettype wire
