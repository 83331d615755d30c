//! From statements to Verilog.

pub mod arrange;
pub mod ascii;
pub mod block;
pub mod choose;
pub mod expression;
pub mod header;
pub mod leaf;
pub mod lines;
pub mod module;
pub mod plan;
pub mod split;
pub mod text;
pub mod writer;
