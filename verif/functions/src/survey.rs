//! Many inputs of a function, judged one by one, on all processors.

use crate::judge::judge;
use seedchip_golden::float::fp32_function::fp32_function;
use seedchip_spec::functions::Function;
use std::fmt;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Inputs that are taken at once.
const CHUNK: u64 = 1 << 20;

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Survey {
    /// Inputs.
    pub inputs: u64,
    /// Results that are not right: no neighbour of the exact value, or a wrong special or flag.
    pub wrong: u64,
    /// Results that go the wrong way from the input before.
    pub turns: u64,
    /// Results that MPFR decided.
    pub asked: u64,
    /// The greatest error, in the distance of FP32 numbers at the exact value.
    pub error: f64,
    /// An input with that error.
    pub worst: u32,
}

impl Survey {
    fn join(self, other: Self) -> Self {
        // Of equal errors the least input's, whichever thread found it.
        let other_first = (other.error, self.worst) > (self.error, other.worst);
        let (error, worst) = if other_first { (other.error, other.worst) } else { (self.error, self.worst) };
        Self {
            inputs: self.inputs + other.inputs,
            wrong: self.wrong + other.wrong,
            turns: self.turns + other.turns,
            asked: self.asked + other.asked,
            error,
            worst,
        }
    }
}

impl fmt::Display for Survey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { inputs, wrong, turns, asked, error, worst } = self;
        write!(
            formatter,
            "{inputs} inputs, {wrong} not faithful, {turns} not monotone, {asked} decided by MPFR; \
             greatest error {error:.4} ULP at {worst:#010x}"
        )
    }
}

/// Whether the result may follow that of the number before it, which has the same sign and the next smaller magnitude.
fn in_order(function: Function, x: u32, before: u32, result: u32) -> bool {
    let [before, result] = [before, result].map(f32::from_bits);
    let rises = match function {
        Function::Exp2 | Function::Exp | Function::Sigmoid => x >> 31 == 0,
        // The reciprocal falls on both branches; magnitudes of negative numbers run backwards.
        Function::Reciprocal | Function::Rsqrt => x >> 31 == 1,
    };
    if before.is_nan() || result.is_nan() {
        // A NaN follows numbers only where they end.
        return result.is_nan();
    }
    if rises { before <= result } else { before >= result }
}

/// Judges inputs that follow each other.
pub fn stretch(function: Function, inputs: Range<u64>) -> Survey {
    let mut survey = Survey::default();
    // ±0 follow no number.
    let before = inputs.start.checked_sub(1).filter(|_| !inputs.start.is_multiple_of(1 << 31));
    let mut last = before.map(|x| fp32_function(function, x as u32).result);
    for x in inputs.map(|x| x as u32) {
        let rounded = fp32_function(function, x);
        let verdict = judge(function, x, rounded);
        survey.inputs += 1;
        survey.wrong += u64::from(!verdict.right);
        survey.asked += u64::from(verdict.asked);
        if verdict.error > survey.error {
            (survey.error, survey.worst) = (verdict.error, x);
        }
        survey.turns += u64::from(last.is_some_and(|last| !in_order(function, x, last, rounded.result)));
        last = (x != (1 << 31) - 1).then_some(rounded.result);
    }
    survey
}

/// Judges all 2^32 inputs. `progress` is told now and then how many are done.
pub fn exhaustive(function: Function, progress: impl Fn(u64) + Sync) -> Survey {
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let mut survey = Survey::default();
        loop {
            let start = next.fetch_add(CHUNK, Ordering::Relaxed);
            if start >= 1 << 32 {
                return survey;
            }
            survey = survey.join(stretch(function, start..start + CHUNK));
            progress(done.fetch_add(CHUNK, Ordering::Relaxed) + CHUNK);
        }
    };
    on_all_processors(&work).into_iter().fold(Survey::default(), Survey::join)
}

/// The answers of as many threads as there are processors.
pub fn on_all_processors<T: Send>(work: &(impl Fn() -> T + Sync)) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(place: u32, reach: u32) -> Range<u64> {
        let sign = u64::from(place & 1 << 31);
        let magnitude = u64::from(place & !(1 << 31));
        sign + magnitude.saturating_sub(reach.into())..sign + (magnitude + u64::from(reach)).min(1 << 31)
    }

    /// Stretches around these numbers: all right, and what is expected of the greatest error.
    fn check(function: Function, places: impl Iterator<Item = u32>, reach: u32, least: u64) {
        let found = places.map(|place| stretch(function, near(place, reach))).fold(Survey::default(), Survey::join);
        assert!(found.inputs > least, "{}: {found}", function.name());
        assert!(found.wrong == 0 && found.turns == 0, "{}: {found}", function.name());
        assert!(found.error > 0.5 && found.error < 0.8, "{}: {found}", function.name());
    }

    #[test]
    fn borders_of_segments_are_faithful_with_every_exponent() {
        let places = (0..512).flat_map(|field| (0..256).map(move |segment| field << 23 | segment << 15));
        for function in Function::ALL {
            check(function, places.clone(), 3, 700_000);
        }
    }

    #[test]
    fn borders_of_the_exponential_are_faithful_where_the_factor_puts_them() {
        let borders = (-151 * 256..129 * 256).map(|border| f64::from(border) / 256.0 * std::f64::consts::LN_2);
        for function in [Function::Exp, Function::Sigmoid] {
            let places = borders.clone().flat_map(|x| [(x as f32).to_bits(), (-x as f32).to_bits()]);
            check(function, places, 3, 700_000);
        }
    }

    #[test]
    fn random_numbers_are_faithful() {
        // The golden ratio's multiples are spread evenly over the 2^32 numbers.
        let places = (0..100_000_u32).map(|count| count.wrapping_mul(0x9e37_79b9));
        for function in Function::ALL {
            check(function, places.clone(), 2, 390_000);
        }
    }

    #[test]
    fn what_goes_the_wrong_way_is_seen() {
        let [one, next] = [0x3f80_0000, 0x3f80_0001];
        for (function, x, rises) in [
            (Function::Exp, one, true),
            (Function::Sigmoid, one | 1 << 31, false),
            (Function::Reciprocal, one, false),
            (Function::Reciprocal, one | 1 << 31, true),
            (Function::Rsqrt, one, false),
        ] {
            assert!(in_order(function, x, one, one));
            assert_eq!([in_order(function, x, one, next), in_order(function, x, next, one)], [rises, !rises]);
        }
        assert!(in_order(Function::Exp, 0x7f80_0001, one, 0x7fc0_0000));
        assert!(!in_order(Function::Exp, one, 0x7fc0_0000, one));
    }

    #[test]
    fn stretches_join() {
        let whole = stretch(Function::Exp, 0x4000_0000..0x4000_2000);
        let parts = [0x4000_0000..0x4000_0800, 0x4000_0800..0x4000_2000].map(|part| stretch(Function::Exp, part));
        assert_eq!(parts[0].join(parts[1]), whole);
        assert_eq!(whole.inputs, 0x2000);
    }
}
