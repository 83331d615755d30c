// pe_18
//
// A cell of the array: one product and one sum a cycle.
//
// The weight stands still in `active`; the next one waits in `shadow`, so loading never stops the
// array. Activations go right, sums go down. The product has a register of its own: 16 flip-flops
// more than adding at once, for a path of a multiplier or an adder instead of both. It is declared
// in the bits of a sum, which spares the simulator an extension; the copies of its sign bit are one
// flip-flop after synthesis. No reset: a stale token reaches a cell before any token of a later
// command.
//
// Timing: activation_o one cycle after its input. The activation of t meets
// the weight swapped in at t; its product is registered at t + 2, added to the sum_i of that cycle,
// and in sum_o at t + 3. A product every cycle.
// Special cases: a weight loaded in the cycle of a swap waits for the next swap.
// Widths: 16 bits hold every product, −128 · −128 = 2^14 too; a sum has the bits of its row's.
//
// Configuration: tiny
// SeedChip 0.1.0
module pe_18 (
    input  wire               clk_i,        // Clock.
    input  wire               load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]  weight_i,     // The weight.
    input  wire               swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]  activation_i, // The activation.
    input  wire signed [17:0] sum_i,        // The sum from above.
    output wire signed [7:0]  activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [17:0] sum_o         // The sum with this cell's product, to the cell below.
);
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    reg  signed [7:0]  active_q;
    reg  signed [17:0] product_q;
    reg  signed [17:0] sum_q;

    assign activation_o = activation_q;
    assign sum_o = sum_q;

    always @(posedge clk_i) begin
        activation_q <= activation_i;
        if (load_i) shadow_q <= weight_i;
        if (swap_i) active_q <= shadow_q;
        product_q <= activation_q * active_q;
        sum_q <= sum_i + product_q;
    end
endmodule

// row_4x18
//
// A row of cells: the products of one activation with C weights.
//
// Tokens and activation pass from cell to cell, a cycle each, so no wire is longer than a cell;
// weights and sums go straight down. The tokens' flip-flops stand in the row rather than in its
// cells: as two vectors they simulate a third faster. No reset, as in its cells.
//
// Timing: what enters at t reaches cell c at t + c; a cell's sum is L cycles behind its
// activation. A pair of cells holds two columns.
//
// Configuration: tiny
// SeedChip 0.1.0
module row_4x18 (
    input  wire              clk_i,        // Clock.
    input  wire              load_i,       // Take the weights into the shadow registers, cell after cell.
    input  wire [31:0]       weight_i,     // A weight for each column.
    input  wire              swap_i,       // Take the shadow weights into use, cell after cell.
    input  wire signed [7:0] activation_i, // The activation, for cell 0.
    input  wire [71:0]       sum_i,        // The sums from above.
    output wire [71:0]       sum_o         // The sums with this row's products.
);
    wire signed [7:0] single_0_activation_o;
    wire signed [7:0] single_1_activation_o;
    wire signed [7:0] single_2_activation_o;
    wire signed [7:0] single_3_activation_o;
    reg  [2:0]        load_q;
    reg  [2:0]        swap_q;

    pe_18 single_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[17:0]),
        .activation_o (single_0_activation_o),
        .sum_o        (sum_o[17:0])
    );

    pe_18 single_1 (
        .clk_i        (clk_i),
        .load_i       (load_q[0]),
        .weight_i     (weight_i[15:8]),
        .swap_i       (swap_q[0]),
        .activation_i (single_0_activation_o),
        .sum_i        (sum_i[35:18]),
        .activation_o (single_1_activation_o),
        .sum_o        (sum_o[35:18])
    );

    pe_18 single_2 (
        .clk_i        (clk_i),
        .load_i       (load_q[1]),
        .weight_i     (weight_i[23:16]),
        .swap_i       (swap_q[1]),
        .activation_i (single_1_activation_o),
        .sum_i        (sum_i[53:36]),
        .activation_o (single_2_activation_o),
        .sum_o        (sum_o[53:36])
    );

    pe_18 single_3 (
        .clk_i        (clk_i),
        .load_i       (load_q[2]),
        .weight_i     (weight_i[31:24]),
        .swap_i       (swap_q[2]),
        .activation_i (single_2_activation_o),
        .sum_i        (sum_i[71:54]),
        .activation_o (single_3_activation_o),
        .sum_o        (sum_o[71:54])
    );

    always @(posedge clk_i) begin
        load_q[0] <= load_i;
        load_q[2:1] <= load_q[1:0];
        swap_q[0] <= swap_i;
        swap_q[2:1] <= swap_q[1:0];
    end

    wire unused = &{1'b0, single_3_activation_o};
endmodule
