//! The cycles in which a side of a stream stalls.

use super::Random;

/// A pattern of stalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Stalls {
    /// Never.
    #[default]
    Never,
    /// In each cycle with this chance, in percent; 100 is [`Stalls::Forever`].
    Percent(u8),
    /// Runs of 1 to `run` cycles without a stall, then 1 to `pause` cycles of stall, and again.
    Bursts {
        /// The longest run.
        run: u32,
        /// The longest pause.
        pause: u32,
    },
    /// Goes for so many cycles, then stalls for ever.
    After(u64),
    /// Always.
    Forever,
}

/// A pattern at work: says for each cycle whether it is a stall.
#[derive(Clone, Debug)]
pub struct StallGenerator {
    stalls: Stalls,
    random: Random,
    /// Whether the burst under way is a pause, and how many of its cycles are left.
    pausing: bool,
    left: u64,
}

impl StallGenerator {
    /// Starts a pattern.
    pub fn new(stalls: Stalls, random: Random) -> Self {
        let left = if let Stalls::After(cycles) = stalls { cycles } else { 0 };
        // The first burst is a run.
        Self { stalls, random, pausing: true, left }
    }

    /// Whether the next cycle is a stall.
    pub fn next_is_stall(&mut self) -> bool {
        match self.stalls {
            Stalls::Never => false,
            Stalls::Percent(percent) => self.random.below(100) < u32::from(percent),
            Stalls::Bursts { run, pause } => {
                if self.left == 0 {
                    self.pausing = !self.pausing;
                    let longest = if self.pausing { pause } else { run };
                    self.left = 1 + u64::from(self.random.below(longest));
                }
                self.left -= 1;
                self.pausing
            }
            Stalls::After(_) => {
                let stall = self.left == 0;
                self.left = self.left.saturating_sub(1);
                stall
            }
            Stalls::Forever => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(stalls: Stalls, cycles: usize) -> usize {
        let mut generator = StallGenerator::new(stalls, Random::new(7));
        (0..cycles).filter(|_| generator.next_is_stall()).count()
    }

    #[test]
    fn patterns_stall_as_often_as_they_say() {
        assert_eq!(count(Stalls::Never, 1000), 0);
        assert_eq!(count(Stalls::Forever, 1000), 1000);
        assert_eq!(count(Stalls::Percent(0), 1000), 0);
        assert_eq!(count(Stalls::Percent(100), 1000), 1000);
        assert!((2700..3300).contains(&count(Stalls::Percent(30), 10_000)));
        assert_eq!(count(Stalls::Bursts { run: 1, pause: 1 }, 1000), 500);
        assert!((4000..6000).contains(&count(Stalls::Bursts { run: 8, pause: 8 }, 10_000)));
        assert_eq!(count(Stalls::After(30), 1000), 970);
    }

    #[test]
    fn names_and_seeds_give_numbers_of_their_own() {
        let first = |seed, name| Random::named(seed, name).word();
        assert_eq!(first(1, "weight"), first(1, "weight"));
        assert_ne!(first(1, "weight"), first(2, "weight"));
        assert_ne!(first(1, "weight"), first(1, "activation"));
    }
}
