//! The blocks of the SeedChip datapath in rust-hdl.

/// A comment in a kernel that its Verilog shows too.
macro_rules! comment {
    ($text:literal) => {};
}

pub mod arith;
pub mod array;
pub mod counters;
pub mod datapath;
pub mod mem;
pub mod parameters;
mod pin;
pub mod registry;
pub mod sequencer;
pub mod simulated;
pub mod stream;
