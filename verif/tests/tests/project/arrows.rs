//! The crates of the workspace see each other only along the arrows of `hdl/doc/architecture.md`, which is read here.

use super::{metadata, root};
use std::collections::{BTreeMap, BTreeSet};

/// The crates that a crate of the table may depend on, by its name; none if on all.
fn arrows() -> BTreeMap<String, Option<BTreeSet<String>>> {
    let page = std::fs::read_to_string(root().join("hdl/doc/architecture.md")).expect("the page is there");
    let rows = page.lines().filter(|line| line.starts_with("| `seedchip"));
    let named = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>();
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, name, _, _, sees, _] = cells[..] else { panic!("a row of the table has four cells: {row}") };
        let name = named(name).into_iter().next().expect("a crate's name");
        (name, (sees != "all").then(|| named(sees)))
    })
    .collect()
}

#[test]
fn crates_see_only_what_the_architecture_lets_them() {
    let (metadata, arrows) = (metadata(), arrows());
    let members: BTreeSet<String> =
        metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect();
    assert_eq!(members, arrows.keys().cloned().collect(), "the crates of the workspace and those of the page");

    for package in metadata.workspace_packages() {
        let Some(allowed) = &arrows[package.name.as_str()] else { continue };
        let seen: BTreeSet<String> = package
            .dependencies
            .iter()
            .filter(|dependency| members.contains(&dependency.name))
            .map(|dependency| dependency.name.clone())
            .collect();
        assert_eq!(seen, *allowed, "what {} sees, and what the page says", package.name);
    }
}
