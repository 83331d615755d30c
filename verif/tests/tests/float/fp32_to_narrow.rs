//! Cases of `fp32_to_narrow`, and what lies between the codes of every format.

use crate::catalogue::latency::Latency;
use crate::fp32::{INFINITY, MINUS, NAN, ONE};
use crate::script::{self, Script};
use crate::three_way::{check, four_kinds};
use seedchip_spec::Instance;

four_kinds! { block: "fp32_to_narrow", cases: 1000, cycles: 40 }

/// Cycles from the number to the code.
const LATENCY: usize = 3;

pub fn latency() -> Latency {
    // 1 + 1/16, which is a tie.
    Latency::new("number_i", "code_o", Script::of("fp32_to_narrow").resting(&[("number_i", 0x3f88_0000)]))
}

/// A number, its shift, and the code; what overflows, and what is NaN.
#[derive(Clone, Copy)]
struct Case {
    number: u32,
    shift: i64,
    code: i64,
    overflow: bool,
    nan: bool,
}

const fn case(number: u32, shift: i64, code: i64) -> Case {
    Case { number, shift, code, overflow: false, nan: false }
}

const fn overflow(number: u32, shift: i64) -> Case {
    Case { overflow: true, ..case(number, shift, 0x7f80) }
}

/// A format at its size of the block.
struct Format {
    instance: Instance,
    exponent_bits: usize,
    mantissa_bits: usize,
}

impl Format {
    fn of(instance: Instance) -> Self {
        let [exponent_bits, mantissa_bits] = instance.own();
        Self { instance, exponent_bits, mantissa_bits }
    }

    /// All those that the block is tested at.
    fn all() -> Vec<Self> {
        script::block("fp32_to_narrow").instances().into_iter().map(Self::of).collect()
    }

    /// The bit of the sign.
    fn sign(&self) -> i64 {
        1 << (self.exponent_bits + self.mantissa_bits)
    }

    /// The greatest finite magnitude.
    fn greatest(&self) -> i64 {
        match self.exponent_bits {
            8 => 0x7f7f,
            5 => 0x7b,
            4 => 0x7e,
            _ => 7,
        }
    }

    /// What is too large; the shift matters no more.
    fn beyond(&self, number: u32, shift: i64) -> Case {
        if self.exponent_bits == 8 { overflow(number, shift) } else { case(number, shift, self.greatest()) }
    }

    /// The value of a magnitude, which a double holds; also of the first one that is too large.
    fn value(&self, magnitude: i64) -> f64 {
        let one = 1 << self.mantissa_bits;
        let (exponent, mantissa) = (magnitude / one, magnitude % one);
        let significand = if exponent == 0 { mantissa } else { mantissa + one };
        let bias = (1 << (self.exponent_bits - 1)) - 1;
        significand as f64 * f64::from(exponent.max(1) as i32 - bias - self.mantissa_bits as i32).exp2()
    }
}

pub fn listed() -> Vec<Script> {
    let format = Format::of(script::block("fp32_to_narrow").first());
    let mut scripts = vec![before_the_first_number()];
    scripts.extend(scripts_of(&format));
    scripts
}

/// The cases of a format.
fn scripts_of(format: &Format) -> [Script; 4] {
    [by_hand(format), between(format), by_shift(format), specials(format)].map(|cases| narrowed(format, &cases))
}

/// Ties, underflow, overflow, from the formats' tables.
#[rustfmt::skip]
fn by_hand(format: &Format) -> Vec<Case> {
    let number = |value: f32, code: i64| case(value.to_bits(), 0, code);
    match format.exponent_bits {
        // BF16: the upper half.
        8 => vec![
            case(ONE, 0, 0x3f80), case(0x3f80_8000, 0, 0x3f80), case(0x3f80_8001, 0, 0x3f81), case(0x3f80_7fff, 0, 0x3f80),
            case(0x3f81_8000, 0, 0x3f82), case(0x3f81_7fff, 0, 0x3f81), case(0x3fff_8000, 0, 0x4000), case(0x3fff_7fff, 0, 0x3fff),
            case(0x7f7f_0000, 0, 0x7f7f), case(0x7f7f_7fff, 0, 0x7f7f), overflow(0x7f7f_8000, 0), overflow(0x7f7f_ffff, 0),
            case(0x7f7e_8000, 0, 0x7f7e), case(1, 0, 0), case(0x8000, 0, 0), case(0x8001, 0, 1), case(0x1_8000, 0, 2), case(0x1_7fff, 0, 1),
            case(0x007f_8000, 0, 0x80), case(0x007f_7fff, 0, 0x7f), case(0x007f_ffff, 0, 0x80), case(0x0080_0000, 0, 0x80),
            case(0x0040_0000, 0, 0x40), case(0x0080_8000, 0, 0x80), case(0x0081_8000, 0, 0x82),
            // Normal numbers become subnormal and back.
            case(0x0080_0000, -1, 0x40), case(0x00ff_0000, -1, 0x80), case(0x00fe_ffff, -1, 0x7f), case(0x00fd_0000, -1, 0x7e),
            case(0x0100_0000, -2, 0x40), case(ONE, -133, 1), case(ONE, -134, 0), case(ONE + 1, -134, 1), case(0x3fc0_0000, -133, 2),
            case(1, 16, 1), case(1, 15, 0), case(3, 15, 2), case(1, 23, 0x80), case(3, 22, 0xc0), case(1, 149, 0x3f80), case(0x007f_ffff, 1, 0x100),
            case(0x007f_0000, 1, 0xfe), case(0x0000_ffff, 20, 0x700), case(0x0000_0101, 20, 0x300), case(1, 255, 0x7480),
            // A shift to and past the greatest.
            case(0x7f00_0000, 0, 0x7f00), overflow(0x7f00_0000, 1), case(ONE, 127, 0x7f00), overflow(ONE, 128), overflow(ONE, 255),
            overflow(0x3fff_8000, 127), case(0x3fff_7fff, 127, 0x7f7f), overflow(0x7f7f_ffff, 255), case(0x7f7f_ffff, -1, 0x7f00),
            case(0x7f7f_ffff, -256, 0x20), case(0x7f7f_ffff, -255, 0x40), case(0x7f00_0000, -256, 0x10), case(1, -256, 0),
        ],
        5 => vec![
            number(1.0, 0x3c), number(1.125, 0x3c), number(1.375, 0x3e), number(1.124, 0x3c), number(1.126, 0x3d), number(1.875, 0x40),
            number(57344.0, 0x7b), number(53248.0, 0x7a), number(61439.0, 0x7b), number(61440.0, 0x7b), number(65536.0, 0x7b), number(1e30, 0x7b),
            case(0x3780_0000, 0, 1), case(0x3700_0000, 0, 0), case(0x3700_0001, 0, 1), case(0x36ff_ffff, 0, 0), case(0x37c0_0000, 0, 2),
            case(0x3820_0000, 0, 2), case(0x3860_0000, 0, 4), case(0x385f_ffff, 0, 3), case(0x3880_0000, 0, 4), case(0x3840_0000, 0, 3),
            case(1, 133, 1), case(1, 132, 0), case(3, 132, 2), case(1, 149, 0x3c), case(0x007f_ffff, 126, 0x3c), case(1, 255, 0x7b),
            case(ONE, -16, 1), case(ONE, -17, 0), case(ONE + 1, -17, 1), case(ONE, 15, 0x78), case(ONE, 16, 0x7b),
        ],
        4 => vec![
            number(1.0, 0x38), number(1.0625, 0x38), number(1.1875, 0x3a), number(1.0624, 0x38), number(1.0626, 0x39), number(1.9375, 0x40),
            number(448.0, 0x7e), number(416.0, 0x7d), number(432.0, 0x7e), number(431.0, 0x7d), number(463.9, 0x7e), number(464.0, 0x7e),
            number(480.0, 0x7e), number(1e30, 0x7e), number(400.0, 0x7c), number(240.0, 0x77), number(248.0, 0x78),
            case(0x3b00_0000, 0, 1), case(0x3a80_0000, 0, 0), case(0x3a80_0001, 0, 1), case(0x3a7f_ffff, 0, 0), case(0x3b40_0000, 0, 2),
            case(0x3ba0_0000, 0, 2), case(0x3be0_0000, 0, 4), case(0x3c70_0000, 0, 8), case(0x3c6f_ffff, 0, 7), case(0x3c80_0000, 0, 8),
            case(1, 140, 1), case(1, 139, 0), case(3, 139, 2), case(1, 149, 0x38), case(0x007f_ffff, 126, 0x38), case(1, 255, 0x7e),
            case(ONE, -9, 1), case(ONE, -10, 0), case(ONE + 1, -10, 1), case(ONE, 8, 0x78), case(ONE, 9, 0x7e),
        ],
        _ => vec![
            number(0.0, 0), number(0.25, 0), number(0.26, 1), number(0.5, 1), number(0.75, 2), number(0.74, 1), number(1.0, 2),
            number(1.25, 2), number(1.26, 3), number(1.5, 3), number(1.75, 4), number(2.0, 4), number(2.5, 4), number(2.51, 5),
            number(3.0, 5), number(3.5, 6), number(3.49, 5), number(4.0, 6), number(5.0, 6), number(5.01, 7), number(6.0, 7), number(7.0, 7),
            number(8.0, 7), number(1e30, 7), case(1, 148, 1), case(1, 147, 0), case(3, 147, 2), case(1, 149, 2), case(0x007f_ffff, 126, 2),
            case(1, 255, 7), case(ONE, -1, 1), case(ONE, -2, 0), case(ONE + 1, -2, 1), case(ONE, 2, 6), case(ONE, 3, 7),
        ],
    }
}

/// Codes, the middles between neighbours, which go to the even one, and the FP32 numbers beside them; of BF16 every 61st.
/// Where FP32 would not hold them they come greater, and the shift takes it back.
fn between(format: &Format) -> Vec<Case> {
    let step = if format.exponent_bits == 8 { 61 } else { 1 };
    let mut all = Vec::new();
    for magnitude in (0..=format.greatest()).step_by(step) {
        let shift = [-30, -7, 0, 5][(magnitude % 4) as usize];
        let shift = if magnitude < 1000 { shift.min(-20) } else { shift.max(0) };
        let place = |value: f64| ((value * f64::from(-shift as i32).exp2()) as f32).to_bits();
        let (low, high) = (format.value(magnitude), format.value(magnitude + 1));
        let number = place(low);
        let middle = place(low.midpoint(high));
        all.extend([
            case(number, shift, magnitude),
            case(number + 1, shift, magnitude),
            case(middle - 1, shift, magnitude),
        ]);
        if magnitude == format.greatest() {
            all.extend([middle, middle + 1, place(high)].map(|number| format.beyond(number, shift)));
        } else {
            all.extend([case(middle, shift, magnitude + magnitude % 2), case(middle + 1, shift, magnitude + 1)]);
            all.push(case(place(high) - 1, shift, magnitude + 1));
        }
    }
    all
}

/// A power of two by every shift, from a normal number, from the greatest and from the least.
fn by_shift(format: &Format) -> Vec<Case> {
    let bias = (1 << (format.exponent_bits - 1)) - 1;
    let mantissa_bits = format.mantissa_bits as i64;
    let top = if format.exponent_bits == 8 || format.exponent_bits == 5 { bias } else { bias + 1 };
    let mut all = Vec::new();
    for shift in -256..=255 {
        for (number, exponent) in [(ONE, 0), (0x7f00_0000, 127), (0x0080_0000, -126), (1, -149), (0x0000_0400, -139)] {
            let place = exponent + shift;
            // At the least number's half it is a tie.
            let least = 1 - bias - mantissa_bits;
            all.push(if place > top {
                format.beyond(number, shift)
            } else if place > -bias {
                case(number, shift, (place + bias) << mantissa_bits)
            } else if place >= least {
                case(number, shift, 1 << (place - least))
            } else {
                case(number, shift, 0)
            });
        }
    }
    all
}

/// Zeros, infinities and NaNs by every kind of shift.
fn specials(format: &Format) -> Vec<Case> {
    let (infinite, canonical) = match format.exponent_bits {
        8 => (0x7f80, 0x7fc0),
        5 => (0x7b, 0x7e),
        4 => (0x7e, 0x7f),
        _ => (7, 0),
    };
    let mut all = Vec::new();
    for shift in [-256, -255, -149, -128, -1, 0, 1, 126, 149, 254, 255] {
        all.extend([case(0, shift, 0), case(INFINITY, shift, infinite)]);
        for nan in [NAN, 0x7f80_0001, 0x7fff_ffff, 0x7fc1_2345] {
            all.push(Case { nan: true, ..case(nan, shift, canonical) });
        }
    }
    all.push(case(ONE, 0, format.sign() / 2 - (1 << format.mantissa_bits)));
    all
}

/// One number a cycle, with both signs.
fn narrowed(format: &Format, cases: &[Case]) -> Script {
    let cases: Vec<Case> = cases
        .iter()
        .flat_map(|case| {
            let code = if case.nan { case.code } else { case.code | format.sign() };
            [*case, Case { number: case.number | MINUS, code, ..*case }]
        })
        .collect();
    let has_nans = format.exponent_bits > 2;
    let mut script = Script::at(format.instance.clone());
    for cycle in 0..cases.len() + LATENCY {
        script = match cases.get(cycle) {
            Some(case) => script.cycle(&[("number_i", case.number.into()), ("shift_i", case.shift)]),
            None => script.rest(1),
        };
        if let Some(case) = cycle.checked_sub(LATENCY).map(|sent| cases[sent]) {
            script = script.sees(&[
                ("code_o", case.code),
                ("overflow_o", case.overflow.into()),
                ("nan_o", (case.nan && has_nans).into()),
                ("nan_dropped_o", (case.nan && !has_nans).into()),
            ]);
        }
    }
    script
}

/// Nothing shows before the first number has passed.
fn before_the_first_number() -> Script {
    let script = Script::of("fp32_to_narrow").resting(&[("number_i", NAN.into()), ("shift_i", -1)]);
    let nothing = [("code_o", 0), ("overflow_o", 0), ("nan_o", 0), ("nan_dropped_o", 0)];
    let script = (0..LATENCY).fold(script, |script, _| script.rest(1).sees(&nothing));
    script.rest(1).sees(&[("code_o", 0x7f), ("nan_o", 1)])
}

/// The same in the other formats.
#[test]
fn every_format() {
    for format in Format::all() {
        scripts_of(&format).iter().for_each(check);
    }
}
