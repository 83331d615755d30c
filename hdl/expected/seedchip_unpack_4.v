// seedchip_unpack_4
//
// From weight beats to rows of C signed bytes.
//
// INT8 (int4_i = 0): a beat is a row. INT4 (int4_i = 1): a beat holds two rows of nibbles, the low
// half of the C * 8 bits first, lane c of a row in nibble c; each is sign-extended. With last_i
// the coming row is the last of a command, and the rest of its beat is dropped with it.
//
// Timing: combinational from beat to row but for the phase, which half of the beat is next: a row
// every cycle. int4_i may change only while no row passes: the row follows that of the cycle before, by a register
// that stands beside its many multiplexers, while the beats' ready follows int4_i.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_unpack_4 (
    input  wire        clk_i,          // Clock.
    input  wire        rst_ni,         // Synchronous reset, active low.
    input  wire        int4_i,         // Beats hold two weights per byte.
    input  wire        last_i,         // The coming row is the last of the command.
    input  wire        weight_valid_i, // A beat is offered.
    output wire        weight_ready_o, // The beat is accepted.
    input  wire [31:0] weight_i,       // The beat: C bytes.
    output wire        row_valid_o,    // A row is offered.
    input  wire        row_ready_i,    // The row is accepted.
    output wire [31:0] row_o           // The row: C signed bytes.
);
    reg         upper_q;
    reg         int4_q;
    wire [15:0] half_nibble_o;

    assign row_o[7:0] = int4_q ? {{4{half_nibble_o[3]}}, half_nibble_o[3:0]} : weight_i[7:0];
    assign row_o[15:8] = int4_q ? {{4{half_nibble_o[7]}}, half_nibble_o[7:4]} : weight_i[15:8];
    assign row_o[23:16] = int4_q ? {{4{half_nibble_o[11]}}, half_nibble_o[11:8]} : weight_i[23:16];
    assign row_o[31:24] = int4_q ? {{4{half_nibble_o[15]}}, half_nibble_o[15:12]} : weight_i[31:24];
    assign row_valid_o = weight_valid_i;
    assign weight_ready_o = row_ready_i & (!int4_i | upper_q | last_i);

    seedchip_nibbles_4 half (
        .beat_i   (weight_i),
        .upper_i  (upper_q),
        .nibble_o (half_nibble_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            upper_q <= 1'b0;
        end else begin
            if (weight_valid_i & row_ready_i) upper_q <= int4_i & !upper_q & !last_i;
        end
    end

    always @(posedge clk_i) begin
        int4_q <= int4_i;
    end
endmodule
`default_nettype wire
