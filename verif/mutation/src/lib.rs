//! Mutants of the exported Verilog, and which checks kill them.
//!
//! [`mutate`] makes the mutants of a module from its syntax tree ([`verilog`]), [`instrument`] puts all of them into
//! one text behind one select, [`campaign`] runs them through checks, stage by stage, until one kills them.
//! [`vectors`] is the form in which cases of a block are run. Which blocks and which checks there are is said by the
//! tests.

pub mod campaign;
pub mod equivalent;
pub mod hierarchy;
pub mod instrument;
pub mod mutate;
pub mod order;
pub mod score;
pub mod subject;
pub mod vectors;
pub mod verilog;
