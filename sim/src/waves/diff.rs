//! The first difference of two waveforms.

mod pairs;
mod scope;

use super::declaration::Kind;
use super::error::WaveError;
use super::reader::Reader;
use super::signal::{Signal, signals};
use pairs::{Pair, Pairs};
use std::fmt;
use std::path::{Path, PathBuf};

/// The options of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Compare what lies below these scopes, one of each file, and not the whole files. A scope is given by its path
    /// or by the end of it, such as `tb.dut` for `TOP.tb.dut`.
    pub scopes: Option<[String; 2]>,
    /// Signals that only one file has are counted, and are no difference.
    pub common: bool,
}

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The first difference, if there is one.
    pub difference: Option<Difference>,
    /// Signals that were compared.
    pub compared: usize,
    /// What was not compared.
    pub left_out: LeftOut,
}

/// The numbers of things that a comparison leaves out, for each file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Events: they hold no value. Both files have them.
    pub events: usize,
    /// Signals that only this file has.
    pub only_in_one: [usize; 2],
    /// Signals outside of the scope.
    pub outside: [usize; 2],
    /// Sections whose meaning is unknown.
    pub unknown_sections: [usize; 2],
}

/// How two waveforms differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Only one of them has a signal.
    OnlyInOne {
        /// The signal.
        signal: String,
        /// Whether it is the first that has it.
        first: bool,
    },
    /// A signal has different widths.
    Width {
        /// The signal.
        signal: String,
        /// Its bits in each.
        widths: [u32; 2],
    },
    /// A signal holds bits in one and a number or a text in the other, or its bits have other indices.
    Kind {
        /// The signal.
        signal: String,
        /// What it holds in each.
        kinds: [String; 2],
    },
    /// A signal has different values.
    Value {
        /// When, in femtoseconds.
        time: u128,
        /// The signal.
        signal: String,
        /// Its value in each: bits in binary, numbers, quoted texts.
        values: [String; 2],
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnlyInOne { signal, first } => {
                write!(formatter, "only the {} has `{signal}`", if *first { "first" } else { "second" })
            }
            Self::Width { signal, widths: [first, second] } => {
                write!(formatter, "`{signal}` has {first} bits in the first and {second} in the second")
            }
            Self::Kind { signal, kinds: [first, second] } => {
                write!(formatter, "`{signal}` is {first} in the first and {second} in the second")
            }
            Self::Value { time, signal, values: [first, second] } => {
                let (nanoseconds, rest) = (time / 1_000_000, time % 1_000_000);
                write!(formatter, "at {nanoseconds}")?;
                if rest != 0 {
                    write!(formatter, ".{}", format!("{rest:06}").trim_end_matches('0'))?;
                }
                write!(formatter, " ns `{signal}` is {first} in the first and {second} in the second")
            }
        }
    }
}

impl Difference {
    /// What differs in the declarations of a signal.
    fn of_declarations(first: &Signal, second: &Signal) -> Option<Self> {
        let signal = name(first);
        match (first.kind, second.kind) {
            (Kind::Bits(one), Kind::Bits(other)) if one != other => Some(Self::Width { signal, widths: [one, other] }),
            (Kind::Bits(_), Kind::Bits(_)) => {
                let other_indices = first.bits.zip(second.bits).is_some_and(|(one, other)| one != other);
                other_indices.then(|| Self::Kind { signal, kinds: [first.range(), second.range()] })
            }
            (one, other) => {
                (one != other).then(|| Self::Kind { signal, kinds: [one, other].map(|kind| kind.to_string()) })
            }
        }
    }
}

/// The first difference of two VCD files: signals that only one has, then declarations, then values in the order
/// of time. Neither file is held in memory. Where one ends its values stay as they are.
pub fn diff(first: &Path, second: &Path, options: &Options) -> Result<Comparison, WaveError> {
    let paths: [PathBuf; 2] = [first, second].map(Path::to_owned);
    let mut readers = [Reader::open(first)?, Reader::open(second)?];
    let mut left_out = LeftOut::default();
    let mut sides = [Vec::new(), Vec::new()];
    for (side, reader) in readers.iter().enumerate() {
        sides[side] = signals(&reader.declarations);
        if let Some(scopes) = &options.scopes {
            left_out.outside[side] = scope::below(&mut sides[side], &scopes[side], &paths[side])?;
        }
    }
    let Pairs { pairs, only } = Pairs::new(sides);
    let all = pairs.len();
    let (pairs, events): (Vec<Pair>, Vec<Pair>) =
        pairs.into_iter().partition(|pair| pair.0.iter().any(|signal| signal.kind != Kind::Event));
    left_out.events = events.len();
    left_out.only_in_one = [only[0].len(), only[1].len()];
    let mut difference = None;
    if !options.common {
        difference = only
            .iter()
            .zip([true, false])
            .find_map(|(signals, first)| Some(Difference::OnlyInOne { signal: name(signals.first()?), first }));
    } else if all == 0 && only.iter().any(|signals| !signals.is_empty()) {
        return Err(WaveError::NothingInCommon { paths });
    }
    let difference = match difference.or_else(|| pairs.iter().find_map(Pair::declared_differently)) {
        None => first_value(&mut readers, &pairs)?,
        found => found,
    };
    left_out.unknown_sections = readers.map(|reader| reader.unknown_sections);
    Ok(Comparison { difference, compared: pairs.len(), left_out })
}

/// Scopes, name and bits.
fn name(signal: &Signal) -> String {
    let mut path: Vec<&str> = signal.scopes.iter().map(String::as_str).collect();
    path.push(&signal.name);
    format!("{}{}", path.join("."), signal.range())
}

/// The first pair, by time and then by the order of the first file, whose values differ.
fn first_value(readers: &mut [Reader; 2], pairs: &[Pair]) -> Result<Option<Difference>, WaveError> {
    let mut pairs_of: [Vec<Vec<usize>>; 2] = [0, 1].map(|side| vec![Vec::new(); readers[side].values.len()]);
    for (index, pair) in pairs.iter().enumerate() {
        for (side, signal) in pair.0.iter().enumerate() {
            signal.slots().for_each(|slot| pairs_of[side][slot].push(index));
        }
    }
    let (mut touched, mut candidates) = (Vec::new(), Vec::new());
    while let Some(time) = readers.iter().filter_map(|reader| reader.time).min() {
        candidates.clear();
        for (reader, pairs_of) in readers.iter_mut().zip(&pairs_of) {
            touched.clear();
            if reader.time == Some(time) {
                reader.advance(&mut touched)?;
            }
            candidates.extend(touched.iter().flat_map(|slot| &pairs_of[*slot]).copied());
        }
        let [left, right] = &*readers;
        let differs = |index: &usize| {
            let [first, second] = &pairs[*index].0;
            !first.equals(&left.values, second, &right.values)
        };
        if let Some(index) = candidates.iter().copied().filter(differs).min() {
            let [first, second] = &pairs[index].0;
            let values = [first.content(&left.values), second.content(&right.values)];
            let values = values.map(|content| content.to_string());
            return Ok(Some(Difference::Value { time, signal: name(first), values }));
        }
    }
    Ok(None)
}
