//! Numbers to elements and scales, as the numeric specification has it (OCP MX v1.0, 6.3, `floor`), and back.

use crate::operands::BLOCK;
use seedchip_spec::{Element, Format};

/// The scale byte of a block that has a NaN or an infinity.
const NAN_SCALE: u8 = 255;

/// Exponent of the scale byte 0.
const LEAST: i32 = -127;

/// A matrix of elements with a scale for each block of 32 along k.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// The elements in the order of the matrix, one per byte; E2M1 as its code, four bits that extend their sign.
    pub elements: Vec<i8>,
    /// The scales, E8M0.
    pub scales: Vec<u8>,
}

/// Activations `[m, k]`, row-major: blocks along each row, scales `[m, ceil(k / 32)]`.
pub fn of_rows(element: Element, k: usize, values: &[f32]) -> Blocks {
    let (mut elements, mut scales) = (Vec::with_capacity(values.len()), Vec::new());
    for block in values.chunks(k.max(1)).flat_map(|row| row.chunks(BLOCK)) {
        let (scale, of_block) = quantise(element, block);
        scales.push(scale);
        elements.extend(of_block);
    }
    Blocks { elements, scales }
}

/// Weights `[n, k]`, row-major, likewise, but each block takes the greater of two scales where that is nearer to its numbers:
/// the greatest ones then do not saturate.
pub fn nearest_rows(element: Element, k: usize, values: &[f32]) -> Blocks {
    let (mut elements, mut scales) = (Vec::with_capacity(values.len()), Vec::new());
    for block in values.chunks(k.max(1)).flat_map(|row| row.chunks(BLOCK)) {
        let (scale, of_block) = quantise(element, block);
        let coarser = (1..NAN_SCALE - 1).contains(&scale).then(|| (scale + 1, scaled(element, block, scale + 1)));
        let error = |(scale, elements): &(u8, Vec<i8>)| {
            let power = 2_f64.powi(i32::from(*scale) + LEAST);
            let errors = block.iter().zip(elements).map(|(x, code)| f64::from(*x) - value(element, *code) * power);
            errors.map(|error| error * error).sum::<f64>()
        };
        let finer = (scale, of_block);
        let (scale, of_block) = match coarser {
            Some(coarser) if error(&coarser) < error(&finer) => coarser,
            _ => finer,
        };
        scales.push(scale);
        elements.extend(of_block);
    }
    Blocks { elements, scales }
}

/// Weights `[k, n]`, row-major: blocks along each column, scales `[ceil(k / 32), n]`.
pub fn of_columns(element: Element, n: usize, values: &[f32]) -> Blocks {
    let (mut elements, mut scales) = (vec![0; values.len()], Vec::new());
    for (values, elements) in values.chunks(BLOCK * n.max(1)).zip(elements.chunks_mut(BLOCK * n.max(1))) {
        for column in 0..n {
            let block: Vec<f32> = values.iter().skip(column).step_by(n).copied().collect();
            let (scale, of_block) = quantise(element, &block);
            scales.push(scale);
            elements.iter_mut().skip(column).step_by(n).zip(of_block).for_each(|(place, value)| *place = value);
        }
    }
    Blocks { elements, scales }
}

/// The scale and the elements of a block.
fn quantise(element: Element, block: &[f32]) -> (u8, Vec<i8>) {
    if block.iter().any(|x| !x.is_finite()) {
        return (NAN_SCALE, vec![0; block.len()]);
    }
    let greatest = block.iter().fold(0_f32, |greatest, x| greatest.max(x.abs()));
    if greatest == 0.0 {
        return (0, vec![0; block.len()]);
    }
    // An FP32 number is a normal FP64 number, so that its exponent is the field of it.
    let exponent = ((f64::from(greatest).to_bits() >> 52) as i32 - 1023 - greatest_exponent(element)).max(LEAST);
    let scale = (exponent - LEAST) as u8;
    (scale, scaled(element, block, scale))
}

/// The elements of a block with a scale.
fn scaled(element: Element, block: &[f32], scale: u8) -> Vec<i8> {
    let factor = 2_f64.powi(-(i32::from(scale) + LEAST));
    block.iter().map(|x| nearest(element, f64::from(*x) * factor)).collect()
}

/// The exponent of the format's greatest power of two, emax.
fn greatest_exponent(element: Element) -> i32 {
    match element {
        Element::Int8 | Element::Int4 => 0,
        Element::E2m1 => 2,
    }
}

/// The element nearest to a value: ties to even, saturating, and without the least integer.
fn nearest(element: Element, value: f64) -> i8 {
    match element {
        Element::Int8 => (value * 64.0).round_ties_even().clamp(-127.0, 127.0) as i8,
        Element::Int4 => (value * 4.0).round_ties_even().clamp(-7.0, 7.0) as i8,
        Element::E2m1 => {
            // Steps of a half below 2, of one below 4, of two up to 6; codes count them.
            let magnitude = value.abs();
            let code = match magnitude {
                below if below < 2.0 => (2.0 * below).round_ties_even(),
                below if below < 4.0 => below.round_ties_even() + 2.0,
                above => (above / 2.0).round_ties_even().min(3.0) + 4.0,
            } as i8;
            if value.is_sign_negative() { code - 8 } else { code }
        }
    }
}

/// What an element of a block format is worth with a scale of 2^0.
pub fn value(element: Element, code: i8) -> f64 {
    const E2M1: [f64; 8] = [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0];
    match element {
        Element::Int8 => f64::from(code) / 64.0,
        Element::Int4 => f64::from(code) / 4.0,
        Element::E2m1 => E2M1[usize::from(code.cast_unsigned() & 7)] * if code < 0 { -1.0 } else { 1.0 },
    }
}

/// Rows of integers with one scale each, for formats without blocks: scale = max|x| / greatest, elements rounded to the
/// nearest. A row with a NaN or an infinity has the scale NaN.
pub fn rows_of_integers(format: Format, k: usize, values: &[f32]) -> (Vec<i8>, Vec<f64>) {
    let greatest = f64::from(*format.activations().range().end());
    integers(greatest, values.chunks(k.max(1)).map(<[f32]>::to_vec))
}

/// Weights likewise, by columns: `[n, k]`, row-major.
pub fn weights_of_rows(format: Format, k: usize, values: &[f32]) -> (Vec<i8>, Vec<f64>) {
    let greatest = f64::from(*format.weights().range().end());
    integers(greatest, values.chunks(k.max(1)).map(<[f32]>::to_vec))
}

/// Columns of a matrix `[k, n]` likewise; the elements are `[k, n]` too.
pub fn columns_of_integers(format: Format, n: usize, values: &[f32]) -> (Vec<i8>, Vec<f64>) {
    let greatest = f64::from(*format.weights().range().end());
    let columns = (0..n).map(|column| values.iter().skip(column).step_by(n).copied().collect());
    let (by_column, scales) = integers(greatest, columns);
    let k = values.len() / n.max(1);
    ((0..k).flat_map(|row| (0..n).map(move |column| column * k + row)).map(|index| by_column[index]).collect(), scales)
}

fn integers(greatest: f64, vectors: impl Iterator<Item = Vec<f32>>) -> (Vec<i8>, Vec<f64>) {
    let (mut elements, mut scales) = (Vec::new(), Vec::new());
    for vector in vectors {
        let finite = vector.iter().all(|x| x.is_finite());
        let most = vector.iter().fold(0_f64, |most, x| most.max(f64::from(*x).abs()));
        let scale = if finite { most / greatest } else { f64::NAN };
        let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
        elements.extend(vector.iter().map(|x| (f64::from(*x) * inverse).round_ties_even() as i8));
        scales.push(scale);
    }
    (elements, scales)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_takes_the_scale_of_its_greatest_element() {
        let block = [1.0, -1.984_375, 0.007_812_5, 0.023_437_5];
        assert_eq!(of_rows(Element::Int8, 4, &block), Blocks { elements: vec![64, -127, 0, 2], scales: vec![127] });
        let codes = of_rows(Element::E2m1, 7, &[4.0, -6.0, 5.0, 2.5, 0.25, 0.75, -0.1]);
        assert_eq!(codes, Blocks { elements: vec![6, -1, 6, 4, 0, 2, -8], scales: vec![127] });
        assert_eq!(of_rows(Element::Int4, 2, &[-8.0, 3.1]), Blocks { elements: vec![-4, 2], scales: vec![130] });
    }

    #[test]
    fn zeros_specials_and_subnormals() {
        assert_eq!(of_rows(Element::Int8, 2, &[0.0, -0.0]), Blocks { elements: vec![0, 0], scales: vec![0] });
        for special in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(of_rows(Element::E2m1, 2, &[1.0, special]), Blocks { elements: vec![0, 0], scales: vec![255] });
        }
        let least = f32::from_bits(1);
        assert_eq!(of_rows(Element::Int8, 1, &[least]), Blocks { elements: vec![0], scales: vec![0] });
        let of = of_rows(Element::Int8, 1, &[f32::MAX]);
        assert_eq!((of.elements[0], of.scales[0]), (127, 254));
    }

    #[test]
    fn columns_have_blocks_of_their_own() {
        let values: Vec<f32> = (0..66).map(|index| if index % 2 == 0 { 1.0 } else { 4.0 }).collect();
        let blocks = of_columns(Element::Int8, 2, &values);
        assert_eq!(blocks.scales, [127, 129, 127, 129]);
        assert_eq!(blocks.elements, [64; 66]);
    }

    #[test]
    fn integers_have_a_scale_per_row_and_column() {
        let rows = rows_of_integers(Format::Int8, 2, &[1.0, -0.5, 0.0, 0.0]);
        assert_eq!(rows, (vec![127, -64, 0, 0], vec![1.0 / 127.0, 0.0]));
        let columns = columns_of_integers(Format::Int4, 2, &[7.0, 1.0, 3.4, -1.0]);
        assert_eq!(columns, (vec![7, 7, 3, -7], vec![1.0, 1.0 / 7.0]));
        assert!(rows_of_integers(Format::Int8, 1, &[f32::NAN]).1[0].is_nan());
    }

    proptest! {
        /// No code of the format is nearer.
        #[test]
        fn the_nearest_element_is_taken(code in -8_i8..8, near in -0.6_f64..0.6) {
            let x = value(Element::E2m1, code) + near;
            let error = |code| (value(Element::E2m1, code) - x).abs();
            let found = error(nearest(Element::E2m1, x));
            prop_assert!((-8..8).all(|other| error(other) >= found));
        }
    }
}
