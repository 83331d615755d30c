//! Floating point.

pub mod align_add;
pub mod e2m1;
pub mod element;
pub mod fp32_add;
pub mod fp32_compare;
pub mod fp32_fma;
pub mod fp32_to_int;
pub mod fp32_to_narrow;
pub mod int_to_fp32;
pub mod join;
pub mod mx_scale;
pub mod narrow_to_fp32;
pub mod normalise;
pub mod round_fp32;
pub mod scale;
pub mod unpack_fp32;
