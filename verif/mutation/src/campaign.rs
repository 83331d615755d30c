//! Runs checks on mutants, and records the check that kills each.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Checks of a kind, in the order in which mutants meet them.
pub struct Stage<'a> {
    /// What the table calls it.
    pub name: &'static str,
    /// Runs mutant `number` (0 is the Verilog as exported): what was wrong with it, if anything was.
    pub kills: Box<dyn Fn(u16) -> Option<String> + Sync + 'a>,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The stage of this index found it, for this reason.
    Killed(usize, String),
    /// No stage found it.
    Survived,
}

/// Runs mutants 1 to `count`, each until the first stage that kills it. `progress` is called with the number done.
pub fn run(count: usize, stages: &[Stage], progress: impl Fn(usize) + Sync) -> Vec<Verdict> {
    let verdicts = Mutex::new(vec![Verdict::Survived; count]);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(number) = u16::try_from(index + 1).ok().filter(|_| index < count) else { return };
            let killed = stages.iter().enumerate().find_map(|(stage, checks)| Some((stage, (checks.kills)(number)?)));
            let verdict = killed.map_or(Verdict::Survived, |(stage, reason)| Verdict::Killed(stage, reason));
            if let Ok(mut verdicts) = verdicts.lock() {
                verdicts[index] = verdict;
            }
            progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    verdicts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage<'a>(name: &'static str, kills: impl Fn(u16) -> bool + Sync + 'a) -> Stage<'a> {
        Stage { name, kills: Box::new(move |number| kills(number).then(|| format!("by {name}"))) }
    }

    #[test]
    fn the_first_stage_that_finds_a_mutant_has_killed_it() {
        let stages = [stage("even", |number| number % 2 == 0), stage("thirds", |number| number % 3 == 0)];
        let done = Mutex::new(Vec::new());
        let verdicts = run(6, &stages, |count| done.lock().expect("no panic").push(count));
        let killed = |stage, name: &str| Verdict::Killed(stage, format!("by {name}"));
        let expected = [
            Verdict::Survived,
            killed(0, "even"),
            killed(1, "thirds"),
            killed(0, "even"),
            Verdict::Survived,
            killed(0, "even"),
        ];
        assert_eq!(verdicts, expected);
        let mut done = done.into_inner().expect("no panic");
        done.sort_unstable();
        assert_eq!(done, [1, 2, 3, 4, 5, 6]);
    }
}
