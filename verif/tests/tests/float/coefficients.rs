//! Cases of `coefficients`.

use crate::catalogue::latency::Latency;
use crate::script::{Script, block};
use crate::three_way::four_kinds;
use seedchip_spec::functions::Table;

four_kinds! { block: "coefficients", cases: 100, cycles: 60 }

pub fn latency() -> Latency {
    Latency::new("segment_i", "c0_o", Script::of("coefficients").rest(2))
}

/// Every row of every table, and zeros before the first.
pub fn listed() -> Vec<Script> {
    block("coefficients")
        .instances()
        .into_iter()
        .zip(Table::ALL)
        .map(|(instance, table)| rows(Script::at(instance), table))
        .collect()
}

fn rows(mut script: Script, table: Table) -> Script {
    for cycle in 0..table.segments() + 2 {
        script = script.cycle(&[("segment_i", (cycle % table.segments()) as i64)]);
        let row = cycle.checked_sub(2).and_then(|segment| table.segment(segment)).unwrap_or_default();
        script = script.sees(&[("c0_o", row.c0.into()), ("c1_o", row.c1.into()), ("c2_o", row.c2.into())]);
    }
    script
}
