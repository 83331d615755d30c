//! The blocks of the SeedChip datapath in rust-hdl.

/// A comment in a kernel that its Verilog shows too.
macro_rules! comment {
    ($text:literal) => {};
}

pub mod arith;
pub mod array;
pub mod mem;
pub mod stream;
pub mod counters;
pub mod parameters;
pub mod sequencer;
