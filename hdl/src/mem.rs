//! Memories.

#![allow(missing_docs, reason = "a block says what it is where it is declared")]

pub mod memory;
pub mod memory_held;
pub mod memory_registered;
