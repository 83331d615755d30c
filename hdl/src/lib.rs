//! The blocks of the SeedChip datapath in rust-hdl.

/// A comment in a kernel that its Verilog shows too.
macro_rules! comment {
    ($text:literal) => {};
}

#[macro_use]
mod block;
#[macro_use]
mod bundle;

pub mod arith;
pub mod array;
#[allow(missing_docs, reason = "a block says what it is where it is declared")]
pub mod datapath;
pub mod float;
pub mod handshake;
#[allow(missing_docs, reason = "a block says what it is where it is declared")]
pub mod matrix;
pub mod mem;
mod pin;
pub mod registry;
pub mod simulated;
pub mod stream;
#[allow(missing_docs, reason = "a block says what it is where it is declared")]
pub mod vector;
