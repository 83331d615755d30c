//! The formats of numbers: floating-point ones, and blocks of few bits with scales.
//!
//! Products of a scale and a small integer have few bits, so blocks are read exactly but for one rounding where two
//! products are added. Layouts are those of llama.cpp's ggml-quants.

mod blocks;
mod super_blocks;
#[cfg(test)]
mod tests;

use crate::model::number::Number;
use half::f16;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Plain(Number),
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
    Q4K,
    Q5K,
    Q6K,
}

/// Names of all formats, for errors.
pub const NAMES: &str = "F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K and Q6_K";

impl Format {
    /// The format of this code.
    pub fn of(code: u32) -> Option<Self> {
        Some(match code {
            0 => Self::Plain(Number::F32),
            1 => Self::Plain(Number::F16),
            2 => Self::Q4_0,
            3 => Self::Q4_1,
            6 => Self::Q5_0,
            7 => Self::Q5_1,
            8 => Self::Q8_0,
            12 => Self::Q4K,
            13 => Self::Q5K,
            14 => Self::Q6K,
            30 => Self::Plain(Number::Bf16),
            _ => return None,
        })
    }

    /// Elements of a block.
    pub fn elements(self) -> u64 {
        match self {
            Self::Plain(_) => 1,
            Self::Q4_0 | Self::Q4_1 | Self::Q5_0 | Self::Q5_1 | Self::Q8_0 => 32,
            Self::Q4K | Self::Q5K | Self::Q6K => 256,
        }
    }

    /// Bytes of a block.
    pub fn bytes(self) -> u64 {
        match self {
            Self::Plain(number) => number.size(),
            Self::Q4_0 => 18,
            Self::Q4_1 => 20,
            Self::Q5_0 => 22,
            Self::Q5_1 => 24,
            Self::Q8_0 => 34,
            Self::Q4K => 144,
            Self::Q5K => 176,
            Self::Q6K => 210,
        }
    }

    /// The numbers of whole blocks.
    pub fn read(self, bytes: &[u8]) -> Vec<f32> {
        let block: fn(&[u8], &mut [f32]) = match self {
            Self::Plain(number) => return number.read(bytes),
            Self::Q4_0 => blocks::q4_0,
            Self::Q4_1 => blocks::q4_1,
            Self::Q5_0 => blocks::q5_0,
            Self::Q5_1 => blocks::q5_1,
            Self::Q8_0 => blocks::q8_0,
            Self::Q4K => super_blocks::q4_k,
            Self::Q5K => super_blocks::q5_k,
            Self::Q6K => super_blocks::q6_k,
        };
        let (elements, blocks) = (self.elements() as usize, bytes.chunks_exact(self.bytes() as usize));
        let mut numbers = vec![0.0; blocks.len() * elements];
        blocks.zip(numbers.chunks_exact_mut(elements)).for_each(|(bytes, numbers)| block(bytes, numbers));
        numbers
    }
}

/// The binary16 number that begins at this byte.
fn half(block: &[u8], place: usize) -> f32 {
    f16::from_le_bytes([block[place], block[place + 1]]).to_f32()
}
