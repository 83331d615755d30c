//! The greatest of a row: the number, its magnitude, or its index.
//!
//! Page: Reductions, `row_maximum`. [`greatest`] is the definition.

use crate::answers::Answers;
use crate::exact::{INFINITY, SIGN};
use crate::float::fp32_compare::fp32_compare;
use crate::{Behaviour, Outputs};
use seedchip_spec::{Instance, Pins};

/// −∞.
const LEAST: u32 = SIGN | INFINITY;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The greatest, −∞ if there is none.
    Maximum,
    /// The greatest magnitude.
    Magnitude,
    /// The greatest, +0 in place of −∞.
    Peak,
    /// The index of the first greatest.
    Argmax,
}

impl Kind {
    /// Each of them, by its code.
    pub const ALL: [Self; 4] = [Self::Maximum, Self::Magnitude, Self::Peak, Self::Argmax];
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Greatest {
    /// An FP32 number, or an index.
    pub number: u32,
    /// A NaN took part.
    pub nan: bool,
    /// A peak is looked for, and there is nothing above −∞.
    pub empty: bool,
}

/// The greatest of elements that take part, each an index and a number, the indices increasing.
pub fn greatest(kind: Kind, elements: &[(u32, u32)]) -> Greatest {
    let over = |least: u32, mask: u32| {
        let numbers = elements.iter().map(|(_, number)| number & mask);
        numbers.fold(least, |greatest, number| fp32_compare(greatest, number).maximum)
    };
    let is_nan = |number: u32| f32::from_bits(number).is_nan();
    let maximum = over(LEAST, u32::MAX);
    let nan = is_nan(maximum);
    let plain = |number| Greatest { number, nan, empty: false };
    match kind {
        Kind::Maximum => plain(maximum),
        Kind::Magnitude => plain(over(0, !SIGN)),
        Kind::Peak if maximum == LEAST => Greatest { empty: true, ..plain(0) },
        Kind::Peak => plain(maximum),
        Kind::Argmax => {
            let wins = |number| if nan { is_nan(number) } else { fp32_compare(number, maximum).equal };
            plain(elements.iter().find(|(_, number)| wins(*number)).map_or(0, |(index, _)| *index))
        }
    }
}

/// Cycles from the last vector of a row to what was found.
pub(crate) fn latency(lanes: usize) -> usize {
    3 + lanes.ilog2() as usize
}

/// The elements of a row under way, and what was found of others.
///
/// Assumption on the inputs: `kind_i` is the same for all vectors of a row. The model takes that of the last.
#[derive(Clone, Debug)]
pub struct RowMaximum {
    lanes: usize,
    row: Vec<(u32, u32)>,
    found: Answers<Greatest>,
}

impl RowMaximum {
    /// No rows.
    pub fn new(lanes: usize) -> Self {
        Self { lanes, row: Vec::new(), found: Answers::default() }
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> RowMaximum {
    let [lanes] = instance.own();
    RowMaximum::new(lanes)
}

impl Behaviour for RowMaximum {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let shown = self.found.cycle();
        outputs.pins.set("valid_o", shown.is_some().into());
        match shown {
            None => outputs.unspecified.extend(["number_o", "nan_o", "empty_o"]),
            Some(Greatest { number, nan, empty }) => {
                outputs.pins.set("number_o", number.into());
                outputs.pins.set("nan_o", nan.into());
                outputs.pins.set("empty_o", empty.into());
            }
        }

        if inputs.high("valid_i") {
            let first = inputs.get("index_i") as u32 * self.lanes as u32;
            let takes = inputs.bits("takes_i");
            let elements = (first..).zip(inputs.words("number_i").iter().copied());
            self.row.extend(elements.enumerate().filter(|(lane, _)| takes[*lane]).map(|(_, element)| element));
            if inputs.high("last_i") {
                let kind = Kind::ALL[inputs.get("kind_i") as usize];
                self.found.send(latency(self.lanes), greatest(kind, &self.row));
                self.row.clear();
            }
        }
        if !inputs.high("rst_ni") {
            self.row.clear();
            self.found.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::exact::tests::edges;
    use proptest::prelude::*;

    const NAN: u32 = 0x7fc0_0000;

    /// By the processor, whose total order has −0 below +0, and NaNs at its ends.
    fn expected(kind: Kind, elements: &[(u32, u32)]) -> Greatest {
        let numbers: Vec<f32> = elements.iter().map(|(_, number)| f32::from_bits(*number)).collect();
        let is_magnitude = kind == Kind::Magnitude;
        let nan = numbers.iter().position(|number| number.is_nan());
        let of = |number: &f32| if is_magnitude { number.abs() } else { *number };
        let least = if is_magnitude { 0.0 } else { f32::NEG_INFINITY };
        let maximum = numbers.iter().map(of).max_by(f32::total_cmp).unwrap_or(least);
        let place = nan.or_else(|| numbers.iter().position(|number| *number == maximum));
        let number = match (kind, nan) {
            (Kind::Argmax, _) => place.map_or(0, |place| elements[place].0),
            (_, Some(_)) => NAN,
            (Kind::Peak, None) if maximum == f32::NEG_INFINITY => 0,
            _ => maximum.to_bits(),
        };
        let empty = kind == Kind::Peak && nan.is_none() && maximum == f32::NEG_INFINITY;
        Greatest { number, nan: nan.is_some(), empty }
    }

    #[test]
    fn rows_by_hand() {
        let of = |numbers: &[f32]| {
            let elements: Vec<(u32, u32)> = (7..).zip(numbers.iter().map(|number| number.to_bits())).collect();
            Kind::ALL.map(|kind| greatest(kind, &elements).number)
        };
        let number = f32::to_bits;
        assert_eq!(of(&[1.0, -3.0, 2.0, 2.0]), [number(2.0), number(3.0), number(2.0), 9]);
        assert_eq!(of(&[-0.0, 0.0]), [0, 0, 0, 7]);
        assert_eq!(of(&[-0.0]), [SIGN, 0, SIGN, 7]);
        assert_eq!(of(&[]), [LEAST, 0, 0, 0]);
        assert_eq!(of(&[f32::NEG_INFINITY; 2]), [LEAST, INFINITY, 0, 7]);
        assert_eq!(of(&[f32::INFINITY, f32::NAN, -f32::NAN]), [NAN, NAN, NAN, 8]);
        let empty = |kind, elements: &[(u32, u32)]| greatest(kind, elements).empty;
        assert_eq!(Kind::ALL.map(|kind| empty(kind, &[])), [false, false, true, false]);
        assert_eq!(Kind::ALL.map(|kind| empty(kind, &[(3, LEAST)])), [false, false, true, false]);
        assert_eq!(Kind::ALL.map(|kind| empty(kind, &[(3, LEAST + 1)])), [false; 4]);
    }

    proptest! {
        #[test]
        fn rows_of_edges_are_those_of_the_processor(places in prop::collection::vec(any::<usize>(), 0..12)) {
            let edges = edges();
            // Without NaNs as well.
            for count in [edges.len(), 76] {
                let elements: Vec<(u32, u32)> = (3..).zip(places.iter().map(|place| edges[place % count])).collect();
                for kind in Kind::ALL {
                    prop_assert_eq!(greatest(kind, &elements), expected(kind, &elements), "{:?}", kind);
                }
            }
        }
    }

    #[test]
    fn a_rows_greatest_shows_when_the_page_says_of_the_lanes_that_take_part() {
        let inputs = [
            ("rst_ni", 1),
            ("valid_i", 1),
            ("last_i", 1),
            ("kind_i", 2),
            ("index_i", 20),
            ("takes_i", 4),
            ("number_i", 128),
        ];
        let mut bench = Bench::unlisted(
            RowMaximum::new(4),
            &inputs,
            &[("valid_o", 1), ("number_o", 32), ("nan_o", 1), ("empty_o", 1)],
        );
        let edges = edges();
        for (seed, kind) in (0..40).zip(Kind::ALL.into_iter().cycle()) {
            let mut elements = Vec::new();
            let vectors = seed % 3 + 1;
            for index in 0..vectors {
                let numbers: Vec<u32> = (0..4).map(|lane| edges[(seed * 13 + index * 7 + lane * 3) % 76]).collect();
                let takes = (seed * 5 + index) % 16;
                let takes_part = |lane: usize| takes >> lane & 1 == 1;
                elements.extend(
                    (0..4).filter(|lane| takes_part(*lane)).map(|lane| ((4 * index + lane) as u32, numbers[lane])),
                );
                let tokens = [
                    ("valid_i", 1),
                    ("last_i", u64::from(index + 1 == vectors)),
                    ("kind_i", kind as u64),
                    ("index_i", index as u64),
                    ("takes_i", takes as u64),
                ];
                bench.cycle_with("number_i", &numbers, &tokens);
            }
            for _ in 0..4 {
                assert_eq!(bench.cycle(&[]).specified("valid_o"), 0);
            }
            let outputs = bench.cycle(&[]);
            assert_eq!(outputs.specified("valid_o"), 1);
            let shown = Greatest {
                number: outputs.specified("number_o") as u32,
                nan: outputs.specified("nan_o") == 1,
                empty: outputs.specified("empty_o") == 1,
            };
            assert_eq!(shown, expected(kind, &elements), "{seed}");
        }
    }
}
