//! Cases of `shift_right`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "shift_right", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("data_i", "data_o", Script::of("shift_right"))
}

const CORNERS: &[i64] =
    &[0, 1, -1, 2, -2, i64::MAX, i64::MIN, i64::MIN + 1, 0x0123_4567_89ab_cdef, -0x0123_4567_89ab_cdef];

/// Every amount for corner values of every kind.
pub fn listed() -> Vec<Script> {
    let mut script = Script::of("shift_right");
    for data in CORNERS {
        for amount in 0..64 {
            script = script.cycle(&[("data_i", *data), ("amount_i", amount)]).sees(&[("data_o", data >> amount)]);
        }
    }
    vec![script]
}
