//! Checks of the project itself: its dependencies and its files.

mod arrows;
mod circles;
mod licences;
mod readme;
mod rooms;
mod words;

use cargo_metadata::{Metadata, MetadataCommand};
use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the workspace lies two folders up")
}

/// Every package that the workspace depends on, with itself.
fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--locked".to_owned()])
        .exec()
        .unwrap_or_else(|error| panic!("cargo metadata --locked: {error}"))
}
