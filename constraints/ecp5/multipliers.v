// The products of the design as DSP blocks of the ECP5, one MULT18X18D each.
//
// Yosys puts a multiplier into a MULT18X18D but leaves its registers outside, some 4 ns of wire away. This module has
// the name, parameters and ports of hdl/src/arith/product.rs, whose registers it takes into the block: `a` and `b`
// become its input registers, `product` its output register. It is read in place of the exported one. No reset, as in
// the RTL; both factors are signed and extended to 18 bits, which is the most that they may have.

module seedchip_product #(
    parameter A_BITS = 8,
    parameter B_BITS = 18
) (
    input  wire                     clk_i,
    input  wire [A_BITS-1:0]        a_i,
    input  wire [B_BITS-1:0]        b_i,
    input  wire                     b_load_i,
    output wire [A_BITS+B_BITS-1:0] product_o
);
    wire [17:0] a = {{(19 - A_BITS){a_i[A_BITS-1]}}, a_i[A_BITS-2:0]};
    wire [17:0] b = {{(19 - B_BITS){b_i[B_BITS-1]}}, b_i[B_BITS-2:0]};
    wire [35:0] product;

    assign product_o = product[A_BITS+B_BITS-1:0];

    MULT18X18D #(
        .REG_INPUTA_CLK("CLK0"), .REG_INPUTA_CE("CE0"), .REG_INPUTA_RST("RST0"),
        .REG_INPUTB_CLK("CLK0"), .REG_INPUTB_CE("CE1"), .REG_INPUTB_RST("RST0"),
        .REG_OUTPUT_CLK("CLK0"), .REG_OUTPUT_CE("CE0"), .REG_OUTPUT_RST("RST0")
    ) multiplier (
        .A17(a[17]), .A16(a[16]), .A15(a[15]), .A14(a[14]), .A13(a[13]), .A12(a[12]),
        .A11(a[11]), .A10(a[10]), .A9(a[9]), .A8(a[8]), .A7(a[7]), .A6(a[6]),
        .A5(a[5]), .A4(a[4]), .A3(a[3]), .A2(a[2]), .A1(a[1]), .A0(a[0]),
        .B17(b[17]), .B16(b[16]), .B15(b[15]), .B14(b[14]), .B13(b[13]), .B12(b[12]),
        .B11(b[11]), .B10(b[10]), .B9(b[9]), .B8(b[8]), .B7(b[7]), .B6(b[6]),
        .B5(b[5]), .B4(b[4]), .B3(b[3]), .B2(b[2]), .B1(b[1]), .B0(b[0]),
        .SIGNEDA(1'b1), .SIGNEDB(1'b1), .SOURCEA(1'b0), .SOURCEB(1'b0),
        .CLK0(clk_i), .CLK1(1'b0), .CLK2(1'b0), .CLK3(1'b0),
        .CE0(1'b1), .CE1(b_load_i), .CE2(1'b0), .CE3(1'b0),
        .RST0(1'b0), .RST1(1'b0), .RST2(1'b0), .RST3(1'b0),
        .P35(product[35]), .P34(product[34]), .P33(product[33]), .P32(product[32]), .P31(product[31]), .P30(product[30]),
        .P29(product[29]), .P28(product[28]), .P27(product[27]), .P26(product[26]), .P25(product[25]), .P24(product[24]),
        .P23(product[23]), .P22(product[22]), .P21(product[21]), .P20(product[20]), .P19(product[19]), .P18(product[18]),
        .P17(product[17]), .P16(product[16]), .P15(product[15]), .P14(product[14]), .P13(product[13]), .P12(product[12]),
        .P11(product[11]), .P10(product[10]), .P9(product[9]), .P8(product[8]), .P7(product[7]), .P6(product[6]),
        .P5(product[5]), .P4(product[4]), .P3(product[3]), .P2(product[2]), .P1(product[1]), .P0(product[0])
    );
endmodule
