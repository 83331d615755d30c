//! The systolic array, its cells, and the triangle of delays before it.

#![allow(missing_docs, reason = "a block says what it is where it is declared")]

#[expect(clippy::module_inception, reason = "the block is called array, as its folder is")]
pub mod array;
pub mod pe;
pub mod pe_pair;
pub mod pe_registered;
pub mod row;
pub mod skew;

/// What the name of a module adds when lanes go together in groups.
fn grouped(group: usize) -> String {
    if group == 1 { String::new() } else { format!("_by_{group}") }
}
