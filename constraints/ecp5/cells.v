// Simulation models of the ECP5 cells that synthesis leaves in a netlist, for tests only: never synthesised.
//
// No model has an initial value: registers and memories start as the simulator says, at zero or at random, so that a
// simulation shows what reset reaches. (The device itself starts its registers at REGSET and its memories at INITVAL.)
//
// In a simulator of four states, an unknown input makes an output unknown only where it matters: an unknown value beside
// a reset, or behind a closed gate, stays there. Sums of MULT18X18D are the simulator's, where one unknown bit makes all
// of a product unknown.
//
// Each models the parameter values and pins that the flow of this folder makes use of. Another value instantiates a
// module that doesn't exist, whose name says what is missing: `TRELLIS_FF_models_no_other_SRMODE`. A pin that isn't
// modelled isn't declared. LUT4, the multiplexers, CCU2C and TRELLIS_FF are proven equal to Yosys's own models
// (verif/tests/tests/netlist/cells.rs), which has none of MULT18X18D and DP16KD; TRELLIS_DPR16X4 is not.

// A table of 16 entries as a tree of multiplexers. With an unknown input, `?:` gives what both of its sides have in
// common, so Z is known wherever the entries that are still possible agree; an indexed table would be unknown.
module seedchip_table(input [15:0] entries, input A, B, C, D, output Z);
    wire [7:0] of_d = D ? entries[15:8] : entries[7:0];
    wire [3:0] of_c = C ? of_d[7:4] : of_d[3:0];
    wire [1:0] of_b = B ? of_c[3:2] : of_c[1:0];
    assign Z = A ? of_b[1] : of_b[0];
endmodule

module LUT4(input A, B, C, D, output Z);
    parameter [15:0] INIT = 16'h0000;

    seedchip_table table_of_z (.entries(INIT), .A(A), .B(B), .C(C), .D(D), .Z(Z));
endmodule

module PFUMX(input ALUT, BLUT, C0, output Z);
    assign Z = C0 ? ALUT : BLUT;
endmodule

module L6MUX21(input D0, D1, SD, output Z);
    assign Z = SD ? D1 : D0;
endmodule

// Two bits of a carry chain.
module CCU2C(
    input CIN, A0, B0, C0, D0, A1, B1, C1, D1,
    output S0, S1, COUT
);
    parameter [15:0] INIT0 = 16'h0000;
    parameter [15:0] INIT1 = 16'h0000;
    parameter INJECT1_0 = "YES";
    parameter INJECT1_1 = "YES";

    generate
        if (INJECT1_0 != "NO") CCU2C_models_no_other_INJECT1_0 refused();
        if (INJECT1_1 != "NO") CCU2C_models_no_other_INJECT1_1 refused();
    endgenerate

    // Where a table's entry is 1 the carry passes, where it is 0 the carry is the entry that A and B choose.
    wire carry;
    seedchip_table sum_0 (.entries(INIT0 ^ {16{CIN}}), .A(A0), .B(B0), .C(C0), .D(D0), .Z(S0));
    seedchip_table carry_0 (
        .entries((INIT0 & {16{CIN}}) | (~INIT0 & {4{INIT0[3:0]}})), .A(A0), .B(B0), .C(C0), .D(D0), .Z(carry)
    );
    seedchip_table sum_1 (.entries(INIT1 ^ {16{carry}}), .A(A1), .B(B1), .C(C1), .D(D1), .Z(S1));
    seedchip_table carry_1 (
        .entries((INIT1 & {16{carry}}) | (~INIT1 & {4{INIT1[3:0]}})), .A(A1), .B(B1), .C(C1), .D(D1), .Z(COUT)
    );
endmodule

module TRELLIS_FF(input CLK, LSR, CE, DI, output reg Q);
    parameter GSR = "ENABLED";
    parameter CEMUX = "1";
    parameter CLKMUX = "CLK";
    parameter LSRMUX = "LSR";
    parameter LSRMODE = "LSR";
    parameter SRMODE = "LSR_OVER_CE";
    parameter REGSET = "RESET";

    generate
        if (CEMUX != "1" && CEMUX != "CE" && CEMUX != "INV") TRELLIS_FF_models_no_other_CEMUX refused();
        if (CLKMUX != "CLK") TRELLIS_FF_models_no_other_CLKMUX refused();
        if (LSRMUX != "LSR" && LSRMUX != "INV") TRELLIS_FF_models_no_other_LSRMUX refused();
        if (LSRMODE != "LSR") TRELLIS_FF_models_no_other_LSRMODE refused();
        if (SRMODE != "LSR_OVER_CE") TRELLIS_FF_models_no_other_SRMODE refused();
        if (REGSET != "RESET" && REGSET != "SET") TRELLIS_FF_models_no_other_REGSET refused();
    endgenerate

    wire enable = (CEMUX == "1") ? 1'b1 : (CEMUX == "INV") ? !CE : CE;
    wire reset = (LSRMUX == "INV") ? !LSR : LSR;
    always @(posedge CLK) Q <= reset ? (REGSET == "SET") : enable ? DI : Q;
endmodule

// Sixteen words of four bits in lookup tables.
module TRELLIS_DPR16X4(
    input [3:0] DI, WAD, RAD,
    input WRE, WCK,
    output [3:0] DO
);
    parameter WCKMUX = "WCK";
    parameter WREMUX = "WRE";
    parameter [63:0] INITVAL = 64'h0000000000000000;

    generate
        if (WCKMUX != "WCK") TRELLIS_DPR16X4_models_no_other_WCKMUX refused();
        if (WREMUX != "WRE") TRELLIS_DPR16X4_models_no_other_WREMUX refused();
    endgenerate

    reg [3:0] words [0:15];
`ifdef SYNTHESIS
    always @(posedge WCK) if (WRE) words[WAD] <= DI;
    assign DO = words[RAD];
`else
    // A write that may go anywhere, or nowhere, leaves known what it would not change.
    integer word;
    always @(posedge WCK)
        if (WRE === 1'b1 && ^WAD !== 1'bx) words[WAD] <= DI;
        else if (WRE !== 1'b0)
            for (word = 0; word < 16; word = word + 1) words[word] <= (WRE && WAD == word) ? DI : words[word];

    // A read from an unknown address gives what the words that it may mean have in common.
    wire [3:0] common;
    genvar lane, address;
    generate
        for (lane = 0; lane < 4; lane = lane + 1) begin : lanes
            wire [15:0] entries;
            for (address = 0; address < 16; address = address + 1) begin : addresses
                assign entries[address] = words[address][lane];
            end
            seedchip_table table_of_lane (
                .entries(entries), .A(RAD[0]), .B(RAD[1]), .C(RAD[2]), .D(RAD[3]), .Z(common[lane])
            );
        end
    endgenerate
    assign DO = (^RAD === 1'bx) ? common : words[RAD];
`endif
endmodule

// A multiplier of 18 × 18 bits. A and B may each have a register, and so may the product, twice; all on CLK0, each
// with an enable of its choice. SIGNEDA and SIGNEDB must be constants: their registers are not modelled.
module MULT18X18D(
    input A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0,
    B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0,
    C17, C16, C15, C14, C13, C12, C11, C10, C9, C8, C7, C6, C5, C4, C3, C2, C1, C0,
    SIGNEDA, SIGNEDB, SOURCEA, SOURCEB, CLK3, CLK2, CLK1, CLK0, CE3, CE2, CE1, CE0, RST3, RST2, RST1, RST0,
    output P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17, P16, P15,
    P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0
);
    parameter REG_INPUTA_CLK = "NONE";
    parameter REG_INPUTA_CE = "CE0";
    parameter REG_INPUTA_RST = "RST0";
    parameter REG_INPUTB_CLK = "NONE";
    parameter REG_INPUTB_CE = "CE0";
    parameter REG_INPUTB_RST = "RST0";
    parameter REG_INPUTC_CLK = "NONE";
    parameter REG_INPUTC_CE = "CE0";
    parameter REG_INPUTC_RST = "RST0";
    parameter REG_PIPELINE_CLK = "NONE";
    parameter REG_PIPELINE_CE = "CE0";
    parameter REG_PIPELINE_RST = "RST0";
    parameter REG_OUTPUT_CLK = "NONE";
    parameter REG_OUTPUT_CE = "CE0";
    parameter REG_OUTPUT_RST = "RST0";
    parameter CLK0_DIV = "ENABLED";
    parameter CLK1_DIV = "ENABLED";
    parameter CLK2_DIV = "ENABLED";
    parameter CLK3_DIV = "ENABLED";
    parameter HIGHSPEED_CLK = "NONE";
    parameter GSR = "ENABLED";
    parameter CAS_MATCH_REG = "FALSE";
    parameter SOURCEB_MODE = "B_SHIFT";
    parameter MULT_BYPASS = "DISABLED";
    parameter RESETMODE = "SYNC";

    generate
        if (REG_INPUTA_CLK != "NONE" && REG_INPUTA_CLK != "CLK0") MULT18X18D_models_no_other_REG_INPUTA_CLK refused();
        if (REG_INPUTB_CLK != "NONE" && REG_INPUTB_CLK != "CLK0") MULT18X18D_models_no_other_REG_INPUTB_CLK refused();
        if (REG_PIPELINE_CLK != "NONE" && REG_PIPELINE_CLK != "CLK0")
            MULT18X18D_models_no_other_REG_PIPELINE_CLK refused();
        if (REG_OUTPUT_CLK != "NONE" && REG_OUTPUT_CLK != "CLK0") MULT18X18D_models_no_other_REG_OUTPUT_CLK refused();
        if (REG_INPUTC_CLK != "NONE") MULT18X18D_models_no_other_REG_INPUTC_CLK refused();
        if (HIGHSPEED_CLK != "NONE") MULT18X18D_models_no_other_HIGHSPEED_CLK refused();
        if (CAS_MATCH_REG != "FALSE") MULT18X18D_models_no_other_CAS_MATCH_REG refused();
        if (MULT_BYPASS != "DISABLED") MULT18X18D_models_no_other_MULT_BYPASS refused();
    endgenerate

    // Resets and the operands of a neighbour are not modelled.
`ifndef SYNTHESIS
    always @(posedge CLK0)
        if (RST0 || RST1 || RST2 || RST3 || SOURCEA || SOURCEB) $fatal(1, "MULT18X18D: %m is reset or cascaded");
`endif

    wire inputa_enable =
        (REG_INPUTA_CE == "CE3") ? CE3 : (REG_INPUTA_CE == "CE2") ? CE2 : (REG_INPUTA_CE == "CE1") ? CE1 : CE0;
    wire inputb_enable =
        (REG_INPUTB_CE == "CE3") ? CE3 : (REG_INPUTB_CE == "CE2") ? CE2 : (REG_INPUTB_CE == "CE1") ? CE1 : CE0;
    wire pipeline_enable =
        (REG_PIPELINE_CE == "CE3") ? CE3 : (REG_PIPELINE_CE == "CE2") ? CE2 : (REG_PIPELINE_CE == "CE1") ? CE1 : CE0;
    wire output_enable =
        (REG_OUTPUT_CE == "CE3") ? CE3 : (REG_OUTPUT_CE == "CE2") ? CE2 : (REG_OUTPUT_CE == "CE1") ? CE1 : CE0;

    wire [17:0] a = {
        A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0};
    wire [17:0] b = {
        B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0};
    reg [17:0] a_q, b_q;
    reg signed [37:0] product_q, output_q;
    wire [17:0] a_used = (REG_INPUTA_CLK == "NONE") ? a : a_q;
    wire [17:0] b_used = (REG_INPUTB_CLK == "NONE") ? b : b_q;
    wire signed [18:0] a_wide = {SIGNEDA && a_used[17], a_used};
    wire signed [18:0] b_wide = {SIGNEDB && b_used[17], b_used};
    wire signed [37:0] product = a_wide * b_wide;
    wire signed [37:0] product_used = (REG_PIPELINE_CLK == "NONE") ? product : product_q;
    wire signed [37:0] output_used = (REG_OUTPUT_CLK == "NONE") ? product_used : output_q;
    always @(posedge CLK0) begin
        a_q <= inputa_enable ? a : a_q;
        b_q <= inputb_enable ? b : b_q;
        product_q <= pipeline_enable ? product : product_q;
        output_q <= output_enable ? product_used : output_q;
    end
    assign {
        P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17, P16, P15, P14,
        P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0} = output_used[35:0];
endmodule

// A memory of 18 kbit, with one write port, A, and one read port, B, of equal widths. A read in the cycle of a write to
// the same bits shows their complement: the device promises nothing then, and nothing may depend on it.
module DP16KD(
    input DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2,
    DIA1, DIA0,
    ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0,
    CEA, OCEA, CLKA, WEA, RSTA, CSA2, CSA1, CSA0,
    DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0,
    ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    CEB, OCEB, CLKB, WEB, RSTB, CSB2, CSB1, CSB0,
    output DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2,
    DOA1, DOA0, DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3,
    DOB2, DOB1, DOB0
);
    parameter DATA_WIDTH_A = 18;
    parameter REGMODE_A = "NOREG";
    parameter CSDECODE_A = "0b000";
    parameter WRITEMODE_A = "NORMAL";
    parameter CLKAMUX = "CLKA";
    parameter DATA_WIDTH_B = 18;
    parameter REGMODE_B = "NOREG";
    parameter CSDECODE_B = "0b000";
    parameter WRITEMODE_B = "NORMAL";
    parameter CLKBMUX = "CLKB";
    parameter RESETMODE = "SYNC";
    parameter ASYNC_RESET_RELEASE = "SYNC";
    parameter WID = 0;
    parameter GSR = "ENABLED";
    parameter INIT_DATA = "STATIC";
    parameter INITVAL_00 = 320'h0;
    parameter INITVAL_01 = 320'h0;
    parameter INITVAL_02 = 320'h0;
    parameter INITVAL_03 = 320'h0;
    parameter INITVAL_04 = 320'h0;
    parameter INITVAL_05 = 320'h0;
    parameter INITVAL_06 = 320'h0;
    parameter INITVAL_07 = 320'h0;
    parameter INITVAL_08 = 320'h0;
    parameter INITVAL_09 = 320'h0;
    parameter INITVAL_0A = 320'h0;
    parameter INITVAL_0B = 320'h0;
    parameter INITVAL_0C = 320'h0;
    parameter INITVAL_0D = 320'h0;
    parameter INITVAL_0E = 320'h0;
    parameter INITVAL_0F = 320'h0;
    parameter INITVAL_10 = 320'h0;
    parameter INITVAL_11 = 320'h0;
    parameter INITVAL_12 = 320'h0;
    parameter INITVAL_13 = 320'h0;
    parameter INITVAL_14 = 320'h0;
    parameter INITVAL_15 = 320'h0;
    parameter INITVAL_16 = 320'h0;
    parameter INITVAL_17 = 320'h0;
    parameter INITVAL_18 = 320'h0;
    parameter INITVAL_19 = 320'h0;
    parameter INITVAL_1A = 320'h0;
    parameter INITVAL_1B = 320'h0;
    parameter INITVAL_1C = 320'h0;
    parameter INITVAL_1D = 320'h0;
    parameter INITVAL_1E = 320'h0;
    parameter INITVAL_1F = 320'h0;
    parameter INITVAL_20 = 320'h0;
    parameter INITVAL_21 = 320'h0;
    parameter INITVAL_22 = 320'h0;
    parameter INITVAL_23 = 320'h0;
    parameter INITVAL_24 = 320'h0;
    parameter INITVAL_25 = 320'h0;
    parameter INITVAL_26 = 320'h0;
    parameter INITVAL_27 = 320'h0;
    parameter INITVAL_28 = 320'h0;
    parameter INITVAL_29 = 320'h0;
    parameter INITVAL_2A = 320'h0;
    parameter INITVAL_2B = 320'h0;
    parameter INITVAL_2C = 320'h0;
    parameter INITVAL_2D = 320'h0;
    parameter INITVAL_2E = 320'h0;
    parameter INITVAL_2F = 320'h0;
    parameter INITVAL_30 = 320'h0;
    parameter INITVAL_31 = 320'h0;
    parameter INITVAL_32 = 320'h0;
    parameter INITVAL_33 = 320'h0;
    parameter INITVAL_34 = 320'h0;
    parameter INITVAL_35 = 320'h0;
    parameter INITVAL_36 = 320'h0;
    parameter INITVAL_37 = 320'h0;
    parameter INITVAL_38 = 320'h0;
    parameter INITVAL_39 = 320'h0;
    parameter INITVAL_3A = 320'h0;
    parameter INITVAL_3B = 320'h0;
    parameter INITVAL_3C = 320'h0;
    parameter INITVAL_3D = 320'h0;
    parameter INITVAL_3E = 320'h0;
    parameter INITVAL_3F = 320'h0;

    // Words are addressed by the upper bits, so many fewer than 14.
    localparam SKIPPED = (DATA_WIDTH_A == 36) ? 5 : (DATA_WIDTH_A == 18) ? 4 : (DATA_WIDTH_A == 9) ? 3
        : (DATA_WIDTH_A == 4) ? 2 : (DATA_WIDTH_A == 2) ? 1 : 0;

    generate
        if (SKIPPED == 0 && DATA_WIDTH_A != 1) DP16KD_models_no_other_DATA_WIDTH_A refused();
        if (DATA_WIDTH_B != DATA_WIDTH_A) DP16KD_models_no_other_DATA_WIDTH_B refused();
        // Of 36 bits half goes out at either port, so both need the same.
        if (REGMODE_A != REGMODE_B) DP16KD_models_no_other_REGMODE_A refused();
        if (REGMODE_B != "NOREG" && REGMODE_B != "OUTREG") DP16KD_models_no_other_REGMODE_B refused();
        if (CSDECODE_A != "0b000") DP16KD_models_no_other_CSDECODE_A refused();
        if (CSDECODE_B != "0b000") DP16KD_models_no_other_CSDECODE_B refused();
        if (CLKAMUX != "CLKA") DP16KD_models_no_other_CLKAMUX refused();
        if (CLKBMUX != "CLKB") DP16KD_models_no_other_CLKBMUX refused();
        if ((INITVAL_00 | INITVAL_01 | INITVAL_02 | INITVAL_03 | INITVAL_04 | INITVAL_05 | INITVAL_06 | INITVAL_07 |
            INITVAL_08 | INITVAL_09 | INITVAL_0A | INITVAL_0B | INITVAL_0C | INITVAL_0D | INITVAL_0E | INITVAL_0F |
            INITVAL_10 | INITVAL_11 | INITVAL_12 | INITVAL_13 | INITVAL_14 | INITVAL_15 | INITVAL_16 | INITVAL_17 |
            INITVAL_18 | INITVAL_19 | INITVAL_1A | INITVAL_1B | INITVAL_1C | INITVAL_1D | INITVAL_1E | INITVAL_1F |
            INITVAL_20 | INITVAL_21 | INITVAL_22 | INITVAL_23 | INITVAL_24 | INITVAL_25 | INITVAL_26 | INITVAL_27 |
            INITVAL_28 | INITVAL_29 | INITVAL_2A | INITVAL_2B | INITVAL_2C | INITVAL_2D | INITVAL_2E | INITVAL_2F |
            INITVAL_30 | INITVAL_31 | INITVAL_32 | INITVAL_33 | INITVAL_34 | INITVAL_35 | INITVAL_36 | INITVAL_37 |
            INITVAL_38 | INITVAL_39 | INITVAL_3A | INITVAL_3B | INITVAL_3C | INITVAL_3D | INITVAL_3E | INITVAL_3F) != 0)
            DP16KD_models_no_other_INITVAL refused();
    endgenerate

    // Chip selects, resets, and writing by port B are not modelled.
`ifndef SYNTHESIS
    always @(posedge CLKA)
        if (RSTA || CSA2 || CSA1 || CSA0) $fatal(1, "DP16KD: port A of %m is reset or not selected");
    always @(posedge CLKB)
        if (RSTB || CSB2 || CSB1 || CSB0 || WEB) $fatal(1, "DP16KD: port B of %m is reset, not selected, or writes");
`endif

    wire [13:0] write_address = {
        ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
    wire [13:0] read_address = {
        ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
    // Of 36 bits the upper half comes in, and goes out, at port B.
    wire [35:0] data = {
        DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1,
        DIB0,
        DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1,
        DIA0};
    // Wide words have an enable for each byte of nine bits where narrow ones have the low bits of their address.
    wire [35:0] written = (DATA_WIDTH_A == 36) ? {{9{ADA3}}, {9{ADA2}}, {9{ADA1}}, {9{ADA0}}}
        : (DATA_WIDTH_A == 18) ? {18'd0, {9{ADA1}}, {9{ADA0}}} : {36{1'b1}};
    wire write = CEA && WEA;

    reg [DATA_WIDTH_A-1:0] words [0:(16384 >> SKIPPED)-1];
    reg [35:0] read_q, output_q;
`ifndef SYNTHESIS
    integer word;
`endif
    wire [13:0] written_word = write_address >> SKIPPED;
    wire [13:0] read_word = read_address >> SKIPPED;
    always @(posedge CLKA) begin
        if (write) words[written_word] <= words[written_word] & ~written | data & written;
`ifndef SYNTHESIS
        // A write that may go anywhere leaves nothing known.
        if (write !== 1'b0 && (write === 1'bx || ^written_word === 1'bx))
            for (word = 0; word < (16384 >> SKIPPED); word = word + 1) words[word] <= {DATA_WIDTH_A{1'bx}};
`endif
    end
    always @(posedge CLKB) begin
        read_q <= CEB ? words[read_word] ^ (write && written_word == read_word ? written : 36'd0) : read_q;
        output_q <= OCEB ? read_q : output_q;
    end

    wire [35:0] shown = (REGMODE_B == "OUTREG") ? output_q : read_q;
    wire [17:0] upper = (DATA_WIDTH_B == 36) ? shown[35:18] : shown[17:0];
    assign {
        DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1,
        DOA0} = (DATA_WIDTH_B == 36) ? shown[17:0] : 18'd0;
    assign {
        DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1,
        DOB0} = upper;
endmodule
