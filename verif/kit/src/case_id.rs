//! The identity of a case: everything that determines it, as one word that is printed and parsed.
//!
//! `delay_8x3/edge/0x5eedc41b/cycles=40` is a case of a block, `datapath_tiny/commands/0x1f/commands=4,tiles=3,m=40`
//! one of a whole unit: the block at its sizes, the kind of case, the seed, and the limits of its size.

use crate::block::Kind;
use crate::product;
use seedchip_spec::{Instance, InstanceError};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The most cycles that a case of a block may have.
pub const MOST_CYCLES: usize = 100_000;

/// The block, the kind, the limits and the seed of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseId {
    /// The block at its sizes.
    pub instance: Instance,
    /// How the case is drawn.
    pub recipe: Recipe,
    /// The seed that the case is drawn from.
    pub seed: u64,
}

/// How a case is drawn, and how large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// Values on the ports of a block.
    Cycles {
        /// How the values are chosen.
        kind: Kind,
        /// The most cycles.
        cycles: usize,
    },
    /// Commands for a whole unit.
    Commands(product::Limits),
}

/// Why a text is not the identity of a case.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CaseIdError {
    /// It has not four parts.
    #[error("`{0}` is not a case: write BLOCK_SIZES/KIND/SEED/LIMITS, as a failure prints it")]
    Form(String),
    /// The block or its sizes do not exist.
    #[error("the case is of an unknown block: {0}")]
    Instance(#[from] InstanceError),
    /// The kind does not exist, or does not fit the block.
    #[error("`{kind}` is not a kind of case of `{block}`: choose one of {known}")]
    Kind {
        /// What was written.
        kind: String,
        /// The block.
        block: &'static str,
        /// The kinds that there are.
        known: &'static str,
    },
    /// The seed is not a number.
    #[error("`{0}` is not a seed: write 0x and up to 16 hexadecimal digits")]
    Seed(String),
    /// The limits are not those of the kind.
    #[error("`{found}` are not the limits of the case: write {wanted}")]
    Limits {
        /// What was written.
        found: String,
        /// How limits of this kind are written.
        wanted: &'static str,
    },
}

const CYCLES: &str = "cycles=N, N from 1 to 100000";
const COMMANDS: &str = "commands=N,tiles=N,m=N, each N from 1 to 65535";

impl Recipe {
    /// The word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Cycles { kind, .. } => kind.name(),
            Self::Commands(_) => "commands",
        }
    }

    fn of(instance: &Instance, kind: &str, limits: &str) -> Result<Self, CaseIdError> {
        let block = instance.block();
        let wrong = |wanted| CaseIdError::Limits { found: limits.to_owned(), wanted };
        if block.is_top() {
            if kind != "commands" {
                return Err(CaseIdError::Kind { kind: kind.to_owned(), block: block.name, known: "commands" });
            }
            let limits = numbers(limits, ["commands", "tiles", "m"], 65_535);
            let [commands, tiles, m] = limits.ok_or_else(|| wrong(COMMANDS))?;
            return Ok(Self::Commands(product::Limits { commands, tiles, m }));
        }
        let unknown = || CaseIdError::Kind { kind: kind.to_owned(), block: block.name, known: "edge, spaced, random" };
        let kind = Kind::ALL.iter().find(|known| known.name() == kind).ok_or_else(unknown)?;
        let [cycles] = numbers(limits, ["cycles"], MOST_CYCLES).ok_or_else(|| wrong(CYCLES))?;
        Ok(Self::Cycles { kind: *kind, cycles })
    }
}

/// Numbers from 1 to `most` behind their names, in this order.
fn numbers<const N: usize>(text: &str, names: [&str; N], most: usize) -> Option<[usize; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(',');
    for (number, name) in numbers.iter_mut().zip(names) {
        let digits = parts.next()?.strip_prefix(name)?.strip_prefix('=')?;
        *number = digits.parse().ok().filter(|number| (1..=most).contains(number))?;
    }
    parts.next().is_none().then_some(numbers)
}

impl fmt::Display for CaseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/{:#x}/", self.instance, self.recipe.kind(), self.seed)?;
        match self.recipe {
            Recipe::Cycles { cycles, .. } => write!(formatter, "cycles={cycles}"),
            Recipe::Commands(product::Limits { commands, tiles, m }) => {
                write!(formatter, "commands={commands},tiles={tiles},m={m}")
            }
        }
    }
}

impl FromStr for CaseId {
    type Err = CaseIdError;

    fn from_str(text: &str) -> Result<Self, CaseIdError> {
        let parts: Vec<&str> = text.split('/').collect();
        let [instance, kind, seed, limits] = parts[..] else { return Err(CaseIdError::Form(text.to_owned())) };
        let instance: Instance = instance.parse()?;
        let recipe = Recipe::of(&instance, kind, limits)?;
        let digits = seed.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok());
        let seed = digits.ok_or_else(|| CaseIdError::Seed(seed.to_owned()))?;
        Ok(Self { instance, recipe, seed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedchip_spec::{BLOCKS, Block};

    #[test]
    fn every_case_is_read_back_as_it_was_printed() {
        let mut looked_at = 0;
        for instance in BLOCKS.iter().flat_map(Block::instances) {
            let recipes = if instance.block().is_top() {
                vec![Recipe::Commands(product::Limits::default())]
            } else {
                Kind::ALL.iter().map(|kind| Recipe::Cycles { kind: *kind, cycles: 40 }).collect()
            };
            for recipe in recipes {
                for seed in [0, 0x5eed_c41b, u64::MAX] {
                    let id = CaseId { instance: instance.clone(), recipe, seed };
                    assert_eq!(id.to_string().parse(), Ok(id));
                    looked_at += 1;
                }
            }
        }
        assert!(looked_at > BLOCKS.len(), "only {looked_at} cases were looked at");
    }

    #[test]
    fn a_wrong_text_is_refused_with_its_reason() {
        for (text, reason) in [
            ("", "is not a case"),
            ("delay_8x3/edge/0x1", "is not a case"),
            ("delay_8x3/edge/0x1/cycles=4/5", "is not a case"),
            ("nothing_8/edge/0x1/cycles=4", "the case is of an unknown block"),
            ("delay_8/edge/0x1/cycles=4", "the case is of an unknown block"),
            ("delay_8x3/commands/0x1/cycles=4", "choose one of edge, spaced, random"),
            ("datapath_tiny/edge/0x1/cycles=4", "choose one of commands"),
            ("delay_8x3/edge/12/cycles=4", "`12` is not a seed"),
            ("delay_8x3/edge/0x10000000000000000/cycles=4", "is not a seed"),
            ("delay_8x3/edge/0x1/cycles=0", "write cycles=N"),
            ("delay_8x3/edge/0x1/cycles=100001", "write cycles=N"),
            ("delay_8x3/edge/0x1/m=4", "write cycles=N"),
            ("datapath_tiny/commands/0x1/commands=4,m=3,tiles=4", "write commands=N,tiles=N,m=N"),
            ("datapath_tiny/commands/0x1/commands=4,tiles=3,m=4,", "write commands=N,tiles=N,m=N"),
        ] {
            let error = text.parse::<CaseId>().expect_err(text).to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
