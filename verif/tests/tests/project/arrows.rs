//! The crates of the workspace see each other only along the arrows of the architecture.

use super::metadata;
use cargo_metadata::DependencyKind;
use std::collections::BTreeSet;

const ALL: &[&str] = &[
    "seedchip-spec",
    "seedchip-export",
    "seedchip-hdl",
    "seedchip-flow",
    "seedchip-sim",
    "seedchip-host",
    "seedchip-golden",
    "seedchip-kit",
    "seedchip-verilate",
];

/// A crate, what it may see, and what its build script may see.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    ("seedchip-spec", &[], &[]),
    ("seedchip-export", &[], &[]),
    ("seedchip-hdl", &["seedchip-spec", "seedchip-export"], &[]),
    ("seedchip-flow", &["seedchip-spec", "seedchip-export", "seedchip-hdl"], &[]),
    ("seedchip-golden", &["seedchip-spec"], &[]),
    ("seedchip-runtime", &[], &[]),
    ("seedchip-verilate", &["seedchip-spec", "seedchip-runtime"], &[]),
    (
        "seedchip-sim",
        &["seedchip-spec", "seedchip-export", "seedchip-hdl", "seedchip-verilate", "seedchip-runtime"],
        &[],
    ),
    ("seedchip-host", &["seedchip-spec"], &[]),
    ("seedchip-kit", &["seedchip-spec", "seedchip-golden", "seedchip-sim", "seedchip-host"], &[]),
    ("seedchip", ALL, &[]),
    ("seedchip-verif", ALL, &[]),
];

#[test]
fn crates_see_only_what_the_architecture_lets_them() {
    let metadata = metadata();
    let members: BTreeSet<String> =
        metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect();
    let listed: BTreeSet<String> = ARROWS.iter().map(|(name, _, _)| (*name).to_owned()).collect();
    assert_eq!(members, listed, "the crates of the workspace and those of this list");

    for package in metadata.workspace_packages() {
        let (_, sees, builds) =
            ARROWS.iter().find(|(name, _, _)| package.name == *name).expect("the lists were compared");
        for dependency in package.dependencies.iter().filter(|dependency| members.contains(&dependency.name)) {
            let allowed = if dependency.kind == DependencyKind::Build { builds } else { sees };
            assert!(
                allowed.contains(&dependency.name.as_str()),
                "{} must not depend on {} ({} dependency)",
                package.name,
                dependency.name,
                dependency.kind,
            );
        }
    }
}
