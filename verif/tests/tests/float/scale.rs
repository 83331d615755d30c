//! Cases of `scale`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "scale", cases: 300, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("row_i", "exponent_o", Script::of("scale"))
}

/// The ends of both scales and of the unit, and NaNs.
pub fn listed() -> Vec<Script> {
    let mut script = Script::of("scale");
    for row in [0, 1, 127, 128, 247, 254, 255] {
        for column in [0, 1, 126, 127, 191, 254, 255] {
            for unit in [-32, -18, -12, -1, 0, 1, 31] {
                let nan = i64::from(row == 255 || column == 255);
                script = script
                    .cycle(&[("row_i", row), ("column_i", column), ("unit_i", unit)])
                    .sees(&[("exponent_o", (row - 127) + (column - 127) + unit), ("nan_o", nan)]);
            }
        }
    }
    vec![script]
}
