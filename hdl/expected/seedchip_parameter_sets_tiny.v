// seedchip_parameter_sets_tiny
//
// Keeps two sets of parameters, one in use, one arriving.
//
// Each lane of the converter has a memory of its columns for each field, and each field is read in the cycle that
// needs it: the number of the group goes along with the sums, the parameters stay where they are. (Registers for
// every column, with a multiplexer to the lanes, take several times as much.)
//
// A packet that ends early is completed by beats of zeros, one that goes on is discarded to its end; so a command
// always has the sets that its results ask for, and what was wrong is told with them.
//
// Timing: a beat every cycle; its set is shown one cycle after the set's last beat. For a group_i of t, the bias shows
// at t + 1, the multiplier at t + 2, the shift at t + 7, the zero point at t + 11, low and high at t + 12, counting
// cycles with enable_i. set_ready_i comes with enable_i; the place of its set is free when the last of its groups
// has been read, twelve such cycles later. Reset: everything but the memories, their output and the groups
// under way.
// Widths: a set's columns are counted by group and lane, a command's by the 16 bits of its n.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_parameter_sets_tiny (
    input  wire         clk_i,             // Clock.
    input  wire         rst_ni,            // Synchronous reset, active low: no set is there.
    input  wire         command_valid_i,   // A command with parameters is offered.
    output wire         command_ready_o,   // Its last set is there.
    input  wire         command_drain_i,   // The command was refused: its packet is discarded.
    input  wire         command_double_i,  // The command rounds twice, for which a shift is 31 at least.
    input  wire [15:0]  command_n_i,       // The command's columns, less one.
    input  wire         parameter_valid_i, // A beat is offered.
    output wire         parameter_ready_o, // The beat is accepted.
    input  wire [127:0] parameter_data_i,  // The beat: the parameters of a column.
    input  wire         parameter_last_i,  // The beat is the last of its packet.
    output wire         set_valid_o,       // A set is shown.
    output wire [1:0]   set_error_o,       // What is wrong with it: a value out of range (1), a packet too long (2) or too short (3).
    input  wire         set_ready_i,       // The set has served: the last of its groups is asked for.
    input  wire         enable_i,          // The converter moves on; otherwise what is read holds.
    input  wire [1:0]   group_i,           // The group of the shown set that is asked for.
    output wire [31:0]  bias_o,            // The biases, a cycle later.
    output wire [31:0]  multiplier_o,      // The multipliers, two cycles later.
    output wire [5:0]   shift_o,           // The shifts, seven cycles later.
    output wire [7:0]   zero_point_o,      // The zero points, eleven cycles later.
    output wire [7:0]   low_o,             // The lower limits, twelve cycles later.
    output wire [7:0]   high_o             // The upper limits, twelve cycles later.
);
    localparam LAST_LANE = 1'b0;
    localparam [1:0] LAST_GROUP = 2'd3;

    wire        room;
    wire        beat;
    wire        stored;
    wire        final_lane;
    wire        final_column;
    wire        completes;
    wire        fills;
    wire        outside;
    wire [2:0]  write_address;
    reg  [31:0] new_bias;
    reg  [31:0] new_multiplier;
    reg  [5:0]  new_shift;
    reg  [7:0]  new_zero_point;
    reg  [7:0]  new_low;
    reg  [7:0]  new_high;
    reg  [1:0]  error;
    wire        releases;
    wire [2:0]  read_address;
    reg         half_q;
    reg  [1:0]  group_q;
    reg         lane_q;
    reg  [15:0] column_q;
    reg         ended_q;
    reg         over_q;
    reg         range_q;
    reg  [1:0]  filled_q;
    reg  [1:0]  waiting_q;
    reg  [1:0]  first_error_q;
    reg  [1:0]  second_error_q;
    reg         shown_half_q;
    reg  [11:0] leaving_q;
    reg  [32:0] address_q;
    wire        bias_0_write_i;
    wire        multiplier_0_write_i;
    wire        shift_0_write_i;
    wire        zero_point_0_write_i;
    wire        limits_0_write_i;
    wire [15:0] limits_0_read_data_o;

    // A beat comes in; behind the end of a packet zeros come in its place.
    assign room = command_valid_i && !filled_q[1];
    assign parameter_ready_o = room && !ended_q;
    assign beat = room && (ended_q || parameter_valid_i);
    assign stored = beat && !command_drain_i && !over_q;

    always @(*) begin
        new_bias = parameter_data_i[31:0];
        new_multiplier = parameter_data_i[63:32];
        new_shift = parameter_data_i[69:64];
        new_zero_point = parameter_data_i[79:72];
        new_low = parameter_data_i[87:80];
        new_high = parameter_data_i[95:88];
        if (ended_q) begin
            new_bias = 32'd0;
            new_multiplier = 32'd0;
            new_shift = 6'd0;
            new_zero_point = 8'd0;
            new_low = 8'd0;
            new_high = 8'd0;
        end
    end

    // It is the last of a set, or of the command: then the packet has to end.
    assign final_lane = lane_q == LAST_LANE;
    assign final_column = column_q == command_n_i;
    assign completes = final_column || (final_lane && (group_q == LAST_GROUP));
    assign fills = (command_drain_i || over_q) ? (beat && parameter_last_i)
        : (beat && completes && (!final_column || ended_q || parameter_last_i));
    assign command_ready_o = (command_drain_i || over_q) ? fills : (fills && final_column);

    // What is out of range: a bias beyond 2^30, a multiplier neither 0 nor from 2^30 up, a shift.
    assign outside = ((new_bias[31] != new_bias[30]) && (new_bias[31] || (|new_bias[29:0])))
        || ((|new_multiplier) && (new_multiplier[31] || !new_multiplier[30])) || !(|new_shift) || (&new_shift)
        || (command_double_i && !new_shift[5] && !(&new_shift[4:0]));

    always @(*) begin
        error = 2'd0;
        if (ended_q) begin
            error = 2'd3;
        end else if (over_q) begin
            error = 2'd2;
        end else if (stored && (range_q || outside)) begin
            error = 2'd1;
        end
    end

    // The two sets: one that has served keeps its place until the last field of its last group is read.
    assign releases = leaving_q[11] && enable_i;
    assign set_valid_o = |waiting_q;
    assign set_error_o = shown_half_q ? second_error_q : first_error_q;

    // Each field is read in the cycle before it is needed.
    assign write_address = {group_q, half_q};
    assign read_address = {group_i, shown_half_q};
    assign bias_0_write_i = stored && (lane_q == 1'b0);
    assign multiplier_0_write_i = stored && (lane_q == 1'b0);
    assign shift_0_write_i = stored && (lane_q == 1'b0);
    assign zero_point_0_write_i = stored && (lane_q == 1'b0);
    assign limits_0_write_i = stored && (lane_q == 1'b0);
    assign low_o = limits_0_read_data_o[7:0];
    assign high_o = limits_0_read_data_o[15:8];

    seedchip_memory #(.WIDTH(32), .ADDRESS_BITS(3)) bias_0 (
        .clk_i           (clk_i),
        .write_i         (bias_0_write_i),
        .write_address_i (write_address),
        .write_data_i    (new_bias),
        .read_i          (enable_i),
        .read_address_i  (read_address),
        .read_data_o     (bias_o)
    );

    seedchip_memory #(.WIDTH(32), .ADDRESS_BITS(3)) multiplier_0 (
        .clk_i           (clk_i),
        .write_i         (multiplier_0_write_i),
        .write_address_i (write_address),
        .write_data_i    (new_multiplier),
        .read_i          (enable_i),
        .read_address_i  (address_q[2:0]),
        .read_data_o     (multiplier_o)
    );

    seedchip_memory #(.WIDTH(6), .ADDRESS_BITS(3)) shift_0 (
        .clk_i           (clk_i),
        .write_i         (shift_0_write_i),
        .write_address_i (write_address),
        .write_data_i    (new_shift),
        .read_i          (enable_i),
        .read_address_i  (address_q[17:15]),
        .read_data_o     (shift_o)
    );

    seedchip_memory #(.WIDTH(8), .ADDRESS_BITS(3)) zero_point_0 (
        .clk_i           (clk_i),
        .write_i         (zero_point_0_write_i),
        .write_address_i (write_address),
        .write_data_i    (new_zero_point),
        .read_i          (enable_i),
        .read_address_i  (address_q[29:27]),
        .read_data_o     (zero_point_o)
    );

    seedchip_memory #(.WIDTH(16), .ADDRESS_BITS(3)) limits_0 (
        .clk_i           (clk_i),
        .write_i         (limits_0_write_i),
        .write_address_i (write_address),
        .write_data_i    ({new_high, new_low}),
        .read_i          (enable_i),
        .read_address_i  (address_q[32:30]),
        .read_data_o     (limits_0_read_data_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            half_q <= 1'b0;
            group_q <= 2'd0;
            lane_q <= 1'b0;
            column_q <= 16'd0;
            ended_q <= 1'b0;
            over_q <= 1'b0;
            range_q <= 1'b0;
            filled_q <= 2'd0;
            waiting_q <= 2'd0;
            shown_half_q <= 1'b0;
            leaving_q <= 12'd0;
        end else begin
            if (stored) begin
                column_q <= column_q + 16'd1;
                if (completes) begin
                    lane_q <= 1'b0;
                    group_q <= 2'd0;
                end else if (final_lane) begin
                    lane_q <= 1'b0;
                    group_q <= group_q + 2'd1;
                end else begin
                    lane_q <= lane_q + 1'b1;
                end
                if (final_column) begin
                    over_q <= 1'b1;
                end else begin
                    ended_q <= ended_q || parameter_last_i;
                end
            end
            if (command_ready_o) begin
                column_q <= 16'd0;
                ended_q <= 1'b0;
                over_q <= 1'b0;
            end
            if (fills) begin
                range_q <= 1'b0;
                half_q <= !half_q;
            end else if (beat && outside) begin
                range_q <= 1'b1;
            end
            if (fills && !releases) begin
                filled_q <= filled_q + 2'd1;
            end else if (releases && !fills) begin
                filled_q <= filled_q - 2'd1;
            end
            if (fills && !set_ready_i) begin
                waiting_q <= waiting_q + 2'd1;
            end else if (set_ready_i && !fills) begin
                waiting_q <= waiting_q - 2'd1;
            end
            if (set_ready_i) shown_half_q <= !shown_half_q;
            if (enable_i) begin
                leaving_q[0] <= set_ready_i;
                leaving_q[11:1] <= leaving_q[10:0];
            end
        end
    end

    always @(posedge clk_i) begin
        if (fills) begin
            if (half_q) begin
                second_error_q <= error;
            end else begin
                first_error_q <= error;
            end
        end
        if (enable_i) begin
            address_q[2:0] <= read_address;
            address_q[32:3] <= address_q[29:0];
        end
    end

    wire unused = &{1'b0, parameter_data_i[71:70], parameter_data_i[127:96]};
endmodule
`default_nettype wire
