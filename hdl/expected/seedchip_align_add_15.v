// seedchip_align_add_15
//
// The sum of an FP32 number a and a number b of any width, exact but for bits that lie so far below that only
// their being there matters.
//
// The number of the lesser exponent is shifted to the right until the exponents are equal, by sixteens, fours and
// ones; a one that falls out at the bottom makes the lowest bit one. What the rounder gets is a magnitude that may
// have leading zeros. One path for all distances: a second one for near exponents would save three cycles of
// latency and take as much again.
//
// Both numbers lie left in D = max(b_bits + 1, 27) bits. When b is the greater one its exponent is greater by at
// least one, so the distance, which is negative then, is inverted rather than negated, and one place is wiring.
//
// Timing: the outputs belong to the inputs of seven cycles before: distance 1, exchange 1, shift 3, sum 1,
// magnitude 1. One sum per cycle. No reset.
// Special cases: the sum rounds right if a is finite, unpacked, and b is normalised, or its exponent is at most 0,
// or it is 0 with an exponent of at most 1. cancelled_o says that the signs differ: an exact zero is then +0.
// Widths: the lowest of D bits of both numbers is zero before the shift, and no flip-flop, so a one there stands for
// what lies below, and the sum's lowest bit too. At a distance of 0 or 1 nothing is lost; at 2 or more the sum of a
// normalised number and one of less than half of it loses one leading place at most, and keeps D - 1 >= 26: 24, one to
// round by and the lowest.
// A distance from -1023 to 1279 fits 12 bits; 63 places empty D <= 62 bits. The sum of two numbers of D bits fits D + 1
// bits, and a difference is negative where the top one of them is set.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_align_add_15 (
    input  wire               clk_i,           // Clock.
    input  wire               a_sign_i,        // a is negative.
    input  wire [7:0]         a_exponent_i,    // a's exponent: the top bit of its significand weighs 2^(exponent - 127).
    input  wire [23:0]        a_significand_i, // a's significand.
    input  wire               b_sign_i,        // b is negative.
    input  wire signed [10:0] b_exponent_i,    // b's exponent: the top bit of its significand weighs 2^(exponent - 127).
    input  wire [14:0]        b_significand_i, // b's significand.
    output wire               sign_o,          // The sum of seven cycles before is negative.
    output wire [9:0]         exponent_o,      // Its exponent: the top bit of its significand weighs 2^(exponent - 126).
    output wire [27:0]        significand_o,   // Its significand.
    output wire               cancelled_o      // Its terms had different signs.
);
    localparam [27:0] ZERO = 28'd0;

    wire        b_greater;
    reg  [10:0] places;
    wire [25:0] a_left;
    wire [25:0] b_left;
    wire        lost;
    wire [26:0] aligned;
    wire [28:0] left;
    wire [28:0] right;
    wire [28:0] both;
    wire        negative;
    reg  [11:0] distance_q;
    reg         a_sign_q;
    reg  [7:0]  a_exponent_q;
    reg  [23:0] a_significand_q;
    reg         b_sign_q;
    reg  [9:0]  b_exponent_q;
    reg  [14:0] b_significand_q;
    reg  [5:0]  amount_q;
    reg  [25:0] greater_q;
    reg  [25:0] smaller_q;
    reg         sign_q;
    reg         differ_q;
    reg  [9:0]  exponent_q;
    wire [25:0] greater_delay_data_o;
    wire        sign_delay_data_o;
    wire        differ_delay_data_o;
    wire [26:0] sixteens_value_i;
    wire [26:0] sixteens_value_o;
    wire        sixteens_lost_o;
    reg  [26:0] coarse_q;
    reg         coarse_lost_q;
    reg  [3:0]  coarse_amount_q;
    wire [26:0] fours_value_o;
    wire        fours_lost_o;
    reg  [26:0] medium_q;
    reg         medium_lost_q;
    reg  [1:0]  medium_amount_q;
    wire [26:0] ones_value_o;
    wire        ones_lost_o;
    reg  [26:0] term_q;
    reg         subtract_q;
    reg  [27:0] sum_q;
    reg         subtracted_q;
    reg  [27:0] significand_q;
    reg         result_sign_q;
    reg         cancelled_q;

    // t + 1: the exchange; a distance below 0 is inverted, and a goes one place by wiring
    assign b_greater = distance_q[11];
    assign a_left = {a_significand_q, 2'd0};
    assign b_left = {b_significand_q, 11'd0};

    always @(*) begin
        // t + 1: the exchange; a distance below 0 is inverted, and a goes one place by wiring
        if (b_greater) begin
            places = ~distance_q[10:0];
        end else begin
            places = distance_q[10:0];
        end
    end

    // t + 2: by sixteens; what the smaller one waits for goes along
    assign sixteens_value_i = {smaller_q, 1'b0};

    // t + 4: by ones; what is to be subtracted is inverted
    assign lost = medium_lost_q | ones_lost_o;
    assign aligned = ones_value_o | {26'd0, lost};

    // t + 5: the sum; the carry into it comes from a bit below
    assign left = {1'b0, greater_delay_data_o, 1'b0, 1'b1};
    assign right = {subtract_q, term_q, subtract_q};
    assign both = left + right;

    // t + 6: the magnitude
    assign negative = subtracted_q & sum_q[27];
    assign sign_o = result_sign_q;
    assign significand_o = significand_q;
    assign cancelled_o = cancelled_q;

    // t + 2: by sixteens; what the smaller one waits for goes along
    seedchip_delay #(.WIDTH(26), .STAGES(3)) greater_delay (
        .clk_i  (clk_i),
        .data_i (greater_q),
        .data_o (greater_delay_data_o)
    );

    // t + 2: by sixteens; what the smaller one waits for goes along
    seedchip_delay #(.WIDTH(1), .STAGES(4)) sign_delay (
        .clk_i  (clk_i),
        .data_i (sign_q),
        .data_o (sign_delay_data_o)
    );

    // t + 2: by sixteens; what the smaller one waits for goes along
    seedchip_delay #(.WIDTH(1), .STAGES(2)) differ_delay (
        .clk_i  (clk_i),
        .data_i (differ_q),
        .data_o (differ_delay_data_o)
    );

    // t + 2: by sixteens; what the smaller one waits for goes along
    seedchip_delay #(.WIDTH(10), .STAGES(5)) exponent_delay (
        .clk_i  (clk_i),
        .data_i (exponent_q),
        .data_o (exponent_o)
    );

    // t + 2: by sixteens; what the smaller one waits for goes along
    seedchip_trailing_27x16 sixteens (
        .value_i (sixteens_value_i),
        .steps_i (amount_q[5:4]),
        .value_o (sixteens_value_o),
        .lost_o  (sixteens_lost_o)
    );

    // t + 3: by fours
    seedchip_trailing_27x4 fours (
        .value_i (coarse_q),
        .steps_i (coarse_amount_q[3:2]),
        .value_o (fours_value_o),
        .lost_o  (fours_lost_o)
    );

    // t + 4: by ones; what is to be subtracted is inverted
    seedchip_trailing_27x1 ones (
        .value_i (medium_q),
        .steps_i (medium_amount_q),
        .value_o (ones_value_o),
        .lost_o  (ones_lost_o)
    );

    always @(posedge clk_i) begin
        // t: the distance of the exponents
        distance_q <= {4'd0, a_exponent_i} - {b_exponent_i[10], b_exponent_i};
        a_sign_q <= a_sign_i;
        a_exponent_q <= a_exponent_i;
        a_significand_q <= a_significand_i;
        b_sign_q <= b_sign_i;
        b_exponent_q <= b_exponent_i[9:0];
        b_significand_q <= b_significand_i;
        // t + 1: the exchange; a distance below 0 is inverted, and a goes one place by wiring
        if (b_greater) begin
            greater_q <= b_left;
            smaller_q <= {1'b0, a_left[25:1]};
            sign_q <= b_sign_q;
            exponent_q <= b_exponent_q;
        end else begin
            greater_q <= a_left;
            smaller_q <= b_left;
            sign_q <= a_sign_q;
            exponent_q <= {2'd0, a_exponent_q};
        end
        amount_q <= places[5:0];
        if (|places[10:6]) amount_q <= 6'd63;
        differ_q <= a_sign_q ^ b_sign_q;
        // t + 2: by sixteens; what the smaller one waits for goes along
        coarse_q <= sixteens_value_o;
        coarse_lost_q <= sixteens_lost_o;
        coarse_amount_q <= amount_q[3:0];
        // t + 3: by fours
        medium_q <= fours_value_o;
        medium_lost_q <= coarse_lost_q | fours_lost_o;
        medium_amount_q <= coarse_amount_q[1:0];
        // t + 4: by ones; what is to be subtracted is inverted
        subtract_q <= differ_delay_data_o;
        term_q <= aligned;
        if (differ_delay_data_o) term_q <= ~aligned;
        // t + 5: the sum; the carry into it comes from a bit below
        sum_q <= both[28:1];
        subtracted_q <= subtract_q;
        // t + 6: the magnitude
        significand_q <= sum_q;
        if (negative) significand_q <= ZERO - sum_q;
        result_sign_q <= sign_delay_data_o ^ negative;
        cancelled_q <= subtracted_q;
    end

    wire unused = &{1'b0, both[0]};
endmodule
`default_nettype wire
