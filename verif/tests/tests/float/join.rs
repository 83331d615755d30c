//! Cases of `join`, and every distance between term and accumulator.

use crate::catalogue::latency::Latency;
use crate::fp32::{GREATEST, INFINITY, LEAST_NORMAL, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::{check, four_kinds};

four_kinds! { block: "join", cases: 1500, cycles: 60 }

/// Cycles from the sum to its exponent, to the accumulator, and to the outputs.
const TO_EXPONENT: usize = 3;
const TO_ACCUMULATOR: usize = 5;
const TO_OUTPUT: usize = 18;

pub fn latency() -> Latency {
    Latency::new("acc_i", "acc_o", Script::of("join").resting(&[("acc_i", 0x3f80_0000)]))
}

/// The ends of a sum of 42 bits.
const MOST: i64 = (1 << 41) - 1;
const LEAST: i64 = -(1 << 41);

/// One step: S, e, accumulator; the accumulator after it.
#[derive(Clone, Copy)]
struct Step {
    sum: i64,
    exponent: i64,
    nan: bool,
    acc: u32,
    result: u32,
    overflow: bool,
}

const fn step(sum: i64, exponent: i64, acc: u32, result: u32) -> Step {
    Step { sum, exponent, nan: false, acc, result, overflow: false }
}

const fn overflow(sum: i64, exponent: i64, acc: u32, result: u32) -> Step {
    Step { overflow: true, ..step(sum, exponent, acc, result) }
}

const fn nan(sum: i64, exponent: i64, acc: u32) -> Step {
    Step { nan: true, ..step(sum, exponent, acc, NAN) }
}

pub fn listed() -> Vec<Script> {
    let finite = finite();
    let mirrored: Vec<Step> = finite
        .iter()
        .filter(|step| step.sum != LEAST)
        .map(|step| {
            let result = if step.result == 0 { 0 } else { step.result ^ MINUS };
            Step { sum: -step.sum, acc: step.acc ^ MINUS, result, ..*step }
        })
        .collect();
    vec![steps(&finite), steps(&mirrored), steps(&specials()), steps(&single_bits()), before_the_first_sum()]
}

#[rustfmt::skip]
fn finite() -> Vec<Step> {
    vec![
        // A sum of zero leaves the accumulator, whatever its exponent; a negative zero becomes a positive one.
        step(0, 511, ONE, ONE), step(0, -512, ONE, ONE), step(0, 0, MINUS, 0), step(0, 511, 0, 0),
        step(0, 511, 1, 1), step(0, 287, GREATEST, GREATEST), step(0, 100, LEAST_NORMAL, LEAST_NORMAL),
        // To and from zero.
        step(1, 0, 0, ONE), step(1, 0, MINUS, ONE), step(-1, 0, 0, ONE | MINUS), step(-1, 0, ONE, 0),
        step(1 << 23, -23, ONE | MINUS, 0), step(LEAST, -41, ONE, 0), step(LEAST, 0, 0, 0xd400_0000),
        step(MOST, 0, 0, 0x5400_0000), step(MOST, 0, ONE, 0x5400_0000),
        // Ties to even, and a bit far below that decides.
        step(1, -24, ONE, ONE), step(3, -24, ONE, 0x3f80_0002), step(-1, -25, ONE, ONE), step(-3, -25, ONE, 0x3f7f_fffe),
        step((1 << 40) + 1, -64, ONE, 0x3f80_0001), step((1 << 40) - 1, -64, ONE, ONE),
        step(-(1 << 40) - 1, -65, ONE, 0x3f7f_ffff), step(-(1 << 40) + 1, -65, ONE, ONE),
        // The same with the accumulator far below.
        step((1 << 40) + (1 << 16), 0, 0, 0x5380_0000), step((1 << 40) + (1 << 16), 0, 1, 0x5380_0001),
        step((1 << 40) + (1 << 16), 0, MINUS | 1, 0x5380_0000), step((1 << 40) + (3 << 16), 0, 0, 0x5380_0002),
        step((1 << 40) + (3 << 16), 0, MINUS | 1, 0x5380_0001), step((1 << 40) + (1 << 16), 87, 0, 0x7f00_0000),
        // Far apart on both sides.
        step(1, -512, ONE, ONE), step(-1, -512, ONE, ONE), step(MOST, -286, GREATEST, GREATEST),
        step(1, -512, 0, 0), step(-1, -512, 0, 0), step(LEAST, -512, 1, 1), step(1, 127, 1, 0x7f00_0000),
        step(1, 127, MINUS | 1, 0x7f00_0000), step(1, 100, MINUS | 1, 0x7180_0000),
        // Deep cancellation, exact.
        step(-((1 << 24) - 1), -24, ONE, 0x3380_0000), step(-(1 << 24) - 1, -24, ONE, 0xb380_0000),
        step(LEAST + 1, -41, ONE, 0x2b00_0000), step(-((1 << 24) - 1), -23, 0x3fff_ffff, 0),
        step(-1, 1, 0x3fff_ffff, 0xb400_0000),
        step(-1, 127, 0x7eff_ffff, 0xf300_0000),
        // Gradual underflow.
        step(1, -149, 0, 1), step(1, -150, 0, 0), step(3, -150, 0, 2), step(-1, -150, 0, 0), step(3, -151, 0, 1),
        step(-3, -151, 0, MINUS | 1), step((1 << 40) + 1, -190, 0, 1), step(-1, -149, 1, 0), step(-3, -149, 1, MINUS | 2),
        step(-1, -149, LEAST_NORMAL, 0x007f_ffff), step(1, -149, 0x007f_ffff, LEAST_NORMAL),
        step(1, -150, 0x007f_ffff, LEAST_NORMAL), step(-1, -150, LEAST_NORMAL, LEAST_NORMAL),
        step(-3, -150, LEAST_NORMAL, 0x007f_fffe), step(LEAST, -191, 1, 0), step(LEAST + 1, -191, 1, 1),
        step(-(1 << 22), -149, 1, 0x803f_ffff), step(-(1 << 23), -149, 1, 0x807f_ffff), step(LEAST, -167, 0, 0x8080_0000),
        // Overflow, and not yet.
        step(1, 127, 0, 0x7f00_0000), overflow(1, 128, 0, INFINITY), overflow(1, 511, 0, INFINITY),
        overflow(1, 103, GREATEST, INFINITY), step((1 << 30) - 1, 73, GREATEST, GREATEST), step(1, 102, GREATEST, GREATEST),
        step(-1, 102, GREATEST, GREATEST), step(-1, 104, GREATEST, 0x7f7f_fffe), step(-1, 128, 0x7f00_0000, 0xff00_0000),
        overflow(MOST, 511, GREATEST, INFINITY), overflow(MOST, 511, MINUS | GREATEST, INFINITY),
        overflow(MOST, 87, 0, INFINITY), step((1 << 24) - 1, 104, 0, GREATEST), overflow(-1, 129, GREATEST, MINUS | INFINITY),
    ]
}

/// NaNs and infinities, with terms that would change them if they were numbers.
fn specials() -> Vec<Step> {
    let mut all = Vec::new();
    for acc in [0xffc1_2345, 0x7f80_0001, 0x7fff_ffff, NAN] {
        all.extend([step(0, 0, acc, NAN), step(MOST, 511, acc, NAN), step(LEAST, -512, acc, NAN)]);
    }
    for acc in [INFINITY, MINUS | INFINITY] {
        for (sum, exponent) in [(0, 0), (1, 0), (-1, 128), (1, 128), (LEAST, 87), (MOST, 511), (LEAST, 511), (1, -512)]
        {
            all.extend([step(sum, exponent, acc, acc), nan(sum, exponent, acc)]);
        }
    }
    all.extend([nan(0, 0, 0), nan(1, 511, GREATEST), nan(-1, 0, ONE), nan(5, 3, 1), step(1, 0, 0, ONE)]);
    all
}

/// Each bit of the sum alone, in both signs, at exponents that let all of them show.
fn single_bits() -> Vec<Step> {
    let power = |exponent: i64| ((127 + exponent) << 23) as u32;
    let all = (0..41).flat_map(|bit| [-168, -100, -41, 0, 80].map(|exponent| (bit, exponent)));
    let normal = all.filter(|(bit, exponent)| bit + exponent >= -126);
    normal
        .flat_map(|(bit, exponent)| {
            let result = power(bit + exponent);
            [step(1 << bit, exponent, 0, result), step(-(1 << bit), exponent, 0, MINUS | result)]
        })
        .collect()
}

/// One step a cycle, each input in the cycle in which it is taken and something else in all others.
fn steps(steps: &[Step]) -> Script {
    let mut script = Script::of("join");
    for cycle in 0..steps.len() + TO_OUTPUT {
        let at = |delay: usize| cycle.checked_sub(delay).and_then(|sent| steps.get(sent));
        script = script.cycle(&[
            ("sum_i", at(0).map_or(-1, |step| step.sum)),
            ("exponent_i", at(TO_EXPONENT).map_or(-1, |step| step.exponent)),
            ("nan_i", at(TO_EXPONENT).is_none_or(|step| step.nan).into()),
            ("acc_i", at(TO_ACCUMULATOR).map_or(NAN, |step| step.acc).into()),
        ]);
        if let Some(step) = at(TO_OUTPUT) {
            let is_nan = step.result == NAN;
            script = script.sees(&[
                ("acc_o", step.result.into()),
                ("overflow_o", step.overflow.into()),
                ("nan_o", is_nan.into()),
            ]);
        }
    }
    script
}

/// Accumulators that come before any sum can have reached them, and NaNs that are of no sum.
fn before_the_first_sum() -> Script {
    let nothing = [("acc_o", 0), ("overflow_o", 0), ("nan_o", 0)];
    let script = Script::of("join").resting(&[("acc_i", ONE.into()), ("sum_i", 1), ("nan_i", 1)]);
    let script = (0..TO_OUTPUT - TO_ACCUMULATOR).fold(script, |script, _| script.rest(1).sees(&nothing));
    let one = [("acc_o", ONE.into()), ("overflow_o", 0), ("nan_o", 0)];
    let script = (0..TO_ACCUMULATOR - TO_EXPONENT).fold(script, |script, _| script.rest(1).sees(&one));
    script.rest(1).sees(&[("acc_o", NAN.into()), ("nan_o", 1)])
}

/// Sums of up to 24 bits at every distance from an accumulator at which a double holds the exact sum, which is then
/// rounded once.
#[test]
fn every_distance() {
    let mut steps_taken = 0;
    for acc in [ONE, 0x3fff_ffff, 0xbfff_fffe, 0x4095_5555, 0xc02a_aaab, 0x3f80_0001] {
        let mut all = Vec::new();
        for sum in [1_i64, -1, 3, -3, 0x7f_ffff, -0x80_0001, 0xff_ffff, -0xff_fffe, 0x95_5555, -0x2a_aaab] {
            for exponent in -49..=5 {
                let exact = f64::from(f32::from_bits(acc)) + sum as f64 * f64::from(exponent).exp2();
                all.push(step(sum, exponent.into(), acc, (exact as f32).to_bits()));
            }
        }
        steps_taken += all.len();
        check(&steps(&all));
    }
    assert_eq!(steps_taken, 6 * 10 * 55);
}
