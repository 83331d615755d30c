//! Netlists after synthesis are simulated with the tests of their Verilog, and must give the same bits in the same
//! cycles.

mod blocks;
pub mod cells;
mod datapath;
mod simulation;
pub mod synthesis;
