//! Operations of networks as programs of the vector unit: short sequences of passes with the roundings that the numeric
//! specification names, one operation of a pass for each.
//!
//! A program cuts an operation to what the unit holds: rows that have scalars, words of its banks. What is made inside stays
//! in the banks. An operand is sent again where keeping it would take a pass of its own: a vector costs a cycle wherever
//! its operands come from. Nothing here computes with the data; only constants are rounded, such as RN(1/n).

mod activations;
mod argmax;
pub mod attention;
mod cuts;
mod functions;
mod mask;
mod matrix;
mod norms;
mod program;
mod quantise;
mod rope;
mod row_operand;
mod scaling;
mod softmax;
mod template;
#[cfg(test)]
mod tests;

pub use activations::{Activation, activation, gated};
pub use argmax::argmax;
pub use functions::{add, function, to_bf16};
pub use mask::Mask;
pub use matrix::{Matrix, VectorError};
pub use norms::{LayerNorm, RmsNorm};
pub use program::{Answer, Program, ProgramError};
pub use quantise::{from_blocks, int8_rows, to_blocks};
pub use rope::{Pairing, Rope, frequencies};
pub use scaling::Scaling;
pub use softmax::{softmax, softmax_terms};
