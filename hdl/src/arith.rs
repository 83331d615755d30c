//! Arithmetic: what becomes of a sum on its way to a result.

mod multiplier;
mod product;
mod requantise;
mod shift_right;

pub use multiplier::Multiplier;
pub use product::Product;
pub use requantise::Requantise;
pub use shift_right::ShiftRight;
