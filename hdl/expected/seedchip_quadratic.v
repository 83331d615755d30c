// seedchip_quadratic
//
// A polynomial of degree 2 in a segment: c0 + offset * (c1 + offset * c2), truncated at each product.
//
// The offset has 18 bits, signed, so that every product is one of a DSP block, the slope's in two parts. (Degree 3
// needs fewer segments, one more product, and an offset that is wider.)
//
// Timing: value_o follows all inputs by nine cycles. An evaluation every cycle. No reset.
// Widths: |c2 * offset| <= 2^30 and |slope * offset| <= 2^38, of which the lowest 18 bits reach no value: those of the
// slope's low part below 2^17 carry nothing. The slope wraps in 22 bits and the value in 29: those of
// the tables do not.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_quadratic (
    input  wire               clk_i,    // Clock.
    input  wire [28:0]        c0_i,     // The value in the segment's middle.
    input  wire signed [21:0] c1_i,     // The slope there.
    input  wire signed [13:0] c2_i,     // The curvature.
    input  wire signed [17:0] offset_i, // The place in the segment, from its middle.
    output wire [28:0]        value_o   // The value.
);
    wire signed [17:0] offset;
    wire signed [17:0] slope_low;
    wire signed [17:0] slope_high;
    wire signed [35:0] bend_product_o;
    reg  [31:0]        bend_late_q;
    wire [21:0]        c1_delay_data_o;
    reg  signed [21:0] slope_q;
    wire [17:0]        offset_delay_data_o;
    wire signed [35:0] low_product_o;
    wire signed [35:0] high_product_o;
    reg  [17:0]        low_late_q;
    reg  [22:0]        high_late_q;
    reg  [22:0]        rise_q;
    wire [28:0]        c0_delay_data_o;
    reg  [28:0]        value_q;

    // t + 4 to t + 8: times the place, in two parts; the low one is positive, and its last 17 bits are lost
    assign offset = offset_delay_data_o;
    assign slope_low = {1'b0, slope_q[16:0]};
    assign slope_high = {{13{slope_q[21]}}, slope_q[21:17]};

    // t + 9: the value
    assign value_o = value_q;

    // t to t + 4: the slope at the place
    seedchip_product_held_18x18 bend (
        .clk_i     (clk_i),
        .enable_i  (1'b1),
        .a_i       ({{4{c2_i[13]}}, c2_i}),
        .b_i       (offset_i),
        .product_o (bend_product_o)
    );

    // t to t + 4: the slope at the place
    seedchip_delay #(.WIDTH(22), .STAGES(3)) c1_delay (
        .clk_i  (clk_i),
        .data_i (c1_i),
        .data_o (c1_delay_data_o)
    );

    // t + 4 to t + 8: times the place, in two parts; the low one is positive, and its last 17 bits are lost
    seedchip_delay #(.WIDTH(18), .STAGES(4)) offset_delay (
        .clk_i  (clk_i),
        .data_i (offset_i),
        .data_o (offset_delay_data_o)
    );

    // t + 4 to t + 8: times the place, in two parts; the low one is positive, and its last 17 bits are lost
    seedchip_product_held_18x18 low (
        .clk_i     (clk_i),
        .enable_i  (1'b1),
        .a_i       (slope_low),
        .b_i       (offset),
        .product_o (low_product_o)
    );

    // t + 4 to t + 8: times the place, in two parts; the low one is positive, and its last 17 bits are lost
    seedchip_product_held_18x18 high (
        .clk_i     (clk_i),
        .enable_i  (1'b1),
        .a_i       (slope_high),
        .b_i       (offset),
        .product_o (high_product_o)
    );

    // t + 9: the value
    seedchip_delay #(.WIDTH(29), .STAGES(8)) c0_delay (
        .clk_i  (clk_i),
        .data_i (c0_i),
        .data_o (c0_delay_data_o)
    );

    always @(posedge clk_i) begin
        // t to t + 4: the slope at the place
        bend_late_q <= bend_product_o[31:0];
        slope_q <= c1_delay_data_o + {{7{bend_late_q[31]}}, bend_late_q[31:17]};
        // t + 4 to t + 8: times the place, in two parts; the low one is positive, and its last 17 bits are lost
        low_late_q <= low_product_o[34:17];
        high_late_q <= high_product_o[22:0];
        rise_q <= high_late_q + {{5{low_late_q[17]}}, low_late_q};
        // t + 9: the value
        value_q <= c0_delay_data_o + {{7{rise_q[22]}}, rise_q[22:1]};
    end

    wire unused = &{1'b0, bend_product_o[35:32], bend_late_q[16:0], low_product_o[16:0], low_product_o[35],
        high_product_o[35:23], rise_q[0]};
endmodule
`default_nettype wire
