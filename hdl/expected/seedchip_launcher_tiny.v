// seedchip_launcher_tiny
//
// Sends the rows of a tile into the array, a slot per cycle.
//
// The first slot takes the weights that the loader has brought, m slots send a row of activations each, and the rest
// leaves the loader the time that it needs. A slot that can't be sent is a stall, told with its reason, and becomes a
// bubble: the array never stops. A row of results is sent only if there is room for it behind, so nothing behind ever
// holds the array up either. Packets are judged here, row by row: what is missing is zero, what is too much is
// discarded. The verdict goes out a cycle after the command's last tile, or when the last of its packets has ended:
// then the command's status says that the unit is done with its packets. (Holding the tile instead would bring the
// end of the packet into the cycle that decides on the slot.)
//
// Timing: slot 0 may be sent in the cycle in which the tile's weights are complete, the next tile's in the cycle after
// the last slot. Tokens, stalls and verdicts show a cycle later. activation_ready_o depends on activation_valid_i, complete_i and
// entry_ready_i of the same cycle.
// Widths: slots are at most D or R, of which 16 bits hold the number less one; of those that are rows, fewer than D,
// the low bits are the address. under_way counts to E, a power of two: its upper bit says that all E are.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_launcher_tiny (
    input  wire        clk_i,               // Clock.
    input  wire        rst_ni,              // Synchronous reset, active low.
    input  wire        tile_valid_i,        // There is a tile.
    output wire        tile_ready_o,        // The tile ends.
    input  wire [1:0]  tile_kind_i,         // What it is: 0 the end of a command without a product, 1 a tile of a product, 2 a refused product.
    input  wire        tile_asks_i,         // The command asks for the geometry.
    input  wire [3:0]  tile_error_i,        // Why the command was refused, or 0.
    input  wire        tile_raw_i,          // No parameters, no conversion.
    input  wire [1:0]  tile_rounding_i,     // How a scaled sum becomes an integer.
    input  wire        tile_first_i,        // The tile is the first of its n-tile.
    input  wire        tile_result_i,       // The tile is the last of its n-tile: its sums are results.
    input  wire        tile_last_i,         // The tile is the command's last.
    input  wire [3:0]  tile_m_i,            // Rows of activations, less one.
    input  wire [15:0] tile_slots_i,        // Slots of the tile, less one: 3 or more.
    input  wire [7:0]  tile_rows_i,         // Rows of the tile, less one.
    input  wire [7:0]  tile_columns_i,      // Columns of the tile, less one.
    output wire        take_o,              // The tile's weights are taken into use.
    input  wire        complete_i,          // All weights of the tile are loaded.
    input  wire [1:0]  load_error_i,        // Of the command, with its last tile: the packet of weights was too short (1), too long (2), or neither (0).
    input  wire        loading_i,           // A beat of weights is loaded or discarded.
    input  wire        weight_over_i,       // The loader discards beats, up to the end of a packet.
    input  wire        activation_valid_i,  // A row of activations is offered.
    output wire        activation_ready_o,  // The row is accepted.
    input  wire        activation_last_i,   // The row is the last of its packet.
    output wire [3:0]  row_mask_o,          // The rows of the array that take the activations of the slot; the others take zeros.
    input  wire        credit_i,            // A row of results has left the waiting rows.
    output wire        entry_valid_o,       // An entry for the collector: what becomes of the n-tile's rows.
    input  wire        entry_ready_i,       // There is room for an entry.
    output wire        entry_empty_o,       // There are no rows.
    output wire        entry_raw_o,         // Rows leave as sums.
    output wire        entry_last_o,        // The n-tile is the command's last.
    output wire [1:0]  entry_rounding_o,    // How a scaled sum becomes an integer.
    output wire [3:0]  entry_rows_o,        // Rows, less one.
    output wire [7:0]  entry_columns_o,     // Columns, less one.
    output wire        verdict_valid_o,     // A verdict: the command has ended here, and so have its packets.
    output wire        verdict_asks_o,      // It asks for the geometry.
    output wire [3:0]  verdict_error_o,     // Why it failed, or 0.
    output wire        swap_o,              // Token: take the loaded weights into use.
    output wire        row_o,               // Token: a row of sums.
    output wire        first_o,             // Token: the row begins its sums.
    output wire        result_o,            // Token: the row is a row of results.
    output wire [3:0]  address_o,           // The accumulator of the row.
    output wire [4:0]  wait_address_o,      // The place where the row waits, if it is one of results.
    output wire        stall_weights_o,     // The cycle waited for weights.
    output wire        stall_activations_o, // The cycle waited for activations.
    output wire        stall_results_o      // The cycle waited for room for results.
);
    localparam [1:0] PRODUCT_TILE = 2'd1;
    localparam [1:0] DRAIN_TILE = 2'd2;
    localparam [3:0] WEIGHTS_SHORT = 4'd7;
    localparam [3:0] WEIGHTS_LONG = 4'd8;
    localparam [3:0] ACTIVATIONS_SHORT = 4'd9;
    localparam [3:0] ACTIVATIONS_LONG = 4'd10;

    wire       product;
    wire       refused;
    wire       wait_results;
    wire       wait_weights;
    wire       wait_activations;
    wire [3:0] next_slot;
    wire [3:0] last_slot_number;
    wire       flows;
    wire       sends;
    wire       starts;
    wire       sends_row;
    wire       sends_result;
    wire       last_row;
    wire       overruns;
    wire       refuses;
    reg        ends;
    wire       weights_remain;
    wire       activations_remain;
    wire       verdict_waits;
    wire       overlong;
    wire [1:0] last_array_row;
    reg  [3:0] slot_q;
    reg        started_q;
    reg        rows_sent_q;
    reg        last_slot_q;
    reg        credit_q;
    reg        ended_q;
    reg        over_q;
    reg        long_q;
    reg  [1:0] load_error_q;
    reg        filling_q;
    reg  [5:0] under_way_q;
    reg  [4:0] next_wait_address_q;
    reg        weights_left_q;
    reg        activations_left_q;
    reg        verdict_held_q;
    reg        verdict_asks_q;
    reg  [3:0] verdict_error_q;
    reg        swap_q;
    reg        row_q;
    reg        first_q;
    reg        result_q;
    reg  [3:0] address_q;
    reg  [4:0] wait_address_q;
    reg        stall_weights_q;
    reg        stall_activations_q;
    reg        stall_results_q;

    assign product = tile_valid_i && (tile_kind_i == PRODUCT_TILE);
    assign refused = tile_valid_i && (tile_kind_i == DRAIN_TILE);

    // A verdict waits until what is left of the command's packets is discarded, and so does the next tile.
    assign weights_remain = weights_left_q && weight_over_i;
    assign activations_remain = activations_left_q && over_q;
    assign verdict_waits = verdict_held_q && (weights_remain || activations_remain);

    // A slot is sent, or waits for something. Slot 0 is a row.
    assign wait_results = tile_result_i && ((!rows_sent_q && under_way_q[5]) || (!started_q && !entry_ready_i));
    assign wait_weights = !started_q && (!complete_i || (verdict_held_q && weights_remain));
    assign wait_activations = !rows_sent_q && !ended_q && (over_q || !activation_valid_i);
    assign flows = product && !wait_results && !wait_activations;
    assign sends = flows && !wait_weights;
    assign starts = sends && !started_q;
    assign sends_row = sends && !rows_sent_q;
    assign sends_result = sends_row && tile_result_i;

    // The packet of activations: a command's last row has to end it, and no other may.
    // What is left of a packet that is over is discarded.
    assign activation_ready_o = over_q || (sends_row && !ended_q);
    assign last_row = slot_q == tile_m_i;
    assign overruns = !rows_sent_q && !ended_q && last_row && tile_last_i && !activation_last_i;
    assign last_array_row = tile_rows_i[1:0];
    assign row_mask_o[0] = !ended_q;
    assign row_mask_o[1] = !ended_q && (2'd0 < last_array_row);
    assign row_mask_o[2] = !ended_q && (2'd1 < last_array_row);
    assign row_mask_o[3] = !ended_q && (2'd2 < last_array_row);

    // The slot after.
    assign next_slot = slot_q + 4'd1;
    assign last_slot_number = tile_slots_i[3:0];

    // The tile ends: with its last slot, which waits for no weights, or at once.
    assign refuses = refused && complete_i && entry_ready_i && !over_q && !verdict_waits;

    always @(*) begin
        if (product) begin
            ends = flows && last_slot_q;
        end else if (refused) begin
            ends = refuses;
        end else begin
            ends = tile_valid_i && entry_ready_i && !verdict_waits;
        end
    end

    assign tile_ready_o = ends;
    assign take_o = starts || refuses;

    // An entry goes out with the first row of an n-tile's results, or when there are none.
    assign entry_valid_o = (starts && tile_result_i) || (!product && ends);
    assign entry_empty_o = !product;
    assign entry_raw_o = tile_raw_i;
    assign entry_last_o = tile_last_i;
    assign entry_rounding_o = tile_rounding_i;
    assign entry_rows_o = tile_m_i;
    assign entry_columns_o = tile_columns_i;

    // The verdict. A product has no error of its own, and nothing else has packets that are judged.
    assign overlong = long_q || overruns;
    assign verdict_valid_o = verdict_held_q && !verdict_waits;
    assign verdict_asks_o = verdict_asks_q;
    assign verdict_error_o = verdict_error_q;

    assign swap_o = swap_q;
    assign row_o = row_q;
    assign first_o = first_q;
    assign result_o = result_q;
    assign address_o = address_q;
    assign wait_address_o = wait_address_q;

    assign stall_weights_o = stall_weights_q;
    assign stall_activations_o = stall_activations_q;
    assign stall_results_o = stall_results_q;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            slot_q <= 4'd0;
            started_q <= 1'b0;
            last_slot_q <= 1'b0;
            credit_q <= 1'b0;
            rows_sent_q <= 1'b0;
            ended_q <= 1'b0;
            over_q <= 1'b0;
            long_q <= 1'b0;
            filling_q <= 1'b1;
            verdict_held_q <= 1'b0;
            weights_left_q <= 1'b0;
            under_way_q <= 6'd0;
            next_wait_address_q <= 5'd0;
            swap_q <= 1'b0;
            row_q <= 1'b0;
            stall_weights_q <= 1'b0;
            stall_activations_q <= 1'b0;
            stall_results_q <= 1'b0;
        end else begin
            if (activation_valid_i && activation_last_i) over_q <= 1'b0;
            if (refuses || (sends && overruns)) over_q <= 1'b1;
            if (sends) begin
                slot_q <= next_slot;
                started_q <= 1'b1;
                rows_sent_q <= rows_sent_q || last_row;
                last_slot_q <= next_slot == last_slot_number;
                long_q <= long_q || overruns;
                if (!rows_sent_q && activation_last_i && !(last_row && tile_last_i)) ended_q <= 1'b1;
                if (last_slot_q) begin
                    slot_q <= 4'd0;
                    started_q <= 1'b0;
                    rows_sent_q <= 1'b0;
                    long_q <= 1'b0;
                    if (tile_last_i) ended_q <= 1'b0;
                end
            end
            weights_left_q <= weights_remain;
            if (starts) begin
                weights_left_q <= load_error_i == 2'd2;
            end else if (refuses) begin
                weights_left_q <= 1'b1;
            end
            verdict_held_q <= verdict_waits;
            if (ends && tile_last_i) verdict_held_q <= 1'b1;
            // Rows of results on their way.
            if (sends_result) next_wait_address_q <= next_wait_address_q + 5'd1;
            credit_q <= credit_i;
            if (sends_result && !credit_q) begin
                under_way_q <= under_way_q + 6'd1;
            end else if (credit_q && !sends_result) begin
                under_way_q <= under_way_q - 6'd1;
            end
            // What goes with a slot.
            swap_q <= starts;
            row_q <= sends_row;
            // Why none was sent. While the first weights after a rest come, a cycle that brings some is no stall.
            filling_q <= !tile_valid_i || (filling_q && !starts);
            stall_results_q <= product && wait_results;
            stall_weights_q <= product && !wait_results && wait_weights && !(filling_q && loading_i);
            stall_activations_q <= product && !wait_results && !wait_weights && wait_activations;
        end
    end

    always @(posedge clk_i) begin
        if (starts) load_error_q <= load_error_i;
        if (ends && tile_last_i) begin
            verdict_asks_q <= tile_asks_i;
            verdict_error_q <= tile_error_i;
            if (product) begin
                if (load_error_q == 2'd1) begin
                    verdict_error_q <= WEIGHTS_SHORT;
                end else if (load_error_q == 2'd2) begin
                    verdict_error_q <= WEIGHTS_LONG;
                end else if (ended_q) begin
                    verdict_error_q <= ACTIVATIONS_SHORT;
                end else if (overlong) begin
                    verdict_error_q <= ACTIVATIONS_LONG;
                end
            end
            activations_left_q <= refused || overlong;
        end
        first_q <= tile_first_i;
        result_q <= tile_result_i;
        address_q <= slot_q;
        wait_address_q <= next_wait_address_q;
    end

    wire unused = &{1'b0, tile_slots_i[15:4], tile_rows_i[7:2]};
endmodule
`default_nettype wire
