//! Cases of `gated_sum`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "gated_sum", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("addend_i", "sum_o", Script::of("gated_sum"))
}

/// Carries over the whole width, between all corners, with and without the term.
pub fn listed() -> Vec<Script> {
    const CORNERS: &[i64] = &[0, 1, 0xffff, 0x1_0000, 0x5555_5555, 0xaaaa_aaaa, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
    let mut script = Script::of("gated_sum");
    for addend in CORNERS {
        for term in CORNERS {
            let cycle = |script: Script, gate, sum: i64| {
                script
                    .cycle(&[("addend_i", *addend), ("term_i", *term), ("gate_i", gate)])
                    .sees(&[("sum_o", sum & 0xffff_ffff)])
            };
            script = cycle(script, 0, *addend);
            script = cycle(script, 1, addend + term);
        }
    }
    vec![script]
}
