//! Results as numbers, and as files.

use crate::matrix_files;
use seedchip_host::blocks;
use seedchip_host::vector::Answer;
use seedchip_spec::{Element, Number, VectorSizes};
use std::path::Path;

/// Bits of the fraction of an E4M3 number, and the bias of its exponent.
const E4M3: (i32, i32) = (3, 7);

/// What a code of a format with blocks is worth with a scale of 2^0.
fn of_code(format: Number, code: u32) -> f64 {
    match format {
        Number::MxInt8 => blocks::value(Element::Int8, code as u8 as i8),
        Number::E2m1 => blocks::value(Element::E2m1, ((code << 4) as u8 as i8) >> 4),
        _ => {
            let (exponent, fraction) = ((code >> 3 & 15) as i32, f64::from(code & 7));
            let (leading, exponent) = if exponent == 0 { (0.0, 1) } else { (8.0, exponent) };
            let magnitude = (leading + fraction) * 2_f64.powi(exponent - E4M3.1 - E4M3.0);
            let magnitude = if code & 0x7f == 0x7f { f64::NAN } else { magnitude };
            if code & 0x80 == 0 { magnitude } else { -magnitude }
        }
    }
}

/// The number of a scale byte.
fn of_scale(scale: u8) -> f64 {
    if scale == u8::MAX { f64::NAN } else { 2_f64.powi(i32::from(scale) - 127) }
}

/// Codes of a format with blocks, with their scales, as numbers.
pub fn of_blocks(format: Number, columns: usize, codes: &[u32], scales: &[u8]) -> Vec<f64> {
    let rows = codes.chunks(columns).zip(scales.chunks(columns.div_ceil(VectorSizes::BLOCK)));
    let of_row = |(codes, scales): (&[u32], &[u8])| -> Vec<f64> {
        let number = |(t, code): (usize, &u32)| of_code(format, *code) * of_scale(scales[t / VectorSizes::BLOCK]);
        codes.iter().enumerate().map(number).collect()
    };
    rows.flat_map(of_row).collect()
}

/// The number that a word of FP32 or BF16 holds.
fn of_word(format: Number, word: u32) -> f32 {
    f32::from_bits(if format == Number::Bf16 { word << 16 } else { word })
}

/// Results as numbers.
pub fn of_answer(answer: &Answer) -> Vec<f64> {
    let (words, columns) = (&answer.elements.words, answer.elements.columns);
    match answer.format {
        Number::RowInt8 => {
            let scale = |index: usize| f64::from(f32::from_bits(answer.scalars[index / columns]));
            words.iter().enumerate().map(|(index, code)| f64::from(*code as u8 as i8) * scale(index)).collect()
        }
        format if format.has_blocks() => of_blocks(format, columns, words, &answer.scales),
        format => words.iter().map(|word| of_word(format, *word).into()).collect(),
    }
}

/// Writes results: float32, int8, or uint8 of FP8 and FP4.
pub fn write(path: &Path, answer: &Answer) -> anyhow::Result<()> {
    let (words, shape) = (&answer.elements.words, vec![answer.elements.rows, answer.elements.columns]);
    match answer.format {
        Number::RowInt8 | Number::MxInt8 => {
            matrix_files::write::<i8>(path, shape, words.iter().map(|code| *code as u8 as i8).collect())
        }
        Number::E4m3 | Number::E2m1 => {
            matrix_files::write::<u8>(path, shape, words.iter().map(|code| *code as u8).collect())
        }
        format => matrix_files::write::<f32>(path, shape, words.iter().map(|word| of_word(format, *word)).collect()),
    }
}

/// Writes indices, one for each row.
pub fn write_indices(path: &Path, answer: &Answer) -> anyhow::Result<()> {
    let indices = answer.elements.words.iter().map(|index| index.cast_signed()).collect();
    matrix_files::write::<i32>(path, vec![answer.elements.rows], indices)
}

/// Writes scales: a byte for each block, or a number for each row.
pub fn write_scales(path: &Path, answer: &Answer) -> anyhow::Result<()> {
    let rows = answer.elements.rows;
    if answer.scales.is_empty() {
        let scalars = answer.scalars.iter().map(|bits| f32::from_bits(*bits)).collect();
        return matrix_files::write::<f32>(path, vec![rows], scalars);
    }
    matrix_files::write(path, vec![rows, answer.scales.len() / rows], answer.scales.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_numbers() {
        let e4m3 = [(0x38, 1.0), (0x7e, 448.0), (1, 0.001_953_125), (0xb8, -1.0), (0x08, 0.015_625)];
        for (code, number) in e4m3 {
            assert_eq!(of_code(Number::E4m3, code), number, "{code:#x}");
        }
        assert!(of_code(Number::E4m3, 0xff).is_nan());
        assert_eq!(of_blocks(Number::E2m1, 2, &[7, 9], &[128]), [12.0, -1.0]);
        assert_eq!(of_blocks(Number::MxInt8, 1, &[64, 0xc0], &[127, 126]), [1.0, -0.5]);
    }
}
