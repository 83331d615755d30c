//! Cases of `product_held`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "product_held", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("a_i", "product_o", Script::of("product_held").resting(&[("enable_i", 1), ("b_i", 1)]))
}

/// The greatest products of 18 bits, one per cycle, and one that waits in each register.
pub fn listed() -> Vec<Script> {
    let (least, greatest) = (-(1 << 17), (1 << 17) - 1);
    let extremes = Script::of("product_held")
        .resting(&[("enable_i", 1)])
        .cycle(&[("a_i", least), ("b_i", least)])
        .cycle(&[("a_i", least), ("b_i", greatest)])
        .cycle(&[("a_i", greatest), ("b_i", -1)])
        .sees(&[("product_o", least * least)])
        .rest(1)
        .sees(&[("product_o", least * greatest)])
        .rest(1)
        .sees(&[("product_o", -greatest)]);
    let held = Script::of("product_held")
        .cycle(&[("enable_i", 1), ("a_i", 7), ("b_i", -9)])
        .cycle(&[("a_i", 1), ("b_i", 1)])
        .cycle(&[("enable_i", 1)])
        .cycle(&[("a_i", 1), ("b_i", 1)])
        .sees(&[("product_o", -63)])
        .rest(2)
        .sees(&[("product_o", -63)]);
    vec![extremes, held]
}
