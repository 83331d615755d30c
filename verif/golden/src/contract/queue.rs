//! When words enter and leave a queue, one after the other.

use std::collections::VecDeque;

/// A queue whose words have all left but the newest one.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    latency: u64,
    depth: usize,
    /// The first cycle in which the next word can enter, and in which it can be shown, if nothing else holds it up.
    next_entry: u64,
    next_show: u64,
    /// When each of the last words is shown, as many as are kept behind the shown one.
    shown: VecDeque<u64>,
}

impl Queue {
    /// A stream_fifo of so many words: a word passes it in two cycles, and it is ready while fewer than these are not
    /// shown yet.
    pub fn fifo(depth: usize) -> Self {
        Self { latency: 2, depth, next_entry: 0, next_show: 0, shown: VecDeque::new() }
    }

    /// A stream_register: a word passes it in one cycle; it is ready while the word before is shown, or has left.
    pub fn register() -> Self {
        Self { latency: 1, ..Self::fifo(1) }
    }

    /// The first cycle in which it takes another word.
    pub fn ready(&self) -> u64 {
        let full = self.shown.len() == self.depth;
        self.shown.front().filter(|_| full).map_or(self.next_entry, |oldest| self.next_entry.max(*oldest))
    }

    /// A word enters, in a cycle in which it is ready.
    pub fn enter(&mut self, cycle: u64) {
        self.next_entry = cycle + 1;
        if self.shown.len() == self.depth {
            self.shown.pop_front();
        }
        self.shown.push_back((cycle + self.latency).max(self.next_show));
    }

    /// The first cycle in which the newest word is shown.
    pub fn shown(&self) -> u64 {
        self.shown.back().copied().unwrap_or(0)
    }

    /// The newest word leaves.
    pub fn leave(&mut self, cycle: u64) {
        self.next_show = cycle + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::stream_fifo::StreamFifo;
    use crate::stream::stream_register::StreamRegister;

    /// When words enter and leave: each leaves some cycles after it is shown, by what `pauses` says.
    fn times(mut queue: Queue, pauses: &[u64]) -> Vec<(u64, u64)> {
        let word = |pause| {
            let entry = queue.ready();
            queue.enter(entry);
            let left = queue.shown() + pause;
            queue.leave(left);
            (entry, left)
        };
        pauses.iter().copied().map(word).collect()
    }

    /// The same by a block, a word offered in every cycle.
    fn simulated(pauses: &[u64], mut cycle: impl FnMut(usize, bool) -> (bool, bool)) -> Vec<(u64, u64)> {
        let (mut entries, mut left) = (Vec::new(), Vec::new());
        let mut pause = pauses[0];
        for time in 0.. {
            let (ready, shown) = cycle(entries.len(), pause == 0);
            if ready {
                entries.push(time);
            }
            if shown && pause == 0 {
                left.push(time);
                let Some(next) = pauses.get(left.len()) else { break };
                pause = *next;
            } else if shown {
                pause -= 1;
            }
        }
        entries.into_iter().zip(left).collect()
    }

    #[test]
    fn the_times_are_those_of_the_blocks() {
        for pauses in
            [vec![0; 20], vec![3; 20], (0..40).map(|word| word * 7 % 11 % 4).collect(), vec![30, 0, 0, 0, 5, 0, 0]]
        {
            for depth in [2, 4] {
                let mut block = StreamFifo::new(depth, 0);
                let by_block = simulated(&pauses, |word, taken| {
                    let now = (block.ready(), block.valid());
                    block.step(Some(word), taken);
                    now
                });
                assert_eq!(times(Queue::fifo(depth), &pauses), by_block, "{depth} words, {pauses:?}");
            }
            let mut block = StreamRegister::new(0);
            let by_block = simulated(&pauses, |word, taken| {
                let now = (block.ready(), block.valid());
                block.step(word, true, taken);
                now
            });
            assert_eq!(times(Queue::register(), &pauses), by_block, "{pauses:?}");
        }
    }
}
