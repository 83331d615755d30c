//! Floating point: elements and scales of the block formats, FP32 apart, aligned, added and rounded, operations on FP32
//! numbers and conversions.

#![allow(missing_docs, reason = "a block says what it is where it is declared")]

pub mod align_add;
pub mod coefficients;
pub mod e2m1;
pub mod element;
pub mod fp32_add;
pub mod fp32_compare;
pub mod fp32_fma;
pub mod fp32_function;
pub mod fp32_to_int;
pub mod fp32_to_narrow;
pub mod int_to_fp32;
pub mod join;
pub mod leading;
pub mod mx_scale;
pub mod narrow_to_fp32;
pub mod normalise;
pub mod quadratic;
pub mod round_fp32;
pub mod scale;
pub mod sine;
pub mod trailing;
pub mod unpack_fp32;
