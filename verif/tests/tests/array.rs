//! The array, what feeds it and what takes its sums.

pub mod accumulator;
#[allow(clippy::module_inception, reason = "the folder and the block have one name in every tree")]
pub mod array;
pub mod deskew;
pub mod pe;
pub mod pe_pair;
pub mod pe_registered;
pub mod row;
pub mod skew;
pub mod unpack;
