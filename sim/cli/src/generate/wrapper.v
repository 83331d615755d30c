// seedchip_axis_@CONFIGURATION@
//
// The datapath of the configuration @CONFIGURATION@ as an AXI4-Stream component of the shape that DMA engines, stream
// FIFOs and block design tools expect. Plain Verilog, to use as it is or to copy and change.
//
// - Clock and reset are called aclk and aresetn (synchronous, active low).
// - Commands and statuses are packets of 32-bit words, lowest word first, as a processor's stream FIFO moves them:
//   @COMMAND_WORDS@ words are a command, @STATUS_WORDS@ words a status, whose last word has tlast. tlast ends a command early; missing
//   words are zero.
// - Weights, activations and results have power-of-two widths. Bits beyond the columns or rows of the array are
//   ignored at inputs and have tkeep low at outputs. The inputs have no tkeep: the datapath needs whole beats.
// - Parameters are @PARAMETER_BITS@-bit words, one for each column.
@BLOCKS?@// - Row scales are bytes, one for each row and block.
//
// SeedChip @VERSION@
`default_nettype none
module seedchip_axis_@CONFIGURATION@ (
    (* X_INTERFACE_PARAMETER = "ASSOCIATED_BUSIF s_axis_command:s_axis_weight:s_axis_activation:s_axis_parameter@SCALE_BUS@:m_axis_result:m_axis_status, ASSOCIATED_RESET aresetn" *)
    input  wire aclk,
    input  wire aresetn,
    // Ends every command that was accepted; hold it until the DMA engines of the operands have ended.
    input  wire abort_i,

    input  wire s_axis_command_tvalid,
    output wire s_axis_command_tready,
    input  wire [31:0] s_axis_command_tdata,
    input  wire s_axis_command_tlast,

    input  wire s_axis_weight_tvalid,
    output wire s_axis_weight_tready,
    input  wire [@WEIGHT_TOP@:0] s_axis_weight_tdata,
    input  wire s_axis_weight_tlast,

    input  wire s_axis_activation_tvalid,
    output wire s_axis_activation_tready,
    input  wire [@ACTIVATION_TOP@:0] s_axis_activation_tdata,
    input  wire s_axis_activation_tlast,

    input  wire s_axis_parameter_tvalid,
    output wire s_axis_parameter_tready,
    input  wire [@PARAMETER_TOP@:0] s_axis_parameter_tdata,
    input  wire s_axis_parameter_tlast,

@BLOCKS?@    input  wire s_axis_scale_tvalid,
@BLOCKS?@    output wire s_axis_scale_tready,
@BLOCKS?@    input  wire [7:0] s_axis_scale_tdata,
@BLOCKS?@    input  wire s_axis_scale_tlast,
@BLOCKS?@
    output wire m_axis_result_tvalid,
    input  wire m_axis_result_tready,
    output wire [@RESULT_TOP@:0] m_axis_result_tdata,
    output wire [@KEEP_TOP@:0] m_axis_result_tkeep,
    output wire m_axis_result_tlast,

    output wire m_axis_status_tvalid,
    input  wire m_axis_status_tready,
    output wire [31:0] m_axis_status_tdata,
    output wire m_axis_status_tlast
);
    localparam [@COMMAND_WORD_TOP@:0] LAST_COMMAND_WORD = @LAST_COMMAND_WORD@;
    localparam [@STATUS_WORD_TOP@:0] LAST_STATUS_WORD = @LAST_STATUS_WORD@;

    // Words to a command. Ready is low while a command waits, so that its words do not change.
    reg  [@COMMAND_TOP@:0] command_q;
    reg  [@COMMAND_WORD_TOP@:0] word_q;
    reg  command_valid_q;
    wire command_ready;

    assign s_axis_command_tready = !command_valid_q;

    always @(posedge aclk) begin
        if (!aresetn) begin
            word_q <= @FIRST_COMMAND_WORD@;
            command_valid_q <= 1'b0;
        end else if (s_axis_command_tvalid && s_axis_command_tready) begin
            word_q <= word_q + @NEXT_COMMAND_WORD@;
            if (s_axis_command_tlast || word_q == LAST_COMMAND_WORD) begin
                word_q <= @FIRST_COMMAND_WORD@;
                command_valid_q <= 1'b1;
            end
        end else if (command_ready) begin
            command_valid_q <= 1'b0;
        end
    end

    always @(posedge aclk) begin
        if (s_axis_command_tvalid && s_axis_command_tready) begin
            if (word_q == @FIRST_COMMAND_WORD@) command_q <= {@COMMAND_PADDING@, s_axis_command_tdata};
            else command_q[32*word_q +: 32] <= s_axis_command_tdata;
        end
    end

    // A status to words: it stays in the datapath until its last word is accepted.
    reg  [@STATUS_WORD_TOP@:0] status_word_q;
    wire status_valid;
    wire [@STATUS_TOP@:0] status;

    assign m_axis_status_tvalid = status_valid;
    assign m_axis_status_tdata = status[32*status_word_q +: 32];
    assign m_axis_status_tlast = status_word_q == LAST_STATUS_WORD;

    always @(posedge aclk) begin
        if (!aresetn) begin
            status_word_q <= @FIRST_STATUS_WORD@;
        end else if (status_valid && m_axis_status_tready) begin
            status_word_q <= m_axis_status_tlast ? @FIRST_STATUS_WORD@ : status_word_q + @NEXT_STATUS_WORD@;
        end
    end

    // Results: the lanes that the array has, and zeros above them.
    wire [@OWN_RESULT_TOP@:0] result;
    wire [@OWN_KEEP_TOP@:0] keep;

    assign m_axis_result_tdata = @RESULT@;
    assign m_axis_result_tkeep = @KEEP@;

    seedchip_datapath_@CONFIGURATION@ datapath (
        .clk_i                    (aclk),
        .rst_ni                   (aresetn),
        .abort_i                  (abort_i),
        .s_axis_command_tvalid    (command_valid_q),
        .s_axis_command_tready    (command_ready),
        .s_axis_command_tdata     (command_q),
        .s_axis_weight_tvalid     (s_axis_weight_tvalid),
        .s_axis_weight_tready     (s_axis_weight_tready),
        .s_axis_weight_tdata      (s_axis_weight_tdata[@OWN_WEIGHT_TOP@:0]),
        .s_axis_weight_tlast      (s_axis_weight_tlast),
        .s_axis_activation_tvalid (s_axis_activation_tvalid),
        .s_axis_activation_tready (s_axis_activation_tready),
        .s_axis_activation_tdata  (s_axis_activation_tdata[@OWN_ACTIVATION_TOP@:0]),
        .s_axis_activation_tlast  (s_axis_activation_tlast),
        .s_axis_parameter_tvalid  (s_axis_parameter_tvalid),
        .s_axis_parameter_tready  (s_axis_parameter_tready),
        .s_axis_parameter_tdata   (s_axis_parameter_tdata),
        .s_axis_parameter_tlast   (s_axis_parameter_tlast),
@BLOCKS?@        .s_axis_scale_tvalid      (s_axis_scale_tvalid),
@BLOCKS?@        .s_axis_scale_tready      (s_axis_scale_tready),
@BLOCKS?@        .s_axis_scale_tdata       (s_axis_scale_tdata),
@BLOCKS?@        .s_axis_scale_tlast       (s_axis_scale_tlast),
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
`default_nettype wire
