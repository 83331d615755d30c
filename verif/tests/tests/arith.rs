//! Arithmetic.

pub mod multiplier;
pub mod requantise;
pub mod shift_right;
