//! Random inputs and a fold of the outputs: the Rust half of `SeedchipExercise` in `include/seedchip_model.h`.

/// Generates inputs, folds outputs.
pub struct Exercise {
    state: u64,
    fold: u64,
}

impl Exercise {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed | 1, fold: 0 }
    }

    /// The next random number.
    #[expect(clippy::should_implement_trait, reason = "never ends, so an Option would only be in the way")]
    #[inline]
    pub fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    /// Random words.
    #[inline]
    pub fn fill(&mut self, words: &mut [u32]) {
        for word in words {
            *word = self.next() as u32;
        }
    }

    /// Folds an output in.
    #[inline]
    pub fn observe(&mut self, value: u64) {
        self.fold = self.fold.rotate_left(5) ^ value;
    }

    /// Folds an output of several words in.
    #[inline]
    pub fn observe_all(&mut self, words: &[u32]) {
        for word in words {
            self.observe(u64::from(*word));
        }
    }

    /// What the outputs came to.
    pub fn fold(&self) -> u64 {
        self.fold
    }
}
