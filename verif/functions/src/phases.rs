//! Phases of sine and cosine, judged: 2^40 are too many, so those where something begins or ends, and random ones.

use crate::judge::{Verdict, faithful};
use crate::survey::on_all_processors;
use rug::Float;
use rug::float::Constant;
use seedchip_golden::exact::SIGN;
use seedchip_golden::float::sine::sine;
use std::cmp::Ordering;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering as Memory};

/// A turn.
pub const TURN: u64 = 1 << 40;
/// Random phases that are taken at once.
const CHUNK: u64 = 1 << 20;

/// What was found. Each phase counts twice, for its sine and its cosine.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sampled {
    /// Sines and cosines.
    pub results: u64,
    /// Results that are no neighbours of the exact value.
    pub wrong: u64,
    /// Results that MPFR decided.
    pub asked: u64,
    /// The greatest error, in the distance of FP32 numbers at the exact value.
    pub error: f64,
    /// A phase with that error.
    pub worst: u64,
}

impl Sampled {
    fn join(self, other: Self) -> Self {
        // Of equal errors the least input's, whichever thread found it.
        let other_first = (other.error, self.worst) > (self.error, other.worst);
        let (error, worst) = if other_first { (other.error, other.worst) } else { (self.error, self.worst) };
        Self {
            results: self.results + other.results,
            wrong: self.wrong + other.wrong,
            asked: self.asked + other.asked,
            error,
            worst,
        }
    }

    fn add(&mut self, phase: u64) {
        for cosine in [false, true] {
            let Verdict { right, error, asked } = judge(phase, cosine, sine(phase, cosine));
            *self =
                self.join(Self { results: 1, wrong: u64::from(!right), asked: u64::from(asked), error, worst: phase });
        }
    }

    /// Judges these phases.
    pub fn of(phases: impl Iterator<Item = u64>) -> Self {
        let mut sampled = Self::default();
        phases.for_each(|phase| sampled.add(phase % TURN));
        sampled
    }
}

impl fmt::Display for Sampled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { results, wrong, asked, error, worst } = self;
        write!(
            formatter,
            "{results} results, {wrong} not faithful, {asked} decided by MPFR; \
             greatest error {error:.4} ULP at phase {worst:#012x}"
        )
    }
}

/// The phase's distance from the next zero of the function in 2^-40 turns, at most a quarter of a turn, and whether the
/// function is negative there.
fn from_zero(phase: u64, cosine: bool) -> (u64, bool) {
    let phase = (phase + if cosine { TURN / 4 } else { 0 }) % TURN;
    let rest = phase % (TURN / 2);
    (rest.min(TURN / 2 - rest), phase > TURN / 2)
}

/// The function by MPFR, and how it compares with the true one: only zeros and ±1 are exact.
fn exact(phase: u64, cosine: bool) -> (Float, Ordering) {
    let (distance, negative) = from_zero(phase, cosine);
    let angle = Float::with_val(200, Constant::Pi) * distance / (TURN / 2);
    let value = if distance == TURN / 4 { Float::with_val(200, 1) } else { angle.sin() };
    (if negative { -value } else { value }, Ordering::Equal)
}

/// Judges a result: faithful, and all zeros +0.
fn judge(phase: u64, cosine: bool, result: u32) -> Verdict {
    let (distance, negative) = from_zero(phase, cosine);
    if distance == 0 {
        return Verdict { right: result == 0, error: 0.0, asked: false };
    }
    let value = (distance as f64 / (TURN / 2) as f64 * std::f64::consts::PI).sin();
    let value = if negative { -value } else { value };
    let verdict = faithful(result, value, || exact(phase, cosine));
    Verdict { right: verdict.right && (result >= SIGN) == negative, ..verdict }
}

/// The phases where something begins or ends, and `near` neighbours on both sides: powers of two, multiples of an
/// eighth of a turn, borders of segments and of arguments beside them, in every quadrant; and the least phases.
pub fn structured(near: u64) -> impl Iterator<Item = u64> {
    let powers = (0..40).map(|bit| 1 << bit);
    let eighths = (0..8).map(|eighth| eighth * (TURN / 8));
    let borders = (0..1024).flat_map(|segment| [-4096_i64, 0, 4096].map(|step| ((segment << 30) + step) as u64));
    let places = powers.chain(eighths).chain(borders).flat_map(|place| [place, TURN.wrapping_sub(place)]);
    let around =
        places.flat_map(move |place| (0..=2 * near).map(move |step| place.wrapping_add(step).wrapping_sub(near)));
    around.chain(0..1 << 12)
}

/// A number that follows from a counter as if it were random: SplitMix64.
fn random(counter: u64) -> u64 {
    let mixed = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

/// Random phases: half of them of any size, half of them of any number of bits, so that small ones are among them.
pub fn some(counter: u64) -> u64 {
    let number = random(counter);
    if counter.is_multiple_of(2) { number >> 24 } else { number >> (24 + number % 40) }
}

/// Judges `count` random phases, rounded up to a chunk. `progress` is told now and then how many are done.
pub fn sampled(count: u64, progress: impl Fn(u64) + Sync) -> Sampled {
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let mut found = Sampled::default();
        loop {
            let start = next.fetch_add(CHUNK, Memory::Relaxed);
            if start >= count {
                return found;
            }
            found = found.join(Sampled::of((start..start + CHUNK).map(some)));
            progress(done.fetch_add(CHUNK, Memory::Relaxed) + CHUNK);
        }
    };
    on_all_processors(&work).into_iter().fold(Sampled::default(), Sampled::join)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structured_phases_and_some_random_ones_are_faithful() {
        let found = Sampled::of(structured(3).chain((0..1 << 18).map(some)));
        assert!(found.results > 600_000);
        assert_eq!(found.wrong, 0, "{found}");
        assert!(found.error < 0.75, "{found}");
    }

    #[test]
    fn the_judge_knows_right_from_wrong() {
        let right = |phase, cosine, result| judge(phase, cosine, result).right;
        let one = 0x3f80_0000;
        assert!(right(0, true, one) && !right(0, true, one - 1) && !right(0, true, one + 1));
        assert!(right(1, true, one) && right(1, true, one - 1) && !right(1, true, one + 1));
        assert!(right(TURN / 2, true, SIGN | one) && !right(TURN / 2, true, one));
        for zero in [0, TURN / 2] {
            assert!(right(zero, false, 0) && !right(zero, false, SIGN) && !right(zero, false, 1));
        }
        // The sine of an eighth of a turn, √½, lies between 0x3f3504f3 and 0x3f3504f4.
        let near = [0x3f35_04f2, 0x3f35_04f3, 0x3f35_04f4, 0x3f35_04f5].map(|it| right(TURN / 8, false, it));
        assert_eq!(near, [false, true, true, false]);
        assert!(right(TURN / 8 * 5, false, 0xbf35_04f3) && !right(TURN / 8 * 5, false, 0x3f35_04f3));
    }

    #[test]
    fn mpfr_and_fp64_say_the_same() {
        for counter in 0..10_000 {
            let (phase, cosine) = (some(counter), counter % 3 == 0);
            let (value, _) = exact(phase, cosine);
            let (distance, negative) = from_zero(phase, cosine);
            let near = (distance as f64 / (TURN / 2) as f64 * std::f64::consts::PI).sin();
            let error = (value - if negative { -near } else { near }).to_f64().abs();
            assert!(error <= near * 2_f64.powi(-50), "{phase:#x} {error}");
        }
    }
}
