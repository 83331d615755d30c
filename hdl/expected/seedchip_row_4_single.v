// seedchip_row_4_single
//
// A row of cells: the products of one activation with C weights.
//
// Tokens and activation pass from cell to cell, one cycle each, so no wire is longer than a cell; weights and sums
// go straight down. The flip-flops of the tokens are in the row, not in its cells: as two vectors they simulate a
// third faster. No reset, as in its cells.
//
// Timing: an input of cycle t reaches cell c at t + c; the sum of a cell follows its activation by L cycles. A
// pair of cells has two columns.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_row_4_single #(
    parameter SUM_BITS = 18 // Bits of a sum, at least 16.
) (
    input  wire                      clk_i,        // Clock.
    input  wire                      load_i,       // Load the weights into the shadow registers, cell after cell.
    input  wire [31:0]               weight_i,     // One weight per column.
    input  wire                      swap_i,       // Make the shadow weights the active ones, cell after cell.
    input  wire signed [7:0]         activation_i, // The activation, for cell 0.
    input  wire [4 * SUM_BITS - 1:0] sum_i,        // The sums from above.
    output wire [4 * SUM_BITS - 1:0] sum_o         // The sums including this row's products.
);
    wire signed [7:0] single_0_activation_o;
    wire signed [7:0] single_1_activation_o;
    wire signed [7:0] single_2_activation_o;
    wire signed [7:0] single_3_activation_o;
    reg  [2:0]        load_q;
    reg  [2:0]        swap_q;

    seedchip_pe #(.SUM_BITS(SUM_BITS)) single_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[SUM_BITS - 1:0]),
        .activation_o (single_0_activation_o),
        .sum_o        (sum_o[SUM_BITS - 1:0])
    );

    seedchip_pe #(.SUM_BITS(SUM_BITS)) single_1 (
        .clk_i        (clk_i),
        .load_i       (load_q[0]),
        .weight_i     (weight_i[15:8]),
        .swap_i       (swap_q[0]),
        .activation_i (single_0_activation_o),
        .sum_i        (sum_i[2 * SUM_BITS - 1:SUM_BITS]),
        .activation_o (single_1_activation_o),
        .sum_o        (sum_o[2 * SUM_BITS - 1:SUM_BITS])
    );

    seedchip_pe #(.SUM_BITS(SUM_BITS)) single_2 (
        .clk_i        (clk_i),
        .load_i       (load_q[1]),
        .weight_i     (weight_i[23:16]),
        .swap_i       (swap_q[1]),
        .activation_i (single_1_activation_o),
        .sum_i        (sum_i[3 * SUM_BITS - 1:2 * SUM_BITS]),
        .activation_o (single_2_activation_o),
        .sum_o        (sum_o[3 * SUM_BITS - 1:2 * SUM_BITS])
    );

    seedchip_pe #(.SUM_BITS(SUM_BITS)) single_3 (
        .clk_i        (clk_i),
        .load_i       (load_q[2]),
        .weight_i     (weight_i[31:24]),
        .swap_i       (swap_q[2]),
        .activation_i (single_2_activation_o),
        .sum_i        (sum_i[4 * SUM_BITS - 1:3 * SUM_BITS]),
        .activation_o (single_3_activation_o),
        .sum_o        (sum_o[4 * SUM_BITS - 1:3 * SUM_BITS])
    );

    always @(posedge clk_i) begin
        load_q[0] <= load_i;
        load_q[2:1] <= load_q[1:0];
        swap_q[0] <= swap_i;
        swap_q[2:1] <= swap_q[1:0];
    end

    wire unused = &{1'b0, single_3_activation_o};
endmodule
`default_nettype wire
