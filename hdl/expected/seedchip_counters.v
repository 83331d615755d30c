// seedchip_counters
//
// Counters of the performance of a command, and the sticky flags.
//
// Products are counted by a multiplier of the rows and columns in use per launched row, one adder for the
// whole array, instead of a counter in every cell.
//
// Timing: a count shows a cycle later, products four cycles after their launch (the product has a register of its
// own on the way from a DSP block to the counter).
// Special cases: start_i wins over counting but for cycles, which begin with that of start_i; a flag raised wins
// over its clearing.
// Widths: 9 bits hold 256 rows or columns, 17 bits their product; 48 bits of cycles last 78 hours at 1 GHz,
// and 2^16 * 2^16 * 2^15 products of the largest command need 47.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_counters (
    input  wire         clk_i,                // Clock.
    input  wire         rst_ni,               // Synchronous reset, active low: clears all but a product under way.
    input  wire         start_i,              // A command starts: clear its counters.
    input  wire         clear_flags_i,        // Clear the flags.
    input  wire         busy_i,               // A command is under way: count this cycle.
    input  wire         launch_i,             // A row of activations is launched.
    input  wire [8:0]   rows_used_i,          // The rows of the array that the launched row uses.
    input  wire [8:0]   columns_used_i,       // The columns of the array that the launched row uses.
    input  wire         stall_weights_i,      // The cycle waits for weights.
    input  wire         stall_activations_i,  // The cycle waits for activations.
    input  wire         stall_parameters_i,   // The cycle waits for parameters.
    input  wire         stall_results_i,      // The cycle waits for room for results.
    input  wire         saturation_i,         // A result saturated.
    input  wire         bias_range_i,         // A bias is out of range.
    input  wire         weight_framing_i,     // The weights' last beat is not where the command ends.
    input  wire         activation_framing_i, // The activations' last beat is not where the command ends.
    input  wire         parameter_framing_i,  // A set of parameters does not end with its last column.
    output wire [7:0]   flags_o,              // The sticky flags; the upper three bits are unused.
    output wire [287:0] counters_o            // Cycles, products, stalls of weights, activations, parameters, results.
);
    wire [7:0]         raised;
    wire [31:0]        rows;
    wire [31:0]        columns;
    reg  [4:0]         flags_q;
    wire signed [19:0] product_product_o;
    reg  [16:0]        product_late_q;
    reg  [47:0]        cycles_q;
    reg  [47:0]        products_q;
    reg  [47:0]        stalls_weights_q;
    reg  [47:0]        stalls_activations_q;
    reg  [47:0]        stalls_parameters_q;
    reg  [47:0]        stalls_results_q;

    assign raised = {3'd0, parameter_framing_i, activation_framing_i, weight_framing_i, bias_range_i, saturation_i};
    assign flags_o = {3'd0, flags_q};

    // A cycle without a launch multiplies zero, so nothing else has to go along.
    // So does one of reset, as its product would come after the start of a next command.
    assign rows = (launch_i && rst_ni) ? {23'd0, rows_used_i} : 32'd0;
    assign columns = (launch_i && rst_ni) ? {23'd0, columns_used_i} : 32'd0;
    assign counters_o[47:0] = cycles_q;
    assign counters_o[95:48] = products_q;
    assign counters_o[143:96] = stalls_weights_q;
    assign counters_o[191:144] = stalls_activations_q;
    assign counters_o[239:192] = stalls_parameters_q;
    assign counters_o[287:240] = stalls_results_q;

    seedchip_product #(.A_BITS(10), .B_BITS(10)) product (
        .clk_i     (clk_i),
        .a_i       (rows[9:0]),
        .b_i       (columns[9:0]),
        .b_load_i  (1'b1),
        .product_o (product_product_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            flags_q <= 5'd0;
            cycles_q <= 48'd0;
            products_q <= 48'd0;
            stalls_weights_q <= 48'd0;
            stalls_activations_q <= 48'd0;
            stalls_parameters_q <= 48'd0;
            stalls_results_q <= 48'd0;
        end else begin
            if (clear_flags_i) begin
                flags_q <= raised[4:0];
            end else begin
                flags_q <= flags_q | raised[4:0];
            end
            products_q <= products_q + {31'd0, product_late_q};
            if (busy_i) cycles_q <= cycles_q + 48'd1;
            if (stall_weights_i) stalls_weights_q <= stalls_weights_q + 48'd1;
            if (stall_activations_i) stalls_activations_q <= stalls_activations_q + 48'd1;
            if (stall_parameters_i) stalls_parameters_q <= stalls_parameters_q + 48'd1;
            if (stall_results_i) stalls_results_q <= stalls_results_q + 48'd1;
            if (start_i) begin
                cycles_q <= 48'd0;
                if (busy_i) cycles_q <= 48'd1;
                products_q <= 48'd0;
                stalls_weights_q <= 48'd0;
                stalls_activations_q <= 48'd0;
                stalls_parameters_q <= 48'd0;
                stalls_results_q <= 48'd0;
            end
        end
    end

    always @(posedge clk_i) begin
        product_late_q <= product_product_o[16:0];
    end

    wire unused = &{1'b0, raised[7:5], rows[31:10], columns[31:10], product_product_o[19:17]};
endmodule
`default_nettype wire
