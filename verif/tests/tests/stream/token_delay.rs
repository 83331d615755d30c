//! Cases of `token_delay`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "token_delay", cases: 400, cycles: 40 }

pub fn latency() -> Latency {
    Latency::new("token_i", "token_o", Script::of("token_delay")).formula("N")
}

pub fn listed() -> Vec<Script> {
    vec![
        Script::of("token_delay")
            .cycle(&[("token_i", 0x81)])
            .rest(2)
            .sees(&[("token_o", 0)])
            .rest(1)
            .sees(&[("token_o", 0x81)])
            .rest(1)
            .sees(&[("token_o", 0)]),
        // A reset clears every stage, and the token that comes with it; the next one passes.
        Script::of("token_delay")
            .cycle(&[("token_i", 1)])
            .cycle(&[("token_i", 2)])
            .cycle(&[("token_i", 4)])
            .cycle(&[("token_i", 8), ("rst_ni", 0)])
            .sees(&[("token_o", 1)])
            .cycle(&[("token_i", 16)])
            .sees(&[("token_o", 0)])
            .rest(2)
            .sees(&[("token_o", 0)])
            .rest(1)
            .sees(&[("token_o", 16)]),
    ]
}
