// seedchip_normalise_62
//
// Shifts the leading zeros of a number out, as far as a limit.
//
// Three steps, by sixteens, by fours and by ones. Each looks at the top of what the step before leaves, in the cycle
// before it shifts itself: no count of the zeros stands before the shifter, and no path has more than a shift of
// four cases and a look at a digit. Where a one ends a step before its limit, the rest of the limit is out of reach
// of those behind it.
//
// Timing: value_o and shift_o belong to the inputs of three cycles before; the last shift is behind the last
// register. One number per cycle. No reset.
// Special cases: a value of 0 counts as having one leading zero less than the next multiple of 16.
// Widths: nothing is lost, because only zeros leave at the top; a shift is at most 3 * 16 + 3 * 4 + 3.
//
// SeedChip 0.1.0
`default_nettype none
module seedchip_normalise_62 (
    input  wire        clk_i,   // Clock.
    input  wire [61:0] value_i, // The number.
    input  wire [5:0]  limit_i, // How far it may be shifted.
    output wire [61:0] value_o, // The number of three cycles before, shifted.
    output wire [5:0]  shift_o  // How far it was shifted.
);
    wire [61:0] half_coarse;
    wire [61:0] coarse;
    wire [3:0]  free_fours;
    wire [3:0]  limit_fours;
    wire [61:0] half_fine;
    wire [61:0] fine;
    wire [1:0]  free_ones;
    wire [1:0]  limit_ones;
    wire [61:0] half_last;
    wire [1:0]  by_sixteens_steps_o;
    reg  [61:0] value_q;
    reg  [1:0]  sixteens_q;
    reg  [5:0]  limit_q;
    wire [1:0]  by_fours_steps_o;
    reg  [61:0] coarse_late_q;
    reg  [3:0]  fours_q;
    reg  [3:0]  limit_late_q;
    wire [1:0]  by_ones_steps_o;
    reg  [61:0] fine_late_q;
    reg  [5:0]  ones_q;

    // t + 1: by sixteens, and how far by fours
    assign half_coarse = sixteens_q[1] ? {value_q[29:0], 32'd0} : value_q;
    assign coarse = sixteens_q[0] ? {half_coarse[45:0], 16'd0} : half_coarse;
    assign free_fours = (sixteens_q != limit_q[5:4]) ? 4'd15 : 4'd0;
    assign limit_fours = limit_q[3:0] | free_fours;

    // t + 2: by fours, and how far by ones
    assign half_fine = fours_q[1] ? {coarse_late_q[53:0], 8'd0} : coarse_late_q;
    assign fine = fours_q[0] ? {half_fine[57:0], 4'd0} : half_fine;
    assign free_ones = (fours_q[1:0] != limit_late_q[3:2]) ? 2'd3 : 2'd0;
    assign limit_ones = limit_late_q[1:0] | free_ones;

    // t + 3: by ones
    assign half_last = ones_q[1] ? {fine_late_q[59:0], 2'd0} : fine_late_q;
    assign value_o = ones_q[0] ? {half_last[60:0], 1'b0} : half_last;
    assign shift_o = ones_q;

    // t: how far by sixteens
    seedchip_leading_62x16 by_sixteens (
        .value_i (value_i),
        .limit_i (limit_i[5:4]),
        .steps_o (by_sixteens_steps_o)
    );

    // t + 1: by sixteens, and how far by fours
    seedchip_leading_62x4 by_fours (
        .value_i (coarse),
        .limit_i (limit_fours[3:2]),
        .steps_o (by_fours_steps_o)
    );

    // t + 2: by fours, and how far by ones
    seedchip_leading_62x1 by_ones (
        .value_i (fine),
        .limit_i (limit_ones),
        .steps_o (by_ones_steps_o)
    );

    always @(posedge clk_i) begin
        // t: how far by sixteens
        value_q <= value_i;
        sixteens_q <= by_sixteens_steps_o;
        limit_q <= limit_i;
        // t + 1: by sixteens, and how far by fours
        coarse_late_q <= coarse;
        fours_q <= {sixteens_q, by_fours_steps_o};
        limit_late_q <= limit_fours;
        // t + 2: by fours, and how far by ones
        fine_late_q <= fine;
        ones_q <= {fours_q, by_ones_steps_o};
    end
endmodule
`default_nettype wire
