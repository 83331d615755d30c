// seedchip_pass_checker_4x16x8
//
// Takes commands, checks them, and offers passes.
//
// A pass that is offered without an error runs to its end: all that could go wrong inside is refused here. The words
// that it reads and stores are counted by one multiplier; so a command takes five cycles, which is less than all but
// the shortest passes. (Counting them while the pass runs would find a bank too small when half of it is overwritten.)
//
// Timing: a command that is taken at t is offered from t + 4 on; the next one is taken a cycle after the offer was
// accepted at the earliest.
// Widths: m is at most 1024 and V at most W where their product counts: 28 bits hold it.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_pass_checker_4x16x8 (
    input  wire         clk_i,             // Clock.
    input  wire         rst_ni,            // Synchronous reset, active low.
    input  wire         command_valid_i,   // A command is there.
    output wire         command_ready_o,   // The command is taken.
    input  wire [255:0] command_data_i,    // The command.
    output wire         pass_valid_o,      // A pass is offered.
    input  wire         pass_ready_i,      // The pass is accepted.
    output wire         pass_empty_o,      // It has one vector, of nothing.
    output wire         pass_asks_o,       // The command asks for the geometry.
    output wire [3:0]   pass_error_o,      // Why the command was refused, or 0.
    output wire         pass_x_o,          // It announces a packet of x.
    output wire         pass_z_o,          // It announces a packet of z.
    output wire         pass_angles_o,     // Its x are phases.
    output wire [1:0]   pass_first_o,      // Where the first operand comes from.
    output wire [2:0]   pass_second_o,     // Where the second operand comes from.
    output wire         pass_broadcast_o,  // Every row has the same words of bank z.
    output wire [1:0]   pass_operation_o,  // The operation.
    output wire [2:0]   pass_function_o,   // The function.
    output wire         pass_guard_o,      // Small first operands give 0, infinite ones NaN.
    output wire [2:0]   pass_reduction_o,  // The reduction.
    output wire         pass_keep_o,       // It is kept.
    output wire [2:0]   pass_take_o,       // The register whose scalar is read.
    output wire [2:0]   pass_register_o,   // The register that keeps the scalar.
    output wire [1:0]   pass_store_o,      // Where results are stored.
    output wire [3:0]   pass_x_format_o,   // The format of x.
    output wire [3:0]   pass_z_format_o,   // The format of z.
    output wire [3:0]   pass_out_format_o, // The format of results.
    output wire         pass_ceil_o,       // Scales are such that nothing saturates.
    output wire [9:0]   pass_m_o,          // Rows, less one.
    output wire [19:0]  pass_vectors_o,    // Vectors of a row, less one.
    output wire [20:0]  pass_n_o,          // Elements of a row.
    output wire [3:0]   pass_x_base_o,     // The first word of bank x.
    output wire [3:0]   pass_z_base_o,     // The first word of bank z.
    output wire [3:0]   pass_store_base_o, // The first word that is stored.
    output wire [31:0]  pass_immediate_o,  // The immediate number.
    output wire [19:0]  pass_position_o,   // The position of the first row.
    output wire [7:0]   pass_shared_o,     // Rows that share a position, less one.
    output wire         pass_causal_o,     // Elements behind the row's position are masked.
    output wire         pass_windowed_o,   // Elements too far before the row's position are masked.
    output wire         pass_limited_o,    // Elements behind the length are masked.
    output wire [19:0]  pass_window_o,     // Elements of the window.
    output wire [20:0]  pass_length_o,     // Elements of the sequence.
    output wire [4:0]   pass_levels_o,     // Levels of the tree of a row's vectors.
    output wire         pass_plus_o        // n is no power of two.
);
    localparam [7:0] OPCODE_NOTHING = 8'd0;
    localparam [2:0] STAGE_IDLE = 3'd0;
    localparam [2:0] STREAM = 3'd0;
    localparam [1:0] BANK = 2'd1;
    localparam [1:0] INTO_X = 2'd1;
    localparam [7:0] OPCODE_PASS = 8'd1;
    localparam [2:0] STAGE_MEASURE = 3'd1;
    localparam [2:0] SUM = 3'd1;
    localparam [3:0] ZERO_ERROR = 4'd1;
    localparam [1:0] INTO_Z = 2'd2;
    localparam [3:0] LONG_ERROR = 4'd2;
    localparam [2:0] STAGE_SETTLE = 3'd2;
    localparam [3:0] MANY_ERROR = 4'd3;
    localparam [2:0] STAGE_CHECK = 3'd3;
    localparam [2:0] STAGE_OFFER = 3'd4;
    localparam [3:0] UNKNOWN_ERROR = 4'd4;
    localparam [3:0] UNKNOWN_OPCODE_ERROR = 4'd5;
    localparam [3:0] RESERVED_ERROR = 4'd6;
    localparam [3:0] FIRSTS = 4'd7;
    localparam [3:0] STORES = 4'd7;
    localparam [15:0] MOST_ROWS = 16'd8;
    localparam [3:0] RANGE_ERROR = 4'd11;
    localparam [3:0] CONFLICT_ERROR = 4'd12;
    localparam [20:0] BANK_VECTORS = 21'd16;
    localparam [27:0] BANK_WORDS = 28'd16;
    localparam [7:0] SECONDS = 8'd31;
    localparam [7:0] FUNCTIONS = 8'd63;
    localparam [7:0] REDUCTIONS = 8'd127;
    localparam [15:0] Z_FORMATS = 16'd255;
    localparam [15:0] ANGLE_FORMATS = 16'd768;
    localparam [15:0] X_FORMATS = 16'h3ff;
    localparam [15:0] OUT_FORMATS = 16'h847b;
    localparam [20:0] GREATEST_N = 21'h100000;
    localparam [255:0] RESERVED = 256'he00000000000000000000000000000000000e000000000000000000000000000;

    wire               asks;
    wire               is_pass;
    wire               x;
    wire               z;
    wire               angles;
    wire [20:0]        n;
    wire [20:0]        less;
    wire [19:0]        vectors;
    wire [20:0]        count;
    reg  [4:0]         levels;
    wire [27:0]        words;
    wire [27:0]        z_words;
    wire [27:0]        x_base;
    wire [27:0]        z_base;
    wire [27:0]        store_base;
    wire [27:0]        x_end;
    wire [27:0]        z_end;
    wire [27:0]        store_end;
    wire               of_x;
    wire               of_z;
    wire               to_x;
    wire               to_z;
    wire               outside;
    wire               meets;
    reg  [2:0]         stage_q;
    reg  [255:0]       command_q;
    wire signed [29:0] product_product_o;
    reg  [3:0]         error_q;
    reg                unknown_q;
    reg                zero_q;
    reg                long_q;
    reg                beyond_q;
    reg                many_q;

    // The command.
    assign asks = command_q[7:0] == OPCODE_NOTHING;
    assign is_pass = command_q[7:0] == OPCODE_PASS;
    wire [15:0] angles_part = ANGLE_FORMATS;
    assign angles = angles_part[command_q[99:96]];
    assign x = is_pass && !(|command_q[11:10]);
    assign z = is_pass && ((command_q[14:12] == STREAM) || (x && angles));

    // Vectors of a row, V, and the levels of their tree: as many as V - 1 has bits.
    assign n = command_q[84:64];
    assign less = n - 21'd1;
    wire [21:0] vectors_part = {1'b0, less};
    assign vectors = vectors_part[21:2];
    assign count = {1'b0, vectors} + 21'd1;

    always @(*) begin
        // Vectors of a row, V, and the levels of their tree: as many as V - 1 has bits.
        levels = 5'd0;
        if (vectors[0]) levels = 5'd1;
        if (vectors[1]) levels = 5'd2;
        if (vectors[2]) levels = 5'd3;
        if (vectors[3]) levels = 5'd4;
        if (vectors[4]) levels = 5'd5;
        if (vectors[5]) levels = 5'd6;
        if (vectors[6]) levels = 5'd7;
        if (vectors[7]) levels = 5'd8;
        if (vectors[8]) levels = 5'd9;
        if (vectors[9]) levels = 5'd10;
        if (vectors[10]) levels = 5'd11;
        if (vectors[11]) levels = 5'd12;
        if (vectors[12]) levels = 5'd13;
        if (vectors[13]) levels = 5'd14;
        if (vectors[14]) levels = 5'd15;
        if (vectors[15]) levels = 5'd16;
        if (vectors[16]) levels = 5'd17;
        if (vectors[17]) levels = 5'd18;
    end

    // Words of all rows, m * V, two cycles after the command.
    assign words = product_product_o[27:0];
    assign z_words = command_q[15] ? {7'd0, count} : words;

    // Words that are read and stored: inside of the banks, and not the same ones.
    assign x_base = {12'd0, command_q[127:112]};
    assign z_base = {12'd0, command_q[143:128]};
    assign store_base = {12'd0, command_q[159:144]};
    assign x_end = x_base + words;
    assign z_end = z_base + z_words;
    assign store_end = store_base + words;
    assign of_x = command_q[11:10] == BANK;
    assign of_z = command_q[14:12] == {1'b0, BANK};
    assign to_x = command_q[63:62] == INTO_X;
    assign to_z = command_q[63:62] == INTO_Z;
    assign outside = ((of_x || of_z || to_x || to_z) && beyond_q) || (of_x && (x_end > BANK_WORDS))
        || (of_z && (z_end > BANK_WORDS)) || ((to_x || to_z) && (store_end > BANK_WORDS));
    assign meets = (of_x && to_x && (x_base != store_base) && (x_base < store_end) && (store_base < x_end))
        || (of_z && to_z && ((z_base != store_base) || (z_end != store_end)) && (z_base < store_end)
        && (store_base < z_end)) || (x && angles && (command_q[14:12] == STREAM));

    // What is offered.
    assign pass_valid_o = stage_q == STAGE_OFFER;
    assign pass_empty_o = !is_pass || (|error_q);
    assign pass_asks_o = asks;
    assign pass_error_o = error_q;
    assign pass_x_o = x;
    assign pass_z_o = z;
    assign pass_angles_o = x && angles;
    assign pass_first_o = command_q[11:10];
    assign pass_second_o = command_q[14:12];
    assign pass_broadcast_o = command_q[15];
    assign pass_operation_o = command_q[9:8];
    assign pass_function_o = command_q[50:48];
    assign pass_guard_o = command_q[51];
    assign pass_reduction_o = command_q[54:52];
    assign pass_keep_o = command_q[55];
    assign pass_take_o = command_q[58:56];
    assign pass_register_o = command_q[61:59];
    assign pass_store_o = command_q[63:62];
    assign pass_x_format_o = command_q[99:96];
    assign pass_z_format_o = command_q[103:100];
    assign pass_out_format_o = command_q[107:104];
    assign pass_ceil_o = command_q[108];
    assign pass_m_o = command_q[41:32] - 10'd1;
    assign pass_vectors_o = vectors;
    assign pass_n_o = n;
    assign pass_x_base_o = command_q[115:112];
    assign pass_z_base_o = command_q[131:128];
    assign pass_store_base_o = command_q[147:144];
    assign pass_immediate_o = command_q[191:160];
    assign pass_position_o = command_q[211:192];
    assign pass_shared_o = command_q[95:88];
    assign pass_causal_o = command_q[85];
    assign pass_windowed_o = command_q[86];
    assign pass_limited_o = command_q[87];
    assign pass_window_o = command_q[231:212];
    assign pass_length_o = command_q[252:232];
    assign pass_levels_o = levels;
    assign pass_plus_o = |(n & less);

    // What is wrong with the command, and from one command to the next.
    assign command_ready_o = stage_q == STAGE_IDLE;

    // Words of all rows, m * V, two cycles after the command.
    seedchip_product #(.A_BITS(12), .B_BITS(18)) product (
        .clk_i     (clk_i),
        .a_i       ({1'b0, command_q[42:32]}),
        .b_i       ({1'b0, count[16:0]}),
        .b_load_i  (1'b1),
        .product_o (product_product_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            stage_q <= STAGE_IDLE;
        end else begin
            // What is wrong with the command, and from one command to the next.
            case (stage_q)
                STAGE_IDLE: begin
                    if (command_valid_i) stage_q <= STAGE_MEASURE;
                end
                STAGE_MEASURE: stage_q <= STAGE_SETTLE;
                STAGE_SETTLE: stage_q <= STAGE_CHECK;
                STAGE_CHECK: stage_q <= STAGE_OFFER;
                default: begin
                    if (pass_ready_i) stage_q <= STAGE_IDLE;
                end
            endcase
        end
    end

    wire [3:0] unknown_q_part = FIRSTS;
    wire [7:0] unknown_q_part_2 = SECONDS;
    wire [7:0] unknown_q_part_3 = FUNCTIONS;
    wire [7:0] unknown_q_part_4 = REDUCTIONS;
    wire [3:0] unknown_q_part_5 = STORES;
    wire [15:0] unknown_q_part_6 = X_FORMATS;
    wire [15:0] unknown_q_part_7 = Z_FORMATS;
    wire [15:0] unknown_q_part_8 = OUT_FORMATS;
    always @(posedge clk_i) begin
        // What is wrong with the command, and from one command to the next.
        unknown_q <= !unknown_q_part[command_q[11:10]] || !unknown_q_part_2[command_q[14:12]]
            || !unknown_q_part_3[command_q[50:48]] || !unknown_q_part_4[command_q[54:52]]
            || !unknown_q_part_5[command_q[63:62]] || !unknown_q_part_6[command_q[99:96]]
            || !unknown_q_part_7[command_q[103:100]] || !unknown_q_part_8[command_q[107:104]];
        zero_q <= !(|n) || !(|command_q[47:32]);
        beyond_q <= count > BANK_VECTORS;
        long_q <= n > GREATEST_N;
        many_q <= command_q[47:32] > MOST_ROWS;
        case (stage_q)
            STAGE_IDLE: command_q <= command_data_i;
            STAGE_CHECK: begin
                error_q <= 4'd0;
                if (!is_pass) begin
                    if (!asks) error_q <= UNKNOWN_OPCODE_ERROR;
                end else if (|(command_q & RESERVED)) begin
                    error_q <= RESERVED_ERROR;
                end else if (unknown_q) begin
                    error_q <= UNKNOWN_ERROR;
                end else if (zero_q) begin
                    error_q <= ZERO_ERROR;
                end else if (long_q || (beyond_q && command_q[55] && (command_q[54:52] == SUM))) begin
                    error_q <= LONG_ERROR;
                end else if (many_q) begin
                    error_q <= MANY_ERROR;
                end else if (outside) begin
                    error_q <= RANGE_ERROR;
                end else if (meets) begin
                    error_q <= CONFLICT_ERROR;
                end
            end
            default: ;
        endcase
    end

    wire unused = &{1'b0, product_product_o[29:28], vectors_part[1:0]};
endmodule
`default_nettype wire
