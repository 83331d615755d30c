//! Inputs of a block, cycle by cycle, in four kinds: listed (by its test), edge, spaced and seeded random.

use crate::rules::Rules;
use proptest::prelude::*;
use seedchip_spec::{Direction, Instance, Pins, Port};

/// The inputs of one case: one entry per cycle.
pub type Case = Vec<Pins>;

/// How the values of a case are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Zero, one, all ones, the greatest and the smallest two's complement number, single bits.
    Edge,
    /// Evenly spaced over the whole range of each port.
    Spaced,
    /// Random bits.
    Random,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Edge, Self::Spaced, Self::Random];

    /// Its name for the user.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Spaced => "spaced",
            Self::Random => "random",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Result<Self, String> {
        let kind = Self::ALL.iter().find(|kind| kind.name() == name).copied();
        kind.ok_or_else(|| format!("no kind of case is called `{name}`: choose one of edge, spaced, random"))
    }
}

/// Cases of up to `cycles` cycles for a block. What comes out obeys the block's rules (see `rules.rs`) when it
/// has gone through [`obey`].
pub fn cases(instance: &Instance, kind: Kind, cycles: usize) -> BoxedStrategy<Case> {
    let ports = instance.ports();
    let inputs: Vec<Port> = ports.iter().copied().filter(|port| port.direction == Direction::Input).collect();
    match kind {
        Kind::Spaced => (0..u32::MAX).prop_map(move |start| spaced(&ports, start, cycles)).boxed(),
        Kind::Edge | Kind::Random => {
            let rules = Rules::of(instance);
            let values: Vec<BoxedStrategy<Vec<u32>>> =
                inputs.iter().map(|port| rules.values(port).unwrap_or_else(|| values(port.width, kind))).collect();
            let cycle = values.prop_map(move |values| {
                let mut pins = Pins::zero(&ports, Direction::Input);
                for (port, words) in inputs.iter().zip(&values) {
                    write(&mut pins, port, words);
                }
                pins
            });
            prop::collection::vec(cycle, 1..=cycles).boxed()
        }
    }
}

/// Makes a case obey the rules of its block, which may depend on what the block answered: `simulate` is a
/// simulator of the block at its power-up state.
pub fn obey(instance: &Instance, case: &Case, mut simulate: impl FnMut(&Pins) -> Pins) -> Case {
    let mut rules = Rules::of(instance);
    case.iter()
        .map(|pins| {
            let mut pins = pins.clone();
            rules.before(&mut pins);
            let outputs = simulate(&pins);
            rules.after(&pins, &outputs);
            pins
        })
        .collect()
}

fn write(pins: &mut Pins, port: &Port, words: &[u32]) {
    for (lane, chunk) in pins.bits_mut(port.name).chunks_mut(32).enumerate() {
        use bitvec::field::BitField;
        let width = chunk.len();
        let mask = if width < 32 { (1 << width) - 1 } else { u32::MAX };
        chunk.store_le(words[lane] & mask);
    }
}

/// Words for a port of `width` bits; they shrink to zero.
fn values(width: usize, kind: Kind) -> BoxedStrategy<Vec<u32>> {
    let words = width.div_ceil(32);
    let random = prop::collection::vec(any::<u32>(), words);
    if kind == Kind::Random {
        return random.boxed();
    }
    let top = (width - 1) % 32;
    prop_oneof![
        3 => Just(vec![0; words]),
        3 => Just(vec![u32::MAX; words]),
        2 => Just(1).prop_map(move |one| ends(words, one, 0)),
        2 => Just(ends(words, 0, 1 << top)),
        2 => Just(smallest_but_sign(words, top)),
        2 => (0..width).prop_map(move |bit| single(words, bit)),
        // Lanes of a byte at their ends: the operands of the array.
        2 => prop::collection::vec(prop::sample::select(vec![0x7f7f_7f7f_u32, 0x8080_8080, 0xff01_7f80]), words),
        1 => random,
    ]
    .boxed()
}

/// `low` in the lowest word, `high` in the highest.
fn ends(words: usize, low: u32, high: u32) -> Vec<u32> {
    let mut value = vec![0; words];
    value[0] |= low;
    value[words - 1] |= high;
    value
}

/// All ones but the top bit: the greatest two's complement number.
fn smallest_but_sign(words: usize, top: usize) -> Vec<u32> {
    let mut value = vec![u32::MAX; words];
    value[words - 1] = (1_u32 << top).wrapping_sub(1);
    value
}

fn single(words: usize, bit: usize) -> Vec<u32> {
    let mut value = vec![0; words];
    value[bit / 32] = 1 << (bit % 32);
    value
}

/// Each port steps through its range by an odd stride near the golden section of it, so that neighbouring
/// cycles are far apart and ports don't move together.
fn spaced(ports: &[Port], start: u32, cycles: usize) -> Case {
    (0..cycles as u64)
        .map(|cycle| {
            let mut pins = Pins::zero(ports, Direction::Input);
            for (index, port) in ports.iter().enumerate().filter(|(_, port)| port.direction == Direction::Input) {
                let lanes = port.width.div_ceil(32);
                let words: Vec<u32> = (0..lanes as u64)
                    .map(|lane| {
                        let step = 0x9e37_79b9_7f4a_7c15_u64.rotate_left(7 * index as u32) | 1;
                        let position = (u64::from(start) + cycle + lane * 977).wrapping_mul(step);
                        let bits = (port.width - 32 * lane as usize).min(32);
                        (position >> (64 - bits)) as u32
                    })
                    .collect();
                write(&mut pins, port, &words);
            }
            pins
        })
        .collect()
}
