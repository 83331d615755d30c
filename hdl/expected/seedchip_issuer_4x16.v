// seedchip_issuer_4x16
//
// Sends vectors into the lanes, one per cycle.
//
// The lanes never stop: a vector is sent when its operands are there, when what its row reads has been written, and
// when there is a place for it among the results. So nothing behind this block can be too early or too full. (Lanes
// with an enable would need one wire to every register of 75 stages.)
//
// Rows that read what rows of the pass before wrote follow these at a distance, row by row: two counters, of rows
// sent and of rows done, and a hazard for each bank and register decide it. Scalars of one latency come in order; a
// pass whose scalars take another time waits until none is under way, so that they need no numbers.
//
// Timing: everything is decided in the cycle of the vector, from registers and from x_valid_i and z_valid_i.
// Widths: rows are counted modulo 2^12 (hazard); 128 vectors can be on their way to the results.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_issuer_4x16 (
    input  wire        clk_i,             // Clock.
    input  wire        rst_ni,            // Synchronous reset, active low.
    input  wire        pass_valid_i,      // A pass is there.
    output wire        pass_ready_o,      // Its last vector is sent.
    input  wire        pass_empty_i,      // It has one vector, of nothing.
    input  wire [3:0]  pass_error_i,      // Why it was refused, or 0.
    input  wire        pass_x_i,          // It announces x.
    input  wire        pass_z_i,          // It announces z.
    input  wire [1:0]  pass_first_i,      // Where the first operand comes from.
    input  wire [2:0]  pass_second_i,     // Where the second operand comes from.
    input  wire        pass_broadcast_i,  // Every row has the same words of bank z.
    input  wire [2:0]  pass_reduction_i,  // The reduction.
    input  wire        pass_keep_i,       // It is kept.
    input  wire [2:0]  pass_take_i,       // The register whose scalar is read.
    input  wire [2:0]  pass_register_i,   // The register that keeps the scalar.
    input  wire [1:0]  pass_store_i,      // Where results are stored.
    input  wire [3:0]  pass_out_format_i, // The format of results.
    input  wire [9:0]  pass_m_i,          // Rows, less one.
    input  wire [19:0] pass_vectors_i,    // Vectors of a row, less one.
    input  wire [3:0]  pass_x_base_i,     // The first word of bank x.
    input  wire [3:0]  pass_z_base_i,     // The first word of bank z.
    input  wire [3:0]  pass_store_base_i, // The first word that is stored.
    input  wire [19:0] pass_position_i,   // The position of the first row.
    input  wire [7:0]  pass_shared_i,     // Rows that share a position, less one.
    input  wire [4:0]  pass_levels_i,     // Levels of the tree of a row's vectors.
    input  wire        x_valid_i,         // The vector of x is there.
    input  wire [1:0]  x_error_i,         // With the pass's last: its packet was too short (2), too long (1), or neither (0).
    output wire        x_want_o,          // A vector of x is wanted.
    output wire        x_take_o,          // It is taken.
    input  wire        z_valid_i,         // The vector of z is there.
    input  wire [1:0]  z_error_i,         // With the pass's last: its packet was too short (2), too long (1), or neither (0).
    output wire        z_want_o,          // A vector of z is wanted.
    output wire        z_take_o,          // It is taken.
    input  wire        credit_i,          // A place among the results has become free.
    input  wire        scalar_done_i,     // A scalar has been written.
    output wire        issue_o,           // A vector is sent.
    output wire        last_o,            // It is the pass's last.
    output wire        row_last_o,        // It is its row's last.
    output wire [19:0] index_o,           // Its number in its row.
    output wire [9:0]  row_o,             // The row.
    output wire [20:0] position_o,        // The row's position.
    output wire [3:0]  x_address_o,       // Its word of bank x.
    output wire [3:0]  z_address_o,       // Its word of bank z.
    output wire [3:0]  store_address_o,   // Where it is stored.
    output wire        keep_begin_o,      // A pass that keeps a scalar begins.
    output wire [4:0]  levels_o,          // The levels of the sums under way.
    output wire        ends_o,            // A pass's last vector is sent.
    output reg  [3:0]  end_error_o,       // What was wrong with the pass.
    output wire        stall_x_o,         // The cycle waits for x.
    output wire        stall_z_o,         // The cycle waits for z.
    output wire        stall_results_o,   // The cycle waits for a place among the results.
    output wire        stall_wait_o       // The cycle waits for what the row reads.
);
    localparam [1:0] FIRST_BANK = 2'd1;
    localparam [2:0] SECOND_BANK = 3'd1;
    localparam [2:0] SUM = 3'd1;
    localparam [1:0] FIRST_SCALAR = 2'd2;
    localparam [2:0] SECOND_SCALAR = 3'd2;
    localparam [3:0] X_ERROR = 4'd8;
    localparam [3:0] Z_ERROR = 4'd10;
    localparam [3:0] NO_RESULTS = 4'd15;
    localparam [7:0] PLACES = 8'd128;

    wire        of_x;
    wire        of_z;
    wire        of_scalar;
    wire        keeps;
    wire [4:0]  pass_class;
    wire [7:0]  taken;
    reg         scalar_clear;
    wire        waits;
    wire        row_ends;
    wire        pass_ends;
    wire        needs_place;
    wire        full;
    wire        lacks_x;
    wire        lacks_z;
    wire        issues;
    wire        commits;
    wire [15:0] word;
    wire [15:0] z_word;
    wire [11:0] next_issued;
    wire [11:0] next_begun;
    wire [11:0] rows;
    reg  [9:0]  row_q;
    reg  [19:0] vector_q;
    reg  [3:0]  row_words_q;
    reg  [20:0] position_q;
    reg  [7:0]  share_q;
    reg  [11:0] issued_q;
    reg  [11:0] done_q;
    reg  [11:0] begun_q;
    reg  [11:0] kept_q;
    reg  [4:0]  class_q;
    reg  [7:0]  under_way_q;
    reg  [7:0]  base_q;
    reg  [39:0] vectors_q;
    wire        bank_0_commit_i;
    wire [11:0] bank_0_begin_i;
    wire        bank_0_aligned_i;
    wire        bank_0_clear_o;
    wire        bank_1_commit_i;
    wire [11:0] bank_1_begin_i;
    wire [9:0]  bank_1_row_i;
    wire        bank_1_aligned_i;
    wire        bank_1_clear_o;
    wire        register_0_commit_i;
    wire [11:0] register_0_begin_i;
    wire        register_0_clear_o;
    wire        register_1_commit_i;
    wire [11:0] register_1_begin_i;
    wire        register_1_clear_o;
    wire        register_2_commit_i;
    wire [11:0] register_2_begin_i;
    wire        register_2_clear_o;
    wire        register_3_commit_i;
    wire [11:0] register_3_begin_i;
    wire        register_3_clear_o;
    wire        register_4_commit_i;
    wire [11:0] register_4_begin_i;
    wire        register_4_clear_o;
    wire        register_5_commit_i;
    wire [11:0] register_5_begin_i;
    wire        register_5_clear_o;
    wire        register_6_commit_i;
    wire [11:0] register_6_begin_i;
    wire        register_6_clear_o;
    wire        register_7_commit_i;
    wire [11:0] register_7_begin_i;
    wire        register_7_clear_o;
    wire        done_delay_token_i;
    wire        done_delay_token_o;

    // The pass and its vector.
    assign of_x = pass_first_i == FIRST_BANK;
    assign of_z = pass_second_i == SECOND_BANK;
    assign of_scalar = (pass_first_i == FIRST_SCALAR) || (pass_second_i == SECOND_SCALAR);
    assign keeps = pass_keep_i && !pass_empty_i;
    assign pass_class = (pass_reduction_i == SUM) ? (pass_levels_i + 5'd1) : 5'd0;
    assign row_ends = pass_empty_i || (vector_q == pass_vectors_i);
    assign pass_ends = pass_empty_i || (row_ends && (row_q == pass_m_i));
    assign row_last_o = row_ends;
    assign last_o = pass_ends;
    assign word = {12'd0, row_words_q} + vector_q[15:0];
    assign z_word = pass_broadcast_i ? vector_q[15:0] : word;
    assign x_address_o = pass_x_base_i + word[3:0];
    assign z_address_o = pass_z_base_i + z_word[3:0];
    assign store_address_o = pass_store_base_i + word[3:0];
    assign index_o = vector_q;
    assign row_o = row_q;
    assign position_o = {1'b0, pass_position_i} + position_q;

    // What a row reads has been written, and scalars come in order.
    assign bank_0_aligned_i = (pass_x_base_i == base_q[3:0]) && (pass_vectors_i == vectors_q[19:0]);
    assign bank_1_row_i = pass_broadcast_i ? 10'd0 : row_q;
    assign bank_1_aligned_i = (pass_z_base_i == base_q[7:4]) && (pass_vectors_i == vectors_q[39:20]);

    always @(*) begin
        // What a row reads has been written, and scalars come in order.
        scalar_clear = 1'b1;
        if (taken[0] && !register_0_clear_o) scalar_clear = 1'b0;
        if (taken[1] && !register_1_clear_o) scalar_clear = 1'b0;
        if (taken[2] && !register_2_clear_o) scalar_clear = 1'b0;
        if (taken[3] && !register_3_clear_o) scalar_clear = 1'b0;
        if (taken[4] && !register_4_clear_o) scalar_clear = 1'b0;
        if (taken[5] && !register_5_clear_o) scalar_clear = 1'b0;
        if (taken[6] && !register_6_clear_o) scalar_clear = 1'b0;
        if (taken[7] && !register_7_clear_o) scalar_clear = 1'b0;
    end

    assign taken[0] = of_scalar && (pass_take_i == 3'd0);
    assign taken[1] = of_scalar && (pass_take_i == 3'd1);
    assign taken[2] = of_scalar && (pass_take_i == 3'd2);
    assign taken[3] = of_scalar && (pass_take_i == 3'd3);
    assign taken[4] = of_scalar && (pass_take_i == 3'd4);
    assign taken[5] = of_scalar && (pass_take_i == 3'd5);
    assign taken[6] = of_scalar && (pass_take_i == 3'd6);
    assign taken[7] = of_scalar && (pass_take_i == 3'd7);
    assign waits = !pass_empty_i && !(|vector_q)
        && ((of_x && !bank_0_clear_o) || (of_z && !bank_1_clear_o) || !scalar_clear
        || (keeps && !(|row_q) && (begun_q != kept_q) && (class_q != pass_class)));

    // A vector is sent, or the first of these keeps it.
    assign needs_place = pass_ends || (pass_out_format_i != NO_RESULTS);
    assign full = needs_place && (under_way_q == PLACES);
    assign lacks_x = pass_x_i && !x_valid_i;
    assign lacks_z = pass_z_i && !z_valid_i;
    assign issues = pass_valid_i && !waits && !lacks_x && !lacks_z && !full;
    assign issue_o = issues;
    assign pass_ready_o = issues && pass_ends;
    assign x_want_o = pass_valid_i && pass_x_i && !waits;
    assign z_want_o = pass_valid_i && pass_z_i && !waits;
    assign x_take_o = issues && pass_x_i;
    assign z_take_o = issues && pass_z_i;
    assign stall_wait_o = pass_valid_i && waits;
    assign stall_x_o = pass_valid_i && !waits && lacks_x;
    assign stall_z_o = pass_valid_i && !waits && !lacks_x && lacks_z;
    assign stall_results_o = pass_valid_i && !waits && !lacks_x && !lacks_z && full;

    // Rows are counted, and what a pass has written is remembered.
    assign rows = {2'd0, pass_m_i} + 12'd1;
    assign next_issued = issued_q + 12'd1;
    assign next_begun = begun_q + 12'd1;
    assign commits = issues && pass_ends && !pass_empty_i;
    assign done_delay_token_i = issues && row_ends && !pass_empty_i;
    assign keep_begin_o = issues && keeps && !(|row_q) && !(|vector_q);
    assign levels_o = (|class_q) ? (class_q - 5'd1) : 5'd0;
    assign bank_0_commit_i = commits && (pass_store_i == 2'd1);
    assign bank_0_begin_i = next_issued - rows;
    assign bank_1_commit_i = commits && (pass_store_i == 2'd2);
    assign bank_1_begin_i = next_issued - rows;
    assign register_0_commit_i = commits && keeps && (pass_register_i == 3'd0);
    assign register_0_begin_i = next_begun - rows;
    assign register_1_commit_i = commits && keeps && (pass_register_i == 3'd1);
    assign register_1_begin_i = next_begun - rows;
    assign register_2_commit_i = commits && keeps && (pass_register_i == 3'd2);
    assign register_2_begin_i = next_begun - rows;
    assign register_3_commit_i = commits && keeps && (pass_register_i == 3'd3);
    assign register_3_begin_i = next_begun - rows;
    assign register_4_commit_i = commits && keeps && (pass_register_i == 3'd4);
    assign register_4_begin_i = next_begun - rows;
    assign register_5_commit_i = commits && keeps && (pass_register_i == 3'd5);
    assign register_5_begin_i = next_begun - rows;
    assign register_6_commit_i = commits && keeps && (pass_register_i == 3'd6);
    assign register_6_begin_i = next_begun - rows;
    assign register_7_commit_i = commits && keeps && (pass_register_i == 3'd7);
    assign register_7_begin_i = next_begun - rows;

    // What becomes of the pass.
    assign ends_o = issues && pass_ends;

    always @(*) begin
        // What becomes of the pass.
        end_error_o = pass_error_i;
        if (!pass_empty_i && !(|pass_error_i)) begin
            if (pass_x_i && (|x_error_i)) begin
                end_error_o = X_ERROR;
                if (x_error_i[1]) end_error_o = X_ERROR - 4'd1;
            end else if (pass_z_i && (|z_error_i)) begin
                end_error_o = Z_ERROR;
                if (z_error_i[1]) end_error_o = Z_ERROR - 4'd1;
            end
        end
    end

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard bank_0 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (bank_0_commit_i),
        .begin_i   (bank_0_begin_i),
        .end_i     (next_issued),
        .done_i    (done_q),
        .row_i     (row_q),
        .aligned_i (bank_0_aligned_i),
        .clear_o   (bank_0_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard bank_1 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (bank_1_commit_i),
        .begin_i   (bank_1_begin_i),
        .end_i     (next_issued),
        .done_i    (done_q),
        .row_i     (bank_1_row_i),
        .aligned_i (bank_1_aligned_i),
        .clear_o   (bank_1_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_0 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_0_commit_i),
        .begin_i   (register_0_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_0_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_1 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_1_commit_i),
        .begin_i   (register_1_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_1_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_2 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_2_commit_i),
        .begin_i   (register_2_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_2_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_3 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_3_commit_i),
        .begin_i   (register_3_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_3_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_4 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_4_commit_i),
        .begin_i   (register_4_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_4_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_5 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_5_commit_i),
        .begin_i   (register_5_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_5_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_6 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_6_commit_i),
        .begin_i   (register_6_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_6_clear_o)
    );

    // What a row reads has been written, and scalars come in order.
    seedchip_hazard register_7 (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .commit_i  (register_7_commit_i),
        .begin_i   (register_7_begin_i),
        .end_i     (next_begun),
        .done_i    (kept_q),
        .row_i     (row_q),
        .aligned_i (1'b1),
        .clear_o   (register_7_clear_o)
    );

    // Rows are counted, and what a pass has written is remembered.
    seedchip_token_delay #(.WIDTH(1), .STAGES(69)) done_delay (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (done_delay_token_i),
        .token_o (done_delay_token_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            row_q <= 10'd0;
            vector_q <= 20'd0;
            row_words_q <= 4'd0;
            position_q <= 21'd0;
            share_q <= 8'd0;
            issued_q <= 12'd0;
            done_q <= 12'd0;
            begun_q <= 12'd0;
            kept_q <= 12'd0;
            class_q <= 5'd0;
            under_way_q <= 8'd0;
        end else begin
            // From vector to vector.
            if (issues) begin
                vector_q <= vector_q + 20'd1;
                if (row_ends) begin
                    vector_q <= 20'd0;
                    row_q <= row_q + 10'd1;
                    row_words_q <= word[3:0] + 4'd1;
                    share_q <= share_q + 8'd1;
                    if (share_q == pass_shared_i) begin
                        share_q <= 8'd0;
                        position_q <= position_q + 21'd1;
                    end
                end
                if (pass_ends) begin
                    row_q <= 10'd0;
                    row_words_q <= 4'd0;
                    share_q <= 8'd0;
                    position_q <= 21'd0;
                end
            end
            if (issues && needs_place) begin
                if (!credit_i) under_way_q <= under_way_q + 8'd1;
            end else if (credit_i) begin
                under_way_q <= under_way_q - 8'd1;
            end
            // Rows are counted, and what a pass has written is remembered.
            if (issues && row_ends && !pass_empty_i) begin
                issued_q <= next_issued;
                if (keeps) begun_q <= next_begun;
            end
            if (done_delay_token_o) done_q <= done_q + 12'd1;
            if (scalar_done_i) kept_q <= kept_q + 12'd1;
            if (keep_begin_o) class_q <= pass_class;
        end
    end

    always @(posedge clk_i) begin
        // Rows are counted, and what a pass has written is remembered.
        if (commits && (pass_store_i == 2'd1)) begin
            base_q[3:0] <= pass_store_base_i;
            vectors_q[19:0] <= pass_vectors_i;
        end
        if (commits && (pass_store_i == 2'd2)) begin
            base_q[7:4] <= pass_store_base_i;
            vectors_q[39:20] <= pass_vectors_i;
        end
    end

    wire unused = &{1'b0, z_word[15:4]};
endmodule
`default_nettype wire
