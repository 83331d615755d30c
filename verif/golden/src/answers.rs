//! Answers that show some cycles after the row that they are about.

/// Answers on their way, with the cycles until they show. A reset clears them.
#[derive(Clone, Debug)]
pub(crate) struct Answers<T> {
    under_way: Vec<(usize, T)>,
}

impl<T> Default for Answers<T> {
    fn default() -> Self {
        Self { under_way: Vec::new() }
    }
}

impl<T> Answers<T> {
    /// A cycle begins: the answer that shows in it, the first one if there are more.
    pub fn cycle(&mut self) -> Option<T> {
        self.under_way.iter_mut().for_each(|(left, _)| *left -= 1);
        let shown: Vec<(usize, T)> = self.under_way.extract_if(.., |(left, _)| *left == 0).collect();
        shown.into_iter().next().map(|(_, answer)| answer)
    }

    /// An answer sets out in this cycle, and shows so many cycles later, at least 1.
    pub fn send(&mut self, cycles: usize, answer: T) {
        self.under_way.push((cycles, answer));
    }

    /// A reset at the end of this cycle.
    pub fn clear(&mut self) {
        self.under_way.clear();
    }
}
