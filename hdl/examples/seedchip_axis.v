// seedchip_axis
//
// Example: the datapath as an AXI4-Stream component of the shape that DMA engines, stream FIFOs and block design
// tools expect. It is parameterised by the rows and columns of the configuration that was generated; plain Verilog,
// to be copied and changed.
//
// - Clock and reset are called aclk and aresetn (synchronous, low).
// - Commands and statuses are packets of 32-bit words, lowest word first, as a processor's stream FIFO moves them: four
//   words make a command, ten words a status, whose last word has tlast. tlast ends a command early; the words that
//   are missing are zero.
// - Weights, activations and results have power-of-two widths. What is beyond the columns or rows of the array is
//   ignored on the way in and has tkeep low on the way out. The inputs have no tkeep: the datapath wants whole beats.
// - Parameters are 128-bit words, one for each column.
module seedchip_axis #(
    parameter ROWS = 4,
    parameter COLUMNS = 4
) (
    (* X_INTERFACE_PARAMETER = "ASSOCIATED_BUSIF s_axis_command:s_axis_weight:s_axis_activation:s_axis_parameter:m_axis_result:m_axis_status, ASSOCIATED_RESET aresetn" *)
    input  wire                                 aclk,
    input  wire                                 aresetn,

    input  wire                                 s_axis_command_tvalid,
    output wire                                 s_axis_command_tready,
    input  wire [31:0]                          s_axis_command_tdata,
    input  wire                                 s_axis_command_tlast,

    input  wire                                 s_axis_weight_tvalid,
    output wire                                 s_axis_weight_tready,
    input  wire [8*power_of_two(COLUMNS)-1:0]   s_axis_weight_tdata,
    input  wire                                 s_axis_weight_tlast,

    input  wire                                 s_axis_activation_tvalid,
    output wire                                 s_axis_activation_tready,
    input  wire [8*power_of_two(ROWS)-1:0]      s_axis_activation_tdata,
    input  wire                                 s_axis_activation_tlast,

    input  wire                                 s_axis_parameter_tvalid,
    output wire                                 s_axis_parameter_tready,
    input  wire [127:0]                         s_axis_parameter_tdata,
    input  wire                                 s_axis_parameter_tlast,

    output wire                                 m_axis_result_tvalid,
    input  wire                                 m_axis_result_tready,
    output wire [32*power_of_two(COLUMNS)-1:0]  m_axis_result_tdata,
    output wire [4*power_of_two(COLUMNS)-1:0]   m_axis_result_tkeep,
    output wire                                 m_axis_result_tlast,

    output wire                                 m_axis_status_tvalid,
    input  wire                                 m_axis_status_tready,
    output wire [31:0]                          m_axis_status_tdata,
    output wire                                 m_axis_status_tlast
);
    // The smallest power of two that is no less than the number.
    function integer power_of_two(input integer number);
        begin
            power_of_two = 1;
            while (power_of_two < number) power_of_two = 2 * power_of_two;
        end
    endfunction

    // Words to a command. Ready is low while a command waits, so that its words stand.
    reg  [127:0] command_q;
    reg  [1:0]   word_q;
    reg          command_valid_q;
    wire         command_ready;

    assign s_axis_command_tready = !command_valid_q;

    always @(posedge aclk) begin
        if (!aresetn) begin
            word_q <= 2'd0;
            command_valid_q <= 1'b0;
        end else if (s_axis_command_tvalid && s_axis_command_tready) begin
            word_q <= word_q + 2'd1;
            if (s_axis_command_tlast || word_q == 2'd3) begin
                word_q <= 2'd0;
                command_valid_q <= 1'b1;
            end
        end else if (command_ready) begin
            command_valid_q <= 1'b0;
        end
    end

    always @(posedge aclk) begin
        if (s_axis_command_tvalid && s_axis_command_tready) begin
            if (word_q == 2'd0) command_q <= {96'd0, s_axis_command_tdata};
            else command_q[32*word_q +: 32] <= s_axis_command_tdata;
        end
    end

    // A status to words: it stays in the datapath until its last word is taken.
    reg  [3:0]   status_word_q;
    wire         status_valid;
    wire [319:0] status;

    assign m_axis_status_tvalid = status_valid;
    assign m_axis_status_tdata = status[32*status_word_q +: 32];
    assign m_axis_status_tlast = status_word_q == 4'd9;

    always @(posedge aclk) begin
        if (!aresetn) begin
            status_word_q <= 4'd0;
        end else if (status_valid && m_axis_status_tready) begin
            status_word_q <= m_axis_status_tlast ? 4'd0 : status_word_q + 4'd1;
        end
    end

    // Results: lanes that the array has not.
    wire [32*COLUMNS-1:0] result;
    wire [4*COLUMNS-1:0]  keep;

    generate
        if (power_of_two(COLUMNS) == COLUMNS) begin : exact
            assign m_axis_result_tdata = result;
            assign m_axis_result_tkeep = keep;
        end else begin : padded
            assign m_axis_result_tdata = {{32*(power_of_two(COLUMNS)-COLUMNS){1'b0}}, result};
            assign m_axis_result_tkeep = {{4*(power_of_two(COLUMNS)-COLUMNS){1'b0}}, keep};
        end
    endgenerate

    datapath datapath (
        .clk_i                    (aclk),
        .rst_ni                   (aresetn),
        .s_axis_command_tvalid    (command_valid_q),
        .s_axis_command_tready    (command_ready),
        .s_axis_command_tdata     (command_q),
        .s_axis_weight_tvalid     (s_axis_weight_tvalid),
        .s_axis_weight_tready     (s_axis_weight_tready),
        .s_axis_weight_tdata      (s_axis_weight_tdata[8*COLUMNS-1:0]),
        .s_axis_weight_tlast      (s_axis_weight_tlast),
        .s_axis_activation_tvalid (s_axis_activation_tvalid),
        .s_axis_activation_tready (s_axis_activation_tready),
        .s_axis_activation_tdata  (s_axis_activation_tdata[8*ROWS-1:0]),
        .s_axis_activation_tlast  (s_axis_activation_tlast),
        .s_axis_parameter_tvalid  (s_axis_parameter_tvalid),
        .s_axis_parameter_tready  (s_axis_parameter_tready),
        .s_axis_parameter_tdata   (s_axis_parameter_tdata),
        .s_axis_parameter_tlast   (s_axis_parameter_tlast),
        .m_axis_result_tvalid     (m_axis_result_tvalid),
        .m_axis_result_tready     (m_axis_result_tready),
        .m_axis_result_tdata      (result),
        .m_axis_result_tkeep      (keep),
        .m_axis_result_tlast      (m_axis_result_tlast),
        .m_axis_status_tvalid     (status_valid),
        .m_axis_status_tready     (m_axis_status_tready && m_axis_status_tlast),
        .m_axis_status_tdata      (status)
    );

    wire unused = &{1'b0, s_axis_weight_tdata, s_axis_activation_tdata};
endmodule
