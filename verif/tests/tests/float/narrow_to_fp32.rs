//! Cases of `narrow_to_fp32`, and all codes of every format.

use crate::catalogue::latency::Latency;
use crate::fp32::{MINUS, NAN};
use crate::script::{self, Script};
use crate::three_way::{check, four_kinds};

four_kinds! { block: "narrow_to_fp32", cases: 200, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("code_i", "number_o", Script::of("narrow_to_fp32"))
}

/// E4M3 by hand: zero, subnormal numbers, the ends of the normal ones, one, NaN.
pub fn listed() -> Vec<Script> {
    let codes = [
        (0x00, 0),
        (0x01, 0x3b00_0000),
        (0x02, 0x3b80_0000),
        (0x03, 0x3bc0_0000),
        (0x04, 0x3c00_0000),
        (0x05, 0x3c20_0000),
        (0x06, 0x3c40_0000),
        (0x07, 0x3c60_0000),
        (0x08, 0x3c80_0000),
        (0x0f, 0x3cf0_0000),
        (0x10, 0x3d00_0000),
        (0x37, 0x3f70_0000),
        (0x38, 0x3f80_0000),
        (0x39, 0x3f90_0000),
        (0x40, 0x4000_0000),
        (0x77, 0x4370_0000),
        (0x78, 0x4380_0000),
        (0x7e, 0x43e0_0000),
        (0x7f, NAN),
    ];
    let all: Vec<(i64, u32)> = codes.into_iter().flat_map(|(code, number)| signed(code, 7, number)).collect();
    vec![widened(Script::of("narrow_to_fp32"), &all), all_codes(Script::of("narrow_to_fp32"), 4, 3)]
}

/// A code with both signs, which stands at bit `place`.
fn signed(code: i64, place: usize, number: u32) -> [(i64, u32); 2] {
    [(code, number), (code | 1 << place, if number == NAN { NAN } else { number | MINUS })]
}

/// One code a cycle.
fn widened(script: Script, codes: &[(i64, u32)]) -> Script {
    codes.iter().fold(script, |script, (code, number)| {
        script.cycle(&[("code_i", *code)]).sees(&[("number_o", (*number).into())])
    })
}

/// Every code of a format has the value that its bits say.
fn all_codes(script: Script, exponent_bits: usize, mantissa_bits: usize) -> Script {
    let bias = (1 << (exponent_bits - 1)) - 1;
    let last = (1 << exponent_bits) - 1;
    let ones = (1 << mantissa_bits) - 1;
    let has_infinities = exponent_bits == 8 || exponent_bits == 5;
    let number = |code: i64| {
        let (exponent, mantissa) = (code >> mantissa_bits, code & ones);
        let is_nan = match exponent_bits {
            2 => false,
            4 => exponent == last && mantissa == ones,
            _ => exponent == last && mantissa > 0,
        };
        let significand = if exponent == 0 { mantissa } else { mantissa + ones + 1 };
        // A double holds it, and FP32 too.
        let value = significand as f64 * f64::from(exponent.max(1) as i32 - bias - mantissa_bits as i32).exp2();
        match (is_nan, has_infinities && exponent == last) {
            (true, _) => NAN,
            (false, true) => f32::INFINITY.to_bits(),
            (false, false) => (value as f32).to_bits(),
        }
    };
    let place = exponent_bits + mantissa_bits;
    let all: Vec<(i64, u32)> = (0..1 << place).flat_map(|code| signed(code, place, number(code))).collect();
    widened(script, &all)
}

#[test]
fn every_code_of_every_format() {
    for instance in script::block("narrow_to_fp32").instances() {
        let [exponent_bits, mantissa_bits] = instance.own();
        check(&all_codes(Script::at(instance), exponent_bits, mantissa_bits));
    }
}

/// The other formats by hand.
#[test]
fn codes_by_hand() {
    let e2m1 = [0, 0x3f00_0000, 0x3f80_0000, 0x3fc0_0000, 0x4000_0000, 0x4040_0000, 0x4080_0000, 0x40c0_0000];
    let e2m1: Vec<(i64, u32)> = (0..).zip(e2m1).collect();
    let e5m2 = vec![
        (0x00, 0),
        (0x01, 0x3780_0000),
        (0x02, 0x3800_0000),
        (0x03, 0x3840_0000),
        (0x04, 0x3880_0000),
        (0x3c, 0x3f80_0000),
        (0x3f, 0x3fe0_0000),
        (0x7b, 0x4760_0000),
        (0x7c, 0x7f80_0000),
        (0x7d, NAN),
        (0x7e, NAN),
        (0x7f, NAN),
    ];
    let bf16 = vec![
        (0x0000, 0),
        (0x0001, 0x0001_0000),
        (0x0040, 0x0040_0000),
        (0x007f, 0x007f_0000),
        (0x0080, 0x0080_0000),
        (0x3f80, 0x3f80_0000),
        (0x3f81, 0x3f81_0000),
        (0x7f7f, 0x7f7f_0000),
        (0x7f80, 0x7f80_0000),
        (0x7f81, NAN),
        (0x7fc0, NAN),
        (0x7fff, NAN),
    ];
    for (sizes, place, codes) in [("2x1", 3, e2m1), ("5x2", 7, e5m2), ("8x7", 15, bf16)] {
        let instance = format!("narrow_to_fp32_{sizes}").parse().expect("it is tested at these sizes");
        let all: Vec<(i64, u32)> = codes.into_iter().flat_map(|(code, number)| signed(code, place, number)).collect();
        check(&widened(Script::at(instance), &all));
    }
}
