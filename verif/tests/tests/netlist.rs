//! What synthesis leaves is the design: netlists of cells are simulated with the tests of the Verilog that they
//! are made from, and must give the same bits in the same cycles.

mod blocks;
pub mod cells;
mod datapath;
mod simulation;
pub mod synthesis;
