// seedchip_pe_pair
//
// Two cells of one row that share a multiplier: two products and two sums per cycle.
//
// Both weights are multiplied by the same activation a. They are packed into one factor of 18 bits, w1 * 2^9 + w0,
// so that one multiplier of 8 x 18 bits, a DSP block, forms P = a * w1 * 2^9 + a * w0. The products have 16 bits
// and overlap in seven, so gates form the lowest seven bits of a * w1 a second time, and they are subtracted. This
// takes half as many DSP blocks as pe_registered, and more LUTs and flip-flops. A factor of 24 bits would keep the
// products apart; 18 bits cannot: with 2^10, two weights of -128 would need 19.
//
// With L = (a * w1) mod 2^7, the top seven of the 16 bits of a * w0 are `P[15:9]` - L, mod 2^7. Let b be the
// borrow of that subtraction and n = 1 if a * w0 is negative. Then `P[24:16]` = floor(a * w1 / 2^7) + b - n, because
// the bits of a * w0 above its ninth were added to a * w1, and its sign extends over all of them. So
// floor(a * w1 / 2^7) = `P[24:16]` - b + n.
//
// Timing: activation_o follows activation_i by one cycle. The activation of cycle t is multiplied by the weights
// swapped in at t; the packed product is registered at t + 2 and t + 3 and separated by t + 5, each product is
// added to its sum_i in that cycle, and sum_o has the sums at t + 6. One product per column and cycle. No reset,
// as in pe.
// Special cases: weights loaded in the cycle of a swap wait for the next swap.
// Widths: |w1 * 2^9 + w0| <= 2^16 + 2^7 fits 18 bits; |P| <= 2^7 * (2^16 + 2^7) < 2^24 fits 25 bits; 16 bits hold
// every product, including -128 * -128.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pe_pair #(
    parameter SUM_BITS = 18 // Bits of a sum, at least 16.
) (
    input  wire                      clk_i,        // Clock.
    input  wire                      load_i,       // Load the weights into the shadow registers.
    input  wire [15:0]               weight_i,     // The weights, one per column.
    input  wire                      swap_i,       // Make the shadow weights the active ones.
    input  wire signed [7:0]         activation_i, // The activation.
    input  wire [2 * SUM_BITS - 1:0] sum_i,        // The sums from above.
    output wire signed [7:0]         activation_o, // The activation, one cycle later, to the pair on the right.
    output wire [2 * SUM_BITS - 1:0] sum_o         // The sums including this pair's products, to the pair below.
);
    wire signed [17:0]        packed_low;
    wire [48:0]               partial;
    wire [7:0]                difference;
    reg  [8:0]                moved;
    reg  signed [7:0]         activation_q;
    reg  signed [17:0]        shadow_q;
    reg  [6:0]                shadow_low_q;
    reg  [6:0]                active_low_q;
    wire signed [25:0]        multiplier_product_o;
    reg  [6:0]                low_q;
    reg  [24:0]               packed_q;
    reg  [6:0]                low_late_q;
    reg  [15:0]               first_q;
    reg  [8:0]                upper_q;
    reg  [6:0]                lower_q;
    reg                       borrow_q;
    reg  [31:0]               product_q;
    reg  [2 * SUM_BITS - 1:0] sum_q;
    wire [6:0]                shifted_0;
    wire [6:0]                shifted_1;
    wire [6:0]                shifted_2;
    wire [6:0]                shifted_3;
    wire [6:0]                shifted_4;
    wire [6:0]                shifted_5;
    wire [6:0]                shifted_6;

    assign activation_o = activation_q;

    // The weights, packed on their way into the shadow.
    assign packed_low = {{11{weight_i[7]}}, weight_i[6:0]};

    // t + 1: the low seven bits of the second product, beside the multiplier
    assign shifted_0 = activation_q[6:0];
    assign shifted_1 = {shifted_0[5:0], 1'b0};
    assign shifted_2 = {shifted_1[5:0], 1'b0};
    assign shifted_3 = {shifted_2[5:0], 1'b0};
    assign shifted_4 = {shifted_3[5:0], 1'b0};
    assign shifted_5 = {shifted_4[5:0], 1'b0};
    assign shifted_6 = {shifted_5[5:0], 1'b0};
    assign partial[6:0] = active_low_q[0] ? shifted_0 : 7'd0;
    assign partial[13:7] = active_low_q[1] ? shifted_1 : 7'd0;
    assign partial[20:14] = active_low_q[2] ? shifted_2 : 7'd0;
    assign partial[27:21] = active_low_q[3] ? shifted_3 : 7'd0;
    assign partial[34:28] = active_low_q[4] ? shifted_4 : 7'd0;
    assign partial[41:35] = active_low_q[5] ? shifted_5 : 7'd0;
    assign partial[48:42] = active_low_q[6] ? shifted_6 : 7'd0;

    // t + 3: the first product, and what it took from the second
    assign difference = {1'b0, packed_q[15:9]} - {1'b0, low_late_q};

    always @(*) begin
        // t + 4: the second product gets it back
        if (borrow_q & !first_q[15]) begin
            moved = upper_q - 9'd1;
        end else if (!borrow_q & first_q[15]) begin
            moved = upper_q + 9'd1;
        end else begin
            moved = upper_q;
        end
    end

    // t + 5: the sums
    assign sum_o = sum_q;

    seedchip_product #(.A_BITS(8), .B_BITS(18)) multiplier (
        .clk_i     (clk_i),
        .a_i       (activation_i),
        .b_i       (shadow_q),
        .b_load_i  (swap_i),
        .product_o (multiplier_product_o)
    );

    always @(posedge clk_i) begin
        activation_q <= activation_i;
        if (load_i) begin
            shadow_q <= {{2{weight_i[15]}}, weight_i[14:8], 9'd0} + packed_low;
            shadow_low_q <= weight_i[14:8];
        end
        if (swap_i) active_low_q <= shadow_low_q;
        // t + 1: the low seven bits of the second product, beside the multiplier
        low_q <= partial[6:0] + partial[13:7] + partial[20:14] + partial[27:21] + partial[34:28] + partial[41:35]
            + partial[48:42];
        // t + 2: on the way from DSP block to adders
        packed_q <= multiplier_product_o[24:0];
        low_late_q <= low_q;
        // t + 3: the first product, and what it took from the second
        first_q <= {difference[6:0], packed_q[8:0]};
        borrow_q <= difference[7];
        upper_q <= packed_q[24:16];
        lower_q <= low_late_q;
        // t + 4: the second product gets it back
        product_q[15:0] <= first_q;
        product_q[31:16] <= {moved, lower_q};
        // t + 5: the sums
        sum_q[SUM_BITS - 1:0] <= sum_i[SUM_BITS - 1:0] + {{(SUM_BITS - 15){product_q[15]}}, product_q[14:0]};
        sum_q[2 * SUM_BITS - 1:SUM_BITS] <= sum_i[2 * SUM_BITS - 1:SUM_BITS]
            + {{(SUM_BITS - 15){product_q[31]}}, product_q[30:16]};
    end

    wire unused = &{1'b0, multiplier_product_o[25]};
endmodule
`default_nettype wire
