//! Every dependency comes from crates.io under a licence that `deny.toml` allows.

use super::{metadata, root};
use spdx::{Expression, ParseMode};
use std::collections::{HashMap, HashSet};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Names in a list of `deny.toml`.
fn names(list: &toml::Value) -> HashSet<String> {
    let list = list.as_array().expect("it is a list");
    list.iter().map(|name| name.as_str().expect("a name is text").to_owned()).collect()
}

/// The licences that `deny.toml` allows everyone, and what it allows to crates beside them.
fn allowed() -> (HashSet<String>, HashMap<String, HashSet<String>>) {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is readable");
    let deny: toml::Table = text.parse().expect("deny.toml is TOML");
    let exceptions = deny["licenses"]["exceptions"].as_array().expect("licenses.exceptions is a list");
    let exceptions = exceptions.iter().map(|exception| {
        let name = exception["crate"].as_str().expect("a crate's name is text");
        (name.to_owned(), names(&exception["allow"]))
    });
    (names(&deny["licenses"]["allow"]), exceptions.collect())
}

/// Whether a licence expression can be met with the allowed licences.
fn met(expression: &str, allowed: &HashSet<String>) -> Result<bool, String> {
    let expression = Expression::parse_mode(expression, ParseMode::LAX).map_err(|error| error.to_string())?;
    Ok(expression.evaluate(|requirement| allowed.contains(&requirement.to_string())))
}

#[test]
fn every_dependency_has_an_allowed_licence() {
    let (allowed, mut exceptions) = allowed();
    let metadata = metadata();
    let mut refused = Vec::new();
    for package in &metadata.packages {
        let licence = package.license.as_deref().unwrap_or_default();
        let own = exceptions.remove(package.name.as_str()).unwrap_or_default();
        match met(licence, &allowed.union(&own).cloned().collect()) {
            Ok(true) => {}
            Ok(false) => refused.push(format!("{} {}: `{licence}`", package.name, package.version)),
            Err(error) => refused.push(format!("{} {}: `{licence}`: {error}", package.name, package.version)),
        }
    }
    assert!(metadata.packages.len() > metadata.workspace_members.len(), "no dependency was looked at");
    assert!(exceptions.is_empty(), "deny.toml has exceptions for crates that are not there: {exceptions:?}");
    assert!(refused.is_empty(), "deny.toml doesn't allow the licence of\n{}", refused.join("\n"));
}

#[test]
fn licence_expressions_are_read_as_meant() {
    let allowed: HashSet<String> =
        ["MIT", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].map(str::to_owned).into_iter().collect();
    for (expression, answer) in [
        ("MIT", true),
        ("MIT OR GPL-3.0-only", true),
        ("GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR GPL-3.0-only) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
        ("GPL-3.0-only/MIT", true),
    ] {
        assert_eq!(met(expression, &allowed), Ok(answer), "{expression}");
    }
    assert!(met("", &allowed).is_err());
}

#[test]
fn every_dependency_is_from_crates_io() {
    let metadata = metadata();
    let foreign: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| !metadata.workspace_members.contains(&package.id))
        .filter(|package| package.source.as_ref().is_none_or(|source| source.repr != CRATES_IO))
        .map(|package| format!("{}: {:?}", package.name, package.source))
        .collect();
    assert!(foreign.is_empty(), "not from crates.io:\n{}", foreign.join("\n"));
}

#[test]
fn rust_hdl_is_pinned() {
    let metadata = metadata();
    let mut users = 0;
    for package in metadata.workspace_packages() {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.name == "rust-hdl") {
            users += 1;
            let requirement = dependency.req.to_string();
            assert!(requirement.starts_with('='), "{} wants rust-hdl `{requirement}`", package.name);
        }
    }
    assert!(users > 0, "no crate of the workspace uses rust-hdl");
}
