//! The errors of the tables, over every argument of every segment.
//!
//! This is the part of the error proof that is done by exhaustion: 2^18 offsets in each of 1024 segments, evaluated as
//! the hardware evaluates them, against FP64, whose own error of less than 2^-22 units is added to what is measured.

use crate::curve::{HALF, nearly, shift};
use seedchip_golden::float::coefficients::coefficients;
use seedchip_golden::float::quadratic::quadratic;
use seedchip_spec::functions::Table;
use std::ops::Range;

/// A stretch of a table that holds one curve, as its value goes with the argument.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// What it is called.
    pub name: &'static str,
    /// The table.
    pub table: Table,
    /// Its segments.
    pub segments: Range<usize>,
}

impl Stretch {
    /// Every stretch.
    pub fn all() -> [Self; 5] {
        let stretch = |name, table, segments| Self { name, table, segments };
        [
            stretch("2^f", Table::Exponential, 0..256),
            stretch("1 / m", Table::Inverse, 0..256),
            stretch("1 / √m", Table::Inverse, 256..384),
            stretch("1 / √(2m)", Table::Inverse, 384..512),
            stretch("sin(π/2 · u) / u", Table::Sine, 0..256),
        ]
    }

    fn value(&self, segment: usize, offset: i64) -> u32 {
        quadratic(coefficients(self.table, segment), offset as i32)
    }
}

/// What was found of a stretch.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The greatest distance from the exact value at the argument that the offset stands for, in units.
    pub units: f64,
    /// The greatest distance from the exact values of all arguments that have the offset, in relation to them; the same
    /// argument alone but for the sine.
    pub relative: f64,
    /// Steps from an offset to the next, also into the next segment, that go the wrong way.
    pub turns: u64,
    /// The first value and the last.
    pub ends: [u32; 2],
    /// The least value and the greatest.
    pub range: [u32; 2],
}

/// Evaluates a stretch at every offset.
pub fn bound(stretch: &Stretch) -> Bound {
    const FP64: f64 = 1.0 / (1 << 22) as f64;
    let middle = shift(stretch.table);
    let increasing = stretch.table == Table::Exponential;
    let first = stretch.value(stretch.segments.start, -HALF);
    let mut bound = Bound { units: 0.0, relative: 0.0, turns: 0, ends: [first; 2], range: [first; 2] };
    for segment in stretch.segments.clone() {
        for offset in -HALF..HALF {
            let value = stretch.value(segment, offset);
            let error = |twice| {
                let exact = nearly(stretch.table, segment, twice);
                let units = (f64::from(value) - exact).abs() + FP64;
                (units, units / exact)
            };
            bound.units = bound.units.max(error(2 * offset + middle).0);
            // The curve of the sine falls, so the ends of the argument's interval are the farthest.
            let relative = error(2 * offset).1.max(error(2 * (offset + middle)).1);
            bound.relative = bound.relative.max(relative);
            let last = bound.ends[1];
            bound.turns += u64::from(if increasing { value < last } else { value > last });
            bound.ends[1] = value;
            bound.range = [bound.range[0].min(value), bound.range[1].max(value)];
        }
    }
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_as_good_as_the_page_says() {
        // In units, rounded up.
        for (stretch, most) in Stretch::all().iter().zip([1.5, 2.1, 3.7, 3.1, 1.7]) {
            let Bound { units, relative, turns, range, .. } = bound(stretch);
            assert!(units < most, "{}: {units}", stretch.name);
            assert!(relative < 2_f64.powi(-26), "{}: {relative}", stretch.name);
            // The ratio of the sine is flat at 0, and its truncations are not; nothing needs it to fall.
            assert!(turns == 0 || stretch.table == Table::Sine, "{}: {turns}", stretch.name);
            assert_eq!(range.map(|value| value >> 28), [1; 2], "{}: {range:?}", stretch.name);
        }
    }

    #[test]
    fn values_go_on_where_the_next_binade_begins() {
        let ends = |index: usize| bound(&Stretch::all()[index]).ends;
        let [exp2, reciprocal, odd, even] = [ends(0), ends(1), ends(2), ends(3)];
        assert!(exp2[1] <= 2 * exp2[0], "2^f doubles from 0 to 1");
        assert!(reciprocal[0] <= 2 * reciprocal[1], "1 / m halves from 1 to 2");
        assert!(odd[1] >= even[0] && odd[0] <= 2 * even[1], "1 / √m halves from 1 to 4");
    }
}
