//! Cases of `column`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "column", cases: 400, cycles: 80 }

pub fn latency() -> Latency {
    // Written three cycles after the sum came, then read in two steps.
    let every = [("first_i", 1), ("wait_i", 1), ("read_i", 1), ("show_i", 1)];
    Latency::new("sum_i", "row_o", Script::of("column").resting(&every))
}

pub fn listed() -> Vec<Script> {
    vec![two_tiles()]
}

/// The first tile's sum is stored, the second one's added to it and sent to the waiting rows.
fn two_tiles() -> Script {
    let mut script = Script::of("column");
    for tile in 0..2 {
        for cycle in 0..5 {
            script = script.cycle(&[
                ("sum_i", if cycle == 0 { -131_000 + tile } else { 77 }),
                ("read_address_i", if cycle == 0 { 9 } else { 1 }),
                ("first_i", i64::from(tile == 0 && cycle == 1)),
                ("store_i", i64::from(tile == 0 && cycle == 3)),
                ("write_address_i", if cycle == 3 { 9 } else { 2 }),
                ("wait_i", i64::from(tile == 1 && cycle == 3)),
                ("wait_address_i", if cycle == 3 { 30 } else { 3 }),
            ]);
        }
    }
    script
        .cycle(&[("read_i", 1), ("row_address_i", 30)])
        .cycle(&[("show_i", 1)])
        .rest(1)
        .sees(&[("row_o", -261_999)])
        .rest(3)
        .sees(&[("row_o", -261_999)])
}
