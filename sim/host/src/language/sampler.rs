//! The choice of a token.

/// How a token is chosen of its logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampler {
    /// What logits are divided by: 0 takes the greatest.
    pub temperature: f64,
    /// Tokens that can be chosen: the most probable ones.
    pub top_k: usize,
    /// The least part of the probability that the tokens that can be chosen have together.
    pub top_p: f64,
    /// The state of its random numbers.
    pub seed: u64,
}

impl Sampler {
    /// A token; the first one if no logit is a number.
    pub fn choose(&mut self, logits: &[f32]) -> u32 {
        let mut tokens: Vec<u32> = (0..logits.len() as u32).filter(|token| !logits[*token as usize].is_nan()).collect();
        tokens.sort_by(|a, b| logits[*b as usize].total_cmp(&logits[*a as usize]));
        let Some(first) = tokens.first().copied() else { return 0 };
        if self.temperature <= 0.0 {
            return first;
        }
        tokens.truncate(self.top_k.max(1));
        let most = f64::from(logits[first as usize]);
        let share = |token: &u32| ((f64::from(logits[*token as usize]) - most) / self.temperature).exp();
        let shares: Vec<f64> = tokens.iter().map(share).collect();
        let all: f64 = shares.iter().sum();
        let mut kept = 0.0;
        let count = shares.iter().position(|share| {
            kept += share;
            kept >= self.top_p * all
        });
        let count = count.map_or(shares.len(), |last| last + 1);
        let mut left = self.random() * shares[..count].iter().sum::<f64>();
        let chosen = shares[..count].iter().position(|share| {
            left -= share;
            left < 0.0
        });
        tokens[chosen.unwrap_or(0)]
    }

    /// A number from 0 to 1, 1 excluded: SplitMix64 (Steele, Lea and Flood, 2014).
    fn random(&mut self) -> f64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.seed;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ bits >> 31) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_is_taken_without_temperature() {
        let mut sampler = Sampler { temperature: 0.0, top_k: 40, top_p: 0.9, seed: 1 };
        assert_eq!(sampler.choose(&[0.5, f32::NAN, 3.0, 3.0, -1.0]), 2);
        assert_eq!(sampler.choose(&[f32::NAN; 2]), 0);
    }

    #[test]
    fn few_are_chosen_of_many() {
        let mut sampler = Sampler { temperature: 1.0, top_k: 2, top_p: 1.0, seed: 7 };
        let logits = [0.0, 5.0, 4.5, 1.0];
        let mut counts = [0; 4];
        (0..1000).for_each(|_| counts[sampler.choose(&logits) as usize] += 1);
        assert_eq!((counts[0], counts[3]), (0, 0));
        // 1 / (1 + e^-0.5) = 0.622.
        assert!((560..690).contains(&counts[1]), "{counts:?}");
        let mut nucleus = Sampler { top_k: 4, top_p: 0.5, ..sampler };
        assert!((0..100).all(|_| nucleus.choose(&logits) == 1));
    }
}
