//! Cases of `fp32_compare`.

use crate::catalogue::latency::Latency;
use crate::fp32::{MINUS, NAN};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "fp32_compare", cases: 600, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("a_i", "maximum_o", Script::of("fp32_compare"))
}

/// Positive numbers in order.
const POSITIVE: [u32; 20] = [
    0,
    1,
    2,
    0x003f_ffff,
    0x0040_0000,
    0x007f_ffff,
    0x0080_0000,
    0x0080_0001,
    0x0100_0000,
    0x3f7f_ffff,
    0x3f80_0000,
    0x3f80_0001,
    0x3fff_ffff,
    0x4000_0000,
    0x4040_0000,
    0x5555_5555,
    0x7e80_0000,
    0x7f00_0000,
    0x7f7f_ffff,
    0x7f80_0000,
];

/// Where the zeros are among all numbers in order.
const ZEROS: [usize; 2] = [19, 20];

pub fn listed() -> Vec<Script> {
    vec![in_order(), single_bits(), unordered()]
}

/// What the page says for numbers of which the greater is known.
fn compared(script: Script, [a, b]: [u32; 2], [less, equal]: [bool; 2], maximum: u32) -> Script {
    script.cycle(&[("a_i", a.into()), ("b_i", b.into())]).sees(&[
        ("less_o", less.into()),
        ("equal_o", equal.into()),
        ("unordered_o", 0),
        ("maximum_o", maximum.into()),
    ])
}

/// Every number with every other one: −0 lies just below +0, and they are equal.
fn in_order() -> Script {
    let negative = POSITIVE.iter().rev().map(|number| MINUS | number);
    let all: Vec<u32> = negative.chain(POSITIVE).collect();
    let mut script = Script::of("fp32_compare");
    for (place, a) in all.iter().enumerate() {
        for (other, b) in all.iter().enumerate() {
            let equal = place == other || ZEROS.contains(&place) && ZEROS.contains(&other);
            script = compared(script, [*a, *b], [place < other && !equal, equal], all[place.max(other)]);
        }
    }
    script
}

/// Numbers that differ in one bit.
fn single_bits() -> Script {
    let mut script = Script::of("fp32_compare");
    for low in [0, 0x3f80_0000, 0x2a80_0000] {
        for bit in (0..31).filter(|bit| low >> bit & 1 == 0) {
            let high = low | 1 << bit;
            if high > 0x7f80_0000 {
                continue;
            }
            script = compared(script, [low, high], [true, false], high);
            script = compared(script, [high, low], [false, false], high);
            script = compared(script, [MINUS | low, MINUS | high], [false, false], MINUS | low);
            script = compared(script, [MINUS | high, MINUS | low], [true, false], MINUS | low);
            script = compared(script, [MINUS | high, low], [true, false], low);
            script = compared(script, [low, MINUS | high], [false, false], low);
        }
    }
    script
}

/// NaNs on either side, of themselves too.
fn unordered() -> Script {
    let mut script = Script::of("fp32_compare");
    for nan in [NAN, 0x7f80_0001, 0xff80_0001, 0x7fff_ffff, 0xffff_ffff, 0xffc1_2345] {
        for other in POSITIVE.into_iter().chain([MINUS, 0xbf80_0000, 0xff80_0000, NAN, nan]) {
            for (a, b) in [(nan, other), (other, nan)] {
                script = script.cycle(&[("a_i", a.into()), ("b_i", b.into())]).sees(&[
                    ("less_o", 0),
                    ("equal_o", 0),
                    ("unordered_o", 1),
                    ("maximum_o", NAN.into()),
                ]);
            }
        }
    }
    script
}
