// seedchip_row
//
// A row of cells.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_row (
    input  wire              clk_i,
    input  wire              load_i,
    input  wire              swap_i,
    input  wire signed [7:0] activation_i,
    input  wire [15:0]       weight_i,
    input  wire [39:0]       sum_i,
    output wire [15:0]       weight_o,
    output wire [39:0]       sum_o,
    output wire              load_o
);
    wire              pe_0_load_o;
    wire              pe_0_swap_o;
    wire signed [7:0] pe_0_activation_o;
    wire              pe_1_swap_o;
    wire signed [7:0] pe_1_activation_o;

    seedchip_pe pe_0 (
        .clk_i        (clk_i),
        .load_i       (load_i),
        .weight_i     (weight_i[7:0]),
        .swap_i       (swap_i),
        .activation_i (activation_i),
        .sum_i        (sum_i[19:0]),
        .load_o       (pe_0_load_o),
        .weight_o     (weight_o[7:0]),
        .swap_o       (pe_0_swap_o),
        .activation_o (pe_0_activation_o),
        .sum_o        (sum_o[19:0])
    );

    seedchip_pe pe_1 (
        .clk_i        (clk_i),
        .load_i       (pe_0_load_o),
        .weight_i     (weight_i[15:8]),
        .swap_i       (pe_0_swap_o),
        .activation_i (pe_0_activation_o),
        .sum_i        (sum_i[39:20]),
        .load_o       (load_o),
        .weight_o     (weight_o[15:8]),
        .swap_o       (pe_1_swap_o),
        .activation_o (pe_1_activation_o),
        .sum_o        (sum_o[39:20])
    );

    wire unused = &{1'b0, pe_1_swap_o, pe_1_activation_o};
endmodule
`default_nettype wire
