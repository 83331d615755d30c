//! Cases of `reductions`.

use crate::catalogue::latency::Latency;
use crate::fp32::{MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "reductions", cases: 20, cycles: 120 }

pub fn latency() -> Latency {
    let prepared = Script::of("reductions").resting(&[("valid_i", 1), ("last_i", 1)]);
    Latency::new("number_i", "scalar_o", prepared).formula("13 + log2 L = 15, of a sum 13 · (log2 L + levels) + 2")
}

const TWO: u32 = 0x4000_0000;

pub fn listed() -> Vec<Script> {
    vec![of_one_latency(), sums()]
}

/// Reduction, existing, from, to, last, numbers; the scalar with nan and empty.
type Vector = ([i64; 5], [u32; 4], Option<[u32; 3]>);

/// Rows of every reduction but the sum, without a gap.
fn of_one_latency() -> Script {
    let vectors: Vec<Vector> = vec![
        ([0, 4, 0, 4, 0], [ONE, TWO, TWO, TWO], None),
        ([0, 4, 0, 4, 1], [TWO, TWO, TWO, TWO], Some([ONE, 0, 0])),
        ([7, 1, 0, 1, 1], [NAN, 0, 0, 0], Some([NAN, 1, 0])),
        ([2, 4, 1, 3, 1], [ONE, ONE, 0, 0], Some([TWO, 0, 0])),
        ([2, 4, 0, 4, 1], [TWO, 0, 0, 0], Some([NAN, 1, 0])),
        ([3, 4, 1, 3, 1], [TWO, 0, ONE, TWO], Some([ONE, 0, 0])),
        ([4, 4, 0, 4, 1], [ONE, MINUS | TWO, 0, 0], Some([TWO, 0, 0])),
        ([5, 4, 4, 2, 1], [ONE; 4], Some([0, 0, 1])),
        ([6, 4, 2, 4, 1], [TWO, TWO, ONE, TWO], Some([3, 0, 0])),
        ([6, 4, 0, 4, 1], [ONE, NAN, ONE, TWO], Some([1, 1, 0])),
        ([0, 4, 0, 4, 1], [TWO, 0, 0, 0], Some([TWO, 0, 0])),
    ];
    let mut script = Script::of("reductions");
    for cycle in 0..vectors.len() + 15 {
        script = match vectors.get(cycle) {
            Some(([reduction, existing, from, to, last], numbers, _)) => script
                .cycle(&[
                    ("valid_i", 1),
                    ("reduction_i", *reduction),
                    ("existing_i", *existing),
                    ("from_i", *from),
                    ("to_i", *to),
                    ("last_i", *last),
                ])
                .lanes("number_i", 32, &numbers.map(i64::from)),
            None => script.rest(1),
        };
        script = match cycle.checked_sub(15).map(|earlier| vectors[earlier].2) {
            Some(Some([scalar, nan, empty])) => script.sees(&[
                ("valid_o", 1),
                ("scalar_o", scalar.into()),
                ("overflow_o", 0),
                ("nan_o", nan.into()),
                ("empty_o", empty.into()),
            ]),
            _ => script.sees(&[("valid_o", 0)]),
        };
    }
    script
}

/// Lanes that do not exist change no sum, not even one of −0; masked ones are there.
fn sums() -> Script {
    let sum = |script: Script, existing: i64, plus: i64, numbers: [u32; 4]| {
        script
            .cycle(&[
                ("valid_i", 1),
                ("last_i", 1),
                ("reduction_i", 1),
                ("existing_i", existing),
                ("from_i", 4),
                ("plus_i", plus),
            ])
            .lanes("number_i", 32, &numbers.map(i64::from))
    };
    let mut script = sum(Script::of("reductions"), 3, 1, [ONE, ONE, ONE, TWO]);
    script = sum(script, 2, 0, [MINUS, MINUS, ONE, ONE]);
    script = sum(script, 3, 1, [MINUS, MINUS, MINUS, ONE]);
    script = sum(script, 0, 0, [ONE; 4]);
    script = sum(script, 4, 0, [0x7f7f_ffff; 4]);
    script = script.rest(22).rest(1).sees(&[("valid_o", 0)]);
    for (scalar, overflow) in [(0x4040_0000, 0), (MINUS, 0), (0, 0), (MINUS, 0), (0x7f80_0000, 1)] {
        script = script.rest(1).sees(&[
            ("valid_o", 1),
            ("scalar_o", scalar.into()),
            ("overflow_o", overflow),
            ("nan_o", 0),
            ("empty_o", 0),
        ]);
    }
    script.rest(1).sees(&[("valid_o", 0)])
}
