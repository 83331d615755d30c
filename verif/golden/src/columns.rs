//! Matrix products whose weights lie by columns, for whole networks: the same results as [`Datapath`](crate::datapath::Datapath)
//! gives of the beats of its streams, in a small part of the time.
//!
//! Page: numeric specification, Integer dot product and Block-scaled dot product.

use crate::exact::Rounded;
use crate::float::e2m1::twice;
use crate::float::join::join;
use crate::float::scale::Scale;
use crate::tiling::BLOCK;
use seedchip_spec::{Element, Flag, Flags, Format};
use std::borrow::Cow;

/// The operands of a product.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// The format of both.
    pub format: Format,
    /// m, n and k.
    pub shape: (usize, usize, usize),
    /// `[m, k]`, row-major; E2M1 as its code.
    pub activations: &'a [i8],
    /// E8M0, `[m, ceil(k / 32)]`; empty without blocks.
    pub row_scales: &'a [u8],
    /// `[n, k]`, row-major.
    pub weights: &'a [i8],
    /// E8M0, `[n, ceil(k / 32)]`; empty without blocks.
    pub column_scales: &'a [u8],
}

/// The results, `[m, n]`, row-major, int32 or bits of FP32, and the flags.
pub fn product(columns: &Columns) -> (Vec<u32>, Flags) {
    let Columns { format, shape: (m, n, k), .. } = *columns;
    let activations = integers(format.activations(), columns.activations);
    let weights = integers(format.weights(), columns.weights);
    let (mut results, mut flags) = (vec![0; m * n], Flags::default());
    let (blocks, unit) = (k.div_ceil(BLOCK), i32::from(format.unit()));
    for (column, weights) in weights.chunks_exact(k).enumerate() {
        for (row, activations) in activations.chunks_exact(k).enumerate() {
            results[row * n + column] = if format.has_blocks() {
                let row_scales = &columns.row_scales[row * blocks..][..blocks];
                let column_scales = &columns.column_scales[column * blocks..][..blocks];
                let mut sum = 0;
                let operands = activations.chunks(BLOCK).zip(weights.chunks(BLOCK));
                for ((activations, weights), (a, w)) in operands.zip(row_scales.iter().zip(column_scales)) {
                    sum = joined(sum, dot(activations, weights), Scale::new(*a, *w, unit), &mut flags);
                }
                sum
            } else {
                dot(activations, weights).cast_unsigned()
            };
        }
    }
    (results, flags)
}

/// Elements as the integers that are multiplied.
fn integers(element: Element, elements: &[i8]) -> Cow<'_, [i8]> {
    match element {
        Element::Int8 | Element::Int4 => Cow::Borrowed(elements),
        Element::E2m1 => Cow::Owned(elements.iter().map(|code| twice(code.cast_unsigned() & 15)).collect()),
    }
}

fn dot(activations: &[i8], weights: &[i8]) -> i32 {
    let sum = |a: &[i8], w: &[i8]| -> i32 { a.iter().zip(w).map(|(a, w)| i32::from(*a) * i32::from(*w)).sum() };
    // A whole block has a length that the compiler knows.
    match (activations.as_array::<BLOCK>(), weights.as_array::<BLOCK>()) {
        (Some(activations), Some(weights)) => sum(activations, weights),
        _ => activations.chunks(BLOCK).zip(weights.chunks(BLOCK)).fold(0, |all, (a, w)| all.wrapping_add(sum(a, w))),
    }
}

/// RN(accumulator + sum · 2^exponent).
///
/// The processor's double-precision sum is nearest to the exact one, so that rounding it again gives the nearest single
/// unless it is the middle of two, on either side of which the exact sum may lie. These sums, and those of small or no
/// numbers, go the way of the definition.
fn joined(accumulator: u32, sum: i32, scale: Scale, flags: &mut Flags) -> u32 {
    /// The bits of a double behind those of a single, and what they are in the middle of two.
    const BEHIND: u64 = (1 << 29) - 1;
    const MIDDLE: u64 = 1 << 28;
    let power = f64::from_bits(((scale.exponent + 1023) as u64) << 52);
    let exact = f64::from(f32::from_bits(accumulator)) + f64::from(sum) * power;
    let is_plain = exact.to_bits() & BEHIND != MIDDLE && exact.abs() >= f64::from(f32::MIN_POSITIVE);
    let rounded = exact as f32;
    if is_plain && !scale.nan && rounded.is_finite() {
        return rounded.to_bits();
    }
    let Rounded { result, overflow, nan } = join(accumulator, sum.into(), scale.exponent, scale.nan);
    for (raised, flag) in [(overflow, Flag::Overflow), (nan, Flag::Nan)] {
        if raised {
            flags.raise(flag);
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(accumulator: u32, sum: i32, exponent: i32) -> Result<(), TestCaseError> {
        let (scale, mut flags) = (Scale { exponent, nan: false }, Flags::default());
        let found = joined(accumulator, sum, scale, &mut flags);
        let expected = join(accumulator, sum.into(), exponent, false);
        prop_assert_eq!(found, expected.result, "{:#x} + {} * 2^{}", accumulator, sum, exponent);
        prop_assert_eq!(flags.contains(Flag::Overflow), expected.overflow);
        prop_assert_eq!(flags.contains(Flag::Nan), expected.nan);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        /// Sums near the accumulator, ties among them, and sums far from it.
        #[test]
        fn sums_are_rounded_once(
            accumulator in any::<u32>(), sum in -(1 << 20)..=1 << 20_i32, shift in 0..21_u32, near in -50..30_i32, any in -266..=242_i32,
            is_near in any::<bool>(),
        ) {
            let of_accumulator = (accumulator >> 23 & 0xff) as i32 - 150;
            let exponent = if is_near { (of_accumulator + near).clamp(-266, 242) } else { any };
            // Few bits make ties.
            check(accumulator, sum >> shift << shift, exponent)?;
            check(accumulator & !0xffff, sum >> shift, exponent)?;
        }
    }

    #[test]
    fn edges_are_rounded_once() -> Result<(), TestCaseError> {
        let most = f32::MAX.to_bits();
        for (accumulator, sum, exponent) in [
            (most, 1, 103),
            (most, 1, 102),
            (most, 3, 102),
            (0, 0, 0),
            (0, -1, -150),
            (0, 1, -149),
            (1, -1, -149),
            (1 << 31, 0, 0),
        ] {
            check(accumulator, sum, exponent)?;
        }
        Ok(())
    }
}
