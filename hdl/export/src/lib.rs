//! rust-hdl blocks to plain, readable Verilog-2001.

mod primitive;

pub use primitive::{Bus, Flop, Module, Resize};
