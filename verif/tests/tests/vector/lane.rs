//! Cases of `lane`.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "lane", cases: 60, cycles: 160 }

pub fn latency() -> Latency {
    Latency::new("a_i", "number_o", Script::of("lane").resting(&[("a_i", 0x3f80_0000)]))
}

const TWO: u32 = 0x4000_0000;
const THREE: u32 = 0x4040_0000;
/// 2^-120, and the number below it.
const GUARDED: u32 = 7 << 23;
const BELOW: u32 = GUARDED - 1;

/// Operation, function, guard, a, b; the result, and whether it has overflowed.
type Case = ([u32; 5], u32, bool);

pub fn listed() -> Vec<Script> {
    vec![one_by_one(&operations()), one_by_one(&functions()), one_by_one(&guards())]
}

fn one_by_one(cases: &[Case]) -> Script {
    let mut script = Script::of("lane");
    for ([operation, function, guard, a, b], _, _) in cases {
        script = script.cycle(&[
            ("operation_i", (*operation).into()),
            ("function_i", (*function).into()),
            ("guard_i", (*guard).into()),
            ("a_i", (*a).into()),
            ("b_i", (*b).into()),
        ]);
    }
    assert!(cases.len() < 65, "they are all under way at once");
    script = script.rest(65 - cases.len());
    for (_, result, overflow) in cases {
        script = script.rest(1).sees(&[
            ("number_o", (*result).into()),
            ("overflow_o", (*overflow).into()),
            ("nan_o", (*result == NAN).into()),
        ]);
    }
    script
}

fn operations() -> Vec<Case> {
    let finite = |inputs, result| (inputs, result, false);
    vec![
        finite([0, 0, 0, TWO, THREE], TWO),
        finite([1, 0, 0, TWO, THREE], 0x40c0_0000),
        finite([2, 0, 0, TWO, THREE], 0x40a0_0000),
        finite([3, 0, 0, TWO, THREE], MINUS | ONE),
        // Signs of zeros.
        finite([0, 0, 0, MINUS, THREE], MINUS),
        finite([1, 0, 0, MINUS, THREE], MINUS),
        finite([2, 0, 0, MINUS, 0], 0),
        finite([2, 0, 0, MINUS, MINUS], MINUS),
        finite([3, 0, 0, TWO, TWO], 0),
        finite([3, 0, 0, MINUS, 0], MINUS),
        // NaNs become the one that there is.
        finite([0, 0, 0, 0xffff_ffff, THREE], NAN),
        finite([0, 0, 0, TWO, NAN], TWO),
        finite([1, 0, 0, INFINITY, 0], NAN),
        finite([3, 0, 0, INFINITY, INFINITY], NAN),
        finite([2, 0, 0, INFINITY, INFINITY], INFINITY),
        // Subnormal numbers stay.
        finite([0, 0, 0, 1, 0], 1),
        ([2, 0, 0, GREATEST, GREATEST], INFINITY, true),
        ([1, 0, 0, MINUS | GREATEST, GREATEST], MINUS | INFINITY, true),
    ]
}

fn functions() -> Vec<Case> {
    let finite = |inputs, result| (inputs, result, false);
    vec![
        finite([0, 1, 0, THREE, 0], 0x4100_0000),
        finite([0, 2, 0, 0, 0], ONE),
        finite([0, 3, 0, MINUS, 0], 0x3f00_0000),
        finite([0, 4, 0, TWO, 0], 0x3f00_0000),
        finite([1, 5, 0, TWO, TWO], 0x3f00_0000),
        finite([1, 6, 0, TWO, TWO], 0x3f00_0000),
        finite([1, 7, 0, TWO, TWO], 0x3f00_0000),
        finite([0, 4, 0, 0, 0], INFINITY),
        ([0, 1, 0, 0x4300_0000, 0], INFINITY, true),
        // The operation has overflowed, whatever the function makes of it.
        ([2, 4, 0, GREATEST, GREATEST], 0, true),
        ([2, 1, 0, MINUS | GREATEST, MINUS | GREATEST], 0, true),
        finite([2, 0, 0, ONE, ONE], TWO),
        finite([3, 2, 0, MINUS | INFINITY, ONE], 0),
        finite([0, 5, 0, MINUS | ONE, 0], NAN),
    ]
}

fn guards() -> Vec<Case> {
    let finite = |inputs, result| (inputs, result, false);
    vec![
        finite([0, 0, 1, GUARDED, 0], GUARDED),
        finite([0, 0, 1, BELOW, 0], 0),
        finite([0, 0, 1, MINUS | BELOW, 0], 0),
        finite([0, 0, 0, MINUS | BELOW, 0], MINUS | BELOW),
        finite([0, 4, 1, 0, 0], 0),
        finite([0, 4, 1, 1, 0], 0),
        finite([0, 4, 1, GUARDED, 0], 0x7b80_0000),
        finite([0, 4, 1, MINUS | INFINITY, 0], NAN),
        finite([1, 0, 1, INFINITY, ONE], NAN),
        finite([0, 4, 1, NAN, 0], NAN),
        finite([0, 4, 0, INFINITY, 0], 0),
        // What the guard replaces has not overflowed.
        ([2, 0, 1, BELOW, GREATEST], 0, false),
        ([0, 4, 0, 1, 0], INFINITY, true),
    ]
}
