//! Sine and cosine of a phase in turns.

use crate::exact::{SIGN, round};
use crate::float::coefficients::coefficients;
use crate::float::quadratic::quadratic;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::functions::Table;
use seedchip_spec::{Instance, Pins};

/// A quarter of a turn.
const QUARTER: u64 = 1 << 38;

/// The sine, or the cosine, of `phase` · 2^-40 turns. Bits of the phase above the 40 mean whole turns.
pub fn sine(phase: u64, cosine: bool) -> u32 {
    let phase = phase.wrapping_add(if cosine { QUARTER } else { 0 }) % (4 * QUARTER);
    let (quadrant, rest) = (phase / QUARTER, phase % QUARTER);
    // Odd quadrants run backwards.
    let turned = if quadrant % 2 == 1 { QUARTER - rest } else { rest };
    if turned == 0 {
        return 0;
    }
    let zeros = 38 - turned.ilog2();
    let normalised = (turned << zeros) >> 8;
    // sin(π/2 · u) / u, for the 26 bits of u below the point, of u = 1 all ones.
    let argument = (turned >> 12).min((1 << 26) - 1);
    let row = coefficients(Table::Sine, (argument >> 18) as usize);
    let ratio = quadratic(row, (argument & 0x3_ffff) as i32 - 0x2_0000);
    let significand = (normalised * u64::from(ratio)) >> 28;
    let magnitude = round(significand.into(), -30 - zeros.cast_signed());
    if quadrant >= 2 { SIGN | magnitude } else { magnitude }
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Sine {
    results: Delay<u32>,
}

impl Sine {
    /// Cycles from a phase to its sine.
    pub const LATENCY: usize = 23;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self { results: Delay::new(Self::LATENCY, 0) }
    }
}

impl Default for Sine {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> Sine {
    Sine::new()
}

impl Behaviour for Sine {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let result = self.results.cycle(sine(inputs.get("phase_i"), inputs.high("cosine_i")));
        outputs.pins.set("result_o", result.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use proptest::prelude::*;

    const TURN: u64 = 1 << 40;
    const ONE: u32 = 0x3f80_0000;

    /// sin(2π · `eighths` / 2^40) for at most a quarter of a turn by Taylor's series, each term from the one before it.
    fn series(phase: u64) -> f64 {
        let angle = phase as f64 / TURN as f64 * std::f64::consts::TAU;
        let mut terms = vec![angle];
        for odd in (3..40).step_by(2) {
            let last = terms[terms.len() - 1];
            terms.push(-last * angle * angle / f64::from(odd * (odd - 1)));
        }
        // The small ones first.
        terms.into_iter().rev().sum()
    }

    #[test]
    fn phases_by_hand() {
        for (phase, sin, cos) in [
            (0, 0, ONE),
            (TURN / 4, ONE, 0),
            (TURN / 2, 0, SIGN | ONE),
            (3 * TURN / 4, SIGN | ONE, 0),
            // √½ lies between 0x3f3504f3 and 0x3f3504f4, nearer to the first one.
            (TURN / 8, 0x3f35_04f3, 0x3f35_04f3),
            (5 * TURN / 8, 0xbf35_04f3, 0xbf35_04f3),
            // 2π · 2^-40, and −2π · 2^-40.
            (1, 0x2cc9_0fdb, ONE),
            (TURN - 1, 0xacc9_0fdb, ONE),
            (TURN / 2 + 1, 0xacc9_0fdb, SIGN | ONE),
            (TURN / 4 + 1, ONE, 0xacc9_0fdb),
        ] {
            assert_eq!([sine(phase, false), sine(phase, true)], [sin, cos], "{phase:#x}");
            assert_eq!([sine(phase + TURN, false), sine(phase + 7 * TURN, true)], [sin, cos], "{phase:#x}");
        }
    }

    proptest! {
        #[test]
        fn quadrants_are_images_of_each_other(phase in 1..TURN / 4, cosine in any::<bool>()) {
            let result = sine(phase, cosine);
            prop_assert_eq!(sine(TURN - phase, cosine), if cosine { result } else { SIGN ^ result });
            prop_assert_eq!(sine(TURN / 2 + phase, cosine), SIGN ^ result);
            prop_assert_eq!(sine(TURN / 4 - phase, !cosine), result);
        }

        #[test]
        fn sines_are_near_their_series(phase in 1..=TURN / 4, bits in 1..39_u32) {
            for phase in [phase, (phase >> (38 - bits)).max(1)] {
                let (result, exact) = (f32::from_bits(sine(phase, false)), series(phase));
                let ulp = f64::from((exact as f32).next_up()) - f64::from(exact as f32);
                prop_assert!((f64::from(result) - exact).abs() < 0.75 * ulp, "{:#x}: {} {}", phase, result, exact);
            }
        }
    }

    #[test]
    fn a_sine_shows_23_cycles_after_its_phase() {
        let inputs = [("phase_i", 40), ("cosine_i", 1)];
        let mut bench = Bench::unlisted(Sine::new(), &inputs, &[("result_o", 32)]);
        let phase = |cycle: u64| cycle.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (24 + cycle % 40);
        for cycle in 0..300 {
            let outputs = bench.cycle(&[("phase_i", phase(cycle)), ("cosine_i", cycle & 1)]);
            let expected = cycle.checked_sub(23).map_or(0, |cycle| sine(phase(cycle), cycle & 1 == 1));
            assert_eq!(outputs.specified("result_o"), expected.into(), "{cycle}");
        }
    }
}
