//! Cases of `row`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "row", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    let loaded =
        Script::of("row").resting(&[("weight_i", 0x0101_0101)]).cycle(&[("load_i", 1)]).cycle(&[("swap_i", 1)]);
    Latency::new("activation_i", "sum_o", loaded).formula("L + floor(column / G)")
}

const SUM_BITS: usize = 18;

/// Weights stand on the lanes while `load_i` passes; cell c's product shows c cycles after cell 0's, added to
/// the sum from above of the cycle before.
pub fn listed() -> Vec<Script> {
    let weights = [-128, 127, -1, 3];
    let mut script = Script::of("row").cycle(&[("load_i", 1)]).lanes("weight_i", 8, &weights);
    for cycle in 1..12 {
        let start = i64::from(cycle == 1);
        script = script
            .cycle(&[("swap_i", start), ("activation_i", -128 * start)])
            .lanes("weight_i", 8, &weights)
            .lanes("sum_i", SUM_BITS, &[100 * cycle, 200, 300, -400]);
        for (cell, weight) in weights.iter().enumerate() {
            let above = [100 * (cycle - 1), 200, 300, -400][cell];
            if cycle >= 2 {
                let product = if cycle == 4 + cell as i64 { -128 * weight } else { 0 };
                script = script.sees_lane("sum_o", cell, SUM_BITS, above + product);
            }
        }
    }
    vec![script]
}
