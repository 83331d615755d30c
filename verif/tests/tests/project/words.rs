//! Words that no file of the project may have.

use super::root;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The longest Rust file, in lines.
const LONGEST: usize = 600;

/// Words that no file may hold. Written in halves, so that this file holds none.
const BANNED: &[[&str; 2]] =
    &[["todo", "!("], ["unimplemented", "!("], ["#[ig", "nore"], ["/ro", "ot/"], ["/ho", "me/"]];

/// Suffixes of files that are made by running something.
const GENERATED: &[&str] = &["vcd", "fst", "gtkw", "log", "o", "so"];

/// Every file that is in the repository or about to be.
fn files() -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("names of files are UTF-8");
    // A file may be listed and already be deleted.
    let files: Vec<PathBuf> =
        names.split_terminator('\0').map(PathBuf::from).filter(|name| root().join(name).is_file()).collect();
    assert!(files.contains(&PathBuf::from("Cargo.toml")), "git lists the files of another place");
    files
}

/// The text of a file, or `None` for one that is no text.
fn text(file: &Path) -> Option<String> {
    String::from_utf8(std::fs::read(root().join(file)).ok()?).ok()
}

#[test]
fn no_file_holds_a_banned_word() {
    let mut found = Vec::new();
    for file in files() {
        let Some(text) = text(&file) else { continue };
        for (number, line) in text.lines().enumerate() {
            for word in BANNED.iter().map(|halves| halves.concat()) {
                if line.contains(&word) {
                    found.push(format!("{}:{}: `{word}`", file.display(), number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_generated_file_is_committed() {
    let generated: Vec<PathBuf> = files()
        .into_iter()
        .filter(|file| file.extension().is_some_and(|suffix| GENERATED.iter().any(|other| suffix == *other)))
        .collect();
    assert!(generated.is_empty(), "{generated:?}");
}

#[test]
fn no_rust_file_is_longer_than_it_can_be_read() {
    let mut longest = 0;
    for file in files().iter().filter(|file| file.extension().is_some_and(|suffix| suffix == "rs")) {
        let lines = text(file).expect("Rust is text").lines().count();
        assert!(lines <= LONGEST, "{}: {lines} lines, {LONGEST} at most", file.display());
        longest = longest.max(lines);
    }
    assert!(longest > 0, "no Rust file was looked at");
}
