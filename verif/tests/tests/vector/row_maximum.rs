//! Cases of `row_maximum`.

use crate::catalogue::latency::Latency;
use crate::fp32::{INFINITY, MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "row_maximum", cases: 300, cycles: 60 }

pub fn latency() -> Latency {
    let prepared = Script::of("row_maximum").resting(&[("valid_i", 1), ("last_i", 1)]);
    Latency::new("valid_i", "valid_o", prepared).formula("3 + log2 L = 5")
}

const TWO: u32 = 0x4000_0000;
const LOWEST: u32 = MINUS | INFINITY;

/// Kind; vectors with their index and the lanes that take part; number, nan, empty.
type Row = (i64, Vec<(i64, i64, [u32; 4])>, [u32; 3]);

fn rows() -> Vec<Row> {
    let all = 15;
    vec![
        (0, vec![(0, all, [ONE, TWO, MINUS | TWO, 0]), (1, all, [ONE; 4])], [TWO, 0, 0]),
        (0, vec![(0, all, [MINUS, 0, MINUS, MINUS])], [0, 0, 0]),
        (0, vec![(0, all, [MINUS; 4])], [MINUS, 0, 0]),
        (0, vec![(0, all, [MINUS | ONE, MINUS | TWO, LOWEST, LOWEST])], [MINUS | ONE, 0, 0]),
        (0, vec![(0, 0b0101, [ONE, TWO, ONE, TWO])], [ONE, 0, 0]),
        (0, vec![(0, 0, [ONE; 4])], [LOWEST, 0, 0]),
        (0, vec![(0, all, [ONE, ONE, 0xffff_ffff, INFINITY]), (1, all, [ONE; 4])], [NAN, 1, 0]),
        (0, vec![(0, 0b1011, [ONE, ONE, NAN, INFINITY])], [INFINITY, 0, 0]),
        (1, vec![(0, all, [ONE, MINUS | TWO, 0, 0])], [TWO, 0, 0]),
        (1, vec![(0, all, [ONE, LOWEST, 0, 0])], [INFINITY, 0, 0]),
        (1, vec![(0, all, [MINUS; 4])], [0, 0, 0]),
        (1, vec![(0, 0, [ONE; 4])], [0, 0, 0]),
        (1, vec![(0, all, [0xffc0_0001, ONE, ONE, ONE])], [NAN, 1, 0]),
        (2, vec![(0, all, [LOWEST; 4]), (1, all, [LOWEST; 4])], [0, 0, 1]),
        (2, vec![(0, 0, [ONE; 4])], [0, 0, 1]),
        (2, vec![(0, all, [LOWEST, LOWEST, LOWEST, 0xff7f_ffff])], [0xff7f_ffff, 0, 0]),
        (2, vec![(0, all, [LOWEST, NAN, LOWEST, LOWEST])], [NAN, 1, 0]),
        (2, vec![(0, all, [LOWEST, INFINITY, LOWEST, LOWEST])], [INFINITY, 0, 0]),
        (3, vec![(0, all, [ONE, TWO, TWO, 0]), (1, all, [TWO, 0, 0, 0])], [1, 0, 0]),
        (3, vec![(0, all, [ONE; 4]), (1, all, [ONE, ONE, ONE, TWO])], [7, 0, 0]),
        (3, vec![(0, 0b1110, [ONE, MINUS, 0, MINUS])], [1, 0, 0]),
        (3, vec![(0, all, [INFINITY, ONE, NAN, NAN])], [2, 1, 0]),
        (3, vec![(5, 0b1000, [LOWEST; 4])], [23, 0, 0]),
        (3, vec![(0, 0, [ONE; 4]), (1, 0b0100, [LOWEST; 4])], [6, 0, 0]),
        (3, vec![(0, 0, [ONE; 4])], [0, 0, 0]),
        (3, vec![((1 << 20) - 1, all, [ONE, ONE, TWO, ONE])], [(1 << 22) - 2, 0, 0]),
    ]
}

pub fn listed() -> Vec<Script> {
    let mut inputs = Vec::new();
    for (kind, vectors, told) in rows() {
        let last = vectors.len() - 1;
        for (k, (index, takes, numbers)) in vectors.into_iter().enumerate() {
            inputs.push(([kind, index, takes, (k == last).into()], numbers, (k == last).then_some(told)));
        }
    }
    let mut script = Script::of("row_maximum");
    for cycle in 0..inputs.len() + 5 {
        script = match inputs.get(cycle) {
            Some(([kind, index, takes, last], numbers, _)) => script
                .cycle(&[
                    ("valid_i", 1),
                    ("kind_i", *kind),
                    ("index_i", *index),
                    ("takes_i", *takes),
                    ("last_i", *last),
                ])
                .lanes("number_i", 32, &numbers.map(i64::from)),
            None => script.rest(1),
        };
        script = match cycle.checked_sub(5).map(|earlier| inputs[earlier].2) {
            Some(Some([number, nan, empty])) => script.sees(&[
                ("valid_o", 1),
                ("number_o", number.into()),
                ("nan_o", nan.into()),
                ("empty_o", empty.into()),
            ]),
            _ => script.sees(&[("valid_o", 0)]),
        };
    }
    vec![script]
}
