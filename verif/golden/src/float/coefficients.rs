//! The coefficients of a segment, two cycles after its number.

use crate::stream::delay::Delay;
use crate::{Behaviour, Outputs};
use seedchip_spec::functions::{Coefficients as Row, Table};
use seedchip_spec::{Instance, Pins};

/// The row of a segment. The number of a segment that the table does not have is a mistake of the program and gives
/// zeros.
pub fn coefficients(table: Table, segment: usize) -> Row {
    table.segment(segment).unwrap_or_default()
}

/// The clocked block.
#[derive(Clone, Debug)]
pub struct Coefficients {
    table: Table,
    rows: Delay<Row>,
}

impl Coefficients {
    /// Cycles from a segment's number to its coefficients.
    pub const LATENCY: usize = 2;

    /// A table with zeros in its registers.
    pub fn new(table: Table) -> Self {
        Self { table, rows: Delay::new(Self::LATENCY, Row::default()) }
    }
}

/// The block of the list at power-up.
pub fn model(instance: &Instance) -> Coefficients {
    let [number] = instance.own();
    Coefficients::new(Table::ALL[number])
}

impl Behaviour for Coefficients {
    fn cycle(&mut self, inputs: &Pins, outputs: &mut Outputs) {
        let row = self.rows.cycle(coefficients(self.table, inputs.get("segment_i") as usize));
        outputs.pins.set("c0_o", row.c0.into());
        outputs.pins.set("c1_o", i64::from(row.c1).cast_unsigned());
        outputs.pins.set("c2_o", i64::from(row.c2).cast_unsigned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::beat::signed;
    use crate::bench::Bench;

    #[test]
    fn coefficients_show_two_cycles_after_their_segment() {
        for table in Table::ALL {
            let segments = table.segments();
            let bits = segments.ilog2() as usize;
            let outputs = [("c0_o", 29), ("c1_o", 22), ("c2_o", 14)];
            let mut bench = Bench::unlisted(Coefficients::new(table), &[("segment_i", bits)], &outputs);
            let segment = |cycle: usize| cycle * 77 % segments;
            for cycle in 0..segments + 20 {
                let outputs = bench.cycle(&[("segment_i", segment(cycle) as u64)]);
                let shown = Row {
                    c0: outputs.specified("c0_o") as u32,
                    c1: signed(outputs.specified("c1_o"), 22) as i32,
                    c2: signed(outputs.specified("c2_o"), 14) as i32,
                };
                let expected = cycle.checked_sub(2).and_then(|cycle| table.segment(segment(cycle)));
                assert_eq!(shown, expected.unwrap_or_default(), "{table:?}: {cycle}");
            }
        }
    }

    #[test]
    fn a_segment_that_is_not_there_has_zeros() {
        assert_eq!(coefficients(Table::Inverse, 512), Row::default());
    }
}
