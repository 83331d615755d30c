//! Cases of `e2m1`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "e2m1", cases: 100, cycles: 20 }

pub fn latency() -> Latency {
    Latency::new("code_i", "number_o", Script::of("e2m1"))
}

/// Every code.
pub fn listed() -> Vec<Script> {
    let numbers = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];
    let script = numbers.into_iter().zip(0..).fold(Script::of("e2m1"), |script, (number, code)| {
        script.cycle(&[("code_i", code)]).sees(&[("number_o", number)])
    });
    vec![script]
}
