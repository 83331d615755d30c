//! Cases of `converter`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "converter", cases: 150, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("feed_i", "valid_o", Script::of("converter").resting(&[("enable_i", 1)]))
}

pub fn listed() -> Vec<Script> {
    vec![a_group(), empties()]
}

/// The third column of a row, with its tokens, through the one lane of the test size.
fn a_group() -> Script {
    let resting = [
        ("enable_i", 1),
        ("multiplier_i", 1 << 30),
        ("shift_i", 30),
        ("low_i", -128),
        ("high_i", 127),
        ("bias_i", 3),
        ("zero_point_i", 1),
    ];
    let fed = [("feed_i", 1), ("group_i", 2), ("end_i", 1), ("last_row_i", 1), ("keep_i", 1), ("error_i", 2)];
    Script::of("converter")
        .resting(&resting)
        .cycle(&[&resting[..], &fed[..]].concat())
        .lanes("row_i", 32, &[1, 2, -70, 4])
        .rest(13)
        .sees(&[("valid_o", 0), ("idle_o", 0)])
        .rest(1)
        .sees(&[("valid_o", 1), ("end_o", 1), ("last_row_o", 1), ("keep_o", 1), ("error_o", 2), ("result_o", -66)])
        .sees(&[("saturated_o", 0), ("idle_o", 0)])
        .rest(1)
        .sees(&[("valid_o", 0), ("idle_o", 1)])
}

/// A reset forgets what is on its way; without an enable nothing moves.
fn empties() -> Script {
    Script::of("converter")
        .cycle(&[("enable_i", 1), ("feed_i", 1)])
        .rest(20)
        .sees(&[("idle_o", 0), ("valid_o", 0)])
        .cycle(&[("rst_ni", 0)])
        .rest(1)
        .sees(&[("idle_o", 1)])
}
