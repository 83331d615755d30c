//! The definition against two texts that were written elsewhere, by exhaustion for few bits and at random for 32.

use super::*;
use proptest::prelude::*;
use seedchip_spec::Direction;

/// gemmlowp, `fixedpoint.h`, `SaturatingRoundingDoublingHighMul`, for numbers of `bits` bits.
fn saturating_rounding_doubling_high_multiply(a: i64, b: i64, bits: u32) -> i64 {
    let smallest = -(1_i64 << (bits - 1));
    if a == b && a == smallest {
        return -(smallest + 1);
    }
    let product = i128::from(a) * i128::from(b);
    let half = 1_i128 << (bits - 2);
    let nudge = if product >= 0 { half } else { 1 - half };
    // C's division, and Rust's, truncates towards zero.
    ((product + nudge) / (1_i128 << (bits - 1))) as i64
}

/// gemmlowp, `fixedpoint.h`, `RoundingDivideByPOT`: half away from zero.
fn rounding_divide_by_power_of_two(value: i64, exponent: u32) -> i64 {
    let mask = (1_i64 << exponent) - 1;
    let remainder = value & mask;
    let threshold = (mask >> 1) + i64::from(value < 0);
    (value >> exponent) + i64::from(remainder > threshold)
}

fn gemmlowp(acc: i64, multiplier: i64, shift: u32, bits: u32) -> i64 {
    let high = saturating_rounding_doubling_high_multiply(acc, multiplier, bits);
    rounding_divide_by_power_of_two(high, shift.saturating_sub(bits - 1))
}

/// The numeric specification: (acc · M + 2^(s − 1)) >> s as a division, saturated to the bits of a sum.
fn single(acc: i64, multiplier: i64, shift: u32, bits: u32) -> i64 {
    let exact = i128::from(acc) * i128::from(multiplier);
    let doubled = 2 * exact + (1_i128 << shift);
    let limit = 1_i128 << (bits - 1);
    doubled.div_euclid(1_i128 << (shift + 1)).clamp(-limit, limit - 1) as i64
}

#[test]
fn few_bits_equal_both_texts_for_all_values() {
    for bits in 4..=8_u32 {
        let limit = 1_i64 << (bits - 1);
        for acc in -limit..limit {
            for multiplier in -limit..limit {
                let product = acc * multiplier;
                for shift in 0..2 * bits {
                    let double = scale_bits(product, shift, Mode::Double, bits);
                    assert_eq!(double, gemmlowp(acc, multiplier, shift, bits), "{bits}: {acc}·{multiplier} >> {shift}");
                    let once = scale_bits(product, shift, Mode::Single, bits);
                    assert_eq!(once, single(acc, multiplier, shift, bits), "{bits}: {acc}·{multiplier} >> {shift}");
                }
                assert_eq!(scale_bits(acc, 0, Mode::Raw, bits), acc);
            }
        }
    }
}

#[test]
fn the_one_sum_beyond_64_bits_does_not_wrap() {
    let square = multiply(i32::MIN, i32::MIN);
    assert_eq!(scale(square, 63, Mode::Single), 1);
    assert_eq!(scale(square, 62, Mode::Single), 1);
    assert_eq!(scale(square, 0, Mode::Single), i32::MAX);
    assert_eq!(scale(square, 0, Mode::Double), i32::MAX);
}

#[test]
fn the_clamp_is_in_full_width_and_high_wins() {
    let far = clamp(move_by(127, i32::MAX, Mode::Single), -128, 127, Mode::Single);
    assert_eq!(far, Requantised { value: 127, saturated: true });
    let crossed = clamp(move_by(0, 0, Mode::Single), 10, -10, Mode::Single);
    assert_eq!(crossed, Requantised { value: -10, saturated: false });
    for value in -300..300_i32 {
        for zero_point in i8::MIN..=i8::MAX {
            let result = clamp(move_by(zero_point, value, Mode::Double), -100, 100, Mode::Double);
            let shifted = value + i32::from(zero_point);
            assert_eq!(result.value, shifted.clamp(-100, 100));
            assert_eq!(result.saturated, !(-128..=127).contains(&shifted));
        }
    }
}

#[test]
fn a_result_is_kept_by_its_own_cycle() {
    let requantise = seedchip_spec::Block::named("requantise").expect("it is listed").first();
    let (mut inputs, sum) = (Pins::zero(&requantise.ports(), Direction::Input), -1000_i32);
    // Of three equal sums one after the other the second is kept.
    for (raw, multiplier, expected, saturated) in [(0, 2, -100, 1), (1, 1, sum, 0)] {
        let mut block = crate::block(&requantise).expect("it has a model");
        for (port, value) in [("raw_i", raw), ("multiplier_i", multiplier), ("high_i", 100), ("low_i", 0x9c)] {
            inputs.set(port, value);
        }
        for cycle in 0..16 {
            inputs.set("acc_i", if cycle < 3 { sum.cast_unsigned().into() } else { 0 });
            inputs.set("keep_i", (cycle == 12).into());
            let shown = block.cycle(&inputs).pins;
            let (value, flag) = if cycle == 13 { (expected, saturated) } else { (0, 0) };
            assert_eq!((shown.get("result_o") as u32).cast_signed(), value, "cycle {cycle}");
            assert_eq!(shown.get("saturated_o"), flag, "cycle {cycle}");
        }
    }
}

proptest! {
    #[test]
    fn full_width_equals_both_texts(
        acc in any::<i32>(),
        multiplier in prop_oneof![9 => 1_i32 << 30..=i32::MAX, 1 => Just(0), 5 => any::<i32>()],
        shift in 0_u32..=63,
        zero_point in any::<i8>(),
        low in any::<i8>(),
        high in any::<i8>(),
    ) {
        let column = Column { bias: 0, multiplier, shift: shift as u8, zero_point, low, high };
        let ends = |value: i64| {
            let shifted = value + i64::from(zero_point);
            let value = shifted.max(low.into()).min(high.into()) as i32;
            Requantised { value, saturated: !(-128..=127).contains(&shifted) }
        };
        let (wide, factor) = (i64::from(acc), i64::from(multiplier));
        prop_assert_eq!(requantise(acc, &column, Mode::Single), ends(single(wide, factor, shift, 32)));
        prop_assert_eq!(requantise(acc, &column, Mode::Double), ends(gemmlowp(wide, factor, shift, 32)));
        prop_assert_eq!(requantise(acc, &column, Mode::Raw), Requantised { value: acc, saturated: false });
    }
}
