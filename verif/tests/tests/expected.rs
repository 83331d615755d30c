//! The checked-in Verilog under `hdl/expected` is what the exporter writes: a change of RTL shows in review.

use crate::exported::at_test_size;
use crate::project::root;
use seedchip_spec::{BLOCKS, Block};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Set to 1, the files are written instead of compared.
const REWRITE: &str = "SEEDCHIP_REWRITE_EXPECTED";

/// What `make expected` does.
fn rewriting() -> bool {
    std::env::var_os(REWRITE).is_some_and(|value| value == "1")
}

/// Compares a file with what it should hold, or writes it. The message of a difference is its first line.
pub fn compare(file: &Path, wanted: &str) -> Result<(), String> {
    if rewriting() {
        let folder = file.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(folder).expect("folders can be made");
        std::fs::write(file, wanted).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        return Ok(());
    }
    let name = file.strip_prefix(root()).unwrap_or(file).display().to_string();
    let found = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}; `make expected` writes it"))?;
    if found == wanted {
        return Ok(());
    }
    let (mut lines, mut wanted_lines) = (found.lines(), wanted.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (line, wanted) = (lines.next(), wanted_lines.next());
        if line != wanted || line.is_none() {
            return Err(format!(
                "{name}:{number} is\n  {}\nand should be\n  {}\nIf the change is meant, `make expected` rewrites it.",
                line.unwrap_or("(the end)"),
                wanted.unwrap_or("(the end)")
            ));
        }
    }
}

/// Where a block's Verilog lies.
pub fn file(block: &'static Block) -> PathBuf {
    let path = if block.is_top() { block.first().to_string() } else { block.path() };
    root().join("hdl/expected").join(format!("{path}.v"))
}

#[test]
fn checked_in_verilog_is_what_the_exporter_writes() {
    let differences: Vec<String> =
        BLOCKS.iter().filter_map(|block| compare(&file(block), &at_test_size(block.name).verilog()).err()).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn no_expected_file_is_stale() {
    let wanted: BTreeSet<PathBuf> = BLOCKS.iter().map(file).collect();
    let mut stale: Vec<PathBuf> = files_under(&root().join("hdl/expected"));
    stale.retain(|file| !wanted.contains(file));
    if rewriting() {
        for file in &stale {
            std::fs::remove_file(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
    } else {
        assert!(stale.is_empty(), "no block has {stale:?}; `make expected` removes them");
    }
}

/// Every file in a folder and the folders in it.
fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            files.extend(files_under(&path));
        } else {
            files.push(path);
        }
    }
    files
}
