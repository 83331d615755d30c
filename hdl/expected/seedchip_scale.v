// seedchip_scale
//
// The exponent of a block's sum: its row's and its column's scale, and the unit of the formats.
//
// exponent_o = row_i + column_i - 254 + unit_i: both scales less their bias of 127, plus the exponent of the unit.
//
// Timing: combinational.
// Special cases: a scale of 255 is NaN; the exponent is that of the formula all the same.
// Widths: from 0 + 0 - 254 - 32 = -286 to 255 + 255 - 254 + 31 = 287: ten bits.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_scale (
    input  wire [7:0]        row_i,      // The row's scale, E8M0.
    input  wire [7:0]        column_i,   // The column's scale, E8M0.
    input  wire signed [5:0] unit_i,     // The exponent of the unit that the block's sum counts.
    output wire signed [9:0] exponent_o, // The exponent of the sum's lowest bit.
    output wire              nan_o       // A scale is NaN.
);
    wire [8:0] scales;

    assign scales = {1'b0, row_i} + {1'b0, column_i};
    assign exponent_o = {1'b0, scales} + ({{4{unit_i[5]}}, unit_i} - 10'd254);
    assign nan_o = (&row_i) | (&column_i);
endmodule
`default_nettype wire
