//! Cases of `fp32_function`.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, LEAST_NORMAL, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "fp32_function", cases: 400, cycles: 120 }

/// Cycles from the number to its function.
const TO_RESULT: usize = 42;

pub fn latency() -> Latency {
    // The exponent 1 of two, and what was there before.
    Latency::new(
        "number_i",
        "result_o",
        Script::of("fp32_function").resting(&[("number_i", ONE.into())]).rest(TO_RESULT),
    )
}

const EXP2: i64 = 0;
const EXP: i64 = 1;
const SIGMOID: i64 = 2;
const RECIPROCAL: i64 = 3;
const RSQRT: i64 = 4;

/// A function, a number, the result.
#[derive(Clone, Copy)]
struct Row {
    select: i64,
    x: u32,
    result: u32,
    overflow: bool,
}

const fn row(select: i64, x: u32, result: u32) -> Row {
    Row { select, x, result, overflow: false }
}

const fn overflow(select: i64, x: u32) -> Row {
    Row { overflow: true, ..row(select, x, INFINITY) }
}

pub fn listed() -> Vec<Script> {
    vec![rows(&specials()), rows(&exact()), rows(&limits())]
}

fn specials() -> Vec<Row> {
    let mut all = Vec::new();
    for select in 0..8 {
        all.extend([NAN, 0xffff_ffff, 0x7f80_0001, 0xff80_0001].map(|x| row(select, x, NAN)));
    }
    for select in [EXP2, EXP] {
        all.extend([row(select, INFINITY, INFINITY), row(select, MINUS | INFINITY, 0)]);
        all.extend([row(select, 0, ONE), row(select, MINUS, ONE), row(select, 1, ONE), row(select, MINUS | 1, ONE)]);
    }
    let half = 0x3f00_0000;
    all.extend([row(SIGMOID, INFINITY, ONE), row(SIGMOID, MINUS | INFINITY, 0)]);
    all.extend([row(SIGMOID, 0, half), row(SIGMOID, MINUS, half)]);
    all.extend([row(RECIPROCAL, 0, INFINITY), row(RECIPROCAL, MINUS, MINUS | INFINITY)]);
    all.extend([row(RECIPROCAL, INFINITY, 0), row(RECIPROCAL, MINUS | INFINITY, MINUS)]);
    for select in RSQRT..8 {
        all.extend([row(select, 0, INFINITY), row(select, MINUS, MINUS | INFINITY), row(select, INFINITY, 0)]);
        all.extend([MINUS | INFINITY, MINUS | ONE, MINUS | 1, MINUS | GREATEST].map(|x| row(select, x, NAN)));
    }
    all
}

/// Powers of two, exact in every function that has them.
fn exact() -> Vec<Row> {
    let power = |exponent: i32| if exponent < -126 { 1 << (exponent + 149) } else { ((127 + exponent) as u32) << 23 };
    let number = |integer: i32| (integer as f32).to_bits();
    let mut all: Vec<Row> = (-149..=127).map(|n| row(EXP2, number(n), power(n))).collect();
    all.extend((-126..=127).filter(|n| -n >= -149).map(|n| row(RECIPROCAL, power(n), power(-n))));
    all.extend((-127..=127).map(|n| row(RECIPROCAL, MINUS | power(n), MINUS | power(-n))));
    all.extend((-74..=63).map(|n| row(RSQRT, power(2 * n), power(-n))));
    all
}

/// Where results become infinite, nothing, or one.
fn limits() -> Vec<Row> {
    vec![
        // 128, and the number below it.
        overflow(EXP2, 0x4300_0000),
        row(EXP2, 0x42ff_ffff, 0x7f7f_ffa7),
        overflow(EXP2, GREATEST),
        overflow(EXP, GREATEST),
        overflow(EXP, 0x4380_0000),
        row(EXP2, 0xc316_0000, 0),
        row(EXP2, 0xc380_0000, 0),
        row(EXP, 0xc380_0000, 0),
        row(EXP2, MINUS | GREATEST, 0),
        row(EXP, MINUS | GREATEST, 0),
        row(SIGMOID, GREATEST, ONE),
        row(SIGMOID, 0x41c0_0000, ONE),
        row(SIGMOID, MINUS | GREATEST, 0),
        row(SIGMOID, 0xc380_0000, 0),
        // 2^-128 and less: 2^128 is no number.
        overflow(RECIPROCAL, 1 << 21),
        Row { result: MINUS | INFINITY, ..overflow(RECIPROCAL, MINUS | 1) },
        row(RECIPROCAL, (1 << 21) + 1, 0x7f7f_fff8),
        row(RECIPROCAL, GREATEST, 0x0020_0000),
        row(RSQRT, 1, 0x64b5_04f3),
        row(RSQRT, LEAST_NORMAL, 0x5f00_0000),
    ]
}

fn rows(rows: &[Row]) -> Script {
    let mut script = Script::of("fp32_function");
    for cycle in 0..rows.len() + TO_RESULT {
        let sent = rows.get(cycle);
        script = script.cycle(&[
            ("number_i", sent.map_or(NAN, |row| row.x).into()),
            ("select_i", sent.map_or(7, |row| row.select)),
        ]);
        let seen = cycle.checked_sub(TO_RESULT).map(|sent| rows[sent]).unwrap_or(row(0, 0, 0));
        script = script.sees(&[
            ("result_o", seen.result.into()),
            ("overflow_o", seen.overflow.into()),
            ("nan_o", (seen.result == NAN).into()),
        ]);
    }
    script
}
