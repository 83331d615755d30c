// seedchip_weight_lanes_tiny
//
// Brings weights to the columns in time.
//
// Column c gets a beat floor(c / G) cycles after column 0, as the array's tokens do. Of 4-bit weights a beat has two
// rows, j and j + H. The rows below H have lower_o, the others upper_o, which has the high nibbles H cycles later:
// so one beat per cycle loads both halves, and in every cycle each half of the array has at most one row to load,
// with 8-bit weights as with 4-bit ones. (Unpacking a beat into two rows of one bus would take two cycles a beat, and
// half the speed of small products.) E2M1 weights become the integers 2v on the way.
//
// Timing: lower_o lane c is weight_i of 1 + floor(c / G) cycles before, its high nibbles reach upper_o H cycles after
// that. A beat per cycle. The H stages of 4 C bits that the high nibbles wait in would be smaller as a memory where
// there are many rows.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_weight_lanes_tiny (
    input  wire        clk_i,     // Clock.
    input  wire        rst_ni,    // Synchronous reset, active low.
    input  wire        nibbles_i, // The beat has two weights per byte.
    input  wire [31:0] weight_i,  // The beat: a byte per column.
    output wire [31:0] lower_o,   // One weight per column, for the rows below H.
    output wire [31:0] upper_o    // One weight per column, for the rows from H on.
);
    wire [31:0] weight;
    wire [15:0] low;
    wire [15:0] high_weight;
    wire [3:0]  lower_nibbles;
    wire [3:0]  upper_nibbles;
    wire [31:0] bytes_data_o;
    wire [3:0]  late_0_data_o;
    wire [3:0]  late_1_data_o;
    wire [3:0]  late_2_data_o;
    wire [3:0]  late_3_data_o;
    wire        late_nibbles_token_i;
    wire        late_nibbles_token_o;
    reg  [3:0]  nibbles_q;
    reg  [3:0]  high_nibbles_q;

    assign weight = weight_i;
    assign late_nibbles_token_i = nibbles_i ? 1'b1 : 1'b0;
    assign lower_nibbles = nibbles_q;
    assign upper_nibbles = high_nibbles_q;

    // The weights. What has four bits takes eight by its sign.
    assign low[3:0] = bytes_data_o[3:0];
    assign low[7:4] = bytes_data_o[11:8];
    assign low[11:8] = bytes_data_o[19:16];
    assign low[15:12] = bytes_data_o[27:24];
    assign lower_o[7:0] = lower_nibbles[0] ? {{4{low[3]}}, low[3:0]} : bytes_data_o[7:0];
    assign lower_o[15:8] = lower_nibbles[1] ? {{4{low[7]}}, low[7:4]} : bytes_data_o[15:8];
    assign lower_o[23:16] = lower_nibbles[2] ? {{4{low[11]}}, low[11:8]} : bytes_data_o[23:16];
    assign lower_o[31:24] = lower_nibbles[3] ? {{4{low[15]}}, low[15:12]} : bytes_data_o[31:24];
    assign upper_o[7:0] = upper_nibbles[0] ? {{4{high_weight[3]}}, high_weight[3:0]} : bytes_data_o[7:0];
    assign upper_o[15:8] = upper_nibbles[1] ? {{4{high_weight[7]}}, high_weight[7:4]} : bytes_data_o[15:8];
    assign upper_o[23:16] = upper_nibbles[2] ? {{4{high_weight[11]}}, high_weight[11:8]} : bytes_data_o[23:16];
    assign upper_o[31:24] = upper_nibbles[3] ? {{4{high_weight[15]}}, high_weight[15:12]} : bytes_data_o[31:24];

    seedchip_skew_4x8 bytes (
        .clk_i  (clk_i),
        .data_i (weight),
        .data_o (bytes_data_o)
    );

    seedchip_delay #(.WIDTH(4), .STAGES(2)) late_0 (
        .clk_i  (clk_i),
        .data_i (weight[7:4]),
        .data_o (late_0_data_o)
    );

    seedchip_delay #(.WIDTH(4), .STAGES(2)) late_1 (
        .clk_i  (clk_i),
        .data_i (weight[15:12]),
        .data_o (late_1_data_o)
    );

    seedchip_delay #(.WIDTH(4), .STAGES(2)) late_2 (
        .clk_i  (clk_i),
        .data_i (weight[23:20]),
        .data_o (late_2_data_o)
    );

    seedchip_delay #(.WIDTH(4), .STAGES(2)) late_3 (
        .clk_i  (clk_i),
        .data_i (weight[31:28]),
        .data_o (late_3_data_o)
    );

    seedchip_skew_4x4 high (
        .clk_i  (clk_i),
        .data_i ({late_3_data_o, late_2_data_o, late_1_data_o, late_0_data_o}),
        .data_o (high_weight)
    );

    // Whether a lane has nibbles.
    seedchip_token_delay #(.WIDTH(1), .STAGES(2)) late_nibbles (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .token_i (late_nibbles_token_i),
        .token_o (late_nibbles_token_o)
    );

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            nibbles_q <= 4'd0;
            high_nibbles_q <= 4'd0;
        end else begin
            nibbles_q[0] <= nibbles_i;
            nibbles_q[3:1] <= nibbles_q[2:0];
            high_nibbles_q[0] <= late_nibbles_token_o;
            high_nibbles_q[3:1] <= high_nibbles_q[2:0];
        end
    end
endmodule
`default_nettype wire
