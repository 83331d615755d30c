//! Operations on FP32 numbers against those of the processor.

use super::{NAN, Random, edges, stream};
use crate::{settle, start, tick};
use rust_hdl::prelude::*;
use seedchip_hdl::float::fp32_add::Fp32Add;
use seedchip_hdl::float::fp32_compare::Fp32Compare;
use seedchip_hdl::float::fp32_fma::Fp32Fma;
use std::collections::VecDeque;

/// A result as the ports show it: number, overflow, NaN.
type Answer = (u32, bool, bool);

/// The answer for a result that the processor found.
fn answer(result: f32, operands: &[f32]) -> Answer {
    let number = if result.is_nan() { NAN } else { result.to_bits() };
    let finite = operands.iter().all(|operand| operand.is_finite());
    (number, finite && result.is_infinite(), result.is_nan())
}

/// A number whose exponent is near that of another one, or of any kind.
fn near(random: &mut Random, other: u32) -> u32 {
    let number = random.fp32();
    let distance = random.below(4) * random.below(15);
    let exponent = match random.below(4) {
        0 => return number,
        1 => u64::from(other >> 23 & 0xff).saturating_sub(distance),
        _ => (u64::from(other >> 23 & 0xff) + distance).min(254),
    };
    number & 0x8000_0000 | (exponent as u32) << 23 | if random.below(4) == 0 { other } else { number } & 0x7f_ffff
}

#[test]
fn sums_are_those_of_the_processor() {
    let mut random = Random(0x5eed_c41b);
    let drawn: Vec<(u32, u32)> = (0..20_000)
        .map(|_| {
            let a = random.fp32();
            (a, near(&mut random, a))
        })
        .collect();
    let pairs = edges().flat_map(|a| edges().map(move |b| (a, b))).chain(drawn);
    let cases: Vec<_> = pairs
        .flat_map(|(a, b)| [false, true].map(|subtract| (a, b, subtract)))
        .map(|(a, b, subtract)| {
            let [x, y] = [a, b].map(f32::from_bits);
            ((a, b, subtract), answer(if subtract { x - y } else { x + y }, &[x, y]))
        })
        .collect();
    let count = |is: fn(f32) -> bool| cases.iter().filter(|(_, (sum, ..))| is(f32::from_bits(*sum))).count();
    assert!(count(|sum| sum == 0.0) > 100 && count(f32::is_subnormal) > 100 && count(f32::is_infinite) > 100);
    stream(
        &mut start(Fp32Add::new()),
        13,
        &cases,
        |block, (a, b, subtract)| {
            block.a_i.next = u64::from(*a).into();
            block.b_i.next = u64::from(*b).into();
            block.subtract_i.next = *subtract;
        },
        |block| (LiteralType::from(block.sum_o.val()) as u32, block.overflow_o.val(), block.nan_o.val()),
        |block| tick!(block),
    );
}

/// Operands of a fused multiply-add.
type Operands = [u32; 3];

/// Mostly with c near the product, where they cancel.
fn operands(random: &mut Random) -> Operands {
    let a = random.fp32();
    let mut b = random.fp32();
    // Not all products too great or too small.
    if random.below(3) > 0 {
        let exponent = (254 - i64::from(a >> 23 & 0xff) + random.below(120) as i64 - 60).clamp(0, 254);
        b = b & 0x807f_ffff | (exponent as u32) << 23;
    }
    let product = f32::from_bits(a) * f32::from_bits(b);
    let c = match random.below(4) {
        0 => random.fp32(),
        // What is left is the error of the rounded product.
        1 => (-product).to_bits(),
        _ => near(random, product.to_bits()),
    };
    [a, b, c]
}

/// The products at the edges of FP32, sums of such, and drawn ones.
fn all_operands() -> Vec<Operands> {
    let mut random = Random(0x5eed_c41b);
    let few = || edges().step_by(3);
    let products = edges().flat_map(|a| edges().flat_map(move |b| [[a, b, 0], [a, b, 1 << 31]]));
    let cubes = few().flat_map(|a| few().flat_map(move |b| few().map(move |c| [a, b, c])));
    products.chain(cubes).chain((0..20_000).map(|_| operands(&mut random))).collect()
}

#[test]
fn multiply_adds_are_those_of_the_processor() {
    let block = &mut start(Fp32Fma::new());
    let all = all_operands();
    let mut under_way: VecDeque<Operands> = vec![[0; 3]; 22].into();
    let (mut infinite, mut subnormal, mut zero) = (0, 0, 0);
    for operands in all.iter().chain(std::iter::repeat_n(&[0; 3], 22)) {
        under_way.push_back(*operands);
        block.a_i.next = u64::from(operands[0]).into();
        block.b_i.next = u64::from(operands[1]).into();
        block.c_i.next = u64::from(under_way[22 - 9][2]).into();
        settle(block);
        let sent = under_way.pop_front().expect("22 are under way");
        let numbers = sent.map(f32::from_bits);
        let [a, b, c] = numbers;
        let expected = answer(a.mul_add(b, c), &numbers);
        let seen = (LiteralType::from(block.result_o.val()) as u32, block.overflow_o.val(), block.nan_o.val());
        assert_eq!(seen, expected, "{sent:x?}");
        infinite += u64::from(expected.1);
        subnormal += u64::from(f32::from_bits(expected.0).is_subnormal());
        zero += u64::from(expected.0 << 1 == 0);
        tick!(block);
    }
    assert!(infinite > 500 && subnormal > 500 && zero > 500, "{infinite} {subnormal} {zero}");
}

#[test]
fn a_product_of_before_the_start_is_zero() {
    let block = &mut start(Fp32Fma::new());
    for cycle in 0..22 {
        block.a_i.next = 0x3f80_0000_u64.into();
        block.b_i.next = 0xbf80_0000_u64.into();
        block.c_i.next = 0x8000_0000_u64.into();
        settle(block);
        // Before c of cycle 0 has passed, and +0 · +0 + −0.
        assert_eq!(LiteralType::from(block.result_o.val()), 0, "cycle {cycle}");
        tick!(block);
    }
    settle(block);
    assert_eq!(LiteralType::from(block.result_o.val()), 0xbf80_0000);
}

#[test]
fn numbers_are_in_order() {
    let block = &mut start(Fp32Compare::new());
    let mut random = Random(0x5eed_c41b);
    let drawn: Vec<(u32, u32)> = (0..4000)
        .map(|_| {
            let a = random.fp32();
            (a, near(&mut random, a))
        })
        .collect();
    for (a, b) in edges().flat_map(|a| edges().map(move |b| (a, b))).chain(drawn) {
        block.a_i.next = u64::from(a).into();
        block.b_i.next = u64::from(b).into();
        settle(block);
        let [x, y] = [a, b].map(f32::from_bits);
        let unordered = x.is_nan() || y.is_nan();
        let seen = (block.less_o.val(), block.equal_o.val(), block.unordered_o.val());
        assert_eq!(seen, (x < y, x == y, unordered), "{a:x} {b:x}");
        let maximum = match (unordered, x.total_cmp(&y).is_lt()) {
            (true, _) => NAN,
            (false, true) => b,
            (false, false) => a,
        };
        assert_eq!(LiteralType::from(block.maximum_o.val()) as u32, maximum, "{a:x} {b:x}");
    }
}
