// seedchip_e2m1
//
// An E2M1 number as an integer, for cells that multiply integers.
//
// Twice an E2M1 number v is an integer of five bits, so a cell for INT8 takes it as it is, and its sums are in
// units of a half. A cell for E4M3 takes element's form instead.
//
// Timing: combinational.
// Special cases: the negative zero gives 0.
// Widths: |2v| <= 12.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_e2m1 (
    input  wire [3:0]        code_i,  // The code of v.
    output wire signed [4:0] number_o // 2v.
);
    reg  [3:0]        magnitude;
    wire signed [4:0] number;

    always @(*) begin
        case (code_i[2:0])
            3'd0: magnitude = 4'd0;
            3'd1: magnitude = 4'd1;
            3'd2: magnitude = 4'd2;
            3'd3: magnitude = 4'd3;
            3'd4: magnitude = 4'd4;
            3'd5: magnitude = 4'd6;
            3'd6: magnitude = 4'd8;
            default: magnitude = 4'd12;
        endcase
    end

    assign number = {1'b0, magnitude};
    assign number_o = code_i[3] ? (-number) : number;
endmodule
`default_nettype wire
