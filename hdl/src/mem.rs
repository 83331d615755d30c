//! Memories.

mod memory;

pub use memory::Memory;
