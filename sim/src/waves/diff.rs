//! The first difference of two waveforms.

use super::reader::{Reader, Signal, WaveError};
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use vcd::Value;

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
    /// A signal has different values.
    Value {
        /// When, in femtoseconds.
        time: u128,
        /// The signal.
        signal: String,
        /// Its value in each, in binary.
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

/// A signal of both files.
struct Pair {
    signal: String,
    slots: [usize; 2],
    width: u32,
}

/// The first difference of two VCD files: signals that only one has, then widths, then values in the order of
/// time. Neither file is held in memory. Where one ends its values stay as they are.
pub fn diff(first: &Path, second: &Path) -> Result<Option<Difference>, WaveError> {
    let mut readers = [Reader::open(first)?, Reader::open(second)?];
    let pairs = match pair(&readers[0].signals, &readers[1].signals) {
        Ok(pairs) => pairs,
        Err(difference) => return Ok(Some(difference)),
    };
    let mut pairs_of: [Vec<Vec<usize>>; 2] = [0, 1].map(|side| vec![Vec::new(); readers[side].values.len()]);
    for (index, pair) in pairs.iter().enumerate() {
        for (side, slot) in pair.slots.iter().enumerate() {
            pairs_of[side][*slot].push(index);
        }
    }
    let mut touched = Vec::new();
    while let Some(time) = readers.iter().filter_map(|reader| reader.time).min() {
        let mut different: Option<usize> = None;
        let mut candidates = Vec::new();
        for (reader, pairs_of) in readers.iter_mut().zip(&pairs_of) {
            touched.clear();
            if reader.time == Some(time) {
                reader.advance(&mut touched)?;
            }
            candidates.extend(touched.iter().flat_map(|slot| &pairs_of[*slot]).copied());
        }
        let [left, right] = &readers;
        for candidate in candidates {
            let Pair { slots: [a, b], .. } = pairs[candidate];
            if !equal(&left.values[a], &right.values[b]) {
                different = Some(different.map_or(candidate, |before| before.min(candidate)));
            }
        }
        if let Some(Pair { signal, slots: [a, b], width }) = different.map(|index| &pairs[index]) {
            let values = [binary(&left.values[*a], *width), binary(&right.values[*b], *width)];
            return Ok(Some(Difference::Value { time, signal: signal.clone(), values }));
        }
    }
    Ok(None)
}

fn pair(first: &[Signal], second: &[Signal]) -> Result<Vec<Pair>, Difference> {
    let mut others: HashMap<String, &Signal> = second.iter().map(|signal| (signal.path(), signal)).collect();
    let mut pairs = Vec::with_capacity(first.len());
    for one in first {
        let signal = one.path();
        let Some(other) = others.remove(&signal) else {
            return Err(Difference::OnlyInOne { signal, first: true });
        };
        if one.width != other.width {
            return Err(Difference::Width { signal, widths: [one.width, other.width] });
        }
        pairs.push(Pair { signal, slots: [one.slot, other.slot], width: one.width });
    }
    // In the order of the file, not of the map.
    match second.iter().map(Signal::path).find(|path| others.contains_key(path)) {
        Some(signal) => Err(Difference::OnlyInOne { signal, first: false }),
        None => Ok(pairs),
    }
}

/// What stands above the bits that are written: x and z repeat, 0 and 1 are followed by zeros.
fn extension(value: &[Value]) -> Value {
    match value.first() {
        None | Some(Value::X) => Value::X,
        Some(Value::Z) => Value::Z,
        Some(_) => Value::V0,
    }
}

fn equal(first: &[Value], second: &[Value]) -> bool {
    let bit = |value: &[Value], index: usize| match value.len().checked_sub(index + 1) {
        Some(place) => value[place],
        None => extension(value),
    };
    first == second || (0..first.len().max(second.len()) + 1).all(|index| bit(first, index) == bit(second, index))
}

/// Binary digits, at most as many as the signal has bits.
fn binary(value: &[Value], width: u32) -> String {
    if value.is_empty() {
        return "x".to_owned();
    }
    let digits: String = value.iter().skip(value.len().saturating_sub(width as usize)).map(Value::to_string).collect();
    let shorter = digits.trim_start_matches('0');
    if shorter.is_empty() { "0".to_owned() } else { shorter.to_owned() }
}
