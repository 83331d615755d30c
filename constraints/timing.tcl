# The timing of netlist.v after synthesis: ideal wires and clock, the corner of the library.
#
# Run with OpenSTA in a folder that this script, seedchip.sdc and netlist.v were written to:
#   sta -no_splash -exit timing.tcl
# It stops with an error if the constraints leave anything out. Lines that begin with `figure` are for programs.

@LIBERTY@

# OpenSTA of 2019 does not read signed wires.
proc without_signed {from to} {
  set file [open $from]
  set text [read $file]
  close $file
  regsub -all {\m(input|output|wire|reg) signed\M} $text {\1} text
  set file [open $to w]
  puts -nonewline $file $text
  close $file
}
without_signed netlist.v netlist_timing.v
read_verilog netlist_timing.v
link_design @TOP@
source seedchip.sdc

if {![check_setup -verbose]} {
  puts stderr "seedchip.sdc leaves the pins named above unconstrained: constrain them there"
  exit 1
}
report_clock_properties

# The worst path of a group, and what is left of the period there.
proc worst {group from to} {
  set path [lindex [find_timing_paths -path_delay max -from $from -to $to] 0]
  if {$path eq "NULL" || $path eq ""} {
    puts "figure $group none"
    return {}
  }
  set start [get_property [get_property $path startpoint] full_name]
  set end [get_property [get_property $path endpoint] full_name]
  set slack [get_property $path slack]
  puts [format "figure %s slack_ns %.4f from %s to %s" $group $slack $start $end]
  return [list $slack $start $end]
}
set clocked [all_registers -clock_pins]
set data [all_registers -data_pins]
set core [worst register_to_register $clocked $data]
worst input_to_register $inputs $data
worst register_to_output $clocked [all_outputs]
worst input_to_output $inputs [all_outputs]

# Clock to output, logic and set-up of the slowest path between registers; the uncertainty is a part of the
# period, so the shortest period is more by that part.
if {[llength $core]} {
  set path_time [expr 0.95 * $period - [lindex $core 0]]
  puts [format "figure critical_path_ns %.4f" $path_time]
  puts [format "figure minimum_period_ns %.4f" [expr $path_time / 0.95]]
}

puts "The slowest path between registers:"
report_checks -path_delay max -from $clocked -to $data -format full_clock_expanded -fields {slew cap nets} -digits 4
puts "The path with the least hold slack:"
report_checks -path_delay min -digits 4
report_worst_slack -max
report_worst_slack -min
report_tns
