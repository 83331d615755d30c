# Synthesis, placement and routing with Vivado, without a project: @TOP@, configuration @CONFIGURATION@.
# Not run here: Vivado is in no package that this project installs.
#
# Run in a folder that this script and seedchip.xdc were written to:
#   vivado -mode batch -source vivado.tcl
# The part is the one of the target (@PART@); another one of its family is the first argument:
#   vivado -mode batch -source vivado.tcl -tclargs PART

set part @PART@
if {$argc > 0} { set part [lindex $argv 0] }

read_verilog [list @SOURCES@]
read_xdc seedchip.xdc

# A block inside of a design: its ports are no pins, so it gets no I/O buffers.
synth_design -top @TOP@ -part $part -mode out_of_context
report_utilization -hierarchical -file utilisation_synthesised.txt
opt_design
place_design
phys_opt_design
route_design

report_utilization -hierarchical -file utilisation.txt
report_timing_summary -delay_type min_max -max_paths 10 -file timing.txt
check_timing -file constraints.txt
report_drc -file rules.txt
write_checkpoint -force routed.dcp
write_verilog -force -mode funcsim netlist_vivado.v

set slack [get_property SLACK [get_timing_paths -max_paths 1 -setup]]
puts "figure slack_ns $slack"
puts [format "figure minimum_period_ns %.3f" [expr @PERIOD_NS@ - $slack]]
