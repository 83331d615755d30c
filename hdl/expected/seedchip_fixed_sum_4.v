// seedchip_fixed_sum_4
//
// The sum of a row of numbers from 0 to 1, each in multiples of 2^-40: exact, and rounded once.
//
// Softmax's terms lie there, and integers add in any order: so one register takes vectors as they come, where floating
// point wants a tree over the whole row, an adder per level. A term of less than 2^-41 is lost; of a row whose greatest
// term is 1 that is less than half a unit of the sum's last place, for 2^16 such terms.
//
// Timing: 12 + log2 L cycles from a row's last vector to its sum: terms 3, a register per level of the tree, the sum so
// far, int_to_fp32 7, the exponent. A vector every cycle. Reset: rows under way.
// Special cases: the sum is NaN if a number lies outside of 0 to 1.
// Widths: 2^20 terms of at most 2^40 sum to at most 2^60. A sum that is not 0 is 1 at least as an integer, so its
// exponent is 127 at least, and 40 less is that of a normal number.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fixed_sum_4 (
    input  wire         clk_i,    // Clock.
    input  wire         rst_ni,   // Synchronous reset, active low.
    input  wire         valid_i,  // A vector comes.
    input  wire         last_i,   // It is its row's last.
    input  wire [127:0] number_i, // The elements; those that do not exist are 0.
    output wire         valid_o,  // A row's sum is there.
    output wire [31:0]  sum_o,    // The sum.
    output wire         nan_o     // The sum is NaN.
);
    localparam [31:0] FORTY = 32'h14000000;
    localparam [31:0] NOT_A_NUMBER = 32'h7fc00000;

    wire [321:0] partial;
    wire [6:0]   strays;
    wire [60:0]  base;
    wire         base_stray;
    wire [45:0]  of_vector;
    wire         of_vector_stray;
    reg  [137:0] added_q;
    reg  [2:0]   stray_q;
    wire [1:0]   tokens_token_i;
    wire [1:0]   tokens_token_o;
    reg          begun_q;
    reg  [60:0]  so_far_q;
    reg          so_far_stray_q;
    reg          complete_q;
    wire [31:0]  to_fp32_number_o;
    wire         complete_delay_token_o;
    wire         stray_delay_data_o;
    reg          valid_q;
    reg  [31:0]  sum_q;
    reg          nan_q;

    // t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.
    assign partial[321:184] = added_q;
    assign strays[6:4] = stray_q;
    assign tokens_token_i = {last_i, valid_i};

    // t + 3 + log2 L: the sum so far.
    assign of_vector = added_q[137:92];
    assign of_vector_stray = stray_q[2];
    assign base = begun_q ? so_far_q : 61'd0;
    assign base_stray = begun_q ? so_far_stray_q : 1'b0;

    // t + 4 + log2 L: rounded; its unit is 2^-40.
    assign valid_o = valid_q;
    assign sum_o = sum_q;
    assign nan_o = nan_q;

    // t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.
    seedchip_fixed_term term_0 (
        .clk_i     (clk_i),
        .number_i  (number_i[31:0]),
        .term_o    (partial[45:0]),
        .outside_o (strays[0])
    );

    // t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.
    seedchip_fixed_term term_1 (
        .clk_i     (clk_i),
        .number_i  (number_i[63:32]),
        .term_o    (partial[91:46]),
        .outside_o (strays[1])
    );

    // t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.
    seedchip_fixed_term term_2 (
        .clk_i     (clk_i),
        .number_i  (number_i[95:64]),
        .term_o    (partial[137:92]),
        .outside_o (strays[2])
    );

    // t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.
    seedchip_fixed_term term_3 (
        .clk_i     (clk_i),
        .number_i  (number_i[127:96]),
        .term_o    (partial[183:138]),
        .outside_o (strays[3])
    );

    // t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.
    seedchip_token_delay #(.WIDTH(2), .STAGES(5)) tokens (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (tokens_token_i),
        .token_o (tokens_token_o)
    );

    // t + 4 + log2 L: rounded; its unit is 2^-40.
    seedchip_int_to_fp32_62 to_fp32 (
        .clk_i     (clk_i),
        .integer_i ({1'b0, so_far_q}),
        .number_o  (to_fp32_number_o)
    );

    // t + 4 + log2 L: rounded; its unit is 2^-40.
    seedchip_token_delay #(.WIDTH(1), .STAGES(7)) complete_delay (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (complete_q),
        .token_o (complete_delay_token_o)
    );

    // t + 4 + log2 L: rounded; its unit is 2^-40.
    seedchip_delay #(.WIDTH(1), .STAGES(7)) stray_delay (
        .clk_i  (clk_i),
        .data_i (so_far_stray_q),
        .data_o (stray_delay_data_o)
    );

    always @(posedge clk_i) begin
        // t to t + 3: terms; to t + 3 + log2 L: their sum over the lanes.
        added_q[45:0] <= partial[45:0] + partial[91:46];
        added_q[91:46] <= partial[137:92] + partial[183:138];
        added_q[137:92] <= partial[229:184] + partial[275:230];
        stray_q[0] <= strays[0] || strays[1];
        stray_q[1] <= strays[2] || strays[3];
        stray_q[2] <= strays[4] || strays[5];
        // t + 3 + log2 L: the sum so far.
        if (tokens_token_o[0]) begin
            so_far_q <= base + {15'd0, of_vector};
            so_far_stray_q <= base_stray || of_vector_stray;
        end
        // t + 4 + log2 L: rounded; its unit is 2^-40.
        nan_q <= stray_delay_data_o;
        sum_q <= to_fp32_number_o;
        if (stray_delay_data_o) begin
            sum_q <= NOT_A_NUMBER;
        end else if (|to_fp32_number_o) begin
            sum_q <= to_fp32_number_o - FORTY;
        end
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            begun_q <= 1'b0;
            complete_q <= 1'b0;
            valid_q <= 1'b0;
        end else begin
            // t + 3 + log2 L: the sum so far.
            complete_q <= tokens_token_o[0] && tokens_token_o[1];
            if (tokens_token_o[0]) begun_q <= !tokens_token_o[1];
            // t + 4 + log2 L: rounded; its unit is 2^-40.
            valid_q <= complete_delay_token_o;
        end
    end

    wire unused = &{1'b0, partial[321:276], strays[6]};
endmodule
`default_nettype wire
