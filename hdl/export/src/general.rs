//! One module for all sizes of a block.
//!
//! The block is made at several sizes, each is exported by itself, and their texts are laid side by side (`token`). They
//! may differ in numbers alone, and each number that differs is fitted as a formula of the parameters (`formula`). Texts
//! that differ in more are variants: an `if` of a `generate` decides between them (`variant`). So a module with parameters
//! comes from its kernel like any other; what can't be fitted is refused, never guessed.

pub mod formula;
pub mod module;
pub mod token;
pub mod variant;
