# Timing constraints of the datapath for Vivado: @TOP@, configuration @CONFIGURATION@.
#
# The same assumptions as in seedchip.sdc, in the plain commands that an XDC file may hold. Times are nanoseconds.
# Pins and I/O standards are a board's: they stand in a file of the board, or in none when the datapath is a block
# inside of a design.

create_clock -name clk_i -period @PERIOD_NS@ [get_ports clk_i]

# What comes from outside has left a register and used 0.4 of the period; what goes out needs 0.4 of it.
set_input_delay -max [expr 0.4 * @PERIOD_NS@] -clock clk_i [get_ports {s_axis_*_tvalid s_axis_*_tdata[*] s_axis_*_tlast m_axis_*_tready}]
set_input_delay -min [expr 0.05 * @PERIOD_NS@] -clock clk_i [get_ports {s_axis_*_tvalid s_axis_*_tdata[*] s_axis_*_tlast m_axis_*_tready}]
set_output_delay -max [expr 0.4 * @PERIOD_NS@] -clock clk_i [get_ports {s_axis_*_tready m_axis_*_tvalid m_axis_*_tdata[*] m_axis_*_tkeep[*] m_axis_*_tlast}]
set_output_delay -min 0 -clock clk_i [get_ports {s_axis_*_tready m_axis_*_tvalid m_axis_*_tdata[*] m_axis_*_tkeep[*] m_axis_*_tlast}]

# The reset is synchronous: timed like any input, with half of the period for its tree.
set_input_delay -max [expr 0.5 * @PERIOD_NS@] -clock clk_i [get_ports rst_ni]
set_input_delay -min [expr 0.05 * @PERIOD_NS@] -clock clk_i [get_ports rst_ni]

# No uncertainty: Vivado adds the jitter of the device itself. No false path, no multicycle path.
