// seedchip_pe
//
// One cell of a weight-stationary array.
//
// Weights move down through `shadow`; `swap_i` makes the shadow weight the active one.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pe (
    input  wire               clk_i,
    input  wire               load_i,
    input  wire signed [7:0]  weight_i,
    input  wire               swap_i,
    input  wire signed [7:0]  activation_i,
    input  wire signed [19:0] sum_i,
    output wire               load_o,
    output wire signed [7:0]  weight_o,
    output wire               swap_o,
    output wire signed [7:0]  activation_o,
    output wire signed [19:0] sum_o
);
    reg                load_q;
    reg                swap_q;
    reg  signed [7:0]  activation_q;
    reg  signed [7:0]  shadow_q;
    reg  signed [7:0]  active_q;
    reg  signed [15:0] product_q;
    reg  signed [19:0] sum_q;

    assign load_o = load_q;
    assign weight_o = shadow_q;
    assign swap_o = swap_q;
    assign activation_o = activation_q;
    assign sum_o = sum_q;

    always @(posedge clk_i) begin
        load_q <= load_i;
        swap_q <= swap_i;
        activation_q <= activation_i;
        if (load_i) shadow_q <= weight_i;
        if (swap_i) active_q <= shadow_q;
        // The product's register splits the path from activation to sum.
        product_q <= activation_q * active_q;
        sum_q <= sum_i + {{4{product_q[15]}}, product_q};
    end
endmodule
`default_nettype wire
