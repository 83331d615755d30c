//! A segment's quadratic at an offset, nine cycles later.

use crate::beat::signed;
use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::functions::Coefficients;
use seedchip_spec::{Instance, Pins};

/// c0 + offset · (c1 + offset · c2) with the truncations of the page: the slope wraps in 22 bits, the value in 29. The
/// offset has 18 bits.
pub fn quadratic(row: Coefficients, offset: i32) -> u32 {
    let curve = (i64::from(row.c2) * i64::from(offset)) >> 17;
    let slope = signed((i64::from(row.c1) + curve).cast_unsigned(), 22);
    let value = i64::from(row.c0) + ((slope * i64::from(offset)) >> 18);
    value.cast_unsigned() as u32 & ((1 << 29) - 1)
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Quadratic {
    results: Delay<u32>,
}

impl Quadratic {
    /// Cycles from the offset to the value.
    pub const LATENCY: usize = 9;

    /// A pipeline of zeros.
    pub fn new() -> Self {
        Self { results: Delay::new(Self::LATENCY, 0) }
    }
}

impl Default for Quadratic {
    fn default() -> Self {
        Self::new()
    }
}

/// The block of the list at power-up.
pub fn model(_instance: &Instance) -> Quadratic {
    Quadratic::new()
}

impl Behaviour for Quadratic {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let number = |port, bits| signed(inputs.get(port), bits) as i32;
        let row = Coefficients { c0: inputs.get("c0_i") as u32, c1: number("c1_i", 22), c2: number("c2_i", 14) };
        let value = self.results.cycle(quadratic(row, number("offset_i", 18)));
        outputs.pins.set("value_o", value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::Bench;
    use crate::float::coefficients::coefficients;
    use proptest::prelude::*;
    use seedchip_spec::functions::Table;

    fn row(c0: u32, c1: i32, c2: i32) -> Coefficients {
        Coefficients { c0, c1, c2 }
    }

    #[test]
    fn quadratics_by_hand() {
        const HALF: i32 = 1 << 17;
        for (coefficients, offset, value) in [
            (row(5, 0, 0), HALF - 1, 5),
            (row(5, 8, 0), -HALF, 1),
            (row(5, 7, 0), -HALF, 1), // −3.5 is cut to −4.
            (row(5, 7, 0), HALF - 1, 8),
            (row(5, 7, 0), 0, 5),
            (row(0, 0, 4), -HALF, 2),    // The slope is −4.
            (row(0, 0, 4), HALF - 1, 1), // It is 3, cut from nearly 4.
            (row(0, 0, 1), -1, 0),       // It is −1, cut from nearly 0, and so is the value, of nearly 0.
            // Values and slopes wrap.
            (row(0, 1, 0), -1, (1 << 29) - 1),
            (row((1 << 29) - 1, -1 << 21, 0), -HALF, (1 << 20) - 1),
            (row(1 << 28, (1 << 21) - 1, 0), -HALF, (1 << 28) - (1 << 20)),
            (row(1 << 28, (1 << 21) - 1, -1), -HALF, (1 << 28) + (1 << 20)),
            (row(0, -1 << 21, 0), HALF - 1, (1 << 29) - (1 << 20) + 8),
        ] {
            assert_eq!(quadratic(coefficients, offset), value, "{coefficients:?} {offset}");
        }
    }

    #[test]
    fn nothing_wraps_at_the_ends_of_segments() {
        for table in Table::ALL {
            for segment in 0..table.segments() {
                let Coefficients { c0, c1, c2 } = coefficients(table, segment);
                // Between its ends a slope is between those at the ends; a value turns at most once, where it is flat.
                for offset in [-1 << 17, (1 << 17) - 1] {
                    let slope = c1 + ((c2 * offset) >> 17);
                    assert!((-1 << 21..1 << 21).contains(&slope), "{table:?} {segment}: {slope}");
                    let value = i64::from(c0) + ((i64::from(slope) * i64::from(offset)) >> 18);
                    assert_eq!(value >> 28, 1, "{table:?} {segment}: {value}");
                }
            }
        }
    }

    #[test]
    fn segments_join() {
        for (table, segments) in [
            (Table::Exponential, 0..256),
            (Table::Inverse, 0..256),
            (Table::Inverse, 256..384),
            (Table::Inverse, 384..512),
            (Table::Sine, 0..256),
        ] {
            for segment in segments.clone().skip(1) {
                let last = quadratic(coefficients(table, segment - 1), (1 << 17) - 1);
                let next = quadratic(coefficients(table, segment), -1 << 17);
                let step = i64::from(next) - i64::from(last);
                // A step of an offset is at most 16 units; the sine's ratio is flat at its beginning.
                let expected = match table {
                    Table::Exponential => 0..=16,
                    Table::Inverse => -16..=0,
                    Table::Sine => -8..=4,
                };
                assert!(expected.contains(&step), "{table:?} {segment}: {step}");
            }
        }
    }

    proptest! {
        /// In exact numbers the truncations lose less than one unit, and half of one by the slope.
        #[test]
        fn truncations_are_small(
            c0 in 3_u32 << 27..3 << 27 | 1 << 26, c1 in -0x1f_e000..0x1f_e000, c2 in -1 << 13..1 << 13,
            offset in -1 << 17..1 << 17,
        ) {
            let (wide, x) = (i128::from, i128::from(offset));
            // In units of 2^-35.
            let exact = (i128::from(c0) << 35) + ((wide(c1) * x) << 17) + wide(c2) * x * x;
            let error = (i128::from(quadratic(row(c0, c1, c2), offset)) << 35) - exact;
            prop_assert!((-3 << 34..=1 << 34).contains(&error));
        }
    }

    #[test]
    fn a_value_shows_nine_cycles_after_its_offset() {
        let inputs = [("c0_i", 29), ("c1_i", 22), ("c2_i", 14), ("offset_i", 18)];
        let mut bench = Bench::unlisted(Quadratic::new(), &inputs, &[("value_o", 29)]);
        let row = |cycle: u64| Coefficients {
            c0: (cycle.wrapping_mul(0x9e37_79b9) & 0x1fff_ffff) as u32,
            c1: (cycle.wrapping_mul(0x85eb_ca6b) as i32) >> 10,
            c2: (cycle.wrapping_mul(0xc2b2_ae35) as i32) >> 18,
        };
        let offset = |cycle: u64| (cycle.wrapping_mul(0x27d4_eb2f) as i32) >> 14;
        let pin = |value: i32| i64::from(value).cast_unsigned();
        for cycle in 0..300 {
            let Coefficients { c0, c1, c2 } = row(cycle);
            let changed = [("c0_i", c0.into()), ("c1_i", pin(c1)), ("c2_i", pin(c2)), ("offset_i", pin(offset(cycle)))];
            let outputs = bench.cycle(&changed);
            let expected = cycle.checked_sub(9).map_or(0, |cycle| quadratic(row(cycle), offset(cycle)));
            assert_eq!(outputs.specified("value_o"), expected.into(), "{cycle}");
        }
    }
}
