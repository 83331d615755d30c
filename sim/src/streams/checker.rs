//! The handshake law, checked cycle by cycle.

use std::fmt;
use thiserror::Error;

/// A rule of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Valid, once high, stays until ready.
    ValidFell,
    /// Data stay while the beat waits.
    DataChanged,
    /// Keep stays while the beat waits.
    KeepChanged,
    /// Last stays while the beat waits.
    LastChanged,
    /// Valid is low in the cycle after a clock edge in reset.
    ValidAfterReset,
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ValidFell => "valid fell before the beat had passed",
            Self::DataChanged => "data changed while the beat waited",
            Self::KeepChanged => "keep changed while the beat waited",
            Self::LastChanged => "last changed while the beat waited",
            Self::ValidAfterReset => "valid was high after a clock edge in reset",
        })
    }
}

/// A rule was broken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cycle {cycle}, `{stream}`: {rule} (before {}, now {})", hexadecimal(before), hexadecimal(now))]
pub struct Violation {
    /// The cycle.
    pub cycle: u64,
    /// The stream.
    pub stream: String,
    /// The rule.
    pub rule: Rule,
    /// The value of the cycle before: of valid, data, keep or last, whichever the rule is about.
    pub before: Vec<u32>,
    /// The value that broke the rule.
    pub now: Vec<u32>,
}

/// Words to hexadecimal, the highest bits first.
fn hexadecimal(words: &[u32]) -> String {
    let digits: String = words.iter().rev().map(|word| format!("{word:08x}")).collect();
    let digits = digits.trim_start_matches('0');
    format!("0x{}", if digits.is_empty() { "0" } else { digits })
}

/// The signals of a stream in one cycle. Data, keep and last matter only while valid is high.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// Whether the block is in reset in this cycle, so that the clock edge at its end clears it.
    pub reset: bool,
    /// Valid.
    pub valid: bool,
    /// Ready.
    pub ready: bool,
    /// Data.
    pub data: &'a [u32],
    /// Keep; empty if the stream has none.
    pub keep: &'a [u32],
    /// Last; low if the stream has none.
    pub last: bool,
}

/// Checks one stream.
#[derive(Clone, Debug)]
pub struct HandshakeChecker {
    stream: String,
    waiting: bool,
    after_reset: bool,
    data: Vec<u32>,
    keep: Vec<u32>,
    last: bool,
}

impl HandshakeChecker {
    /// A checker for the stream of this name.
    pub fn new(stream: &str) -> Self {
        Self {
            stream: stream.to_owned(),
            waiting: false,
            after_reset: false,
            data: Vec::new(),
            keep: Vec::new(),
            last: false,
        }
    }

    /// Takes the next cycle in, and says which rule it broke.
    pub fn observe(&mut self, cycle: u64, observed: Observed<'_>) -> Result<(), Violation> {
        let violation = |rule, before: &[u32], now: &[u32]| Violation {
            cycle,
            stream: self.stream.clone(),
            rule,
            before: before.to_vec(),
            now: now.to_vec(),
        };
        if self.after_reset && observed.valid {
            return Err(violation(Rule::ValidAfterReset, &[0], &[1]));
        }
        if self.waiting && !observed.reset {
            if !observed.valid {
                return Err(violation(Rule::ValidFell, &[1], &[0]));
            }
            if observed.data != self.data {
                return Err(violation(Rule::DataChanged, &self.data, observed.data));
            }
            if observed.keep != self.keep {
                return Err(violation(Rule::KeepChanged, &self.keep, observed.keep));
            }
            if observed.last != self.last {
                return Err(violation(Rule::LastChanged, &[self.last.into()], &[observed.last.into()]));
            }
        }
        let waits = observed.valid && !observed.ready && !observed.reset;
        if waits && !self.waiting {
            self.data.clear();
            self.data.extend_from_slice(observed.data);
            self.keep.clear();
            self.keep.extend_from_slice(observed.keep);
            self.last = observed.last;
        }
        self.waiting = waits;
        self.after_reset = observed.reset;
        Ok(())
    }
}
