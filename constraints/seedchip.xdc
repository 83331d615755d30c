# Timing constraints for Vivado: @TOP@, configuration @CONFIGURATION@.
#
# The same assumptions as in seedchip.sdc, in the plain commands that an XDC file may hold. Times are nanoseconds.
# Pins and I/O standards are a board's: they stand in a file of the board, or in none when the block is a part of a
# design.

# One clock; a block without flip-flops has no port of it, and is timed against its period.
create_clock -name clk_i -period @PERIOD_NS@@CLOCK_PORT@

# An input has left a register outside and used 0.4 of the period; what follows an output needs 0.4 of it.
set_input_delay -max [expr 0.4 * @PERIOD_NS@] -clock clk_i [get_ports {@INPUTS@}]
set_input_delay -min [expr 0.05 * @PERIOD_NS@] -clock clk_i [get_ports {@INPUTS@}]
set_output_delay -max [expr 0.4 * @PERIOD_NS@] -clock clk_i [get_ports {@OUTPUTS@}]
set_output_delay -min 0 -clock clk_i [get_ports {@OUTPUTS@}]

# The reset is synchronous: timed like any input, with half of the period for its tree.
set_input_delay -max [expr 0.5 * @PERIOD_NS@] -clock clk_i [get_ports @RESET@]

# No uncertainty: Vivado adds the jitter of the device itself. No false path, no multicycle path.
