//! Cases of `sine`.

use crate::catalogue::latency::Latency;
use crate::fp32::{MINUS, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "sine", cases: 600, cycles: 80 }

/// Cycles from the phase to its sine.
const TO_RESULT: usize = 23;

/// A quarter of a turn, which has 2^40 parts.
const QUARTER: i64 = 1 << 38;

pub fn latency() -> Latency {
    Latency::new("phase_i", "result_o", Script::of("sine"))
}

/// A phase, whether the cosine is asked for, the result.
type Row = (i64, bool, u32);

/// The quarters, the least angles beside a zero (2π · 2^-40 and multiples, whose significand is that of π), and ones that
/// are 1 to the last bit.
#[rustfmt::skip]
const ROWS: [Row; 16] = [
    (0, false, 0), (QUARTER, false, ONE), (2 * QUARTER, false, 0), (3 * QUARTER, false, MINUS | ONE),
    (0, true, ONE), (QUARTER, true, 0), (2 * QUARTER, true, MINUS | ONE), (3 * QUARTER, true, 0),
    (1, false, 0x2cc9_0fdb), (4 * QUARTER - 1, false, 0xacc9_0fdb), (2, false, 0x2d49_0fdb), (4, false, 0x2dc9_0fdb),
    (2 * QUARTER - 1, false, 0x2cc9_0fdb), (2 * QUARTER + 1, false, 0xacc9_0fdb),
    (QUARTER + 1, false, ONE), (1, true, ONE),
];

pub fn listed() -> Vec<Script> {
    let mut script = Script::of("sine");
    for cycle in 0..ROWS.len() + TO_RESULT {
        let (phase, cosine, _) = ROWS[cycle % ROWS.len()];
        script = script.cycle(&[("phase_i", phase), ("cosine_i", cosine.into())]);
        if let Some(sent) = cycle.checked_sub(TO_RESULT) {
            script = script.sees(&[("result_o", ROWS[sent].2.into())]);
        }
    }
    vec![script]
}
