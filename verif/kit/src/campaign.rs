//! Seeded runs of many cases, and the smallest case that fails.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::time::{Duration, Instant};
use thiserror::Error;

/// When a campaign ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// After so many cases.
    Cases(u64),
    /// After the case in which this time is over.
    Time(Duration),
}

/// The summary of a campaign without a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Cases run.
    pub cases: u64,
    /// Time taken.
    pub time: Duration,
}

/// A case that fails, as small as shrinking made it.
#[derive(Debug, Error)]
#[error("{reason} (seed {seed:#x}, shrunk in {shrinks} steps{})", if *replays { "" } else { NO_REPLAY })]
pub struct Failure<C: std::fmt::Debug> {
    /// The seed of the case: a campaign of one case from this seed replays it.
    pub seed: u64,
    /// Whether the case failed again when it was drawn and run a second time.
    pub replays: bool,
    /// The case.
    pub case: C,
    /// The difference.
    pub reason: String,
    /// Smaller cases tried.
    pub shrinks: u32,
}

/// The note on a failure that does not fail a second time.
const NO_REPLAY: &str = "; the same case passed when it was run again: the failure does not depend on the case alone";

/// Smaller cases that a failure is tried with, at most.
const MOST_SHRINKS: u32 = 2_000;

/// Runs cases of `strategy` from `seed` until the limit or the first failure, which is shrunk. Case i is made
/// from seed + i alone. `progress` is told the number of cases after each; when it answers `false`, the
/// campaign ends there.
pub fn run<S: Strategy>(
    strategy: &S,
    seed: u64,
    limit: Limit,
    mut check: impl FnMut(&S::Value) -> Result<(), String>,
    mut progress: impl FnMut(u64) -> bool,
) -> Result<Summary, Box<Failure<S::Value>>>
where
    S::Value: std::fmt::Debug,
{
    let start = Instant::now();
    let mut cases = 0;
    let over = |cases: u64| match limit {
        Limit::Cases(most) => cases >= most,
        Limit::Time(most) => start.elapsed() >= most,
    };
    while !over(cases) {
        let seed = seed.wrapping_add(cases);
        let mut tree = tree(strategy, seed);
        if let Err(reason) = check(&tree.current()) {
            let replays = check(&draw(strategy, seed)).is_err();
            // Shrinking asks the same question again and again: without a replay its answers mean nothing.
            let (reason, shrinks) = if replays { shrink(&mut tree, reason, &mut check) } else { (reason, 0) };
            return Err(Box::new(Failure { seed, replays, case: tree.current(), reason, shrinks }));
        }
        cases += 1;
        if !progress(cases) {
            break;
        }
    }
    Ok(Summary { cases, time: start.elapsed() })
}

/// The case that a seed makes.
pub fn draw<S: Strategy>(strategy: &S, seed: u64) -> S::Value {
    tree(strategy, seed).current()
}

/// The case that a seed makes, and the smaller ones below it.
fn tree<S: Strategy>(strategy: &S, seed: u64) -> S::Tree {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, random);
    strategy.new_tree(&mut runner).expect("the strategies of this crate reject nothing")
}

/// Leaves `tree` at the smallest failing case found.
fn shrink<T: ValueTree>(
    tree: &mut T,
    mut reason: String,
    check: &mut impl FnMut(&T::Value) -> Result<(), String>,
) -> (String, u32) {
    let mut shrinks = 0;
    if !tree.simplify() {
        return (reason, shrinks);
    }
    // The tree may end on a case that passes: `complicate` then steps back towards the last that failed.
    loop {
        shrinks += 1;
        match check(&tree.current()) {
            Err(smaller) => {
                reason = smaller;
                if shrinks >= MOST_SHRINKS || !tree.simplify() {
                    break;
                }
            }
            Ok(()) => {
                if !tree.complicate() {
                    break;
                }
            }
        }
    }
    (reason, shrinks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_shrinks_to_the_smallest_and_replays_from_its_seed() {
        let strategy = proptest::collection::vec(0..1000_u32, 0..50);
        let check = |values: &Vec<u32>| match values.iter().find(|value| **value >= 700) {
            Some(value) => Err(format!("{value} is too much")),
            None => Ok(()),
        };
        let failure = run(&strategy, 1, Limit::Cases(100), check, |_| true).expect_err("some value is too much");
        assert_eq!(failure.case, [700]);
        assert_eq!(failure.reason, "700 is too much");
        let replayed = run(&strategy, failure.seed, Limit::Cases(1), check, |_| true).expect_err("the same");
        assert_eq!(replayed.case, failure.case);
        assert!(failure.replays && !failure.to_string().contains("again"), "{failure}");
    }

    #[test]
    fn a_failure_that_passes_the_second_time_says_so() {
        let mut runs = 0;
        let check = |_: &u8| {
            runs += 1;
            if runs == 3 { Err("the third run fails".to_owned()) } else { Ok(()) }
        };
        let failure = run(&(0..9_u8), 5, Limit::Cases(10), check, |_| true).expect_err("the third run fails");
        assert!(!failure.replays && failure.shrinks == 0, "{failure:?}");
        assert!(failure.to_string().contains("passed when it was run again"), "{failure}");
    }

    #[test]
    fn a_campaign_counts_its_cases() {
        let mut told = 0;
        let summary = run(
            &(0..9_u8),
            5,
            Limit::Cases(17),
            |_| Ok(()),
            |cases| {
                told = cases;
                true
            },
        );
        assert_eq!(summary.expect("nothing fails").cases, 17);
        assert_eq!(told, 17);
    }
}
