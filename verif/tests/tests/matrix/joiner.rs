//! Cases of `joiner`.

use crate::catalogue::latency::Latency;
use crate::fp32::{INFINITY, NAN, ONE};
use crate::script::{self, Script};
use crate::three_way::four_kinds;

four_kinds! { block: "joiner", cases: 200, cycles: 80 }

/// Cycles from a feed to its result, and to the feed that may read what it stored.
const LATENCY: usize = 19;
const LOOP: usize = 16;

pub fn latency() -> Latency {
    let resting = [("begin_i", 1), ("final_i", 1)];
    Latency::new("feed_i", "valid_o", Script::of("joiner").resting(&resting))
}

pub fn listed() -> Vec<Script> {
    vec![accumulates(), lanes_and_groups(), overflows(), nans(), not_a_column(), forgets()]
}

/// Scales of 2^0 on both sides.
const PLAIN: [(&str, i64); 3] = [("row_scale_i", 127), ("keep_i", 1), ("feed_i", 1)];

fn feed(more: &[(&'static str, i64)]) -> Vec<(&'static str, i64)> {
    [&PLAIN[..], more].concat()
}

/// One lane, four groups: the first column of row 3 gets 64 · 2^-6 twice, the second time at once when it can.
fn accumulates() -> Script {
    let row = [("address_i", 3), ("unit_i", -6), ("column_scale_i", 127)];
    Script::of("joiner")
        .cycle(&feed(&[&row[..], &[("begin_i", 1)]].concat()))
        .lanes("row_i", 32, &[64])
        .rest(LOOP - 1)
        .cycle(&feed(&[&row[..], &[("final_i", 1), ("last_row_i", 1), ("end_i", 1), ("error_i", 2)]].concat()))
        .lanes("row_i", 32, &[64])
        .rest(LATENCY - 1)
        .sees(&[("valid_o", 0)])
        .rest(1)
        .sees(&[
            ("valid_o", 1),
            ("result_o", 0x4000_0000),
            ("keep_o", 1),
            ("last_row_o", 1),
            ("end_o", 1),
            ("error_o", 2),
        ])
        .sees(&[("overflow_o", 0), ("nan_o", 0)])
        .rest(1)
        .sees(&[("valid_o", 0)])
}

/// 16 × 3 columns: two lanes would do, three divide the columns. 32 rows: a lane per column.
fn lanes_and_groups() -> Script {
    let fed = [("begin_i", 1), ("final_i", 1), ("feed_i", 1), ("row_scale_i", 128), ("keep_i", 7)];
    Script::at(script::in_unit("joiner", "16x3x4_registered_mx"))
        .cycle(&fed)
        .lanes("row_i", 32, &[1, -1, 3])
        .lanes("column_scale_i", 8, &[127, 126, 0])
        .rest(LATENCY)
        .sees_lane("result_o", 0, 32, 0x4000_0000)
        .sees_lane("result_o", 1, 32, 0xbf80_0000)
        // 3 · 2^-126.
        .sees_lane("result_o", 2, 32, 0x0140_0000)
}

/// 2^127 twice: infinity, told until the end of the command.
fn overflows() -> Script {
    let row = [("column_scale_i", 254), ("final_i", 1)];
    let mut script = Script::of("joiner")
        .cycle(&feed(&[&row[..], &[("begin_i", 1)]].concat()))
        .lanes("row_i", 32, &[1])
        .rest(LOOP - 1)
        .cycle(&feed(&row))
        .lanes("row_i", 32, &[1]);
    for end in [1, 1] {
        script = script.cycle(&feed(&[("begin_i", 1), ("final_i", 1), ("address_i", 1), ("end_i", end)]));
    }
    script = script.rest(LATENCY - 3);
    for (result, overflow) in [(i64::from(INFINITY), 1), (0, 1), (0, 0)] {
        script = script.rest(1).sees(&[("valid_o", 1), ("result_o", result), ("overflow_o", overflow), ("nan_o", 0)]);
    }
    script
}

/// Either scale of 255.
fn nans() -> Script {
    let scales = [[("row_scale_i", 255), ("column_scale_i", 0)], [("row_scale_i", 0), ("column_scale_i", 255)]];
    let fed = [("begin_i", 1), ("final_i", 1), ("end_i", 1)];
    let all = scales.iter().fold(Script::of("joiner"), |script, of| script.cycle(&feed(&[&fed[..], of].concat())));
    let nan = [("result_o", i64::from(NAN)), ("nan_o", 1), ("overflow_o", 0)];
    all.rest(LATENCY - 1).sees(&nan).rest(1).sees(&nan)
}

/// A column that does not exist is +0, whatever the row's scale.
fn not_a_column() -> Script {
    let fed = [("feed_i", 1), ("begin_i", 1), ("final_i", 1), ("row_scale_i", 255), ("column_scale_i", 255)];
    Script::of("joiner").cycle(&fed).rest(LATENCY).sees(&[("valid_o", 1), ("result_o", 0), ("keep_o", 0), ("nan_o", 0)])
}

/// A reset ends the feeds under way and the flags; accumulators stay.
fn forgets() -> Script {
    let row = [("unit_i", 0), ("column_scale_i", 127), ("final_i", 1)];
    Script::of("joiner")
        .cycle(&feed(&[&row[..], &[("begin_i", 1)]].concat()))
        .lanes("row_i", 32, &[1])
        .cycle(&feed(&[("begin_i", 1), ("final_i", 1), ("address_i", 1), ("column_scale_i", 255)]))
        .rest(LATENCY)
        .sees(&[("valid_o", 1), ("nan_o", 1)])
        .cycle(&feed(&[("begin_i", 1), ("final_i", 1), ("address_i", 2)]))
        .cycle(&[("rst_ni", 0)])
        .rest(LATENCY - 1)
        .sees(&[("valid_o", 0)])
        .cycle(&feed(&row))
        .rest(LATENCY)
        .sees(&[("valid_o", 1), ("result_o", ONE.into()), ("nan_o", 0)])
}
