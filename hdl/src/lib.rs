//! The blocks of the SeedChip datapath in rust-hdl.

/// A comment in a kernel that its Verilog shows too.
macro_rules! comment {
    ($text:literal) => {};
}

#[macro_use]
mod block;

pub mod arith;
pub mod array;
mod counters;
mod datapath;
pub mod mem;
mod parameters;
mod pin;
pub mod registry;
mod sequencer;
pub mod simulated;
pub mod stream;

pub use counters::Counters;
pub use datapath::Datapath;
pub use parameters::Parameters;
pub use sequencer::Sequencer;
