//! Arithmetic of one column.

pub mod gated_sum;
pub mod multiplier;
pub mod product;
pub mod product_held;
pub mod shift_right;
