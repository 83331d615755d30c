# The timing of netlist.v after synthesis: ideal wires and clock, the corner of the library.
#
# Run with OpenSTA in a folder that this script, seedchip.sdc and netlist.v were written to:
#   sta -no_splash -exit timing.tcl
# Lines that begin with `figure` are for programs. OpenSTA of 2019 ends with exit code 0 whatever happens: only the
# last line, `figure complete`, says that all was done and that the constraints leave nothing out.

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

# Prints the slack of the slowest path of a group and its ends, or none if there is no such path.
proc slowest {group from to} {
  set path [lindex [find_timing_paths -path_delay max -from $from -to $to] 0]
  if {$path eq "NULL" || $path eq ""} {
    puts "figure $group none"
    return ""
  }
  set slack [get_property $path slack]
  set start [get_property [get_property $path startpoint] full_name]
  set end [get_property [get_property $path endpoint] full_name]
  puts [format "figure %s slack_ns %.4f from %s to %s" $group $slack $start $end]
  return $slack
}

proc time_netlist {} {
  global period inputs
  without_signed netlist.v netlist_timing.v
  read_verilog netlist_timing.v
  link_design @TOP@
  source seedchip.sdc
  # Every register has a clock and every port a delay, so an endpoint without constraint is one of constants.
  if {![check_setup -verbose -no_clock -no_input_delay -no_output_delay -multiple_clock -loops -generated_clocks]} {
    error "seedchip.sdc leaves the pins named above unconstrained: constrain them there"
  }
  report_clock_properties

  set clocked [all_registers -clock_pins]
  set data [all_registers -data_pins]
  set slack [slowest register_to_register $clocked $data]
  slowest input_to_register $inputs $data
  slowest register_to_output $clocked [all_outputs]
  slowest input_to_output $inputs [all_outputs]

  # Clock to output, logic and set-up of the critical path between registers. The uncertainty is a part of the
  # period, so the shortest period is more by that part.
  if {$slack ne ""} {
    set time [expr 0.95 * $period - $slack]
    puts [format "figure critical_path_ns %.4f" $time]
    puts [format "figure minimum_period_ns %.4f" [expr $time / 0.95]]
    puts "The critical path between registers:"
    report_checks -path_delay max -from $clocked -to $data -format full_clock_expanded -fields {slew cap nets} -digits 4
  }
  puts "The path with the least set-up slack:"
  report_checks -path_delay max -digits 4
  puts "The path with the least hold slack:"
  report_checks -path_delay min -digits 4
  report_tns
  report_wns
  puts "figure complete"
}

if {[catch time_netlist message]} {
  puts stderr "timing.tcl: $message"
  exit 1
}
