//! Verilated models of the SeedChip blocks, stream drivers, monitors and waveforms: runs the Verilog, without any
//! arithmetic of its own.

pub mod device;
pub mod harness;
pub mod model;
// The one place that talks to C++; each `unsafe` argues its case.
#[allow(unsafe_code)]
pub mod models;
pub mod streams;
pub mod vector_device;
pub mod waves;

pub use model::{Model, PowerUp, TraceError};
