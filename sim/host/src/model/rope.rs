//! The frequencies of rotary embeddings, and how architectures scale them.
//!
//! Of a head of n elements, pair i has the frequency f_i = θ^(−2i/n), or a scaled one as given here. All is computed in
//! binary64. Sources: YaRN is Peng et al. 2023 (arXiv 2309.00071); `llama3` is that of Llama 3.1's published code.

use super::shape::Attention;
use std::f64::consts::TAU;

/// Turns from which YaRN takes a pair for slow and for fast, unless a file says others.
pub(super) const YARN_TURNS: [f64; 2] = [1.0, 32.0];

/// YaRN's factor of sines and cosines: 0.1 · m · ln(factor) + 1, m = 1 unless a file says another one.
pub(super) fn yarn_attention(factor: f64, m: f64) -> f64 {
    0.1 * m * factor.ln() + 1.0
}

/// Rotary embeddings: their θ, and how the frequencies are scaled.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rope {
    pub theta: f64,
    pub scaling: Scaling,
}

/// How frequencies are scaled.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scaling {
    /// Not at all.
    None,
    /// Each is divided by the same factor.
    Linear(f64),
    /// Each is divided by its own factor, from a file.
    Divided(Vec<f64>),
    /// Slow pairs are divided by the factor, fast ones are not, those between in part.
    Llama3 {
        factor: f64,
        /// Turns within the original context up to which a pair is slow, and from which it is fast.
        turns: [f64; 2],
        /// Positions of the original context.
        context: f64,
    },
    /// As `Llama3`, in part by the pair's index; and sines and cosines are multiplied.
    Yarn {
        factor: f64,
        /// What sines and cosines are multiplied with.
        attention: f64,
        /// Turns within the original context up to which a pair is slow, and from which it is fast.
        turns: [f64; 2],
        /// Positions of the original context.
        context: f64,
        /// The indices between which pairs are divided in part are whole numbers.
        whole: bool,
    },
}

impl Rope {
    /// What is wrong with the numbers of a file, if anything is. All are above 0.
    pub fn fault(&self) -> Option<String> {
        if self.theta <= 1.0 {
            return Some(format!("θ of its rotary embeddings is {}, and must be above 1", self.theta));
        }
        let (factors, turns) = match &self.scaling {
            Scaling::None => (&[][..], YARN_TURNS),
            Scaling::Linear(factor) => (std::slice::from_ref(factor), YARN_TURNS),
            Scaling::Divided(factors) => (factors.as_slice(), YARN_TURNS),
            Scaling::Llama3 { factor, turns, .. } | Scaling::Yarn { factor, turns, .. } => {
                (std::slice::from_ref(factor), *turns)
            }
        };
        if let Some(factor) = factors.iter().find(|factor| !(factor.is_finite() && **factor >= 1.0)) {
            return Some(format!("its rotary embeddings are scaled by a factor of {factor}, which must be 1 or more"));
        }
        let [slow, fast] = turns;
        (slow >= fast).then(|| {
            format!("its rotary embeddings are slow up to {slow} turns and fast from {fast} on, which is not more")
        })
    }

    /// The attention of a layer with these embeddings and heads of so many elements.
    pub fn attention(&self, head: usize, window: Option<usize>) -> Attention {
        let turns = |pair| self.frequency(pair, head) / TAU;
        let frequencies = (0..head / 2).map(|pair| (turns(pair) * (1_u64 << 40) as f64).round() as u64).collect();
        let factor = match self.scaling {
            Scaling::Yarn { attention, .. } if attention != 1.0 => Some(attention as f32),
            _ => None,
        };
        Attention { window, frequencies, factor }
    }

    /// Radians per position of a pair.
    fn frequency(&self, pair: usize, head: usize) -> f64 {
        let frequency = self.theta.powf(-2.0 * pair as f64 / head as f64);
        match &self.scaling {
            Scaling::None => frequency,
            Scaling::Linear(factor) => frequency / factor,
            Scaling::Divided(factors) => frequency / factors[pair],
            Scaling::Llama3 { factor, turns: [slow, fast], context } => {
                let turns = context * frequency / TAU;
                let kept = ((turns - slow) / (fast - slow)).clamp(0.0, 1.0);
                kept * frequency + (1.0 - kept) * frequency / factor
            }
            Scaling::Yarn { factor, turns: [slow, fast], context, whole, .. } => {
                // The index, not a whole one, of the pair that makes so many turns.
                let index = |turns: f64| head as f64 * (context / (turns * TAU)).ln() / (2.0 * self.theta.ln());
                let (first, last) = (index(*fast), index(*slow));
                let (first, last) = if *whole { (first.floor(), last.ceil()) } else { (first, last) };
                let (first, last) = (first.max(0.0), last.min(head as f64 - 1.0));
                let width = if first == last { 0.001 } else { last - first };
                let divided = ((pair as f64 - first) / width).clamp(0.0, 1.0);
                (1.0 - divided) * frequency + divided * frequency / factor
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::frequencies;

    fn of(scaling: Scaling, theta: f64, head: usize) -> Vec<f64> {
        let rope = Rope { theta, scaling };
        (0..head / 2).map(|pair| rope.frequency(pair, head)).collect()
    }

    #[test]
    fn unscaled_frequencies_are_those_of_the_vector_unit() {
        let rope = Rope { theta: 10_000.0, scaling: Scaling::None };
        let attention = rope.attention(64, Some(3));
        assert_eq!(attention, Attention { window: Some(3), frequencies: frequencies(10_000.0, 64), factor: None });
    }

    #[test]
    fn linear_scaling_divides_all() {
        let plain = of(Scaling::None, 1e6, 8);
        let divided: Vec<f64> = plain.iter().map(|frequency| frequency / 8.0).collect();
        assert_eq!(of(Scaling::Linear(8.0), 1e6, 8), divided);
        assert_eq!(of(Scaling::Divided(vec![1.0, 2.0]), 100.0, 4), [1.0, 0.05]);
    }

    #[test]
    fn llama3_divides_the_slow_ones() {
        let llama3 = Scaling::Llama3 { factor: 8.0, turns: [1.0, 4.0], context: 8192.0 };
        let (found, plain) = (of(llama3, 500_000.0, 64), of(Scaling::None, 500_000.0, 64));
        let turns = |pair: usize| 8192.0 * plain[pair] / TAU;
        assert!(turns(14) > 4.0 && turns(16) < 4.0 && turns(16) > 1.0 && turns(18) < 1.0);
        assert_eq!(found[14], plain[14]);
        assert!(found[16] < plain[16] && found[16] > plain[16] / 8.0);
        assert_eq!(found[18], plain[18] / 8.0);
    }

    #[test]
    fn yarn_divides_by_index_and_has_a_factor() {
        let yarn = Scaling::Yarn {
            factor: 4.0,
            attention: 0.1 * 4_f64.ln() + 1.0,
            turns: [1.0, 32.0],
            context: 32_768.0,
            whole: true,
        };
        let (found, plain) = (of(yarn.clone(), 1e6, 128), of(Scaling::None, 1e6, 128));
        // By hand: 128 · ln(32768 / (32 · 2π)) / (2 · ln 10^6) = 23.6, and 39.6 for one turn: 23 to 40.
        assert_eq!(found[23], plain[23]);
        assert!(found[24] < plain[24]);
        assert_eq!(found[40], plain[40] / 4.0);
        let middle = 7.0 / 17.0;
        assert!((found[30] / plain[30] - (1.0 - middle + middle / 4.0)).abs() < 1e-15);
        assert_eq!(Rope { theta: 1e6, scaling: yarn }.attention(128, None).factor, Some(1.138_629_4));
    }
}
