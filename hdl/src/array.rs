//! The systolic array and what stands around it: from weight beats to accumulators.

#![allow(missing_docs, reason = "a block says what it is where it is declared")]

pub mod accumulator;
#[expect(clippy::module_inception, reason = "the block is called array, as its folder is")]
pub mod array;
pub mod deskew;
pub mod nibbles;
pub mod pe;
pub mod pe_pair;
pub mod pe_registered;
pub mod row;
pub mod skew;
pub mod unpack;

/// What the name of a module adds when lanes go together in groups.
fn grouped(group: usize) -> String {
    if group == 1 { String::new() } else { format!("_by_{group}") }
}
