// seedchip_testbench_@CONFIGURATION@
//
// Runs commands on the datapath and compares their results and statuses with the golden model's.
//
// The beats of the streams and what must come out are the .hex files beside this file, written with it for this
// configuration: @CONFIGURATION@. A run offers all commands with their operands; the first run has streams that never
// stall, in the others each stream stalls at random, by turns never, seldom, often and nearly always. Tag, flags and
// error of a status must be equal, and every byte of a result that is kept. In the first run the cycles of a status must
// be those since the end of the command before, or since its own acceptance. Stalls depend on when beats came.
//
// Prints the first differences, and then one line, PASS or FAIL with the numbers. A FAIL ends with $stop, on which
// Verilated programs exit with an error, and so does Icarus under `vvp -N`. In the folder of this file:
//   with Icarus: iverilog -g2001 -s seedchip_testbench_@CONFIGURATION@ -f testbench.f -o testbench.vvp && vvp -N testbench.vvp
//   with Verilator: verilator --binary --top-module seedchip_testbench_@CONFIGURATION@ -f testbench.f && obj_dir/Vseedchip_testbench_@CONFIGURATION@
// The macro DATAPATH names another module with the ports of the datapath; statuses may come later then, so the cycles in
// them are not compared.
`ifdef DATAPATH
`define CYCLES_COMPARED 1'b0
`else
`define DATAPATH seedchip_datapath_@CONFIGURATION@
`define CYCLES_COMPARED 1'b1
`endif
`default_nettype none
module seedchip_testbench_@CONFIGURATION@;
    localparam ROWS = @ROWS@;
    localparam COLUMNS = @COLUMNS@;
    localparam COMMANDS = @COMMANDS@;
    localparam WEIGHTS = @WEIGHTS@;
    localparam ACTIVATIONS = @ACTIVATIONS@;
    localparam PARAMETERS = @PARAMETERS@;
@BLOCKS?@    localparam SCALES = @SCALES@;
    localparam RESULTS = @RESULTS@;
    localparam COMMAND_BITS = @COMMAND_BITS@;
    localparam PARAMETER_BITS = @PARAMETER_BITS@;
    localparam STATUS_BITS = @STATUS_BITS@;
    // Tag, flags and error are the lowest bits of a status, then come the cycles; the highest bits are reserved.
    localparam VERDICT_BITS = @VERDICT_BITS@;
    localparam CYCLES = @CYCLES@;
    localparam RESERVED = @RESERVED@;
    // The status of a command that asks, whose opcode is 0, has the geometry in their place, and then a diagnosis.
    localparam DIAGNOSIS = @DIAGNOSIS@;
    localparam OPCODE_BITS = @OPCODE_BITS@;
    // A status is taken so many cycles after its command ended, if nothing is in its way.
    localparam STATUS_LATENCY = 32'd4;
    localparam RUNS = 5;
    // The number of cycles without a beat after which a run fails.
    localparam PATIENCE = 20000;
    localparam SHOWN = 10;
    // A result beat: tlast, tkeep, tdata.
    localparam RESULT_BITS = 1 + 4 * COLUMNS + 32 * COLUMNS;

    reg        clk;
    reg        rst_n;
    reg [31:0] run;
    reg [31:0] cycles;
    reg [31:0] idle;
    reg [31:0] settled;
    reg [31:0] statuses;
    reg [31:0] results;
    reg [31:0] differences;

    wire                       command_valid, command_ready;
    wire [COMMAND_BITS-1:0]    command_beat;
    wire                       weight_valid, weight_ready;
    wire [8*COLUMNS:0]         weight_beat;
    wire                       activation_valid, activation_ready;
    wire [8*ROWS:0]            activation_beat;
    wire                       parameter_valid, parameter_ready;
    wire [PARAMETER_BITS:0]    parameter_beat;
@BLOCKS?@    wire                       scale_valid, scale_ready;
@BLOCKS?@    wire [8:0]                 scale_beat;
    wire                       result_valid, result_ready;
    wire [RESULT_BITS-1:0]     result_beat;
    wire                       status_valid, status_ready;
    wire [STATUS_BITS-1:0]     status_beat;

    wire                       commands_done, weights_done, activations_done, parameters_done;
@BLOCKS?@    wire                       scales_done;
    wire                       result_taken, status_taken;
    wire [RESULT_BITS-1:0]     result_found;
    wire [STATUS_BITS-1:0]     status_found;
    wire [31:0]                result_number, status_number;
    wire [31:0]                results_seen, statuses_seen;
    wire [31:0]                result_breaches, status_breaches;

    reg [RESULT_BITS-1:0] expected_results [0:RESULTS-1];
    reg [STATUS_BITS-1:0] expected_statuses [0:COMMANDS-1];

    initial $readmemh("results.hex", expected_results);
    initial $readmemh("statuses.hex", expected_statuses);

    // How often a stream pauses in a run, in 256 cycles.
    function [7:0] pause(input [31:0] stream, input [31:0] number);
        reg [31:0] turn;
        begin
            turn = (number + stream) % 4;
            if (number == 32'd0) pause = 8'd0;
            else if (turn == 32'd0) pause = 8'd0;
            else if (turn == 32'd1) pause = 8'd64;
            else if (turn == 32'd2) pause = 8'd160;
            else pause = 8'd240;
        end
    endfunction

    seedchip_stream_source #(.WIDTH(COMMAND_BITS), .BEATS(COMMANDS), .FILE("commands.hex"), .SEED(32'h1001)) commands (
        .clk_i(clk), .rst_ni(rst_n), .pause_i(pause(32'd0, run)), .valid_o(command_valid), .ready_i(command_ready),
        .beat_o(command_beat), .done_o(commands_done)
    );

    seedchip_stream_source #(.WIDTH(8*COLUMNS+1), .BEATS(WEIGHTS), .FILE("weights.hex"), .SEED(32'h2002)) weights (
        .clk_i(clk), .rst_ni(rst_n), .pause_i(pause(32'd1, run)), .valid_o(weight_valid), .ready_i(weight_ready),
        .beat_o(weight_beat), .done_o(weights_done)
    );

    seedchip_stream_source #(.WIDTH(8*ROWS+1), .BEATS(ACTIVATIONS), .FILE("activations.hex"), .SEED(32'h3003)) activations (
        .clk_i(clk), .rst_ni(rst_n), .pause_i(pause(32'd2, run)), .valid_o(activation_valid),
        .ready_i(activation_ready), .beat_o(activation_beat), .done_o(activations_done)
    );

    seedchip_stream_source #(.WIDTH(PARAMETER_BITS+1), .BEATS(PARAMETERS), .FILE("parameters.hex"), .SEED(32'h4004)) parameters (
        .clk_i(clk), .rst_ni(rst_n), .pause_i(pause(32'd3, run)), .valid_o(parameter_valid),
        .ready_i(parameter_ready), .beat_o(parameter_beat), .done_o(parameters_done)
    );

@BLOCKS?@    seedchip_stream_source #(.WIDTH(9), .BEATS(SCALES), .FILE("scales.hex"), .SEED(32'h7007)) scales (
@BLOCKS?@        .clk_i(clk), .rst_ni(rst_n), .pause_i(pause(32'd6, run)), .valid_o(scale_valid), .ready_i(scale_ready),
@BLOCKS?@        .beat_o(scale_beat), .done_o(scales_done)
@BLOCKS?@    );
@BLOCKS?@
    `DATAPATH dut (
        .clk_i                    (clk),
        .rst_ni                   (rst_n),
        .abort_i                  (1'b0),
        .s_axis_command_tvalid    (command_valid),
        .s_axis_command_tready    (command_ready),
        .s_axis_command_tdata     (command_beat),
        .s_axis_weight_tvalid     (weight_valid),
        .s_axis_weight_tready     (weight_ready),
        .s_axis_weight_tdata      (weight_beat[8*COLUMNS-1:0]),
        .s_axis_weight_tlast      (weight_beat[8*COLUMNS]),
        .s_axis_activation_tvalid (activation_valid),
        .s_axis_activation_tready (activation_ready),
        .s_axis_activation_tdata  (activation_beat[8*ROWS-1:0]),
        .s_axis_activation_tlast  (activation_beat[8*ROWS]),
        .s_axis_parameter_tvalid  (parameter_valid),
        .s_axis_parameter_tready  (parameter_ready),
        .s_axis_parameter_tdata   (parameter_beat[PARAMETER_BITS-1:0]),
        .s_axis_parameter_tlast   (parameter_beat[PARAMETER_BITS]),
@BLOCKS?@        .s_axis_scale_tvalid      (scale_valid),
@BLOCKS?@        .s_axis_scale_tready      (scale_ready),
@BLOCKS?@        .s_axis_scale_tdata       (scale_beat[7:0]),
@BLOCKS?@        .s_axis_scale_tlast       (scale_beat[8]),
        .m_axis_result_tvalid     (result_valid),
        .m_axis_result_tready     (result_ready),
        .m_axis_result_tdata      (result_beat[32*COLUMNS-1:0]),
        .m_axis_result_tkeep      (result_beat[36*COLUMNS-1:32*COLUMNS]),
        .m_axis_result_tlast      (result_beat[36*COLUMNS]),
        .m_axis_status_tvalid     (status_valid),
        .m_axis_status_tready     (status_ready),
        .m_axis_status_tdata      (status_beat)
    );

    seedchip_stream_sink #(.WIDTH(RESULT_BITS), .SEED(32'h5005)) result_sink (
        .clk_i(clk), .rst_ni(rst_n), .pause_i(pause(32'd4, run)), .valid_i(result_valid), .ready_o(result_ready),
        .beat_i(result_beat), .taken_o(result_taken), .beat_o(result_found), .number_o(result_number),
        .beats_o(results_seen), .breaches_o(result_breaches)
    );

    seedchip_stream_sink #(.WIDTH(STATUS_BITS), .SEED(32'h6006)) status_sink (
        .clk_i(clk), .rst_ni(rst_n), .pause_i(pause(32'd5, run)), .valid_i(status_valid), .ready_o(status_ready),
        .beat_i(status_beat), .taken_o(status_taken), .beat_o(status_found), .number_o(status_number),
        .beats_o(statuses_seen), .breaches_o(status_breaches)
    );

    // A result beat with its null bytes cleared.
    function [RESULT_BITS-1:0] kept(input [RESULT_BITS-1:0] beat);
        integer i;
        begin
            kept = beat;
            for (i = 0; i < 4 * COLUMNS; i = i + 1)
                if (!beat[32 * COLUMNS + i]) kept[8 * i +: 8] = 8'd0;
        end
    endfunction

    // Which commands ask.
    reg asks [0:COMMANDS-1];

    // What came is compared one cycle after it was accepted.
    wire [RESULT_BITS-1:0] result_expected = expected_results[result_number];
    wire [STATUS_BITS-1:0] status_expected = expected_statuses[status_number];
    wire result_differs = result_taken === 1'b1 && (result_number >= RESULTS ||
                           kept(result_found) !== kept(result_expected));
    wire status_differs = status_taken === 1'b1 && (status_number >= COMMANDS ||
                           status_found[VERDICT_BITS-1:0] !== status_expected[VERDICT_BITS-1:0] ||
                           status_found[STATUS_BITS-1:RESERVED] !== status_expected[STATUS_BITS-1:RESERVED] ||
                           (asks[status_number] && status_found[DIAGNOSIS-1:0] !== status_expected[DIAGNOSIS-1:0]));

    // When commands were accepted, and when the last status was taken.
    reg [31:0] accepted_at [0:COMMANDS-1];
    reg [31:0] accepted;
    reg [31:0] taken_at;
    wire [31:0] since_accepted = cycles - STATUS_LATENCY - accepted_at[status_number];
    wire [31:0] since_taken = cycles - taken_at;
    wire first_of_run = status_number == 32'd0;
    wire [31:0] cycles_expected = first_of_run || since_accepted < since_taken ? since_accepted : since_taken;
    wire cycles_differ = `CYCLES_COMPARED && status_taken === 1'b1 && run == 32'd0 && status_number < COMMANDS &&
                         !asks[status_number] && status_found[CYCLES +: 32] !== cycles_expected;

    always @(posedge clk) begin
        if (!rst_n) accepted <= 32'd0;
        else if (command_valid && command_ready) begin
            accepted_at[accepted] <= cycles;
            asks[accepted] <= command_beat[OPCODE_BITS-1:0] == {OPCODE_BITS{1'b0}};
            accepted <= accepted + 32'd1;
        end
        if (status_taken === 1'b1) taken_at <= cycles;
    end

    always @(posedge clk) begin
        results <= results + {31'd0, result_taken === 1'b1};
        statuses <= statuses + {31'd0, status_taken === 1'b1};
        differences <= differences + {31'd0, result_differs} + {31'd0, status_differs} + {31'd0, cycles_differ};
        if (result_differs && differences < SHOWN) begin
            $display("run %0d, result %0d of %0d: found    %h", run, result_number, RESULTS, result_found);
            $display("run %0d, result %0d of %0d: expected %h", run, result_number, RESULTS,
                     result_expected);
        end
        if (status_differs && differences < SHOWN) begin
            $display("run %0d, status %0d of %0d: found    %h", run, status_number, COMMANDS, status_found);
            $display("run %0d, status %0d of %0d: expected %h", run, status_number, COMMANDS,
                     status_expected);
        end
        if (cycles_differ && differences < SHOWN)
            $display("run %0d, status %0d of %0d: %0d cycles, expected %0d", run, status_number, COMMANDS,
                     status_found[CYCLES +: 32], cycles_expected);
    end

    wire passes = (command_valid && command_ready) || (weight_valid && weight_ready) ||
                  (activation_valid && activation_ready) || (parameter_valid && parameter_ready) ||
@BLOCKS?@                  (scale_valid && scale_ready) ||
                  (result_valid && result_ready) || (status_valid && status_ready);
    wire [31:0] breaches = result_breaches + status_breaches;
    wire complete = commands_done && weights_done && activations_done && parameters_done &&
@BLOCKS?@                    scales_done &&
                    results_seen >= RESULTS && statuses_seen >= COMMANDS;

    initial begin
        clk = 1'b0;
        rst_n = 1'b0;
        run = 32'd0;
        cycles = 32'd0;
        idle = 32'd0;
        settled = 32'd0;
        statuses = 32'd0;
        results = 32'd0;
        differences = 32'd0;
        forever #5 clk = !clk;
    end

    // Reset for some cycles, then the run, then some cycles in which no further beat may come.
    always @(posedge clk) begin
        cycles <= cycles + 32'd1;
        idle <= passes === 1'b1 ? 32'd0 : idle + 32'd1;
        settled <= rst_n && complete !== 1'b1 ? 32'd0 : settled + 32'd1;
        if (!rst_n) begin
            idle <= 32'd0;
            if (settled == 32'd4) begin
                rst_n <= 1'b1;
                settled <= 32'd0;
            end
        end else if (idle == PATIENCE && complete !== 1'b1) begin
            $display("run %0d: no beat has passed for %0d cycles, %0d of %0d results and %0d of %0d statuses have come",
                     run, idle, results_seen, RESULTS, statuses_seen, COMMANDS);
            conclude;
        end else if (settled == 32'd100) begin
            rst_n <= 1'b0;
            settled <= 32'd0;
            run <= run + 32'd1;
            if (run == RUNS - 1) conclude;
        end
    end

    // All offered beats were accepted, all expected beats came, and none was wrong.
    task conclude;
        begin
            if (breaches != 32'd0) $display("valid fell or a beat changed before it was taken, %0d times", breaches);
            if (complete === 1'b1 && differences == 32'd0 && breaches == 32'd0 && results == RUNS * RESULTS &&
                statuses == RUNS * COMMANDS) begin
                $display("PASS: %0d runs of %0d commands, %0d result beats and %0d statuses equal, %0d cycles",
                         RUNS, COMMANDS, results, statuses, cycles);
                $finish;
            end else begin
                $display("FAIL: %0d differences in %0d of %0d result beats and %0d of %0d statuses, %0d cycles",
                         differences, results, RUNS * RESULTS, statuses, RUNS * COMMANDS, cycles);
                $stop;
            end
        end
    endtask
endmodule
`default_nettype wire
