//! Cases of `fixed_sum`.

use crate::catalogue::latency::Latency;
use crate::fp32::{MINUS, NAN, ONE};
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "fixed_sum", cases: 200, cycles: 80 }

pub fn latency() -> Latency {
    let prepared = Script::of("fixed_sum").resting(&[("valid_i", 1), ("last_i", 1)]);
    Latency::new("valid_i", "valid_o", prepared).formula("12 + log2 L = 14")
}

/// 2^−k.
fn power(k: u32) -> u32 {
    (127 - k) << 23
}

/// Rows of vectors, and their sums.
fn rows() -> Vec<(Vec<[u32; 4]>, u32)> {
    vec![
        (vec![[ONE; 4]; 3], 0x4140_0000),
        (vec![[0, MINUS, 0, 0]], 0),
        // Halves of the last place go to the even neighbour, three halves to two, less than a half is lost.
        (vec![[power(41), 0, 0, 0]], 0),
        (vec![[power(41) | 1, 0, 0, 0]], power(40)),
        (vec![[power(41) | 1 << 22, 0, 0, 0]], power(40)),
        (vec![[power(40) | 1 << 22, 0, 0, 0]], power(39)),
        (vec![[power(42) | 0x7f_ffff, power(41), power(60), 1]], 0),
        (vec![[power(41) | 1; 4]], power(38)),
        // Exact, then rounded once: 1 + 2^-24 + 2^-40 is above the tie.
        (vec![[ONE, power(24), 0, 0], [power(40), 0, 0, 0]], 0x3f80_0001),
        (vec![[ONE, power(24), 0, 0], [0; 4]], ONE),
        (vec![[ONE, power(1), power(2), power(3)]], 0x3ff0_0000),
        // Outside of 0 to 1.
        (vec![[ONE | 1, 0, 0, 0]], NAN),
        (vec![[MINUS | 1, 0, 0, 0], [0; 4]], NAN),
        (vec![[0; 4], [0, 0, 0, NAN]], NAN),
        (vec![[0x7f80_0000, 0, 0, 0]], NAN),
        (vec![[0x4000_0000, 0, 0, 0]], NAN),
        (vec![[0, 0, power(23), 0]], power(23)),
    ]
}

pub fn listed() -> Vec<Script> {
    let mut inputs = Vec::new();
    for (vectors, sum) in rows() {
        let last = vectors.len() - 1;
        inputs.extend(vectors.into_iter().enumerate().map(|(k, vector)| (vector, (k == last).then_some(sum))));
    }
    let mut script = Script::of("fixed_sum");
    let sees = |script: Script, sum: Option<u32>| match sum {
        Some(sum) => script.sees(&[("valid_o", 1), ("sum_o", sum.into()), ("nan_o", (sum == NAN).into())]),
        None => script.sees(&[("valid_o", 0)]),
    };
    for cycle in 0..inputs.len() + 14 {
        script = match inputs.get(cycle) {
            Some((vector, sum)) => script.cycle(&[("valid_i", 1), ("last_i", sum.is_some().into())]).lanes(
                "number_i",
                32,
                &vector.map(i64::from),
            ),
            None => script.rest(1),
        };
        script = sees(script, cycle.checked_sub(14).and_then(|earlier| inputs[earlier].1));
    }
    vec![script]
}
