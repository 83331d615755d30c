//! Cases of `multiplier`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "multiplier", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("a_i", "product_o", Script::of("multiplier").resting(&[("enable_i", 1), ("b_i", 1)]))
}

/// Cycles from the operands to the product.
const LATENCY: usize = 5;

const CORNERS: &[i32] = &[0, 1, -1, 2, 127, -128, 1 << 30, i32::MAX, i32::MIN, i32::MIN + 1];

/// Every pair of corner values, one a cycle.
pub fn listed() -> Vec<Script> {
    let pairs: Vec<(i64, i64)> =
        CORNERS.iter().flat_map(|a| CORNERS.iter().map(|b| (i64::from(*a), i64::from(*b)))).collect();
    let mut script = Script::of("multiplier").resting(&[("enable_i", 1)]);
    for cycle in 0..pairs.len() + LATENCY {
        script = match pairs.get(cycle) {
            Some((a, b)) => script.cycle(&[("a_i", *a), ("b_i", *b)]),
            None => script.rest(1),
        };
        if let Some((a, b)) = cycle.checked_sub(LATENCY).map(|sent| pairs[sent]) {
            script = script.sees(&[("product_o", a * b)]);
        }
    }
    vec![script, held()]
}

/// A product waits while the multiplier is not enabled, wherever it is.
fn held() -> Script {
    let mut script = Script::of("multiplier").cycle(&[("enable_i", 1), ("a_i", -3), ("b_i", 70_000)]);
    for _ in 1..LATENCY {
        script = script.rest(2).cycle(&[("enable_i", 1)]);
    }
    script.rest(1).sees(&[("product_o", -210_000)]).rest(1).sees(&[("product_o", -210_000)])
}
