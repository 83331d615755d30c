//! Verilog to libraries that a program loads: one run of Verilator, one of the C++ compiler.
//!
//! [`Cache::library`] builds a library on first use and keeps it by a SHA-256 of all its inputs: the Verilog, all flags, the
//! C++ around the model, and the versions of Verilator and of the C++ compiler. Processes that need the same library build
//! it once. A killed build leaves no library and no running tool, and a damaged library is built again.

mod cache;
mod compiler;
mod design;
mod key;
mod ports;
mod progress;
mod seal;
mod shim;
mod tools;
mod verilator;

pub use cache::Cache;
pub use design::Design;
use thiserror::Error;

/// Why there is no library: one sentence.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct VerilateError(String);
