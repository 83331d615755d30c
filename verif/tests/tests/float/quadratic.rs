//! Cases of `quadratic`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "quadratic", cases: 2000, cycles: 60 }

/// Cycles from the inputs to the value.
const TO_VALUE: usize = 9;

pub fn latency() -> Latency {
    Latency::new("c0_i", "value_o", Script::of("quadratic"))
}

/// c0, c1, c2, offset, and the value that is hoped for.
type Row = (i64, i64, i64, i64, i64);

/// 2^17: the end of a segment.
const END: i64 = 1 << 17;

/// Each term alone, both signs; truncation goes down; what is too great wraps.
const ROWS: [Row; 18] = [
    (0x1234_5678, 0, 0, 5, 0x1234_5678),
    (0, 1 << 18, 0, 1, 1),
    (0, 1, 0, 1, 0),
    (0, -1, 0, 1, -1),
    (0, 1, 0, -1, -1),
    (1000, (1 << 21) - 1, 0, END - 1, 1000 + ((((1 << 21) - 1) * (END - 1)) >> 18)),
    (1000, -(1 << 21), 0, -END, 1000 + (1 << 20)),
    (0, -(1 << 21), 0, END - 1, -(1 << 20) + 8),
    (0, 0, 1, END - 1, 0),
    (0, 0, -1, END - 1, -1),
    (0, 0, 1, -END, 0),
    (0, 0, 4, -END, 2),
    (0, 0, (1 << 13) - 1, -END, ((1 << 13) - 1) >> 1),
    (0, 0, -(1 << 13), -END, -(1 << 12)),
    (0, 0, -(1 << 13), END - 1, -(1 << 12)),
    ((1 << 29) - 1, 1 << 20, 0, 4, 15),
    (0, (1 << 21) - 1, 1, -END, (((1 << 21) - 2) * -END) >> 18),
    (0, -(1 << 21), 1, -END, (((1 << 21) - 1) * -END) >> 18),
];

pub fn listed() -> Vec<Script> {
    let mut script = Script::of("quadratic");
    for cycle in 0..ROWS.len() + TO_VALUE {
        let (c0, c1, c2, offset, _) = ROWS[cycle % ROWS.len()];
        script = script.cycle(&[("c0_i", c0), ("c1_i", c1), ("c2_i", c2), ("offset_i", offset)]);
        let value = cycle.checked_sub(TO_VALUE).map_or(0, |sent| ROWS[sent].4);
        script = script.sees(&[("value_o", value)]);
    }
    vec![script, single_bits()]
}

/// Each bit of a coefficient and of the offset alone.
fn single_bits() -> Script {
    let rows: Vec<Row> = (0..22)
        .flat_map(|bit| (0..17).map(move |place| (bit, place)))
        .map(|(bit, place)| {
            let c1 = if bit == 21 { -(1 << 21) } else { 1 << bit };
            (1 << 28, c1, 0, 1 << place, (1 << 28) + ((c1 << place) >> 18))
        })
        .collect();
    let mut script = Script::of("quadratic");
    for cycle in 0..rows.len() + TO_VALUE {
        let (c0, c1, c2, offset, _) = rows[cycle.min(rows.len() - 1)];
        script = script.cycle(&[("c0_i", c0), ("c1_i", c1), ("c2_i", c2), ("offset_i", offset)]);
        if let Some(sent) = cycle.checked_sub(TO_VALUE) {
            script = script.sees(&[("value_o", rows[sent].4)]);
        }
    }
    script
}
