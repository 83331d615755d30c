//! Pairs the signals of two files.

use super::Difference;
use crate::waves::signal::Signal;
use std::collections::HashMap;

/// The same signal in the first and in the second file.
pub struct Pair(pub [Signal; 2]);

impl Pair {
    /// How the declarations differ.
    pub fn declared_differently(&self) -> Option<Difference> {
        let [first, second] = &self.0;
        Difference::of_declarations(first, second)
    }
}

/// The signals of two files.
pub struct Pairs {
    /// Those of both, in the order of the first.
    pub pairs: Vec<Pair>,
    /// Those of the first alone, and of the second alone, in the order of their files.
    pub only: [Vec<Signal>; 2],
}

impl Pairs {
    /// Pairs signals of one path: first those with the same bits, then the others in their order. Where a file has
    /// several of one path, each has its partner in the order of the file.
    pub fn new([first, second]: [Vec<Signal>; 2]) -> Self {
        let partners = partners(&first, &second);
        let mut second: Vec<Option<Signal>> = second.into_iter().map(Some).collect();
        let mut pairs = Vec::with_capacity(first.len());
        let mut only = Vec::new();
        for (mut one, partner) in first.into_iter().zip(partners) {
            match partner.and_then(|index| second[index].take()) {
                None => only.push(one),
                Some(mut other) => {
                    other.turn_like(&one);
                    one.turn_like(&other);
                    pairs.push(Pair([one, other]));
                }
            }
        }
        Self { pairs, only: [only, second.into_iter().flatten().collect()] }
    }
}

/// For each of the first signals the index of its partner, if it has one.
fn partners(first: &[Signal], second: &[Signal]) -> Vec<Option<usize>> {
    let mut free: HashMap<(&[String], &str), Vec<usize>> = HashMap::new();
    for (index, signal) in second.iter().enumerate() {
        free.entry((&signal.scopes, &signal.name)).or_default().push(index);
    }
    let mut partners = vec![None; first.len()];
    for exact in [true, false] {
        for (one, partner) in first.iter().zip(&mut partners).filter(|(_, partner)| partner.is_none()) {
            let Some(candidates) = free.get_mut(&(&*one.scopes, one.name.as_str())) else { continue };
            let fits = |index: &usize| !exact || one.has_bits_of(&second[*index]);
            *partner = candidates.iter().position(fits).map(|place| candidates.remove(place));
        }
    }
    partners
}
