//! Cases of `fp32_add`, and every distance between its terms.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, LEAST_NORMAL, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::{check, four_kinds};

four_kinds! { block: "fp32_add", cases: 1500, cycles: 40 }

/// Cycles from the terms to the sum.
const LATENCY: usize = 13;

pub fn latency() -> Latency {
    Latency::new("a_i", "sum_o", Script::of("fp32_add").resting(&[("a_i", ONE.into())]))
}

/// a, b, whether b is subtracted; the sum.
#[derive(Clone, Copy)]
struct Case {
    a: u32,
    b: u32,
    subtract: bool,
    sum: u32,
    overflow: bool,
}

const fn add(a: u32, b: u32, sum: u32) -> Case {
    Case { a, b, subtract: false, sum, overflow: false }
}

const fn subtract(a: u32, b: u32, sum: u32) -> Case {
    Case { subtract: true, ..add(a, b, sum) }
}

const fn overflow(case: Case) -> Case {
    Case { overflow: true, ..case }
}

pub fn listed() -> Vec<Script> {
    let finite = finite();
    let negated: Vec<Case> = finite
        .iter()
        .map(|case| {
            let sum = if case.sum == 0 { 0 } else { case.sum ^ MINUS };
            Case { a: case.a ^ MINUS, b: case.b ^ MINUS, sum, ..*case }
        })
        .collect();
    // a − b = a + (−b) = −b + a.
    let exchanged: Vec<Case> = finite
        .iter()
        .map(|case| {
            let b = if case.subtract { case.b ^ MINUS } else { case.b };
            Case { a: b, b: case.a, subtract: false, ..*case }
        })
        .collect();
    let single_bits = single_bits();
    vec![
        sums(&finite),
        sums(&negated),
        sums(&exchanged),
        sums(&zeros()),
        sums(&specials()),
        sums(&single_bits),
        before_the_first_sum(),
    ]
}

/// Sums of which the exact value is plain to see; none is a zero that is negative.
#[rustfmt::skip]
fn finite() -> Vec<Case> {
    vec![
        add(ONE, ONE, 0x4000_0000), subtract(ONE, ONE, 0), add(ONE, ONE | MINUS, 0), subtract(ONE, ONE | MINUS, 0x4000_0000),
        add(ONE, 0, ONE), subtract(ONE, 0, ONE), add(ONE, MINUS, ONE), subtract(0, ONE, ONE | MINUS),
        add(0x4040_0000, 0x40a0_0000, 0x4100_0000), subtract(0x4040_0000, 0x40a0_0000, 0xc000_0000),
        // Ties to even, and a bit far below that decides.
        add(ONE, 0x3380_0000, ONE), add(ONE + 1, 0x3380_0000, ONE + 2), add(ONE, 0x3380_0001, ONE + 1),
        add(ONE, 0x337f_ffff, ONE), add(ONE + 1, 0x337f_ffff, ONE + 1), add(ONE, 0x3400_0000, ONE + 1),
        subtract(ONE, 0x3300_0000, ONE), subtract(ONE, 0x3300_0001, ONE - 1), subtract(ONE, 0x32ff_ffff, ONE),
        subtract(ONE - 1, 0x3300_0000, ONE - 2), subtract(ONE, 0x3380_0000, ONE - 1), subtract(ONE - 1, 0x3280_0000, ONE - 1),
        // A carry through the whole significand.
        add(0x3fff_ffff, 0x3380_0000, 0x4000_0000), add(0x3fff_ffff, 0x3400_0000, 0x4000_0000),
        add(0x3fff_ffff, 0x3fff_ffff, 0x407f_ffff), add(0x3fff_ffff, 0x337f_ffff, 0x3fff_ffff),
        // Far apart.
        add(ONE, 1, ONE), subtract(ONE, 1, ONE), add(GREATEST, 1, GREATEST), subtract(GREATEST, 1, GREATEST),
        add(0x7f00_0000, LEAST_NORMAL, 0x7f00_0000), subtract(0x7f00_0000, LEAST_NORMAL, 0x7f00_0000),
        // Cancellation, exact.
        subtract(0x3fff_ffff, ONE, 0x3f7f_fffe), subtract(0x4000_0000, 0x3fff_ffff, 0x3400_0000),
        subtract(ONE + 1, ONE, 0x3400_0000), subtract(ONE, ONE - 1, 0x3380_0000), subtract(ONE - 1, ONE, 0xb380_0000),
        subtract(0x4000_0000, ONE, ONE), subtract(0x4000_0001, 0x3fff_ffff, 0x34c0_0000),
        subtract(GREATEST, GREATEST - 1, 0x7380_0000), subtract(0x7f00_0000, 0x7eff_ffff, 0x7300_0000),
        // Subnormal numbers: always exact.
        add(1, 1, 2), add(1, 0, 1), subtract(1, 1, 0), subtract(1, 2, MINUS | 1), add(0x007f_ffff, 1, LEAST_NORMAL),
        add(0x0040_0000, 0x0040_0000, LEAST_NORMAL), add(0x007f_ffff, 0x007f_ffff, 0x00ff_fffe),
        subtract(LEAST_NORMAL, 1, 0x007f_ffff), subtract(LEAST_NORMAL, 0x007f_ffff, 1), subtract(LEAST_NORMAL + 1, LEAST_NORMAL, 1),
        add(LEAST_NORMAL, LEAST_NORMAL, 0x0100_0000), subtract(LEAST_NORMAL, LEAST_NORMAL, 0),
        subtract(0x0100_0000, 1, 0x00ff_ffff), add(0x00ff_ffff, 1, 0x0100_0000),
        // The first ties beyond them.
        add(0x0100_0000, 1, 0x0100_0000), add(0x0100_0001, 1, 0x0100_0002), subtract(0x0100_0001, 1, 0x0100_0000),
        subtract(0x0100_0002, 1, 0x0100_0002), add(0x0100_0000, 3, 0x0100_0002), subtract(0x0180_0000, 1, 0x0180_0000),
        add(0x0180_0000, 2, 0x0180_0000), add(0x0180_0000, 3, 0x0180_0001), subtract(0x0180_0000, 3, 0x017f_fffe),
        // The greatest numbers, and overflow.
        add(GREATEST, 0x7280_0000, GREATEST), add(GREATEST, 0x72ff_ffff, GREATEST), subtract(0x7f00_0000, 0xfeff_fffe, GREATEST),
        overflow(subtract(0x7f00_0000, 0xfeff_ffff, INFINITY)),
        overflow(add(GREATEST, 0x7300_0000, INFINITY)), overflow(add(0x7f00_0000, 0x7f00_0000, INFINITY)),
        overflow(add(GREATEST, GREATEST, INFINITY)), overflow(subtract(GREATEST, GREATEST | MINUS, INFINITY)),
        overflow(add(GREATEST, 0x7380_0000, INFINITY)), subtract(GREATEST, 0x7380_0000, GREATEST - 1),
        add(GREATEST, 0, GREATEST), subtract(GREATEST, GREATEST, 0),
    ]
}

/// Zeros of every sign, and exact zeros: negative only where both terms are.
fn zeros() -> Vec<Case> {
    vec![
        add(0, 0, 0),
        add(0, MINUS, 0),
        add(MINUS, 0, 0),
        add(MINUS, MINUS, MINUS),
        subtract(0, 0, 0),
        subtract(0, MINUS, 0),
        subtract(MINUS, 0, MINUS),
        subtract(MINUS, MINUS, 0),
        add(1, MINUS | 1, 0),
        add(MINUS | 1, 1, 0),
        subtract(MINUS | GREATEST, MINUS | GREATEST, 0),
    ]
}

/// NaNs and infinities beside numbers of every kind.
fn specials() -> Vec<Case> {
    let mut all = Vec::new();
    let others = [0, MINUS, 1, MINUS | 0x007f_ffff, ONE, MINUS | ONE, GREATEST, MINUS | GREATEST];
    for nan in [NAN, 0x7f80_0001, 0xff80_0001, 0x7fff_ffff, 0xffc1_2345] {
        for other in others.into_iter().chain([INFINITY, MINUS | INFINITY, 0x7f81_0000]) {
            all.extend([
                add(nan, other, NAN),
                add(other, nan, NAN),
                subtract(nan, other, NAN),
                subtract(other, nan, NAN),
            ]);
        }
    }
    for sign in [0, MINUS] {
        let infinity = sign | INFINITY;
        for other in others {
            all.extend([add(infinity, other, infinity), add(other, infinity, infinity)]);
            all.extend([subtract(infinity, other, infinity), subtract(other, infinity, infinity ^ MINUS)]);
        }
        all.extend([add(infinity, infinity, infinity), add(infinity, infinity ^ MINUS, NAN)]);
        all.extend([subtract(infinity, infinity, NAN), subtract(infinity, infinity ^ MINUS, infinity)]);
    }
    // A sum that is a number, behind them.
    all.push(add(ONE, ONE, 0x4000_0000));
    all
}

/// Powers of two at every distance: both bits show as long as 24 hold them.
fn single_bits() -> Vec<Case> {
    let power = |exponent: u32| (127 + exponent) << 23;
    let at = |distance: u32| match distance {
        0 => power(1),
        1..24 => ONE | 1 << (23 - distance),
        _ => ONE,
    };
    let less = |distance: u32| match distance {
        0 => 0,
        // 1 − 2^-d, whose leading one is one place lower.
        1..=24 => (ONE - (1 << 23)) | (0x00ff_ffff ^ ((1 << (24 - distance)) - 1)) & 0x007f_ffff,
        _ => ONE,
    };
    let all = (0..127).map(|distance| (distance, (127 - distance) << 23));
    all.flat_map(|(distance, b)| [add(ONE, b, at(distance)), subtract(ONE, b, less(distance))]).collect()
}

/// One sum a cycle.
fn sums(cases: &[Case]) -> Script {
    let mut script = Script::of("fp32_add");
    for cycle in 0..cases.len() + LATENCY {
        script = match cases.get(cycle) {
            Some(case) => {
                script.cycle(&[("a_i", case.a.into()), ("b_i", case.b.into()), ("subtract_i", case.subtract.into())])
            }
            None => script.rest(1),
        };
        if let Some(case) = cycle.checked_sub(LATENCY).map(|sent| cases[sent]) {
            script = script.sees(&[
                ("sum_o", case.sum.into()),
                ("overflow_o", case.overflow.into()),
                ("nan_o", (case.sum == NAN).into()),
            ]);
        }
    }
    script
}

/// Nothing shows before the first sum has passed.
fn before_the_first_sum() -> Script {
    let nothing = [("sum_o", 0), ("overflow_o", 0), ("nan_o", 0)];
    let script = Script::of("fp32_add").resting(&[("a_i", NAN.into()), ("b_i", ONE.into())]);
    let script = (0..LATENCY).fold(script, |script, _| script.rest(1).sees(&nothing));
    script.rest(1).sees(&[("sum_o", NAN.into()), ("nan_o", 1)])
}

/// Significands of many kinds at every distance at which a double holds the exact sum, which is then rounded once.
#[test]
fn every_distance() {
    let mut taken = 0;
    for a in [ONE, 0x3fff_ffff, 0xbfff_fffe, 0x3fd5_5555, 0xbfaa_aaab, 0x3f80_0001] {
        let mut all = Vec::new();
        for fraction in [0, 1, 2, 0x7f_ffff, 0x7f_fffe, 0x2a_aaaa, 0x55_5555, 0x40_0000] {
            for exponent in 100..=154_u32 {
                let b = exponent << 23 | fraction;
                let [x, y] = [a, b].map(|bits| f64::from(f32::from_bits(bits)));
                let bits = |sum: f64| (sum as f32).to_bits();
                all.extend([add(a, b, bits(x + y)), subtract(a, b, bits(x - y))]);
            }
        }
        taken += all.len();
        check(&sums(&all));
    }
    assert_eq!(taken, 6 * 8 * 55 * 2);
}
