//! Floating point: elements and scales of the block formats, FP32 apart, aligned, added and rounded.

#![allow(missing_docs, reason = "a block says what it is where it is declared")]

pub mod align_add;
pub mod e2m1;
pub mod element;
pub mod join;
pub mod leading;
pub mod normalise;
pub mod round_fp32;
pub mod scale;
pub mod trailing;
pub mod unpack_fp32;
