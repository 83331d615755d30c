//! The floating-point numbers of files.

use half::{bf16, f16};

/// A format of floating-point numbers, little endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// IEEE binary32.
    F32,
    /// IEEE binary16.
    F16,
    /// The upper half of a binary32.
    Bf16,
}

impl Number {
    /// Bytes of one.
    pub fn size(self) -> u64 {
        match self {
            Self::F32 => 4,
            Self::F16 | Self::Bf16 => 2,
        }
    }

    /// Numbers from their bytes, exactly.
    pub fn read(self, bytes: &[u8]) -> Vec<f32> {
        let halves = || bytes.chunks_exact(2).map(|two| [two[0], two[1]]);
        match self {
            Self::F32 => {
                bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
            }
            Self::F16 => halves().map(|half| f16::from_le_bytes(half).to_f32()).collect(),
            Self::Bf16 => halves().map(|half| bf16::from_le_bytes(half).to_f32()).collect(),
        }
    }
}
