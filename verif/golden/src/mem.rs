//! Memories.

pub mod memory;
pub mod memory_held;
pub mod memory_registered;
