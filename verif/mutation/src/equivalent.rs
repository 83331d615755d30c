//! Mutants that are equivalent to the original: a checked-in list, in which each has the reason why no check can find it.

use crate::mutate::Mutant;
use serde::Deserialize;
use thiserror::Error;

/// Mutants of a block that one reason makes equivalent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    block: String,
    because: String,
    /// The line as it is, and as it is in the mutant. Where the line moves to is of no matter.
    mutants: Vec<[String; 2]>,
}

/// The list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Equivalents {
    equivalent: Vec<Entry>,
}

/// What is wrong with the list.
#[derive(Debug, Error)]
pub enum ListError {
    /// It cannot be read.
    #[error(transparent)]
    Toml(#[from] toml::de::Error),
    /// An entry without a reason.
    #[error("`{block}`, `{line}`: say why the mutant is equivalent")]
    NoReason {
        /// The block.
        block: String,
        /// The line.
        line: String,
    },
    /// A mutant that is listed twice.
    #[error("`{block}`, `{line}`: the mutant `{mutated}` is listed twice")]
    Twice {
        /// The block.
        block: String,
        /// The line.
        line: String,
        /// The line in the mutant.
        mutated: String,
    },
}

impl Equivalents {
    /// Reads the list.
    pub fn parse(text: &str) -> Result<Self, ListError> {
        let list: Self = toml::from_str(text)?;
        let mut seen = std::collections::BTreeSet::new();
        for Entry { block, because, mutants } in &list.equivalent {
            for [line, mutated] in mutants {
                let (block, line, mutated) = (block.clone(), line.clone(), mutated.clone());
                if because.trim().is_empty() {
                    return Err(ListError::NoReason { block, line });
                }
                if !seen.insert((block.clone(), line.clone(), mutated.clone())) {
                    return Err(ListError::Twice { block, line, mutated });
                }
            }
        }
        Ok(list)
    }

    /// The blocks that it speaks of.
    pub fn blocks(&self) -> impl Iterator<Item = &str> {
        self.equivalent.iter().map(|entry| entry.block.as_str())
    }

    /// Why a mutant of a block is equivalent, if it is listed.
    pub fn reason(&self, block: &str, mutant: &Mutant) -> Option<&str> {
        let entries = self.equivalent.iter().filter(|entry| entry.block == block);
        let lists = |entry: &&Entry| {
            entry.mutants.iter().any(|[line, mutated]| *line == mutant.original && *mutated == mutant.mutated)
        };
        entries.into_iter().find(lists).map(|entry| entry.because.as_str())
    }

    /// What is listed of a block and is none of its mutants: lines as they are, and as they would be.
    pub fn stale<'a>(&'a self, block: &str, mutants: &[&Mutant]) -> Vec<&'a [String; 2]> {
        let exists = |[line, mutated]: &[String; 2]| {
            mutants.iter().any(|mutant| *line == mutant.original && *mutated == mutant.mutated)
        };
        let entries = self.equivalent.iter().filter(|entry| entry.block == block);
        entries.flat_map(|entry| &entry.mutants).filter(|listed| !exists(listed)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"
        [[equivalent]]
        block = "queue"
        because = "A full queue is filled."
        mutants = [["a <= b | c;", "a <= b ^ c;"]]
    "#;

    fn mutant(mutated: &str) -> Mutant {
        Mutant { text: String::new(), line: 7, original: "a <= b | c;".into(), mutated: mutated.into() }
    }

    #[test]
    fn a_listed_mutant_has_its_reason_and_a_stale_entry_is_found() {
        let list = Equivalents::parse(LIST).expect("a list");
        let (listed, other) = (mutant("a <= b ^ c;"), mutant("a <= b & c;"));
        assert_eq!(list.reason("queue", &listed), Some("A full queue is filled."));
        assert_eq!(list.reason("queue", &other), None);
        assert_eq!(list.reason("stack", &listed), None);
        assert!(list.stale("queue", &[&other, &listed]).is_empty());
        assert_eq!(list.stale("queue", &[&other])[0][1], "a <= b ^ c;");
    }

    #[test]
    fn an_entry_without_a_reason_and_one_that_comes_twice_are_refused() {
        let silent = LIST.replace("A full queue is filled.", " ");
        assert!(matches!(Equivalents::parse(&silent), Err(ListError::NoReason { .. })));
        assert!(matches!(Equivalents::parse(&[LIST, LIST].concat()), Err(ListError::Twice { .. })));
        assert!(matches!(Equivalents::parse("[[equivalent]]\nblock = 1"), Err(ListError::Toml(_))));
    }
}
