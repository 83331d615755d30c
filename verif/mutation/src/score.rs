//! How many mutants each kind of check has killed: a row of the table for each block.

use crate::campaign::Verdict;
use std::fmt::{self, Display};
use thiserror::Error;

/// The kinds of checks, in the order in which mutants meet them.
pub const STAGES: [&str; 3] = ["fuzz", "block tests", "reset"];

/// The score of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The block.
    pub block: String,
    /// All mutants.
    pub mutants: usize,
    /// Those that each stage killed.
    pub killed: [usize; STAGES.len()],
    /// Those that are argued to be equivalent.
    pub equivalent: usize,
    /// Those that no check found.
    pub survived: usize,
}

/// A line that is no row of the table.
#[derive(Debug, Error)]
#[error("`{0}` is no row of the table of scores: `make mutation` writes it anew")]
pub struct RowError(String);

impl Score {
    /// Counts verdicts; `equivalent` says which mutants are argued to be equivalent.
    pub fn new(block: &str, verdicts: &[Verdict], equivalent: impl Fn(usize) -> bool) -> Self {
        let mut score = Self {
            block: block.to_owned(),
            mutants: verdicts.len(),
            killed: [0; STAGES.len()],
            equivalent: 0,
            survived: 0,
        };
        for (index, verdict) in verdicts.iter().enumerate() {
            match verdict {
                Verdict::Killed(stage, _) => score.killed[*stage] += 1,
                Verdict::Survived if equivalent(index) => score.equivalent += 1,
                Verdict::Survived => score.survived += 1,
            }
        }
        score
    }

    /// The share of mutants killed of those that are not equivalent, in percent; 100 if there is none.
    pub fn percent(&self) -> f64 {
        let killed: usize = self.killed.iter().sum();
        let possible = killed + self.survived;
        if possible == 0 { 100.0 } else { 100.0 * killed as f64 / possible as f64 }
    }

    /// Reads a row of the table.
    pub fn parse(row: &str) -> Result<Self, RowError> {
        let wrong = || RowError(row.to_owned());
        let cells: Vec<&str> = row.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [block, mutants, fuzz, tests, reset, equivalent, survived, _] = cells[..] else { return Err(wrong()) };
        let number = |cell: &str| cell.parse().map_err(|_| wrong());
        Ok(Self {
            block: block.trim_matches('`').to_owned(),
            mutants: number(mutants)?,
            killed: [number(fuzz)?, number(tests)?, number(reset)?],
            equivalent: number(equivalent)?,
            survived: number(survived)?,
        })
    }

    /// Reads the table.
    pub fn parse_table(text: &str) -> Result<Vec<Self>, RowError> {
        text.lines().filter(|line| line.starts_with("| `")).map(Self::parse).collect()
    }

    /// The table of these scores.
    pub fn table(scores: &[Self]) -> String {
        let [fuzz, tests, reset] = STAGES;
        let rows: String = scores.iter().map(|score| format!("{score}\n")).collect();
        format!(
            "| block | mutants | killed by {fuzz} | by {tests} | by {reset} | equivalent | survived | score |\n\
             |---|---|---|---|---|---|---|---|\n{rows}"
        )
    }
}

impl Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { block, mutants, killed: [fuzz, tests, reset], equivalent, survived } = self;
        // Rounded down: what is not all is not 100 %.
        let percent = (10.0 * self.percent()).floor() / 10.0;
        write!(f, "| `{block}` | {mutants} | {fuzz} | {tests} | {reset} | {equivalent} | {survived} | {percent:.1} % |")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_counted_and_a_row_reads_back() {
        let killed = |stage| Verdict::Killed(stage, String::new());
        let verdicts = [killed(0), killed(2), killed(0), Verdict::Survived, Verdict::Survived];
        let score = Score::new("pe", &verdicts, |index| index == 3);
        assert_eq!(score.to_string(), "| `pe` | 5 | 2 | 0 | 1 | 1 | 1 | 75.0 % |");
        let table = Score::table(std::slice::from_ref(&score));
        assert_eq!(Score::parse_table(&table).expect("the table reads back"), [score]);
        assert!(Score::parse("| `pe` | many |").is_err());
    }

    #[test]
    fn almost_all_is_not_all() {
        let score = Score { block: "x".into(), mutants: 5000, killed: [4999, 0, 0], equivalent: 0, survived: 1 };
        assert!(score.to_string().ends_with("| 99.9 % |"));
        assert_eq!(Score { killed: [0; 3], survived: 0, ..score }.percent(), 100.0);
    }
}
