//! Every folder of the first and second level has a README.

use super::root;
use std::path::Path;

/// Folders that hold what one tool wants under a name of its own.
const WITHOUT: &[&str] = &["target", "build"];

fn folders(of: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(of).unwrap_or_else(|error| panic!("{}: {error}", of.display()));
    let paths = entries.map(|entry| entry.expect("the folder is readable").path());
    let named = |path: &Path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'));
    let kept = |path: &Path| !WITHOUT.iter().any(|name| path.ends_with(name));
    paths.filter(|path| path.is_dir() && named(path) && kept(path)).collect()
}

#[test]
fn every_room_has_a_readme() {
    let first = folders(&root());
    let second = first.iter().flat_map(|folder| folders(folder));
    let rooms: Vec<_> = first.iter().cloned().chain(second).collect();
    assert!(rooms.len() > 20, "only {} folders were found", rooms.len());
    let silent: Vec<String> = rooms
        .iter()
        .filter(|folder| !folder.join("README.md").is_file())
        .map(|folder| folder.display().to_string())
        .collect();
    assert!(silent.is_empty(), "folders without a README.md:\n{}", silent.join("\n"));
}
