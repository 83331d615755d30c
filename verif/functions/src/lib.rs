//! The coefficients of the FP32 functions, and how far the functions are from the exact ones.
//!
//! [`fit`] makes the coefficients, [`text`] writes them as the source of `hdl/spec`. [`bounds`] measures the tables over
//! all of their arguments, [`survey`] the functions over all FP32 numbers and [`phases`] sine and cosine over many phases;
//! [`judge`] says what is right.

pub mod bounds;
pub mod curve;
pub mod fit;
pub mod judge;
pub mod phases;
pub mod survey;
pub mod text;
