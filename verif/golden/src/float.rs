//! Floating point.

pub mod align_add;
pub mod e2m1;
pub mod element;
pub mod join;
pub mod normalise;
pub mod round_fp32;
pub mod scale;
pub mod unpack_fp32;
