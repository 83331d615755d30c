//! What rows become as scalars.
//!
//! Page: Reductions, `reductions`.

use super::fixed_sum::fixed_sum;
use super::row_maximum::{Greatest, Kind, greatest};
use super::row_sum::{self, chain_sum};
use crate::answers::Answers;
use crate::exact::Rounded;
use crate::{Behaviour, Outputs};
use seedchip_spec::codec::Content;
use seedchip_spec::{Instance, Pins, Reduction};

/// A row's scalar with what it raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Scalar {
    /// An FP32 number, or an index.
    pub scalar: u32,
    /// An addition of the row overflowed.
    pub overflow: bool,
    /// It is NaN, or the index of one.
    pub nan: bool,
    /// A row without a peak.
    pub empty: bool,
}

impl From<Rounded> for Scalar {
    fn from(rounded: Rounded) -> Self {
        Self { scalar: rounded.result, overflow: rounded.overflow, nan: rounded.nan, empty: false }
    }
}

impl From<Greatest> for Scalar {
    fn from(found: Greatest) -> Self {
        Self { scalar: found.number, overflow: false, nan: found.nan, empty: found.empty }
    }
}

/// A vector of a row, and which of its lanes exist and are visible.
#[derive(Clone, Debug)]
struct Vector {
    index: u32,
    existing: usize,
    from: usize,
    to: usize,
    numbers: Vec<u32>,
}

/// The vectors of a row under way, and the scalars that are made.
///
/// Assumptions on the inputs: `reduction_i` and `levels_i` are the same for all vectors of a row; rows whose latencies differ
/// are never under way together. The model answers anything.
#[derive(Clone, Debug)]
pub struct Reductions {
    lanes: usize,
    levels: u64,
    row: Vec<Vector>,
    scalars: Answers<Scalar>,
}

impl Reductions {
    /// No rows, of at most 2^`levels` vectors.
    pub fn new(lanes: usize, levels: usize) -> Self {
        Self { lanes, levels: levels as u64, row: Vec::new(), scalars: Answers::default() }
    }

    /// Every number of the row.
    fn numbers(&self) -> Vec<u32> {
        self.row.iter().flat_map(|vector| vector.numbers.iter().copied()).collect()
    }

    /// The numbers of the row that exist: lanes that don't are only in its last vector.
    fn existing(&self) -> Vec<u32> {
        self.row.iter().flat_map(|vector| vector.numbers.iter().copied().take(vector.existing)).collect()
    }

    /// Indices and numbers of the elements that are visible.
    fn visible(&self) -> Vec<(u32, u32)> {
        let elements = |vector: &Vector| -> Vec<(u32, u32)> {
            let first = vector.index * self.lanes as u32;
            (vector.from..vector.to).map(|lane| (first + lane as u32, vector.numbers[lane])).collect()
        };
        self.row.iter().flat_map(elements).collect()
    }

    /// The scalar of the row, and the cycles until it shows.
    fn scalar(&self, reduction: Option<Reduction>, levels: u64, plus: bool) -> (usize, Scalar) {
        let cycles = 13 + self.lanes.ilog2() as usize;
        let of_visible = |kind| greatest(kind, &self.visible()).into();
        let scalar = match reduction {
            Some(Reduction::Sum) => {
                let sum = chain_sum(self.existing(), self.lanes, levels, plus);
                return (row_sum::latency(self.lanes, levels) + 1, sum.into());
            }
            Some(Reduction::FixedSum) => fixed_sum(&self.numbers()).into(),
            Some(Reduction::Maximum) => of_visible(Kind::Maximum),
            Some(Reduction::Magnitude) => of_visible(Kind::Magnitude),
            Some(Reduction::Peak) => of_visible(Kind::Peak),
            Some(Reduction::Argmax) => of_visible(Kind::Argmax),
            Some(Reduction::None) | None => {
                let scalar = self.row.first().map_or(0, |vector| vector.numbers[0]);
                Scalar { scalar, nan: f32::from_bits(scalar).is_nan(), ..Scalar::default() }
            }
        };
        (cycles, scalar)
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> Reductions {
    let [lanes, levels] = instance.own();
    Reductions::new(lanes, levels)
}

impl Behaviour for Reductions {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let shown = self.scalars.cycle();
        outputs.pins.set("valid_o", shown.is_some().into());
        match shown {
            None => outputs.unspecified.extend(["scalar_o", "overflow_o", "nan_o", "empty_o"]),
            Some(Scalar { scalar, overflow, nan, empty }) => {
                outputs.pins.set("scalar_o", scalar.into());
                outputs.pins.set("overflow_o", overflow.into());
                outputs.pins.set("nan_o", nan.into());
                outputs.pins.set("empty_o", empty.into());
            }
        }

        if inputs.high("valid_i") {
            let lanes = |port| (inputs.get(port) as usize).min(self.lanes);
            self.row.push(Vector {
                index: inputs.get("index_i") as u32,
                existing: lanes("existing_i"),
                from: lanes("from_i"),
                to: lanes("to_i"),
                numbers: inputs.words("number_i").to_vec(),
            });
            if inputs.high("last_i") {
                let levels = inputs.get("levels_i").min(self.levels);
                let reduction = Reduction::from_bits(inputs.get("reduction_i"));
                let (cycles, scalar) = self.scalar(reduction, levels, inputs.high("plus_i"));
                self.scalars.send(cycles, scalar);
                self.row.clear();
            }
        }
        if !inputs.high("rst_ni") {
            self.row.clear();
            self.scalars.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::vector::row_sum::tests::expected as sum_of;
    use crate::vector::row_window::Window;

    const INFINITY: u32 = 0x7f80_0000;

    fn bench() -> Bench {
        let inputs = [
            ("rst_ni", 1),
            ("valid_i", 1),
            ("last_i", 1),
            ("reduction_i", 3),
            ("levels_i", 5),
            ("plus_i", 1),
            ("index_i", 20),
            ("existing_i", 3),
            ("from_i", 3),
            ("to_i", 3),
            ("number_i", 128),
        ];
        let outputs = [("valid_o", 1), ("scalar_o", 32), ("overflow_o", 1), ("nan_o", 1), ("empty_o", 1)];
        Bench::unlisted(Reductions::new(4, 3), &inputs, &outputs)
    }

    /// The scalar of a row, and the cycles from its last vector to it. What lies behind the row's end is `behind`.
    fn scalar(numbers: &[u32], window: Window, reduction: u64, behind: u32) -> (usize, Scalar) {
        let mut bench = bench();
        let vectors = numbers.len().div_ceil(4) as u64;
        let levels = u64::from(vectors.next_power_of_two().ilog2());
        for index in 0..vectors {
            let mut vector = numbers[4 * index as usize..].to_vec();
            vector.resize(vector.len().max(4), behind);
            let counts = window.counts(index, 4);
            let tokens = [
                ("valid_i", 1),
                ("last_i", u64::from(index + 1 == vectors)),
                ("reduction_i", reduction),
                ("levels_i", levels),
                ("plus_i", u64::from(!numbers.len().is_power_of_two())),
                ("index_i", index),
                ("existing_i", counts.existing),
                ("from_i", counts.from),
                ("to_i", counts.to),
            ];
            assert_eq!(bench.cycle_with("number_i", &vector[..4], &tokens).specified("valid_o"), 0);
        }
        for cycles in 1..200 {
            let outputs = bench.cycle(&[("levels_i", levels)]);
            if outputs.specified("valid_o") == 1 {
                let flag = |port| outputs.specified(port) == 1;
                let scalar = Scalar {
                    scalar: outputs.specified("scalar_o") as u32,
                    overflow: flag("overflow_o"),
                    nan: flag("nan_o"),
                    empty: flag("empty_o"),
                };
                return (cycles, scalar);
            }
        }
        (0, Scalar::default())
    }

    fn whole(n: usize) -> Window {
        Window { n: n as u64, position: 0, causal: false, window: None, length: None }
    }

    fn bits(numbers: &[f32]) -> Vec<u32> {
        numbers.iter().map(|number| number.to_bits()).collect()
    }

    #[test]
    fn every_reduction_of_a_row_by_hand_in_its_cycles() {
        let row = bits(&[0.25, 0.5, 0.0, 1.0, 0.125, 0.5]);
        let of = |reduction, behind| scalar(&row, whole(6), reduction, behind);
        let plain = |number: f32| Scalar { scalar: number.to_bits(), ..Scalar::default() };
        for behind in [0, 0x8000_0000, INFINITY, 0x7fc0_0000] {
            assert_eq!(of(0, behind), (15, plain(0.25)));
            assert_eq!(of(7, behind), (15, plain(0.25)));
            assert_eq!(of(1, behind), (41, plain(2.375)));
            assert_eq!(of(3, behind), (15, plain(1.0)));
            assert_eq!(of(4, behind), (15, plain(1.0)));
            assert_eq!(of(5, behind), (15, plain(1.0)));
            assert_eq!(of(6, behind), (15, Scalar { scalar: 3, ..Scalar::default() }));
        }
        assert_eq!(of(2, 0), (15, plain(2.375)));
        assert_eq!(of(2, INFINITY).1, Scalar { nan: true, ..plain(f32::NAN) }, "all lanes count");
    }

    #[test]
    fn only_what_is_visible_takes_part_in_a_maximum() {
        let row = bits(&[9.0, 1.0, 3.0, -2.0, 4.0, 8.0]);
        // Elements 1 to 4.
        let window = Window { window: Some(3), length: Some(5), position: 3, ..whole(6) };
        let of = |reduction| scalar(&row, window, reduction, 0).1.scalar;
        assert_eq!([of(3), of(4), of(5), of(6)], [bits(&[4.0])[0], bits(&[4.0])[0], bits(&[4.0])[0], 4]);
        let none = Window { length: Some(0), ..whole(6) };
        let of = |reduction| scalar(&row, none, reduction, 0).1;
        assert_eq!(of(3).scalar, 0xff80_0000);
        assert_eq!(of(5), Scalar { empty: true, ..Scalar::default() });
        assert_eq!([of(4), of(6)], [Scalar::default(); 2]);
    }

    #[test]
    fn sums_of_rows_of_every_length_are_those_of_the_padded_tree() {
        for n in 1..=32_usize {
            for sign in [0, 0x8000_0000] {
                let row: Vec<u32> = (0..n as u32)
                    .map(|t| if n.is_multiple_of(5) { sign } else { sign | (0x3f80_0000 + t * 0x12_3457) })
                    .collect();
                let levels = n.div_ceil(4).next_power_of_two().ilog2() as usize;
                let (cycles, sum) = scalar(&row, whole(n), 1, INFINITY);
                assert_eq!((cycles, sum), (13 * (2 + levels) + 2, sum_of(&row).into()), "{n}");
            }
        }
    }

    #[test]
    fn flags_tell_what_happened() {
        let greatest = f32::MAX.to_bits();
        let sum = scalar(&[greatest; 5], whole(5), 1, 0).1;
        assert_eq!(sum, Scalar { scalar: INFINITY, overflow: true, ..Scalar::default() });
        let nan = 0xffc0_0001;
        let row = [nan, 0x3f80_0000];
        let of = |reduction| scalar(&row, whole(2), reduction, 0).1;
        let flagged = |scalar| Scalar { scalar, nan: true, ..Scalar::default() };
        assert_eq!(of(0), flagged(nan));
        assert_eq!([1, 2, 3, 4, 5].map(of), [flagged(0x7fc0_0000); 5]);
        assert_eq!(of(6), flagged(0));
    }
}
