// seedchip_fp32_function
//
// exp2, exp, sigmoid, reciprocal or reciprocal square root of an FP32 number.
//
// All of them are values of two tables with an exponent. exp2 and exp take 2^f of the fraction of their exponent,
// reciprocal and rsqrt that of the significand, and the sigmoid both, one behind the other: 1 / (1 + 2^t). Nothing is
// rounded in between. (One evaluation would do for all but the sigmoid, which would then come half as often.) The
// rounder shifts what underflows gradually.
//
// Timing: result_o follows number_i and select_i by 42 cycles, whatever the function. A number every cycle, of any
// function. No reset.
// Special cases: infinities, zeros and NaNs have bits of their own beside the data; a number beyond +-256 stands for
// +-2^36 of the exponent's units, at which every function has overflowed, underflowed or reached 1.
// Widths: s * log2(e) * 2^11 < 2^36. The exponent t fits 36 bits in units of 2^-26. e + 150 is at most 661.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_fp32_function (
    input  wire        clk_i,      // Clock.
    input  wire [31:0] number_i,   // The number.
    input  wire [2:0]  select_i,   // The function: 0 exp2, 1 exp, 2 sigmoid, 3 reciprocal, 4 to 7 reciprocal square root.
    output wire [31:0] result_o,   // The function of the number.
    output wire        overflow_o, // The number is finite, and so is the exact value, but the result is not.
    output wire        nan_o       // The result is NaN.
);
    localparam [2:0] EXP2_CODE = 3'd0;
    localparam [1:0] ZERO_KIND = 2'd0;
    localparam [1:0] COMPUTED_KIND = 2'd1;
    localparam [1:0] INFINITE_KIND = 2'd2;
    localparam [2:0] SIGMOID_CODE = 3'd2;
    localparam [1:0] NAN_KIND = 2'd3;
    localparam [2:0] RSQRT_CODE = 3'd4;
    localparam [5:0] FARTHEST = 6'd63;
    localparam [8:0] NEAREST = 9'd134;
    localparam [17:0] MIDDLE = 18'h20000;
    localparam [28:0] ONE = 29'h10000000;
    localparam [35:0] GREATEST = 36'hffffffffe;

    wire               is_exp2;
    wire               is_exponential;
    wire               is_sigmoid;
    wire               is_rsqrt;
    wire [3:0]         flags;
    reg  [1:0]         kind;
    reg                negative;
    wire [35:0]        significand;
    wire [8:0]         distance;
    wire               saturates;
    wire               vanishes;
    wire [35:0]        octets;
    wire               turns;
    wire [36:0]        turned;
    wire [36:0]        twice;
    wire [25:0]        fraction;
    wire [9:0]         whole_magnitude;
    wire [27:0]        quotient;
    wire [1:0]         carries;
    wire signed [10:0] whole_of_sum;
    wire signed [10:0] binade;
    wire [22:0]        mantissa;
    wire signed [10:0] own_binade;
    wire signed [10:0] half_binade;
    reg  [25:0]        argument;
    wire signed [10:0] end_exponent;
    wire signed [10:0] biased;
    wire [28:0]        value;
    wire               is_nothing;
    wire               unpack_sign_o;
    wire [7:0]         unpack_exponent_o;
    wire [23:0]        unpack_significand_o;
    wire               unpack_zero_o;
    wire               unpack_infinite_o;
    wire               unpack_nan_o;
    wire [3:0]         flags_delay_data_o;
    wire [3:0]         flags_to_second_data_o;
    wire [3:0]         flags_to_end_data_o;
    wire [2:0]         kind_delay_data_i;
    wire [2:0]         kind_delay_data_o;
    wire signed [63:0] multiplier_product_o;
    wire [23:0]        significand_delay_data_o;
    reg  [35:0]        high_q;
    wire [7:0]         distance_delay_data_i;
    wire [7:0]         distance_delay_data_o;
    reg  [35:0]        coarse_q;
    reg  [35:0]        fine_q;
    reg                fine_is_great_q;
    reg  [35:0]        magnitude_q;
    wire               turns_delay_data_o;
    reg  [35:0]        exponent_q;
    wire [28:0]        first_coefficients_c0_o;
    wire signed [21:0] first_coefficients_c1_o;
    wire signed [13:0] first_coefficients_c2_o;
    wire [17:0]        first_place_data_i;
    wire [17:0]        first_place_data_o;
    wire [28:0]        first_value_o;
    wire [9:0]         whole_delay_data_o;
    wire [9:0]         whole_to_sum_data_o;
    wire [9:0]         whole_to_end_data_o;
    wire [28:0]        value_delay_data_o;
    reg                whole_is_negative_q;
    reg  [4:0]         whole_distance_q;
    reg  [29:0]        shifted_q;
    reg  [29:0]        other_q;
    reg  [2:0]         whole_fine_q;
    reg  [29:0]        shifted_late_q;
    reg  [29:0]        other_late_q;
    reg  [29:0]        sum_q;
    wire [23:0]        normalise_value_o;
    wire [5:0]         normalise_shift_o;
    wire [7:0]         field_delay_data_o;
    wire [22:0]        mantissa_delay_data_o;
    wire [10:0]        binade_delay_data_o;
    reg  [8:0]         segment_q;
    reg  [17:0]        place_q;
    reg  signed [10:0] second_exponent_q;
    wire [28:0]        second_coefficients_c0_o;
    wire signed [21:0] second_coefficients_c1_o;
    wire signed [13:0] second_coefficients_c2_o;
    wire [17:0]        second_place_data_o;
    wire [28:0]        second_value_o;
    wire [10:0]        second_exponent_delay_data_o;
    reg  [52:0]        end_value_q;
    reg  [9:0]         end_field_q;
    reg  [1:0]         end_kind_q;
    reg                end_negative_q;
    wire               round_infinite_i;
    wire               round_nan_i;

    // t: the number apart, and what the function is
    assign is_exp2 = select_i == EXP2_CODE;
    assign is_exponential = select_i < SIGMOID_CODE;
    assign is_sigmoid = select_i == SIGMOID_CODE;
    assign is_rsqrt = select_i >= RSQRT_CODE;
    assign flags = {is_rsqrt, is_sigmoid, is_exponential, is_exp2};

    always @(*) begin
        // Zeros, infinities and NaNs.
        kind = COMPUTED_KIND;
        negative = 1'b0;
        if (is_exponential) begin
            if (unpack_infinite_o && !unpack_sign_o) kind = INFINITE_KIND;
        end else if (!is_sigmoid) begin
            negative = unpack_sign_o;
            if (unpack_infinite_o) kind = ZERO_KIND;
            if (unpack_zero_o) begin
                kind = INFINITE_KIND;
            end else if (is_rsqrt && unpack_sign_o) begin
                kind = NAN_KIND;
            end
        end
        if (unpack_nan_o) kind = NAN_KIND;
    end

    assign kind_delay_data_i = {negative, kind};

    // t to t + 6: the significand, or log2(e) times it, which is 3 * 2^33 times it less a product
    assign significand = {12'd0, significand_delay_data_o};

    // t + 6 to t + 8: moved by the number's exponent
    assign distance = NEAREST - {1'b0, unpack_exponent_o};
    assign saturates = distance[8];
    assign vanishes = distance[7] | distance[6];
    assign distance_delay_data_i = {saturates, vanishes, distance[5:0]};
    assign octets = {30'd0, distance_delay_data_o[5:3], 3'd0};

    // t + 8: rounded, with its sign
    assign turns = unpack_sign_o ^ is_sigmoid;
    assign turned = turns_delay_data_o ? ~{1'b0, magnitude_q} : {1'b0, magnitude_q};
    assign twice = turned + 37'd1;

    // t + 9 to t + 20: two to the fraction
    assign fraction = exponent_q[25:0];
    assign first_place_data_i = fraction[17:0] ^ MIDDLE;

    // t + 19 to t + 23: one more, in units of the greater term
    assign whole_magnitude = whole_delay_data_o[9] ? (~whole_delay_data_o + 10'd1) : whole_delay_data_o;

    // t + 23: its leading bits, rounded, and its exponent
    wire [29:0] quotient_part = sum_q + 30'd4;
    wire [29:0] quotient_part_2 = sum_q + 30'd2;
    assign quotient = sum_q[29] ? {1'b0, quotient_part[29:3]} : quotient_part_2[29:2];
    assign carries = {1'b0, sum_q[29]} + {1'b0, quotient[27]};
    assign whole_of_sum = whole_to_sum_data_o[9] ? 11'd0 : {whole_to_sum_data_o[9], whole_to_sum_data_o};

    // t to t + 4: the significand without leading zeros; it waits for the sum's turn
    assign binade = {3'd0, field_delay_data_o} - 11'd127 - {5'd0, normalise_shift_o};

    // t + 23: the argument of the second table, and the exponent of its value
    assign mantissa = mantissa_delay_data_o;
    assign own_binade = binade_delay_data_o;
    assign half_binade = {own_binade[10], own_binade[10:1]};

    always @(*) begin
        // t + 23: the argument of the second table, and the exponent of its value
        if (flags_to_second_data_o[2]) begin
            argument = quotient[25:0];
        end else if (flags_to_second_data_o[3]) begin
            argument = {8'd0, mantissa[15:0], 2'd0};
        end else begin
            argument = {mantissa, 3'd0};
        end
    end

    // t + 35: the one or the other; what is below half of the least number is nothing
    assign value = flags_to_end_data_o[1] ? value_delay_data_o : second_value_o;
    assign end_exponent = flags_to_end_data_o[1] ? {whole_to_end_data_o[9], whole_to_end_data_o}
        : second_exponent_delay_data_o;
    assign biased = end_exponent + 11'd150;
    assign is_nothing = biased[10] | (kind_delay_data_o[1:0] == ZERO_KIND);

    // t + 36: rounded
    assign round_infinite_i = end_kind_q == INFINITE_KIND;
    assign round_nan_i = end_kind_q == NAN_KIND;

    // t: the number apart, and what the function is
    seedchip_unpack_fp32 unpack (
        .number_i      (number_i),
        .sign_o        (unpack_sign_o),
        .exponent_o    (unpack_exponent_o),
        .significand_o (unpack_significand_o),
        .zero_o        (unpack_zero_o),
        .infinite_o    (unpack_infinite_o),
        .nan_o         (unpack_nan_o)
    );

    // t: the number apart, and what the function is
    seedchip_delay #(.WIDTH(4), .STAGES(5)) flags_delay (
        .clk_i  (clk_i),
        .data_i (flags),
        .data_o (flags_delay_data_o)
    );

    // t: the number apart, and what the function is
    seedchip_delay #(.WIDTH(4), .STAGES(18)) flags_to_second (
        .clk_i  (clk_i),
        .data_i (flags_delay_data_o),
        .data_o (flags_to_second_data_o)
    );

    // t: the number apart, and what the function is
    seedchip_delay #(.WIDTH(4), .STAGES(12)) flags_to_end (
        .clk_i  (clk_i),
        .data_i (flags_to_second_data_o),
        .data_o (flags_to_end_data_o)
    );

    seedchip_delay #(.WIDTH(3), .STAGES(35)) kind_delay (
        .clk_i  (clk_i),
        .data_i (kind_delay_data_i),
        .data_o (kind_delay_data_o)
    );

    // t to t + 6: the significand, or log2(e) times it, which is 3 * 2^33 times it less a product
    seedchip_multiplier multiplier (
        .clk_i     (clk_i),
        .enable_i  (1'b1),
        .a_i       ({8'd0, unpack_significand_o}),
        .b_i       (32'hc551d94b),
        .product_o (multiplier_product_o)
    );

    // t to t + 6: the significand, or log2(e) times it, which is 3 * 2^33 times it less a product
    seedchip_delay #(.WIDTH(24), .STAGES(5)) significand_delay (
        .clk_i  (clk_i),
        .data_i (unpack_significand_o),
        .data_o (significand_delay_data_o)
    );

    // t + 6 to t + 8: moved by the number's exponent
    seedchip_delay #(.WIDTH(8), .STAGES(6)) distance_delay (
        .clk_i  (clk_i),
        .data_i (distance_delay_data_i),
        .data_o (distance_delay_data_o)
    );

    // t + 8: rounded, with its sign
    seedchip_delay #(.WIDTH(1), .STAGES(8)) turns_delay (
        .clk_i  (clk_i),
        .data_i (turns),
        .data_o (turns_delay_data_o)
    );

    // t + 9 to t + 20: two to the fraction
    seedchip_coefficients_0 first_coefficients (
        .clk_i     (clk_i),
        .segment_i (fraction[25:18]),
        .c0_o      (first_coefficients_c0_o),
        .c1_o      (first_coefficients_c1_o),
        .c2_o      (first_coefficients_c2_o)
    );

    // t + 9 to t + 20: two to the fraction
    seedchip_delay #(.WIDTH(18), .STAGES(2)) first_place (
        .clk_i  (clk_i),
        .data_i (first_place_data_i),
        .data_o (first_place_data_o)
    );

    // t + 9 to t + 20: two to the fraction
    seedchip_quadratic first (
        .clk_i    (clk_i),
        .c0_i     (first_coefficients_c0_o),
        .c1_i     (first_coefficients_c1_o),
        .c2_i     (first_coefficients_c2_o),
        .offset_i (first_place_data_o),
        .value_o  (first_value_o)
    );

    // t + 9 to t + 20: two to the fraction
    seedchip_delay #(.WIDTH(10), .STAGES(10)) whole_delay (
        .clk_i  (clk_i),
        .data_i (exponent_q[35:26]),
        .data_o (whole_delay_data_o)
    );

    // t + 23: its leading bits, rounded, and its exponent
    seedchip_delay #(.WIDTH(10), .STAGES(4)) whole_to_sum (
        .clk_i  (clk_i),
        .data_i (whole_delay_data_o),
        .data_o (whole_to_sum_data_o)
    );

    // t + 23: its leading bits, rounded, and its exponent
    seedchip_delay #(.WIDTH(10), .STAGES(12)) whole_to_end (
        .clk_i  (clk_i),
        .data_i (whole_to_sum_data_o),
        .data_o (whole_to_end_data_o)
    );

    // t + 9 to t + 20: two to the fraction
    seedchip_delay #(.WIDTH(29), .STAGES(15)) value_delay (
        .clk_i  (clk_i),
        .data_i (first_value_o),
        .data_o (value_delay_data_o)
    );

    // t to t + 4: the significand without leading zeros; it waits for the sum's turn
    seedchip_normalise_24 normalise (
        .clk_i   (clk_i),
        .value_i (unpack_significand_o),
        .limit_i (FARTHEST),
        .value_o (normalise_value_o),
        .shift_o (normalise_shift_o)
    );

    // t to t + 4: the significand without leading zeros; it waits for the sum's turn
    seedchip_delay #(.WIDTH(8), .STAGES(3)) field_delay (
        .clk_i  (clk_i),
        .data_i (unpack_exponent_o),
        .data_o (field_delay_data_o)
    );

    // t to t + 4: the significand without leading zeros; it waits for the sum's turn
    seedchip_delay #(.WIDTH(23), .STAGES(20)) mantissa_delay (
        .clk_i  (clk_i),
        .data_i (normalise_value_o[22:0]),
        .data_o (mantissa_delay_data_o)
    );

    // t to t + 4: the significand without leading zeros; it waits for the sum's turn
    seedchip_delay #(.WIDTH(11), .STAGES(20)) binade_delay (
        .clk_i  (clk_i),
        .data_i (binade),
        .data_o (binade_delay_data_o)
    );

    // t + 24 to t + 35: its value
    seedchip_coefficients_1 second_coefficients (
        .clk_i     (clk_i),
        .segment_i (segment_q),
        .c0_o      (second_coefficients_c0_o),
        .c1_o      (second_coefficients_c1_o),
        .c2_o      (second_coefficients_c2_o)
    );

    // t + 24 to t + 35: its value
    seedchip_delay #(.WIDTH(18), .STAGES(2)) second_place (
        .clk_i  (clk_i),
        .data_i (place_q),
        .data_o (second_place_data_o)
    );

    // t + 24 to t + 35: its value
    seedchip_quadratic second (
        .clk_i    (clk_i),
        .c0_i     (second_coefficients_c0_o),
        .c1_i     (second_coefficients_c1_o),
        .c2_i     (second_coefficients_c2_o),
        .offset_i (second_place_data_o),
        .value_o  (second_value_o)
    );

    // t + 24 to t + 35: its value
    seedchip_delay #(.WIDTH(11), .STAGES(11)) second_exponent_delay (
        .clk_i  (clk_i),
        .data_i (second_exponent_q),
        .data_o (second_exponent_delay_data_o)
    );

    // t + 36: rounded
    seedchip_round_fp32_53 round (
        .clk_i         (clk_i),
        .sign_i        (end_negative_q),
        .exponent_i    (end_field_q),
        .significand_i (end_value_q),
        .cancelled_i   (1'b0),
        .plus_zero_i   (1'b0),
        .infinite_i    (round_infinite_i),
        .nan_i         (round_nan_i),
        .result_o      (result_o),
        .overflow_o    (overflow_o),
        .nan_o         (nan_o)
    );

    always @(posedge clk_i) begin
        // t to t + 6: the significand, or log2(e) times it, which is 3 * 2^33 times it less a product
        if (flags_delay_data_o[0]) begin
            high_q <= {significand[24:0], 11'd0};
        end else begin
            high_q <= multiplier_product_o[58:23] + {significand[25:0], 10'd0} + {significand[24:0], 11'd0};
        end
        // t + 6 to t + 8: moved by the number's exponent
        coarse_q <= high_q >> octets;
        if (distance_delay_data_o[6]) coarse_q <= 36'd0;
        fine_q <= {33'd0, distance_delay_data_o[2:0]};
        fine_is_great_q <= distance_delay_data_o[7];
        magnitude_q <= coarse_q >> fine_q;
        if (fine_is_great_q) magnitude_q <= GREATEST;
        // t + 8: rounded, with its sign
        exponent_q <= twice[36:1];
        // t + 19 to t + 23: one more, in units of the greater term
        whole_is_negative_q <= whole_delay_data_o[9];
        whole_distance_q <= whole_magnitude[4:0];
        if (|whole_magnitude[9:5]) whole_distance_q <= 5'd31;
        other_q <= {1'b0, first_value_o};
        shifted_q <= {1'b0, ONE >> {whole_distance_q[4:3], 3'd0}};
        if (whole_is_negative_q) begin
            other_q <= {1'b0, ONE};
            shifted_q <= {1'b0, first_value_o >> {whole_distance_q[4:3], 3'd0}};
        end
        whole_fine_q <= whole_distance_q[2:0];
        shifted_late_q <= shifted_q >> whole_fine_q;
        other_late_q <= other_q;
        sum_q <= other_late_q + shifted_late_q;
        // t + 23: the argument of the second table, and the exponent of its value
        if (flags_to_second_data_o[2]) begin
            second_exponent_q <= 11'h7ff - whole_of_sum - {9'd0, carries};
        end else if (flags_to_second_data_o[3]) begin
            second_exponent_q <= 11'h7ff - half_binade;
        end else begin
            second_exponent_q <= 11'h7ff - own_binade;
        end
        segment_q <= {1'b0, argument[25:18]};
        if (flags_to_second_data_o[3]) segment_q <= {1'b0, own_binade[0], mantissa[22:16]} | 9'd256;
        place_q <= argument[17:0] ^ MIDDLE;
        // t + 35: the one or the other; what is below half of the least number is nothing
        end_kind_q <= kind_delay_data_o[1:0];
        end_negative_q <= kind_delay_data_o[2];
        end_value_q <= {24'd0, value};
        end_field_q <= biased[9:0];
        if (is_nothing) begin
            end_value_q <= 53'd0;
            end_field_q <= 10'd0;
        end
    end

    wire unused = &{1'b0, significand[35:26], twice[0], quotient[26], flags_to_end_data_o[0], flags_to_end_data_o[3:2],
        multiplier_product_o[22:0], multiplier_product_o[63:59], normalise_value_o[23], quotient_part[2:0],
        quotient_part_2[1:0]};
endmodule
`default_nettype wire
