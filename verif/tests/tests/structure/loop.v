// A loop that closes only through two modules: ready waits for valid there, valid for ready here.
module gate (
    input  wire a_i,
    input  wire b_i,
    output wire y_o
);
    assign y_o = a_i & b_i;
endmodule

module loop (
    input  wire clk_i,
    input  wire go_i,
    output reg  y_o
);
    wire valid;
    wire ready;

    gate first (.a_i(go_i), .b_i(ready), .y_o(valid));
    gate second (.a_i(go_i), .b_i(valid), .y_o(ready));

    always @(posedge clk_i) y_o <= ready;
endmodule
