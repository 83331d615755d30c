// seedchip_multiplier
//
// A signed product of 32 x 32 bits whose registers hold while it is told so.
//
// Four products of 17-bit parts and three additions, each with a register behind it, so that no path holds more than
// an adder or a multiplier of 18 x 18 bits, a DSP block of an FPGA. One `*` of 32 x 32 bits would need two registers
// less, and a clock period twice as long.
//
// Timing: product_o is the product of the factors of five cycles before, counting cycles with enable_i: two in
// the products, one between DSP blocks and adders, two for the additions. One product per cycle. No reset.
// Widths: a = a1 * 2^17 + a0 with 0 <= a0 < 2^17 and |a1| <= 2^14, and b likewise. a0 * b0 < 2^34 lies below
// a1 * b1 * 2^34, so they are concatenated without an adder; |a0 * b1 + a1 * b0| < 2^32 fits 34 bits. 64 bits hold
// every product, including (-2^31)^2 = 2^62.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_multiplier (
    input  wire               clk_i,    // Clock.
    input  wire               enable_i, // Go on; otherwise all registers hold.
    input  wire signed [31:0] a_i,      // The first factor.
    input  wire signed [31:0] b_i,      // The second factor.
    output wire signed [63:0] product_o // The product of the factors of five cycles before.
);
    wire signed [17:0] a_low;
    wire signed [17:0] a_high;
    wire signed [17:0] b_low;
    wire signed [17:0] b_high;
    wire [46:0]        upper;
    wire signed [35:0] low_low_product_o;
    wire signed [35:0] low_high_product_o;
    wire signed [35:0] high_low_product_o;
    wire signed [35:0] high_high_product_o;
    reg  signed [33:0] low_low_late_q;
    reg  signed [33:0] low_high_late_q;
    reg  signed [33:0] high_low_late_q;
    reg  signed [29:0] high_high_late_q;
    reg  [63:0]        outer_q;
    reg  signed [33:0] inner_q;
    reg  signed [63:0] product_q;

    // t: the parts; the low ones are positive
    assign a_low = {1'b0, a_i[16:0]};
    assign a_high = {{3{a_i[31]}}, a_i[31:17]};
    assign b_low = {1'b0, b_i[16:0]};
    assign b_high = {{3{b_i[31]}}, b_i[31:17]};

    // t + 4: the inner ones at 2^17
    assign upper = outer_q[63:17] + {{13{inner_q[33]}}, inner_q};
    assign product_o = product_q;

    // t: the parts; the low ones are positive
    seedchip_product_held_18x18 low_low (
        .clk_i     (clk_i),
        .enable_i  (enable_i),
        .a_i       (a_low),
        .b_i       (b_low),
        .product_o (low_low_product_o)
    );

    // t: the parts; the low ones are positive
    seedchip_product_held_18x18 low_high (
        .clk_i     (clk_i),
        .enable_i  (enable_i),
        .a_i       (a_low),
        .b_i       (b_high),
        .product_o (low_high_product_o)
    );

    // t: the parts; the low ones are positive
    seedchip_product_held_18x18 high_low (
        .clk_i     (clk_i),
        .enable_i  (enable_i),
        .a_i       (a_high),
        .b_i       (b_low),
        .product_o (high_low_product_o)
    );

    // t: the parts; the low ones are positive
    seedchip_product_held_18x18 high_high (
        .clk_i     (clk_i),
        .enable_i  (enable_i),
        .a_i       (a_high),
        .b_i       (b_high),
        .product_o (high_high_product_o)
    );

    always @(posedge clk_i) begin
        // t + 4: the inner ones at 2^17
        if (enable_i) begin
            low_low_late_q <= low_low_product_o[33:0];
            low_high_late_q <= low_high_product_o[33:0];
            high_low_late_q <= high_low_product_o[33:0];
            high_high_late_q <= high_high_product_o[29:0];
            // t + 3: the inner products added, the outer ones side by side
            inner_q <= low_high_late_q + high_low_late_q;
            outer_q <= {high_high_late_q, low_low_late_q};
            product_q <= {upper, outer_q[16:0]};
        end
    end

    wire unused = &{1'b0, low_low_product_o[35:34], low_high_product_o[35:34], high_low_product_o[35:34],
        high_high_product_o[35:30]};
endmodule
`default_nettype wire
