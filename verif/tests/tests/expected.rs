//! The checked-in Verilog under `hdl/expected` is what the exporter writes: a change of RTL shows in review.

use crate::exported::at_test_size;
use crate::project::root;
use seedchip_export::ModuleText;
use seedchip_spec::BLOCKS;
use std::collections::BTreeMap;
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

/// Where a module's Verilog lies.
pub fn file(module: &str) -> PathBuf {
    root().join("hdl/expected").join(format!("{module}.v"))
}

/// Every module of every block at the size of its test, once.
fn modules() -> BTreeMap<PathBuf, ModuleText> {
    let mut modules: BTreeMap<PathBuf, ModuleText> = BTreeMap::new();
    for module in BLOCKS.iter().flat_map(|block| at_test_size(block.name).modules) {
        let known = modules.entry(file(&module.name)).or_insert_with(|| module.clone());
        assert_eq!(known.text, module.text, "two modules are called `{}`", module.name);
    }
    modules
}

#[test]
fn checked_in_verilog_is_what_the_exporter_writes() {
    let modules = modules();
    assert!(modules.len() > BLOCKS.len(), "{} modules", modules.len());
    let differences: Vec<String> =
        modules.iter().filter_map(|(file, module)| compare(file, &module.text).err()).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn no_expected_file_is_stale() {
    let wanted = modules();
    let mut stale: Vec<PathBuf> = files_under(&root().join("hdl/expected"));
    stale.retain(|file| !wanted.contains_key(file) && !file.ends_with("README.md"));
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
