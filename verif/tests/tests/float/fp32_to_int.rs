//! Cases of `fp32_to_int`.

use crate::catalogue::latency::Latency;
use crate::fp32::{INFINITY, MINUS, NAN};
use crate::script::{self, Script};
use crate::three_way::{check, four_kinds};

four_kinds! { block: "fp32_to_int", cases: 1000, cycles: 40 }

/// Cycles from the number to the integer.
const LATENCY: usize = 3;

pub fn latency() -> Latency {
    // A half, which is a tie.
    Latency::new("number_i", "integer_o", Script::of("fp32_to_int").resting(&[("number_i", 0x3f00_0000)]))
}

/// A number, its shift; the integer, before it is clamped.
type Case = (u32, i64, i64);

/// Far beyond every integer.
const BEYOND: i64 = 1 << 40;

pub fn listed() -> Vec<Script> {
    let instance = script::block("fp32_to_int").first();
    let bits = instance.size("bits");
    vec![all(Script::at(instance), bits), nans(Script::of("fp32_to_int")), before_the_first_number()]
}

/// Numbers with the integers that are nearest; every one is negated too.
fn by_hand() -> Vec<Case> {
    let number = |value: f32, integer: i64| (value.to_bits(), 0, integer);
    vec![
        number(0.0, 0),
        number(1.0, 1),
        number(2.0, 2),
        number(7.0, 7),
        // Ties to even, and their neighbours.
        number(0.5, 0),
        number(1.5, 2),
        number(2.5, 2),
        number(3.5, 4),
        number(4.5, 4),
        number(5.5, 6),
        number(6.5, 6),
        number(7.5, 8),
        (0x3eff_ffff, 0, 0),
        (0x3f00_0001, 0, 1),
        (0x3fbf_ffff, 0, 1),
        (0x3fc0_0001, 0, 2),
        (0x401f_ffff, 0, 2),
        (0x4020_0001, 0, 3),
        (0x4060_0001, 0, 4),
        number(0.25, 0),
        number(0.75, 1),
        // The same moved by a shift.
        (0x3f80_0000, -1, 0),
        (0x3f80_0001, -1, 1),
        (0x3fc0_0000, -1, 1),
        (0x4040_0000, -1, 2),
        (0x40a0_0000, -1, 2),
        (0x3f80_0000, 2, 4),
        (0x3f40_0000, 1, 2),
        (0x3f20_0000, 2, 2),
        (0x3f20_0000, 3, 5),
        // Far below.
        (0x3f80_0000, -2, 0),
        (0x3fff_ffff, -2, 0),
        (0x3fff_ffff, -26, 0),
        (0x7f7f_ffff, -128, 1),
        (0x7f7f_ffff, -129, 0),
        (0x7f00_0000, -127, 1),
        (0x7f00_0000, -128, 0),
        (0x7f00_0001, -128, 1),
        (0x7f7f_ffff, -256, 0),
        (0x3f80_0000, -256, 0),
        (1, -256, 0),
        (0, -256, 0),
        (1, 0, 0),
        // Subnormal numbers.
        (1, 149, 1),
        (3, 149, 3),
        (5, 148, 2),
        (7, 148, 4),
        (3, 147, 1),
        (2, 147, 0),
        (1, 148, 0),
        (0x007f_ffff, 126, 1),
        (0x0040_0000, 127, 1),
        (0x0040_0000, 126, 0),
        (0x0040_0001, 126, 1),
        (0x0080_0000, 126, 1),
        // Far above.
        (0, 255, 0),
        (1, 255, BEYOND),
        (1, 190, BEYOND),
        (0x007f_ffff, 255, BEYOND),
        (0x3f80_0000, 255, BEYOND),
        (0x3f80_0000, 40, BEYOND),
        (0x7f7f_ffff, 0, BEYOND),
        (0x7f7f_ffff, 255, BEYOND),
        (0x5f00_0000, 0, BEYOND),
        (INFINITY, 0, BEYOND),
        (INFINITY, -256, BEYOND),
        (INFINITY, 255, BEYOND),
    ]
}

/// Each bit of an integer, by every shift that makes a difference, with a half that is a tie, and a little more.
fn single_bits() -> Vec<Case> {
    let mut all = Vec::new();
    for place in 0..40 {
        for shift in [-80, -9, 0, 1, 32] {
            all.push((((127 + place - shift) as u32) << 23, shift, 1 << place));
        }
        if (1..23).contains(&place) {
            let half = ((127 + place) as u32) << 23 | 1 << (22 - place);
            all.extend([(half, 0, 1 << place), (half + 1, 0, (1 << place) + 1), (half - 1, 0, 1 << place)]);
        }
    }
    // Bit after bit of a subnormal number.
    all.extend((0..23).map(|place| (1 << place, 149, 1 << place)));
    all
}

/// The ends of integers of so many bits.
fn ends(bits: usize) -> Vec<Case> {
    let power = ((127 + bits - 1) as u32) << 23;
    let end = 1 << (bits - 1);
    // 2^(N − 1), the numbers beside it, and halves below it where FP32 has them.
    let mut all = vec![(power, 0, end), (power + 1, 0, end), (power >> 1 << 1, 0, end)];
    let last_place = bits as i32 - 2 - 23;
    if last_place <= -1 {
        let half = 1 << (-1 - last_place);
        // 2^(N − 1) less 1/2 is a tie that goes up, less 3/2 one that goes down, and up to the even 2^(N − 1) − 2.
        all.extend([(power - half, 0, end), (power - half - 1, 0, end - 1), (power - half + 1, 0, end)]);
        all.extend([
            (power - 2 * half, 0, end - 1),
            (power - 3 * half, 0, end - 2),
            (power - 3 * half + 1, 0, end - 1),
        ]);
        // 2^(N − 1) and a half: to even.
        all.extend([(power + half / 2, 0, end), (power + half / 2 + 1, 0, end + 1), (power + half, 0, end + 1)]);
    } else {
        let step = 1 << last_place;
        all.extend([(power - 1, 0, end - step), (power - 2, 0, end - 2 * step), (power + 1, 0, end + 2 * step)]);
    }
    // By a shift, from far below and far above.
    all.extend([
        (0x3f80_0000, bits as i64 - 1, end),
        (0x3f80_0000, bits as i64, 2 * end),
        (0x3f00_0000, bits as i64, end),
    ]);
    all.extend([
        (0x0080_0000, 125 + bits as i64, end),
        (1, 148 + bits as i64, end),
        (3, 146 + bits as i64, 3 * end / 4),
    ]);
    all.extend([(0x3fff_ffff, bits as i64 - 1, 2 * end - 1), (0x3fff_ffff, bits as i64 + 5, BEYOND)]);
    all
}

/// One number a cycle, with both signs, and both least integers.
fn all(mut script: Script, bits: usize) -> Script {
    let (greatest, least) = ((1_i64 << (bits - 1)) - 1, -(1_i64 << (bits - 1)));
    let mut cases = Vec::new();
    for (number, shift, integer) in [by_hand(), single_bits(), ends(bits)].concat() {
        for symmetric in [false, true] {
            let least = least + i64::from(symmetric);
            cases.push((number, shift, symmetric, integer.clamp(least, greatest)));
            cases.push((number | MINUS, shift, symmetric, (-integer).clamp(least, greatest)));
        }
    }
    for cycle in 0..cases.len() + LATENCY {
        script = match cases.get(cycle) {
            Some((number, shift, symmetric, _)) => script.cycle(&[
                ("number_i", (*number).into()),
                ("shift_i", *shift),
                ("symmetric_i", (*symmetric).into()),
            ]),
            None => script.rest(1),
        };
        if let Some((.., integer)) = cycle.checked_sub(LATENCY).map(|sent| cases[sent]) {
            script = script.sees(&[("integer_o", integer), ("nan_dropped_o", 0)]);
        }
    }
    script
}

/// NaNs of every kind become 0; behind them a number.
fn nans(mut script: Script) -> Script {
    let nans = [NAN, 0x7f80_0001, 0xff80_0001, 0x7fff_ffff, 0xffc1_2345];
    let inputs: Vec<(u32, i64)> = nans
        .into_iter()
        .flat_map(|nan| [(nan, -256), (nan, -130), (nan, 0), (nan, 255)])
        .chain([(0x3f80_0000, 0)])
        .collect();
    for cycle in 0..inputs.len() + LATENCY {
        script = match inputs.get(cycle) {
            Some((number, shift)) => script.cycle(&[("number_i", (*number).into()), ("shift_i", *shift)]),
            None => script.rest(1),
        };
        if let Some(sent) = cycle.checked_sub(LATENCY) {
            let is_number = i64::from(sent + 1 == inputs.len());
            script = script.sees(&[("integer_o", is_number), ("nan_dropped_o", 1 - is_number)]);
        }
    }
    script
}

/// Nothing shows before the first number has passed.
fn before_the_first_number() -> Script {
    let script = Script::of("fp32_to_int").resting(&[("number_i", NAN.into())]);
    let nothing = [("integer_o", 0), ("nan_dropped_o", 0)];
    let script = (0..LATENCY).fold(script, |script, _| script.rest(1).sees(&nothing));
    script.rest(1).sees(&[("integer_o", 0), ("nan_dropped_o", 1)])
}

/// The same at the other sizes.
#[test]
fn every_size() {
    for instance in script::block("fp32_to_int").instances() {
        let bits = instance.size("bits");
        check(&all(Script::at(instance.clone()), bits));
        check(&nans(Script::at(instance)));
    }
}
