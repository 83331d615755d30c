//! Cases of `align_add`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "align_add", cases: 1000, cycles: 40 }

/// Bits of b, and of the numbers as they are added.
const B_BITS: u32 = 41;
const BITS: u32 = 42;

/// Cycles from the terms to the sum.
const LATENCY: usize = 7;

pub fn latency() -> Latency {
    Latency::new("a_significand_i", "significand_o", Script::of("align_add").resting(&[("a_exponent_i", 1)]))
}

/// A term: negative, exponent, significand.
type Term = (bool, i64, i64);

/// Both terms, and the sum: negative, exponent, significand.
type Case = (Term, Term, Term);

pub fn listed() -> Vec<Script> {
    let mut scripts = vec![sums(&by_hand())];
    for (a, b) in [
        (0x80_0000, 1 << 40),
        (0xff_ffff, (1 << 41) - 1),
        (0x80_0001, (1 << 40) + 1),
        (0x95_5555, 0x155_5555_5555),
        (0xff_ffff, 1 << 40),
        (1, (1 << 41) - 1),
        (0x80_0000, 1),
        (0, (1 << 40) + 1),
        (0xff_ffff, 0),
        // Two bits that are lost together, and nothing else.
        (0, 3),
        (0, 3 << 3),
        (0, 3 << 8),
        (0, 3 << 35),
    ] {
        scripts.push(sums(&distances(a, b)));
    }
    scripts
}

/// Sums whose parts are plain to see.
fn by_hand() -> Vec<Case> {
    let (a_top, b_top) = (1 << 23, 1 << 40);
    vec![
        // 1 + 1, 1 − 1, −1 + 1, −1 − 1.
        ((false, 127, a_top), (false, 127, b_top), (false, 127, 1 << 42)),
        ((false, 127, a_top), (true, 127, b_top), (false, 127, 0)),
        ((true, 127, a_top), (false, 127, b_top), (true, 127, 0)),
        ((true, 127, a_top), (true, 127, b_top), (true, 127, 1 << 42)),
        // 2 − 1, 1 − 2.
        ((false, 128, a_top), (true, 127, b_top), (false, 128, 1 << 40)),
        ((false, 127, a_top), (true, 128, b_top), (true, 128, 1 << 40)),
        // The greater one by its significand at equal exponents.
        ((false, 127, a_top), (true, 127, b_top + 1), (true, 127, 2)),
        ((true, 127, a_top + 1), (false, 127, b_top), (true, 127, 1 << 18)),
        // A subnormal a below a b of a lower exponent.
        ((false, 1, 1), (true, 0, b_top), (true, 1, (1 << 40) - (1 << 18))),
        // Bits that are lost: b's last is the bit above the lowest.
        ((false, 128, 0), (false, 127, 1), (false, 128, 1)),
        ((false, 129, 0), (false, 127, 1), (false, 129, 1)),
        ((false, 129, 0), (false, 127, 2), (false, 129, 1)),
        ((false, 129, 0), (false, 127, 3), (false, 129, 1)),
        ((false, 129, 0), (false, 127, 5), (false, 129, 3)),
        ((false, 129, a_top), (true, 127, 1), (false, 129, (1 << 41) - 1)),
        // The ends of the exponents.
        ((false, 255, a_top), (true, -1024, b_top), (false, 255, (1 << 41) - 1)),
        ((true, 0, 0xff_ffff), (false, 1023, b_top), (false, 1023, (1 << 41) - 1)),
        ((true, 0, 0), (false, 1023, b_top), (false, 1023, 1 << 41)),
        ((true, 255, 0), (false, -1024, 0), (true, 255, 0)),
    ]
}

/// The same significands at every distance that makes a difference, on both sides, added and subtracted.
fn distances(a: i64, b: i64) -> Vec<Case> {
    let all = (-70..=70).chain([-897, -512, -256, -128, 127, 128, 256, 511, 512, 1024, 1150]);
    all.flat_map(|distance| [false, true].map(|negative| at_distance(a, b, distance, negative))).collect()
}

/// A case from the formula: the lesser one shifted, a lost one made the lowest bit.
fn at_distance(a: i64, b: i64, distance: i64, negative: bool) -> Case {
    let exponent = 126;
    let (left_a, left_b) = (a << (BITS - 24), b << (BITS - B_BITS));
    let shifted = |number: i64, places: i64| {
        let kept = number.checked_shr(places as u32).unwrap_or(0);
        let lost = kept.checked_shl(places as u32).unwrap_or(0) != number;
        kept | i64::from(lost)
    };
    let (term_a, term_b) = ((false, exponent, a), (negative, exponent - distance, b));
    let sign = |number: i64| if negative { -number } else { number };
    let (sum, greater) = if distance >= 0 {
        (left_a + sign(shifted(left_b, distance)), false)
    } else {
        (sign(left_b) + shifted(left_a, -distance), negative)
    };
    let sum_negative = if sum == 0 { greater } else { sum < 0 };
    (term_a, term_b, (sum_negative, exponent.max(exponent - distance), sum.abs()))
}

/// One sum a cycle.
fn sums(cases: &[Case]) -> Script {
    let mut script = Script::of("align_add");
    for cycle in 0..cases.len() + LATENCY {
        script = match cases.get(cycle) {
            Some((a, b, _)) => script.cycle(&[
                ("a_sign_i", a.0.into()),
                ("a_exponent_i", a.1),
                ("a_significand_i", a.2),
                ("b_sign_i", b.0.into()),
                ("b_exponent_i", b.1),
                ("b_significand_i", b.2),
            ]),
            None => script.rest(1),
        };
        if let Some((a, b, sum)) = cycle.checked_sub(LATENCY).map(|sent| cases[sent]) {
            script = script.sees(&[
                ("sign_o", sum.0.into()),
                ("exponent_o", sum.1),
                ("significand_o", sum.2),
                ("cancelled_o", (a.0 != b.0).into()),
            ]);
        }
    }
    script
}
