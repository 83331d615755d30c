//! Cases of `element`, and all its codes.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::{check, four_kinds};

four_kinds! { block: "element", cases: 200, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("code_i", "significand_o", Script::of("element"))
}

/// A code, and its sign, significand, shift and whether it is NaN.
fn decoded(script: Script, code: i64, e2m1: i64, [sign, significand, shift, nan]: [i64; 4]) -> Script {
    script.cycle(&[("code_i", code), ("e2m1_i", e2m1)]).sees(&[
        ("sign_o", sign),
        ("significand_o", significand),
        ("shift_o", shift),
        ("nan_o", nan),
    ])
}

pub fn listed() -> Vec<Script> {
    let e4m3 = [
        // Zeros, the ends of the subnormal and of the normal numbers, one, NaN.
        (0x00, [0, 0, 0, 0]),
        (0x80, [1, 0, 0, 0]),
        (0x01, [0, 1, 0, 0]),
        (0x87, [1, 7, 0, 0]),
        (0x08, [0, 8, 0, 0]),
        (0x17, [0, 15, 1, 0]),
        (0x38, [0, 8, 6, 0]),
        (0x7e, [0, 14, 14, 0]),
        (0xf7, [1, 15, 13, 0]),
        (0x7f, [0, 15, 14, 1]),
        (0xff, [1, 15, 14, 1]),
    ];
    let e2m1 = [[0, 0], [1, 0], [2, 0], [3, 0], [2, 1], [3, 1], [2, 2], [3, 2]];
    let script = e4m3.into_iter().fold(Script::of("element"), |script, (code, parts)| decoded(script, code, 0, parts));
    // Of an E2M1 code the upper four bits mean nothing.
    let script = (0..256).fold(script, |script, code| {
        let [significand, shift] = e2m1[code as usize & 7];
        decoded(script, code, 1, [code >> 3 & 1, significand, shift, 0])
    });
    vec![script]
}

/// Every E4M3 code has the value that its format says.
#[test]
fn all_codes() {
    let script = (0..256).fold(Script::of("element"), |script, code: i64| {
        let (exponent, fraction) = (code >> 3 & 15, code & 7);
        let significand = if exponent == 0 { fraction } else { 8 + fraction };
        decoded(script, code, 0, [code >> 7, significand, exponent.max(1) - 1, i64::from(code & 127 == 127)])
    });
    check(&script);
}
