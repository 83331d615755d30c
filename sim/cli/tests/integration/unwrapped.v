// The wrapper with the ports of the datapath, so that the datapath's testbench can run it. ROWS, COLUMNS and WRAPPER are
// macros. A command is sent in as few words as its zeros let it; a status with a misplaced tlast and results with tkeep
// beyond the columns come out wrong.
module unwrapped (
    input  wire                   clk_i,
    input  wire                   rst_ni,
    input  wire                   abort_i,
    input  wire                   s_axis_command_tvalid,
    output wire                   s_axis_command_tready,
    input  wire [127:0]           s_axis_command_tdata,
    input  wire                   s_axis_weight_tvalid,
    output wire                   s_axis_weight_tready,
    input  wire [8*`COLUMNS-1:0]  s_axis_weight_tdata,
    input  wire                   s_axis_weight_tlast,
    input  wire                   s_axis_activation_tvalid,
    output wire                   s_axis_activation_tready,
    input  wire [8*`ROWS-1:0]     s_axis_activation_tdata,
    input  wire                   s_axis_activation_tlast,
    input  wire                   s_axis_parameter_tvalid,
    output wire                   s_axis_parameter_tready,
    input  wire [127:0]           s_axis_parameter_tdata,
    input  wire                   s_axis_parameter_tlast,
    output wire                   m_axis_result_tvalid,
    input  wire                   m_axis_result_tready,
    output wire [32*`COLUMNS-1:0] m_axis_result_tdata,
    output wire [4*`COLUMNS-1:0]  m_axis_result_tkeep,
    output wire                   m_axis_result_tlast,
    output wire                   m_axis_status_tvalid,
    input  wire                   m_axis_status_tready,
    output wire [255:0]           m_axis_status_tdata
);
    localparam WIDEST = 256;

    reg  [1:0]  word_q;
    wire [1:0]  final_word = |s_axis_command_tdata[127:96] ? 2'd3 : |s_axis_command_tdata[95:64] ? 2'd2 :
                             |s_axis_command_tdata[63:32] ? 2'd1 : 2'd0;
    wire        word_ready;

    assign s_axis_command_tready = word_ready && word_q == final_word;

    always @(posedge clk_i) begin
        if (!rst_ni) word_q <= 2'd0;
        else if (s_axis_command_tvalid && word_ready) word_q <= word_q == final_word ? 2'd0 : word_q + 2'd1;
    end

    reg  [255:0] status_q;
    reg  [2:0]   status_word_q;
    reg          status_valid_q;
    wire         status_word_valid;
    wire         status_word_last;
    wire [31:0]  status_word;

    assign m_axis_status_tvalid = status_valid_q;
    assign m_axis_status_tdata = status_q;

    always @(posedge clk_i) begin
        if (!rst_ni) begin
            status_word_q <= 3'd0;
            status_valid_q <= 1'b0;
        end else if (status_word_valid && !status_valid_q) begin
            // Words that don't come are ones.
            if (status_word_q == 3'd0) status_q <= {256{1'b1}};
            status_q[32*status_word_q +: 32] <= status_word;
            status_word_q <= status_word_last ? 3'd0 : status_word_q + 3'd1;
            status_valid_q <= status_word_last;
        end else if (m_axis_status_tready) begin
            status_valid_q <= 1'b0;
        end
    end

    wire [32*WIDEST-1:0] result;
    wire [4*WIDEST-1:0]  keep;

    assign m_axis_result_tdata = result[32*`COLUMNS-1:0];
    assign m_axis_result_tkeep = keep[4*`COLUMNS-1:0] ^ {4*`COLUMNS{|keep[4*WIDEST-1:4*`COLUMNS]}};

    wire [8*WIDEST-1:0] weight = {{8*WIDEST-8*`COLUMNS{1'b1}}, s_axis_weight_tdata};
    wire [8*WIDEST-1:0] activation = {{8*WIDEST-8*`ROWS{1'b1}}, s_axis_activation_tdata};

    localparam LANES = `COLUMNS <= 4 ? 4 : `COLUMNS <= 8 ? 8 : 16;
    localparam LINES = `ROWS <= 4 ? 4 : `ROWS <= 8 ? 8 : 16;

    assign result[32*WIDEST-1:32*LANES] = {32*(WIDEST-LANES){1'b0}};
    assign keep[4*WIDEST-1:4*LANES] = {4*(WIDEST-LANES){1'b0}};

    `WRAPPER wrapper (
        .aclk                     (clk_i),
        .aresetn                  (rst_ni),
        .abort_i                  (abort_i),
        .s_axis_command_tvalid    (s_axis_command_tvalid),
        .s_axis_command_tready    (word_ready),
        .s_axis_command_tdata     (s_axis_command_tdata[32*word_q +: 32]),
        .s_axis_command_tlast     (word_q == final_word),
        .s_axis_weight_tvalid     (s_axis_weight_tvalid),
        .s_axis_weight_tready     (s_axis_weight_tready),
        .s_axis_weight_tdata      (weight[8*LANES-1:0]),
        .s_axis_weight_tlast      (s_axis_weight_tlast),
        .s_axis_activation_tvalid (s_axis_activation_tvalid),
        .s_axis_activation_tready (s_axis_activation_tready),
        .s_axis_activation_tdata  (activation[8*LINES-1:0]),
        .s_axis_activation_tlast  (s_axis_activation_tlast),
        .s_axis_parameter_tvalid  (s_axis_parameter_tvalid),
        .s_axis_parameter_tready  (s_axis_parameter_tready),
        .s_axis_parameter_tdata   (s_axis_parameter_tdata),
        .s_axis_parameter_tlast   (s_axis_parameter_tlast),
        .m_axis_result_tvalid     (m_axis_result_tvalid),
        .m_axis_result_tready     (m_axis_result_tready),
        .m_axis_result_tdata      (result[32*LANES-1:0]),
        .m_axis_result_tkeep      (keep[4*LANES-1:0]),
        .m_axis_result_tlast      (m_axis_result_tlast),
        .m_axis_status_tvalid     (status_word_valid),
        .m_axis_status_tready     (!status_valid_q),
        .m_axis_status_tdata      (status_word),
        .m_axis_status_tlast      (status_word_last)
    );
endmodule
