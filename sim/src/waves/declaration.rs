//! The declarations in the header of a waveform.

use std::fmt;
use std::sync::Arc;
use vcd::ReferenceIndex;

/// The kinds of value of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// So many bits of four states, at least one.
    Bits(u32),
    /// A real number.
    Real,
    /// A text.
    Text,
    /// Nothing: it is triggered.
    Event,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bits(1) => formatter.write_str("a bit"),
            Self::Bits(width) => write!(formatter, "{width} bits"),
            Self::Real => formatter.write_str("a real number"),
            Self::Text => formatter.write_str("a text"),
            Self::Event => formatter.write_str("an event"),
        }
    }
}

/// A variable as the header declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// The scopes around it, the outermost first.
    pub scopes: Arc<[String]>,
    /// Its name, without bits.
    pub name: String,
    /// Its bits as declared, such as `[7:0]`.
    pub bits: Option<ReferenceIndex>,
    /// What it holds.
    pub kind: Kind,
    /// Which of the file's values it shows: several declarations may share one.
    pub slot: usize,
}

impl Declaration {
    /// A variable from its reference, such as `count [3:0]`. Simulators write the bits with and without a space, and
    /// a backslash before an escaped name or not.
    pub fn new(scopes: Arc<[String]>, reference: &str, kind: Kind, slot: usize) -> Self {
        let reference = reference.trim().trim_start_matches('\\');
        let (name, bits) = match split(reference) {
            Some((name, bits)) if kind == Kind::Bits(width(bits)) => (name, Some(bits)),
            _ => (reference, None),
        };
        Self { scopes, name: name.replace(" [", "["), bits, kind, slot }
    }

    /// Scopes, name and bits, as GTKWave shows them.
    pub fn path(&self) -> String {
        let bits = match self.bits.map(ends) {
            None => String::new(),
            Some((left, right)) if left == right => format!("[{left}]"),
            Some((left, right)) => format!("[{left}:{right}]"),
        };
        format!("{}{bits}", self.path_without_bits())
    }

    /// Scopes and name.
    pub fn path_without_bits(&self) -> String {
        let scopes = self.scopes.iter().map(|scope| format!("{scope}."));
        scopes.chain([self.name.clone()]).collect()
    }
}

/// The name and the bits of a reference that ends in bits. They are only bits if they fit the width: the bracket of
/// a word of a memory belongs to its name.
fn split(reference: &str) -> Option<(&str, ReferenceIndex)> {
    let bracket = reference.rfind('[')?;
    let bits = reference[bracket..].parse().ok()?;
    Some((reference[..bracket].trim_end(), bits))
}

/// How many bits there are from the left to the right index.
fn width(bits: ReferenceIndex) -> u32 {
    let (left, right) = ends(bits);
    left.abs_diff(right).saturating_add(1)
}

/// The left and the right index.
pub fn ends(bits: ReferenceIndex) -> (i32, i32) {
    match bits {
        ReferenceIndex::BitSelect(bit) => (bit, bit),
        ReferenceIndex::Range(left, right) => (left, right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_told_from_names() {
        let scopes: Arc<[String]> = ["top".to_owned()].into();
        let path = |reference: &str, kind| Declaration::new(scopes.clone(), reference, kind, 0).path();
        for (reference, kind, expected) in [
            ("count [3:0]", Kind::Bits(4), "top.count[3:0]"),
            ("count[3:0]", Kind::Bits(4), "top.count[3:0]"),
            ("count [ 3 : 0 ]", Kind::Bits(4), "top.count[3:0]"),
            ("count [0]", Kind::Bits(1), "top.count[0]"),
            ("count [0:0]", Kind::Bits(1), "top.count[0]"),
            ("count [12:-4]", Kind::Bits(17), "top.count[12:-4]"),
            ("\\mem[1] [7:0]", Kind::Bits(8), "top.mem[1][7:0]"),
            ("mem [1] [7:0]", Kind::Bits(8), "top.mem[1][7:0]"),
            ("mem[1]", Kind::Bits(8), "top.mem[1]"),
            ("table[2]", Kind::Real, "top.table[2]"),
            ("odd[", Kind::Bits(1), "top.odd["),
        ] {
            assert_eq!(path(reference, kind), expected);
        }
        let [with, without] =
            ["\\mem[1] [7:0]", "mem[1]"].map(|text| Declaration::new(scopes.clone(), text, Kind::Bits(8), 0));
        assert_eq!((with.name.as_str(), without.name.as_str()), ("mem[1]", "mem[1]"));
        assert_eq!((with.bits, without.bits), (Some(ReferenceIndex::Range(7, 0)), None));
    }
}
