# Timing constraints of SeedChip, for any technology: block @BLOCK@, configuration @CONFIGURATION@.
#
# Times are nanoseconds and capacitances femtofarads, whatever the library counts in. README.md beside the
# sources of this file says in words what is assumed here. The period is the only number of the technology;
# @DRIVER@ and @LOAD@ are its cells' and stand for what the ports are wired to.

if {[llength [info commands set_cmd_units]]} {
  # OpenSTA: commands are converted to the library's units.
  set_cmd_units -time ns -capacitance fF
} else {
  set_units -time ns -capacitance fF
}

set period @PERIOD_NS@

# One clock; a block without flip-flops has no port of it, and is timed against its period. The clock's edges may move
# against each other by a twentieth of the period.
create_clock -name clk_i -period $period@CLOCK_PORT@
set_clock_uncertainty -setup [expr 0.05 * $period] [get_clocks clk_i]
set_clock_uncertainty -hold [expr 0.01 * $period] [get_clocks clk_i]

# The inputs but the clock.
set inputs [get_ports {@INPUTS@}]
set outputs [get_ports {@OUTPUTS@}]

# An input has left a register outside and used 0.4 of the period; what follows an output needs 0.4 of it.
set_input_delay -max [expr 0.4 * $period] -clock clk_i $inputs
set_input_delay -min [expr 0.05 * $period] -clock clk_i $inputs
set_output_delay -max [expr 0.4 * $period] -clock clk_i $outputs
set_output_delay -min 0 -clock clk_i $outputs

# The reset is synchronous, so it is timed like any input. It comes from a synchroniser through a tree of its
# own, for which it has half of the period.
set_input_delay -max [expr 0.5 * $period] -clock clk_i [get_ports @RESET@]

set_driving_cell -lib_cell @DRIVER@ $inputs
set_load @LOAD@ $outputs

# No false path, no multicycle path, no second clock: there is none.
