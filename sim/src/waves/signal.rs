//! Declarations to signals: the same one declared twice is one, and bits declared one by one are a vector.

use super::declaration::{Declaration, Kind, ends};
use super::value::Content;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use vcd::Value;

/// A signal of a waveform.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// The scopes around it, the outermost first.
    pub scopes: Arc<[String]>,
    /// Its name, without bits.
    pub name: String,
    /// The left and the right index of its bits, where they are declared.
    pub bits: Option<(i32, i32)>,
    /// What it holds.
    pub kind: Kind,
    /// The parts that it is declared in, the left one first.
    parts: Vec<Part>,
    /// Whether the indices may as well run the other way: single bits leave open which end is the left one.
    turnable: bool,
}

/// A part of a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    slot: usize,
    width: u32,
}

impl Signal {
    fn of(declaration: &Declaration) -> Self {
        let Declaration { scopes, name, bits, kind, slot } = declaration;
        let width = if let Kind::Bits(width) = kind { *width } else { 0 };
        let parts = vec![Part { slot: *slot, width }];
        let bits = bits.map(ends);
        Self { scopes: scopes.clone(), name: name.clone(), bits, kind: *kind, parts, turnable: false }
    }

    /// The slots that it shows.
    pub fn slots(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().map(|part| part.slot)
    }

    /// Its bits in words, such as `[7:0]`, or nothing.
    pub fn range(&self) -> String {
        match self.bits {
            None => String::new(),
            Some((left, right)) if left == right => format!("[{left}]"),
            Some((left, right)) => format!("[{left}:{right}]"),
        }
    }

    /// Whether the bits have the same indices, or would have if they ran the other way where either way is right.
    pub fn has_bits_of(&self, other: &Self) -> bool {
        let turned = other.bits.map(|(left, right)| (right, left));
        self.bits == other.bits || ((self.turnable || other.turnable) && self.bits == turned)
    }

    /// Lets the indices run as those of another signal do, if either way is right.
    pub fn turn_like(&mut self, other: &Self) {
        if let (true, Some((left, right)), false) = (self.turnable, self.bits, other.turnable)
            && other.bits == Some((right, left))
        {
            self.bits = Some((right, left));
            self.parts.reverse();
        }
    }

    /// What it holds, from the values of all slots.
    pub fn content(&self, values: &[Content]) -> Content {
        match (self.kind, self.parts.as_slice()) {
            (Kind::Bits(width), parts) if parts.len() > 1 || matches!(values[parts[0].slot], Content::Bits(_)) => {
                let mut bits: Vec<Value> = self.bits_from_the_lowest(values).collect();
                bits.truncate(width as usize);
                bits.reverse();
                Content::Bits(bits)
            }
            (_, parts) => values[parts[0].slot].clone(),
        }
    }

    /// Whether two signals of one kind hold the same.
    pub fn equals(&self, values: &[Content], other: &Self, others: &[Content]) -> bool {
        match (self.kind, self.parts.as_slice(), other.parts.as_slice()) {
            (_, [first], [second]) => values[first.slot] == others[second.slot],
            (Kind::Bits(_), ..) => self.bits_from_the_lowest(values).eq(other.bits_from_the_lowest(others)),
            _ => false,
        }
    }

    fn bits_from_the_lowest<'a>(&'a self, values: &'a [Content]) -> impl Iterator<Item = Value> + 'a {
        let parts = self.parts.iter().rev();
        parts.flat_map(|part| (0..part.width).map(|index| values[part.slot].bit(index)))
    }
}

/// The signals that declarations make, in the order of the first declaration of each.
pub fn signals(declarations: &[Declaration]) -> Vec<Signal> {
    let mut groups: Vec<Vec<&Declaration>> = Vec::new();
    let mut places: HashMap<(&[String], &str), usize> = HashMap::new();
    for declaration in declarations {
        let key = (&*declaration.scopes, declaration.name.as_str());
        let group = *places.entry(key).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(declaration);
    }
    groups.iter().flat_map(|group| signals_of_a_name(group)).collect()
}

/// The signals that share scopes and a name.
fn signals_of_a_name(declarations: &[&Declaration]) -> Vec<Signal> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known = HashSet::new();
    for declaration in declarations {
        let bits = declaration.bits.map(ends);
        // The same path and the same value: it is the same signal once more.
        if !known.insert((bits, declaration.slot)) {
            continue;
        }
        let extent = bits.map(|(left, right)| (left.min(right), left.max(right)));
        let group = groups.iter_mut().find(|group| extent.is_some_and(|extent| group.has_room(extent)));
        match (group, extent) {
            (Some(group), Some((low, high))) => {
                group.parts.insert(low, (high, declaration));
            }
            (_, Some((low, high))) => groups.push(Group { parts: [(low, (high, *declaration))].into(), whole: None }),
            (_, None) => groups.push(Group { parts: BTreeMap::new(), whole: Some(declaration) }),
        }
    }
    groups.iter().flat_map(Group::signals).collect()
}

/// Declarations that may be the parts of one vector, as none overlaps another: the highest index and the declaration
/// by the lowest index. Or one without bits, alone.
struct Group<'a> {
    parts: BTreeMap<i32, (i32, &'a Declaration)>,
    whole: Option<&'a Declaration>,
}

impl Group<'_> {
    fn has_room(&self, (low, high): (i32, i32)) -> bool {
        let below = self.parts.range(..=high).next_back();
        self.whole.is_none() && below.is_none_or(|(_, (end, _))| *end < low)
    }

    /// One vector, or a signal for each part if they leave a gap or run different ways.
    fn signals(&self) -> Vec<Signal> {
        let mut signals: Vec<Signal> =
            self.whole.into_iter().chain(self.parts.values().map(|part| part.1)).map(Signal::of).collect();
        let parts: Vec<(i32, i32)> = signals.iter().filter_map(|signal| signal.bits).collect();
        let ascending = parts.iter().any(|(left, right)| left < right);
        let descending = parts.iter().any(|(left, right)| left > right);
        let gap =
            parts.windows(2).any(|pair| pair[0].0.max(pair[0].1).checked_add(1) != Some(pair[1].0.min(pair[1].1)));
        if signals.len() < 2 || gap || (ascending && descending) {
            return signals;
        }
        if !ascending {
            signals.reverse();
        }
        let [first, .., last] = signals.as_slice() else { return signals };
        let parts: Vec<Part> = signals.iter().flat_map(|signal| signal.parts.iter().copied()).collect();
        vec![Signal {
            bits: first.bits.zip(last.bits).map(|((left, _), (_, right))| (left, right)),
            kind: Kind::Bits(parts.iter().fold(0, |width, part| width.saturating_add(part.width))),
            turnable: !ascending && !descending,
            parts,
            ..first.clone()
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vcd::ReferenceIndex;
    use vcd::ReferenceIndex::{BitSelect, Range};

    fn made(declarations: &[(Option<ReferenceIndex>, u32, usize)]) -> Vec<Signal> {
        let scopes: Arc<[String]> = ["top".to_owned()].into();
        let declarations: Vec<Declaration> = declarations
            .iter()
            .map(|(bits, width, slot)| Declaration {
                scopes: scopes.clone(),
                name: "a".to_owned(),
                bits: *bits,
                kind: Kind::Bits(*width),
                slot: *slot,
            })
            .collect();
        signals(&declarations)
    }

    fn shapes(declarations: &[(Option<ReferenceIndex>, u32, usize)]) -> Vec<(String, Vec<usize>)> {
        made(declarations).iter().map(|signal| (signal.range(), signal.slots().collect())).collect()
    }

    fn bit(index: i32, slot: usize) -> (Option<ReferenceIndex>, u32, usize) {
        (Some(BitSelect(index)), 1, slot)
    }

    #[test]
    fn the_same_path_and_value_is_one_signal() {
        let whole = (Some(Range(3, 0)), 4, 0);
        assert_eq!(shapes(&[whole, whole]), [("[3:0]".to_owned(), vec![0])]);
        assert_eq!(shapes(&[(None, 1, 0), (None, 1, 0)]), [(String::new(), vec![0])]);
        assert_eq!(shapes(&[(None, 1, 1), (None, 1, 0)]).len(), 2, "two values are two signals");
        assert_eq!(shapes(&[whole, (Some(Range(3, 0)), 4, 1)]).len(), 2);
    }

    #[test]
    fn parts_make_a_vector() {
        let expected = [("[3:0]".to_owned(), vec![7, 6, 5, 4])];
        assert_eq!(shapes(&[bit(3, 7), bit(2, 6), bit(1, 5), bit(0, 4)]), expected);
        assert_eq!(shapes(&[bit(0, 4), bit(1, 5), bit(2, 6), bit(3, 7)]), expected);
        assert_eq!(shapes(&[bit(3, 7), bit(3, 7), bit(2, 6), bit(1, 5), bit(0, 4)]), expected);
        let halves = [(Some(Range(3, 2)), 2, 1), (Some(Range(1, 0)), 2, 0)];
        assert_eq!(shapes(&halves), [("[3:0]".to_owned(), vec![1, 0])]);
        let ascending = [(Some(Range(2, 3)), 2, 1), (Some(Range(0, 1)), 2, 0)];
        assert_eq!(shapes(&ascending), [("[0:3]".to_owned(), vec![0, 1])]);
        assert_eq!(made(&ascending)[0].kind, Kind::Bits(4));
    }

    #[test]
    fn parts_with_a_gap_stay_apart() {
        assert_eq!(shapes(&[bit(3, 1), bit(1, 0)]), [("[1]".to_owned(), vec![0]), ("[3]".to_owned(), vec![1])]);
        assert_eq!(shapes(&[(Some(Range(3, 2)), 2, 1), (Some(Range(0, 1)), 2, 0)]).len(), 2, "two directions");
        assert_eq!(shapes(&[bit(i32::MIN, 0), bit(i32::MAX, 1)]).len(), 2);
        // A second value of every bit is a second vector.
        let twice = shapes(&[bit(1, 0), bit(1, 1), bit(0, 2), bit(0, 3)]);
        assert_eq!(twice, [("[1:0]".to_owned(), vec![0, 2]), ("[1:0]".to_owned(), vec![1, 3])]);
    }

    #[test]
    fn bits_of_unknown_direction_turn() {
        let mut bits = made(&[bit(0, 0), bit(1, 1)]).remove(0);
        bits.turn_like(&made(&[(Some(Range(0, 1)), 2, 9)])[0]);
        assert_eq!((bits.range().as_str(), bits.slots().collect()), ("[0:1]", vec![0, 1]));
        let mut fixed = made(&[(Some(Range(1, 0)), 2, 3)]).remove(0);
        fixed.turn_like(&bits);
        assert_eq!(fixed.range(), "[1:0]");
    }

    #[test]
    fn parts_are_compared_bit_by_bit() {
        let digits = |text: &str| Content::Bits(text.parse::<vcd::Vector>().expect("digits").into());
        let parts = &made(&[bit(2, 2), bit(1, 1), bit(0, 0)])[0];
        let whole = &made(&[(Some(Range(2, 0)), 3, 0)])[0];
        let values = ["1", "z", "0"].map(digits);
        assert_eq!(parts.content(&values), digits("0z1"));
        assert!(
            parts.equals(&values, whole, &[digits("0z1")])
                && whole.equals(&[digits("z1")], parts, &["1", "z", "z"].map(digits))
        );
        assert!(!parts.equals(&values, whole, &[digits("1z1")]));
        assert_eq!(whole.content(&[digits("1")]), digits("001"));
    }
}
