//! Floating-point blocks against exact arithmetic on integers of any length.

mod conversions;
mod operations;

use crate::{number, settle, start, tick};
use num_bigint::{BigInt, BigUint, Sign};
use rust_hdl::prelude::*;
use seedchip_hdl::float::e2m1::E2m1;
use seedchip_hdl::float::element::Element;
use seedchip_hdl::float::join::Join;
use seedchip_hdl::float::normalise::Normalise;
use seedchip_hdl::float::round_fp32::RoundFp32;
use seedchip_hdl::float::scale::Scale;
use std::collections::VecDeque;

/// Exact values are counted in units of 2^UNIT, which is below every bit that occurs.
const UNIT: i64 = -700;

/// The canonical NaN.
const NAN: u32 = 0x7fc0_0000;

/// An integer times a power of two, exactly.
fn exact(integer: i64, exponent: i64) -> BigInt {
    BigInt::from(integer) << (exponent - UNIT)
}

/// The FP32 number, exactly.
fn exact_of(bits: u32) -> BigInt {
    let (exponent, fraction) = (i64::from(bits >> 23 & 0xff), i64::from(bits & 0x7f_ffff));
    let magnitude = if exponent == 0 { fraction } else { fraction + (1 << 23) };
    exact(if bits >> 31 == 1 { -magnitude } else { magnitude }, exponent.max(1) - 150)
}

/// The nearest FP32 number, the even one of two. A zero is positive.
fn nearest(value: &BigInt) -> f32 {
    let magnitude = value.magnitude();
    let last_place = (magnitude.bits() as i64 - 24 + UNIT).max(-149);
    let shift = (last_place - UNIT) as u64;
    let kept = magnitude >> shift;
    let twice_lost = (magnitude - (&kept << shift)) << 1_u32;
    let one = BigUint::from(1_u32) << shift;
    let up = twice_lost > one || twice_lost == one && kept.bit(0);
    let kept = u32::try_from(kept).expect("24 bits") + u32::from(up);
    // Exact: a double holds 2^24 · 2^1000.
    let rounded = (f64::from(kept) * 2_f64.powi(last_place as i32)) as f32;
    if value.sign() == Sign::Minus && kept > 0 { -rounded } else { rounded }
}

/// Numbers that look random (xorshift), the same in every run.
struct Random(u64);

impl Random {
    fn word(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.word() >> 11) % end
    }

    /// At most so many bits, as often few as many; all ones, a single one and their neighbours are frequent.
    fn bits(&mut self, most: u64) -> u64 {
        let length = self.below(most + 1);
        let full = 1_u64.checked_shl(length as u32).map_or(u64::MAX, |power| power - 1);
        match self.below(6) {
            0 => full,
            1 => (full >> 1).wrapping_add(1) & full,
            2 => full & !(1 << self.below(64)),
            3 => (full >> 1).wrapping_add(1 + (1 << self.below(64))) & full,
            _ => self.word() & full,
        }
    }

    /// FP32 of every kind.
    fn fp32(&mut self) -> u32 {
        let exponent = match self.below(8) {
            0 => 0,
            1 => 1 + self.below(30),
            2 => 230 + self.below(26),
            _ => self.below(256),
        };
        (self.below(2) << 31 | exponent << 23 | self.bits(23)) as u32
    }
}

/// FP32 numbers at which something changes: zeros, the ends of the subnormal and of the normal numbers, one and its
/// neighbours, infinity and NaNs.
const EDGES: [u32; 16] = [
    0,
    1,
    2,
    0x0040_0000,
    0x007f_ffff,
    0x0080_0000,
    0x0080_0001,
    0x3f7f_ffff,
    0x3f80_0000,
    0x3f80_0001,
    0x4b7f_ffff,
    0x7f00_0000,
    0x7f7f_ffff,
    0x7f80_0000,
    0x7f80_0001,
    0x7fc0_0000,
];

/// The same with both signs.
fn edges() -> impl Iterator<Item = u32> + Clone {
    EDGES.into_iter().flat_map(|number| [number, number | 1 << 31])
}

/// A case each cycle, and each answer `latency` cycles later; before that the outputs are zero.
fn stream<B: Block, C: std::fmt::Debug, A: std::fmt::Debug + Default + PartialEq>(
    block: &mut B,
    latency: usize,
    cases: &[(C, A)],
    drive: impl Fn(&mut B, &C),
    see: impl Fn(&B) -> A,
    tick: impl Fn(&mut B),
) {
    for cycle in 0..cases.len() + latency {
        if let Some((case, _)) = cases.get(cycle) {
            drive(block, case);
        }
        settle(block);
        match cycle.checked_sub(latency).map(|sent| &cases[sent]) {
            Some((case, answer)) => assert_eq!(see(block), *answer, "{case:x?}"),
            None => assert_eq!(see(block), A::default(), "cycle {cycle}"),
        }
        tick(block);
    }
}

/// One step of an accumulator.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    sum: i64,
    exponent: i64,
    nan: bool,
    acc: u32,
}

impl Step {
    /// Mostly with the term near the accumulator, where they cancel, tie and carry.
    fn random(random: &mut Random, sum_bits: u64) -> Self {
        let magnitude = random.bits(sum_bits - 1) as i64;
        let sum = if random.below(2) == 0 { magnitude } else { -magnitude - i64::from(random.below(2) == 0) };
        let acc = random.fp32();
        let length = 64 - i64::from(sum.unsigned_abs().leading_zeros());
        let near = i64::from(acc >> 23 & 0xff) - 126 - length + random.below(80) as i64 - 40;
        let exponent = match random.below(5) {
            // A power of two at the place of infinity.
            0 if sum.unsigned_abs().is_power_of_two() => 128 - (length - 1),
            0 | 4 => random.below(1024) as i64 - 512,
            1 => near.signum() * near.abs().min(290) + random.below(3) as i64 - 1,
            _ => near,
        };
        Self { sum, exponent: exponent.clamp(-512, 511), nan: random.below(50) == 0, acc }
    }

    /// Accumulator, overflow, NaN, as the specification says.
    fn result(&self) -> (u32, bool, bool) {
        let acc = f32::from_bits(self.acc);
        if self.nan || acc.is_nan() {
            return (NAN, false, true);
        }
        if acc.is_infinite() {
            return (self.acc, false, false);
        }
        let sum = nearest(&(exact_of(self.acc) + exact(self.sum, self.exponent)));
        (sum.to_bits(), sum.is_infinite(), false)
    }
}

/// Random steps, one a cycle, each input in the one cycle in which it is taken.
fn join_is_exact(sum_bits: usize, steps: u64) {
    let join = &mut start(Join::new(sum_bits));
    let mut random = Random(0x5eed_c41b + sum_bits as u64);
    let mut under_way: VecDeque<Step> = vec![Step::default(); 18].into();
    let (mut infinite, mut subnormal, mut zero) = (0, 0, 0);
    for cycle in 0..steps {
        let step = Step::random(&mut random, sum_bits as u64);
        under_way.push_back(step);
        let taken = |ago: usize| under_way[18 - ago];
        join.sum_i.next = step.sum.into();
        join.exponent_i.next = taken(3).exponent.into();
        join.nan_i.next = taken(3).nan;
        join.acc_i.next = u64::from(taken(5).acc).into();
        settle(join);
        let step = under_way.pop_front().expect("18 steps are under way");
        let (acc, overflow, nan) = step.result();
        let seen = (LiteralType::from(join.acc_o.val()) as u32, join.overflow_o.val(), join.nan_o.val());
        assert_eq!(seen, (acc, overflow, nan), "cycle {cycle}: {step:x?}, {acc:x}");
        infinite += u64::from(overflow);
        subnormal += u64::from(f32::from_bits(acc).is_subnormal());
        zero += u64::from(acc == 0);
        tick!(join);
    }
    assert!(infinite > steps / 200 && subnormal > steps / 100 && zero > steps / 1000, "{infinite} {subnormal} {zero}");
}

#[test]
fn a_step_of_wide_sums_rounds_once() {
    join_is_exact(42, 20_000);
}

#[test]
fn a_step_of_narrow_sums_rounds_once() {
    join_is_exact(21, 10_000);
    join_is_exact(16, 3_000);
}

#[test]
fn the_rounder_rounds_what_it_is_given() {
    for bits in [26, 50, 64] {
        let block = &mut start(RoundFp32::new(bits));
        let mut random = Random(bits as u64);
        for _ in 0..400 {
            let exponent = if random.below(3) == 0 { random.below(1024) } else { random.below(300) };
            let significand = if random.below(8) == 0 { 0 } else { random.bits(bits as u64) };
            let (negative, cancelled, plus_zero) = (random.below(2) == 1, random.below(2) == 1, random.below(2) == 1);
            block.sign_i.next = negative;
            block.exponent_i.next = exponent.into();
            block.significand_i.next = significand.into();
            block.cancelled_i.next = cancelled;
            block.plus_zero_i.next = plus_zero;
            let (infinite, nan) = (random.below(20) == 0, random.below(20) == 0);
            block.infinite_i.next = infinite;
            block.nan_i.next = nan;
            for _ in 0..6 {
                settle(block);
                tick!(block);
            }
            let magnitude = BigInt::from(significand) << (exponent as i64 - 125 - bits as i64 - UNIT);
            let rounded = nearest(&magnitude);
            let positive = rounded == 0.0 && (plus_zero || significand == 0 && cancelled);
            let expected = match (nan, infinite) {
                (true, _) => NAN,
                (false, true) => 0x7f80_0000 | u32::from(negative) << 31,
                (false, false) => rounded.to_bits() | u32::from(negative && !positive) << 31,
            };
            let seen = LiteralType::from(block.result_o.val()) as u32;
            assert_eq!(seen, expected, "{bits} bits: {significand:x}, exponent {exponent}");
            assert_eq!(block.overflow_o.val(), rounded.is_infinite() && !infinite && !nan);
            assert_eq!(block.nan_o.val(), nan);
        }
    }
}

#[test]
fn leading_zeros_go_as_far_as_the_limit() {
    for bits in [16, 21, 44, 64] {
        let block = &mut start(Normalise::new(bits));
        let mut random = Random(bits as u64);
        for _ in 0..500 {
            let (value, limit) = (random.bits(bits as u64), random.below(64));
            block.value_i.next = value.into();
            block.limit_i.next = limit.into();
            for _ in 0..3 {
                settle(block);
                tick!(block);
            }
            let zeros = if value == 0 {
                bits.next_multiple_of(16) as u64 - 1
            } else {
                u64::from(value.leading_zeros()) + bits as u64 - 64
            };
            let shift = zeros.min(limit);
            let seen = (LiteralType::from(block.value_o.val()), LiteralType::from(block.shift_o.val()));
            assert_eq!(seen, (value << shift, shift), "{bits} bits: {value:x}, at most {limit}");
        }
    }
}

#[test]
fn elements_have_their_values() {
    let mut block = start(E2m1::new());
    for (code, value) in [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0].into_iter().enumerate() {
        for (sign, code) in [(1.0, code), (-1.0, code + 8)] {
            block.code_i.next = (code as u64).into();
            settle(&mut block);
            assert_eq!(number(block.number_o.val()) as f64, 2.0 * sign * value);
        }
    }
    let mut block = start(Element::new());
    for code in 0..256_u64 {
        block.code_i.next = code.into();
        settle(&mut block);
        let (exponent, fraction) = ((code >> 3 & 15) as i32, (code & 7) as f64);
        let magnitude = if exponent == 0 {
            fraction / 8.0 * 2_f64.powi(-6)
        } else {
            (1.0 + fraction / 8.0) * 2_f64.powi(exponent - 7)
        };
        let significand = LiteralType::from(block.significand_o.val()) as f64;
        let shift = LiteralType::from(block.shift_o.val()) as i32;
        assert_eq!(significand * 2_f64.powi(shift - 9), magnitude, "code {code:x}");
        assert_eq!((block.sign_o.val(), block.nan_o.val()), (code > 127, code & 127 == 127));
    }
}

#[test]
fn scales_add_up() {
    let mut block = start(Scale::new());
    for (row, column, unit) in
        [(0, 0, -32), (255, 0, 31), (127, 127, -12), (254, 254, -18), (0, 255, 0), (255, 255, 31)]
    {
        block.row_i.next = (row as u64).into();
        block.column_i.next = (column as u64).into();
        block.unit_i.next = unit.into();
        settle(&mut block);
        assert_eq!(number(block.exponent_o.val()), row - 127 + column - 127 + unit);
        assert_eq!(block.nan_o.val(), row == 255 || column == 255);
    }
}
