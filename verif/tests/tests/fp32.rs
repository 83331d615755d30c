//! FP32 numbers that cases are about, as bits.

/// The NaN that results are.
pub const NAN: u32 = 0x7fc0_0000;

/// +∞.
pub const INFINITY: u32 = 0x7f80_0000;

/// The sign.
pub const MINUS: u32 = 0x8000_0000;

/// 1.
pub const ONE: u32 = 0x3f80_0000;

/// The greatest finite number.
pub const GREATEST: u32 = 0x7f7f_ffff;

/// The least normal number.
pub const LEAST_NORMAL: u32 = 0x0080_0000;
