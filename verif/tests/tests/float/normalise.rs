//! Cases of `normalise`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "normalise", cases: 600, cycles: 40 }

/// Bits of the number.
const BITS: u32 = 43;

/// Cycles from the number to the shifted one.
const LATENCY: usize = 3;

/// What a value of 0 counts as.
const ZEROS_OF_ZERO: i64 = 47;

pub fn latency() -> Latency {
    Latency::new("value_i", "value_o", Script::of("normalise"))
}

/// Every number of leading zeros with every limit, each with one, all and some bits below the first.
pub fn listed() -> Vec<Script> {
    [0, u64::MAX, 0x0123_4567_89ab_cdef].map(below).into()
}

fn below(pattern: u64) -> Script {
    let numbers = (0..BITS).map(|bit| (1 << bit) | (pattern & ((1 << bit) - 1)));
    let inputs: Vec<(i64, i64)> =
        std::iter::once(0).chain(numbers).flat_map(|value| (0..64).map(move |limit| (value as i64, limit))).collect();
    let mut script = Script::of("normalise");
    for cycle in 0..inputs.len() + LATENCY {
        script = match inputs.get(cycle) {
            Some((value, limit)) => script.cycle(&[("value_i", *value), ("limit_i", *limit)]),
            None => script.rest(1),
        };
        if let Some((value, limit)) = cycle.checked_sub(LATENCY).map(|sent| inputs[sent]) {
            let zeros =
                if value == 0 { ZEROS_OF_ZERO } else { i64::from(value.leading_zeros()) - i64::from(64 - BITS) };
            let shift = zeros.min(limit);
            script = script.sees(&[("value_o", value << shift), ("shift_o", shift)]);
        }
    }
    script
}
