//! Cases of `row_window`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "row_window", cases: 300, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("n_i", "existing_o", Script::of("row_window"))
}

/// Inputs by name, and existing, from, to; of four lanes.
type Case = (&'static [(&'static str, i64)], [i64; 3]);

const CASES: &[Case] = &[
    (&[("n_i", 10)], [4, 0, 4]),
    (&[("n_i", 10), ("index_i", 2)], [2, 0, 2]),
    (&[("n_i", 10), ("index_i", 3)], [0, 0, 0]),
    (&[("n_i", 1 << 20), ("index_i", (1 << 18) - 1)], [4, 0, 4]),
    (&[("n_i", (1 << 21) - 1), ("index_i", (1 << 20) - 1)], [0, 0, 0]),
    (&[("n_i", 10), ("causal_i", 1), ("position_i", 1)], [4, 0, 2]),
    (&[("n_i", 10), ("causal_i", 1), ("position_i", 3)], [4, 0, 4]),
    (&[("n_i", 3), ("causal_i", 1), ("position_i", 3)], [3, 0, 3]),
    (&[("n_i", 10), ("position_i", 1)], [4, 0, 4]),
    (&[("n_i", 10), ("limited_i", 1), ("length_i", 3)], [4, 0, 3]),
    (&[("n_i", 10), ("limited_i", 1), ("length_i", 0)], [4, 0, 0]),
    (&[("n_i", 10), ("limited_i", 1), ("length_i", 7), ("index_i", 1)], [4, 0, 3]),
    (&[("n_i", 10), ("limited_i", 1), ("length_i", 12), ("index_i", 2)], [2, 0, 2]),
    (&[("n_i", 10), ("windowed_i", 1), ("window_i", 3), ("position_i", 5)], [4, 3, 4]),
    (&[("n_i", 10), ("windowed_i", 1), ("window_i", 3), ("position_i", 2)], [4, 0, 4]),
    (&[("n_i", 10), ("windowed_i", 1), ("window_i", 3), ("position_i", 3)], [4, 1, 4]),
    (&[("n_i", 10), ("windowed_i", 1), ("window_i", 0), ("position_i", 3)], [4, 4, 4]),
    (&[("n_i", 10), ("window_i", 3), ("position_i", 3)], [4, 0, 4]),
    (&[("n_i", 10), ("windowed_i", 1), ("causal_i", 1), ("window_i", 2), ("position_i", 6), ("index_i", 1)], [4, 1, 3]),
    (
        &[
            ("n_i", 1 << 20),
            ("windowed_i", 1),
            ("causal_i", 1),
            ("window_i", 2),
            ("position_i", 524_287),
            ("index_i", 131_071),
        ],
        [4, 2, 4],
    ),
    (&[("n_i", 9), ("causal_i", 1), ("position_i", (1 << 21) - 1), ("index_i", 1)], [4, 0, 4]),
    (&[("n_i", 9), ("windowed_i", 1), ("position_i", (1 << 21) - 1), ("window_i", (1 << 20) - 1)], [4, 4, 4]),
];

pub fn listed() -> Vec<Script> {
    let mut script = Script::of("row_window");
    for (cycle, (inputs, _)) in CASES.iter().enumerate() {
        script = script.cycle(inputs);
        if let Some(earlier) = cycle.checked_sub(2) {
            script = sees(script, CASES[earlier].1);
        }
    }
    for (_, outputs) in &CASES[CASES.len() - 2..] {
        script = sees(script.rest(1), *outputs);
    }
    vec![script]
}

fn sees(script: Script, [existing, from, to]: [i64; 3]) -> Script {
    script.sees(&[("existing_o", existing), ("from_o", from), ("to_o", to)])
}
