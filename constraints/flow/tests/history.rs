//! The sizes of the blocks that are synthesised in seconds are those in `constraints/history.csv`.
//!
//! Growth beyond 3 % fails unless the top section of CHANGELOG.md has a line with ``Size of `CONFIGURATION` on
//! `TARGET`:``; less by more than 3 % asks for `make history`.

use seedchip_flow::Quiet;
use seedchip_flow::history::{History, LISTED};
use std::fs;
use std::path::{Path, PathBuf};

/// The library of SG13G2, if it is beside the project.
fn liberty(root: &Path) -> Vec<PathBuf> {
    let file = root.join("../shared/liberty/sg13g2_typ_1p20V_25C.lib");
    if file.is_file() { vec![file] } else { Vec::new() }
}

#[test]
fn blocks_take_what_the_history_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let history = History::read(&root.join("constraints/history.csv")).unwrap_or_else(|error| panic!("{error}"));
    let change_log = fs::read_to_string(root.join("CHANGELOG.md")).expect("the change log is readable");
    let runs = Path::new(env!("CARGO_TARGET_TMPDIR")).join("history");
    let (liberty, mut findings, mut measured) = (liberty(&root), Vec::new(), 0);
    for listed in LISTED.iter().filter(|listed| listed.effort.is_cheap()) {
        let job = listed.job(&runs, &liberty).unwrap_or_else(|error| panic!("{error}"));
        let Some(job) = job else {
            println!("{} {}: skipped, ../shared/liberty is not beside the project", listed.target, listed.block);
            continue;
        };
        let report = seedchip_flow::synthesise(&job, &mut Quiet).unwrap_or_else(|error| panic!("{error}"));
        let row = seedchip_flow::history::Row::new(&report, None);
        findings.extend(history.judge(&row, &change_log).iter().map(ToString::to_string));
        measured += 1;
    }
    assert!(measured > 5, "only {measured} blocks were measured");
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
