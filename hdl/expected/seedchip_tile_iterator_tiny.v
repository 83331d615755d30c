// seedchip_tile_iterator_tiny
//
// Takes commands apart into descriptors of tiles.
//
// Goes over the tiles of a product, n-tiles outside, k-tiles inside, and offers each to the loader and to the
// launcher, which so can be at different tiles, even of different commands: the weights of the next one are loaded
// while this one is multiplied. (One process for both would leave the array idle while weights are loaded.) Tiles
// are counted by subtracting R and C from what is left, so nothing is divided. Sizes are kept less one: so k and the
// rows of a tile fit whole bits, and the last tile is the one in which less than R (C) is left.
//
// A command of a block format has whole blocks: B tiles each, the last of which may have no rows.
//
// Timing: CHECK is the cycle after a command was accepted, the first tile is offered in the one after that, or after
// PARAMETERS. A tile takes two cycles or more, of which loader and launcher need none: their tiles take four at
// least, and queues stand between.
// Widths: k - 1 is less than 2^20 if the command is possible, n - 1 less than 2^16, m - 1 less than D.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_tile_iterator_tiny (
    input  wire         clk_i,              // Clock.
    input  wire         rst_ni,             // Synchronous reset, active low.
    input  wire         command_valid_i,    // A command is offered.
    output wire         command_ready_o,    // The command is accepted.
    input  wire [127:0] command_data_i,     // The command.
    output wire         parameter_valid_o,  // A command with parameters is offered.
    input  wire         parameter_ready_i,  // It is accepted.
    output wire         parameter_drain_o,  // Its parameters are to be discarded.
    output wire         parameter_double_o, // It rounds twice.
    output wire [15:0]  parameter_n_o,      // Its columns, less one.
    output wire         load_valid_o,       // A tile is offered to the loader.
    input  wire         load_ready_i,       // It is accepted.
    output wire         load_drain_o,       // The packet of weights is to be discarded.
    output wire         load_nibbles_o,     // Weights are INT4, two per byte.
    output wire         load_last_o,        // The tile is the command's last.
    output wire [7:0]   load_rows_o,        // Rows of the tile, less one.
    output wire [7:0]   load_columns_o,     // Columns of the tile, less one.
    output wire         launch_valid_o,     // A tile is offered to the launcher.
    input  wire         launch_ready_i,     // It is accepted.
    output reg  [1:0]   launch_kind_o,      // What it is: 0 the end of a command without a product, 1 a tile of a product, 2 a refused product.
    output wire         launch_asks_o,      // The command asks for the geometry.
    output wire [3:0]   launch_error_o,     // Why the command was refused, or 0.
    output wire         launch_raw_o,       // No parameters, no conversion.
    output wire [1:0]   launch_rounding_o,  // How a scaled sum becomes an integer.
    output wire         launch_first_o,     // The tile is the first of its n-tile.
    output wire         launch_result_o,    // The tile is the last of its n-tile: its sums are results.
    output wire         launch_last_o,      // The tile is the command's last.
    output wire [3:0]   launch_m_o,         // Rows of activations, less one.
    output wire [15:0]  launch_slots_o,     // Slots of the tile, less one.
    output wire [7:0]   launch_rows_o,      // Rows of the tile, less one.
    output wire [7:0]   launch_columns_o    // Columns of the tile, less one.
);
    localparam [1:0] END_TILE = 2'd0;
    localparam [7:0] OPCODE_NOTHING = 8'd0;
    localparam [2:0] STAGE_IDLE = 3'd0;
    localparam [7:0] GREATEST_FORMAT = 8'd1;
    localparam [7:0] OPCODE_PRODUCT = 8'd1;
    localparam [1:0] PRODUCT_TILE = 2'd1;
    localparam [2:0] STAGE_CHECK = 3'd1;
    localparam [3:0] ZERO_ERROR = 4'd1;
    localparam [1:0] DRAIN_TILE = 2'd2;
    localparam [3:0] K_ERROR = 4'd2;
    localparam [2:0] STAGE_PARAMETERS = 3'd2;
    localparam [1:0] DOUBLE = 2'd3;
    localparam [7:0] LAST_COLUMN = 8'd3;
    localparam [7:0] LAST_ROW = 8'd3;
    localparam [15:0] LEAST_SLOTS_INT4 = 16'd3;
    localparam [15:0] LEAST_SLOTS_INT8 = 16'd3;
    localparam [3:0] M_ERROR = 4'd3;
    localparam [2:0] STAGE_TILE = 3'd3;
    localparam [15:0] ARRAY_COLUMNS = 16'd4;
    localparam [19:0] ARRAY_ROWS = 20'd4;
    localparam [2:0] STAGE_STEP = 3'd4;
    localparam [3:0] UNKNOWN_FORMAT_ERROR = 4'd4;
    localparam [3:0] UNKNOWN_OPCODE_ERROR = 4'd5;
    localparam [3:0] RESERVED_ERROR = 4'd6;
    localparam [15:0] ACCUMULATORS = 16'd16;
    localparam [31:0] GREATEST_K_INT8 = 32'hffff;
    localparam [31:0] GREATEST_K_INT8_RAW = 32'h1ffff;
    localparam [31:0] GREATEST_K_INT4 = 32'hfffff;
    localparam [31:0] GREATEST_K_INT4_RAW = 32'h100000;
    localparam [127:0] RESERVED = 128'hffff00000000000000000000fff80000;

    wire        given_nibbles;
    wire        given_raw;
    reg  [31:0] greatest_k;
    wire        refused;
    wire        last_k;
    wire        last_n;
    wire        last;
    wire [7:0]  rows;
    wire [7:0]  columns;
    wire [15:0] least_slots;
    wire        launch_done;
    wire        load_done;
    reg  [2:0]  stage_q;
    reg         asks_q;
    reg         product_q;
    reg         nibbles_q;
    reg         raw_q;
    reg  [1:0]  rounding_q;
    reg  [3:0]  m_q;
    reg  [19:0] k_q;
    reg         unknown_format_q;
    reg         reserved_set_q;
    reg         zero_q;
    reg         m_large_q;
    reg         k_large_q;
    reg  [3:0]  error_q;
    reg  [15:0] left_n_q;
    reg  [19:0] left_k_q;
    reg         first_q;
    reg         launched_q;
    reg         loaded_q;

    // The greatest k of the offered command.
    assign given_nibbles = command_data_i[8];
    assign given_raw = command_data_i[16];

    always @(*) begin
        if (given_nibbles && given_raw) begin
            greatest_k = GREATEST_K_INT4_RAW;
        end else if (given_nibbles) begin
            greatest_k = GREATEST_K_INT4;
        end else if (given_raw) begin
            greatest_k = GREATEST_K_INT8_RAW;
        end else begin
            greatest_k = GREATEST_K_INT8;
        end
    end

    // The tile.
    assign refused = |error_q;
    assign last_k = left_k_q < ARRAY_ROWS;
    assign last_n = left_n_q < ARRAY_COLUMNS;
    assign last = !product_q || refused || (last_k && last_n);
    assign rows = last_k ? left_k_q[7:0] : LAST_ROW;
    assign columns = last_n ? left_n_q[7:0] : LAST_COLUMN;
    assign least_slots = nibbles_q ? LEAST_SLOTS_INT4 : LEAST_SLOTS_INT8;

    // What is offered to the parameter sets, the loader and the launcher.
    assign parameter_valid_o = stage_q == STAGE_PARAMETERS;
    assign parameter_drain_o = refused;
    assign parameter_double_o = rounding_q == DOUBLE;
    assign parameter_n_o = left_n_q;
    assign load_valid_o = (stage_q == STAGE_TILE) && !loaded_q;
    assign load_drain_o = refused;
    assign load_nibbles_o = nibbles_q;
    assign load_last_o = last;
    assign load_rows_o = rows;
    assign load_columns_o = columns;
    assign launch_valid_o = (stage_q == STAGE_TILE) && !launched_q;

    always @(*) begin
        launch_kind_o = PRODUCT_TILE;
        if (!product_q) begin
            launch_kind_o = END_TILE;
        end else if (refused) begin
            launch_kind_o = DRAIN_TILE;
        end
    end

    assign launch_asks_o = asks_q;
    assign launch_error_o = error_q;
    assign launch_raw_o = raw_q;
    assign launch_rounding_o = rounding_q;
    assign launch_first_o = first_q;
    assign launch_result_o = last_k;
    assign launch_last_o = last;
    assign launch_m_o = m_q;
    assign launch_slots_o = ({12'd0, m_q} > least_slots) ? {12'd0, m_q} : least_slots;
    assign launch_rows_o = rows;
    assign launch_columns_o = columns;

    // From command to command.
    assign command_ready_o = stage_q == STAGE_IDLE;
    assign launch_done = launched_q || launch_ready_i;
    assign load_done = loaded_q || load_ready_i;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            stage_q <= STAGE_IDLE;
            launched_q <= 1'b0;
        end else begin
            case (stage_q)
                STAGE_IDLE: begin
                    if (command_valid_i) stage_q <= STAGE_CHECK;
                end
                STAGE_CHECK: begin
                    if (raw_q) begin
                        stage_q <= STAGE_TILE;
                    end else begin
                        stage_q <= STAGE_PARAMETERS;
                    end
                end
                STAGE_PARAMETERS: begin
                    if (parameter_ready_i) stage_q <= STAGE_TILE;
                end
                STAGE_TILE: begin
                    launched_q <= launch_done && !load_done;
                    if (launch_done && load_done) begin
                        if (last) begin
                            stage_q <= STAGE_IDLE;
                        end else begin
                            stage_q <= STAGE_STEP;
                        end
                    end
                end
                default: stage_q <= STAGE_TILE;
            endcase
        end
    end

    always @(posedge clk_i) begin
        case (stage_q)
            STAGE_IDLE: begin
                asks_q <= command_data_i[7:0] == OPCODE_NOTHING;
                product_q <= command_data_i[7:0] == OPCODE_PRODUCT;
                nibbles_q <= given_nibbles;
                raw_q <= given_raw || (command_data_i[7:0] != OPCODE_PRODUCT);
                rounding_q <= command_data_i[18:17];
                m_q <= command_data_i[35:32] - 4'd1;
                k_q <= command_data_i[83:64] - 20'd1;
                left_k_q <= command_data_i[83:64] - 20'd1;
                left_n_q <= command_data_i[63:48] - 16'd1;
                unknown_format_q <= command_data_i[15:8] > GREATEST_FORMAT;
                reserved_set_q <= |(command_data_i & RESERVED);
                zero_q <= (command_data_i[47:32] == 16'd0) || (command_data_i[63:48] == 16'd0)
                    || (command_data_i[95:64] == 32'd0);
                m_large_q <= command_data_i[47:32] > ACCUMULATORS;
                k_large_q <= command_data_i[95:64] > greatest_k;
            end
            STAGE_CHECK: begin
                error_q <= 4'd0;
                if (!product_q) begin
                    if (!asks_q) error_q <= UNKNOWN_OPCODE_ERROR;
                end else if (reserved_set_q) begin
                    error_q <= RESERVED_ERROR;
                end else if (unknown_format_q) begin
                    error_q <= UNKNOWN_FORMAT_ERROR;
                end else if (zero_q) begin
                    error_q <= ZERO_ERROR;
                end else if (k_large_q) begin
                    error_q <= K_ERROR;
                end else if (m_large_q) begin
                    error_q <= M_ERROR;
                end
                first_q <= 1'b1;
                loaded_q <= !product_q;
            end
            STAGE_PARAMETERS: ;
            STAGE_TILE: loaded_q <= load_done && !launch_done;
            default: begin
                first_q <= last_k;
                left_k_q <= left_k_q - ARRAY_ROWS;
                if (last_k) begin
                    left_k_q <= k_q;
                    left_n_q <= left_n_q - ARRAY_COLUMNS;
                end
            end
        endcase
    end
endmodule
`default_nettype wire
