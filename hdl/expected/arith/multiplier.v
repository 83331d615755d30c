// product_18x18
//
// A signed product with registers on both sides, as the DSP blocks of FPGAs have them.
//
// A leaf of its own, so that a flow whose synthesis does not move registers into DSP blocks can replace it by an
// instance (constraints/ecp5/product.v). An ASIC's synthesis sees a plain `*` between registers. No reset.
//
// Timing: product_o is the product of a_i of two cycles ago with the b_i that was loaded then or before, a new one
// every cycle.
// Widths: the sum of the factors' widths holds every product, that of the two most negative ones too.
//
// Configuration: tiny
// SeedChip 0.1.0
module product_18x18 (
    input  wire               clk_i,    // Clock.
    input  wire signed [17:0] a_i,      // The first factor.
    input  wire signed [17:0] b_i,      // The second factor.
    input  wire               b_load_i, // Load b_i; otherwise the second factor stays.
    output wire signed [35:0] product_o // The product of two cycles ago.
);
    reg signed [17:0] a_q;
    reg signed [17:0] b_q;
    reg signed [35:0] product_q;

    always @(posedge clk_i) begin
        a_q <= a_i;
        if (b_load_i) b_q <= b_i;
        product_q <= a_q * b_q;
    end

    assign product_o = product_q;
endmodule

// multiplier
//
// A signed product of 32 × 32 bits.
//
// Four products of 17-bit parts and three additions, each behind a register, so that no cycle holds more than a
// multiplier of 18 × 18 bits, which is a DSP block of an FPGA, or an adder. One `*` of 32 × 32 bits needs two
// registers less and a cycle twice as long.
//
// Timing: product_o is the product of five cycles ago, a new one every cycle: two in the products, one on the way
// from DSP blocks to adders, two for the additions. No reset.
// Widths: a = a1 · 2^17 + a0 with 0 ≤ a0 < 2^17 and |a1| ≤ 2^14, b likewise. a0 · b0 < 2^34 stands below
// a1 · b1 · 2^34, so joining them adds nothing; |a0 · b1 + a1 · b0| < 2^32 fits 34 bits. 64 bits hold every
// product, (−2^31)² = 2^62 too.
//
// Configuration: tiny
// SeedChip 0.1.0
module multiplier (
    input  wire               clk_i,    // Clock.
    input  wire signed [31:0] a_i,      // The first factor.
    input  wire signed [31:0] b_i,      // The second factor.
    output wire signed [63:0] product_o // The product of the factors of five cycles ago.
);
    wire signed [31:0] a_low;
    wire signed [31:0] a_high;
    wire signed [31:0] b_low;
    wire signed [31:0] b_high;
    wire [46:0]        upper;
    wire signed [35:0] low_low_product_o;
    wire signed [35:0] low_high_product_o;
    wire signed [35:0] high_low_product_o;
    wire signed [35:0] high_high_product_o;
    reg  signed [35:0] low_low_late_q;
    reg  signed [35:0] low_high_late_q;
    reg  signed [35:0] high_low_late_q;
    reg  signed [35:0] high_high_late_q;
    reg  [63:0]        outer_q;
    reg  signed [33:0] inner_q;
    reg  signed [63:0] product_q;

    // t: the parts; the low ones are positive
    assign a_low = {15'd0, a_i[16:0]};
    assign a_high = {{17{a_i[31]}}, a_i[31:17]};
    assign b_low = {15'd0, b_i[16:0]};
    assign b_high = {{17{b_i[31]}}, b_i[31:17]};

    // t + 4: the inner ones at 2^17
    assign upper = outer_q[63:17] + {{13{inner_q[33]}}, inner_q};
    assign product_o = product_q;

    product_18x18 low_low (
        .clk_i     (clk_i),
        .a_i       (a_low[17:0]),
        .b_i       (b_low[17:0]),
        .b_load_i  (1'b1),
        .product_o (low_low_product_o)
    );

    product_18x18 low_high (
        .clk_i     (clk_i),
        .a_i       (a_low[17:0]),
        .b_i       (b_high[17:0]),
        .b_load_i  (1'b1),
        .product_o (low_high_product_o)
    );

    product_18x18 high_low (
        .clk_i     (clk_i),
        .a_i       (a_high[17:0]),
        .b_i       (b_low[17:0]),
        .b_load_i  (1'b1),
        .product_o (high_low_product_o)
    );

    product_18x18 high_high (
        .clk_i     (clk_i),
        .a_i       (a_high[17:0]),
        .b_i       (b_high[17:0]),
        .b_load_i  (1'b1),
        .product_o (high_high_product_o)
    );

    always @(posedge clk_i) begin
        low_low_late_q <= low_low_product_o;
        low_high_late_q <= low_high_product_o;
        high_low_late_q <= high_low_product_o;
        high_high_late_q <= high_high_product_o;
        // t + 3: the inner products added, the outer ones side by side
        inner_q <= low_high_late_q[33:0] + high_low_late_q[33:0];
        outer_q <= {high_high_late_q[29:0], low_low_late_q[33:0]};
        product_q <= {upper, outer_q[16:0]};
    end

    wire unused = &{1'b0, a_low[31:18], a_high[31:18], b_low[31:18], b_high[31:18], low_low_late_q[35:34], low_high_late_q[35:34], high_low_late_q[35:34], high_high_late_q[35:30]};
endmodule
