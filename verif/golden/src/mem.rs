//! Memories.

pub mod memory;
pub mod memory_registered;
