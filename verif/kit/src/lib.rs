//! Case generators, comparison, shrinking and replay.
//!
//! Generators know nothing of checkers: [`block`] makes the inputs of a block cycle by cycle, [`product`] makes
//! whole commands with their operands and stalls. [`lockstep`] compares two simulators of a block, [`outcome`]
//! compares the datapath with its golden model. [`campaign`] runs seeded cases, and shrinks the first that
//! fails to a small one that still does. [`case_id`] is the identity of a case, from which [`target`] makes it again.

pub mod block;
pub mod campaign;
pub mod case_id;
pub mod lockstep;
pub mod outcome;
pub mod product;
mod rules;
pub mod target;
