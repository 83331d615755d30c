//! Cases of `fp32_fma`, and every distance between product and addend.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, LEAST_NORMAL, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::{check, four_kinds};

four_kinds! { block: "fp32_fma", cases: 2000, cycles: 60 }

/// Cycles from the factors to the addend, and to the outputs.
const TO_ADDEND: usize = 9;
const TO_OUTPUT: usize = 22;

pub fn latency() -> Latency {
    Latency::new("c_i", "result_o", Script::of("fp32_fma").resting(&[("c_i", ONE.into())]))
}

const TWO: u32 = 0x4000_0000;
const HALF: u32 = 0x3f00_0000;

/// 2^exponent, if it is a normal number.
const fn power(exponent: i32) -> u32 {
    ((127 + exponent) as u32) << 23
}

/// a, b, c; the result.
#[derive(Clone, Copy)]
struct Case {
    a: u32,
    b: u32,
    c: u32,
    result: u32,
    overflow: bool,
}

const fn case(a: u32, b: u32, c: u32, result: u32) -> Case {
    Case { a, b, c, result, overflow: false }
}

const fn overflow(a: u32, b: u32, c: u32) -> Case {
    Case { overflow: true, ..case(a, b, c, INFINITY) }
}

pub fn listed() -> Vec<Script> {
    let finite = finite();
    let exchanged: Vec<Case> = finite.iter().map(|it| Case { a: it.b, b: it.a, ..*it }).collect();
    // −a · b − c, which is never an exact zero here.
    let negated: Vec<Case> =
        finite.iter().map(|it| Case { a: it.a ^ MINUS, c: it.c ^ MINUS, result: it.result ^ MINUS, ..*it }).collect();
    let both: Vec<Case> = finite.iter().map(|it| Case { a: it.a ^ MINUS, b: it.b ^ MINUS, ..*it }).collect();
    vec![
        results(&finite),
        results(&exchanged),
        results(&negated),
        results(&both),
        results(&zeros()),
        results(&specials()),
        results(&single_bits()),
        before_the_first_product(),
    ]
}

/// Results whose exact value is plain to see, and not 0.
#[rustfmt::skip]
fn finite() -> Vec<Case> {
    vec![
        case(ONE, ONE, 0, ONE), case(ONE, ONE, ONE, TWO), case(TWO, 0x4040_0000, 0x4080_0000, 0x4120_0000),
        case(TWO, 0x4040_0000, 0xc0e0_0000, 0xbf80_0000), case(0, ONE, ONE, ONE), case(MINUS, ONE, ONE, ONE),
        case(0, GREATEST, 1, 1), case(0, 0, MINUS | 1, MINUS | 1), case(ONE, GREATEST, 0, GREATEST),
        // What a rounded product would have lost: (1 + 2^-23)² − (1 + 2^-22), (1 − 2^-24)² − (1 − 2^-23).
        case(ONE + 1, ONE + 1, MINUS | (ONE + 2), power(-46)), case(ONE - 1, ONE - 1, MINUS | (ONE - 2), power(-48)),
        case(ONE + 1, ONE - 1, MINUS | ONE, 0x337f_fffe), case(0x3fff_ffff, 0x3fff_ffff, 0xc07f_fffe, power(-46)),
        case(ONE + 1, ONE + 1, 0, ONE + 2), case(ONE + 1, ONE + 1, power(-46), ONE + 2),
        // A product that is a tie by itself, 1.5 · (1 + 2^-23), and a bit far below that decides.
        case(0x3fc0_0000, ONE + 1, 0, 0x3fc0_0002), case(0x3fc0_0000, ONE + 1, 1, 0x3fc0_0002),
        case(0x3fc0_0000, ONE + 1, MINUS | 1, 0x3fc0_0001), case(0x3fc0_0000, ONE + 3, 0, 0x3fc0_0004),
        case(0x3fc0_0000, ONE + 3, 1, 0x3fc0_0005), case(0x3fc0_0000, ONE + 3, MINUS | 1, 0x3fc0_0004),
        // A tie by the sum: c + half of its last bit, a little more, a little less.
        case(ONE, ONE, power(24), power(24)), case(ONE, ONE + 1, power(24), power(24) + 1),
        case(ONE, ONE - 1, power(24), power(24)), case(ONE, ONE, power(24) + 1, power(24) + 2),
        case(ONE + 1, ONE - 1, power(24) + 1, power(24) + 2), case(ONE + 1, ONE - 1, power(24), power(24) + 1),
        case(ONE, ONE - 1, power(24) + 1, power(24) + 1),
        case(MINUS | ONE, ONE, power(25), power(25)), case(MINUS | ONE, ONE + 1, power(25), power(25) - 1),
        // Far apart on both sides.
        case(ONE, 1, ONE, ONE), case(MINUS | ONE, 1, ONE, ONE), case(1, 1, ONE, ONE), case(MINUS | 1, 1, ONE, ONE),
        case(power(100), power(27), 1, power(127)), case(power(100), power(27), MINUS | 1, power(127)),
        case(power(-100), power(-100), 1, 1), case(power(-100), MINUS | power(-100), 1, 1),
        case(power(-100), power(-100), GREATEST, GREATEST), case(1, 1, LEAST_NORMAL, LEAST_NORMAL),
        // Cancellation: the product above, c above, and deep.
        case(TWO, TWO, MINUS | 0x407f_ffff, power(-22)), case(ONE, 0x407f_ffff, MINUS | power(2), MINUS | power(-22)),
        case(0x3fc0_0000, 0x3fc0_0000, MINUS | TWO, power(-2)), case(ONE + 1, ONE + 1, MINUS | ONE, 0x3480_0000),
        // Subnormal factors.
        case(1, power(127), 0, power(-22)), case(1, ONE, 0, 1), case(1, TWO, 0, 2), case(3, ONE, 1, 4),
        case(0x007f_ffff, TWO, 0, 0x00ff_fffe), case(0x0040_0000, TWO, 0, LEAST_NORMAL), case(0x007f_ffff, ONE, 1, LEAST_NORMAL),
        case(1, power(23), MINUS | 1, 0x007f_ffff), case(1, power(126), power(-23), power(-22)),
        // Gradual underflow: ties at half of the least number, and past them.
        case(3, HALF, 0, 2), case(1, 0x3f40_0000, 0, 1), case(1, HALF, 1, 2), case(1, HALF, 2, 2), case(5, HALF, 0, 2),
        case(power(-75), power(-74), 0, 1), case(power(-75), power(-75), 1, 2), case(power(-75), power(-75), 2, 2),
        case(power(-75) + 1, power(-75), 0, 1), case(power(-75) - 1, power(-75), 1, 1), case(power(-75) - 1, power(-75), 2, 2),
        case(power(-75), MINUS | power(-75), 3, 2), case(power(-76), power(-75), 1, 1),
        case(power(-63), power(-63), 0, LEAST_NORMAL), case(power(-63) - 1, power(-63), 0, LEAST_NORMAL),
        case(power(-63) - 2, power(-63), 0, 0x007f_ffff), case(power(-63) - 3, power(-63), 0, 0x007f_fffe),
        case(power(-64), power(-63), 0, 0x0040_0000), case(power(-64), power(-63), 0x0040_0000, LEAST_NORMAL),
        case(power(-63), power(-63), MINUS | 1, 0x007f_ffff), case(power(-75), MINUS | power(-75), LEAST_NORMAL, LEAST_NORMAL),
        // Overflow, and not yet.
        case(power(64), power(63), 0, power(127)), overflow(power(64), power(64), 0), overflow(GREATEST, GREATEST, 0),
        overflow(GREATEST, TWO, 0), case(GREATEST, TWO, MINUS | GREATEST, GREATEST), overflow(GREATEST, ONE, power(103)),
        case(GREATEST, ONE, power(103) - 1, GREATEST), case(GREATEST, ONE, power(102), GREATEST),
        overflow(power(52), power(51), GREATEST), case(power(52), power(51) - 1, GREATEST, GREATEST),
        case(power(64), power(64), MINUS | power(104), GREATEST), overflow(power(64), power(64), MINUS | power(103)),
        case(power(64), power(64), MINUS | (power(103) + 1), GREATEST), case(power(64), power(64), MINUS | power(127), power(127)),
        overflow(GREATEST, GREATEST, MINUS | GREATEST), overflow(GREATEST, ONE, GREATEST), overflow(power(127), ONE, power(127)),
    ]
}

/// Zeros: exact ones by the signs of their terms, and those that arise by rounding, which keep theirs.
#[rustfmt::skip]
fn zeros() -> Vec<Case> {
    let mut all = Vec::new();
    for a in [0, MINUS, ONE, MINUS | ONE] {
        for b in [0, MINUS, 1, MINUS | GREATEST] {
            for c in [0, MINUS] {
                let product = (a ^ b) & MINUS;
                if a << 1 == 0 || b << 1 == 0 {
                    all.push(case(a, b, c, product & c));
                }
            }
        }
    }
    let tiny = power(-100);
    all.extend([
        case(ONE, ONE, MINUS | ONE, 0), case(MINUS | ONE, ONE, ONE, 0), case(1, ONE, MINUS | 1, 0), case(MINUS | 1, ONE, 1, 0),
        case(GREATEST, MINUS | ONE, GREATEST, 0), case(power(-75), power(-74), MINUS | 1, 0),
        case(tiny, tiny, 0, 0), case(tiny, tiny, MINUS, 0), case(MINUS | tiny, tiny, 0, MINUS), case(tiny, MINUS | tiny, MINUS, MINUS),
        case(1, 1, 0, 0), case(1, MINUS | 1, 0, MINUS), case(MINUS | 1, 1, MINUS, MINUS), case(1, 1, MINUS, 0),
        case(1, HALF, 0, 0), case(MINUS | 1, HALF, 0, MINUS), case(power(-75), power(-75), 0, 0), case(power(-75), MINUS | power(-75), 0, MINUS),
        // Half of the least number is left, on either side.
        case(power(-75), power(-75), MINUS | 1, MINUS), case(MINUS | power(-75), power(-75), 1, 0),
        case(3, HALF, MINUS | 1, 0), case(3, HALF, MINUS | 2, MINUS),
    ]);
    all
}

/// NaNs and infinities in each place, line by line of the table.
fn specials() -> Vec<Case> {
    let finite = [0, MINUS, 1, MINUS | 0x007f_ffff, ONE, MINUS | ONE, GREATEST, MINUS | GREATEST];
    let infinities = [INFINITY, MINUS | INFINITY];
    let nans = [NAN, 0x7f80_0001, 0xff80_0001, 0x7fff_ffff, 0xffc1_2345];
    let mut all = Vec::new();
    for nan in nans {
        for x in finite.into_iter().chain(infinities) {
            let y = x ^ MINUS;
            all.extend([case(nan, x, y, NAN), case(x, nan, y, NAN), case(x, y, nan, NAN), case(nan, nan, x, NAN)]);
        }
    }
    for infinity in infinities {
        for c in finite.into_iter().chain(infinities) {
            for zero in [0, MINUS] {
                all.extend([case(infinity, zero, c, NAN), case(zero, infinity, c, NAN)]);
            }
            for x in finite.into_iter().filter(|x| x << 1 != 0).chain(infinities) {
                let product = infinity ^ x & MINUS;
                let result = if c << 1 == INFINITY << 1 && c != product { NAN } else { product };
                all.extend([case(infinity, x, c, result), case(x, infinity, c, result)]);
            }
        }
        for a in finite {
            all.extend(finite.map(|b| case(a, b, infinity, infinity)));
        }
    }
    all.push(case(ONE, ONE, ONE, TWO));
    all
}

/// Powers of two whose product is a number, each bit of a factor alone, and a bit of c at every distance.
fn single_bits() -> Vec<Case> {
    let mut all = Vec::new();
    for a in (-126..=127).step_by(11) {
        for b in (-126..=127).step_by(7) {
            if (-126..=127).contains(&(a + b)) {
                all.extend([case(power(a), power(b), 0, power(a + b)), case(power(a), power(b), MINUS, power(a + b))]);
            }
        }
    }
    // 2^-149 to 2^-126 times 2^100.
    all.extend((0..23).map(|place| case(1 << place, power(100), 0, power(place - 49))));
    for distance in 0..127 {
        let sum = match distance {
            0 => TWO,
            1..24 => ONE | 1 << (23 - distance),
            _ => ONE,
        };
        all.extend([case(ONE, ONE, power(-distance), sum), case(power(-distance), ONE, ONE, sum)]);
    }
    all
}

/// One operation a cycle, each input in the cycle in which it is taken and something else in all others.
fn results(cases: &[Case]) -> Script {
    let mut script = Script::of("fp32_fma");
    for cycle in 0..cases.len() + TO_OUTPUT {
        let at = |delay: usize| cycle.checked_sub(delay).and_then(|sent| cases.get(sent));
        script = script.cycle(&[
            ("a_i", at(0).map_or(NAN, |case| case.a).into()),
            ("b_i", at(0).map_or(NAN, |case| case.b).into()),
            ("c_i", at(TO_ADDEND).map_or(NAN, |case| case.c).into()),
        ]);
        if let Some(case) = at(TO_OUTPUT) {
            script = script.sees(&[
                ("result_o", case.result.into()),
                ("overflow_o", case.overflow.into()),
                ("nan_o", (case.result == NAN).into()),
            ]);
        }
    }
    script
}

/// Addends that come before any product can have reached them: they meet +0. Before these nothing shows.
fn before_the_first_product() -> Script {
    let sees = |result: u32| [("result_o", result.into()), ("overflow_o", 0), ("nan_o", 0)];
    let mut script = Script::of("fp32_fma").resting(&[("a_i", NAN.into()), ("b_i", INFINITY.into())]);
    for cycle in 0..=TO_OUTPUT {
        let c = if cycle % 2 == 0 { MINUS } else { MINUS | ONE };
        script = script.cycle(&[("c_i", c.into())]);
        script = match cycle.checked_sub(TO_OUTPUT - TO_ADDEND) {
            None => script.sees(&sees(0)),
            Some(TO_ADDEND) => script.sees(&[("result_o", NAN.into()), ("nan_o", 1)]),
            // +0 + −0, +0 + −1.
            Some(sent) if sent % 2 == 0 => script.sees(&sees(0)),
            Some(_) => script.sees(&sees(MINUS | ONE)),
        };
    }
    script
}

/// Products of short significands, which doubles hold, at every distance from an addend at which a double holds the
/// exact sum, which is then rounded once.
#[test]
fn every_distance() {
    let mut taken = 0;
    for c in [ONE, 0x3fff_ffff, 0xbfff_fffe, 0x3fd5_5555, 0xbfaa_aaab, 0x3f80_0001] {
        let mut all = Vec::new();
        for a in [1.0_f32, 1.5, -1.75, 1.953_125] {
            for b in [1.0_f32, 1.25, -1.992_187_5] {
                for exponent in -26..=26 {
                    let a = a * (exponent as f32).exp2();
                    let sum = f64::from(a) * f64::from(b) + f64::from(f32::from_bits(c));
                    all.push(case(a.to_bits(), b.to_bits(), c, (sum as f32).to_bits()));
                }
            }
        }
        taken += all.len();
        check(&results(&all));
    }
    assert_eq!(taken, 6 * 4 * 3 * 53);
}
