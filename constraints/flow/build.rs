//! Lists the targets: the folders of `constraints/` with a `target.toml`, each with the files that it names.
//!
//! The list carries the texts, so that the installed program needs nothing of the project's folder.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let constraints = fs::canonicalize(Path::new(&env::var("CARGO_MANIFEST_DIR")?).join(".."))?;
    // For folders that come and go; cargo watches the files itself, as they are included.
    println!("cargo:rerun-if-changed={}", constraints.display());
    let mut folders = fs::read_dir(&constraints)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<PathBuf>, _>>()?;
    folders.retain(|folder| folder.join("target.toml").is_file());
    folders.sort();
    let mut list = String::from("&[\n");
    for folder in folders {
        let data = folder.join("target.toml");
        let table: toml::Table =
            fs::read_to_string(&data)?.parse().map_err(|error| format!("{}: {error}", data.display()))?;
        let files = table.get("files").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        writeln!(
            list,
            "    Folder {{\n        name: {name:?},\n        data: include_str!({data:?}),\n        files: &["
        )?;
        for file in files.iter().filter_map(toml::Value::as_str) {
            writeln!(list, "            ({file:?}, include_str!({:?})),", folder.join(file))?;
        }
        list.push_str("        ],\n    },\n");
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("folders.rs"), list)?;
    Ok(())
}
