//! Arithmetic: products, and the way of a sum to a result.

#![allow(missing_docs, reason = "a block says what it is where it is declared")]

pub mod gated_sum;
pub mod multiplier;
pub mod product;
pub mod product_held;
pub mod shift_right;
