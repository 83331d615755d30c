// seedchip_requantise
//
// One column's requantisation: an int32 sum to an int8 result, or the sum itself.
//
// result = clamp(round(acc * M / 2^s) + zero point, low, high), M signed 32 bits, s = shift. Two
// ways of rounding: single (double_i = 0) rounds once, ties towards plus infinity; double (double_i = 1)
// is the pair of roundings of gemmlowp, by 31 with ties towards plus infinity, then by s - 31 with
// ties away from zero. Raw (raw_i = 1) gives the sum.
//
// Half a unit is never formed: (x + 2^(s-1)) >> s is (x >> s) plus the last bit that was shifted out, and of a
// negative x whose tie goes away from zero it is that of x - 1. So one shifter serves both roundings (the first of
// the two is by a constant), in two steps of at most four cases and of 16, and only the ten bits that a result of
// eight can come from go through the second; whether the others say more than their sign is found beside it.
//
// Whether a value is beyond ten bits takes three cycles to tell, so it joins the rest only where the limits are
// compared; until then a value that is beyond goes along as if it were not.
//
// Timing: a sum every cycle, its result twelve cycles later. For an acc_i of t, multiplier_i is
// taken at t, shift_i at t + 5, zero_point_i at t + 9, low_i and high_i at t + 10, keep_i at t + 11. raw_i and
// double_i may change only while nothing is in flight. No reset.
// Special cases: s = 0 does not round; with low > high the result is high. Raw comes with M = 1, s = 0 and zero
// point 0, so that a sum reaches the end as it is. keep_i = 0 gives 0, not saturated.
// Widths: 64 bits hold the product. Rounded by 31 it is at most 2^31, so 33 bits hold it, and 32 when saturated;
// the decrement for a negative tie leaves the bits above the 31st as they are, as it starts from a negative
// number. A value beyond 10 bits is out of range with any zero point.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_requantise (
    input  wire               clk_i,        // Clock.
    input  wire signed [31:0] acc_i,        // The sum.
    input  wire signed [31:0] multiplier_i, // The multiplier M.
    input  wire [5:0]         shift_i,      // The shift s.
    input  wire signed [7:0]  zero_point_i, // The zero point, added after scaling.
    input  wire signed [7:0]  low_i,        // The smallest result.
    input  wire signed [7:0]  high_i,       // The greatest result.
    input  wire               raw_i,        // Raw: the result is the sum itself.
    input  wire               double_i,     // Round twice, as gemmlowp does.
    input  wire               keep_i,       // Keep the result; otherwise it is zero.
    output wire signed [31:0] result_o,     // The result.
    output wire               saturated_o   // The value with its zero point was outside -128 to 127.
);
    localparam [15:0] ONES = 16'hffff;
    localparam [31:0] GREATEST = 32'h7fffffff;

    wire               twice;
    wire signed [32:0] halved;
    wire [31:0]        decremented;
    reg  [31:0]        lower;
    wire [38:0]        upper_signs;
    wire [15:0]        signs;
    wire [15:0]        excess;
    wire [10:0]        fine;
    wire signed [11:0] narrow;
    wire signed [12:0] to_high;
    wire signed [12:0] from_low;
    wire signed [8:0]  span;
    wire signed [63:0] multiplier_product_o;
    reg  signed [63:0] first_rounding_q;
    reg  [5:0]         amount_q;
    reg                again_q;
    reg  signed [63:0] adjusted_q;
    reg  [5:0]         adjusted_amount_q;
    wire [5:0]         coarse_shift_amount_i;
    wire signed [63:0] coarse_shift_data_o;
    reg  [31:0]        coarse_q;
    reg                coarse_lost_q;
    reg                coarse_negative_q;
    reg  [3:0]         coarse_amount_q;
    reg                beyond_25_q;
    reg                beyond_41_q;
    reg                beyond_57_q;
    wire signed [25:0] fine_shift_data_i;
    wire signed [25:0] fine_shift_data_o;
    reg  [31:0]        value_q;
    reg                round_q;
    reg                negative_q;
    reg                beyond_coarse_q;
    reg  [3:0]         beyond_fine_q;
    reg  signed [31:0] moved_q;
    reg                moved_negative_q;
    reg                beyond_q;
    reg                above_q;
    reg                below_q;
    reg                crossed_q;
    reg                outside_q;
    reg  signed [7:0]  low_q;
    reg  signed [7:0]  high_q;
    reg  signed [31:0] unclamped_q;
    reg  signed [31:0] result_q;
    reg                saturated_q;

    // t + 5: the first of two roundings, by 31; only -2^31 squared is beyond 32 bits then
    assign twice = double_i & !raw_i;
    assign halved = multiplier_product_o[63:31];

    // t + 6: negative ties of the second rounding go away from zero; the value beyond 32 bits saturates
    assign decremented = first_rounding_q[31:0] - 32'd1;

    always @(*) begin
        // t + 6: negative ties of the second rounding go away from zero; the value beyond 32 bits saturates
        lower = first_rounding_q[31:0];
        if (again_q & first_rounding_q[63]) begin
            lower = decremented;
        end else if (twice & first_rounding_q[31] & !first_rounding_q[63]) begin
            lower = GREATEST;
        end
    end

    // t + 7: the shift by multiples of 16, the last bit lost, and which bits beyond the tenth then matter
    assign coarse_shift_amount_i = adjusted_amount_q & 6'd48;
    assign upper_signs = adjusted_q[63] ? ~adjusted_q[63:25] : adjusted_q[63:25];

    // t + 8: the rest of the shift; the bit below the value is the last one lost
    assign fine_shift_data_i = {coarse_q[24:0], coarse_lost_q};
    assign fine = fine_shift_data_o[10:0];

    assign signs = coarse_negative_q ? ~coarse_q[24:9] : coarse_q[24:9];
    assign excess = signs & (ONES << coarse_amount_q);

    // t + 9: the rounding and the zero point
    assign narrow = raw_i ? value_q[11:0] : {{2{value_q[9]}}, value_q[9:0]};

    // t + 10: on which side of the limits the value is
    assign to_high = {{5{high_i[7]}}, high_i} - {moved_q[11], moved_q[11:0]};
    assign from_low = {moved_q[11], moved_q[11:0]} - {{5{low_i[7]}}, low_i};
    assign span = {high_i[7], high_i} - {low_i[7], low_i};

    // t + 11: the clamp
    assign result_o = result_q;
    assign saturated_o = saturated_q;

    // t to t + 5: the product
    seedchip_multiplier multiplier (
        .clk_i     (clk_i),
        .a_i       (acc_i),
        .b_i       (multiplier_i),
        .product_o (multiplier_product_o)
    );

    // t + 7: the shift by multiples of 16, the last bit lost, and which bits beyond the tenth then matter
    seedchip_shift_right #(.WIDTH(64)) coarse_shift (
        .data_i   (adjusted_q),
        .amount_i (coarse_shift_amount_i),
        .data_o   (coarse_shift_data_o)
    );

    // t + 8: the rest of the shift; the bit below the value is the last one lost
    seedchip_shift_right #(.WIDTH(26)) fine_shift (
        .data_i   (fine_shift_data_i),
        .amount_i ({2'd0, coarse_amount_q}),
        .data_o   (fine_shift_data_o)
    );

    wire signed [32:0] first_rounding_q_part = halved + {32'd0, multiplier_product_o[30]};
    always @(posedge clk_i) begin
        // t + 5: the first of two roundings, by 31; only -2^31 squared is beyond 32 bits then
        first_rounding_q <= multiplier_product_o;
        amount_q <= shift_i;
        again_q <= twice & (shift_i > 6'd31);
        if (twice) begin
            first_rounding_q <= {{31{first_rounding_q_part[32]}}, first_rounding_q_part};
            amount_q <= 6'd0;
            if (shift_i > 6'd31) amount_q <= shift_i - 6'd31;
        end
        // t + 6: negative ties of the second rounding go away from zero; the value beyond 32 bits saturates
        adjusted_q <= {first_rounding_q[63:32], lower};
        adjusted_amount_q <= amount_q;
        // t + 7: the shift by multiples of 16, the last bit lost, and which bits beyond the tenth then matter
        coarse_q <= coarse_shift_data_o[31:0];
        case (adjusted_amount_q[5:4])
            2'd0: coarse_lost_q <= 1'b0;
            2'd1: coarse_lost_q <= adjusted_q[15];
            2'd2: coarse_lost_q <= adjusted_q[31];
            default: coarse_lost_q <= adjusted_q[47];
        endcase
        beyond_25_q <= (|upper_signs[15:0]) & !adjusted_amount_q[4] & !adjusted_amount_q[5];
        beyond_41_q <= (|upper_signs[31:16]) & !adjusted_amount_q[5];
        beyond_57_q <= (|upper_signs[38:32]) & !(adjusted_amount_q[4] & adjusted_amount_q[5]);
        coarse_negative_q <= adjusted_q[63];
        coarse_amount_q <= adjusted_amount_q[3:0];
        // Only a raw value, which is not shifted, has bits above the tenth that are looked at.
        value_q <= {coarse_q[31:10], fine[10:1]};
        round_q <= fine[0];
        beyond_fine_q <= {|excess[15:12], |excess[11:8], |excess[7:4], |excess[3:0]};
        beyond_coarse_q <= beyond_25_q | beyond_41_q | beyond_57_q;
        negative_q <= coarse_negative_q;
        // t + 9: the rounding and the zero point
        moved_q <= {value_q[31:12], narrow + {{4{zero_point_i[7]}}, zero_point_i} + {11'd0, round_q}};
        beyond_q <= beyond_coarse_q | (|beyond_fine_q);
        moved_negative_q <= negative_q;
        // t + 10: on which side of the limits the value is
        if (beyond_q) begin
            above_q <= !moved_negative_q;
            below_q <= moved_negative_q;
        end else begin
            above_q <= to_high[12];
            below_q <= from_low[12];
        end
        crossed_q <= span[8];
        outside_q <= !raw_i & (beyond_q | ((|moved_q[11:7]) & !(&moved_q[11:7])));
        unclamped_q <= moved_q;
        low_q <= low_i;
        high_q <= high_i;
        // t + 11: the clamp
        if (!keep_i) begin
            result_q <= 32'd0;
        end else if (raw_i) begin
            result_q <= unclamped_q;
        end else if (above_q | crossed_q) begin
            result_q <= {{24{high_q[7]}}, high_q};
        end else if (below_q) begin
            result_q <= {{24{low_q[7]}}, low_q};
        end else begin
            result_q <= {{24{unclamped_q[7]}}, unclamped_q[7:0]};
        end
        saturated_q <= outside_q & keep_i;
    end

    wire unused = &{1'b0, to_high[11:0], from_low[11:0], span[7:0], coarse_shift_data_o[63:32],
        fine_shift_data_o[25:11]};
endmodule
`default_nettype wire
