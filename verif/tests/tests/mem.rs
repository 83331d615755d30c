//! Memories.

pub mod memory;
