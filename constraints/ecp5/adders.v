// The gated sums of the design as carry chains of the ECP5 with the gate inside, 16 CCU2C of two bits each.
//
// A bit of a CCU2C has a table of four inputs, whose output is added to the carry that comes, and a table of the
// first two of them, which is the carry that goes when the first table says 0. Yosys uses the former for a sum of two
// bits. These have the gate as a third input: A ^ (B & C), with D high, and A for the carry, which is right because
// B & C equals A wherever the former is 0. `techmap -map` puts them in place before synthesis.

module seedchip_gated_sum (
    input  wire [31:0] addend_i,
    input  wire [31:0] term_i,
    input  wire        gate_i,
    output wire [31:0] sum_o
);
    wire [16:0] carry;

    assign carry[0] = 1'b0;

    genvar i;
    generate
        for (i = 0; i < 16; i = i + 1) begin : bits
            CCU2C #(
                .INIT0(16'h6aaa), .INIT1(16'h6aaa), .INJECT1_0("NO"), .INJECT1_1("NO")
            ) carry_of_two (
                .CIN(carry[i]), .COUT(carry[i+1]),
                .A0(addend_i[2*i]), .B0(term_i[2*i]), .C0(gate_i), .D0(1'b1), .S0(sum_o[2*i]),
                .A1(addend_i[2*i+1]), .B1(term_i[2*i+1]), .C1(gate_i), .D1(1'b1), .S1(sum_o[2*i+1])
            );
        end
    endgenerate
endmodule
