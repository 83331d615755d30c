//! Listed values, exact values, edges, and references that take nothing but IEEE 754's operations.

use super::*;
use crate::bench::Bench;
use crate::exact::tests::{edges, finite, shown};
use proptest::prelude::*;

const ONE: u32 = 0x3f80_0000;
const HALF: u32 = 0x3f00_0000;
const GREATEST: u32 = 0x7f7f_ffff;

fn result(function: Function, x: u32) -> u32 {
    fp32_function(function, x).result
}

/// 2^(high + low) by a chain of square roots: the bits of the fraction choose factors 2^(1/2), 2^(1/4) and so on. `low`
/// is far below the last place of `high`.
fn power_of_two(high: f64, low: f64) -> f64 {
    let whole = high.floor();
    let (mut rest, mut root, mut value) = (high - whole, 2_f64, 1_f64);
    for _ in 0..52 {
        (rest, root) = (rest * 2.0, root.sqrt());
        if rest >= 1.0 {
            (rest, value) = (rest - 1.0, value * root);
        }
    }
    value * (1.0 + low * std::f64::consts::LN_2) * 2_f64.powi(whole as i32)
}

/// e^x, by the product with log2(e) in two numbers of FP64.
fn power_of_e(x: f64) -> f64 {
    const HIGH: f64 = std::f64::consts::LOG2_E;
    const LOW: f64 = 2.035_527_374_093_103_3e-17;
    let high = x * HIGH;
    power_of_two(high, x.mul_add(HIGH, -high) + x * LOW)
}

/// The distance of FP32 numbers at a positive value.
fn ulp(value: f64) -> f64 {
    let number = (value as f32).min(f32::MAX);
    let below = if f64::from(number) > value { number.next_down() } else { number };
    if below == f32::MAX { 2_f64.powi(104) } else { f64::from(below.next_up()) - f64::from(below) }
}

/// The error of the result in relation to that distance.
fn error(function: Function, x: f32) -> f64 {
    let number = f64::from(x);
    let exact = match function {
        Function::Exp2 => power_of_two(number, 0.0),
        Function::Exp => power_of_e(number),
        Function::Sigmoid => 1.0 / (1.0 + power_of_e(-number)),
        Function::Reciprocal => 1.0 / number,
        Function::Rsqrt => 1.0 / number.sqrt(),
    };
    let result = f64::from(f32::from_bits(result(function, x.to_bits())));
    (result - exact).abs() / ulp(exact.abs())
}

/// The number so many steps above `x`, or below it.
fn beside(x: f32, steps: i32) -> f32 {
    (0..steps.abs()).fold(x, |x, _| if steps > 0 { x.next_up() } else { x.next_down() })
}

#[test]
fn every_special() {
    const MINUS: u32 = SIGN | INFINITY;
    let nan = Rounded::NAN;
    let is = Rounded::as_is;
    #[rustfmt::skip]
    let table = [
        // exp2, exp, sigmoid, reciprocal, rsqrt
        (0, [is(ONE), is(ONE), is(HALF), is(INFINITY), is(INFINITY)]),
        (SIGN, [is(ONE), is(ONE), is(HALF), is(MINUS), is(MINUS)]),
        (INFINITY, [is(INFINITY), is(INFINITY), is(ONE), is(0), is(0)]),
        (MINUS, [is(0), is(0), is(0), is(SIGN), nan]),
        (0x7fc0_0000, [nan; 5]), (0xffff_ffff, [nan; 5]), (0x7f80_0001, [nan; 5]), (0xff80_0001, [nan; 5]),
        (1, [is(ONE), is(ONE), is(HALF), Rounded::finite(INFINITY), is(0x64b5_04f3)]),
        (SIGN | 1, [is(ONE), is(ONE), is(HALF), Rounded::finite(MINUS), nan]),
        (GREATEST, [Rounded::finite(INFINITY), Rounded::finite(INFINITY), is(ONE), is(0x0020_0000), is(0x1f80_0000)]),
        (SIGN | GREATEST, [is(0), is(0), is(0), is(SIGN | 0x0020_0000), nan]),
    ];
    for (x, expected) in table {
        assert_eq!(Function::ALL.map(|function| fp32_function(function, x)), expected, "{x:#x}");
    }
}

#[test]
fn representable_values_are_exact() {
    for exponent in -149..128 {
        let power = |exponent: i32| round(1, exponent);
        let integer = (exponent as f32).to_bits();
        assert_eq!(result(Function::Exp2, integer), power(exponent), "2^{exponent}");
        for sign in [0, SIGN] {
            let rounded = fp32_function(Function::Reciprocal, sign | power(exponent));
            assert_eq!(rounded, Rounded::finite(sign | power(-exponent)), "1 / 2^{exponent}");
        }
        if exponent % 2 == 0 {
            assert_eq!(result(Function::Rsqrt, power(exponent)), power(-exponent / 2), "1 / √2^{exponent}");
        }
    }
}

#[test]
fn results_end_where_they_should() {
    let x = f32::to_bits;
    // ln(2^128 − 2^103) lies between 0x42b17217 and 0x42b17218.
    assert_eq!(fp32_function(Function::Exp, 0x42b1_7218), Rounded::finite(INFINITY));
    assert!(f32::from_bits(result(Function::Exp, 0x42b1_7217)).is_finite());
    assert_eq!(fp32_function(Function::Exp2, x(128.0)), Rounded::finite(INFINITY));
    assert!(f32::from_bits(result(Function::Exp2, x(128_f32.next_down()))).is_finite());
    // 2^-128, and the next number: 2^128 and less.
    assert_eq!(fp32_function(Function::Reciprocal, 0x20_0000), Rounded::finite(INFINITY));
    assert!(f32::from_bits(result(Function::Reciprocal, 0x20_0001)).is_finite());
    // Below 2^-150 is 0; above 2^-149 is none.
    assert_eq!(result(Function::Exp2, x(-150_f32.next_up())), 0);
    assert!(result(Function::Exp2, x(-149.0)) == 1 && result(Function::Exp2, x(-151.0)) == 0);
    for (function, last) in [(Function::Exp, -103.2), (Function::Sigmoid, -103.2)] {
        assert!(result(function, x(last)) >= 1 && result(function, x(-104.0)) == 0, "{function:?}");
    }
    // 1 − 2^-25 lies between.
    assert!(result(Function::Sigmoid, x(16.0)) == ONE - 2 && result(Function::Sigmoid, x(19.0)) == ONE);
}

#[test]
fn borders_of_segments_are_near_and_in_order() {
    // Arguments of FP32 whose fraction, or mantissa, begins a segment, and 20 numbers on either side.
    let mut compared = 0;
    for whole in [-120_i32, -40, -17, -3, -2, -1, 0, 1, 2, 16, 39, 120] {
        for segment in 0..256 {
            let border = whole as f32 + segment as f32 / 256.0;
            for function in [Function::Exp2, Function::Exp, Function::Sigmoid] {
                let scaled = if function == Function::Exp2 { border } else { border * std::f32::consts::LN_2 };
                let mut last = f32::NEG_INFINITY;
                for x in (-20..=20).map(|step| beside(scaled, step)) {
                    assert!(error(function, x) < 0.8, "{function:?} {x}");
                    let value = f32::from_bits(result(function, x.to_bits()));
                    assert!(last <= value, "{function:?} {x}");
                    last = value;
                    compared += 1;
                }
            }
        }
    }
    for field in [1, 2, 60, 127, 128, 200, 253, 254_u32] {
        for segment in 0..256 {
            for function in [Function::Reciprocal, Function::Rsqrt] {
                let border = field << 23 | segment << 15;
                let mut last = f32::INFINITY;
                for x in (border - 20..border + 20).map(f32::from_bits) {
                    assert!(error(function, x) < 0.8, "{function:?} {x}");
                    let value = f32::from_bits(result(function, x.to_bits()));
                    assert!(last >= value, "{function:?} {x}");
                    last = value;
                    compared += 1;
                }
            }
        }
    }
    assert_eq!(compared, 12 * 256 * 3 * 41 + 8 * 256 * 2 * 40);
}

#[test]
fn edges_are_near() {
    for x in edges().into_iter().map(f32::from_bits).filter(|x| x.is_finite() && *x != 0.0) {
        for function in Function::ALL {
            let shown = f32::from_bits(result(function, x.to_bits()));
            if shown.is_finite() && x.abs() < 1000.0 {
                assert!(error(function, x) < 0.8, "{function:?} {x}");
            }
        }
    }
}

proptest! {
    #[test]
    fn exponentials_are_near(x in -150_f32..127.9, y in -104_f32..88.7, z in -104_f32..20.0, bits in 0..30_u32) {
        for scale in [1.0, 2_f32.powi(-(bits as i32))] {
            prop_assert!(error(Function::Exp2, x * scale) < 0.7);
            prop_assert!(error(Function::Exp, y * scale) < 0.7);
            prop_assert!(error(Function::Sigmoid, z * scale) < 0.8);
        }
    }

    #[test]
    fn inverses_are_near(x in finite()) {
        let magnitude = x & !SIGN;
        prop_assume!(magnitude > 0x20_0000);
        prop_assert!(error(Function::Reciprocal, f32::from_bits(x)) < 0.7);
        prop_assert!(error(Function::Rsqrt, f32::from_bits(magnitude)) < 0.7);
    }

    /// Without any rounding: x · r and x · r² on either side of 1, in integers.
    #[test]
    fn inverses_are_faithful(fraction in 0..1_u32 << 23, odd in 0..2_u32) {
        let product = |numbers: &[u32]| {
            let exact = numbers.iter().map(|x| Exact::of_fp32(*x).expect("it is finite"));
            exact.fold((1_i128, 0), |(value, exponent), it| (value * i128::from(it.significand), exponent + it.exponent))
        };
        let compared = |numbers: &[u32]| {
            let (value, exponent) = product(numbers);
            value.cmp(&(1 << -exponent))
        };
        let x = ONE | fraction;
        let r = result(Function::Reciprocal, x);
        prop_assert!(compared(&[x, r - 1]).is_lt() && compared(&[x, r + 1]).is_gt());
        let x = ONE + (odd << 23) + fraction;
        let r = result(Function::Rsqrt, x);
        prop_assert!(compared(&[x, r - 1, r - 1]).is_lt() && compared(&[x, r + 1, r + 1]).is_gt());
    }

    #[test]
    fn sigmoids_of_opposite_numbers_make_one(x in 0_f32..80.0) {
        let [low, high] = [-x, x].map(|x| f64::from(f32::from_bits(result(Function::Sigmoid, x.to_bits()))));
        prop_assert!((low + high - 1.0).abs() < 2_f64.powi(-24));
    }
}

#[test]
fn a_result_shows_42_cycles_after_its_number() {
    let outputs = [("result_o", 32), ("overflow_o", 1), ("nan_o", 1)];
    let mut bench = Bench::unlisted(Fp32Function::new(), &[("number_i", 32), ("select_i", 3)], &outputs);
    let numbers = edges();
    let number = |cycle: usize| {
        if cycle < 200 { numbers[cycle * 5 % numbers.len()] } else { (cycle as u32).wrapping_mul(0x9e37_79b9) }
    };
    for cycle in 0..400_usize {
        let select = (cycle % 8) as u64;
        let outputs = bench.cycle(&[("number_i", number(cycle).into()), ("select_i", select)]);
        let expected = cycle
            .checked_sub(42)
            .map_or(Rounded::default(), |cycle| fp32_function(Function::of_code((cycle % 8) as u64), number(cycle)));
        assert_eq!(shown(&outputs, "result_o"), expected, "{cycle}");
    }
}
