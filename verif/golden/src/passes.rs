//! The vector unit pass by pass, and the cycles that passes take.

pub mod contract;
mod elements;
mod scalar;
pub mod unit;
