// seedchip_convert
//
// One convert lane: an int32 sum with its bias to an int8 result.
//
// result = min(max(round((acc + bias) * M / 2^s) + zero point, low), high). Nothing is added before the shift: the
// product is shifted by s as it is, in four steps, and beside it goes what rounding asks of the bits that are lost:
// the last of them, whether any of the others is 1, and whether all of them are. One bit, added with the zero
// point, then is the rounding, whatever becomes of ties. (Half a unit added in front of the shift takes an adder
// of 64 bits and a shifter for the half.)
//
// The double rounding too shifts once, by max(s, 31): of the bits lost by its second shift, those from the 31st on,
// the first rounding would change only the lowest, by a 1 in the 30th. So a 1 there breaks a tie upwards, and makes
// one of a last bit 0 with nothing but ones behind it. Saturation of the first rounding is seen nowhere but
// with s = 63, where 2^31 would be a tie and 2^31 - 1 is none.
//
// Only the ten bits that a result of eight can come from go through all steps. Whether those above them say more
// than the sign is found beside them, and joins where the limits are compared.
//
// Timing: every register holds while enable_i is low; cycles with it count. A sum every cycle, its result thirteen
// cycles later. For an acc_i of t, bias_i is taken at t, multiplier_i and rounding_i at t + 1, shift_i at t + 6,
// zero_point_i at t + 10, low_i and high_i at t + 11, keep_i at t + 12. No reset.
// Special cases: s = 0 does not round; with low > high the result is high. keep_i = 0 gives 0, not saturated.
// Widths: 64 bits hold the product. A value beyond 10 bits is out of range with any zero point, on the side of its
// sign; one within them stays within 11 bits with its rounding and any zero point, -640 to 639, and so does its
// distance from low, -767 to 767. Of a maximum with low only whether it is above 127 counts beside its low eight
// bits.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_convert (
    input  wire               clk_i,        // Clock.
    input  wire               enable_i,     // Go on; otherwise all registers hold.
    input  wire signed [31:0] acc_i,        // The sum.
    input  wire signed [31:0] bias_i,       // The bias.
    input  wire signed [31:0] multiplier_i, // The multiplier M.
    input  wire [1:0]         rounding_i,   // The rounding: ties up (0), away from zero (1), to even (2), or double (3).
    input  wire [5:0]         shift_i,      // The shift s.
    input  wire signed [7:0]  zero_point_i, // The zero point, added after scaling.
    input  wire signed [7:0]  low_i,        // The smallest result.
    input  wire signed [7:0]  high_i,       // The greatest result.
    input  wire               keep_i,       // Keep the result; otherwise it is zero.
    output wire signed [7:0]  result_o,     // The result.
    output wire               saturated_o   // The value with its zero point was outside -128 to 127.
);
    wire [63:0]        product;
    wire               away;
    wire               double;
    wire [15:0]        above_16;
    wire [11:0]        above_4;
    wire [3:0]         above_1;
    wire               round;
    wire signed [10:0] from_low;
    reg  signed [31:0] sum_q;
    wire signed [63:0] multiplier_product_o;
    reg  [9:0]         rounding_q;
    reg  [4:0]         amount_q;
    reg  [3:0]         tie_up_q;
    reg  [3:0]         to_even_q;
    reg  [4:0]         negative_q;
    reg  [40:0]        by_32_q;
    reg  [24:0]        by_16_q;
    reg  [12:0]        by_4_q;
    reg  [9:0]         by_1_q;
    reg  [4:0]         beyond_q;
    reg  [3:0]         last_q;
    reg  [3:0]         any_q;
    reg  [3:0]         all_q;
    reg  [3:0]         fine_amount_q;
    reg  [1:0]         finest_amount_q;
    reg  signed [10:0] moved_q;
    reg  signed [7:0]  raised_q;
    reg                above_q;
    reg  signed [7:0]  high_q;
    reg                outside_q;
    reg  signed [7:0]  result_q;
    reg                saturated_q;

    // t + 6: what becomes of ties, and the shift by 32; a double rounding shifts by 31 at least
    assign product = multiplier_product_o;
    assign away = rounding_q[9:8] == 2'd1;
    assign double = rounding_q[9:8] == 2'd3;

    // t + 7: the shift by 16
    assign above_16 = negative_q[0] ? ~by_32_q[40:25] : by_32_q[40:25];

    // t + 8: the shift by 0, 4, 8 or 12
    assign above_4 = negative_q[1] ? ~by_16_q[24:13] : by_16_q[24:13];

    // t + 9: the shift by 0 to 3
    assign above_1 = negative_q[2] ? ~by_4_q[12:9] : by_4_q[12:9];

    // t + 10: the rounding and the zero point
    assign round = last_q[3] ? (any_q[3] || tie_up_q[3] || (to_even_q[3] && by_1_q[0])) : (all_q[3] && tie_up_q[3]);

    // t + 11: the maximum with low; whether the value is in range
    assign from_low = moved_q - {{3{low_i[7]}}, low_i};

    // t + 12: the minimum with high
    assign result_o = result_q;
    assign saturated_o = saturated_q;

    // t to t + 6: the sum and the product
    seedchip_multiplier multiplier (
        .clk_i     (clk_i),
        .enable_i  (enable_i),
        .a_i       (sum_q),
        .b_i       (multiplier_i),
        .product_o (multiplier_product_o)
    );

    always @(posedge clk_i) begin
        // t to t + 6: the sum and the product
        if (enable_i) begin
            sum_q <= acc_i + bias_i;
            rounding_q[1:0] <= rounding_i;
            rounding_q[9:2] <= rounding_q[7:0];
        end
        // t + 6: what becomes of ties, and the shift by 32; a double rounding shifts by 31 at least
        if (enable_i) begin
            negative_q[0] <= product[63];
            to_even_q[0] <= rounding_q[9:8] == 2'd2;
            tie_up_q[0] <= (rounding_q[9:8] == 2'd0) || (away && !product[63])
                || (double && (!shift_i[5] || (!product[63] && !(&shift_i))));
            amount_q <= shift_i[4:0];
            all_q[0] <= double && shift_i[5] && product[30];
            if (shift_i[5]) begin
                by_32_q <= {{9{product[63]}}, product[63:32]};
                beyond_q[0] <= 1'b0;
                last_q[0] <= product[31];
                if (double) begin
                    any_q[0] <= product[30];
                end else begin
                    any_q[0] <= |product[30:0];
                end
            end else begin
                if (double) amount_q <= 5'd31;
                by_32_q <= product[40:0];
                beyond_q[0] <= (|product[63:41]) && !(&product[63:41]);
                last_q[0] <= 1'b0;
                any_q[0] <= 1'b0;
            end
        end
        // What goes along with the steps.
        if (enable_i) begin
            tie_up_q[3:1] <= tie_up_q[2:0];
            to_even_q[3:1] <= to_even_q[2:0];
            negative_q[4:1] <= negative_q[3:0];
            fine_amount_q <= amount_q[3:0];
            finest_amount_q <= fine_amount_q[1:0];
        end
        // t + 7: the shift by 16
        if (enable_i) begin
            if (amount_q[4]) begin
                by_16_q <= by_32_q[40:16];
                beyond_q[1] <= beyond_q[0];
                last_q[1] <= by_32_q[15];
                any_q[1] <= any_q[0] || last_q[0] || (|by_32_q[14:0]);
                all_q[1] <= all_q[0] && last_q[0] && (&by_32_q[14:0]);
            end else begin
                by_16_q <= by_32_q[24:0];
                beyond_q[1] <= beyond_q[0] || (|above_16);
                last_q[1] <= last_q[0];
                any_q[1] <= any_q[0];
                all_q[1] <= all_q[0];
            end
        end
        // t + 8: the shift by 0, 4, 8 or 12
        if (enable_i) begin
            case (fine_amount_q[3:2])
                2'd0: begin
                    by_4_q <= by_16_q[12:0];
                    beyond_q[2] <= beyond_q[1] || (|above_4);
                    last_q[2] <= last_q[1];
                    any_q[2] <= any_q[1];
                    all_q[2] <= all_q[1];
                end
                2'd1: begin
                    by_4_q <= by_16_q[16:4];
                    beyond_q[2] <= beyond_q[1] || (|above_4[11:4]);
                    last_q[2] <= by_16_q[3];
                    any_q[2] <= any_q[1] || last_q[1] || (|by_16_q[2:0]);
                    all_q[2] <= all_q[1] && last_q[1] && (&by_16_q[2:0]);
                end
                2'd2: begin
                    by_4_q <= by_16_q[20:8];
                    beyond_q[2] <= beyond_q[1] || (|above_4[11:8]);
                    last_q[2] <= by_16_q[7];
                    any_q[2] <= any_q[1] || last_q[1] || (|by_16_q[6:0]);
                    all_q[2] <= all_q[1] && last_q[1] && (&by_16_q[6:0]);
                end
                default: begin
                    by_4_q <= by_16_q[24:12];
                    beyond_q[2] <= beyond_q[1];
                    last_q[2] <= by_16_q[11];
                    any_q[2] <= any_q[1] || last_q[1] || (|by_16_q[10:0]);
                    all_q[2] <= all_q[1] && last_q[1] && (&by_16_q[10:0]);
                end
            endcase
        end
        // t + 9: the shift by 0 to 3
        if (enable_i) begin
            case (finest_amount_q)
                2'd0: begin
                    by_1_q <= by_4_q[9:0];
                    beyond_q[3] <= beyond_q[2] || (|above_1);
                    last_q[3] <= last_q[2];
                    any_q[3] <= any_q[2];
                    all_q[3] <= all_q[2];
                end
                2'd1: begin
                    by_1_q <= by_4_q[10:1];
                    beyond_q[3] <= beyond_q[2] || (|above_1[3:1]);
                    last_q[3] <= by_4_q[0];
                    any_q[3] <= any_q[2] || last_q[2];
                    all_q[3] <= all_q[2] && last_q[2];
                end
                2'd2: begin
                    by_1_q <= by_4_q[11:2];
                    beyond_q[3] <= beyond_q[2] || (|above_1[3:2]);
                    last_q[3] <= by_4_q[1];
                    any_q[3] <= any_q[2] || last_q[2] || by_4_q[0];
                    all_q[3] <= all_q[2] && last_q[2] && by_4_q[0];
                end
                default: begin
                    by_1_q <= by_4_q[12:3];
                    beyond_q[3] <= beyond_q[2] || above_1[3];
                    last_q[3] <= by_4_q[2];
                    any_q[3] <= any_q[2] || last_q[2] || (|by_4_q[1:0]);
                    all_q[3] <= all_q[2] && last_q[2] && (&by_4_q[1:0]);
                end
            endcase
        end
        // t + 10: the rounding and the zero point
        if (enable_i) begin
            moved_q <= {by_1_q[9], by_1_q} + {{3{zero_point_i[7]}}, zero_point_i} + {10'd0, round};
            beyond_q[4] <= beyond_q[3];
        end
        // t + 11: the maximum with low; whether the value is in range
        if (enable_i) begin
            if (beyond_q[4]) begin
                above_q <= !negative_q[4];
                raised_q <= low_i;
            end else if (from_low[10]) begin
                above_q <= 1'b0;
                raised_q <= low_i;
            end else begin
                above_q <= !moved_q[10] && (|moved_q[9:7]);
                raised_q <= moved_q[7:0];
            end
            outside_q <= beyond_q[4] || ((|moved_q[10:7]) && !(&moved_q[10:7]));
            high_q <= high_i;
        end
        // t + 12: the minimum with high
        if (enable_i) begin
            if (!keep_i) begin
                result_q <= 8'd0;
            end else if (above_q || (raised_q > high_q)) begin
                result_q <= high_q;
            end else begin
                result_q <= raised_q;
            end
            saturated_q <= outside_q && keep_i;
        end
    end

    wire unused = &{1'b0, from_low[9:0]};
endmodule
`default_nettype wire
