//! Memories.

mod memory;
mod memory_registered;

pub use memory::Memory;
pub use memory_registered::MemoryRegistered;
