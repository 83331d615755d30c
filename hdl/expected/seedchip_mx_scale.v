// seedchip_mx_scale
//
// The scale of a block from the magnitude of its greatest element.
//
// The greatest element of a format is a power of two, 2^emax, times a number from 1.5 to less than 2, so rounding up
// asks for one comparison of the fraction with a constant beside the difference of the exponents. (Multiplying by
// the reciprocal, as software does, would take a multiplier and round.)
//
// Timing: combinational.
// Special cases: a magnitude of 0 gives the least scale, an infinite one or NaN the NaN of scales. A subnormal
// number of at least 2^-127 is one with exponent field 0 whose fraction is moved by one place; smaller ones have the
// least scale whatever the format.
// Widths: the scale before it is clamped lies between 0 - 15 and 254 + 1: nine bits with a sign.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_mx_scale (
    input  wire [30:0] magnitude_i, // The magnitude, an FP32 number without its sign.
    input  wire [2:0]  format_i,    // The format: INT8 (0), INT4 (1), E4M3 (2), E5M2 (3), E2M1 (4 and above).
    input  wire        ceil_i,      // The greatest element must not saturate; otherwise its exponent is rounded down.
    output reg  [7:0]  scale_o,     // The scale, E8M0.
    output wire        nan_o        // It is NaN.
);
    localparam [22:0] MOST_TWO_BITS = 23'h400000;
    localparam [22:0] MOST_FOUR_BITS = 23'h600000;
    localparam [22:0] MOST_INT8 = 23'h7e0000;

    wire [7:0]  exponent;
    reg  [22:0] fraction;
    reg  [8:0]  emax;
    reg  [22:0] greatest;
    wire        up;
    wire [8:0]  scale;

    // The magnitude is (1 + fraction * 2^-23) * 2^(exponent - 127), or so small that only the least scale fits.
    assign exponent = magnitude_i[30:23];

    always @(*) begin
        fraction = magnitude_i[22:0];
        if (!(|exponent)) begin
            fraction = 23'd0;
            if (magnitude_i[22]) fraction = {magnitude_i[21:0], 1'b0};
        end
    end

    always @(*) begin
        // The greatest element is (1 + greatest * 2^-23) * 2^emax.
        case (format_i)
            3'd0: begin
                emax = 9'd0;
                greatest = MOST_INT8;
            end
            3'd1: begin
                emax = 9'd0;
                greatest = MOST_FOUR_BITS;
            end
            3'd2: begin
                emax = 9'd8;
                greatest = MOST_FOUR_BITS;
            end
            3'd3: begin
                emax = 9'd15;
                greatest = MOST_FOUR_BITS;
            end
            default: begin
                emax = 9'd2;
                greatest = MOST_TWO_BITS;
            end
        endcase
    end

    assign up = ceil_i & (fraction > greatest);
    assign scale = ({1'b0, exponent} - emax) + {8'd0, up};
    assign nan_o = &exponent;

    always @(*) begin
        scale_o = scale[7:0];
        if (&exponent) begin
            scale_o = 8'd255;
        end else if (scale[8]) begin
            scale_o = 8'd0;
        end else if (&scale[7:0]) begin
            scale_o = 8'd254;
        end
    end
endmodule
`default_nettype wire
