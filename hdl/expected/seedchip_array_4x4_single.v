// seedchip_array_4x4_single
//
// The systolic array: R rows of C cells, R * C products per cycle.
//
// Weight-stationary, with a shadow weight in every cell: the next tile is loaded while the current one is
// multiplied. The weights go to every row of a half, and load_i selects the row that loads them: one row per cycle
// and half, in any order. A chain from row to row would save these wires, and take R cycles before the first weight
// is in place. With 4-bit weights both halves are loaded at once. No reset, as in its cells.
//
// Timing: an input of row r in cycle t reaches cell (r, c) at t + c. The activation of row r has to arrive one
// cycle after that of row r - 1; the sum of column c then follows the activation of row 0 by
// R + L - 1 + floor(c / G) cycles. The sums above row 0 are zero.
// Widths: |a * w| is at most 2^14, so the magnitude of a sum of r products takes 14 + ceil(log2(r + 1)) bits, and
// the sign one more. Row r adds the (r + 1)th product, so its sums are no wider than that.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_array_4x4_single (
    input  wire        clk_i,        // Clock.
    input  wire [3:0]  load_i,       // For each row: load the weights into the shadow registers.
    input  wire [31:0] lower_i,      // One weight per column, to the rows of the first half.
    input  wire [31:0] upper_i,      // One weight per column, to the other rows.
    input  wire [3:0]  swap_i,       // For each row: make the shadow weights the active ones.
    input  wire [31:0] activation_i, // One activation per row.
    output wire [71:0] sum_o         // The sum of each column, from the last row.
);
    wire [63:0] row_0_sum_o;
    wire [67:0] row_1_sum_o;
    wire [67:0] row_2_sum_o;

    seedchip_row_4_single #(.SUM_BITS(16)) row_0 (
        .clk_i        (clk_i),
        .load_i       (load_i[0]),
        .weight_i     (lower_i),
        .swap_i       (swap_i[0]),
        .activation_i (activation_i[7:0]),
        .sum_i        (64'd0),
        .sum_o        (row_0_sum_o)
    );

    seedchip_row_4_single #(.SUM_BITS(17)) row_1 (
        .clk_i        (clk_i),
        .load_i       (load_i[1]),
        .weight_i     (lower_i),
        .swap_i       (swap_i[1]),
        .activation_i (activation_i[15:8]),
        .sum_i        ({row_0_sum_o[63], row_0_sum_o[63:48], row_0_sum_o[47], row_0_sum_o[47:32], row_0_sum_o[31],
            row_0_sum_o[31:16], row_0_sum_o[15], row_0_sum_o[15:0]}),
        .sum_o        (row_1_sum_o)
    );

    seedchip_row_4_single #(.SUM_BITS(17)) row_2 (
        .clk_i        (clk_i),
        .load_i       (load_i[2]),
        .weight_i     (upper_i),
        .swap_i       (swap_i[2]),
        .activation_i (activation_i[23:16]),
        .sum_i        (row_1_sum_o),
        .sum_o        (row_2_sum_o)
    );

    seedchip_row_4_single #(.SUM_BITS(18)) row_3 (
        .clk_i        (clk_i),
        .load_i       (load_i[3]),
        .weight_i     (upper_i),
        .swap_i       (swap_i[3]),
        .activation_i (activation_i[31:24]),
        .sum_i        ({row_2_sum_o[67], row_2_sum_o[67:51], row_2_sum_o[50], row_2_sum_o[50:34], row_2_sum_o[33],
            row_2_sum_o[33:17], row_2_sum_o[16], row_2_sum_o[16:0]}),
        .sum_o        (sum_o)
    );
endmodule
`default_nettype wire
