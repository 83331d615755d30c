//! Cases of `int_to_fp32`.

use crate::catalogue::latency::Latency;
use crate::script::{self, Script};
use crate::three_way::{check, four_kinds};

four_kinds! { block: "int_to_fp32", cases: 400, cycles: 40 }

/// Cycles from the integer to the number.
const LATENCY: usize = 7;

pub fn latency() -> Latency {
    Latency::new("integer_i", "number_o", Script::of("int_to_fp32"))
}

/// The fields of 2^place.
const fn power(place: u32) -> u32 {
    (127 + place) << 23
}

pub fn listed() -> Vec<Script> {
    vec![numbers(Script::of("int_to_fp32"), 32), before_the_first_integer()]
}

/// Small integers, every single bit, and ties in every place, of integers of so many bits.
fn cases(bits: u32) -> Vec<(i64, u32)> {
    let mut all = vec![
        (0, 0),
        (1, power(0)),
        (3, 0x4040_0000),
        (10, 0x4120_0000),
        (0xff_ffff, 0x4b7f_ffff),
        (0x100_0000, 0x4b80_0000),
        (0x100_0001, 0x4b80_0000),
        (0x100_0002, 0x4b80_0001),
        (0x100_0003, 0x4b80_0002),
        // All ones are rounded up to the power above.
        ((1 << (bits - 1)) - 1, power(bits - 1)),
    ];
    for place in 0..bits - 1 {
        all.push((1 << place, power(place)));
        if place >= 24 {
            let (one, last, half) = (1_i64 << place, 1_i64 << (place - 23), 1_i64 << (place - 24));
            let number = power(place);
            all.extend([(one + half, number), (one + half - 1, number), (one + last, number + 1)]);
            all.extend([(one + last + half, number + 2), (one + last + half - 1, number + 1)]);
            all.extend([(2 * one - half - 1, power(place + 1) - 1), (2 * one - half, power(place + 1))]);
            // A bit below the tie, where there is one.
            if place > 24 {
                all.extend([(one + half + 1, number + 1), (one + last + half + 1, number + 2), (one - 1, number)]);
            }
        }
    }
    let negative: Vec<(i64, u32)> =
        all.iter().filter(|(integer, _)| *integer > 0).map(|(integer, number)| (-integer, number | 1 << 31)).collect();
    all.extend(negative);
    all.push((-(1 << (bits - 1)), power(bits - 1) | 1 << 31));
    all
}

/// One integer a cycle.
fn numbers(mut script: Script, bits: u32) -> Script {
    let cases = cases(bits);
    for cycle in 0..cases.len() + LATENCY {
        script = match cases.get(cycle) {
            Some((integer, _)) => script.cycle(&[("integer_i", *integer)]),
            None => script.rest(1),
        };
        if let Some((_, number)) = cycle.checked_sub(LATENCY).map(|sent| cases[sent]) {
            script = script.sees(&[("number_o", number.into())]);
        }
    }
    script
}

/// Nothing shows before the first integer has passed.
fn before_the_first_integer() -> Script {
    let script = Script::of("int_to_fp32").resting(&[("integer_i", -1)]);
    let script = (0..LATENCY).fold(script, |script, _| script.rest(1).sees(&[("number_o", 0)]));
    script.rest(1).sees(&[("number_o", 0xbf80_0000)])
}

/// The same at the other sizes.
#[test]
fn every_size() {
    for instance in script::block("int_to_fp32").instances() {
        let bits = instance.size("bits") as u32;
        check(&numbers(Script::at(instance), bits));
    }
}
