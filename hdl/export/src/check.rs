//! What would make a kernel's Verilog wrong: missing and doubled drivers, latches, loops, names.

pub mod drivers;
pub mod loops;
pub mod names;
