//! The array of cells, its delays and accumulators.

#[expect(clippy::module_inception, reason = "one block, one name, the same path in every tree")]
pub mod array;
pub mod pe;
pub mod pe_pair;
pub mod pe_registered;
pub mod row;
pub mod skew;
