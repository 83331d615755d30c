// seedchip_loader_tiny
//
// Brings the weights of a tile into the shadow registers of the array, a beat per cycle.
//
// A beat goes to its rows in the cycle in which it is accepted, with zeros where the tile has no row or column: so
// whatever a packet holds there, the sums are right. When the packet ends too early, the rest of the command's beats
// are zeros that nobody sends; when it goes on behind its last beat, the rest is discarded before the next command's
// weights are loaded. (Checking whole packets first would need a memory for one.) Behind the weights of a block comes a
// beat of column scales, which goes to their queue.
//
// Timing: combinational from beat to load_o and weight_o. A beat per cycle; the first beat of a tile may come in the
// cycle after the tile before it was taken. complete_o depends on weight_valid_i and weight_last_i of the same cycle.
// With block formats it depends on scale_ready_i too.
// Widths: beat counts to R - 1. pair is beat + H: where it is looked at, with 4-bit weights, less than 2 H, which is
// 256 at most.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_loader_tiny (
    input  wire        clk_i,          // Clock.
    input  wire        rst_ni,         // Synchronous reset, active low.
    input  wire        tile_valid_i,   // There is a tile.
    output wire        tile_ready_o,   // The tile leaves.
    input  wire        tile_drain_i,   // Its command was refused: the packet of weights is to be discarded.
    input  wire        tile_nibbles_i, // Weights are INT4, two per byte.
    input  wire        tile_last_i,    // The tile is its command's last.
    input  wire [7:0]  tile_rows_i,    // Rows of the tile, less one.
    input  wire [7:0]  tile_columns_i, // Columns of the tile, less one.
    input  wire        weight_valid_i, // A beat of weights is offered.
    output wire        weight_ready_o, // The beat is accepted.
    input  wire [31:0] weight_i,       // The beat: a byte per column.
    input  wire        weight_last_i,  // The beat is the last of its packet.
    output wire [3:0]  load_o,         // For each row: load the weights of the beat, of 4-bit weights the low nibbles.
    output wire [1:0]  load_pair_o,    // For each row from row H on: load the high nibbles of the beat.
    output wire        nibbles_o,      // A beat of 4-bit weights is loaded.
    output wire [31:0] weight_o,       // The beat, zero where the tile has no row or column.
    input  wire        take_i,         // The launcher takes the tile.
    output wire        complete_o,     // All weights of the tile are loaded.
    output reg  [1:0]  error_o,        // Of the command, with the last tile: the packet was too short (1), too long (2), or neither (0).
    output wire        loading_o,      // A beat is loaded or discarded.
    output wire        over_o          // Beats are discarded, up to the end of a packet.
);
    localparam [7:0] LAST_BUT_ONE_INT4 = 8'd0;
    localparam [1:0] HALF_ROWS = 2'd2;
    localparam [7:0] LAST_BUT_ONE_INT8 = 8'd2;

    wire        open;
    wire        loads;
    wire        completes;
    wire        overruns;
    wire [1:0]  last_row;
    wire [1:0]  last_column;
    wire        row_exists;
    wire        pair_exists;
    wire [3:0]  column_exists;
    reg  [7:0]  row_keep;
    wire [31:0] keep;
    wire [7:0]  last_but_one;
    reg  [1:0]  beat_q;
    reg  [1:0]  pair_q;
    reg         final_beat_q;
    reg         full_q;
    reg         ended_q;
    reg         over_q;
    reg         long_q;

    // A beat is loaded, the packet's or zeros once it has ended, or discarded.
    assign open = tile_valid_i && !tile_drain_i && !full_q && !over_q;
    assign loads = open && (ended_q || weight_valid_i);
    assign weight_ready_o = over_q || (open && !ended_q);
    assign over_o = over_q;
    assign loading_o = loads || (over_q && weight_valid_i);

    // A tile is complete with its final beat. Of one that is to be discarded there is nothing to load.
    assign completes = loads && final_beat_q;
    assign complete_o = full_q || completes;
    assign tile_ready_o = take_i;

    // A command's final beat has to end its packet, and no other may.
    assign overruns = completes && tile_last_i && !ended_q && !weight_last_i;

    always @(*) begin
        error_o = 2'd0;
        if (ended_q) begin
            error_o = 2'd1;
        end else if (long_q || overruns) begin
            error_o = 2'd2;
        end
    end

    // Its rows.
    assign load_o[0] = loads && (beat_q == 2'd0);
    assign load_o[1] = loads && (beat_q == 2'd1);
    assign load_o[2] = loads && (beat_q == 2'd2);
    assign load_o[3] = loads && (beat_q == 2'd3);
    assign load_pair_o[0] = loads && tile_nibbles_i && (beat_q == 2'd0);
    assign load_pair_o[1] = loads && tile_nibbles_i && (beat_q == 2'd1);
    assign nibbles_o = loads && tile_nibbles_i;

    // Its weights: the row of a high nibble exists only if that of the low one does.
    assign last_row = tile_rows_i[1:0];
    assign last_column = tile_columns_i[1:0];
    assign row_exists = !ended_q && (beat_q <= last_row);
    assign pair_exists = tile_nibbles_i ? (!ended_q && (pair_q <= last_row)) : row_exists;
    assign column_exists[0] = 1'b1;
    assign column_exists[1] = 2'd0 < last_column;
    assign column_exists[2] = 2'd1 < last_column;
    assign column_exists[3] = 2'd2 < last_column;

    always @(*) begin
        row_keep = 8'd0;
        if (pair_exists) begin
            row_keep = 8'd255;
        end else if (row_exists) begin
            row_keep = 8'd15;
        end
    end

    assign keep[7:0] = column_exists[0] ? row_keep : 8'd0;
    assign keep[15:8] = column_exists[1] ? row_keep : 8'd0;
    assign keep[23:16] = column_exists[2] ? row_keep : 8'd0;
    assign keep[31:24] = column_exists[3] ? row_keep : 8'd0;
    assign weight_o[7:0] = weight_i[7:0] & keep[7:0];
    assign weight_o[15:8] = weight_i[15:8] & keep[15:8];
    assign weight_o[23:16] = weight_i[23:16] & keep[23:16];
    assign weight_o[31:24] = weight_i[31:24] & keep[31:24];

    // The coming beat.
    assign last_but_one = tile_nibbles_i ? LAST_BUT_ONE_INT4 : LAST_BUT_ONE_INT8;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            beat_q <= 2'd0;
            pair_q <= HALF_ROWS;
            final_beat_q <= 1'b0;
            full_q <= 1'b0;
            ended_q <= 1'b0;
            over_q <= 1'b0;
            long_q <= 1'b0;
        end else begin
            full_q <= !take_i && (complete_o || (tile_valid_i && tile_drain_i && !over_q));
            if (loads) begin
                beat_q <= beat_q + 2'd1;
                pair_q <= pair_q + 2'd1;
                final_beat_q <= {6'd0, beat_q} == last_but_one;
            end
            if (loads && weight_last_i && !(completes && tile_last_i)) ended_q <= 1'b1;
            if (overruns) begin
                over_q <= 1'b1;
                long_q <= 1'b1;
            end
            if (weight_valid_i && weight_last_i) over_q <= 1'b0;
            if (take_i) begin
                beat_q <= 2'd0;
                pair_q <= HALF_ROWS;
                final_beat_q <= 1'b0;
                long_q <= 1'b0;
                if (tile_last_i) ended_q <= 1'b0;
                if (tile_drain_i) over_q <= 1'b1;
            end
        end
    end

    wire unused = &{1'b0, tile_rows_i[7:2], tile_columns_i[7:2]};
endmodule
`default_nettype wire
