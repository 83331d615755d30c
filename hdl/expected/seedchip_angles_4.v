// seedchip_angles_4
//
// Makes a vector of sines or cosines of a position times frequencies.
//
// The lanes take turns at one multiplier and one sine: a row of angles serves every head of a token, and comes once in
// a pass over many layers, so a unit in every lane would hardly ever be used. The angle is a phase of 40 bits in turns:
// as an FP32 number it would be wrong by 0.015 rad at position 524 287.
//
// Timing: a vector shows L + 33 cycles after it is wanted, and stands until it is taken. Reset: the count alone.
// Widths: of the product of a frequency (40 bits) and a position (20 bits) the lower 40 bits count. The multiplier is
// signed: where the frequency's bit 31 is set, it sees a number that is 2^32 too small, which the upper part makes good.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_angles_4 (
    input  wire         clk_i,      // Clock.
    input  wire         rst_ni,     // Synchronous reset, active low.
    input  wire         want_i,     // A vector is wanted.
    input  wire         take_i,     // It is taken.
    input  wire         cosine_i,   // Cosines; otherwise sines.
    input  wire [20:0]  position_i, // The position.
    input  wire [127:0] low_i,      // The lower 32 bits of the frequencies.
    input  wire [31:0]  high_i,     // Their upper 8 bits.
    output wire         valid_o,    // The vector is there.
    output wire [127:0] number_o    // The vector.
);
    localparam [6:0] END = 7'd37;

    wire               valid;
    reg  [31:0]        low;
    reg  [7:0]         high;
    wire [31:0]        position;
    wire [15:0]        upper_factor;
    wire [15:0]        upper_position;
    reg  [6:0]         count_q;
    wire signed [63:0] multiplier_product_o;
    reg  [7:0]         upper_q;
    wire [7:0]         upper_delay_data_o;
    wire [39:0]        sine_phase_i;
    wire [31:0]        sine_result_o;
    reg  [127:0]       number_q;

    // The lanes' turns are counted.
    assign valid = count_q == END;
    assign valid_o = valid;

    always @(*) begin
        // Five cycles: the phase. Its upper 8 bits have a product of their own.
        low = 32'd0;
        high = 8'd0;
        if (count_q == 7'd0) begin
            low = low_i[31:0];
            high = high_i[7:0];
        end
        if (count_q == 7'd1) begin
            low = low_i[63:32];
            high = high_i[15:8];
        end
        if (count_q == 7'd2) begin
            low = low_i[95:64];
            high = high_i[23:16];
        end
        if (count_q == 7'd3) begin
            low = low_i[127:96];
            high = high_i[31:24];
        end
    end

    assign position = {12'd0, position_i[19:0]};
    assign upper_factor = {8'd0, high} + {15'd0, low[31]};
    assign upper_position = {8'd0, position_i[7:0]};

    assign sine_phase_i = multiplier_product_o[39:0] + {upper_delay_data_o, 32'd0};
    assign number_o = number_q;

    seedchip_multiplier multiplier (
        .clk_i     (clk_i),
        .enable_i  (1'b1),
        .a_i       (low),
        .b_i       (position),
        .product_o (multiplier_product_o)
    );

    seedchip_delay #(.WIDTH(8), .STAGES(4)) upper_delay (
        .clk_i  (clk_i),
        .data_i (upper_q),
        .data_o (upper_delay_data_o)
    );

    // Another 23: its sine.
    seedchip_sine sine (
        .clk_i    (clk_i),
        .phase_i  (sine_phase_i),
        .cosine_i (cosine_i),
        .result_o (sine_result_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            count_q <= 7'd0;
        end else begin
            if (take_i) begin
                count_q <= 7'd0;
            end else if (want_i && !valid) begin
                count_q <= count_q + 7'd1;
            end
        end
    end

    wire signed [31:0] upper_q_part = $signed(upper_factor) * $signed(upper_position);
    always @(posedge clk_i) begin
        upper_q <= upper_q_part[7:0];
        if (count_q == 7'd28) number_q[31:0] <= sine_result_o;
        if (count_q == 7'd29) number_q[63:32] <= sine_result_o;
        if (count_q == 7'd30) number_q[95:64] <= sine_result_o;
        if (count_q == 7'd31) number_q[127:96] <= sine_result_o;
    end

    wire unused = &{1'b0, position_i[20], multiplier_product_o[63:40], upper_q_part[31:8]};
endmodule
`default_nettype wire
