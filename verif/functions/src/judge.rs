//! Whether a result is right, and how far it is from the exact value.
//!
//! FP64 decides nearly always: its error is a few 2^-53 of the value, and it leaves the question open only where the
//! exact value lies within 2^-20 of the distance of two FP32 numbers beside an FP32 number and the result is not that
//! number. MPFR decides then.

use rug::Float;
use seedchip_golden::exact::{INFINITY, Rounded, SIGN};
use seedchip_spec::functions::Function;
use std::cmp::Ordering;

/// What is found of a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The result is one of the two neighbours of the exact value, or it; specials and flags are as the page says.
    pub right: bool,
    /// The distance from the exact value in the distance of FP32 numbers there; 0 for infinities and NaNs.
    pub error: f64,
    /// MPFR was asked.
    pub asked: bool,
}

/// f(x) by FP64, specials as IEEE 754 has them.
pub fn nearly(function: Function, x: f64) -> f64 {
    match function {
        Function::Exp2 => x.exp2(),
        Function::Exp => x.exp(),
        Function::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        Function::Reciprocal => 1.0 / x,
        Function::Rsqrt if x == 0.0 => 1.0 / x,
        Function::Rsqrt => 1.0 / x.sqrt(),
    }
}

/// f(x) by MPFR, 400 bits, with how it compares with the exact value. `x` is finite and not 0, and not negative for
/// the root.
pub fn exact(function: Function, x: f32) -> (Float, Ordering) {
    const BITS: u32 = 400;
    let number = Float::with_val(BITS, x);
    match function {
        Function::Exp2 => Float::with_val_round(BITS, number.exp2_ref(), rug::float::Round::Nearest),
        Function::Exp => Float::with_val_round(BITS, number.exp_ref(), rug::float::Round::Nearest),
        // No sigmoid of a number that is not 0 is a number of 400 bits: below is below and above is above.
        Function::Sigmoid => (((-number).exp() + 1_u32).recip(), Ordering::Equal),
        Function::Reciprocal => Float::with_val_round(BITS, number.recip_ref(), rug::float::Round::Nearest),
        Function::Rsqrt => Float::with_val_round(BITS, number.recip_sqrt_ref(), rug::float::Round::Nearest),
    }
}

/// The distance of FP32 numbers at a finite value.
fn ulp(value: f64) -> f64 {
    let exponent = ((value.to_bits() >> 52 & 0x7ff) as i32 - 1023).clamp(-126, 127);
    f64::from_bits(u64::from((exponent - 23 + 1023).cast_unsigned()) << 52)
}

/// The next FP32 number, up or down; ±0 are one number.
fn beside(number: f32, up: bool) -> f32 {
    if up { number.next_up() } else { number.next_down() }
}

/// Judges a finite result by the exact value: `value` is that in FP64, `exact` makes it when it is needed, with how it
/// compares with the true one. Overflow begins at 2^128 − 2^103, where FP64's cast begins it.
pub fn faithful(result: u32, value: f64, exact: impl FnOnce() -> (Float, Ordering)) -> Verdict {
    let result = f32::from_bits(result);
    let nearest = value as f32;
    if nearest.is_infinite() || result.is_infinite() {
        return Verdict { right: result == nearest, error: 0.0, asked: false };
    }
    let error = (f64::from(result) - value).abs() / ulp(value);
    if result == nearest {
        return Verdict { right: true, error, asked: false };
    }
    let distance = value - f64::from(nearest);
    let asked = distance.abs() < ulp(value) / f64::from(1 << 20);
    let right = if asked {
        let (value, rounding) = exact();
        let order = value.partial_cmp(&nearest).unwrap_or(Ordering::Equal);
        // Equal and not rounded: it is the exact value, and the only answer.
        let side = if order == Ordering::Equal { rounding.reverse() } else { order };
        side != Ordering::Equal && result == beside(nearest, side == Ordering::Greater)
    } else {
        result == beside(nearest, distance > 0.0)
    };
    Verdict { right, error, asked }
}

/// Judges the result of a function.
pub fn judge(function: Function, x: u32, rounded: Rounded) -> Verdict {
    let number = f32::from_bits(x);
    let value = nearly(function, f64::from(number));
    let Rounded { result, overflow, nan } = rounded;
    if value.is_nan() {
        return Verdict { right: rounded == Rounded::NAN, error: 0.0, asked: false };
    }
    // What has one answer, and no overflow.
    if number == 0.0 || number.is_infinite() {
        return Verdict { right: !overflow && !nan && result == (value as f32).to_bits(), error: 0.0, asked: false };
    }
    let verdict = faithful(result, value, || exact(function, number));
    let flags = !nan && overflow == (result & !SIGN == INFINITY);
    let sign = if function == Function::Reciprocal { x & SIGN } else { 0 };
    Verdict { right: verdict.right && flags && result & SIGN == sign, ..verdict }
}

/// The error of a finite result by MPFR. `x` is as that of [`exact`].
pub fn error(function: Function, x: f32, result: u32) -> f64 {
    let (exact, _) = exact(function, x);
    let ulp = ulp(exact.to_f64());
    ((exact - f32::from_bits(result)).abs() / ulp).to_f64()
}

/// How far FP64 was from MPFR, in relation to the value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Audit {
    /// Inputs that were compared.
    pub inputs: u64,
    /// The greatest distance.
    pub distance: f64,
}

/// Compares FP64 with MPFR at every `step`-th number whose value FP64 has as a normal number.
pub fn audit(function: Function, step: usize) -> Audit {
    let mut audit = Audit::default();
    for x in (1..=u32::MAX).step_by(step).map(f32::from_bits).filter(|x| x.is_finite() && *x != 0.0) {
        let near = nearly(function, f64::from(x));
        if near.is_normal() {
            let distance = ((exact(function, x).0 - near) / near).to_f64().abs();
            audit = Audit { inputs: audit.inputs + 1, distance: audit.distance.max(distance) };
        }
    }
    audit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(function: Function, x: f32, result: u32) -> bool {
        judge(function, x.to_bits(), Rounded::finite(result)).right
    }

    #[test]
    fn neighbours_are_right_and_no_other_numbers() {
        // e lies between 0x402df854 and 0x402df855.
        let accepted = [0x402d_f853, 0x402d_f854, 0x402d_f855, 0x402d_f856].map(|it| right(Function::Exp, 1.0, it));
        assert_eq!(accepted, [false, true, true, false]);
        // Exact values have one answer, and MPFR says so.
        for (function, x, result) in [
            (Function::Exp2, 3.0, 8.0_f32),
            (Function::Exp2, -149.0, f32::from_bits(1)),
            (Function::Reciprocal, -4.0, -0.25),
            (Function::Rsqrt, 4.0, 0.5),
        ] {
            let near = [-1, 0, 1].map(|step| right(function, x, result.to_bits().wrapping_add_signed(step)));
            assert_eq!(near, [false, true, false], "{function:?}");
        }
        // A little more than 1, far below FP64's last place.
        let tiny = f32::from_bits(1);
        let one = 0x3f80_0000_u32;
        let near = [-1, 0, 1].map(|step: i32| right(Function::Exp, tiny, one.wrapping_add_signed(step)));
        assert_eq!(near, [false, true, true]);
        let near = [-1, 0, 1].map(|step: i32| right(Function::Exp2, -tiny, one.wrapping_add_signed(step)));
        assert_eq!(near, [true, true, false]);
        let half = 0x3f00_0000_u32;
        let near = [-1, 0, 1].map(|step: i32| right(Function::Sigmoid, -tiny, half.wrapping_add_signed(step)));
        assert_eq!(near, [true, true, false]);
    }

    #[test]
    fn overflow_begins_in_its_place_and_is_told() {
        assert!(right(Function::Exp2, 128.0, INFINITY) && !right(Function::Exp2, 128.0, 0x7f7f_ffff));
        assert!(!right(Function::Exp2, 127.999_99, INFINITY));
        let silent = Rounded { result: INFINITY, overflow: false, nan: false };
        assert!(!judge(Function::Exp2, 128_f32.to_bits(), silent).right);
        assert!(judge(Function::Exp2, INFINITY, silent).right);
        assert!(judge(Function::Reciprocal, 0, silent).right);
        assert!(!judge(Function::Reciprocal, 0, Rounded::finite(INFINITY)).right, "no overflow");
        assert!(judge(Function::Reciprocal, 1, Rounded::finite(INFINITY)).right);
    }

    #[test]
    fn specials_have_one_answer() {
        for (function, x, result) in [
            (Function::Exp, f32::NEG_INFINITY, 0),
            (Function::Exp, 0.0, 0x3f80_0000),
            (Function::Sigmoid, -0.0, 0x3f00_0000),
            (Function::Sigmoid, f32::INFINITY, 0x3f80_0000),
            (Function::Reciprocal, f32::NEG_INFINITY, SIGN),
        ] {
            assert!(right(function, x, result) && !right(function, x, result + 1), "{function:?}");
        }
        assert!(!right(Function::Reciprocal, f32::INFINITY, SIGN), "the sign of a zero");
        for nan in [0x7fc0_0000, 0xff80_0001, SIGN | 0x3f80_0000] {
            assert!(judge(Function::Rsqrt, nan, Rounded::NAN).right);
            assert!(!judge(Function::Rsqrt, nan, Rounded { result: 0xffc0_0000, ..Rounded::NAN }).right);
        }
    }

    #[test]
    fn mpfr_and_fp64_say_the_same() {
        for function in Function::ALL {
            let Audit { inputs, distance } = audit(function, 400_009);
            assert!(inputs > 1000 && distance < 2_f64.powi(-50), "{function:?}: {inputs}, {distance}");
        }
    }

    #[test]
    fn errors_are_those_of_mpfr() {
        for (function, x) in [(Function::Exp, -3.7_f32), (Function::Rsqrt, 1e-40), (Function::Sigmoid, 0.3)] {
            let rounded = seedchip_golden::float::fp32_function::fp32_function(function, x.to_bits());
            let [fast, slow] = [judge(function, x.to_bits(), rounded).error, error(function, x, rounded.result)];
            assert!(slow > 0.0 && (fast - slow).abs() < 1e-6, "{function:?}: {fast} {slow}");
        }
    }
}
