//! Exact numbers, and their one rounding to FP32: nearest, ties to even, gradual underflow, overflow to infinity.

use crate::Outputs;

/// The sign of an FP32 number.
pub const SIGN: u32 = 1 << 31;
/// +∞.
pub const INFINITY: u32 = 0x7f80_0000;
/// The NaN that results are.
pub const NAN: u32 = 0x7fc0_0000;

/// A finite number: `significand` · 2^`exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    /// An integer, the sign in it.
    pub significand: i64,
    /// The weight of the significand's lowest bit.
    pub exponent: i32,
}

/// A result with what it raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rounded {
    /// An FP32 number.
    pub result: u32,
    /// It is infinite, and the exact result is finite.
    pub overflow: bool,
    /// It is NaN.
    pub nan: bool,
}

impl Rounded {
    /// A result that is NaN.
    pub const NAN: Self = Self { result: NAN, overflow: false, nan: true };

    /// A result that is what an operand is: infinite, and no overflow.
    pub fn as_is(result: u32) -> Self {
        Self { result, overflow: false, nan: false }
    }

    /// A finite number rounded.
    pub fn finite(result: u32) -> Self {
        Self { result, overflow: result | SIGN == INFINITY | SIGN, nan: false }
    }

    /// Writes it to the outputs of a block: the result to this port, and the flags.
    pub(crate) fn show(self, outputs: &mut Outputs, port: &str) {
        outputs.pins.set(port, self.result.into());
        outputs.pins.set("overflow_o", self.overflow.into());
        outputs.pins.set("nan_o", self.nan.into());
    }
}

impl Exact {
    /// An FP32 number, unless it is infinite or NaN. −0 is 0.
    pub fn of_fp32(number: u32) -> Option<Self> {
        let (field, fraction) = ((number >> 23 & 0xff) as i32, i64::from(number & 0x7f_ffff));
        let (magnitude, exponent) = match field {
            0 => (fraction, -149),
            255 => return None,
            _ => (fraction + (1 << 23), field - 150),
        };
        Some(Self { significand: if number < SIGN { magnitude } else { -magnitude }, exponent })
    }

    /// RN of the exact sum, zeros as those of [`round`].
    pub fn rounded_sum(self, other: Self) -> u32 {
        if self.significand == 0 {
            return round(other.significand.into(), other.exponent);
        }
        if other.significand == 0 {
            return round(self.significand.into(), self.exponent);
        }
        let (a, b) = (self.left(), other.left());
        let ((high, exponent), (low, low_exponent)) = if a.1 >= b.1 { (a, b) } else { (b, a) };
        // What is lost below leaves a 1 in the lowest bit. The low one ends in 60 zeros, so only bits of one that is
        // 2^60 times less are lost; the sum is at least 2^122 then, and its roundings lie many bits above the lowest.
        let distance = exponent.abs_diff(low_exponent).min(126);
        let kept = low >> distance;
        let lost = kept << distance != low;
        round(high + (kept | i128::from(lost)), exponent)
    }

    /// The product, exact, of two FP32 numbers, whose significands have 24 bits.
    pub fn product(self, other: Self) -> Self {
        Self { significand: self.significand * other.significand, exponent: self.exponent + other.exponent }
    }

    /// The nearest multiple of 2^`unit`, ties to even, counted in these units. From 2^126 units on it is 2^126, with
    /// the sign.
    pub fn rounded_to(self, unit: i32) -> i128 {
        const MOST: u128 = 1 << 126;
        let magnitude = u128::from(self.significand.unsigned_abs());
        let (coarser, finer) = ((unit - self.exponent).max(0), (self.exponent - unit).max(0));
        let units = match magnitude {
            0 => 0,
            _ if magnitude.ilog2().cast_signed() + finer >= 126 => MOST,
            _ => divide(magnitude << finer, coarser.cast_unsigned()),
        };
        if self.significand < 0 { -units.cast_signed() } else { units.cast_signed() }
    }

    /// Significand and exponent of the same number, which is not 0, with the leading bit at 2^123.
    fn left(self) -> (i128, i32) {
        let shift = 123 - self.significand.unsigned_abs().ilog2();
        (i128::from(self.significand) << shift, self.exponent - shift.cast_signed())
    }
}

/// RN(`significand` · 2^`exponent`), the significand less than 2^127 in magnitude. A result of 0 is +0 for 0 alone or a
/// positive number, −0 for a negative one.
pub fn round(significand: i128, exponent: i32) -> u32 {
    let magnitude = significand.unsigned_abs();
    if magnitude == 0 {
        return 0;
    }
    // The weight of the result's last bit: 24 bits from the leading one on, and no less than the subnormal numbers'.
    let last = (exponent + magnitude.ilog2().cast_signed() - 23).max(-149);
    let shift = last - exponent;
    let units = if shift < 0 { magnitude << -shift } else { divide(magnitude, shift.cast_unsigned()) };
    // The code counts units from 0 on; every doubling of the unit leaves 2^23 units of half the weight behind.
    let code = (u64::from((last + 149).cast_unsigned()) << 23) + units as u64;
    code.min(INFINITY.into()) as u32 | if significand < 0 { SIGN } else { 0 }
}

/// `value` / 2^`shift`, the value less than 2^127, to the nearest integer, ties to even.
fn divide(value: u128, shift: u32) -> u128 {
    let Some(unit) = 1_u128.checked_shl(shift) else { return 0 };
    let (below, rest) = (value >> shift, value & (unit - 1));
    below + u128::from(2 * rest > unit || 2 * rest == unit && below % 2 == 1)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    /// What a block shows: the result at this port, and the flags.
    pub(crate) fn shown(outputs: &Outputs, port: &str) -> Rounded {
        Rounded {
            result: outputs.specified(port) as u32,
            overflow: outputs.specified("overflow_o") == 1,
            nan: outputs.specified("nan_o") == 1,
        }
    }

    /// How a sum of numbers compares with 0, in digits of 32 bits from 2^-640 on.
    fn sign(terms: &[Exact]) -> Ordering {
        let mut digits = [0_i64; 48];
        for term in terms {
            let place = (term.exponent + 640).cast_unsigned();
            let shifted = u128::from(term.significand.unsigned_abs()) << (place % 32);
            for digit in 0..3 {
                let part = (shifted >> (32 * digit) & 0xffff_ffff) as i64;
                digits[(place / 32 + digit) as usize] += part * term.significand.signum();
            }
        }
        for digit in 0..47 {
            digits[digit + 1] += digits[digit] >> 32;
            digits[digit] &= 0xffff_ffff;
        }
        match digits[47] {
            ..0 => Ordering::Less,
            _ if digits == [0; 48] => Ordering::Equal,
            _ => Ordering::Greater,
        }
    }

    /// Whether a result is nearest to a sum of numbers, by the middles between it and its neighbours. Infinity stands
    /// at 2^128.
    pub(crate) fn nearest(result: u32, terms: &[Exact]) -> bool {
        let (code, negative) = (result & !SIGN, result >= SIGN);
        let twice = |term: &Exact| Exact { exponent: term.exponent + 1, ..*term };
        let against = |codes: [u32; 2]| {
            let middles = codes.map(|code| {
                let number = Exact::of_fp32(code).unwrap_or(Exact { significand: 1, exponent: 128 });
                Exact { significand: if negative { number.significand } else { -number.significand }, ..number }
            });
            let order = sign(&terms.iter().map(twice).chain(middles).collect::<Vec<_>>());
            if negative { order.reverse() } else { order }
        };
        let inside = |order: Ordering, side| order == side || order == Ordering::Equal && code % 2 == 0;
        let above = match code {
            0 if negative => sign(terms).is_lt(),
            0 => sign(terms).is_ge(),
            _ => inside(against([code - 1, code]), Ordering::Greater),
        };
        above && (code == INFINITY || inside(against([code, code + 1]), Ordering::Less))
    }

    /// Any finite FP32 number.
    pub(crate) fn finite() -> impl Strategy<Value = u32> {
        any::<u32>().prop_filter("finite", |number| number & INFINITY != INFINITY)
    }

    /// FP32 numbers at the edges of everything, with both signs: zeros, subnormal numbers, binades, the ends of the
    /// integers, what multiplies and adds to ties, overflow and underflow, infinities, NaNs with and without payload.
    pub(crate) fn edges() -> Vec<u32> {
        #[rustfmt::skip]
        const MAGNITUDES: [u32; 42] = [
            0, 1, 2, 3, 0x40_0000, 0x7f_fffe, 0x7f_ffff, 0x80_0000, 0x80_0001, 0xff_ffff, 0x100_0000,
            0x1a00_0000, 0x1f80_0000, 0x3380_0000, 0x3380_0001, 0x337f_ffff, 0x3400_0000,
            0x3f00_0000, 0x3f7f_fffe, 0x3f7f_ffff, 0x3f80_0000, 0x3f80_0001, 0x3fff_ffff, 0x4000_0000, 0x4040_0000,
            0x4aff_ffff, 0x4b00_0000, 0x4b00_0001, 0x4b7f_ffff, 0x4b80_0000, 0x4b80_0001, 0x4c00_0000, 0x4f00_0000,
            0x5f80_0000, 0x7f00_0000, 0x7f7f_fffe, 0x7f7f_ffff, INFINITY,
            NAN, 0x7fff_ffff, 0x7f80_0001, 0x7fbf_ffff,
        ];
        MAGNITUDES.into_iter().flat_map(|magnitude| [magnitude, magnitude | SIGN]).collect()
    }

    /// What the processor says, NaN canonical, with the flags of a result of these operands.
    pub(crate) fn of_processor(result: f32, operands: &[u32]) -> Rounded {
        let finite = operands.iter().all(|operand| f32::from_bits(*operand).is_finite());
        let bits = if result.is_nan() { 0x7fc0_0000 } else { result.to_bits() };
        Rounded { result: bits, overflow: finite && result.is_infinite(), nan: result.is_nan() }
    }

    #[test]
    fn the_judge_of_the_tests_knows_right_from_wrong() {
        let one = Exact { significand: 1, exponent: 0 };
        let at = |significand, exponent| Exact { significand, exponent };
        assert!(nearest(0x3f80_0000, &[one]) && !nearest(0x3f80_0001, &[one]) && !nearest(0x3f7f_ffff, &[one]));
        assert!(!nearest(0xbf80_0000, &[one]) && nearest(0xbf80_0000, &[at(-1, 0)]));
        // A tie, and either side of it, far below.
        for (low, above) in [(0, false), (1, true), (-1, false)] {
            let terms = [one, at(1, -24), at(low, -500)];
            assert_eq!([nearest(0x3f80_0000, &terms), nearest(0x3f80_0001, &terms)], [!above, above]);
        }
        let edge = [at(1, 128), at(-1, 103)];
        assert!(nearest(INFINITY, &edge) && !nearest(0x7f7f_ffff, &edge));
        assert!(nearest(0x7f7f_ffff, &[edge[0], edge[1], at(-1, -600)]));
        assert!(nearest(0, &[one, at(-1, 0)]) && !nearest(SIGN, &[one, at(-1, 0)]));
        assert!(nearest(SIGN, &[at(-1, -600)]) && !nearest(0, &[at(-1, -600)]));
    }

    #[test]
    fn numbers_are_what_the_processor_takes_them_for() {
        for number in (0..=u32::MAX).step_by(4099).chain([0, 1, 0x7f_ffff, 0x80_0000, 0x7f7f_ffff, INFINITY, NAN]) {
            let value = f64::from(f32::from_bits(number));
            let exact = Exact::of_fp32(number).map(|it| it.significand as f64 * 2_f64.powi(it.exponent));
            assert_eq!(exact, value.is_finite().then_some(value), "{number:#x}");
        }
    }

    #[test]
    fn integers_round_as_the_processor_converts_them() {
        for bits in 0..126 {
            for below in [0, 1, 2, 24, 25, 26, 60].into_iter().filter(|below| *below <= bits) {
                for near in -2..=2 {
                    let integer = (1_i128 << bits) + (1 << (bits - below)) + near;
                    for integer in [integer, -integer] {
                        assert_eq!(round(integer, 0), (integer as f32).to_bits(), "{integer}");
                    }
                }
            }
        }
    }

    #[test]
    fn underflow_is_gradual() {
        // Units of 2^-150: ties of the subnormal numbers.
        let table = [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 2), (6, 3), (7, 4), ((1 << 24) - 1, 1 << 23)];
        for (significand, code) in table {
            assert_eq!(round(significand, -150), code);
        }
        assert_eq!(round(-1, -150), SIGN);
        assert_eq!(round(-3, -150), SIGN | 2);
        assert_eq!(round((1 << 60) + 1, -210), 1, "a little more than a half");
        assert_eq!(round((1 << 126) + 1, -276), 1, "the same");
        assert_eq!(round(1 << 126, -276), 0, "a half");
        for exponent in [-277, -278, -300, -1000] {
            assert_eq!(round(i128::MAX, exponent), 0, "less than a half");
        }
        assert_eq!(round(i128::MAX >> 1, -275), 1, "nearly one");
    }

    #[test]
    fn overflow_begins_half_a_unit_above_the_greatest_number() {
        // In units of 2^103: 2^128 − 2^103 is 2^25 − 1.
        assert_eq!(round((1 << 25) - 2, 103), 0x7f7f_ffff);
        assert_eq!(round((1 << 25) - 1, 103), INFINITY);
        assert_eq!(round(((1 << 25) - 1) * (1 << 40) - 1, 63), 0x7f7f_ffff);
        assert_eq!(round(1 - (1 << 25), 103), SIGN | INFINITY);
        for exponent in [128, 129, 1000, 1 << 20] {
            assert_eq!(round(1, exponent), INFINITY);
            assert_eq!(round(-1, exponent), SIGN | INFINITY);
        }
        assert_eq!(round(0, 1000), 0);
    }

    #[test]
    fn numbers_round_to_any_unit() {
        let table = [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2), (7, 2), (9, 2), (10, 2), (11, 3), (14, 4)];
        for (significand, units) in table {
            for exponent in [-700, 0, 700] {
                assert_eq!(Exact { significand, exponent }.rounded_to(exponent + 2), units);
                assert_eq!(Exact { significand: -significand, exponent }.rounded_to(exponent + 2), -units);
            }
        }
        let at = |significand, exponent| Exact { significand, exponent };
        assert_eq!([at(0, 1000), at(0, -1000)].map(|it| it.rounded_to(0)), [0; 2]);
        assert_eq!([at(i64::MAX, -1000), at(1, -1), at(i64::MIN, -64)].map(|it| it.rounded_to(0)), [0; 3]);
        assert_eq!([at(i64::MIN, -62), at(-3, 62)].map(|it| it.rounded_to(0)), [-2, -3 << 62]);
        assert_eq!([at(1, 125), at(1, 126), at(1, 5000)].map(|it| it.rounded_to(0)), [1 << 125, 1 << 126, 1 << 126]);
        assert_eq!([at(i64::MIN, 63), at(i64::MIN, 5000)].map(|it| it.rounded_to(0)), [-1 << 126; 2]);
    }

    #[test]
    fn sums_far_apart_differ_from_the_greater_one_where_it_is_a_tie() {
        let tie = Exact { significand: (1 << 24) + 1, exponent: 0 };
        let odd = Exact { significand: (1 << 24) + 3, exponent: 0 };
        for exponent in (-600..-1).chain([-100_000]) {
            for (significand, least, next) in [(1, 1, 1), (-1, 0, 1)] {
                let small = Exact { significand, exponent };
                assert_eq!(tie.rounded_sum(small), 0x4b80_0000 + least, "{exponent}");
                assert_eq!(small.rounded_sum(odd), 0x4b80_0000 + next + u32::from(significand > 0), "{exponent}");
            }
        }
        let (most, least) = (Exact { significand: i64::MIN, exponent: 200 }, Exact { significand: 1, exponent: -700 });
        assert_eq!([most.rounded_sum(least), least.rounded_sum(most)], [SIGN | INFINITY; 2]);
    }

    #[test]
    fn cancellation_is_exact() {
        // 2^23 · 2^40 − (2^63 − 1) = 1.
        let one =
            Exact { significand: 1 << 23, exponent: 40 }.rounded_sum(Exact { significand: -i64::MAX, exponent: 0 });
        assert_eq!(one, 1_f32.to_bits());
        // 2^63 · 2^-63 − 1 = 0, and +0.
        let zero = Exact { significand: i64::MIN, exponent: -63 }.rounded_sum(Exact { significand: 1, exponent: 0 });
        assert_eq!(zero, 0);
        let below = Exact { significand: i64::MAX, exponent: -64 }.rounded_sum(Exact { significand: -1, exponent: -1 });
        assert_eq!(below, (-2_f32.powi(-64)).to_bits());
    }

    proptest! {
        /// A conversion of the processor is one rounding.
        #[test]
        fn numbers_round_as_the_processor_converts_them(bits in any::<u64>(), exponent in 860..1160_u64) {
            let value = f64::from_bits(bits & !(0x7ff << 52) | exponent << 52);
            let magnitude = i128::from(bits & ((1 << 52) - 1) | 1 << 52);
            let significand = if value < 0.0 { -magnitude } else { magnitude };
            prop_assert_eq!(round(significand, exponent as i32 - 1075), (value as f32).to_bits());
        }

        /// Any two numbers, near and far apart.
        #[test]
        fn sums_are_nearest(
            significands in any::<[i64; 2]>(), bits in [0..64_u32, 0..64_u32], exponent in -300..200_i32,
            distance in prop_oneof![-70..70_i32, -200..200_i32], fine in -4..=4_i64,
        ) {
            let [a, b] = [0, 1].map(|index| significands[index] >> bits[index]);
            let (a, b) = (Exact { significand: a, exponent }, Exact { significand: b, exponent: exponent + distance });
            prop_assert!(nearest(a.rounded_sum(b), &[a, b]));
            prop_assert_eq!(a.rounded_sum(b), b.rounded_sum(a));
            // Nearly all cancels.
            let shift = distance.unsigned_abs() % 30;
            let short = Exact { significand: a.significand >> 31, exponent: exponent + shift.cast_signed() };
            let other = Exact { significand: fine - (short.significand << shift), exponent };
            prop_assert!(nearest(short.rounded_sum(other), &[short, other]));
        }

        /// FP32 plus a product of two FP32 numbers: the processor's fused multiply-add.
        #[test]
        fn sums_are_those_of_the_processor(
            acc in finite(), factor in -(1_i64 << 24)..=1 << 24, near in -40..40_i32, any in -298..=230_i32,
            close in any::<bool>(),
        ) {
            let acc_exact = Exact::of_fp32(acc).expect("it is finite");
            let exponent = if close { acc_exact.exponent + near } else { any };
            let first = exponent.clamp(-149, 103);
            let power = |exponent| 2_f64.powi(exponent);
            let factors = [factor as f64 * power(first), power(exponent - first)].map(|factor| factor as f32);
            let expected = factors[0].mul_add(factors[1], f32::from_bits(acc));
            let product = Exact { significand: factor, exponent };
            prop_assert_eq!(acc_exact.rounded_sum(product), expected.to_bits());
        }
    }
}
