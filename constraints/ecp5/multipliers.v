// Modules of the design that become MULT18X18D on ECP5, for techmap. There is none yet.
