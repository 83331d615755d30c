//! The systolic array and what stands around it: from weight beats to accumulators.

mod accumulator;
#[expect(clippy::module_inception, reason = "the block is called array, as its folder is")]
mod array;
mod deskew;
mod nibbles;
mod pe;
mod pe_pair;
mod pe_registered;
mod row;
mod skew;
mod unpack;

pub use accumulator::Accumulator;
pub use array::Array;
pub use deskew::Deskew;
pub use nibbles::Nibbles;
pub use pe::Pe;
pub use pe_pair::PePair;
pub use pe_registered::PeRegistered;
pub use row::Row;
pub use skew::Skew;
pub use unpack::Unpack;

/// What the name of a module adds when lanes go together in groups.
fn grouped(group: usize) -> String {
    if group == 1 { String::new() } else { format!("_by_{group}") }
}
