//! Cases of `hazard`.

use crate::catalogue::latency::Latency;
use crate::script::Script;
use crate::three_way::four_kinds;

four_kinds! { block: "hazard", cases: 600, cycles: 60 }

pub fn latency() -> Latency {
    let busy = Script::of("hazard").cycle(&[("commit_i", 1), ("begin_i", 1), ("end_i", 4)]).resting(&[("done_i", 2)]);
    Latency::new("aligned_i", "clear_o", busy)
}

pub fn listed() -> Vec<Script> {
    vec![row_by_row(), around(), finished()]
}

fn reads(script: Script, done: i64, row: i64, aligned: i64, clear: i64) -> Script {
    script.cycle(&[("done_i", done), ("row_i", row), ("aligned_i", aligned)]).sees(&[("clear_o", clear)])
}

/// Three rows from number 5 on: a row may be read when it is done, and everything when the last one is.
fn row_by_row() -> Script {
    let mut script = reads(Script::of("hazard"), 3, 0, 0, 1);
    script = script.cycle(&[("commit_i", 1), ("begin_i", 5), ("end_i", 8), ("done_i", 3)]).sees(&[("clear_o", 1)]);
    for (done, row, aligned, clear) in [
        (3, 0, 1, 0),
        (5, 0, 1, 0),
        (6, 0, 1, 1),
        (6, 0, 0, 0),
        (6, 1, 1, 0),
        (7, 1, 1, 1),
        (7, 2, 1, 0),
        (7, 1023, 1, 0),
        (8, 1023, 1, 1),
        (8, 5, 0, 1),
        (9, 5, 0, 1),
    ] {
        script = reads(script, done, row, aligned, clear);
    }
    script
}

/// Numbers come round; a pass may have 1024 rows, and 600 of earlier ones may not be done.
fn around() -> Script {
    let mut script =
        Script::of("hazard").cycle(&[("commit_i", 1), ("begin_i", 4094), ("end_i", 1022), ("done_i", 3500)]);
    for (done, row, clear) in
        [(3500, 0, 0), (4094, 0, 0), (4095, 0, 1), (0, 1, 1), (1, 2, 1), (1, 3, 0), (1021, 1022, 1), (1021, 1023, 0)]
    {
        script = reads(script, done, row, 1, clear);
    }
    script
}

/// The last row's end is seen in its own cycle, and remembered; so is a commit, and forgotten by a reset.
fn finished() -> Script {
    let commit =
        |script: Script, done| script.cycle(&[("commit_i", 1), ("begin_i", 1), ("end_i", 2), ("done_i", done)]);
    let mut script = commit(Script::of("hazard"), 0);
    script = reads(script, 2, 0, 0, 1);
    script = reads(script, 0, 0, 0, 1);
    // A commit in the cycle in which an earlier pass is finished.
    script = commit(script, 0);
    script = commit(script, 2);
    script = reads(script, 1, 0, 0, 0);
    script = script.cycle(&[("rst_ni", 0), ("done_i", 1)]).sees(&[("clear_o", 0)]);
    reads(script, 1, 0, 0, 1)
}
