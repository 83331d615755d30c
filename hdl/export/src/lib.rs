//! rust-hdl blocks to plain, readable Verilog-2001.
//!
//! [`export`] walks a block through rust-hdl's public `Probe`, reads every distinct block's kernel once and
//! writes one module for it, however many instances there are. Verilog comes out as a hardware engineer would
//! write it: clocks and resets on plain ports, flip-flops as `always @(posedge clk_i)`, vectors of signals as
//! one packed vector, no generated names.
//!
//! The way from block to text: `read` (scopes and kernels to resolved, typed statements), `check` (latches,
//! drivers, loops), `write` (statements to Verilog).

mod check;
mod design;
mod error;
mod export;
mod number;
mod primitive;
mod read;
mod write;

pub use design::{Design, ModuleText, PortDescription, PortDirection, Provenance};
pub use error::ExportError;
pub use export::export;
pub use primitive::{Bus, Flop, Module, Resize, bit_cast_signed};
