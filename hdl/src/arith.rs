//! Arithmetic: what becomes of a sum on its way to a result.

mod gated_sum;
mod multiplier;
mod product;
mod requantise;
mod shift_right;

pub use gated_sum::GatedSum;
pub use multiplier::Multiplier;
pub use product::Product;
pub use requantise::Requantise;
pub use shift_right::ShiftRight;
