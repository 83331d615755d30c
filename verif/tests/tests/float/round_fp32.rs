//! Cases of `round_fp32`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "round_fp32", cases: 1000, cycles: 40 }

/// Bits of the significand.
const BITS: i64 = 43;

/// Cycles from the number to the rounded one.
const LATENCY: usize = 6;

pub fn latency() -> Latency {
    Latency::new(
        "sign_i",
        "result_o",
        Script::of("round_fp32").resting(&[("exponent_i", 126), ("significand_i", 1 << 42)]),
    )
}

/// A number that is rounded, and what becomes of it.
#[derive(Clone, Copy)]
struct Case {
    negative: bool,
    exponent: i64,
    significand: i64,
    cancelled: bool,
    plus_zero: bool,
    infinite: bool,
    nan: bool,
    result: u32,
    overflow: bool,
}

const NUMBER: Case = Case {
    negative: false,
    exponent: 126,
    significand: 0,
    cancelled: false,
    plus_zero: false,
    infinite: false,
    nan: false,
    result: 0,
    overflow: false,
};

const fn number(exponent: i64, significand: i64, result: u32) -> Case {
    Case { exponent, significand, result, ..NUMBER }
}

const fn overflow(exponent: i64, significand: i64) -> Case {
    Case { overflow: true, ..number(exponent, significand, 0x7f80_0000) }
}

pub fn listed() -> Vec<Script> {
    let signed = |cases: &[Case]| {
        cases.iter().map(|case| Case { negative: true, result: case.result | 1 << 31, ..*case }).collect::<Vec<_>>()
    };
    let (numbers, normal) = (by_hand(), every_length());
    vec![
        rounded(&numbers),
        rounded(&signed(&numbers)),
        rounded(&normal),
        rounded(&signed(&normal)),
        rounded(&every_exponent()),
        rounded(&zeros()),
        rounded(&specials()),
    ]
}

/// Ties and their neighbours, underflow, overflow. The lowest bit of 24 at the top is bit 19.
fn by_hand() -> Vec<Case> {
    let top = 1 << 42;
    let all = (1 << 43) - 1;
    vec![
        number(126, top, 0x3f80_0000),
        number(126, top | 1 << 19, 0x3f80_0001),
        // Ties go to the even one, and a little more goes up.
        number(126, top | 1 << 18, 0x3f80_0000),
        number(126, top | 3 << 18, 0x3f80_0002),
        number(126, top | 1 << 18 | 1, 0x3f80_0001),
        number(126, top | 1 << 18 | 1 << 17, 0x3f80_0001),
        number(126, top | ((1 << 18) - 1), 0x3f80_0000),
        number(126, top | 1 << 19 | ((1 << 18) - 1), 0x3f80_0001),
        // A carry through the whole significand.
        number(126, all, 0x4000_0000),
        number(126, all - (1 << 18), 0x3f7f_ffff + 0x0080_0000),
        number(126, all << 18 & all, 0x4000_0000),
        // Leading zeros.
        number(126, 1, 0x3f80_0000 - (42 << 23)),
        number(42, 1, 0x0080_0000),
        number(41, 1, 0x0040_0000),
        number(19, 1, 1),
        number(63, 1, 0x0080_0000 + (21 << 23)),
        number(64, 1, 0x0080_0000 + (22 << 23)),
        number(128, 1, 0x0080_0000 + (86 << 23)),
        // Subnormal results, and the steps to zero and to the least normal number.
        number(0, top, 0x0080_0000),
        number(1, top >> 1, 0x0080_0000),
        number(0, top >> 1, 0x0040_0000),
        number(0, 1 << 19, 1),
        number(0, 1 << 18, 0),
        number(0, 1 << 18 | 1, 1),
        number(0, 3 << 18, 2),
        number(0, (1 << 18) - 1, 0),
        number(0, 1, 0),
        number(18, 1, 0),
        number(18, 3, 2),
        number(0, top - 1, 0x0080_0000),
        number(0, top - (1 << 18), 0x0080_0000),
        number(0, top - (1 << 18) - 1, 0x007f_ffff),
        // The greatest numbers, and overflow.
        number(253, top, 0x7f00_0000),
        number(253, all << 19 & all, 0x7f7f_ffff),
        number(253, (all << 19 & all) | ((1 << 18) - 1), 0x7f7f_ffff),
        overflow(253, all << 18 & all),
        overflow(253, all),
        overflow(254, top),
        overflow(255, top),
        number(254, top >> 1, 0x7f00_0000),
        number(295, 1, 0x7f00_0000),
        overflow(296, 1),
        overflow(382, top),
        overflow(510, top),
        overflow(511, top),
        overflow(766, top),
        overflow(1023, top),
        overflow(1023, all),
        overflow(1023, 1),
    ]
}

/// A one in every place, alone and over a tie that goes up, down, or is one.
fn every_length() -> Vec<Case> {
    let mut cases = Vec::new();
    for zeros in 0..43 {
        let first = 1 << (42 - zeros);
        let field = (0x3f80_0000 - (zeros << 23)) as u32;
        cases.push(number(126, first, field));
        if zeros <= 17 {
            let (last, half) = (1 << (19 - zeros), 1 << (18 - zeros));
            cases.push(number(126, first | half, field));
            cases.push(number(126, first | half | 1, field + 1));
            cases.push(number(126, first | (half - 1), field));
            cases.push(number(126, first | last | half, field + 2));
        }
    }
    cases
}

/// A one with as many leading zeros as there can be, at every exponent: normal as soon as the exponent allows.
fn every_exponent() -> Vec<Case> {
    let mut cases = Vec::new();
    for exponent in 0..254 {
        for zeros in [0, 1, 15, 16, 17, 31, 32, 42] {
            let left = exponent - zeros;
            let result = match left {
                0.. => (left + 1) << 23,
                -23.. => 1 << (23 + left),
                _ => 0,
            };
            cases.push(number(exponent, 1 << (42 - zeros), result as u32));
        }
    }
    cases
}

/// Zeros, exact and rounded, and numbers that only just are none, with every sign and every wish for one.
fn zeros() -> Vec<Case> {
    let mut cases = Vec::new();
    for bits in 0..8 {
        let (negative, cancelled, plus_zero) = (bits & 1 == 1, bits & 2 == 2, bits & 4 == 4);
        for (exponent, significand, magnitude) in [
            (0, 0, 0),
            (126, 0, 0),
            (1023, 0, 0),
            (0, 1, 0),
            (0, 1 << 18, 0),
            (0, 1 << 17, 0),
            (0, 1 << 19, 1),
            (0, (1 << 18) + 1, 1),
        ] {
            let positive = magnitude == 0 && (plus_zero || cancelled && significand == 0);
            let result = magnitude | u32::from(negative && !positive) << 31;
            cases.push(Case { negative, cancelled, plus_zero, ..number(exponent, significand, result) });
        }
    }
    cases
}

/// Infinities and NaNs, over numbers that would be something else.
fn specials() -> Vec<Case> {
    let mut cases = Vec::new();
    for (exponent, significand) in [(0, 0), (126, 1 << 42), (1023, (1 << 43) - 1), (254, 1 << 42), (0, 1)] {
        for bits in 0..8 {
            let (negative, cancelled, plus_zero) = (bits & 1 == 1, bits & 2 == 2, bits & 4 == 4);
            let case = Case { negative, cancelled, plus_zero, ..number(exponent, significand, 0) };
            cases.push(Case { infinite: true, result: 0x7f80_0000 | u32::from(negative) << 31, ..case });
            cases.push(Case { nan: true, result: 0x7fc0_0000, ..case });
            cases.push(Case { nan: true, infinite: true, result: 0x7fc0_0000, ..case });
        }
    }
    cases
}

/// One number a cycle.
fn rounded(cases: &[Case]) -> Script {
    assert!(cases.iter().all(|case| case.significand >> BITS == 0));
    let mut script = Script::of("round_fp32");
    for cycle in 0..cases.len() + LATENCY {
        script = match cases.get(cycle) {
            Some(case) => script.cycle(&[
                ("sign_i", case.negative.into()),
                ("exponent_i", case.exponent),
                ("significand_i", case.significand),
                ("cancelled_i", case.cancelled.into()),
                ("plus_zero_i", case.plus_zero.into()),
                ("infinite_i", case.infinite.into()),
                ("nan_i", case.nan.into()),
            ]),
            None => script.rest(1),
        };
        if let Some(case) = cycle.checked_sub(LATENCY).map(|sent| cases[sent]) {
            script = script.sees(&[
                ("result_o", case.result.into()),
                ("overflow_o", case.overflow.into()),
                ("nan_o", case.nan.into()),
            ]);
        }
    }
    script
}
