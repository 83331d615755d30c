// pe_16
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
module pe_16 (
    input  wire               clk_i,        // Clock.
    input  wire               load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]  weight_i,     // The weight.
    input  wire               swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]  activation_i, // The activation.
    input  wire signed [15:0] sum_i,        // The sum from above.
    output wire signed [7:0]  activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [15:0] sum_o         // The sum with this cell's product, to the cell below.
);
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    reg  signed [7:0]  active_q;
    reg  signed [15:0] product_q;
    reg  signed [15:0] sum_q;

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

// row_4x16
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
module row_4x16 (
    input  wire              clk_i,        // Clock.
    input  wire              load_i,       // Take the weights into the shadow registers, cell after cell.
    input  wire [31:0]       weight_i,     // A weight for each column.
    input  wire              swap_i,       // Take the shadow weights into use, cell after cell.
    input  wire signed [7:0] activation_i, // The activation, for cell 0.
    input  wire [63:0]       sum_i,        // The sums from above.
    output wire [63:0]       sum_o         // The sums with this row's products.
);
    wire signed [7:0] single_0_activation_o;
    wire signed [7:0] single_1_activation_o;
    wire signed [7:0] single_2_activation_o;
    wire signed [7:0] single_3_activation_o;
    reg  [2:0]        load_q;
    reg  [2:0]        swap_q;

    pe_16 single_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[15:0]),
        .activation_o (single_0_activation_o),
        .sum_o        (sum_o[15:0])
    );

    pe_16 single_1 (
        .clk_i        (clk_i),
        .load_i       (load_q[0]),
        .weight_i     (weight_i[15:8]),
        .swap_i       (swap_q[0]),
        .activation_i (single_0_activation_o),
        .sum_i        (sum_i[31:16]),
        .activation_o (single_1_activation_o),
        .sum_o        (sum_o[31:16])
    );

    pe_16 single_2 (
        .clk_i        (clk_i),
        .load_i       (load_q[1]),
        .weight_i     (weight_i[23:16]),
        .swap_i       (swap_q[1]),
        .activation_i (single_1_activation_o),
        .sum_i        (sum_i[47:32]),
        .activation_o (single_2_activation_o),
        .sum_o        (sum_o[47:32])
    );

    pe_16 single_3 (
        .clk_i        (clk_i),
        .load_i       (load_q[2]),
        .weight_i     (weight_i[31:24]),
        .swap_i       (swap_q[2]),
        .activation_i (single_2_activation_o),
        .sum_i        (sum_i[63:48]),
        .activation_o (single_3_activation_o),
        .sum_o        (sum_o[63:48])
    );

    always @(posedge clk_i) begin
        load_q[0] <= load_i;
        load_q[2:1] <= load_q[1:0];
        swap_q[0] <= swap_i;
        swap_q[2:1] <= swap_q[1:0];
    end

    wire unused = &{1'b0, single_3_activation_o};
endmodule

// pe_17
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
module pe_17 (
    input  wire               clk_i,        // Clock.
    input  wire               load_i,       // Take the weight into the shadow register.
    input  wire signed [7:0]  weight_i,     // The weight.
    input  wire               swap_i,       // Take the shadow weight into use.
    input  wire signed [7:0]  activation_i, // The activation.
    input  wire signed [16:0] sum_i,        // The sum from above.
    output wire signed [7:0]  activation_o, // The activation, a cycle later, to the cell on the right.
    output wire signed [16:0] sum_o         // The sum with this cell's product, to the cell below.
);
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    reg  signed [7:0]  active_q;
    reg  signed [16:0] product_q;
    reg  signed [16:0] sum_q;

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

// row_4x17
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
module row_4x17 (
    input  wire              clk_i,        // Clock.
    input  wire              load_i,       // Take the weights into the shadow registers, cell after cell.
    input  wire [31:0]       weight_i,     // A weight for each column.
    input  wire              swap_i,       // Take the shadow weights into use, cell after cell.
    input  wire signed [7:0] activation_i, // The activation, for cell 0.
    input  wire [67:0]       sum_i,        // The sums from above.
    output wire [67:0]       sum_o         // The sums with this row's products.
);
    wire signed [7:0] single_0_activation_o;
    wire signed [7:0] single_1_activation_o;
    wire signed [7:0] single_2_activation_o;
    wire signed [7:0] single_3_activation_o;
    reg  [2:0]        load_q;
    reg  [2:0]        swap_q;

    pe_17 single_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[16:0]),
        .activation_o (single_0_activation_o),
        .sum_o        (sum_o[16:0])
    );

    pe_17 single_1 (
        .clk_i        (clk_i),
        .load_i       (load_q[0]),
        .weight_i     (weight_i[15:8]),
        .swap_i       (swap_q[0]),
        .activation_i (single_0_activation_o),
        .sum_i        (sum_i[33:17]),
        .activation_o (single_1_activation_o),
        .sum_o        (sum_o[33:17])
    );

    pe_17 single_2 (
        .clk_i        (clk_i),
        .load_i       (load_q[1]),
        .weight_i     (weight_i[23:16]),
        .swap_i       (swap_q[1]),
        .activation_i (single_1_activation_o),
        .sum_i        (sum_i[50:34]),
        .activation_o (single_2_activation_o),
        .sum_o        (sum_o[50:34])
    );

    pe_17 single_3 (
        .clk_i        (clk_i),
        .load_i       (load_q[2]),
        .weight_i     (weight_i[31:24]),
        .swap_i       (swap_q[2]),
        .activation_i (single_2_activation_o),
        .sum_i        (sum_i[67:51]),
        .activation_o (single_3_activation_o),
        .sum_o        (sum_o[67:51])
    );

    always @(posedge clk_i) begin
        load_q[0] <= load_i;
        load_q[2:1] <= load_q[1:0];
        swap_q[0] <= swap_i;
        swap_q[2:1] <= swap_q[1:0];
    end

    wire unused = &{1'b0, single_3_activation_o};
endmodule

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

// array_4x4
//
// The systolic array: R rows of C cells, R · C products a cycle.
//
// Weight-stationary with a shadow weight in every cell: while a tile is multiplied, the next one
// is loaded. Weights reach every row at once and load_i says which row takes them, so a row is
// loaded per cycle in any order; a chain from row to row would save the wires and take R cycles
// before the first weight is in place. No reset, as in its cells.
//
// Timing: what enters row r at t reaches cell (r, c) at t + c. The activation of row r has to come
// a cycle after that of row r − 1: then the sum of lane c shows R + L − 1 + c cycles after row 0's
// activation. Row 0 adds to zero.
// Widths: |a · w| is at most 2^14, so 14 + ceil(log2(r + 1)) bits hold the magnitude of a sum of r products, one
// more its sign. Row r adds the (r + 1)th product, so its sums are no wider than that.
//
// Configuration: tiny
// SeedChip 0.1.0
module array_4x4 (
    input  wire        clk_i,        // Clock.
    input  wire [3:0]  load_i,       // For each row: take the weights into the shadow registers.
    input  wire [31:0] weight_i,     // A weight for each column, to every row.
    input  wire [3:0]  swap_i,       // For each row: take the shadow weights into use.
    input  wire [31:0] activation_i, // An activation for each row.
    output wire [71:0] sum_o         // The sum of each column, from the last row.
);
    wire [63:0] row_0_sum_o;
    wire [67:0] row_1_sum_o;
    wire [67:0] row_2_sum_o;

    row_4x16 row_0 (
        .clk_i        (clk_i),
        .load_i       (load_i[0]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[0]),
        .activation_i (activation_i[7:0]),
        .sum_i        (64'd0),
        .sum_o        (row_0_sum_o)
    );

    row_4x17 row_1 (
        .clk_i        (clk_i),
        .load_i       (load_i[1]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[1]),
        .activation_i (activation_i[15:8]),
        .sum_i        ({row_0_sum_o[63], row_0_sum_o[63:48], row_0_sum_o[47], row_0_sum_o[47:32], row_0_sum_o[31], row_0_sum_o[31:16], row_0_sum_o[15], row_0_sum_o[15:0]}),
        .sum_o        (row_1_sum_o)
    );

    row_4x17 row_2 (
        .clk_i        (clk_i),
        .load_i       (load_i[2]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[2]),
        .activation_i (activation_i[23:16]),
        .sum_i        (row_1_sum_o),
        .sum_o        (row_2_sum_o)
    );

    row_4x18 row_3 (
        .clk_i        (clk_i),
        .load_i       (load_i[3]),
        .weight_i     (weight_i),
        .swap_i       (swap_i[3]),
        .activation_i (activation_i[31:24]),
        .sum_i        ({row_2_sum_o[67], row_2_sum_o[67:51], row_2_sum_o[50], row_2_sum_o[50:34], row_2_sum_o[33], row_2_sum_o[33:17], row_2_sum_o[16], row_2_sum_o[16:0]}),
        .sum_o        (sum_o)
    );
endmodule
