// seedchip_back_half_tiny
//
// The columns behind the array, with the tokens of their sums.
//
// Sums arrive lane after lane, one cycle each, and stay so: the tokens pass from lane to lane, a register each, as
// they do in the array. No sum is delayed to bring a row into step, and no wire is longer than a lane. Words of a
// row are stored at different times, and a row is read when its last one is there.
//
// Timing: row_i, first_i, result_i and the addresses come with the sum of lane 0; the sum of lane l, of G columns,
// comes l cycles later. A row that ends its sums shows in arrived_o C / G + 3 cycles after it came, and can be read
// from that cycle on, in two steps: read_i, then show_i, then row_o. A row every cycle. Reset: row_i and
// result_i, in all stages.
//
// Configuration: tiny
// SeedChip 0.1.0
`default_nettype none
module seedchip_back_half_tiny (
    input  wire         clk_i,          // Clock.
    input  wire         rst_ni,         // Synchronous reset, active low: no row is under way.
    input  wire [71:0]  sum_i,          // The sums of all columns, each lane one cycle after the lane before it.
    input  wire         row_i,          // The sums are of a row.
    input  wire         first_i,        // The row begins its sums: it is of a first k-tile.
    input  wire         result_i,       // The row ends its sums: it is of a last k-tile.
    input  wire [3:0]   address_i,      // The accumulators of the row.
    input  wire [4:0]   wait_address_i, // The place in which the row waits if it ends its sums.
    output wire         arrived_o,      // A row has arrived among those that wait.
    input  wire         read_i,         // Read a waiting row.
    input  wire [4:0]   row_address_i,  // Its place.
    input  wire         show_i,         // Show the row that was read last.
    output wire [127:0] row_o           // The row shown last.
);
    reg  [3:0]  first_q;
    reg  [5:0]  stores_q;
    reg  [6:0]  waits_q;
    reg  [23:0] address_q;
    reg  [29:0] wait_address_q;

    assign arrived_o = waits_q[6];

    seedchip_column_16x32x18 column_0 (
        .clk_i           (clk_i),
        .sum_i           (sum_i[17:0]),
        .read_address_i  (address_i),
        .first_i         (first_q[0]),
        .store_i         (stores_q[2]),
        .write_address_i (address_q[11:8]),
        .wait_i          (waits_q[2]),
        .wait_address_i  (wait_address_q[14:10]),
        .read_i          (read_i),
        .row_address_i   (row_address_i),
        .show_i          (show_i),
        .row_o           (row_o[31:0])
    );

    seedchip_column_16x32x18 column_1 (
        .clk_i           (clk_i),
        .sum_i           (sum_i[35:18]),
        .read_address_i  (address_q[3:0]),
        .first_i         (first_q[1]),
        .store_i         (stores_q[3]),
        .write_address_i (address_q[15:12]),
        .wait_i          (waits_q[3]),
        .wait_address_i  (wait_address_q[19:15]),
        .read_i          (read_i),
        .row_address_i   (row_address_i),
        .show_i          (show_i),
        .row_o           (row_o[63:32])
    );

    seedchip_column_16x32x18 column_2 (
        .clk_i           (clk_i),
        .sum_i           (sum_i[53:36]),
        .read_address_i  (address_q[7:4]),
        .first_i         (first_q[2]),
        .store_i         (stores_q[4]),
        .write_address_i (address_q[19:16]),
        .wait_i          (waits_q[4]),
        .wait_address_i  (wait_address_q[24:20]),
        .read_i          (read_i),
        .row_address_i   (row_address_i),
        .show_i          (show_i),
        .row_o           (row_o[95:64])
    );

    seedchip_column_16x32x18 column_3 (
        .clk_i           (clk_i),
        .sum_i           (sum_i[71:54]),
        .read_address_i  (address_q[11:8]),
        .first_i         (first_q[3]),
        .store_i         (stores_q[5]),
        .write_address_i (address_q[23:20]),
        .wait_i          (waits_q[5]),
        .wait_address_i  (wait_address_q[29:25]),
        .read_i          (read_i),
        .row_address_i   (row_address_i),
        .show_i          (show_i),
        .row_o           (row_o[127:96])
    );

    always @(posedge clk_i) begin
        // From lane to lane.
        first_q[0] <= first_i;
        first_q[3:1] <= first_q[2:0];
        address_q[3:0] <= address_i;
        address_q[23:4] <= address_q[19:0];
        wait_address_q[4:0] <= wait_address_i;
        wait_address_q[29:5] <= wait_address_q[24:0];
    end

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            stores_q <= 6'd0;
            waits_q <= 7'd0;
        end else begin
            stores_q[0] <= row_i & !result_i;
            stores_q[5:1] <= stores_q[4:0];
            waits_q[0] <= row_i & result_i;
            waits_q[6:1] <= waits_q[5:0];
        end
    end
endmodule
`default_nettype wire
